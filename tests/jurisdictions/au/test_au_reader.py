"""Australia's list with both sets of columns: golden output, strictness, places, and the counts of real editions.

The fixtures are kept as CSV, so that they can be read and reviewed, and written as spreadsheets for the test.
"""

from __future__ import annotations

import csv
import io
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from inconcert.formats.sheets import read_xlsx
from inconcert.jurisdictions.au.citizenship import citizenships, country_code
from inconcert.jurisdictions.au.dates import births, first_listed, instrument_year
from inconcert.jurisdictions.au.lists import PUBLICATIONS
from inconcert.jurisdictions.au.reader import read_rows
from inconcert.jurisdictions.au.rows import COLUMNS_2024, COLUMNS_2026
from inconcert.jurisdictions.regimes import programmes, regimes_of
from inconcert.model.codec import from_json, to_json
from inconcert.model.edition import Reading
from inconcert.model.entry import Entry
from inconcert.model.errors import SourceError, UnknownInSource
from inconcert.model.uncollected import uncollected
from inconcert.model.vocabulary import DateKind, Kind, Measure, NameRole, Severity

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = {"2024": COLUMNS_2024, "2026": COLUMNS_2026}
FILE = "list.xlsx"
(PUBLICATION,) = PUBLICATIONS
Rows = list[list[str]]


def rows_of(version: str) -> Rows:
    text = (FIXTURES / version / "list.csv").read_text("utf-8")
    return list(csv.reader(io.StringIO(text)))


def spreadsheet(rows: Rows) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            for column, text in enumerate(cells):
                if text:
                    sheet.write_string(number, column, text)
    return buffer.getvalue()


def content(version: str) -> bytes:
    return spreadsheet(rows_of(version))


def read(data: bytes) -> Reading:
    files = {FILE: data}
    (chosen,) = (item for item in PUBLICATION.formats if item.recognises(files))
    return chosen.read(files, programmes("au", "au_dfat"))


def read_as(version: str, rows: Rows) -> Reading:
    return read_rows(FILE, tuple(map(tuple, rows)), programmes("au", "au_dfat"), VERSIONS[version])


def lines(reading: Reading) -> str:
    return "".join(to_json(item) + "\n" for item in (*reading.entries, *reading.issues))


def by_id(reading: Reading) -> dict[str, Entry]:
    return {entry.official_id: entry for entry in reading.entries}


@pytest.mark.parametrize("version", VERSIONS)
def test_golden(version: str) -> None:
    assert lines(read(content(version))) == (FIXTURES / version / "golden.jsonl").read_text("utf-8")


@pytest.mark.parametrize("version", VERSIONS)
def test_entries_survive_json(version: str) -> None:
    for entry in read_as(version, rows_of(version)).entries:
        assert from_json(Entry, to_json(entry)) == entry


def without_rows(reading: Reading) -> list[str]:
    return [re.sub(r'"rows":\[.*?\]', "", to_json(entry)) for entry in reading.entries]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("seed", range(5))
def test_row_order_is_no_content(version: str, seed: int) -> None:
    header, *body = rows_of(version)
    shuffled = body.copy()
    random.Random(seed).shuffle(shuffled)
    assert without_rows(read_as(version, [header, *shuffled])) == without_rows(read_as(version, [header, *body]))


FIELDS = [(version, position) for version, columns in VERSIONS.items() for position in range(len(columns))]


@pytest.mark.parametrize(("version", "position"), FIELDS)
def test_renamed_field_raises(version: str, position: int) -> None:
    rows = rows_of(version)
    rows[0][position] += " (new)"
    with pytest.raises(UnknownInSource, match=r"\(new\)"):
        read_as(version, rows)


@pytest.mark.parametrize(("version", "position"), FIELDS)
def test_removed_field_raises(version: str, position: int) -> None:
    rows = [[*cells[:position], *cells[position + 1 :]] for cells in rows_of(version)]
    with pytest.raises(UnknownInSource, match="column"):
        read_as(version, rows)


@pytest.mark.parametrize(("version", "position"), FIELDS)
def test_duplicated_field_raises(version: str, position: int) -> None:
    rows = [[*cells[:position], cells[position], *cells[position:]] for cells in rows_of(version)]
    with pytest.raises(UnknownInSource, match="column"):
        read_as(version, rows)


def test_unknown_column_at_the_end_raises() -> None:
    rows = rows_of("2024")
    rows[2][12] = "text under no header"
    with pytest.raises(UnknownInSource, match="unknown column"):
        read_as("2024", rows)


def test_repeated_reference_raises() -> None:
    rows = rows_of("2026")
    with pytest.raises(UnknownInSource, match="twice"):
        read_as("2026", [*rows, rows[1]])


def test_renamed_header_in_a_file_is_recognised_by_no_format_or_raises() -> None:
    rows = rows_of("2026")
    rows[0][-1] = "Other"
    with pytest.raises(UnknownInSource):
        read(spreadsheet(rows))


