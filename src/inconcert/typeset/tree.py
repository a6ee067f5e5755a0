"""The document tree: what a letter, an annex or a dossier is made of, before it has a format.

Text is data: no markup is read in it, so a name with `#[]{}<>&"` stands as it is. A run may carry a footnote; the
same note on several runs has one number. Languages are BCP 47 tags, dates YYYY-MM-DD.

    >>> doc = Document("A letter", "en", "2020-08-18", (Paragraph((Run("Eight targets", note="List of 9 July"),)),))
    >>> notes_of(doc)
    ('List of 9 July',)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `note` is a footnote after it, `language` is set where it is another."""

    text: str
    bold: bool = False
    italic: bool = False
    note: str = ""
    language: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1, 2 or 3."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `style` is body, address (lines close together), small, or warning (set apart)."""

    runs: Runs
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Items:
    """A list, with numbers where `ordered`."""

    items: tuple[Runs, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first cell of a row names the row; `widths` are shares of the line, one a column.

    Raises ValueError where a row or the widths do not have as many cells as there are heads.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        sizes = {len(row) for row in self.rows} | ({len(self.widths)} if self.widths else set())
        if sizes - {len(self.heads)}:
            raise ValueError(f"a row has another number of cells than the table {self.caption!r} has heads")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page, on its side where `landscape`, until the next one."""

    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """A page of its own before the text: lines under the document's title."""

    subtitle: str
    lines: tuple[str, ...] = ()


Block = Heading | Paragraph | Items | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A document; `date` is its own date, from which every time stamp in its files is taken.

    A `sheet` is one page in small type, with an annex sheet behind it for its sources (`typeset.sheet`).
    """

    title: str
    language: str
    date: str
    blocks: tuple[Block, ...]
    author: str = ""
    cover: Cover | None = None
    sheet: bool = False


def plain(text: str) -> Runs:
    """Return one run without style."""
    return (Run(text),)


def runs_of(document: Document) -> Iterator[Run]:
    """Yield every run in the order in which it is read."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield from block.runs
        elif isinstance(block, Items):
            for item in block.items:
                yield from item
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from cell


def notes_of(document: Document) -> tuple[str, ...]:
    """Return the distinct footnotes in order: the first has number 1."""
    return tuple(dict.fromkeys(run.note for run in runs_of(document) if run.note))
