"""Days that run: a shortened procedure, an anniversary, a yearly review, the end of a framework.

What is counted is said by the law files; nothing here knows a government by name.

>>> lapses("2026-01-01", (56, 56))
('2026-02-26', '2026-04-23')
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inconcert.model.dates import first_day
from inconcert.model.law import LawOf, Statement
from inconcert.model.route import composed

SOON_DAYS = 90
"""Within these days a listing that runs out is worth a note beside a gap."""


@dataclass(frozen=True, slots=True, order=True)
class Listing:
    """A listing in force: target id, jurisdiction, regime and the first day it is known to be in force (YYYY-MM-DD)."""

    target: str
    jurisdiction: str
    regime: str
    listed_on: str


@dataclass(frozen=True, slots=True)
class RunsOut:
    """A day on which a listing, or the framework it stands under, ends or is reviewed.

    `kind` is anniversary (ends unless continued), review (looked at, may be prolonged) or framework (all of it ends).
    """

    kind: str
    due: str
    days: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Renewal:
    """A listing and one day on which it runs out."""

    listing: Listing
    runs_out: RunsOut


def lapses(designated_on: str, clock_days: tuple[int, ...]) -> tuple[str, ...]:
    """Return the last day of each stage of a clock that begins the day after a designation (YYYY-MM-DD)."""
    day, found = first_day(designated_on), []
    for stage in clock_days:
        day += dt.timedelta(days=stage)
        found.append(day.isoformat())
    return tuple(found)


def runs_out(law: LawOf, listed_on: str, today: str, within_days: int) -> tuple[RunsOut, ...]:
    """Return the days within `within_days` of today on which a listing under a law runs out, earliest first."""
    found = []
    if law.listing_years:
        due = _anniversary(first_day(listed_on), law.listing_years, first_day(today))
        text = f"Ends on {due}, its anniversary, unless continued; if it was continued on another day, the day moves."
        found.append(("anniversary", due, text, law.statements("expiry")))
    if law.review_on:
        due = _day_of_year(law.review_on, first_day(today))
        found.append(("review", due, f"Reviewed by {due}.", law.statements("review")))
    if law.expires_on:
        text = f"The framework ends on {law.expires_on} unless prolonged."
        found.append(("framework", first_day(law.expires_on), text, law.statements("expiry")))
    rows = [_row(kind, due, text, basis or (law.citation,), today) for kind, due, text, basis in found]
    return tuple(sorted((row for row in rows if 0 <= row.days <= within_days), key=lambda row: (row.due, row.kind)))


def renewals(
    listings: Iterable[Listing], laws: Callable[[str, str], LawOf | None], today: str, within_days: int
) -> tuple[Renewal, ...]:
    """Return every listing that runs out within so many days, earliest first.

    A listing whose list states no regime has no clock. `laws`: (regime id, day) → law: `jurisdictions.law.law_of`.
    """
    found = []
    for listing in listings:
        law = laws(listing.regime, today) if listing.regime else None
        if law:
            found += [Renewal(listing, item) for item in runs_out(law, listing.listed_on, today, within_days)]
    return tuple(sorted(found, key=lambda item: (item.runs_out.due, item.listing, item.runs_out.kind)))


def _row(kind: str, due: dt.date, text: str, basis: tuple[Statement, ...], today: str) -> RunsOut:
    days = (due - first_day(today)).days
    return RunsOut(kind, due.isoformat(), days, composed(f"{text} {basis[0].text}", *basis))


def _anniversary(listed: dt.date, years: int, today: dt.date) -> dt.date:
    due = listed
    while due < today or due == listed:
        due = _plus_years(due, listed, years)
    return due


def _plus_years(due: dt.date, listed: dt.date, years: int) -> dt.date:
    year = due.year + years
    leap_day_lost = (listed.month, listed.day) == (2, 29) and not _leap(year)
    return dt.date(year, 3, 1) if leap_day_lost else dt.date(year, listed.month, listed.day)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _day_of_year(month_day: str, today: dt.date) -> dt.date:
    month, _, day = month_day.partition("-")
    due = dt.date(today.year, int(month), int(day))
    return due if due >= today else dt.date(today.year + 1, int(month), int(day))
