"""What a written table is made of: a header, and rows of text, numbers and nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from inconcert.model.errors import OurError

Cell = str | int | float | None
Row = tuple[Cell, ...]


def checked(header: tuple[str, ...], rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows; raises OurError for one that is not as long as the header or holds what cannot be written."""
    if len(set(header)) != len(header) or not header:
        raise OurError(f"a table needs columns of different names: {header!r}")
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise OurError(f"{len(row)} cells under {len(header)} columns", where=f"row {number}")
        for name, cell in zip(header, row, strict=True):
            if not writable(cell):
                raise OurError(f"a cell that cannot be written: {ascii(cell)[:80]}", where=f"row {number}, {name}")
        yield row


def writable(cell: object) -> bool:
    """Say whether a cell is whole text, a finite number or nothing."""
    if cell is None or (isinstance(cell, int) and not isinstance(cell, bool)):
        return True
    if isinstance(cell, float):
        return math.isfinite(cell)
    return isinstance(cell, str) and (cell.isascii() or not any("\ud800" <= char <= "\udfff" for char in cell))
