"""The verb `renewals`: listings in force that end, or are reviewed, within so many days unless somebody acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from inconcert.gaps.clocks import Listing, Renewal, renewals
from inconcert.gaps.designations import designations
from inconcert.gaps.register import Register
from inconcert.gaps.timeline import START_KINDS
from inconcert.jurisdictions import law, regimes
from inconcert.jurisdictions.sources import cite
from inconcert.model.errors import UserError
from inconcert.model.target import Designation
from inconcert.model.vocabulary import DateKind, Precision, Status
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.registers import register_of, select
from inconcert.verbs.shapes import editions_shape
from inconcert.verbs.starts import themed_regimes, with_regimes

_ORDER = (DateKind.LISTED, DateKind.EFFECTIVE, DateKind.REGISTERED, DateKind.DECIDED, DateKind.ANNOUNCED)
"""Which day starts the clock where a listing has several: the day it is in force, before the day it was announced."""


@dataclass(frozen=True, slots=True)
class Renewals:
    """What runs out from a day on, earliest first; `without_day` counts listings whose day of listing is not known."""

    today: dt.date
    within_days: int
    register: Register
    found: tuple[Renewal, ...]
    without_day: int


def find_renewals(house: House, within_days: int, by: tuple[str, ...] = (), day: dt.date | None = None) -> Renewals:
    """Return the listings under regimes about human rights or corruption that run out within so many days of a day.

    Raises UserError for a government that is not known.
    """
    known = {item.jurisdiction for item in regimes.publications()}
    for name in by:
        if name not in known:
            raise UserError(f"no jurisdiction is called {name!r}", remedy=f"Known: {', '.join(sorted(known))}.")
    today = day or house.today
    running = frozenset(name for name in themed_regimes() if _has_clock(name, today, within_days, by))
    index = index_of(house)
    register = register_of(house, index, select(index, with_regimes(running)), unsure=False)
    listings: list[Listing] = []
    without_day = 0
    for target in register.targets.values():
        for where in sorted({regimes.regimes()[name].jurisdiction for name in running}):
            for item in designations(register, target, where, None):
                if item.regime in running and item.status is Status.IN_FORCE:
                    start = clock_start(item)
                    without_day += not start
                    listings += [Listing(target.id, where, item.regime, start)] if start else []
    found = renewals(sorted(set(listings)), law.law_of, today.isoformat(), within_days)
    return Renewals(today, within_days, register, found, without_day)


def _has_clock(regime: str, today: dt.date, within_days: int, by: tuple[str, ...]) -> bool:
    """Return whether anything of a regime can run out: a yearly clock, or an end of the framework."""
    if by and regimes.regimes()[regime].jurisdiction not in by:
        return False
    held = law.law_of(regime, today.isoformat())
    return held is not None and bool(held.listing_years or held.review_on or held.expires_on)


def clock_start(item: Designation) -> str:
    """Return the day (YYYY-MM-DD) from which a listing's clock runs; empty where no day is known.

    The newest date of the kind that comes first: a listing that was continued begins again.
    """
    days = [date for date in item.dates if date.kind in START_KINDS and date.precision is Precision.DAY]
    for kind in _ORDER:
        same = [date.value for date in days if date.kind is kind]
        if same:
            return max(same)
    return ""


def renewals_shape(found: Renewals) -> dict[str, Any]:
    """Return the object that `renewals --json` prints."""
    governments = sorted({item.listing.jurisdiction for item in found.found})
    return {
        "today": found.today.isoformat(),
        "within_days": found.within_days,
        "editions": editions_shape(found.register, governments, found.today),
        "without_day": found.without_day,
        "renewals": [_shape(found, item) for item in found.found],
    }


def _shape(found: Renewals, item: Renewal) -> dict[str, Any]:
    listing, due = item.listing, item.runs_out
    return {
        "target": {"id": listing.target, "name": name_of(found, item)},
        "jurisdiction": listing.jurisdiction,
        "regime": listing.regime,
        "listed_on": listing.listed_on,
        "kind": due.kind,
        "due": due.due,
        "days": due.days,
        "text": due.statement.text,
        "confidence": due.statement.confidence.value,
        "source": cite(due.statement.sources),
    }


def name_of(found: Renewals, item: Renewal) -> str:
    """Return the name of the target of a renewal."""
    return found.register.targets[item.listing.target].name


def by_due(found: Iterable[Renewal]) -> list[tuple[tuple[str, str, str, str], list[Renewal]]]:
    """Return renewals grouped by (due, kind, government, regime), earliest first."""
    grouped: dict[tuple[str, str, str, str], list[Renewal]] = {}
    for item in found:
        key = (item.runs_out.due, item.runs_out.kind, item.listing.jurisdiction, item.listing.regime)
        grouped.setdefault(key, []).append(item)
    return sorted(grouped.items())
