"""Every format of the EU list: what it makes of its fixture, where each value stands, and what it refuses."""

from __future__ import annotations

import ast
import csv
import dataclasses
import functools
import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from inconcert.jurisdictions.eu import fsf_xml
from inconcert.jurisdictions.eu.lists import COLUMNS_2025, LIVE_CSV, LIVE_XML, MERGED_2022, PUBLICATIONS
from inconcert.jurisdictions.regimes import programmes
from inconcert.model.codec import from_json, to_json
from inconcert.model.edition import Format, Reading
from inconcert.model.entry import BirthDate, Country, Entry, Identifier, Listing, Name, Reference, Text
from inconcert.model.errors import SourceError, UnknownInSource, UnreadableSource
from inconcert.model.vocabulary import DateKind, Kind, Measure, NameRole, ReferenceScheme, Severity

FIXTURES = Path(__file__).parent / "fixtures"
FOLDERS = {"merged_2022": MERGED_2022, "columns_2025": COLUMNS_2025, "fsf_csv": LIVE_CSV, "fsf_xml": LIVE_XML}
CSV_FOLDERS = [folder for folder in FOLDERS if folder != "fsf_xml"]
Files = dict[str, bytes]


def files_of(folder: str) -> Files:
    return {path.name: path.read_bytes() for path in sorted((FIXTURES / folder).iterdir())}


def reading_of(folder: str, files: Files | None = None) -> Reading:
    return FOLDERS[folder].read(files or files_of(folder), programmes("eu", "eu_fsf"))


def entries_of(folder: str) -> dict[str, Entry]:
    return {entry.official_id: entry for entry in reading_of(folder).entries}


def delimiter_of(folder: str) -> str:
    return ";" if folder == "fsf_csv" else ","


def table_of(folder: str, data: bytes) -> list[list[str]]:
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=delimiter_of(folder), strict=True))


def bytes_of(folder: str, table: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter_of(folder), lineterminator="\n").writerows(table)
    return out.getvalue().encode("utf-8")


# ---- what the fixtures say


@pytest.mark.parametrize("folder", FOLDERS)
def test_golden(folder: str) -> None:
    reading = reading_of(folder)
    lines = [to_json(item) for item in (*reading.entries, *reading.issues)]
    assert lines == (FIXTURES / "golden" / f"{folder}.jsonl").read_text("utf-8").splitlines()
    assert tuple(from_json(Entry, line) for line in lines[: len(reading.entries)]) == reading.entries


@pytest.mark.parametrize("folder", FOLDERS)
def test_exactly_one_format_recognises_its_files(folder: str) -> None:
    formats = PUBLICATIONS[0].formats
    assert [item for item in formats if item.recognises(files_of(folder))] == [FOLDERS[folder]]


@pytest.mark.parametrize("files", [{}, {"a.csv": b""}, {"a.csv": b"<html>"}, {"merged_dataset.csv": b"x"}])
def test_no_format_recognises_anything_else(files: Files) -> None:
    assert not any(item.recognises(files) for item in PUBLICATIONS[0].formats)


def test_only_real_editions_prove_a_reader() -> None:
    assert {item.name: item.proven for item in FOLDERS.values()} == {
        "merged_2022": True,
        "columns_2025": True,
        "csvFullSanctionsList_1_1": False,
        "xmlFullSanctionsList_1_1": False,
    }
    assert PUBLICATIONS[0].freeze_only
    assert "programme" not in COLUMNS_2025.states


@pytest.mark.parametrize("folder", FOLDERS)
def test_zhu_hailun_is_listed_on_22_march_2021_and_not_when_the_act_was_amended(folder: str) -> None:
    zhu = entries_of(folder)["EU.6251.70"]
    (listing,) = zhu.listings
    assert [day.value for day in listing.dates if day.kind is DateKind.LISTED] == ["2021-03-22"]
    assert not any(day.kind is DateKind.UN_LISTED for day in listing.dates)
    assert zhu.primary_name.full == "ZHU Hailun"
    assert str(zhu.birth_dates[0].date) == "1958-01"
    assert not any(item.scheme is ReferenceScheme.UN for item in zhu.references)


def test_the_columns_of_2025_state_no_regime() -> None:
    assert {
        (item.programme, item.regime) for entry in reading_of("columns_2025").entries for item in entry.listings
    } == {("", "")}


