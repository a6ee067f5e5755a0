"""What the confined child can do: XLSX by calamine, ODS by lxml; sheets in, plain text out.

A body is all rows of all sheets, cells parted by U+001F and rows by U+001E, which no cell may hold; the head names
the sheets with their numbers of rows and columns. It is the cheapest form that cannot carry code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from inconcert.formats import limits
from inconcert.model.errors import LimitExceeded, OurError, UnreadableSource

CELL_END, ROW_END = "\x1f", "\x1e"

Grid = Sequence[Sequence[str]]
Job = Callable[[bytes, str], tuple[dict[str, Any], bytes]]


def prepared(job: str) -> Job:
    """Return the function for a job ("xlsx", "ods" or "probe") with everything it needs already imported."""
    if job == "xlsx":
        from inconcert.formats import xlsxcells

        return lambda data, name: packed(xlsxcells.grids(data, name), name)
    if job == "ods":
        from inconcert.formats import odscells

        return lambda data, name: packed(odscells.grids(data, name), name)
    if job == "probe":
        return lambda data, name: ({"answer": "probe"}, data)
    raise OurError(f"no such job: {job}")


def packed(grids: Sequence[tuple[str, Grid]], name: str) -> tuple[dict[str, Any], bytes]:
    """Return (head, body) for named grids; every row of a grid is filled up to the same number of cells.

    Raises UnreadableSource where a cell holds one of the two separators, LimitExceeded for too many cells.
    """
    sheets, parts, cells = [], [], 0
    for title, grid in grids:
        rows, width = trimmed(grid)
        cells += len(rows) * width
        if cells > limits.sheet_cells_max:
            raise LimitExceeded(f"more than {limits.sheet_cells_max} cells", where=f"{name} sheet {title}")
        text = ROW_END.join([CELL_END.join(row) + CELL_END * (width - max(1, len(row))) for row in rows])
        if text.count(CELL_END) != len(rows) * max(0, width - 1) or text.count(ROW_END) != max(0, len(rows) - 1):
            raise UnreadableSource("a cell holds a control character", where=f"{name} sheet {title}")
        sheets.append([title, len(rows), width])
        parts.append(text)
    return {"answer": "sheets", "sheets": sheets}, ROW_END.join(parts).encode("utf-8", "strict")


def trimmed(grid: Grid) -> tuple[Grid, int]:
    """Return the grid without empty rows at its end and cells beyond its last filled column, and its width."""
    rows = list(grid)
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    while width and not any(row[width - 1] for row in rows if len(row) >= width):
        width -= 1
    return [row if len(row) <= width else row[:width] for row in rows], width
