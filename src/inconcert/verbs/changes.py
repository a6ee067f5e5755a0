"""The verb `changes`: what was listed, varied, moved, numbered anew and removed between two days.

Each line of editions is walked from the newest edition at the first day to the newest at the last; a change is dated
by what is printed or curated, else it lies between two editions, and says so where that interval reaches over a day
that was asked for.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from inconcert.gaps.register import Line, lines_from
from inconcert.gaps.timeline import EditionDay
from inconcert.jurisdictions import regimes
from inconcert.model.dates import EventDate
from inconcert.model.edition import Edition
from inconcert.model.entry import Entry
from inconcert.model.errors import UserError
from inconcert.model.vocabulary import Precision
from inconcert.store.differences import carried, differing
from inconcert.store.editions import editions
from inconcert.store.entries import entries_of
from inconcert.verbs.house import House
from inconcert.verbs.index import Index, index_of
from inconcert.verbs.shapes import date_shape, edition_shape
from inconcert.watch.changes import Change, ChangeKind, Side, Step, changes, first_dated
from inconcert.watch.fields import FIELDS


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the changes; `until` None means the newest editions; empty `by` and `lists` mean all."""

    since: dt.date
    until: dt.date | None = None
    by: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """Two editions that were compared (`older` None: none from before the first day), and the fields compared."""

    jurisdiction: str
    older: Edition | None
    newer: Edition
    fields: tuple[str, ...]

    @property
    def in_part(self) -> bool:
        """Return whether only a part of one of the editions is at hand (the embedded register)."""
        return any(item is not None and item.entries_embedded is not None for item in (self.older, self.newer))


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes in order of government, edition and target, and the editions they come from."""

    asked: Asked
    compared: tuple[Compared, ...]
    found: tuple[Change, ...]

    def certain(self, change: Change) -> bool:
        """Return whether a change is known to lie within the days asked for, by its date or by the editions."""
        until = self.asked.until
        return first_possible(change.when) >= self.asked.since and (until is None or change.when.latest <= until)


def find_changes(house: House, asked: Asked) -> Changes:
    """Return what changed on the lists asked for; UserError for a government or list that is not known."""
    _check(asked)
    index = index_of(house)
    world = _World(house, index, {key: brief.id for key, brief in index.by_key().items()}, _names(index))
    compared: list[Compared] = []
    found: list[Change] = []
    for line in _lines(house, asked):
        for older, newer in pairs_of(line, asked):
            if older is None:
                found += first_dated(world.step(line.jurisdiction, None, newer, asked.since), asked.since)
                fields: tuple[str, ...] = ()
            else:
                changed, fields = _between(house, world, line.jurisdiction, older, newer, asked.since)
                found += changed
            compared.append(Compared(line.jurisdiction, older, newer, fields))
    kept = tuple(change for change in found if _falls_within(change, asked))
    return Changes(asked, tuple(compared), kept)


def _between(
    house: House, world: _World, jurisdiction: str, older: Edition, newer: Edition, since: dt.date
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """Return what changed between two editions and the fields compared; worked out once for each state of the home."""

    def made() -> tuple[tuple[Change, ...], tuple[str, ...]]:
        step = world.step(jurisdiction, older, newer, since)
        return changes(step), tuple(name for name in FIELDS if name in step.compared)

    return house.memory.once(("between", older.sha256, newer.sha256, older.date, newer.date, newer.list_id), made)


def pairs_of(line: Line, asked: Asked) -> Iterator[tuple[Edition | None, Edition]]:
    """Yield the editions to compare, two by two; (None, edition) where none is from before the first day."""
    days = list(zip(line.days, line.editions, strict=True))
    before = [pair for pair in days if pair[0].latest <= asked.since]
    walk = days[len(before) - 1 if before else 0 :]
    if asked.until:
        inside = [pair for pair in walk if pair[0].latest <= asked.until]
        on_the_day = bool(inside) and inside[-1][0].earliest == asked.until
        walk = walk[: len(inside) + (not on_the_day)]
    if not before and walk:
        yield None, walk[0][1]
    for (_, older), (_, newer) in itertools.pairwise(walk):
        yield older, newer


def _falls_within(change: Change, asked: Asked) -> bool:
    if change.kind is ChangeKind.SHOWN:
        return asked.until is None or EditionDay("", change.newer).latest <= asked.until
    return change.when.latest >= asked.since and (asked.until is None or first_possible(change.when) <= asked.until)


def first_possible(when: EventDate) -> dt.date:
    """Return the first day a change can be of: the day after the older edition, where it lies between two."""
    between = when.precision is Precision.INTERVAL and when.earliest > dt.date.min
    return when.earliest + dt.timedelta(days=1) if between else when.earliest


@dataclass(frozen=True, slots=True)
class _World:
    """What every step needs: the store, and how official numbers map to targets."""

    house: House
    index: Index
    owner: Mapping[tuple[str, str], str]
    names: Mapping[str, str]

    def step(self, jurisdiction: str, older: Edition | None, newer: Edition, since: dt.date) -> Step:
        if older is None:
            nothing = replace(newer, date=since.isoformat())  # silence from before that day, which proves nothing
            sides = Side(nothing, _states(newer), {}), self._whole(newer)
        elif older.list_id != newer.list_id:
            sides = self._whole(older), self._whole(newer)
        else:
            sides = self._differing(older, newer)
        return Step(jurisdiction, *sides, self.owner, self.names, self.house.curated)

    def _whole(self, edition: Edition) -> Side:
        held = entries_of(self.house.store, self.house.viewer, edition.list_id, edition.date)
        return _side(edition, (replace(entry, rows=()) for entry in held))

    def _differing(self, older: Edition, newer: Edition) -> tuple[Side, Side]:
        store, viewer, list_id = self.house.store, self.house.viewer, older.list_id
        before, after = differing(store, viewer, list_id, older.date, newer.date)
        family = self._family([*before, *after])
        numbers = [{entry.official_id for entry in side} for side in (before, after)]
        more = [
            carried(store, viewer, list_id, edition.date, family - there)
            for edition, there in zip((older, newer), numbers, strict=True)
        ]
        return _side(older, (*before, *more[0])), _side(newer, (*after, *more[1]))

    def _family(self, entries: Iterable[Entry]) -> set[str]:
        """Return every number that a target of these entries has on their list."""
        by_id, found = self.index.by_id(), set()
        for entry in entries:
            brief = by_id.get(self.owner.get((entry.list_id, entry.official_id), ""))
            found |= {number for list_id, number in (brief.keys if brief else ()) if list_id == entry.list_id}
        return found


def _side(edition: Edition, entries: Iterable[Entry]) -> Side:
    return Side(edition, _states(edition), {entry.official_id: entry for entry in entries})


def _states(edition: Edition) -> frozenset[str]:
    """Return what an edition's format prints; nothing is known of a format that is no longer read."""
    for publication in regimes.publications():
        if publication.list_id == edition.list_id:
            for item in publication.formats:
                if item.name == edition.format:
                    return item.states
    return frozenset()