def test_a_travel_ban_needs_a_person_and_a_decision() -> None:
    entries = entries_of("merged_2022")
    banned = {number for number, entry in entries.items() if Measure.TRAVEL_BAN in entry.listings[0].measures}
    assert banned == {"EU.6251.70", "EU.900.1"}  # not EU.910.1 (a body) and not EU.920.1 (no decision named)
    assert all(Measure.ASSET_FREEZE in entry.listings[0].measures for entry in entries.values())


def test_who_is_under_a_travel_ban_alone_is_set_aside_and_shown() -> None:
    reading = reading_of("merged_2022")
    assert "Invented Person Four" not in to_json(reading.entries)
    set_aside = {(issue.code, issue.where) for issue in reading.issues if issue.severity is Severity.SET_ASIDE}
    assert set_aside == {
        ("travel-ban-only", "merged_dataset.csv#8"),
        ("no-official-number", "merged_dataset.csv#9"),
        ("no-official-number", "travel_bans_massi.csv#7"),
    }


def test_a_un_number_makes_the_field_a_un_date() -> None:
    for folder in ("merged_2022", "columns_2025"):
        (listing,) = entries_of(folder)["EU.900.1"].listings
        assert [day.value for day in listing.dates if day.kind is DateKind.UN_LISTED] == ["2011-03-24"]
        assert not any(day.kind is DateKind.LISTED for day in listing.dates)


def test_one_entity_can_stand_under_two_programmes() -> None:
    for folder in ("fsf_csv", "fsf_xml"):
        listings = entries_of(folder)["EU.900.1"].listings
        assert [(item.programme, item.regime, item.act) for item in listings] == [
            ("EUAQ", "EU-EUAQ", "2020/2 (OJ L2)"),
            ("TAQA", "EU-TAQA", "2018/1 (OJ L1)"),
        ]


def test_cyrillic_may_be_bulgarian_but_han_is_original() -> None:
    roles = {name.full: name.role for name in entries_of("columns_2025")["EU.6262.38"].names}
    assert roles["Бюро за обществена сигурност"] is NameRole.ALIAS
    assert roles["新疆生产建设兵团公安局"] is NameRole.ORIGINAL_SCRIPT


def test_an_unknown_programme_is_an_issue_and_no_regime_is_guessed() -> None:
    files = files_of("fsf_xml")
    data = {name: content.replace(b'programme="HR"', b'programme="NEW"') for name, content in files.items()}
    reading = reading_of("fsf_xml", data)
    zhu = next(entry for entry in reading.entries if entry.official_id == "EU.6251.70")
    assert (zhu.listings[0].programme, zhu.listings[0].regime) == ("NEW", "")
    assert [issue.code for issue in reading.issues] == ["unknown-programme"]


@pytest.mark.parametrize(
    ("folder", "old", "new", "error"),
    [
        ("merged_2022", b'"128226","P"', b'"128226","V"', UnknownInSource),
        ("merged_2022", b'"financial sanction"', b'"trade sanction"', UnknownInSource),
        ("merged_2022", b"[{'logicalId'", b"[f({'logicalId'", UnreadableSource),
        ("merged_2022", b"'regulationLanguage'", b"'anotherThing'", UnknownInSource),
        ("columns_2025", b"2021-03-22),P,person", b"2021-03-22),X,person", UnknownInSource),
        ("columns_2025", b"128226,EU.6251.70,P,person,CN", b"128226,EU.6251.71,P,person,CN", UnknownInSource),
        ("fsf_csv", b"EU.900.1;QDi.999", b"EU.6251.70;QDi.999", UnknownInSource),
        ("fsf_xml", b'classificationCode="P"', b'classificationCode="V"', UnknownInSource),
        ("fsf_xml", b"<export ", b"<other ", UnreadableSource),
        ("fsf_xml", b'euReferenceNumber="EU.900.1"', b'euReferenceNumber="EU.6251.70"', UnknownInSource),
    ],
)
def test_what_the_list_never_had_is_refused(folder: str, old: bytes, new: bytes, error: type[SourceError]) -> None:
    files = files_of(folder)
    changed = {name: data.replace(old, new, 1) for name, data in files.items()}
    assert changed != files
    with pytest.raises(error):
        reading_of(folder, changed)


@pytest.mark.parametrize("folder", CSV_FOLDERS)
def test_a_file_cut_off_in_a_row_is_refused(folder: str) -> None:
    for name, data in files_of(folder).items():
        cut = data.rstrip()[: data.rstrip().rfind(delimiter_of(folder).encode())]
        with pytest.raises(SourceError):
            reading_of(folder, {**files_of(folder), name: cut})


