"""Lead times between governments out of the register: for `stats --lead-times`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from inconcert.gaps.register import Register
from inconcert.jurisdictions import regimes
from inconcert.model.dates import last_day
from inconcert.model.errors import UserError
from inconcert.verbs.gaps import of_situation
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.registers import register_of, select
from inconcert.verbs.shapes import date_shape, editions_shape
from inconcert.verbs.starts import known_by, starts_of, with_regimes
from inconcert.watch.actions import Start
from inconcert.watch.leadtimes import Distribution, LeadTime, distributions, lead_time

GROUPS = ("all", "situation", "theme", "year")


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """Lead times of a pair of governments, with the register they were counted on."""

    first: str
    second: str
    register: Register
    found: tuple[LeadTime, ...]
    by: dict[str, tuple[Distribution, ...]]
    day: dt.date | None = None


def lead_times(house: House, first: str, second: str, situation: str = "", day: dt.date | None = None) -> LeadTimes:
    """Return the lead times from one government to another, for thematic regimes of the first or a situation.

    As of a day: what was listed later was not listed yet, and what was open then is open until that day.
    Raises UserError for a government or situation that is not known.
    """
    known = {item.jurisdiction for item in regimes.publications()}
    if first not in known or second not in known or first == second:
        raise UserError(f"not two governments: {first!r} and {second!r}", remedy=f"Known: {', '.join(sorted(known))}.")
    index = index_of(house)
    mine = frozenset(
        item.id for item in regimes.regimes().values() if item.jurisdiction == first and item.scope == "thematic"
    )
    briefs = of_situation(house, index, situation) if situation else select(index, with_regimes(mine))
    register = register_of(house, index, briefs)
    targets = [register.targets[brief.id] for brief in briefs]
    held: dict[str, list[Start]] = defaultdict(list)
    for start in known_by(starts_of(house, register, targets), day):
        held[start.target].append(start)
    newest = _newest(register, day)
    wanted = None if situation else mine
    rows = [lead_time(starts, first, second, wanted, newest) for _, starts in sorted(held.items())]
    found = tuple(item for item in rows if item)
    return LeadTimes(first, second, register, found, _grouped(house, register, found), day)


def _newest(register: Register, until: dt.date | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in register.lines:
        if line.principal and line.editions:
            newest = last_day(line.editions[-1].date)
            day = min(newest, until or newest).isoformat()
            found[line.jurisdiction] = max(day, found.get(line.jurisdiction, ""))
    return found


def _grouped(house: House, register: Register, found: tuple[LeadTime, ...]) -> dict[str, tuple[Distribution, ...]]:
    ways: dict[str, Callable[[LeadTime], Iterable[str]]] = {
        "all": lambda _: ["all"],
        "situation": lambda item: _situations(house, register, item),
        "theme": lambda item: _themes(house, register, item),
        "year": lambda item: [item.started.value[:4] if "/" not in item.started.value else "between two editions"],
    }
    return {name: distributions(found, way) for name, way in ways.items()}


def _situations(house: House, register: Register, item: LeadTime) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for version in register.targets[item.target].versions:
        entry = version.entry
        for name in house.curated.situations_for(entry.list_id, entry.official_id, entry.primary_name.full):
            names[name] = None
    return tuple(names) or ("no curated situation",)


def _themes(house: House, register: Register, item: LeadTime) -> tuple[str, ...]:
    themes: dict[str, None] = {}
    for version in register.targets[item.target].versions:
        entry = version.entry
        if register.publications[entry.list_id].jurisdiction == item.first:
            for ground in house.curated.grounds_for(entry.list_id, entry.official_id, entry.primary_name.full):
                themes[ground.theme.value] = None
            for listing in entry.listings:
                known = register.regimes.get(listing.regime)
                if known and len(known.themes) == 1:
                    themes[known.themes[0].value] = None
    return tuple(themes) or ("ground not stated",)


def lead_times_shape(found: LeadTimes, today: dt.date) -> dict[str, Any]:
    """Return the object that `stats --lead-times A,B --json` prints."""
    return {
        "first": found.first,
        "second": found.second,
        "as_of": found.day.isoformat() if found.day else None,
        "editions": editions_shape(found.register, (found.first, found.second), today),
        "distributions": {name: [_distribution_shape(item) for item in rows] for name, rows in found.by.items()},
        "lead_times": [_lead_time_shape(item) for item in found.found],
    }


def _distribution_shape(item: Distribution) -> dict[str, Any]:
    return {
        "group": item.group,
        "mirrored": item.mirrored,
        "open": item.open,
        "before": item.before,
        "not_covered": item.not_covered,
        "without_day": item.without_day,
        "share": item.share,
        "median_days": list(item.median),
        "closed_median_days": item.closed_median,
        "shortest_days": item.shortest,
        "longest_days": item.longest,
        "open_median_days": item.open_median,
    }


def _lead_time_shape(item: LeadTime) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "target": {"id": item.target, "name": item.name},
        "outcome": item.outcome,
        "started": date_shape(item.started),
        "mirrored": date_shape(item.mirrored) if item.mirrored else None,
        "same_kind": item.same_kind,
        "days": item.days,
    }
    return shape if item.days is not None else shape | {"days_range": [item.least, item.most]}
