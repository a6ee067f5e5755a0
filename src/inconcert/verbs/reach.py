"""The verb `reach`: where a target's assets are frozen, where it may not enter, what one more mirror would add."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from inconcert.gaps.reach import added_by, reach_of, taken_along
from inconcert.jurisdictions import law as law_room
from inconcert.jurisdictions import reach as facts
from inconcert.jurisdictions.countries import name_of
from inconcert.jurisdictions.sources import cite
from inconcert.model.reach import Reach, TakenAlong, Territory
from inconcert.model.target import Target
from inconcert.model.vocabulary import Measure, Status
from inconcert.verbs.house import House
from inconcert.verbs.show import show

BOTH = (Measure.ASSET_FREEZE, Measure.TRAVEL_BAN)


@dataclass(frozen=True, slots=True)
class Reached:
    """A target's reach now, what each government that does not list it would add, whom a rule might take along."""

    target: Target
    now: Reach
    more: tuple[tuple[str, Reach], ...]
    along: tuple[tuple[str, TakenAlong], ...]


def reach(house: House, asked: str, day: dt.date | None = None) -> Reached:
    """Return the reach of one target as of a day; UserError where none or several answer to what was asked."""
    shown = show(house, asked, day)
    live = [item for item in shown.designations if item.status is Status.IN_FORCE and item.targeted]
    territories, bound = facts.territories(), facts.bound()
    imposed = [(item.jurisdiction, item.measures) for item in live]
    now = reach_of(imposed, territories, bound, shown.target.kind)
    lacking = [cell.jurisdiction for cell in shown.row.cells if cell.status is not Status.IN_FORCE]
    known = {item.jurisdiction for item in territories}
    more = [
        (name, added_by(now, name, BOTH, territories, bound, shown.target.kind)) for name in lacking if name in known
    ]
    as_of = (day or house.today).isoformat()
    along = []
    for name in dict.fromkeys(item.regime for item in live if item.regime):
        law = law_room.law_of(name, as_of)
        if law:
            along += [(name, item) for item in taken_along(shown.target.related, law)]
    return Reached(shown.target, now, tuple(more), tuple(along))


def territory_name(item: Territory) -> str:
    """Return the name of a territory."""
    return item.name or name_of(item.code)


def reach_shape(found: Reached) -> dict[str, Any]:
    """Return the object that `reach --json` prints: sets with their sources, no score."""
    return {
        "target": found.target.id,
        "now": _shape(found.now),
        "one_more_mirror": {name: _shape(item) for name, item in found.more},
        "taken_along": [
            {"regime": name, "name": item.related.name, "relation": item.related.relation.value,
             "rule": item.rule.text, "confidence": item.rule.confidence.value, "source": item.related.source}
            for name, item in found.along
        ],
    }  # fmt: skip


def _shape(item: Reach) -> dict[str, Any]:
    return {
        "freeze": [_territory(place) for place in item.freeze],
        "ban": [_territory(place) for place in item.ban],
        "persons": [
            {"jurisdiction": who.jurisdiction, "text": who.statement.text, "confidence": who.statement.confidence.value,
             "source": cite(who.statement.sources)}
            for who in item.persons
        ],
    }  # fmt: skip


def _territory(item: Territory) -> dict[str, str]:
    return {
        "code": item.code,
        "name": territory_name(item),
        "by": item.jurisdiction,
        "confidence": item.statement.confidence.value,
        "source": cite(item.statement.sources),
    }
