"""Dates as OFAC prints them, to partial dates: a month stays a month, a year a year.

>>> str(partial_date("circa 1955")), str(partial_date("Dec 1961")), str(partial_date("1960 to 1965"))
('~1955', '1961-12', '1960/1965')
"""

from __future__ import annotations

import functools
import re

from inconcert.model.dates import PartialDate
from inconcert.model.errors import UnknownInSource

_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}
_POINT = re.compile(r"(?:(?:(\d{2}) )?([A-Z][a-z]{2}) )?(\d{4})")
_YEARS = re.compile(r"(\d{4})-(\d{4})")


@functools.lru_cache(maxsize=65_536)
def partial_date(printed: str) -> PartialDate:
    """Return the date of a print such as "10 Dec 1948", "circa 1960" or "1960 to 1965".

    Raises UnknownInSource for another form or a day that never was.
    """
    circa = printed.startswith("circa ")
    text = printed.removeprefix("circa ")
    years = _YEARS.fullmatch(text)
    first, _, last = (years[1], "", years[2]) if years else text.partition(" to ")
    try:
        return PartialDate(_iso(first), _iso(last) if last else "", circa)
    except (ValueError, KeyError) as error:
        raise UnknownInSource(f"not a form of date that OFAC is known to print: {printed!r}") from error


def _iso(point: str) -> str:
    found = _POINT.fullmatch(point)
    if not found:
        raise ValueError(point)
    day, month, year = found.groups()
    return "-".join(part for part in (year, month and _MONTHS[month], day) if part)