def _names(index: Index) -> dict[str, str]:
    return {brief.id: brief.name for brief in index.targets}


def _lines(house: House, asked: Asked) -> list[Line]:
    publications = [item for item in regimes.publications() if not asked.lists or item.list_id in asked.lists]
    held = lines_from(publications, editions(house.store, house.viewer))
    return [line for line in held if not asked.by or line.jurisdiction in asked.by]


def _check(asked: Asked) -> None:
    governments = sorted({item.jurisdiction for item in regimes.publications()})
    lists = sorted(item.list_id for item in regimes.publications())
    for names, known, what in ((asked.by, governments, "jurisdiction"), (asked.lists, lists, "list")):
        for name in names:
            if name not in known:
                raise UserError(f"no {what} is called {name!r}", remedy=f"Known: {', '.join(known)}.")
    if asked.until and asked.until < asked.since:
        raise UserError("the last day is before the first", remedy="Give --since a day before --until.")


def changes_shape(found: Changes, today: dt.date) -> dict[str, Any]:
    """Return the object that `changes --json` prints."""
    asked = found.asked
    return {
        "since": asked.since.isoformat(),
        "until": asked.until.isoformat() if asked.until else None,
        "by": list(asked.by),
        "lists": list(asked.lists),
        "compared": [_compared_shape(item, today) for item in found.compared],
        "counts": counts_of(found),
        "changes": [change_shape(item, certain=found.certain(item)) for item in found.found],
        "note": NOTE,
    }


def counts_of(found: Changes) -> dict[str, int]:
    """Return changes by kind, and how many are not known to lie within the days asked for."""
    counts = Counter(item.kind.value for item in found.found)
    return dict(sorted(counts.items())) | {"not_certain": sum(not found.certain(item) for item in found.found)}


def change_shape(change: Change, *, certain: bool = True) -> dict[str, Any]:
    """Return a change as JSON shows it; `regime` etc. as codes, values as printed."""
    return {
        "kind": change.kind.value,
        "target": {"id": change.target, "name": change.name},
        "jurisdiction": change.jurisdiction,
        "list": change.list_id,
        "official_id": change.official_id,
        "was": list(change.was),
        "regimes": list(change.regimes),
        "regimes_before": list(change.regimes_before),
        "when": date_shape(change.when),
        "certain": certain,
        "older": change.older or None,
        "newer": change.newer,
        "fields": [
            {"field": item.field, "added": list(item.added), "removed": list(item.removed)} for item in change.fields
        ],
    }


def _compared_shape(item: Compared, today: dt.date) -> dict[str, Any]:
    return {
        "jurisdiction": item.jurisdiction,
        "list": item.newer.list_id,
        "older": edition_shape(item.older, today) | {"list": item.older.list_id} if item.older else None,
        "newer": edition_shape(item.newer, today),
        "fields": list(item.fields),
        "in_part": item.in_part,
    }


def when_words(date: EventDate) -> str:
    """Return a change's date for a table: a day, or "A … B" for what lies between two editions."""
    return date.value.replace("/", " … ") if date.precision is Precision.INTERVAL else date.value


NOTE = (
    "A change is dated by what the list prints or an announcement says, else it lies between two editions. "
    "Fields that one of two editions does not print are not compared."
)
IN_PART = (
    "Only the embedded part of these lists is compared (human rights, corruption, and curated situations); "
    "inconcert refresh reads them whole."
)
