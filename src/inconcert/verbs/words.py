"""Facts in words, the same in a terminal and on a page: dates spelt out, governments, cells."""

from __future__ import annotations

from inconcert.model.dates import EventDate
from inconcert.model.imported import is_imported
from inconcert.model.target import Cell, Waiting
from inconcert.model.vocabulary import Explanation, Precision, Status

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
GOVERNMENTS = {
    "us": "US", "gb": "UK", "ca": "Canada", "eu": "EU", "au": "Australia", "un": "UN", "ch": "Switzerland",
}  # fmt: skip


EXPLAINED = {
    Explanation.NOT_LISTABLE: "its law cannot list this kind of target, or this ground",
    Explanation.NO_REGIME: "a new regulation would be needed",
    Explanation.REGIME_UNUSED: "there is a regime, and nobody is listed under it",
    Explanation.REGIME_NOT_THIS_TARGET: "there is a regime, and this target is not listed under it",
    Explanation.RELATED_ONLY: "only a body that is part of it, or that it is part of, is listed",
    Explanation.UN_DERIVED: "the listing follows the United Nations: not a gap to mirror",
}
"""Each kind of gap as a clause."""
FITS = {
    "direct": "fits what was stated",
    "argued": "must be argued through another ground or test",
    "not_stated": "no ground was stated that could be compared",
    "unrecorded": "its criteria are not recorded here",
    "urgent": "a shortened procedure",
    "weak": "a test of the law is probably not met",
    "new_regulation": "a regulation would have to be made first",
}
"""How well a power fits, as a clause."""


def spelt(date: str) -> str:
    """Return a date as people write it: 9 Jul 2020, Apr 2025, 1961.

    >>> spelt("2020-07-09"), spelt("2025-04")
    ('9 Jul 2020', 'Apr 2025')
    """
    parts = date.split("-")
    if len(parts) == 3:
        return f"{int(parts[2])} {MONTHS[int(parts[1]) - 1]} {parts[0]}"
    if len(parts) == 2:
        return f"{MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return date


def spelt_event(date: EventDate) -> str:
    """Return an event's date in words; an interval as "by" its end where its start is not known."""
    if date.precision is not Precision.INTERVAL:
        return spelt(date.value)
    start, _, end = date.value.partition("/")
    return f"{spelt(start)} – {spelt(end)}" if start else f"by {spelt(end)}"


def government(code: str) -> str:
    """Return the short name of a jurisdiction; an imported list keeps its own id, which is no government's."""
    return code if is_imported(code) else GOVERNMENTS.get(code, code.upper())


def cell_words(cell: Cell) -> str:
    """Return a cell in two or three words: the date of listing, ended, part only, not found, not covered."""
    if cell.status is Status.IN_FORCE:
        return spelt_event(cell.since) if cell.since else "listed"
    if cell.status is Status.ENDED:
        return "ended"
    if cell.status is Status.NOT_COVERED:
        return "not covered"
    if cell.related:
        return "part only*"
    return "not found?" if cell.waiting else "not found"


def waiting_words(item: Waiting) -> str:
    """Return a target that may be the same, its score, and that nobody has judged it."""
    return f"{item.name} ({item.target_id}, {item.score:.2f})"


def long_day(date: str) -> str:
    """Return a day with its month in full: 18 August 2020.

    >>> long_day("2020-08-18")
    '18 August 2020'
    """
    year, month, day = date.split("-")
    return f"{int(day)} {LONG_MONTHS[int(month) - 1]} {year}"