@pytest.mark.parametrize("folder", FOLDERS)
def test_damaged_bytes_give_entries_or_our_own_error(folder: str) -> None:
    files, chance, refused = files_of(folder), random.Random(7), 0
    for _ in range(300):
        name = chance.choice(sorted(files))
        data = bytearray(files[name])
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 3)] = chance.choice(
                [b"", b"9", b'"', b"'", b",", b"\n", b"<", b"\xff", b"]"]
            )
        try:
            reading_of(folder, {**files, name: bytes(data)})
        except SourceError:
            refused += 1
    assert 0 < refused < 300


# ---- places


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_value_can_be_read_again_at_its_place(folder: str) -> None:
    files, count = files_of(folder), 0
    for entry in reading_of(folder).entries:
        for value in _placed(entry):
            cells = _read_again(folder, files, entry.absolute(value.place))
            assert all(cells), (value, cells)
            assert _printed(value) in (", ".join(cells), _as_date(cells)) or (
                isinstance(value, (Identifier, Reference, Text)) and _printed(value) in cells[0]
            ), (value, cells)
            count += 1
    assert count > 20


Placed = Name | Listing | BirthDate | Country | Identifier | Reference | Text


def _placed(entry: Entry) -> Iterator[Placed]:
    for field in dataclasses.fields(entry):
        values = getattr(entry, field.name)
        if isinstance(values, tuple):
            yield from (value for value in values if hasattr(value, "place") and _printed(value))


def _printed(value: Placed) -> str:
    if isinstance(value, Name):
        return value.full
    if isinstance(value, Listing):
        return value.programme
    if isinstance(value, BirthDate):
        return f"{value.date.value}/{value.date.until}" if value.date.until else value.date.value
    if isinstance(value, Country):
        return value.printed
    return value.text if isinstance(value, Text) else value.value


def _as_date(cells: list[str]) -> str:
    return "/".join(cells) if len(cells[-1]) == 4 else "-".join(cell.zfill(2) for cell in cells)


def _read_again(folder: str, files: Files, absolute: str) -> list[str]:
    """Read the cells of a place by another way than the reader: csv, literal_eval, XPath."""
    row, _, fields = absolute.partition("/")
    name, _, number = row.partition("#")
    if folder == "fsf_xml":
        entity = etree.fromstring(files[name].replace(b" xmlns=", b" x=")).findall("sanctionEntity")[int(number) - 1]
        found = [entity.xpath(field)[0] for field in fields.split("+")]
        return [str(item if isinstance(item, str) else item.text) for item in found]
    cells = _rows_by_line(folder, files[name])[int(number)]
    return [_nested_cell(cells, field) for field in fields.split("+")]


@functools.cache
def _rows_by_line(folder: str, data: bytes) -> dict[int, dict[str, str]]:
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter_of(folder), strict=True)
    header, found, line = next(reader), {}, reader.line_num + 1
    for cells in reader:
        found[line] = dict(zip(header, cells, strict=True))
        line = reader.line_num + 1
    return found


def _nested_cell(cells: dict[str, str], field: str) -> str:
    if field in cells:
        return cells[field]
    column, _, rest = field.partition("[")
    index, _, key = rest.partition("].")
    record = ast.literal_eval(cells[column])[int(index)]
    name, _, position = key.partition("[")
    return record[name][int(position.rstrip("]"))] if position else record[name]


# ---- the same, whatever the order


@pytest.mark.parametrize("folder", CSV_FOLDERS)
@pytest.mark.parametrize("seed", range(5))
def test_rows_and_columns_in_any_order_give_the_same_entries(folder: str, seed: int) -> None:
    shuffled = {}
    for name, data in files_of(folder).items():
        header, *rows = table_of(folder, data)
        order = list(range(len(header)))
        random.Random(seed).shuffle(order)
        random.Random(seed).shuffle(rows)
        shuffled[name] = bytes_of(folder, [[row[index] for index in order] for row in [header, *rows]])
    assert _without_rows(reading_of(folder, shuffled)) == _without_rows(reading_of(folder))


@pytest.mark.parametrize("seed", range(5))
def test_xml_records_in_any_order_give_the_same_entries(seed: int) -> None:
    ((name, data),) = files_of("fsf_xml").items()
    root = etree.fromstring(data)
    for element in [root, *list(root)]:
        children = list(element)
        random.Random(seed).shuffle(children)
        element[:] = children
    assert _without_rows(reading_of("fsf_xml", {name: etree.tostring(root)})) == _without_rows(reading_of("fsf_xml"))


