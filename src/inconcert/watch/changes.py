"""What changed between two editions: listed, removed, varied, moved, numbered anew.

Rules:
- entries are compared by official number; numbers of one target (as `resolve` found it) that go and come between two
  editions under the same regime are one record numbered anew, merged or split, never a removal and a listing;
- a regime that goes while another comes is a move; under a further regime a target is listed again, and what it stood
  under before is said beside it;
- a record that an edition shows first, and whose own printed date is older than the edition before, is `shown`: it was
  in force before, the list or our copy of it was late;
- where a list is followed by another (the UK's two), only who stands on it and under which regime is compared;
- nothing is dated better than it is known: a printed or curated date, else the interval between the two editions.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from inconcert.gaps.timeline import START_KINDS, EditionDay
from inconcert.model.curated import Curated
from inconcert.model.dates import EventDate
from inconcert.model.edition import Edition
from inconcert.model.entry import Entry, Listing
from inconcert.model.vocabulary import DateKind, Precision
from inconcert.watch.fields import Difference, comparable, differences, regime_of


class ChangeKind(StrEnum):
    """What became of a record between two editions."""

    ADDED = "added"
    SHOWN = "shown"  # first on this edition, though its own date is older than the edition before
    REMOVED = "removed"
    VARIED = "varied"
    MOVED = "moved"  # to another regime
    RENUMBERED = "renumbered"
    MERGED = "merged"  # its number went into another of the same target
    SPLIT = "split"  # another number of the same target and regime came


@dataclass(frozen=True, slots=True)
class Side:
    """One edition as it is compared: what its format states, and entries by official number.

    It may hold only the entries that differ from the other side, and all other entries of the same targets.
    """

    edition: Edition
    states: frozenset[str]
    entries: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one record, between the edition `older` and the edition `newer` (dates as the editions have them).

    `official_id` is the number that speaks now, or the last one; `was` are the numbers it had. `regimes` are those
    concerned, `regimes_before` those of the target on the older edition of this list. `when` is a printed or curated
    date, or the interval.
    """

    kind: ChangeKind
    target: str
    name: str
    jurisdiction: str
    list_id: str
    official_id: str
    older: str
    newer: str
    when: EventDate
    regimes: tuple[str, ...] = ()
    regimes_before: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    fields: tuple[Difference, ...] = ()
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Two editions that follow each other on a line, and how their numbers map to targets."""

    jurisdiction: str
    older: Side
    newer: Side
    owner: Mapping[tuple[str, str], str]
    names: Mapping[str, str]
    curated: Curated

    @property
    def compared(self) -> frozenset[str]:
        """Return the names of the fields that are compared between the two; none where the list is another one."""
        old, new = self.older, self.newer
        if old.edition.list_id != new.edition.list_id:
            return frozenset()
        return comparable(old.states, new.states, same_format=self.same_format)

    @property
    def same_format(self) -> bool:
        """Return whether both editions came in one format."""
        return self.older.edition.format == self.newer.edition.format

    @property
    def regimes_stated(self) -> bool:
        """Return whether both editions print a regime."""
        return "regime" in self.older.states and "regime" in self.newer.states


def changes(step: Step) -> tuple[Change, ...]:
    """Return what changed between the two editions of a step, by target, number and kind."""
    compared = step.compared
    across = step.older.edition.list_id != step.newer.edition.list_id
    found: list[Change] = []
    for target, before, after in _families(step):
        family = _Family(step, target, before, after, compared)
        found.extend(_across(family) if across else _within(family))
    return tuple(sorted(found, key=lambda item: (item.target, item.official_id, item.kind, item.regimes)))


def first_dated(step: Step, since: dt.date) -> tuple[Change, ...]:
    """Return who the newer edition shows as listed on or after a day by a printed or curated date.

    For a list without an edition from before that day: the older side is empty, and silence proves nothing.
    """
    found = []
    for target, _, after in _families(step):
        family = _Family(step, target, (), after, frozenset())
        for entry in after:
            for regime in _regimes([entry]) or ("",):
                change = family.change(ChangeKind.ADDED, entry, [regime] if regime else [])
                if change.when.precision is not Precision.INTERVAL and change.when.latest >= since:
                    found.append(replace(change, older=""))
    return tuple(sorted(found, key=lambda item: (item.target, item.official_id, item.regimes)))


@dataclass(frozen=True, slots=True)
class _Family:
    """The entries of one target on both sides."""

    step: Step
    target: str
    before: Sequence[Entry]
    after: Sequence[Entry]
    compared: frozenset[str]

    def change(
        self,
        kind: ChangeKind,
        entry: Entry,
        regimes: Iterable[str],
        *,
        was: tuple[str, ...] = (),
        fields: tuple[Difference, ...] = (),
    ) -> Change:
        newer, older = self.step.newer.edition, self.step.older.edition
        drafted = Change(
            kind=kind,
            target=self.target,
            name=self.step.names.get(self.target, entry.primary_name.full),
            jurisdiction=self.step.jurisdiction,
            list_id=entry.list_id,
            official_id=entry.official_id,
            older=older.date,
            newer=newer.date,
            when=between(older.date, newer.date, _date_kind(kind)),
            regimes=tuple(sorted(set(regimes))),
            regimes_before=_regimes(self.before),
            was=was,
            fields=fields,
            entry=entry,
        )
        return _dated(drafted, self.step.curated)


def between(older: str, newer: str, kind: DateKind) -> EventDate:
    """Return the interval between two editions as the date of an event."""
    start, end = EditionDay("", older).latest, EditionDay("", newer).latest
    return EventDate(kind, f"{start.isoformat()}/{end.isoformat()}", Precision.INTERVAL, "between two editions")


def _date_kind(kind: ChangeKind) -> DateKind:
    if kind is ChangeKind.REMOVED:
        return DateKind.ENDED
    return DateKind.FIRST_OBSERVED if kind in (ChangeKind.ADDED, ChangeKind.SHOWN) else DateKind.UPDATED


def _families(step: Step) -> Iterator[tuple[str, list[Entry], list[Entry]]]:
    """Yield (target, entries before, entries after) of every target with an entry that is not the same on both."""
    touched: dict[str, None] = {}
    sides: tuple[dict[str, list[Entry]], dict[str, list[Entry]]] = (defaultdict(list), defaultdict(list))
    for side, held, other in ((step.older, sides[0], step.newer), (step.newer, sides[1], step.older)):
        for number, entry in side.entries.items():
            target = step.owner.get((entry.list_id, number), number)
            held[target].append(entry)
            if other.entries.get(number) != entry:
                touched[target] = None
    for target in sorted(touched):
        yield target, sorted(sides[0][target], key=_number), sorted(sides[1][target], key=_number)


def _number(entry: Entry) -> str:
    return entry.official_id


def _regimes(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(sorted({regime_of(item) for entry in entries for item in entry.listings} - {""}))


def _within(family: _Family) -> Iterator[Change]:
    """Yield the changes of a target between two editions of one list."""
    before = {entry.official_id: entry for entry in family.before}
    after = {entry.official_id: entry for entry in family.after}
    for number in sorted(before.keys() & after.keys()):
        yield from _varied(family, before[number], after[number], ChangeKind.VARIED)
    gone = [before[number] for number in sorted(before.keys() - after.keys())]
    come = [after[number] for number in sorted(after.keys() - before.keys())]
    pairs, gone, come = _paired(gone, come)
    for old, new in pairs:
        yield from _varied(family, old, new, ChangeKind.RENUMBERED)
    for old in gone:
        yield _gone(family, old)
    for new in come:
        yield _come(family, new)


def _paired(gone: Sequence[Entry], come: Sequence[Entry]) -> tuple[list[tuple[Entry, Entry]], list[Entry], list[Entry]]:
    """Return numbers that went with those that came in their place: first under the same regime, then any."""
    left, right, pairs = list(gone), list(come), []
    for same_regime in (True, False):
        for old in list(left):
            fitting = [new for new in right if not same_regime or set(_regimes([old])) & set(_regimes([new]))]
            if fitting:
                pairs.append((old, fitting[0]))
                left.remove(old)
                right.remove(fitting[0])
    return pairs, left, right


def _varied(family: _Family, old: Entry, new: Entry, kind: ChangeKind) -> Iterator[Change]:
    fields = differences(old, new, family.compared, to_the_letter=family.step.same_format)
    regime = next((item for item in fields if item.field == "regime"), None)
    was = (old.official_id,) if old.official_id != new.official_id else ()
    if regime and regime.added and regime.removed:
        kind = ChangeKind.MOVED
    elif regime and regime.added and kind is ChangeKind.VARIED:
        yield family.change(_first_or_late(family, new), new, regime.added, fields=fields)
        return
    elif regime and regime.removed and kind is ChangeKind.VARIED:
        yield family.change(ChangeKind.REMOVED, new, regime.removed, fields=fields)
        return
    if fields or was:
        concerned = (*regime.added, *regime.removed) if regime else _regimes([new])
        yield family.change(kind, new, concerned, was=was, fields=fields)


def _gone(family: _Family, old: Entry) -> Change:
    regimes = set(_regimes([old]))
    stays = [entry for entry in family.after if regimes <= set(_regimes([entry]))]
    if stays:
        return family.change(ChangeKind.MERGED, stays[0], regimes, was=(old.official_id,))
    return family.change(ChangeKind.REMOVED, old, regimes)


def _come(family: _Family, new: Entry) -> Change:
    regimes = set(_regimes([new]))
    if any(regimes <= set(_regimes([entry])) for entry in family.before):
        return family.change(ChangeKind.SPLIT, new, regimes)
    return family.change(_first_or_late(family, new), new, regimes)


def _first_or_late(family: _Family, new: Entry) -> ChangeKind:
    """Return `shown` where the newest printed date of listing is older than the edition that lacks it."""
    had = set(_regimes(family.before))
    starts = _starts(item for item in new.listings if regime_of(item) not in had or not had)
    limit = EditionDay("", family.step.older.edition.date).earliest
    return ChangeKind.SHOWN if starts and max(date.latest for date in starts) < limit else ChangeKind.ADDED


def _starts(listings: Iterable[Listing]) -> list[EventDate]:
    return [date for item in listings for date in item.dates if date.kind in START_KINDS]


def _across(family: _Family) -> Iterator[Change]:
    """Yield who came and went where one list is followed by another."""
    before, after = set(_regimes(family.before)), set(_regimes(family.after))
    if not family.before:
        for new in family.after:
            yield family.change(_first_or_late(family, new), new, _regimes([new]))
    elif not family.after:
        for old in family.before:
            yield family.change(ChangeKind.REMOVED, old, _regimes([old]))
    elif family.step.regimes_stated and before and after and before != after:
        was = tuple(entry.official_id for entry in family.before)
        kind = ChangeKind.MOVED if before - after and after - before else ChangeKind.REMOVED
        if after - before and not before - after:
            new = next(entry for entry in family.after if set(_regimes([entry])) - before)
            kind = _first_or_late(family, new)
        yield family.change(kind, family.after[0], before ^ after, was=was)


def _dated(change: Change, curated: Curated) -> Change:
    """Return the change with its printed or curated date where one lies between the editions, or is late."""
    entry = change.entry
    if entry is None:
        return change
    printed: list[EventDate] = []
    if change.kind in (ChangeKind.ADDED, ChangeKind.SHOWN):
        printed = _starts(item for item in entry.listings if regime_of(item) in change.regimes or not change.regimes)
    acts = curated.actions_for(entry.list_id, entry.official_id, entry.primary_name.full)
    wanted = {ChangeKind.REMOVED: "ended", ChangeKind.ADDED: "added", ChangeKind.SHOWN: "added"}.get(change.kind)
    known = [item.event for act in acts if act.act == wanted and act.regime in change.regimes for item in act.dates]
    inside = [date for date in (*printed, *known) if _inside(date, change)]
    late = printed if change.kind is ChangeKind.SHOWN else []
    best = min(inside or late, key=lambda date: (date.latest, date.earliest), default=None)
    return replace(change, when=best) if best else change


def _inside(date: EventDate, change: Change) -> bool:
    older, newer = EditionDay("", change.older).earliest, EditionDay("", change.newer).latest
    return older <= date.latest and date.earliest <= newer
