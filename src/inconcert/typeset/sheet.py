"""A sheet: one page to be read at a desk, with its sources on an annex sheet behind it.

Footnotes would push half of the text off the page; so each becomes a number in brackets, and they are explained on
the annex sheet, in every format alike. Rows that are not needed at a glance stand there too.

    >>> from inconcert.typeset.tree import Document, Paragraph, Run
    >>> made = as_sheet(Document("T", "en", "2026-01-01", (Paragraph((Run("x", note="List of 9 July"),)),), sheet=True))
    >>> made.blocks[0].runs[1].text, made.blocks[2].text
    ('[1]', 'Annex sheet: sources')
"""

from __future__ import annotations

from dataclasses import replace

from inconcert.typeset.tree import Block, Document, Heading, Items, PageBreak, Paragraph, Run, Runs, Table, notes_of

TITLES = {"en": "Annex sheet: sources", "fr": "Feuille annexe : sources"}


def as_sheet(document: Document) -> Document:
    """Return a sheet with its notes on the annex sheet; any other document, and a sheet made so, as it is."""
    notes = notes_of(document)
    if not document.sheet or not notes:
        return document
    numbers = {note: place for place, note in enumerate(notes, 1)}
    blocks = [_marked(block, numbers) for block in document.blocks]
    if not any(isinstance(block, PageBreak) for block in blocks):
        blocks.append(PageBreak())
    title = TITLES.get(document.language[:2], TITLES["en"])
    blocks += [Heading(title), Items(tuple((Run(note),) for note in notes), ordered=True)]
    return replace(document, blocks=tuple(blocks))


def _marked(block: Block, numbers: dict[str, int]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, runs=_runs(block.runs, numbers))
    if isinstance(block, Items):
        return replace(block, items=tuple(_runs(item, numbers) for item in block.items))
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(_runs(cell, numbers) for cell in row) for row in block.rows))
    return block


def _runs(runs: Runs, numbers: dict[str, int]) -> Runs:
    found: list[Run] = []
    for run in runs:
        found.append(replace(run, note=""))
        if run.note:
            found.append(Run(f"[{numbers[run.note]}]"))
    return tuple(found)
