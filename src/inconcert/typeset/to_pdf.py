"""A document as PDF/UA-1, set by typst from our own template with the shipped fonts and no others.

The document goes in as JSON, so no text of it is ever read as markup.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from importlib import resources
from typing import Any, Literal

from inconcert.model.errors import OurError
from inconcert.typeset.pdf_tags import with_row_headers
from inconcert.typeset.tree import Block, Document, Heading, Items, PageBreak, Paragraph, Runs, Table, notes_of

STANDARD: Literal["ua-1"] = "ua-1"
TEXT_POINTS = 10.5
SHEET_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
"""Sizes of type (points) for a sheet, largest first; none smaller is legible in print."""


def pdf_of(document: Document) -> bytes:
    """Return a prepared document as PDF/UA-1; raises OurError if it cannot be set."""
    plain = _plain(document)
    if document.sheet:
        plain["size"] = _size_of_one_page(document, plain)
    return with_row_headers(_set(document, plain))


def _size_of_one_page(document: Document, plain: dict[str, Any]) -> float:
    """Return the largest size of type (points) in which all before the annex sheet is one page, else the least."""
    import pypdfium2

    first = {**plain, "parts": plain["parts"][:1], "notes": []}
    for size in SHEET_SIZES:
        opened = pypdfium2.PdfDocument(_set(document, {**first, "size": size}))
        pages = len(opened)
        opened.close()
        if pages == 1:
            return size
    return SHEET_SIZES[-1]


def _set(document: Document, plain: dict[str, Any]) -> bytes:
    # a heavy library, wanted only where a document is made
    import typst

    template = resources.files("inconcert.typeset").joinpath("letter.typ").read_bytes()
    day = dt.datetime.fromisoformat(document.date).replace(tzinfo=dt.UTC)
    try:
        made: bytes = typst.compile(
            template,
            format="pdf",
            font_paths=_fonts(),
            pdf_standards=STANDARD,
            sys_inputs={"document": json.dumps(plain, ensure_ascii=False)},
            timestamp=int(day.timestamp()),
        )
    except typst.TypstError as error:
        raise OurError(f"the PDF cannot be set: {error}", where=document.title) from error
    return made


@functools.cache
def _fonts() -> Any:
    import typst

    folder = resources.files("inconcert.typeset").joinpath("fonts")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def _plain(document: Document) -> dict[str, Any]:
    notes = notes_of(document)
    day = dt.date.fromisoformat(document.date)
    cover = document.cover
    return {
        "title": document.title,
        "author": document.author,
        "language": document.language,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "cover": [cover.subtitle, *cover.lines] if cover else None,
        "size": TEXT_POINTS,
        "sheet": document.sheet,
        "notes": list(notes),
        "parts": _Parts(notes).of(document),
    }


class _Parts:
    """Turns blocks to plain values, page by page orientation; a note is set where it is first read."""

    def __init__(self, notes: tuple[str, ...]) -> None:
        self._numbers = {note: place for place, note in enumerate(notes, 1)}
        self._seen: set[str] = set()

    def of(self, document: Document) -> list[dict[str, Any]]:
        parts: list[dict[str, Any]] = [{"landscape": False, "blocks": []}]
        for block in document.blocks:
            if isinstance(block, PageBreak):
                parts.append({"landscape": block.landscape, "blocks": []})
            else:
                parts[-1]["blocks"].append(self._block(block))
        return parts

    def _block(self, block: Block) -> dict[str, Any]:
        if isinstance(block, Heading):
            return {"kind": "heading", "level": block.level, "text": block.text}
        if isinstance(block, Paragraph):
            return {"kind": "paragraph", "style": block.style, "runs": self._runs(block.runs)}
        if isinstance(block, Items):
            return {"kind": "items", "ordered": block.ordered, "items": [self._runs(item) for item in block.items]}
        if isinstance(block, Table):
            return self._table(block)
        raise OurError(f"no such block: {type(block).__name__}")

    def _table(self, table: Table) -> dict[str, Any]:
        return {
            "kind": "table",
            "caption": table.caption,
            "heads": list(table.heads),
            "widths": list(table.widths or (1,) * len(table.heads)),
            "rows": [[self._runs(cell) for cell in row] for row in table.rows],
        }

    def _runs(self, runs: Runs) -> list[dict[str, Any]]:
        found = []
        for run in runs:
            first = bool(run.note) and run.note not in self._seen
            self._seen.add(run.note)
            found.append(
                {
                    "text": run.text,
                    "bold": run.bold,
                    "italic": run.italic,
                    "language": run.language,
                    "note": self._numbers.get(run.note, 0),
                    "first": first,
                }
            )
        return found