@pytest.mark.parametrize("data", [b"", b"<html>", b"PK\x03\x04 no archive"])
def test_other_bytes_are_no_list(data: bytes) -> None:
    assert not any(item.recognises({FILE: data}) for item in PUBLICATION.formats)
    with pytest.raises(SourceError):
        PUBLICATION.formats[0].read({FILE: data}, programmes("au", "au_dfat"))


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [
        (1, "Reference", "x12"),
        (1, "Type", "Aircraft"),
        (1, "Name Type", "Nickname"),
        (2, "Alias Strength", "Middling"),
        (1, "Name of Individual or Entity", ""),
        (1, "Committees", "Autonomous (Atlantis)"),
        (1, "Control Date", "yesterday"),
        (1, "Travel Ban", "MAYBE"),
        (1, "Travel Ban", "FALSE"),
        (2, "Name Type", "Primary Name"),
    ],
)
def test_unmappable_record_is_set_aside(row: int, column: str, text: str) -> None:
    rows = rows_of("2026")
    rows[row][COLUMNS_2026.index(column)] = text
    reading = read_as("2026", rows)
    set_aside = [item for item in reading.issues if item.severity is Severity.SET_ASIDE]
    assert {item.code for item in set_aside} == {"unknown-programme" if "Atlantis" in text else "unmappable-record"}
    assert "3130" not in by_id(reading)
    assert set(by_id(reading)) == {"2", "8300", "8301"}


def test_unknown_citizenship_is_noted() -> None:
    rows = rows_of("2026")
    rows[4][COLUMNS_2026.index("Citizenship")] = "Atlantis"
    notes = [(item.code, item.where) for item in read_as("2026", rows).issues if item.code == "unknown-country"]
    assert notes == [("unknown-country", "list.xlsx#5/Citizenship")]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_value_reads_again_at_its_place(version: str) -> None:
    rows, columns = rows_of(version), VERSIONS[version]
    checked = 0
    for entry in read_as(version, rows).entries:
        for place, value in placed(entry):
            index, _, column = place.partition("/")
            number = int(entry.rows[int(index)].rpartition("#")[2])
            printed = " ".join(rows[number - 1][columns.index(column)].split())
            assert value in printed, (place, value)
            checked += 1
    assert checked > 20


def placed(entry: Entry) -> list[tuple[str, str]]:
    found = [(item.place, item.full) for item in entry.names]
    found += [(item.place, item.programme) for item in entry.listings]
    found += [(item.place, item.date.value[:4]) for item in entry.birth_dates]
    found += [(item.place, item.printed) for item in (*entry.countries, *entry.address_countries)]
    found += [(item.place, item.value) for item in (*entry.identifiers, *entry.references)]
    return found + [(item.place, item.text) for item in (*entry.birth_places, *entry.addresses, *entry.remarks)]


def test_rows_of_one_reference_are_one_entry() -> None:
    entries = by_id(read_as("2026", rows_of("2026")))
    assert set(entries) == {"2", "3130", "8300", "8301"}
    assert [name.full for name in entries["3130"].names] == ["Ivan Primer", "Iwan Primer", "Vanya"]
    assert entries["3130"].names[2].role is NameRole.WEAK_ALIAS
    assert entries["3130"].listings[0].measures == (Measure.ASSET_FREEZE, Measure.TRAVEL_BAN)
    assert entries["8300"].listings[0].measures == (Measure.TRANSPORT,)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("1967-01-01", ["1967-01-01"]),
        ("10/09/1954", ["1954-09-10"]),
        ("1 Jan. 1967", ["1967-01-01"]),
        ("12. Sep 1974", ["1974-09-12"]),
        ("19-Dec-1992", ["1992-12-19"]),
        ("March 16, 1972", ["1972-03-16"]),
        ("Mar. 1962", ["1962-03"]),
        ("6/1962", ["1962-06"]),
        ("Between 1963 to 1968", ["1963/1968"]),
        ("Approximately 1955- 1958", ["~1955/1958"]),
        ("March 1963 to March 1964", ["1963-03/1964-03"]),
        ("1970s", ["1970/1979"]),
        ("a) 19 Apr. 1982 b) 1982 c) 24/06/1402 (Hijri Calendar)", ["1982-04-19", "1982"]),
        ("31/02/1970", []),
        ("10/061962", []),
        ("24838", ["1968-01-01"]),
    ],
)
def test_births(printed: str, expected: list[str]) -> None:
    assert [str(date) for date in births(printed)[0]] == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Listed on: 20 Dec. 2005 (amended on 9 July 2007)", "2005-12-20"),
        ("Listed by UN 1267 Committee on 25 January 2001 (amended on3 Sep 2003)", "2001-01-25"),
        ("Listed by UN (1267 Committee) on 6 July 2004, amended on 21 March 2012", "2004-07-06"),
        ("Listed by the 1591 Committee (amended on 1 May 2019)", ""),
        ("Listed 11 May 2010 (amended on 15 Apr. 2014)", "2010-05-11"),
        ("Listedon 10 Dec. 2008 (amended on 1 May 2019)", "2008-12-10"),
        ("First listed on 2/03/2016", "2016-03-02"),
        ("Relisted on 1 June 2017", ""),
        ("Re-listed on 1 June 2017", ""),
        ("Formerly listed on the RBA list on 1 June 2007", ""),
        (
            "Designated under the Autonomous Sanctions Regulations 2011 on 1 March 2012. Formerly listed on 3 May 2004",
            "2012-03-01",
        ),
        ("16 Jul.2020 (amended on 19 Dec. 2023)", "2020-07-16"),
        ("2022-03-08", "2022-03-08"),
        ("Assets received on or after 23 May 2003 are not “controlled assets”", ""),
    ],
)
def test_first_listed(printed: str, expected: str) -> None:
    assert first_listed(printed) == expected


