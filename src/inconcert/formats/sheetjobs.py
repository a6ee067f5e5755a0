"""What the confined child can do: XLSX by calamine, ODS by lxml; sheets in, plain text out.

A body is all rows of all sheets, cells parted by U+001F and rows by U+001E, which no cell may hold; the head names
the sheets with their numbers of rows and columns. It is the cheapest form that cannot carry code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from inconcert.formats import limits
from inconcert.model.errors import LimitExceeded, OurError, UnreadableSource

CELL_END, ROW_END = "\x1f", "\x1e"
_CELL, _ROW = CELL_END.encode(), ROW_END.encode()

Grid = Iterable[Sequence[str]]
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


def packed(grids: Iterable[tuple[str, Grid]], name: str) -> tuple[dict[str, Any], bytes]:
    """Return (head, body) for named grids; empty rows at the end and cells beyond the last filled column are left out.

    Every row of a grid is filled up to the same number of cells. Raises UnreadableSource where a cell holds one of the
    two separators, LimitExceeded for too many cells.
    """
    sheets, parts, cells = [], [], 0
    for title, grid in grids:
        lines, width = _lines(grid, f"{name} sheet {title}")
        cells += len(lines) * width
        if cells > limits.sheet_cells_max:
            raise LimitExceeded(f"more than {limits.sheet_cells_max} cells", where=f"{name} sheet {title}")
        text = _ROW.join([line + _CELL * (width - 1 - line.count(_CELL)) for line in lines])
        if text.count(_ROW) != max(0, len(lines) - 1):
            raise UnreadableSource("a cell holds a control character", where=f"{name} sheet {title}")
        sheets.append([title, len(lines), width])
        parts.append(text)
    return {"answer": "sheets", "sheets": sheets}, _ROW.join(parts)


def _lines(grid: Grid, where: str) -> tuple[list[bytes], int]:
    """Return each row joined up to its last filled cell, and the number of cells of the longest.

    Rows are encoded one by one: one rare character would double the size of a text of them all.
    """
    lines, width = [], 0
    for row in grid:
        line = CELL_END.join(row).encode("utf-8", "strict")
        if line.count(_CELL) != max(0, len(row) - 1):
            raise UnreadableSource("a cell holds a control character", where=where)
        line = line.rstrip(_CELL)
        lines.append(line)
        if line:
            width = max(width, line.count(_CELL) + 1)
    while lines and not lines[-1]:
        lines.pop()
    return lines, width
