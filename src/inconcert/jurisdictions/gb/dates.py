"""Dates as the two UK lists print them: 06/07/2020, 29-06-2012, 00/00/1961, dd/mm/1961, 07/1961, 1961.

>>> partial_date("00/00/1961"), partial_date("dd/07/1961"), partial_date("about 1961")
(PartialDate(value='1961', until='', circa=False), PartialDate(value='1961-07', until='', circa=False), None)
"""

from __future__ import annotations

import functools
import re

from inconcert.model.dates import EventDate, PartialDate
from inconcert.model.vocabulary import DateKind, Precision

_FORM = re.compile(r"(?:(?:(\d{1,2}|dd)[/-])?(\d{1,2}|mm)[/-])?(\d{4})", re.IGNORECASE | re.ASCII)


@functools.lru_cache(maxsize=8192)
def partial_date(printed: str) -> PartialDate | None:
    """Return a birth date as far as it is printed; None for another form or a day that never was."""
    found = _FORM.fullmatch(printed)
    if not found:
        return None
    day, month, year = (int(part) if part and part.isdigit() else 0 for part in found.groups())
    value = f"{year:04}"
    if month:
        value += f"-{month:02}" + (f"-{day:02}" if day else "")
    elif day:
        return None
    try:
        return PartialDate(value)
    except ValueError:
        return None


@functools.lru_cache(maxsize=8192)
def event(kind: DateKind, printed: str) -> EventDate | None:
    """Return the event of a full day as printed (DD/MM/YYYY or DD-MM-YYYY); None for any other form."""
    date = partial_date(printed)
    if date is None or date.precision is not Precision.DAY:
        return None
    return EventDate(kind, date.value, Precision.DAY)
