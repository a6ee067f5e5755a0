"""Dates as lists print them: partial, approximate, ranges, and events with a kind.

A `PartialDate` never invents a day: 1961-12 stays a month.

    >>> PartialDate("1961-12").agrees(PartialDate("1961"))
    True
    >>> PartialDate("1961-12").agrees(PartialDate("1961-01"))
    False
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from dataclasses import dataclass

from inconcert.model.vocabulary import DateKind, Precision

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, month or year as printed; a range where `until` is set; `circa` where the list says about.

    `value` and `until` are YYYY, YYYY-MM or YYYY-MM-DD. Raises ValueError for anything else or a day that never was.
    """

    value: str
    until: str = ""
    circa: bool = False

    def __post_init__(self) -> None:
        first_day(self.value)
        if self.until and last_day(self.until) < first_day(self.value):
            raise ValueError(f"range ends before it starts: {self.value}/{self.until}")

    @property
    def precision(self) -> Precision:
        """Return day, month or year; interval for a range."""
        if self.until:
            return Precision.INTERVAL
        return {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(self.value)]

    @property
    def earliest(self) -> dt.date:
        """Return the first day it can mean, `circa` left aside."""
        return first_day(self.value)

    @property
    def latest(self) -> dt.date:
        """Return the last day it can mean, `circa` left aside."""
        return last_day(self.until or self.value)

    def agrees(self, other: PartialDate) -> bool:
        """Return whether some day fits both, with a year's grace where either is circa."""
        grace = dt.timedelta(days=366 if self.circa or other.circa else 0)
        return self.earliest - grace <= other.latest and other.earliest - grace <= self.latest

    def __str__(self) -> str:
        """Return the ISO form, e.g. 1961-12, 1960/1965, ~1955."""
        text = f"{self.value}/{self.until}" if self.until else self.value
        return f"~{text}" if self.circa else text


@functools.lru_cache(maxsize=65536)
def first_day(value: str) -> dt.date:
    """Return the first day of a YYYY, YYYY-MM or YYYY-MM-DD; raises ValueError for another form."""
    year, month, day = _parts(value)
    return dt.date(year, month or 1, day or 1)


@functools.lru_cache(maxsize=65536)
def last_day(value: str) -> dt.date:
    """Return the last day of a YYYY, YYYY-MM or YYYY-MM-DD; raises ValueError for another form."""
    year, month, day = _parts(value)
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(value: str) -> tuple[int, int, int]:
    found = _PARTIAL.fullmatch(value)
    if not found:
        raise ValueError(f"not a date of the form YYYY, YYYY-MM or YYYY-MM-DD: {value!r}")
    year, month, day = (int(part) if part else 0 for part in found.groups())
    return year, month, day


@dataclass(frozen=True, slots=True, order=True)
class EventDate:
    """The date of one event in the life of a designation.

    `value` is YYYY, YYYY-MM, YYYY-MM-DD, or for an interval START/END (two days; START empty: not known since when).
    `source` is empty where the list prints it, else the curated fact or the pair of editions it rests on.
    """

    kind: DateKind
    value: str
    precision: Precision
    source: str = ""

    def __post_init__(self) -> None:
        if self.precision is Precision.INTERVAL:
            start, _, end = self.value.partition("/")
            if start:
                first_day(start)
            last_day(end)
        elif Precision(PartialDate(self.value).precision) is not self.precision:
            raise ValueError(f"{self.value!r} is not of precision {self.precision}")

    @property
    def earliest(self) -> dt.date:
        """Return the first day it can have been; `date.min` where an interval has no start."""
        start = self.value.partition("/")[0]
        return first_day(start) if start else dt.date.min

    @property
    def latest(self) -> dt.date:
        """Return the last day it can have been."""
        return last_day(self.value.rpartition("/")[2])


def event_on(kind: DateKind, value: str, source: str = "") -> EventDate:
    """Return an event whose precision is read off `value` (YYYY, YYYY-MM or YYYY-MM-DD)."""
    return EventDate(kind, value, PartialDate(value).precision, source)
