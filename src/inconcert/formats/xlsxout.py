"""Rows to XLSX: texts are texts and never formulas or links; the same rows give the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from inconcert.formats.cells import Cell, Row, checked
from inconcert.model.errors import OurError, UserError

_ROWS_MAX = 1_048_576
_CELL_MAX_CHARS = 32_767
_CREATED = dt.datetime(2020, 1, 1)


def write(header: tuple[str, ...], rows: Iterable[Row], *, sheet: str = "Sheet1") -> bytes:
    """Return an XLSX file of one sheet; raises UserError for what XLSX cannot hold.

    XLSX holds 1,048,576 rows, 32,767 characters a cell, and whole numbers to 15 digits (longer ones become text).
    Raises OurError for a row that does not fit its header.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    out = io.BytesIO()
    try:
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            book.set_properties({"created": _CREATED})
            page = book.add_worksheet(sheet)
            page.freeze_panes(1, 0)
            for number, row in enumerate((header, *checked(header, rows))):
                _write_row(page, number, row)
    except XlsxWriterException as error:
        raise OurError(f"the spreadsheet could not be written: {error}", where=f"sheet {sheet}") from error
    return out.getvalue()


def _write_row(page: Any, number: int, row: Row) -> None:
    if number >= _ROWS_MAX:
        raise UserError(f"XLSX holds no more than {_ROWS_MAX} rows", remedy="Export as CSV or JSON lines")
    for column, cell in enumerate(row):
        if isinstance(cell, str) and len(cell) > _CELL_MAX_CHARS:
            where = f"row {number + 1}, column {column + 1}"
            what = f"XLSX holds no more than {_CELL_MAX_CHARS} characters a cell"
            raise UserError(what, where=where, remedy="Export as CSV or JSON lines")
        _write_cell(page, number, column, cell)


def _write_cell(page: Any, number: int, column: int, cell: Cell) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        page.write_string(number, column, cell)
    elif isinstance(cell, int) and abs(cell) >= 10**15:
        page.write_string(number, column, str(cell))
    else:
        page.write_number(number, column, cell)
