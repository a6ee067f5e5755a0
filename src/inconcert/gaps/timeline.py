"""What the editions of one line prove about one target on one day.

A *line* is a publication, or several that follow each other (the UK's Consolidated List, then its Sanctions List).
Presence on each edition, and the dates that lists print or governments announced, give for a day D one of the four
statuses of DESIGN.md section 4, with the evidence it rests on, strongest first:

1. an edition of D;
2. a printed or curated date, later editions agreeing;
3. the editions before and after D agree;
4. otherwise `not_covered`.

Nothing is concluded from a date that an earlier edition contradicts, and nothing past the newest edition.

    >>> e = [EditionDay("l", "2018-04-13"), EditionDay("l", "2023-06-05")]
    >>> stand(e, [False, True], dt.date(2020, 8, 18), starts=(event_on(DateKind.LISTED, "2021-03-22"),)).status
    <Status.NOT_FOUND: 'not_found'>
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from inconcert.model.dates import EventDate, event_on, first_day, last_day
from inconcert.model.vocabulary import DateKind, Evidence, Precision, Status

START_KINDS = frozenset(
    {DateKind.DECIDED, DateKind.REGISTERED, DateKind.ANNOUNCED, DateKind.EFFECTIVE, DateKind.LISTED}
)
"""The kinds of date from which a designation can be in force; a UN date or an update is none of them."""


@dataclass(frozen=True, slots=True, order=True)
class EditionDay:
    """An edition as a point in time: `date` is YYYY-MM-DD, or YYYY-MM where only the month is known."""

    list_id: str
    date: str

    @property
    def earliest(self) -> dt.date:
        """Return the first day it can be of."""
        return first_day(self.date)

    @property
    def latest(self) -> dt.date:
        """Return the last day it can be of."""
        return last_day(self.date)


@dataclass(frozen=True, slots=True)
class Standing:
    """A status on a day with what it rests on; `editions` are those cited, `why` says it in words."""

    status: Status
    evidence: Evidence
    as_of: str
    why: str
    editions: tuple[EditionDay, ...] = ()
    dates: tuple[EventDate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    editions: Sequence[EditionDay]
    present: Sequence[bool]
    starts: Sequence[EventDate]
    ends: Sequence[EventDate]

    def ever_before(self, index: int) -> bool:
        return any(self.present[:index])


def stand(
    editions: Sequence[EditionDay],
    present: Sequence[bool],
    day: dt.date | None,
    *,
    starts: Sequence[EventDate] = (),
    ends: Sequence[EventDate] = (),
) -> Standing:
    """Return where a target stands on `day` (None: the newest edition) by one line's editions, oldest first.

    `present[i]` says whether edition i shows it; `starts` and `ends` are printed or curated dates of its listing.
    """
    case = _Case(editions, present, starts, ends)
    if not editions:
        return Standing(Status.NOT_COVERED, Evidence.NONE, day.isoformat() if day else "", "no edition of this list")
    if day is None:
        return _on_edition(case, len(editions) - 1)
    exact = [i for i, item in enumerate(editions) if item.earliest == day == item.latest]
    if exact:
        return _on_edition(case, exact[-1])
    before = max((i for i, item in enumerate(editions) if item.latest < day), default=None)
    after = min((i for i, item in enumerate(editions) if item.earliest > day), default=None)
    if after is None:
        newest = editions[-1]
        return Standing(
            Status.NOT_COVERED, Evidence.NONE, day.isoformat(), f"the newest edition is of {newest.date}", (newest,)
        )
    if before is None:
        return _only_after(case, day, after)
    return _between(case, day, before, after)


def _on_edition(case: _Case, index: int) -> Standing:
    edition = case.editions[index]
    if case.present[index]:
        return Standing(
            Status.IN_FORCE, Evidence.EDITION, edition.date, f"on the edition of {edition.date}", (edition,)
        )
    if case.ever_before(index):
        last = max(i for i in range(index) if case.present[i])
        since = case.editions[last + 1]
        return Standing(
            Status.ENDED,
            Evidence.EDITION,
            edition.date,
            f"on the edition of {case.editions[last].date}, no longer on that of {since.date}",
            (case.editions[last], since, edition),
            (_ended(case, last),),
        )
    return Standing(
        Status.NOT_FOUND, Evidence.EDITION, edition.date, f"not found on the edition of {edition.date}", (edition,)
    )


def _ended(case: _Case, last: int) -> EventDate:
    known = [item for item in case.ends if item.earliest >= case.editions[last].earliest]
    if known:
        return min(known)
    value = f"{case.editions[last].latest.isoformat()}/{case.editions[last + 1].latest.isoformat()}"
    return EventDate(DateKind.ENDED, value, Precision.INTERVAL, "between two editions")


def _start_between(case: _Case, before: int | None, after: int) -> EventDate | None:
    """Return the earliest date of listing that no edition contradicts: after `before`, not after `after`."""
    floor = case.editions[before].earliest if before is not None else dt.date.min
    ceiling = case.editions[after].latest
    known = [item for item in case.starts if floor <= item.latest and item.earliest <= ceiling]
    return min(known, key=lambda item: (item.latest, item.earliest), default=None)


def _evidence_of(date: EventDate) -> Evidence:
    return Evidence.CURATED_DATE if date.source else Evidence.PRINTED_DATE


def _by_start(case: _Case, day: dt.date, start: EventDate, after: int) -> Standing | None:
    """Return what a start date proves for `day` when edition `after` shows the target; None if it is too vague."""
    later = case.editions[after]
    said = "announced" if start.source else "printed by the list"
    if start.latest <= day:
        why = f"since {start.value} ({said}); the edition of {later.date} agrees"
        return Standing(Status.IN_FORCE, _evidence_of(start), day.isoformat(), why, (later,), (start,))
    if start.earliest > day:
        why = f"listed later, on {start.value} ({said}); the edition of {later.date} agrees"
        return Standing(Status.NOT_FOUND, _evidence_of(start), day.isoformat(), why, (later,), (start,))
    return None


def _only_after(case: _Case, day: dt.date, after: int) -> Standing:
    first = case.editions[after]
    if case.present[after]:
        start = _start_between(case, None, after)
        proven = _by_start(case, day, start, after) if start else None
        if proven:
            return proven
    return Standing(
        Status.NOT_COVERED, Evidence.NONE, day.isoformat(), f"the oldest edition at hand is of {first.date}", (first,)
    )


def _between(case: _Case, day: dt.date, before: int, after: int) -> Standing:
    older, newer = case.editions[before], case.editions[after]
    was, will = case.present[before], case.present[after]
    iso, cited = day.isoformat(), (older, newer)
    if was and will:
        why = f"on the editions of {older.date} and {newer.date}"
        return Standing(Status.IN_FORCE, Evidence.BETWEEN_EDITIONS, iso, why, cited)
    if will:
        start = _start_between(case, before, after)
        proven = _by_start(case, day, start, after) if start else None
        if proven:
            return proven
        why = f"first seen on the edition of {newer.date}, not on that of {older.date}: the day between is not known"
        return Standing(Status.NOT_COVERED, Evidence.NONE, iso, why, cited)
    if was:
        end = _ended(case, before)
        if end.precision is not Precision.INTERVAL and (end.latest <= day or end.earliest > day):
            status = Status.ENDED if end.latest <= day else Status.IN_FORCE
            return Standing(status, _evidence_of(end), iso, f"ended on {end.value}", cited, (end,))
        why = f"on the edition of {older.date}, not on that of {newer.date}: the day of its end is not known"
        return Standing(Status.NOT_COVERED, Evidence.NONE, iso, why, cited)
    if case.ever_before(before):
        ended = _on_edition(case, before)
        return Standing(Status.ENDED, Evidence.BETWEEN_EDITIONS, iso, ended.why, cited, ended.dates)
    why = (
        f"between {older.date} and {newer.date}, on neither edition: "
        "a listing and removal in between cannot be excluded"
    )
    return Standing(Status.NOT_FOUND, Evidence.BETWEEN_EDITIONS, iso, why, cited)


def first_seen(editions: Sequence[EditionDay], present: Sequence[bool]) -> EventDate | None:
    """Return when a target's present listing was first observed: an edition's date, or the interval before it.

    The stint that counts is the last one. None if it was never on the line.
    """
    if not any(present):
        return None
    last = max(i for i, there in enumerate(present) if there)
    first = last
    while first and present[first - 1]:
        first -= 1
    newer = editions[first]
    if first == 0:
        return EventDate(
            DateKind.FIRST_OBSERVED, f"/{newer.latest.isoformat()}", Precision.INTERVAL, "first edition at hand"
        )
    older = editions[first - 1]
    value = f"{older.latest.isoformat()}/{newer.latest.isoformat()}"
    return EventDate(DateKind.FIRST_OBSERVED, value, Precision.INTERVAL, "between two editions")


__all__ = ["START_KINDS", "EditionDay", "Standing", "event_on", "first_seen", "stand"]
