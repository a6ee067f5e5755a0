"""XLSX to grids of text by calamine. For the confined child only: a hostile file may end the process it runs in."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

import python_calamine as calamine

from inconcert.formats import archive
from inconcert.model.errors import UnreadableSource

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_FAILURES = (calamine.CalamineError, OSError, ValueError)
_OTHER_WORKBOOKS = ("vbaproject.bin", "workbook.bin", "content.xml", "mimetype")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")


def grids(data: bytes, name: str) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Yield (sheet name, rows of cell texts from cell A1 on) for each sheet; the rows are made as they are asked for.

    Raises UnreadableSource for formulas, macros, charts or what is no XLSX, LimitExceeded for what inflates too far.
    """
    _refuse_programs(archive.members(data, name), name)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for meta in book.sheets_metadata:
            yield meta.name, _rows(book, meta, name)
    except _FAILURES as error:
        raise UnreadableSource(f"not a readable XLSX file: {error}", where=name) from error


def _refuse_programs(members: dict[str, bytes], name: str) -> None:
    """Refuse formulas and macros: a list prints facts, and what a formula last showed need not be one."""
    if "xl/workbook.xml" not in members:
        raise UnreadableSource("not an XLSX file: it has no xl/workbook.xml", where=name)
    for member, content in members.items():
        if member.lower().endswith(_OTHER_WORKBOOKS):
            raise UnreadableSource("the workbook holds macros, or a second workbook", where=f"{name} {member}")
        if member.endswith(".xml") and b"\0" in content:
            raise UnreadableSource("a sheet is not UTF-8 text", where=f"{name} {member}")
        if b"sheetData" in content and (b"<f" in content or b":f" in content):
            _refuse_formula(content, f"{name} {member}")


def _refuse_formula(content: bytes, where: str) -> None:
    found = _FORMULA.search(content)
    if not found:
        return
    before = _CELL.findall(content[max(0, found.start() - 100_000) : found.start()])
    cell = before[-1].decode() if before else "an unnamed cell"
    raise UnreadableSource(f"formula cell at {cell}", where=where)


def _rows(book: calamine.CalamineWorkbook, meta: Any, name: str) -> Iterator[list[str]]:
    if meta.typ is not calamine.SheetTypeEnum.WorkSheet:
        raise UnreadableSource(f"sheet {meta.name} is not a sheet of cells", where=name)
    try:
        sheet = book.get_sheet_by_name(meta.name)
        before = [""] * (sheet.start[1] if sheet.start else 0)  # calamine leaves out empty columns before the first
        for row in sheet.iter_rows():
            yield before + [cell if cell.__class__ is str else _text(cell, name) for cell in row]
    except _FAILURES as error:
        raise UnreadableSource(f"not a readable XLSX file: {error}", where=name) from error


def _text(cell: Any, name: str) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    raise UnreadableSource(f"a cell of a kind that no list uses: {type(cell).__name__}", where=name)
