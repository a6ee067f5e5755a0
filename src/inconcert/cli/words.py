"""Tables for a terminal: as wide as it is, names in their own script, nothing that could turn or hide text."""

from __future__ import annotations

import datetime as dt
import sys
import unicodedata
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inconcert.formats.display import safe_text
from inconcert.gaps.register import Register
from inconcert.model.edition import Edition
from inconcert.model.imported import is_imported
from inconcert.verbs.shapes import NOTE, is_stale
from inconcert.verbs.words import cell_words, government, long_day, spelt, spelt_event

__all__ = ["cell_words", "console", "government", "long_day", "pad", "print_table", "spelt", "spelt_event", "width"]


def edition_words(edition: Edition, today: dt.date) -> str:
    """Return an edition in words: list, date, how it came to us, and whether it is older than 30 days."""
    stale = ", older than 30 days" if is_stale(edition.date, today) else ""
    return f"{edition.list_id} of {spelt(edition.date)}, {edition.provenance.value}{stale}"


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


def print_editions(register: Register, jurisdictions: Sequence[str], today: dt.date) -> None:
    """Print the newest edition of each government's principal list, and that silence is not absence."""
    for line in register.lines:
        if line.jurisdiction in jurisdictions and line.editions and line.principal:
            said = register.publications[line.editions[-1].list_id]
            whose = f", made by {said.publisher}; licence: {said.licence}" if is_imported(said.list_id) else ""
            print_plain(safe_text(f"{government(line.jurisdiction)}: {edition_words(line.editions[-1], today)}{whose}"))
    print_plain(NOTE)


def print_plain(text: str) -> None:
    """Print one line as it is."""
    sys.stdout.write(text + "\n")
