"""Dates of birth (of building, for a ship) in every form that Canada's list has printed.

A form that is not here gives nothing, and the reader raises an issue: no date is guessed.

    >>> dates("1972-08-10 or 1972-08-11")
    (PartialDate(value='1972-08-10', until='', circa=False), PartialDate(value='1972-08-11', until='', circa=False))
    >>> dates("1963-1964")
    (PartialDate(value='1963', until='1964', circa=False),)
    >>> dates("Sep-99")
    ()
"""

from __future__ import annotations

import re

from inconcert.model.dates import PartialDate

_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_RANGE = re.compile(r"(\d{4})-(\d{4})")
_EARLY_DECADE = re.compile(r"born in the early (\d{3})0s")


def dates(printed: str) -> tuple[PartialDate, ...]:
    """Return the dates that a printed value gives, alternatives each for themselves; empty for an unknown form."""
    try:
        return _dates(printed.strip())
    except ValueError:
        return ()


def _dates(printed: str) -> tuple[PartialDate, ...]:
    if _DATE.fullmatch(printed):
        return (PartialDate(printed),)
    if found := _RANGE.fullmatch(printed):
        return (PartialDate(found[1], until=found[2]),)
    if found := _EARLY_DECADE.fullmatch(printed):  # the decade is certain, its first half is not
        return (PartialDate(f"{found[1]}0", until=f"{found[1]}9"),)
    parts = re.split(r"\s+or\s+", printed, flags=re.IGNORECASE)
    if len(parts) > 1 and all(_DATE.fullmatch(part) for part in parts):
        return tuple(PartialDate(part) for part in parts)
    return ()
