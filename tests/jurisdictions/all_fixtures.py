"""Every fixture of every reader, and every single field of it renamed, removed or doubled; shared by several tests.

A field is a column of a table, an element's path or an attribute's in XML. Spreadsheets are made anew from their cells.
"""

from __future__ import annotations

import copy
import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter
from lxml import etree

from inconcert.formats import archive, confine, sheetjobs, sheets
from inconcert.jurisdictions import regimes
from inconcert.model.edition import Files, Format, Publication, Reading

HERE = Path(__file__).parent
FOLDERS = {
    "au_dfat: dfat 2024": "au/fixtures/2024",
    "au_dfat: dfat 2026": "au/fixtures/2026",
    "ca_autonomous: sema-lmes 2020": "ca/fixtures/2020",
    "ca_autonomous: sema-lmes 2025": "ca/fixtures/2025",
    "ch_seco: seco sample": "ch/fixtures/sample",
    "eu_fsf: merged_2022": "eu/fixtures/merged_2022",
    "eu_fsf: columns_2025": "eu/fixtures/columns_2025",
    "eu_fsf: csvFullSanctionsList_1_1": "eu/fixtures/fsf_csv",
    "eu_fsf: xmlFullSanctionsList_1_1": "eu/fixtures/fsf_xml",
    "gb_conlist: conlist-csv-2018": "gb/fixtures/conlist_2018",
    "gb_conlist: conlist-xlsx": "gb/fixtures/conlist_xlsx",
    "gb_uksl: uksl-search-export": "gb/fixtures/search_export",
    "gb_uksl: uksl-tables": "gb/fixtures/tables",
    "gb_uksl: uksl-csv": "gb/fixtures/uksl_csv",
    "gb_uksl: uksl-ods": "gb/fixtures/uksl_ods",
    "gb_uksl: uksl-xml": "gb/fixtures/uksl_xml",
    "un_sc: consolidated 2020": "un/fixtures/2020",
    "un_sc: consolidated 2026": "un/fixtures/2026",
    "us_sdn: delimited": "us/fixtures/delimited",
    "us_nonsdn: enhanced": "us/fixtures/enhanced",
    "us_nonsdn: older_xml": "us/fixtures/older_xml",
}
HEADERS = {"gb_conlist": 1, "gb_uksl: uksl-csv": 1, "gb_uksl: uksl-ods": 1}
Rows = list[list[str]]
Change = tuple[str, str, Files]


def files_of(name: str) -> dict[str, bytes]:
    """The files of one fixture; the Australian ones are kept as CSV and become spreadsheets here."""
    folder = HERE / FOLDERS[name]
    found = {file.name: file.read_bytes() for file in sorted(folder.iterdir())
             if file.suffix.lower() in (".csv", ".xml", ".xlsx", ".ods")}  # fmt: skip
    if name.startswith("au_"):
        return {"list.xlsx": xlsx(list(csv.reader(io.StringIO(found["list.csv"].decode("utf-8")))))}
    return found


def format_of(name: str) -> tuple[Publication, Format]:
    list_id, _, form = name.partition(": ")
    source = next(item for item in regimes.publications() if item.list_id == list_id)
    return source, next(item for item in source.formats if item.name == form)


def read(name: str, files: Files) -> Reading:
    """What the format's own reader makes of files, whether or not it recognises them."""
    source, form = format_of(name)
    return form.read(files, regimes.programmes(source.jurisdiction, source.list_id))


def ask_here(job: str, data: bytes, name: str, caps: object = None) -> confine.Answer:
    """In the place of `confine.ask`: the child's job in this process, for files that we made ourselves."""
    return confine.Answer(*sheetjobs.prepared(job)(data, name))


def changes(name: str, files: Files) -> Iterator[Change]:
    """Yield (field, renamed | removed | doubled, files) for every single field of every file."""
    for file, data in files.items():
        found = _of_xml(data) if data.lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"<" else _of_table(name, file, data)
        for field, change, changed in found:
            yield f"{file} {field}", change, {**files, file: changed}


def _of_table(name: str, file: str, data: bytes) -> Iterator[tuple[str, str, bytes]]:
    rows, made = _rows(name, file, data)
    at = next((line for start, line in HEADERS.items() if name.startswith(start)), 0)
    headless = name == "us_sdn: delimited"
    for column in range(len(rows[at])):
        field = f"column {column + 1}" if headless else rows[at][column]
        if not field:
            continue
        whole = [row for row in rows[at:] if len(row) == len(rows[at])]
        tail = rows[at + len(whole) :]
        if not headless:
            yield field, "renamed", made([*rows[:at], [*whole[0][:column], f"{field} 2", *whole[0][column + 1 :]],
                                          *whole[1:], *tail])  # fmt: skip
        yield field, "removed", made([*rows[:at], *([*row[:column], *row[column + 1 :]] for row in whole), *tail])
        yield field, "doubled", made([*rows[:at], *([*row, row[column]] for row in whole), *tail])


def _rows(name: str, file: str, data: bytes):
    if file.endswith((".xlsx", ".ods")):
        read_sheets, make = (sheets.read_xlsx, xlsx) if file.endswith(".xlsx") else (sheets.read_ods, ods)
        (sheet,) = read_sheets(data, file)
        return [list(row) for row in sheet.rows], make
    encoding = "cp1252" if "conlist" in name else "utf-8"
    text = data.decode(encoding)
    mark = ";" if text.splitlines()[0].count(";") > text.splitlines()[0].count(",") else ","

    def make(rows: Rows) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(rows)
        return out.getvalue().encode(encoding)

    return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)), make


def _of_xml(data: bytes) -> Iterator[tuple[str, str, bytes]]:
    paths = sorted({_path(element) for element in etree.fromstring(data).iter(etree.Element)})
    for path in paths:
        root = etree.fromstring(data)
        for element in _at(root, path):
            element.tag += "X"
        yield path, "renamed", _bytes(root)
        if "/" in path:
            root = etree.fromstring(data)
            for element in _at(root, path):
                element.getparent().remove(element)
            yield path, "removed", _bytes(root)
            root = etree.fromstring(data)
            element = _at(root, path)[0]
            element.addnext(copy.deepcopy(element))
            yield path, "doubled", _bytes(root)
    for path, key in sorted({(_path(item), str(key)) for item in etree.fromstring(data).iter(etree.Element)
                             for key in item.keys()}):  # noqa: SIM118  # fmt: skip
        for change in ("renamed", "removed"):
            root = etree.fromstring(data)
            for element in _at(root, path):
                value = element.attrib.pop(key, None)
                if value is not None and change == "renamed":
                    element.set(f"{key}X", value)
            yield f"{path}/@{key.rpartition('}')[2]}", change, _bytes(root)


def _path(element: etree._Element) -> str:
    return "/".join(etree.QName(step).localname for step in reversed([element, *element.iterancestors()]))


def _at(root: etree._Element, path: str) -> list[etree._Element]:
    return [element for element in root.iter(etree.Element) if _path(element) == path]


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def xlsx(rows: Rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            for column, text in enumerate(cells):
                if text:
                    sheet.write_string(number, column, text)
    return out.getvalue()


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="A">%s</table:table></office:spreadsheet></office:body></office:document-content>'
)


def ods(rows: Rows) -> bytes:
    lines = []
    for row in rows:
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("content.xml", _ODS % "".join(lines))
    assert archive.members(out.getvalue(), "x.ods")
    return out.getvalue()
