"""Spreadsheets to rows of text cells, read in a child process with capped memory and time and no network."""

from __future__ import annotations

from dataclasses import dataclass

from inconcert.formats import confine
from inconcert.formats.sheetjobs import CELL_END, ROW_END
from inconcert.model.errors import UnreadableSource


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[i][j]` is the cell's text ("" where empty; dates as YYYY-MM-DD, whole numbers without ".0").

    A truth value is TRUE or FALSE; a date with a time YYYY-MM-DD HH:MM:SS. Row i of the file is `rows[i - 1]`: leading
    empty rows are kept. All rows are of one length; empty rows and columns at the end of the sheet are left out.
    Hidden sheets and rows are given like all others.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_xlsx(data: bytes, name: str, *, caps: confine.Caps | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of an XLSX file; raises UnreadableSource or LimitExceeded.

    A formula cell or a macro is refused: a list prints facts.
    """
    return _sheets("xlsx", data, name, caps)


def read_ods(data: bytes, name: str, *, caps: confine.Caps | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of an ODS file; raises UnreadableSource or LimitExceeded.

    A formula cell, a tracked change or a table inside a cell is refused.
    """
    return _sheets("ods", data, name, caps)


def _sheets(job: str, data: bytes, name: str, caps: confine.Caps | None) -> tuple[Sheet, ...]:
    answer = confine.ask(job, data, name, caps)
    try:
        return _unpacked(answer)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableSource("the reader gave an answer that does not add up", where=name) from error


def _unpacked(answer: confine.Answer) -> tuple[Sheet, ...]:
    """Return the sheets of an answer; raises KeyError, TypeError or ValueError where head and body disagree."""
    lines = answer.body.split(ROW_END.encode())
    sheets, at = [], 0
    for title, height, width in answer.head["sheets"]:
        rows = tuple([tuple(line.decode("utf-8").split(CELL_END)) for line in lines[at : at + height]])
        if len(rows) != height or any(len(row) != width for row in rows):
            raise ValueError(title)
        at += max(1, height)
        sheets.append(Sheet(str(title), rows))
    if at != max(1, len(lines)):
        raise ValueError("rows left over")
    return tuple(sheets)
