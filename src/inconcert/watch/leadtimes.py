"""Lead times: days from the first listing by one government to the listing of the same target by another.

Rules:
- days are counted between dates of the same kind where both governments have one (announced, listed, effective,
  decided, registered, in this order); else between the first day of each, and both kinds are named beside the figure;
- what is not yet mirrored is open: it is counted with the days it has been open, never left out. The median takes open
  ones as not yet ended (product-limit estimate): it is "not reached" where fewer than half have been mirrored;
- a start that is only known as an interval has a least and a most number of days, and so has the median then;
- a target that the second government had listed first is counted apart.

    >>> median_days([10, 20, 30], [])
    20
    >>> median_days([10], [400, 500, 600])
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from inconcert.model.dates import EventDate
from inconcert.model.vocabulary import DateKind, Precision
from inconcert.watch.actions import Start

KINDS = (DateKind.ANNOUNCED, DateKind.LISTED, DateKind.EFFECTIVE, DateKind.DECIDED, DateKind.REGISTERED)
"""Kinds of date in the order in which two of the same kind are looked for."""


@dataclass(frozen=True, slots=True)
class LeadTime:
    """One target listed by a first government, and what a second one did.

    `outcome` is mirrored, open, before (the second had listed it on or before that day) or not_covered (the second's
    newest edition is older than the listing). `days` is None where a start is no single day; then `least` and `most`.
    """

    target: str
    name: str
    first: str
    second: str
    started: EventDate
    mirrored: EventDate | None
    outcome: str
    days: int | None = None
    least: int | None = None
    most: int | None = None

    @property
    def same_kind(self) -> bool:
        """Return whether both dates are of one kind."""
        return self.mirrored is None or self.mirrored.kind is self.started.kind


@dataclass(frozen=True, slots=True)
class Distribution:
    """The lead times of one group: how many ended how, and their days.

    `median` holds the least and the most that the editions allow, open ones counted as not yet ended; None: not
    reached. `closed_median`, `shortest` and `longest` are of those mirrored whose days are known to the day, and
    `open_median` of those open. `without_day` counts the others.
    """

    group: str
    mirrored: int
    open: int
    before: int
    not_covered: int
    without_day: int
    median: tuple[int | None, int | None]
    closed_median: int | None
    shortest: int | None
    longest: int | None
    open_median: int | None

    @property
    def share(self) -> float | None:
        """Return the share mirrored of those mirrored or open; None where there is none."""
        asked = self.mirrored + self.open
        return self.mirrored / asked if asked else None


def lead_time(
    starts: Sequence[Start], first: str, second: str, regimes: frozenset[str] | None, newest: Mapping[str, str]
) -> LeadTime | None:
    """Return the lead time of one target; None where the first government has no listing under these regimes.

    `starts` are all listings of the target; `newest` gives each government's newest edition (YYYY-MM-DD). The mirror
    counts under any regime.
    """
    mine = [item for item in starts if item.jurisdiction == first and (regimes is None or item.regime in regimes)]
    theirs = [item for item in starts if item.jurisdiction == second]
    if not mine:
        return None
    begun, met = _pair([date for item in mine for date in item.dates], [d for item in theirs for d in item.dates])
    target, name = mine[0].target, mine[0].name
    if met is None:
        return _open(LeadTime(target, name, first, second, begun, None, "open"), newest.get(second, ""))
    if met.latest <= begun.earliest and begun.precision is Precision.DAY:
        return LeadTime(target, name, first, second, begun, met, "before")
    found = LeadTime(target, name, first, second, begun, met, "mirrored")
    return _with_days(found, met.earliest, met.latest)


def _pair(mine: Sequence[EventDate], theirs: Sequence[EventDate]) -> tuple[EventDate, EventDate | None]:
    """Return the first dates of both: of the first kind that both have to the day, else the first day of each."""
    if not theirs:
        return _first(mine), None
    for kind in KINDS:
        one, other = _of_kind(mine, kind), _of_kind(theirs, kind)
        if one and other:
            return _first(one), _first(other)
    return _first(mine), _first(theirs)


def _of_kind(dates: Iterable[EventDate], kind: DateKind) -> list[EventDate]:
    return [date for date in dates if date.kind is kind and date.precision is Precision.DAY]


def _first(dates: Sequence[EventDate]) -> EventDate:
    days = [date for date in dates if date.precision is Precision.DAY]
    order = {kind: place for place, kind in enumerate(KINDS)}
    return min(days or dates, key=lambda date: (date.latest, date.earliest, order.get(date.kind, len(order))))


def _open(found: LeadTime, newest: str) -> LeadTime:
    until = dt.date.fromisoformat(newest) if newest else None
    if until is None or found.started.earliest > until:
        return _replaced(found, "not_covered")
    return _with_days(found, until, until)


def _with_days(found: LeadTime, earliest: dt.date, latest: dt.date) -> LeadTime:
    started = found.started
    if started.precision is Precision.DAY and earliest == latest:
        return _replaced(found, found.outcome, days=(latest - started.earliest).days)
    least = max(0, (earliest - started.latest).days)
    most = None if started.earliest == dt.date.min else (latest - started.earliest).days
    return _replaced(found, found.outcome, least=least, most=most)


def _replaced(
    found: LeadTime, outcome: str, *, days: int | None = None, least: int | None = None, most: int | None = None
) -> LeadTime:
    return LeadTime(found.target, found.name, found.first, found.second, found.started, found.mirrored, outcome,
                    days, least, most)  # fmt: skip


def distributions(
    found: Iterable[LeadTime], groups_of: Callable[[LeadTime], Iterable[str]]
) -> tuple[Distribution, ...]:
    """Return the distribution of each group, by name; one lead time may belong to several groups or none."""
    grouped: dict[str, list[LeadTime]] = defaultdict(list)
    for item in found:
        for name in groups_of(item):
            grouped[name].append(item)
    return tuple(_distribution(name, grouped[name]) for name in sorted(grouped))


def _distribution(name: str, items: Sequence[LeadTime]) -> Distribution:
    by_outcome: dict[str, list[LeadTime]] = defaultdict(list)
    for item in items:
        by_outcome[item.outcome].append(item)
    closed = sorted(item.days for item in by_outcome["mirrored"] if item.days is not None)
    still = sorted(item.days for item in by_outcome["open"] if item.days is not None)
    dayless = [item for item in items if item.days is None and item.outcome in ("mirrored", "open")]
    return Distribution(
        group=name,
        mirrored=len(by_outcome["mirrored"]),
        open=len(by_outcome["open"]),
        before=len(by_outcome["before"]),
        not_covered=len(by_outcome["not_covered"]),
        without_day=len(dayless),
        median=_median_span(by_outcome["mirrored"], by_outcome["open"]),
        closed_median=_middle(closed),
        shortest=closed[0] if closed else None,
        longest=closed[-1] if closed else None,
        open_median=_middle(still),
    )


def _median_span(mirrored: Sequence[LeadTime], still_open: Sequence[LeadTime]) -> tuple[int | None, int | None]:
    """Return the median with every interval at its least and at its most; without a start it is as if still open."""
    least = median_days(list(map(_least, mirrored)), list(map(_least, still_open)))
    bounded = [item for item in mirrored if item.days is not None or item.most is not None]
    endless = [item for item in mirrored if item not in bounded]
    most = median_days(list(map(_most, bounded)), list(map(_most, [*still_open, *endless])))
    return (None, None) if least is None else (least, most)


def _least(item: LeadTime) -> int:
    return item.days if item.days is not None else item.least or 0


def _most(item: LeadTime) -> int:
    return item.most if item.days is None and item.most is not None else _least(item)


def median_days(closed: Sequence[int], still_open: Sequence[int]) -> int | None:
    """Return the days by which half have been mirrored, open ones counted as not yet ended; None if not reached.

    Product-limit estimate (Kaplan and Meier 1958).
    """
    at_risk, share_left = len(closed) + len(still_open), 1.0
    rows = sorted([(days, 0) for days in closed] + [(days, 1) for days in still_open])
    for days, censored in rows:
        if not censored:
            share_left *= 1 - 1 / at_risk
            if share_left <= 0.5 + 1e-9:
                return days
        at_risk -= 1
    return None


def _middle(ordered: Sequence[int]) -> int | None:
    return ordered[(len(ordered) - 1) // 2] if ordered else None
