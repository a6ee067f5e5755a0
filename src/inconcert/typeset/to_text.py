"""A document as plain text: UTF-8, lines of at most 96 columns, footnotes at the end."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from inconcert.typeset.tree import Block, Document, Heading, Items, PageBreak, Paragraph, Runs, Table, notes_of

COLUMNS = 96


def text_of(document: Document) -> str:
    """Return a prepared document as text; footnotes are [n] and stand at the end."""
    numbers = {note: place for place, note in enumerate(notes_of(document), 1)}
    parts = [_title(document)]
    parts += [_block(block, numbers) for block in document.blocks]
    parts += ["\n".join(line for note, number in numbers.items() for line in wrapped(f"[{number}] {note}", COLUMNS))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(document: Document) -> str:
    lines = [*wrapped(document.title, COLUMNS), "=" * min(COLUMNS, width(document.title))]
    if document.cover:
        lines += ["", *wrapped(document.cover.subtitle, COLUMNS)]
        lines += [part for line in document.cover.lines for part in wrapped(line, COLUMNS)]
    return "\n".join(lines)


def _block(block: Block, numbers: Mapping[str, int]) -> str:
    if isinstance(block, Heading):
        mark = "-" if block.level == 1 else "·"
        return "\n".join([*wrapped(block.text, COLUMNS), mark * min(COLUMNS, width(block.text))])
    if isinstance(block, Paragraph):
        return "\n".join(wrapped(_text(block.runs, numbers), COLUMNS))
    if isinstance(block, Items):
        marks = [f"{place}. " if block.ordered else "- " for place in range(1, len(block.items) + 1)]
        pairs = zip(marks, block.items, strict=True)
        return "\n".join(_hanging(mark, _text(item, numbers)) for mark, item in pairs)
    if isinstance(block, PageBreak):
        return ""
    return _table(block, numbers)


def _text(runs: Runs, numbers: Mapping[str, int]) -> str:
    return "".join(run.text + (f"[{numbers[run.note]}]" if run.note else "") for run in runs)


def _hanging(mark: str, text: str) -> str:
    lines = wrapped(text, COLUMNS - len(mark))
    return "\n".join((mark if place == 0 else " " * len(mark)) + line for place, line in enumerate(lines))


def _table(table: Table, numbers: Mapping[str, int]) -> str:
    rows = [table.heads, *(tuple(_text(cell, numbers) for cell in row) for row in table.rows)]
    sizes = _sizes(table, rows)
    lines = wrapped(table.caption, COLUMNS)
    for place, row in enumerate(rows):
        cells = [wrapped(cell, size) or [""] for cell, size in zip(row, sizes, strict=True)]
        for line in range(max(map(len, cells))):
            held = [cell[line] if line < len(cell) else "" for cell in cells]
            lines.append("  ".join(_pad(text, size) for text, size in zip(held, sizes, strict=True)).rstrip())
        lines.append("  ".join("-" * size for size in sizes) if place == 0 else "")
    return "\n".join(lines).rstrip()


def _sizes(table: Table, rows: Sequence[Sequence[str]]) -> list[int]:
    """Return a width for each column: its share of the line, never less than its longest word."""
    shares = table.widths or (1,) * len(table.heads)
    room = COLUMNS - 2 * (len(shares) - 1)
    longest = [
        max((width(word) for row in rows for word in row[at].split(" ")), default=1) for at in range(len(shares))
    ]
    return [max(room * share // sum(shares), word) for share, word in zip(shares, longest, strict=True)]


def wrapped(text: str, columns: int) -> list[str]:
    """Return the lines that a text makes; a word is never broken."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(lines[-1]) + 1 + width(word) <= columns:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def width(text: str) -> int:
    """Return how many columns a text takes; a Han character takes two."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _pad(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))
