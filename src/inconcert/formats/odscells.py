"""ODS to grids of text by lxml over content.xml. For the confined child; also run in process by the fuzz tests.

Repeats are counted, not followed: an empty cell or row said to be repeated a million times at the end of a row or
sheet is never made, and filled ones count against `limits.sheet_cells_max` before they are made.
OpenDocument 1.3 part 3, section 9 (tables) and 6.1 (white space).
"""

from __future__ import annotations

import functools
import io
import math
import re
from collections.abc import Iterator

from lxml import etree

from inconcert.formats import archive, limits, xmlfile
from inconcert.model.errors import LimitExceeded, UnreadableSource

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELL = f"{_TABLE}table-cell"
_COVERED = f"{_TABLE}covered-table-cell"
_PARAGRAPH = f"{_TEXT}p"
_FORMULA = f"{_TABLE}formula"
_TYPE = f"{_OFFICE}value-type"
_COLUMNS = f"{_TABLE}number-columns-repeated"
_SPECIAL = frozenset({_FORMULA, _TYPE, _COLUMNS})
_SPACE = re.compile(r"[ \t\r\n]+")
_NUMBERS = ("float", "percentage", "currency")

Rows = list[list[str]]


def grids(data: bytes, name: str) -> list[tuple[str, Rows]]:
    """Return (sheet name, rows of cell texts) for each sheet of an ODS file, from cell A1 on.

    Raises UnreadableSource for formulas, tracked changes or what is no ODS, LimitExceeded for too much of anything.
    """
    members = archive.members(data, name, only=("content.xml",))
    if "content.xml" not in members:
        raise UnreadableSource("not an ODS file: it has no content.xml", where=name)
    return content_grids(members["content.xml"], f"{name} content.xml")


def content_grids(content: bytes, where: str) -> list[tuple[str, Rows]]:
    """Return (sheet name, rows) for each table of the content.xml of an ODS file."""
    xmlfile.refuse_hostile(content, where)
    try:
        found = list(_tables(content, where))
    except etree.XMLSyntaxError as error:
        raise xmlfile.translated(error, where) from error
    if not found:
        raise UnreadableSource("it has no table", where=where)
    return found


def _tables(content: bytes, where: str) -> Iterator[tuple[str, Rows]]:
    rows: Rows = []
    title, waiting, depth, cells = "", 0, 0, 0
    table, row, changes = f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}tracked-changes"
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=(table, row, changes),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for event, element in events:
        if element.tag == changes:
            raise UnreadableSource("it holds tracked changes", where=where)
        if element.tag == table and event == "start":
            depth += 1
            if depth > 1:
                raise UnreadableSource("a table inside a cell", where=f"{where} line {element.sourceline}")
            title, rows, waiting = element.get(f"{_TABLE}name") or "", [], 0
        elif element.tag == table:
            depth -= 1
            yield title, rows
            element.clear()
        elif event == "end":
            made = _row(element, where)
            times = _repeat(element, "rows", where)
            element.clear()
            if not made:
                waiting += times
                continue
            cells += (waiting + times) * len(made)
            if cells > limits.sheet_cells_max or len(rows) + waiting + times > limits.sheet_rows_max:
                raise LimitExceeded(f"more than {limits.sheet_cells_max} cells", where=f"{where} table {title}")
            rows.extend([] for _ in range(waiting))
            rows.extend(made for _ in range(times))
            waiting = 0


def _row(element: etree._Element, where: str) -> list[str]:
    """Return the texts of a row up to its last filled cell."""
    made: list[str] = []
    waiting = 0
    for cell in element:
        tag = cell.tag
        if tag == _CELL:
            child = cell[0] if len(cell) == 1 and _is_plain(*cell.items()) else None
            if child is not None and child.tag == _PARAGRAPH and not len(child):
                text, times = _collapsed(child.text or ""), 1  # nearly every cell: the same as below, at once
            else:
                text, times = _cell(cell, where), _repeat(cell, "columns", where)
        elif tag == _COVERED:
            text, times = "", _repeat(cell, "columns", where)
        else:
            continue
        if not text:
            waiting += times
            continue
        if len(made) + waiting + times > limits.sheet_columns_max:
            raise LimitExceeded(
                f"more than {limits.sheet_columns_max} columns", where=f"{where} line {cell.sourceline}"
            )
        if waiting:
            made.extend([""] * waiting)
            waiting = 0
        made.extend([text] * times)
    return made


@functools.lru_cache(maxsize=1024)
def _is_plain(*attributes: tuple[str, str]) -> bool:
    """Say whether a cell with these attributes is one text: no formula, no repeats, no other type."""
    return all(name not in _SPECIAL or (name, value) == (_TYPE, "string") for name, value in attributes)


def _repeat(element: etree._Element, what: str, where: str) -> int:
    printed = element.get(f"{_TABLE}number-{what}-repeated", "1")
    if not (printed.isascii() and printed.isdigit() and len(printed) <= 9 and int(printed)):
        raise UnreadableSource(f"not a number of {what}: {printed[:40]}", where=f"{where} line {element.sourceline}")
    return int(printed)


def _cell(cell: etree._Element, where: str) -> str:
    if len(cell) == 0 and len(cell.attrib) == 0:
        return ""
    if cell.get(_FORMULA) is not None:
        raise UnreadableSource("formula cell", where=f"{where} line {cell.sourceline}")
    kind = cell.get(_TYPE)
    if kind is None or kind == "string":
        return _paragraphs(cell, where)
    if kind in _NUMBERS:
        return _number(cell.get(f"{_OFFICE}value", ""), f"{where} line {cell.sourceline}")
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00").replace("T", " ")
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value", "").upper()
    raise UnreadableSource(f"a cell of a kind that no list uses: {kind[:40]}", where=f"{where} line {cell.sourceline}")


def _number(printed: str, where: str) -> str:
    try:
        value = float(printed)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UnreadableSource(f"not a number: {printed[:40]}", where=where)
    return str(int(value)) if value.is_integer() else repr(value)


def _paragraphs(cell: etree._Element, where: str) -> str:
    """Return the paragraphs of a cell, one a line; a comment on the cell is no part of its text."""
    lines = []
    for child in cell:
        if child.tag == _PARAGRAPH:
            plain = len(child) == 0
            lines.append(_collapsed(child.text or "") if plain else _collapsed("".join(_runs(child, where))))
    return "\n".join(lines)


@functools.lru_cache(maxsize=8192)
def _collapsed(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ").replace("\x00", " ").replace("\x01", "\n").replace("\x02", "\t")


def _runs(element: etree._Element, where: str) -> Iterator[str]:
    """Yield the pieces of a paragraph; spaces, breaks and tabs that must survive stand as U+0000 to U+0002."""
    if element.text:
        yield element.text
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield "\x00" * _spaces(child, where)
        elif child.tag == f"{_TEXT}line-break":
            yield "\x01"
        elif child.tag == f"{_TEXT}tab":
            yield "\x02"
        elif child.tag != f"{_OFFICE}annotation" and isinstance(child.tag, str):
            yield from _runs(child, where)
        if child.tail:
            yield child.tail


def _spaces(element: etree._Element, where: str) -> int:
    printed = element.get(f"{_TEXT}c", "1")
    if not (printed.isascii() and printed.isdigit() and len(printed) <= 4):
        raise LimitExceeded(f"too many spaces in a cell: {printed[:40]}", where=f"{where} line {element.sourceline}")
    return int(printed)
