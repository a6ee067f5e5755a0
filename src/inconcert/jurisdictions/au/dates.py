"""Dates in the free text of the Australian list: dates of birth in every form, and the day of a first listing.

Every date in a text is taken; what stands beside dates and is no mere connecting word is told to the caller, so that
the text is kept. Day comes before month. A number of five digits alone in a cell is a day as spreadsheets count them.

    >>> [str(date) for date in births("a) Approximately 1955- 1958 b) 1 Jan. 1967")[0]]
    ['~1955/1958', '1967-01-01']
    >>> first_listed("Listed on: 20 Dec. 2005 (amended on 9 July 2007)")
    '2005-12-20'
"""

from __future__ import annotations

import datetime as dt
import functools
import re

from inconcert.model.dates import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_YEAR = r"(?<!\d)(?:19|20)\d{2}(?!\d)"
_DAY = (
    r"(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/(?:19|20)\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?[\s-]+{_NAME}[,-]?\s*(?:19|20)\d{{2}}|{_NAME}\s+\d{{1,2}},\s+(?:19|20)\d{{2}}"
)
_CIRCA = r"(?P<circa>approximately|approx\.?|around|about|circa|c\.)\s*"
_TOKEN = re.compile(
    rf"(?:{_CIRCA})?(?:"
    rf"(?P<day>{_DAY})"
    rf"|(?P<month>{_NAME},?\s+(?:19|20)\d{{2}}|\d{{1,2}}/(?:19|20)\d{{2}})"
    rf"|between\s+(?P<since>{_YEAR})\s+(?:and|to)\s+(?P<till>{_YEAR})"
    rf"|(?P<from>{_YEAR})\s*(?:-|–|to)\s*(?P<to>{_YEAR})"
    rf"|(?P<decade>(?:19|20)\d0)s"
    rf"|(?P<year>{_YEAR}))",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b[a-z]{1,4}\)|\b(?:or|and|to|alt|dob|date of birth|n/?a|unknown)\b|[\s,;:.&()>/–-]", re.IGNORECASE
)
_SERIAL = re.compile(r"\d{5}")
_LISTED = re.compile(
    rf"^(?P<bare>{_DAY})|\b(?:first\s+listed|(?<!re)(?<!re-)(?<!formerly\s)listed|designated\s+under\s+the\s+"
    rf"Autonomous\s+Sanctions\s+Regulations\s+2011)(?:(?!amended|listed|formerly)[^.;]){{0,120}}?\s*(?:on:?)?\s*(?P<day>{_DAY})",
    re.IGNORECASE,
)
_INSTRUMENT_YEAR = re.compile(r"\b(?:Instrument|Designation|List)\s+((?:19|20)\d{2})\b")


@functools.lru_cache(maxsize=16384)
def births(printed: str) -> tuple[tuple[PartialDate, ...], bool]:
    """Return the dates of a date-of-birth cell in the order printed, and whether other text stands beside them."""
    if _SERIAL.fullmatch(printed):
        return (PartialDate(str(dt.date(1899, 12, 30) + dt.timedelta(days=int(printed)))),), False
    found: list[PartialDate] = []
    rest, end = [], 0
    for token in _TOKEN.finditer(printed):
        between = printed[end : token.start()]
        rest.append(between)
        end = token.end()
        date = _date(token)
        if not date:
            rest.append(token[0])
        elif found and between.strip() == "to" and not found[-1].until:
            found[-1] = PartialDate(found[-1].value, until=date.value, circa=found[-1].circa)
        else:
            found.append(date)
    rest.append(printed[end:])
    return tuple(dict.fromkeys(found)), bool(_FILLER.sub("", " ".join(rest)))


@functools.lru_cache(maxsize=16384)
def first_listed(printed: str) -> str:
    """Return the day on which the text says it was first listed (YYYY-MM-DD); empty if it does not say."""
    found = _LISTED.search(printed)
    return _day(found["bare"] or found["day"]) if found else ""


@functools.lru_cache(maxsize=16384)
def instrument_year(printed: str) -> str:
    """Return the year in the title of the first instrument a text names; empty if it names none."""
    found = _INSTRUMENT_YEAR.search(printed)
    return found[1] if found else ""


def _date(token: re.Match[str]) -> PartialDate | None:
    value, until = "", ""
    if token["day"]:
        value = _day(token["day"])
    elif token["month"]:
        value = _month(token["month"])
    elif token["decade"]:
        value, until = token["decade"], token["decade"][:3] + "9"
    else:
        value = token["since"] or token["from"] or token["year"]
        until = token["till"] or token["to"] or ""
    try:
        return PartialDate(value, until=until, circa=bool(token["circa"]))
    except ValueError:
        return None


def _day(printed: str) -> str:
    """Return the ISO day; empty for a day that never was."""
    if printed[4:5] == "-":
        parts = printed.split("-")
    elif "/" in printed:
        parts = printed.split("/")[::-1]
    else:
        first, second, year = re.findall(r"[A-Za-z]{3,}|\d+", printed)
        day, month = (first, second) if first.isdigit() else (second, first)
        parts = [year, str(_MONTHS.index(month[:3].lower()) + 1), day]
    try:
        return dt.date(*map(int, parts)).isoformat()
    except ValueError:
        return ""


def _month(printed: str) -> str:
    if "/" in printed:
        month, _, year = printed.partition("/")
        return f"{year}-{int(month):02}"
    name, year = printed.replace(",", " ").split()
    return f"{year}-{_MONTHS.index(name[:3].lower()) + 1:02}"
