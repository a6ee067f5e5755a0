"""Listings of targets with their dates, out of the register: what actions and lead times are counted from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from inconcert.gaps.designations import designations
from inconcert.gaps.register import Register
from inconcert.gaps.timeline import START_KINDS
from inconcert.jurisdictions import regimes
from inconcert.model.target import Designation, Target
from inconcert.model.vocabulary import DateKind
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief
from inconcert.watch.actions import Start


def with_regimes(wanted: Iterable[str]) -> Callable[[Brief], bool]:
    """Return whether a target in brief ever stood under one of these regimes."""
    names = frozenset(wanted)
    return lambda brief: not names.isdisjoint(brief.regimes)


def themed_regimes() -> frozenset[str]:
    """Return the regimes that are about human rights or corruption, or carry either."""
    return frozenset(item.id for item in regimes.regimes().values() if item.themes and item.targeted)


def starts_of(house: House, register: Register, targets: Iterable[Target]) -> tuple[Start, ...]:
    """Return every targeted listing of the targets that has a date of listing or was observed, in force or ended."""
    found = []
    for target in targets:
        for where in sorted({register.publications[key[0]].jurisdiction for key in target.keys}):
            for item in designations(register, target, where, None):
                start = _start(house, target, item)
                if start and item.targeted:
                    found.append(start)
    return tuple(found)


def known_by(starts: Iterable[Start], day: dt.date | None) -> tuple[Start, ...]:
    """Return the listings that were surely made by a day, with their dates until then; None: every one.

    A listing that lies between two editions around the day may have been made later: it is left out.
    """
    if day is None:
        return tuple(starts)
    kept = (replace(item, dates=tuple(date for date in item.dates if date.latest <= day)) for item in starts)
    return tuple(item for item in kept if item.dates)


def _start(house: House, target: Target, item: Designation) -> Start | None:
    dates = tuple(date for date in item.dates if date.kind in START_KINDS)
    dates = dates or tuple(date for date in item.dates if date.kind is DateKind.FIRST_OBSERVED)
    if not dates:
        return None
    return Start(
        target=target.id,
        name=target.name,
        kind=target.kind,
        jurisdiction=item.jurisdiction,
        regime=item.regime,
        list_id=item.list_id,
        official_id=item.official_id,
        dates=dates,
        acts=_acts(house, target, item),
    )


def _acts(house: House, target: Target, item: Designation) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for version in target.versions:
        entry = version.entry
        for act in house.curated.actions_for(entry.list_id, entry.official_id, entry.primary_name.full):
            if act.jurisdiction == item.jurisdiction and act.regime == item.regime:
                found[act.id] = None
    return tuple(found)
