"""Spreadsheets: what a cell becomes, where rows stand, and that the real files read whole."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from inconcert.formats import limits, odscells, sheetjobs, sheets
from inconcert.model.errors import LimitExceeded, UnreadableSource

NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)


def xlsx(*named_rows: tuple[str, list[list[object]]], options: dict[str, object] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **(options or {})}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in named_rows:
            sheet = book.add_worksheet(title)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(i, j, dt.datetime.combine(cell, dt.time()), day)
                    elif cell is not None:
                        sheet.write(i, j, cell)
    return out.getvalue()


def ods(table: str, tail: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {NAMESPACES}><office:body><office:spreadsheet>'
            f"{table}</office:spreadsheet></office:body></office:document-content>{tail}",
        )
    return out.getvalue()


def cell(text: str, attributes: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "List") -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def test_xlsx_cells_become_text():
    data = xlsx(("List", [["Name", 2.0, 2.5, dt.date(2020, 7, 6), True, "  kept "]]))
    (sheet,) = sheets.read_xlsx(data, "list.xlsx")
    assert sheet.name == "List"
    assert sheet.rows == (("Name", "2", "2.5", "2020-07-06", "TRUE", "  kept "),)


def test_xlsx_keeps_leading_empty_rows_and_columns_and_drops_trailing_ones():
    (sheet,) = sheets.read_xlsx(xlsx(("List", [[], [None, "x"], [" " * 0, ""], []])), "list.xlsx")
    assert sheet.rows == (("", ""), ("", "x"))


def test_xlsx_gives_every_sheet_in_order_also_empty_ones():
    found = sheets.read_xlsx(xlsx(("A", [["1"]]), ("B", []), ("C", [["2"], ["3"]])), "list.xlsx")
    assert [(sheet.name, sheet.rows) for sheet in found] == [("A", (("1",),)), ("B", ()), ("C", (("2",), ("3",)))]


def test_xlsx_formula_is_refused_by_its_cell():
    data = xlsx(("List", [["Name"], [None, "=1+1"]]))
    with pytest.raises(UnreadableSource, match="formula cell at B2"):
        sheets.read_xlsx(data, "list.xlsx")


def test_ods_cells_become_text():
    cells = [
        cell("  A\n  B<text:s text:c='2'/>C<text:line-break/>D <text:span>E</text:span>"),
        cell("6 July", 'office:value-type="date" office:date-value="2020-07-06T00:00:00"'),
        cell("1.000", 'office:value-type="float" office:value="1000"'),
        cell("wahr", 'office:value-type="boolean" office:boolean-value="true"'),
        '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>'
        "<text:p>one</text:p><text:p>two</text:p></table:table-cell>",
    ]
    (sheet,) = sheets.read_ods(ods(table(row(*cells))), "list.ods")
    assert sheet.rows == (("A B  C\nD E", "2020-07-06", "1000", "TRUE", "one\ntwo"),)


def test_ods_follows_repeats_between_and_forgets_them_at_the_end():
    empty = '<table:table-cell table:number-columns-repeated="3"/>'
    data = ods(
        table(
            row(empty, attributes='table:number-rows-repeated="2"'),
            row(cell("a"), '<table:table-cell table:number-columns-repeated="2"/>', cell("b"), empty),
            row(cell("c", 'office:value-type="string" table:number-columns-repeated="2"')),
            row(
                '<table:table-cell table:number-columns-repeated="16384"/>',
                attributes='table:number-rows-repeated="1048000"',
            ),
        )
    )
    (sheet,) = sheets.read_ods(data, "list.ods")
    blank = ("", "", "", "")
    assert sheet.rows == (blank, blank, ("a", "", "", "b"), ("c", "c", "", ""))


@pytest.mark.parametrize(
    "broken, message",
    [
        (table(row('<table:table-cell table:formula="of:=1+1" office:value-type="float"/>')), "formula cell"),
        (table(row(f"<table:table-cell>{table(row(cell('x')))}</table:table-cell>")), "table inside a cell"),
        ("<table:tracked-changes/>" + table(row(cell("x"))), "tracked changes"),
        (table(row(cell("x", 'office:value-type="void"'))), "of a kind that no list uses"),
        (table(row(cell("x", 'table:number-columns-repeated="-1"'))), "not a number of columns"),
        (table(row(cell("x", 'office:value-type="float" office:value="NaN"'))), "not a number"),
        ("", "no table"),
        ("<a", "not well-formed XML"),
    ],
)
def test_ods_refuses_what_no_list_holds(broken: str, message: str):
    with pytest.raises(UnreadableSource, match=message):
        sheets.read_ods(ods(broken), "list.ods")


@pytest.mark.parametrize("read", [sheets.read_xlsx, sheets.read_ods])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>not found</html>", b"a,b\n1,2\n"])
def test_what_is_no_spreadsheet_is_refused_by_name(read, data: bytes):
    with pytest.raises(UnreadableSource, match="list.bin"):
        read(data, "list.bin")


def test_one_format_under_the_other_name_is_refused():
    with pytest.raises(UnreadableSource, match=r"no content\.xml"):
        sheets.read_ods(xlsx(("A", [["1"]])), "list.ods")
    with pytest.raises(UnreadableSource, match=r"no xl/workbook\.xml"):
        sheets.read_xlsx(ods(table(row(cell("1")))), "list.xlsx")


def test_too_many_columns_are_a_limit():
    with pytest.raises(LimitExceeded, match="columns"):
        wide = 'office:value-type="string" table:number-columns-repeated="999999999"'
        sheets.read_ods(ods(table(row(cell("x", wide)))), "list.ods")


@pytest.mark.shared
@pytest.mark.parametrize(
    "path, title, height, width, first",
    [
        ("gb/conlist/2023-06-05/ConList.xlsx", "Data", 16825, 36, ("Last Updated", "05/06/2023")),
        ("gb/conlist/2025-04-14/ConList.xlsx", "Data", 18800, 36, ("Last Updated", "14/04/2025")),
        ("au/dfat/2024-12-17/regulation8_consolidated.xlsx", "Sheet1", 9554, 13, ("Reference",)),
        (
            "au/dfat/2026-08-02/Australian_Sanctions_Consolidated_List.xlsx",
            "Consolidated List",
            11069,
            19,
            ("Reference",),
        ),
        ("gb/uksl_search_export/2025-08-11/FCDO_SL_2025-08-11.ods", "UK_Sanction_List", 5303, 8, ("Unique ID",)),
    ],
)
def test_the_real_files_read_whole(shared_data, path, title, height, width, first):
    read = sheets.read_ods if path.endswith(".ods") else sheets.read_xlsx
    (sheet,) = read((shared_data / path).read_bytes(), path)
    assert (sheet.name, len(sheet.rows), len(sheet.rows[0])) == (title, height, width)
    assert sheet.rows[0][: len(first)] == first


def test_each_stage_counts_cells_for_itself(monkeypatch):
    monkeypatch.setattr(limits, "sheet_cells_max", 5)
    content = zipfile.ZipFile(io.BytesIO(ods(table(row(cell("x"), attributes='table:number-rows-repeated="6"')))))
    with pytest.raises(LimitExceeded, match="more than 5 cells"):
        odscells.content_grids(content.read("content.xml"), "list.ods")
    sheetjobs.packed([("A", [["x", "y"], ["z", "z"]])], "list.ods")
    with pytest.raises(LimitExceeded, match="more than 5 cells"):
        sheetjobs.packed([("A", [["x", "y"], ["z"]]), ("B", [["x", "y"]])], "list.ods")


def test_spaces_said_to_repeat_are_a_limit():
    with pytest.raises(LimitExceeded, match="too many spaces"):
        sheets.read_ods(ods(table(row(cell('a<text:s text:c="999999999"/>')))), "list.ods")


@pytest.mark.parametrize("mark", [sheetjobs.CELL_END, sheetjobs.ROW_END])
def test_a_cell_that_holds_a_separator_is_refused(mark: str):
    with pytest.raises(UnreadableSource, match=r"control character.*list\.xlsx sheet A"):
        sheetjobs.packed([("A", [["x", f"y{mark}z"]])], "list.xlsx")


def test_a_sheet_in_utf_16_cannot_hide_a_formula():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(("A", [["=1+1"]])))) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            sheet = item.filename.startswith("xl/worksheets/")
            new.writestr(item.filename, content.decode().encode("utf-16") if sheet else content)
    with pytest.raises(UnreadableSource, match="not UTF-8"):
        sheets.read_xlsx(out.getvalue(), "list.xlsx")
