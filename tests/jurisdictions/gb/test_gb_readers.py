"""Each UK format read from its fixture: golden output, places, row order, and every change of a column refused."""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import random
import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from inconcert.formats import sheets
from inconcert.jurisdictions.gb import uksl_rows
from inconcert.jurisdictions.gb.lists import PUBLICATIONS
from inconcert.jurisdictions.regimes import programmes
from inconcert.model.dates import PartialDate
from inconcert.model.edition import Files, Format, Reading
from inconcert.model.entry import Entry
from inconcert.model.errors import SourceError, UnknownInSource, UnreadableSource
from inconcert.model.vocabulary import Kind, NameRole

HERE = Path(__file__).parent / "fixtures"
BUILD = runpy.run_path(str(HERE / "build.py"))
FOLDERS = tuple(sorted({Path(name).parts[0] for name in BUILD["build"]()}))
FIRST_ROWS = {"conlist_2018": 1, "conlist_xlsx": 1, "uksl_csv": 1, "uksl_ods": 1}
"""Rows before the header."""
REAL = (
    "conlist/2018-04-13",
    "conlist/2023-06-05",
    "conlist/2025-04-14",
    "uksl_search_export/2025-08-11",
    "uksl_tables/2026-05-07",
)

Matrix = list[list[str]]


def files_of(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((HERE / folder).iterdir()) if path.suffix != ".md"}


def format_of(files: Files) -> tuple[str, Format]:
    found = [(item.list_id, format_) for item in PUBLICATIONS for format_ in item.formats if format_.recognises(files)]
    assert len(found) == 1, found
    return found[0]


def read(files: Files) -> Reading:
    list_id, format_ = format_of(files)
    return format_.read(files, programmes("gb", list_id))


def matrix_of(name: str, data: bytes) -> Matrix:
    if name.endswith(".csv"):
        encoding = "cp1252" if data.startswith(b"Last Updated") else "utf-8"
        return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))
    return [list(row) for row in sheet_rows(name, data)]


@functools.cache
def sheet_rows(name: str, data: bytes) -> tuple[tuple[str, ...], ...]:
    reader = sheets.read_xlsx if name.endswith(".xlsx") else sheets.read_ods
    return reader(data, name)[0].rows


def bytes_of(name: str, matrix: Matrix) -> bytes:
    if name.endswith(".csv"):
        return BUILD["csv_bytes"](matrix, "cp1252" if matrix[0][0] == "Last Updated" else "utf-8")
    return BUILD["xlsx_bytes"](matrix) if name.endswith(".xlsx") else BUILD["ods_bytes"](matrix, "Data")


@pytest.fixture
def sheets_without_child(monkeypatch: pytest.MonkeyPatch) -> Callable[[Matrix], None]:
    """Give the readers a matrix as the only sheet: the child process has its own tests."""

    def give(matrix: Matrix) -> None:
        width = max(map(len, matrix))
        rows = tuple(tuple((row + [""] * width)[:width]) for row in matrix)
        for reader in ("read_xlsx", "read_ods"):
            monkeypatch.setattr(sheets, reader, lambda data, name: (sheets.Sheet("Data", rows),))

    return give


@pytest.mark.parametrize("folder", FOLDERS)
def test_golden(folder: str) -> None:
    assert BUILD["golden"](HERE / folder) == (HERE / f"{folder}.golden").read_text("utf-8")


def test_the_fixtures_are_what_build_makes() -> None:
    for name, data in BUILD["build"]().items():
        assert (HERE / name).read_bytes() == data, name


def test_the_live_formats_are_marked_unproven() -> None:
    unproven = {format_.name for item in PUBLICATIONS for format_ in item.formats if not format_.proven}
    assert unproven == {"uksl-csv", "uksl-ods", "uksl-xml"}
    for folder in ("uksl_csv", "uksl_ods", "uksl_xml"):
        assert not format_of(files_of(folder))[1].proven
        assert "not from a real file" in (HERE / folder / "README.md").read_text("utf-8")


# --- every value can be read again at its place