def _without_rows(reading: Reading) -> list[Entry]:
    return [dataclasses.replace(entry, rows=()) for entry in reading.entries]


# ---- drift: every single column renamed, removed or doubled is refused


def _columns() -> list[tuple[str, str, str]]:
    return [
        (folder, name, column)
        for folder in CSV_FOLDERS
        for name, data in files_of(folder).items()
        for column in table_of(folder, data)[0]
    ]


@pytest.mark.parametrize("change", ["rename", "remove", "double"])
def test_every_changed_column_is_refused(change: str) -> None:
    columns = _columns()
    assert len(columns) > 250
    for folder, name, column in columns:
        files = files_of(folder)
        table = table_of(folder, files[name])
        at = table[0].index(column)
        if change == "rename":
            changed = [[*table[0][:at], f"{column}_2", *table[0][at + 1 :]], *table[1:]]
        elif change == "remove":
            changed = [[*row[:at], *row[at + 1 :]] for row in table]
        else:
            changed = [[*row, row[at]] for row in table]
        with pytest.raises(UnknownInSource, match="column"):
            reading_of(folder, {**files, name: bytes_of(folder, changed)})


IGNORED_WHOLE = {"regulationSummary", "publicationUrl"}
MAY_BE_ABSENT = {
    *("birthdate", "dayOfMonth", "monthOfYear", "year", "yearRangeFrom", "yearRangeTo"),
    *("designationDate", "entryIntoForceDate", "issueDate", "validFrom", "validTo", "globalFileId"),
}
MAY_REPEAT = {"remark", *IGNORED_WHOLE}


def _xml() -> etree._Element:
    return etree.fromstring(files_of("fsf_xml")["xmlFullSanctionsList_1_1.xml"])


def _paths() -> list[tuple[int, str]]:
    """(ordinal of the element, attribute) for every attribute of the fixture outside what is ignored whole."""
    return [
        (ordinal, str(attribute))
        for ordinal, element in enumerate(_xml().iter("{*}*"))
        if etree.QName(element).localname not in IGNORED_WHOLE
        for attribute in element.attrib
    ]


def _read_xml(root: etree._Element) -> Reading:
    return reading_of("fsf_xml", {"live.xml": etree.tostring(root)})


def test_every_changed_attribute_is_refused() -> None:
    paths = _paths()
    assert len(paths) > 100
    for ordinal, attribute in paths:
        root = _xml()
        element = list(root.iter("{*}*"))[ordinal]
        value = element.attrib.pop(attribute)
        if attribute in MAY_BE_ABSENT and any(attribute in item.attrib for item in root.iter(element.tag)):
            _read_xml(root)  # the official file leaves it out where there is no date
        else:
            with pytest.raises(UnknownInSource, match="missing|no entity has"):
                _read_xml(root)
        element.set(f"{attribute}2", value)
        with pytest.raises(UnknownInSource):
            _read_xml(root)
    doubled = files_of("fsf_xml")["xmlFullSanctionsList_1_1.xml"].replace(b' gender="M"', b' gender="M" gender="M"', 1)
    with pytest.raises(UnreadableSource):
        reading_of("fsf_xml", {"live.xml": doubled})


def test_every_renamed_or_doubled_element_is_refused() -> None:
    for ordinal, original in enumerate(_xml().iter("{*}*")):
        name = etree.QName(original).localname
        root = _xml()
        element = list(root.iter("{*}*"))[ordinal]
        element.tag = f"{fsf_xml.NAMESPACE}{name}2"
        with pytest.raises(UnknownInSource):
            _read_xml(root)
        if name in MAY_REPEAT or name == "export":
            continue
        root = _xml()
        element = list(root.iter("{*}*"))[ordinal]
        element.addnext(etree.fromstring(etree.tostring(element)))
        with pytest.raises(UnknownInSource):
            _read_xml(root)


def test_kinds() -> None:
    kinds = {number: entry.kind for number, entry in entries_of("columns_2025").items()}
    assert kinds == {"EU.6251.70": Kind.PERSON, "EU.6262.38": Kind.ENTITY, "EU.900.1": Kind.PERSON}


def test_bounds_are_declared_for_each_format() -> None:
    formats: tuple[Format, ...] = PUBLICATIONS[0].formats
    assert all(item.bounds.least >= 3000 for item in formats)
    assert COLUMNS_2025.bounds.regime_share == 0.0
    assert all(item.bounds.regime_share == 0.99 for item in formats if item is not COLUMNS_2025)
