"""Is an edition what its list declares? If not, it waits for a named person and the previous one stays served.

Shares and the least number are judged always. Growth and shrinking are judged against the newest earlier edition of the
same list, in whatever format it came, since one official number is one entry in each: always for an edition that we
fetched ourselves; for an edition out of a catalogue only if the earlier one is at most `neighbour_max_days` older, so
that years of history load without a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from inconcert.model.dates import first_day
from inconcert.model.edition import Bounds, Edition, Reading
from inconcert.model.errors import OutOfBounds
from inconcert.model.vocabulary import Provenance, Severity

neighbour_max_days = 60
set_aside_share_max = 0.01
_shown_max = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """What is judged: a reading, its list's bounds, the earlier edition's entries (None: none to judge by), regimes."""

    reading: Reading
    bounds: Bounds
    earlier: int | None
    regime_ids: Collection[str]


def earlier_entries(edition: Edition, kept: Collection[Edition]) -> int | None:
    """Return how many entries the newest earlier edition of the list had, or None if there is none to judge by."""
    before = [item for item in kept if item.list_id == edition.list_id and _moment(item) < _moment(edition)]
    if not before:
        return None
    last = max(before, key=_moment)
    days = (first_day(edition.date) - first_day(last.date)).days
    if edition.provenance is not Provenance.FETCHED and days > neighbour_max_days:
        return None
    return last.entries_total


def _moment(edition: Edition) -> tuple[str, str]:
    return edition.date, edition.retrieved_at


def broken_bounds(measured: Measured) -> tuple[str, ...]:
    """Return every bound that is broken, in words with figures; empty if the edition can be taken."""
    rules = (_size, _growth, _shares, _duplicates, _unknown_regimes)
    return tuple(broken for rule in rules for broken in rule(measured))


def check_bounds(broken: Collection[str], *, list_id: str, date: str) -> None:
    """Raise OutOfBounds, naming every bound that is broken."""
    if broken:
        raise OutOfBounds(
            f"{list_id} of {date} is not taken over: {'; '.join(broken)}",
            where=f"{list_id} {date}",
            remedy="The previous edition stays served. If it is right, a named person can accept it: "
            f"inconcert refresh --accept {list_id} --by NAME",
        )


def _size(measured: Measured) -> Iterator[str]:
    count, least = len(measured.reading.entries), measured.bounds.least
    if not count:
        yield "it is empty"
    elif count < least:
        yield f"{count} entries, the least is {least}"
    aside = sum(issue.severity is Severity.SET_ASIDE for issue in measured.reading.issues)
    if aside > set_aside_share_max * max(count, 1):
        yield f"{aside} records set aside beside {count} entries, the most is {set_aside_share_max:.0%}"


def _growth(measured: Measured) -> Iterator[str]:
    count, earlier, bounds = len(measured.reading.entries), measured.earlier, measured.bounds
    if not earlier:
        return
    change = (count - earlier) / earlier
    if change <= -bounds.shrink:
        yield f"{count} entries after {earlier} ({change:+.1%}), the bound is -{bounds.shrink:.0%}"
    if change >= bounds.grow:
        yield f"{count} entries after {earlier} ({change:+.1%}), the bound is +{bounds.grow:.0%}"


def _shares(measured: Measured) -> Iterator[str]:
    entries, bounds = measured.reading.entries, measured.bounds
    if not entries:
        return
    regime = sum(any(listing.regime for listing in entry.listings) for entry in entries) / len(entries)
    dated = sum(any(listing.dates for listing in entry.listings) for entry in entries) / len(entries)
    if regime < bounds.regime_share:
        yield f"{regime:.1%} of entries have a regime, the least is {bounds.regime_share:.1%}"
    if dated < bounds.date_share:
        yield f"{dated:.1%} of entries have a printed date, the least is {bounds.date_share:.1%}"


def _duplicates(measured: Measured) -> Iterator[str]:
    counted = Counter(entry.official_id for entry in measured.reading.entries)
    twice = [number for number, times in counted.items() if times > 1]
    if twice:
        yield f"{len(twice)} official numbers occur more than once: {_some(twice)}"


def _unknown_regimes(measured: Measured) -> Iterator[str]:
    named = {listing.regime for entry in measured.reading.entries for listing in entry.listings if listing.regime}
    unknown = named - set(measured.regime_ids)
    if unknown:
        yield f"regimes that no file describes: {_some(unknown)}"


def _some(items: Collection[str]) -> str:
    shown = sorted(items)[:_shown_max]
    return ", ".join(shown) + (" …" if len(items) > _shown_max else "")