def values(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield (place, what is printed there) for every value of an entry."""
    for field in dataclasses.fields(entry):
        for value in getattr(entry, field.name) if field.name not in ("list_id", "official_id", "kind", "rows") else ():
            printed = next(
                getattr(value, name)
                for name in ("full", "programme", "printed", "value", "text", "name", "date")
                if hasattr(value, name)
            )
            yield value.place, digits(printed) if isinstance(printed, PartialDate) else printed


def digits(date: PartialDate) -> str:
    return " ".join(reversed(date.value.split("-")))


def squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


Pages = dict[str, tuple[dict[str, int], Matrix] | etree._Element]


def pages_of(files: Files) -> Pages:
    """Return per file its header and rows, or its root element."""
    pages: Pages = {}
    for name, data in files.items():
        if name.endswith(".xml"):
            pages[name] = etree.fromstring(data)
        else:
            matrix = matrix_of(name, data)
            header = next(row for row in matrix if len([cell for cell in row if cell]) > 2)
            pages[name] = ({column: index for index, column in enumerate(header) if column}, matrix)
    return pages


def cell_at(pages: Pages, absolute: str) -> str:
    where, _, field = absolute.partition("/")
    name, _, row = where.partition("#")
    page = pages[name]
    if isinstance(page, tuple):
        header, matrix = page
        return " ".join(matrix[int(row) - 1][header[column]] for column in field.split(" + "))
    path, _, last = field.rpartition("/")
    paths = [field] if " + " not in field else [f"{path}/{tag}" for tag in last.split(" + ")]
    return " ".join("".join(item.itertext()) for tag in paths for item in page[int(row) - 1].findall(tag))


def check_places(reading: Reading, pages: Pages) -> int:
    checked = 0
    for entry in reading.entries:
        for place, printed in values(entry):
            cell = squashed(cell_at(pages, entry.absolute(place)))
            parts = printed.split(" ") if re.fullmatch(r"[\d ]+", printed) else [printed]
            assert all(squashed(part) in cell for part in parts), (entry.official_id, place, printed, cell)
            checked += 1
    return checked


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_value_can_be_read_again_at_its_place(folder: str) -> None:
    files = files_of(folder)
    assert check_places(read(files), pages_of(files)) > 10


@pytest.mark.shared
@pytest.mark.parametrize("folder", REAL)
def test_every_value_of_the_real_lists_can_be_read_again_at_its_place(shared_data: Path, folder: str) -> None:
    files = {path.name: path.read_bytes() for path in sorted((shared_data / "gb" / folder).iterdir())}
    assert check_places(read(files), pages_of(files)) > 15_000


# --- the same entries in any order


def without_rows(reading: Reading) -> list[Entry]:
    return [dataclasses.replace(entry, rows=()) for entry in reading.entries]


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder != "uksl_xml"])
@pytest.mark.parametrize("seed", range(3))
def test_rows_in_any_order_give_the_same_entries(
    folder: str, seed: int, sheets_without_child: Callable[[Matrix], None]
) -> None:
    files = files_of(folder)
    expected = read(files)
    shuffled = {}
    for name, data in files.items():
        matrix, start = matrix_of(name, data), FIRST_ROWS.get(folder, 0) + 1
        body = matrix[start:]
        random.Random(seed).shuffle(body)
        shuffled[name] = data
        if name.endswith(".csv"):
            shuffled[name] = bytes_of(name, matrix[:start] + body)
        else:
            sheets_without_child(matrix[:start] + body)
    found = read(shuffled)
    assert without_rows(found) == without_rows(expected)
    assert [(item.code, item.what) for item in found.issues] == [(item.code, item.what) for item in expected.issues]
    assert [item.rows for item in found.entries] != [item.rows for item in expected.entries]


def test_designations_in_any_order_give_the_same_entries() -> None:
    files = files_of("uksl_xml")
    root = etree.fromstring(files["UK-Sanctions-List.xml"])
    root[:] = reversed(root[:])
    assert without_rows(read({"UK-Sanctions-List.xml": etree.tostring(root)})) == without_rows(read(files))


# --- every change of one column is refused


def columns() -> Iterator[tuple[str, str, int]]:
    for folder in FOLDERS:
        for name, data in files_of(folder).items():
            if not name.endswith(".xml"):
                for index in range(len(matrix_of(name, data)[FIRST_ROWS.get(folder, 0)])):
                    yield folder, name, index


def rename(row: list[str], index: int, header: bool) -> list[str]:
    return [*row[:index], row[index] + "s" if header else row[index], *row[index + 1 :]]


def remove(row: list[str], index: int, header: bool) -> list[str]:
    return row[:index] + row[index + 1 :]


def double(row: list[str], index: int, header: bool) -> list[str]:
    return [*row[: index + 1], row[index], *row[index + 1 :]]


@pytest.mark.parametrize("change", [rename, remove, double])
@pytest.mark.parametrize(("folder", "name", "index"), list(columns()))
def test_a_changed_column_is_refused(
    folder: str,
    name: str,
    index: int,
    change: Callable[[list[str], int, bool], list[str]],
    sheets_without_child: Callable[[Matrix], None],
) -> None:
    files = files_of(folder)
    matrix, at = matrix_of(name, files[name]), FIRST_ROWS.get(folder, 0)
    column = matrix[at][index]
    before = [[cell for cell in row if cell] for row in matrix[:at]]
    changed = before + [change(row, index, number == 0) for number, row in enumerate(pad(matrix[at:]))]
    if name.endswith(".csv"):
        files[name] = bytes_of(name, changed)
    else:
        sheets_without_child(changed)
    with pytest.raises(UnknownInSource, match=re.escape(column)) as caught:
        read(files)
    assert name in caught.value.where


def pad(matrix: Matrix) -> Matrix:
    width = max(map(len, matrix))
    return [row + [""] * (width - len(row)) for row in matrix]


@pytest.mark.parametrize("folder", ["conlist_xlsx", "search_export", "uksl_ods"])
def test_a_renamed_column_is_refused_through_the_child_process_too(folder: str) -> None:
    ((name, data),) = files_of(folder).items()
    matrix = matrix_of(name, data)
    matrix[FIRST_ROWS.get(folder, 0)][2] += "s"
    with pytest.raises(UnknownInSource, match="unknown column"):
        read({name: bytes_of(name, matrix)})


def elements() -> list[str]:
    root = etree.fromstring(files_of("uksl_xml")["UK-Sanctions-List.xml"])
    tree = root.getroottree()
    inside = ("SanctionsImposedIndicators/", "EntityDetails/Entity/", "PassportDetails/")
    return [
        tree.getpath(item)
        for item in root.iter("*")
        if item is not root and not any(part in tree.getpath(item) for part in inside)
    ]


@pytest.mark.parametrize("path", elements())
def test_a_renamed_element_is_refused(path: str) -> None:
    root = etree.fromstring(files_of("uksl_xml")["UK-Sanctions-List.xml"])
    element = root.xpath(path)[0]
    element.tag += "s"
    files = {"UK-Sanctions-List.xml": etree.tostring(root)}
    with pytest.raises(UnknownInSource):
        read(files)


ONCE = [
    "LastUpdated", "DateDesignated", "UniqueID", "RegimeName", "IndividualEntityShip", "DesignationSource",
    "SanctionsImposed", "Names",
]  # fmt: skip


@pytest.mark.parametrize("tag", ONCE)
@pytest.mark.parametrize("twice", [False, True])
def test_what_every_designation_has_once_may_not_be_missing_or_doubled(tag: str, twice: bool) -> None:
    root = etree.fromstring(files_of("uksl_xml")["UK-Sanctions-List.xml"])
    element = root[0].find(tag)
    if twice:
        element.addnext(etree.fromstring(etree.tostring(element)))
    else:
        root[0].remove(element)
    with pytest.raises(UnknownInSource, match=tag):
        read({"UK-Sanctions-List.xml": etree.tostring(root)})


@pytest.mark.parametrize("path", ["Names/Name/Name1", "Names/Name/NameType", "NonLatinNames/NonLatinName/*"])
def test_a_doubled_part_of_a_record_is_refused(path: str) -> None:
    root = etree.fromstring(files_of("uksl_xml")["UK-Sanctions-List.xml"])
    element = root[0].find(path)
    element.addnext(etree.fromstring(etree.tostring(element)))
    with pytest.raises(UnknownInSource, match="stands twice"):
        read({"UK-Sanctions-List.xml": etree.tostring(root)})


# --- what cannot be mapped is never silent


def changed(folder: str, column: str, value: str) -> dict[str, bytes]:
    """Return a CSV fixture with a value changed in the first data row."""
    files = files_of(folder)
    name = next(iter(files)) if folder != "tables" else "subjects.csv"
    matrix, at = matrix_of(name, files[name]), FIRST_ROWS.get(folder, 0)
    matrix[at + 1][matrix[at].index(column)] = value
    return {**files, name: bytes_of(name, matrix)}


@pytest.mark.parametrize(
    ("folder", "column", "value", "code"),
    [
        ("conlist_2018", "Regime", "Atlantis", "unknown-programme"),
        ("conlist_2018", "DOB", "about 1935", "unmappable-date"),
        ("conlist_2018", "Nationality", "Atlantean", "unknown-country"),
        ("conlist_2018", "Listed On", "00/00/2010", "unmappable-date"),
        ("conlist_2018", "Group Type", "Aircraft", "unknown-kind"),
        ("conlist_2018", "Other Information", "(Shoe size):44", "unknown-label"),
        ("uksl_csv", "Sanctions Imposed", "Asset freeze|Exile", "unknown-measure"),
        ("uksl_csv", "Regime Name", "The Atlantis Regulations 2030", "unknown-programme"),
        ("uksl_csv", "Non-latin script type", "Runes", "unknown-script"),
        ("uksl_csv", "IMO number", "93887", "unreadable-imo"),
        ("uksl_csv", "Designation Type", "Aircraft", "unknown-kind"),
        ("tables", "date_designated", "2021-03-22", "unmappable-date"),
        ("tables", "unique_id", "XXX0075", None),
        ("tables", "subject_type", "aircraft", "unknown-kind"),
        ("conlist_2018", "Alias Type", "Nickname", None),
        ("conlist_2018", "Group ID", "", None),
        ("uksl_csv", "Name type", "Nickname", None),
        ("uksl_csv", "Alias strength", "So-so", None),
    ],
)
def test_an_unknown_word_is_an_issue_or_a_refusal(folder: str, column: str, value: str, code: str | None) -> None:
    files = changed(folder, column, value)
    if code is None:
        with pytest.raises(SourceError):
            read(files)
        return
    found = [item for item in read(files).issues if item.code == code]
    assert len(found) == 1
    assert "#" in found[0].where


def test_an_unknown_regime_keeps_the_entry_and_its_print() -> None:
    entry = next(
        item for item in read(changed("conlist_2018", "Regime", "Atlantis")).entries if item.official_id == "6995"
    )
    assert [(item.programme, item.regime) for item in entry.listings if not item.regime] == [("Atlantis", "")]


def test_several_regimes_of_one_group_are_listings_with_their_own_dates_and_places() -> None:
    entry = next(item for item in read(files_of("conlist_xlsx")).entries if item.official_id == "13919")
    found = {item.regime: ([str(date.value) for date in item.dates], item.place) for item in entry.listings}
    assert found == {
        "GB-BLR": (["2020-11-06", "2020-12-31", "2022-04-13"], "0/Regime"),
        "GB-HR": (["2020-09-29", "2020-09-29", "2022-04-13"], "1/Regime"),
    }


def test_a_person_is_given_and_family_name_and_a_body_is_one_name() -> None:
    entries = {item.official_id: item for item in read(files_of("uksl_csv")).entries}
    zhu = entries["GHR0078"].primary_name
    assert (zhu.full, zhu.given, zhu.family, zhu.role) == ("HAILUN ZHU", "HAILUN", "ZHU", NameRole.PRIMARY)
    body = entries["AQD0065"].primary_name
    assert (body.full, body.given, body.family, entries["AQD0065"].kind) == ("INVENTED FRONT", "", "", Kind.ENTITY)


def test_the_birth_dates_of_the_tables_are_never_used_and_an_issue_says_so() -> None:
    reading = read(files_of("tables"))
    assert not any(entry.birth_dates for entry in reading.entries)
    assert [(item.code, item.where) for item in reading.issues] == [("birth-dates-set-aside", "subject_dobs.csv")]


def test_a_subject_twice_is_refused() -> None:
    files = files_of("tables")
    files["subjects.csv"] += b"GHR0078,entity,,14078,22/03/2021,22/03/2021\n"
    with pytest.raises(UnknownInSource, match="GHR0078"):
        read(files)


def test_a_row_of_a_side_table_without_a_subject_is_refused() -> None:
    files = files_of("tables")
    files["subject_dobs.csv"] += b"9,GHR9999,1961,,,year_only,\n"
    with pytest.raises(UnknownInSource, match="GHR9999"):
        read(files)


@pytest.mark.parametrize("folder", ["conlist_2018", "uksl_csv", "tables"])
def test_a_cut_row_is_refused(folder: str) -> None:
    files = files_of(folder)
    name = sorted(files)[-1]
    files[name] = files[name].rstrip().rsplit(b",", 1)[0]
    with pytest.raises(UnreadableSource):
        read(files)


@pytest.mark.parametrize("first", ["Last Updated,yesterday", "Last Updated,13/04/2018,more", "Last Updated,00/04/2018"])
def test_another_first_row_is_refused(first: str) -> None:
    data = files_of("conlist_2018")["ConList.csv"]
    with pytest.raises(UnknownInSource, match="first row"):
        read({"ConList.csv": first.encode() + b"\r\n" + data.partition(b"\n")[2]})


@pytest.mark.parametrize(
    "printed", ["Report Date: 31-Feb-2026", "Report Date: 29/04/2026", "Report Date: 29-April-2026"]
)
def test_another_form_of_the_report_date_is_refused(printed: str) -> None:
    with pytest.raises(UnknownInSource, match="Report Date"):
        uksl_rows.report_date(printed, "x.csv#1")


# --- whatever stands in a cell, only an error of the source escapes

NASTY = (
    "", " ", "(1)", "(1) (2)", "a)", ")", "(", "00/00/0000", "31/12/9999", "32/13/2020", "٠٦/٠٧/٢٠٢٠", "²", "-", "|",
    ",", "UN Ref", "(UK Sanctions List Ref):", "(UN Ref):", "(IMO number):", "(Year built):x", "(Gender):",
    "(1) 1 (2) 2",
    "\u202eevil", "9" * 5000, "(" * 5000, "a " * 5000, "UN Ref " * 2000, "\ufeff", "朱海仑", "'", '"', "\n", "=1+1",
    "GHR0001",
)  # fmt: skip


@pytest.mark.parametrize("folder", ["conlist_2018", "conlist_xlsx", "search_export", "tables", "uksl_csv"])
@pytest.mark.parametrize("seed", range(40))
def test_nasty_cells(folder: str, seed: int, sheets_without_child: Callable[[Matrix], None]) -> None:
    files, chance = files_of(folder), random.Random(seed)
    name = chance.choice(sorted(files))
    matrix = matrix_of(name, files[name])
    for _ in range(chance.randint(1, 6)):
        row = matrix[chance.randrange(FIRST_ROWS.get(folder, 0) + 1, len(matrix))]
        value = chance.choice(NASTY)
        row[chance.randrange(len(row))] = (
            value if folder != "conlist_2018" else value.encode("cp1252", "ignore").decode("cp1252")
        )
    if name.endswith(".csv"):
        files[name] = bytes_of(name, matrix)
    else:
        sheets_without_child(matrix)
    try:
        reading = read(files)
    except SourceError as error:
        assert error.where
    else:
        assert all(item.where for item in reading.issues)
