"""Dates of birth as the UN prints them: a type, parts of a date, and now and then a note that carries the date.

>>> birth("BETWEEN", {"FROM_YEAR": "1955", "TO_YEAR": "1958"})
PartialDate(value='1955', until='1958', circa=False)
>>> birth("EXACT", {"NOTE": "Nov. 1973"})
PartialDate(value='1973-11', until='', circa=False)
>>> birth("EXACT", {"NOTE": "30-35 years old"}) is None
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from inconcert.model.dates import PartialDate

_CIRCA = {"EXACT": False, "BETWEEN": False, "APPROXIMATELY": True}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_YEAR = re.compile(r"([A-Z][a-z]+)\.? (\d{4})")
_MONTHS_BETWEEN = re.compile(r"Between ([A-Z][a-z]+)\.? and ([A-Z][a-z]+)\.? (\d{4})")
_MONTH = re.compile(r"([A-Z][a-z]+)\.?")
_DATE = re.compile(r"(\d{4}(?:-\d\d){0,2})(?:[+-]\d\d:\d\d|Z)?")
_YEARS = re.compile(r"(\d{4}) - (\d{4})")


def day(printed: str) -> str:
    """Return YYYY, YYYY-MM or YYYY-MM-DD of a printed date, its time zone left off; empty for another form."""
    found = _DATE.fullmatch(printed)
    return found[1] if found else ""


def loose(printed: str) -> PartialDate | None:
    """Return the date of birth beside an alias: a date, or two years; None for another form."""
    years = _YEARS.fullmatch(printed)
    value = years[1] if years else day(printed)
    return _date(value, years[2] if years else "", False)


def birth(kind: str, parts: Mapping[str, str]) -> PartialDate | None:
    """Return the date of a date-of-birth element; None if nothing in it is a date that we know how to read.

    `kind` is TYPE_OF_DATE; raises ValueError for one that is not known.
    """
    if kind not in _CIRCA:
        raise ValueError(f"unknown TYPE_OF_DATE {kind!r}")
    note = parts.get("NOTE", "")
    circa = _CIRCA[kind] or note == "Approximately"
    if kind == "BETWEEN":
        return _date(parts.get("FROM_YEAR", ""), parts.get("TO_YEAR", ""), circa)
    if parts.get("DATE"):
        return _date(day(parts["DATE"]), "", circa)
    if parts.get("YEAR"):
        return _date(_month_beside(parts["YEAR"], note), "", circa)
    return _from_note(note, circa)


def _month_beside(year: str, note: str) -> str:
    found = _MONTH.fullmatch(note)
    return _month(year, found[1]) or year if found else year


def _from_note(note: str, circa: bool) -> PartialDate | None:
    if found := _MONTHS_BETWEEN.fullmatch(note):
        return _date(_month(found[3], found[1]), _month(found[3], found[2]), circa)
    found = _MONTH_YEAR.fullmatch(note)
    return _date(_month(found[2], found[1]), "", circa) if found else None


def _month(year: str, name: str) -> str:
    start = name[:3].lower()
    return f"{year}-{_MONTHS.index(start) + 1:02}" if start in _MONTHS else ""


def _date(value: str, until: str, circa: bool) -> PartialDate | None:
    try:
        return PartialDate(value, until=until, circa=circa)
    except ValueError:
        return None
