r"""Rows to CSV (RFC 4180, UTF-8) that no spreadsheet takes for a formula.

A text that begins with = + - @ (also in full width), TAB, CR or LF gets an apostrophe in front; numbers stay numbers.

>>> b"".join(stream(("name", "days"), [("=HYPERLINK(1)", -3)]))
b"name,days\r\n'=HYPERLINK(1),-3\r\n"
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from inconcert.formats.cells import Cell, Row, checked

_RISKY = tuple("=+-@\t\r\n＝＋－＠")


def stream(header: tuple[str, ...], rows: Iterable[Row], *, byte_order_mark: bool = False) -> Iterator[bytes]:
    """Yield the file piece by piece, one row each; raises OurError for a row that does not fit its header.

    `byte_order_mark` helps old Excel to see UTF-8.
    """
    if byte_order_mark:
        yield b"\xef\xbb\xbf"
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow([neutral(cell) for cell in header])
    for row in checked(header, rows):
        yield _taken(page)
        writer.writerow([neutral(cell) for cell in row])
    yield _taken(page)


def neutral(cell: Cell) -> Cell:
    """Return the cell, with an apostrophe in front where a spreadsheet might read a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell


def _taken(page: io.StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode("utf-8")