def test_instrument_year() -> None:
    assert instrument_year("Amendment (No. 16) Instrument 2022, and Instrument 2025") == "2022"
    assert instrument_year("Listed by the 1518 Committee") == ""


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("", {}),
        ("na", {}),
        ("Russian and Ukrainian", {"Russian": "ru", "Ukrainian": "ua"}),
        ("Trinidad and Tobago;Russia", {"Trinidad and Tobago": "tt", "Russia": "ru"}),
        ("a) Pakistani       b) Saudi Arabian", {"Pakistani": "pk", "Saudi Arabian": "sa"}),
        ("Congo, Democratic Republic of the;Rwanda", {"Congo, Democratic Republic of the": "cd", "Rwanda": "rw"}),
        ("Moldovan, Russian and Ukrainian", {"Moldovan": "md", "Russian": "ru", "Ukrainian": "ua"}),
        ("Possibly Ethiopian", {"Possibly Ethiopian": ""}),
    ],
)
def test_citizenships(printed: str, expected: dict[str, str]) -> None:
    found = citizenships(" ".join(printed.split()))
    assert {item: country_code(item) for item in found} == expected


def test_regimes() -> None:
    regimes = {item.id: item for item in regimes_of("au")}
    assert [str(theme) for theme in regimes["AU-HUMAN"].themes] == ["human-rights"]
    assert [str(theme) for theme in regimes["AU-CRP"].themes] == ["corruption"]
    assert all(item.un_derived == item.id.startswith("AU-UN-") for item in regimes.values())
    assert not regimes["AU-1373"].un_derived


REAL = {
    "2024": "au/dfat/2024-12-17/regulation8_consolidated.xlsx",
    "2026": "au/dfat/2026-08-02/Australian_Sanctions_Consolidated_List.xlsx",
}
NOTED = {
    "2024": ["Approximately (30-35 years old)", "10/061962"],
    "2026": ["10/061962"],
}


@pytest.mark.shared
@pytest.mark.parametrize(("version", "total", "human_rights"), [("2024", 3062, 103), ("2026", 3846, 112)])
def test_real_counts(shared_data: Path, version: str, total: int, human_rights: int) -> None:
    reading = read((shared_data / REAL[version]).read_bytes())
    regimes = Counter(item.regime for entry in reading.entries for item in entry.listings)
    assert len(reading.entries) == total
    assert (regimes["AU-HUMAN"], regimes["AU-CRP"]) == (human_rights, 14)
    assert [item.code for item in reading.issues] == ["unmappable-birth-date"] * len(NOTED[version])
    assert {printed for printed in NOTED[version] for item in reading.issues if printed in item.what} == set(
        NOTED[version]
    )
    assert all(entry.listings[0].dates[-1].kind is DateKind.UPDATED for entry in reading.entries)


@pytest.mark.shared
def test_real_facts(shared_data: Path) -> None:
    entries = by_id(read((shared_data / REAL["2026"]).read_bytes()))
    akhund = entries["2"]
    assert [item.value for item in akhund.references] == ["TAi.002"]
    assert (akhund.listings[0].dates[0].kind, akhund.listings[0].dates[0].value) == (DateKind.UN_LISTED, "2001-01-25")
    assert sum(entry.kind is Kind.VESSEL for entry in entries.values()) == 262
    assert sum(bool(entry.references) for entry in entries.values()) > 700


@pytest.mark.shared
def test_real_references_with_letters_and_numbers(shared_data: Path) -> None:
    entries = by_id(read((shared_data / REAL["2024"]).read_bytes()))
    assert (len(entries["2672"].rows), len(entries["3130"].rows)) == (35, 6)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timed
def test_real_speed(shared_data: Path) -> None:
    data = (shared_data / REAL["2026"]).read_bytes()
    bare = min(
        timed(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())
        for _ in range(3)
    )
    rows = read_xlsx(data, FILE)[0].rows
    with uncollected():  # as `read_edition` reads
        ours = min(timed(lambda: read_as("2026", rows)) for _ in range(3))  # type: ignore[arg-type]
    assert ours <= 3 * bare, f"rows to entries take {ours / bare:.1f} × what bare calamine takes for the file"


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
