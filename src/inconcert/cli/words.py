"""How facts read in a terminal: dates spelt out, cells in words, tables that fit eighty columns."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inconcert.formats.display import safe_text
from inconcert.model.dates import EventDate
from inconcert.model.target import Cell
from inconcert.model.vocabulary import Precision, Status

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
GOVERNMENTS = {
    "us": "US", "gb": "UK", "ca": "Canada", "eu": "EU", "au": "Australia", "un": "UN", "ch": "Switzerland",
}  # fmt: skip


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
    """Return the short name of a jurisdiction."""
    return GOVERNMENTS.get(code, code.upper())


def cell_words(cell: Cell) -> str:
    """Return a cell in two or three words: the date of listing, ended, part only, not found, not covered."""
    if cell.status is Status.IN_FORCE:
        return spelt_event(cell.since) if cell.since else "listed"
    if cell.status is Status.ENDED:
        return "ended"
    if cell.status is Status.NOT_COVERED:
        return "not covered"
    return "part only*" if cell.related else "not found"


def width(text: str) -> int:
    """Return how many columns a text takes in a terminal: a Han character takes two."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def pad(text: str, columns: int) -> str:
    """Return the text filled up to a width, or cut to it with an ellipsis."""
    if width(text) > columns:
        while text and width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (columns - width(text))


def console() -> Console:
    """Return the console for tables: as wide as the terminal, eighty columns where it is none."""
    return Console(
        file=sys.stdout, width=None if sys.stdout.isatty() else 100, highlight=False, soft_wrap=False, emoji=False
    )


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """Print a table; control and bidirectional characters of the data are shown as their numbers."""
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(safe_text(cell)) for cell in row))
    console().print(table)
