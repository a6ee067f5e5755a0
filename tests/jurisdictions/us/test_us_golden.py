"""Each format's fixture gives its golden entries, in any order of the rows, each value to be found at its place."""

from __future__ import annotations

import csv
import dataclasses
import io
import random
import re
import zipfile
from collections.abc import Iterator

import pytest
from golden_us import FIXTURES, FORMATS, files_of, format_of, golden_text, read
from lxml import etree

from inconcert.jurisdictions.regimes import programmes, publications
from inconcert.model.codec import from_json, to_json
from inconcert.model.edition import Reading
from inconcert.model.entry import BirthDate, Country, Entry, Identifier, Listing, Name, Reference, Relation, Text


@pytest.mark.parametrize("name", FORMATS)
def test_fixture_gives_its_golden_entries(name: str) -> None:
    golden = (FIXTURES / f"{name}.json").read_text("utf-8")
    assert golden_text(name) == golden
    assert [from_json(Entry, line) for line in golden.splitlines()] == list(read(name).entries)
    assert read(name).issues == ()


@pytest.mark.parametrize("name", FORMATS)
def test_exactly_one_format_recognises_the_fixture(name: str) -> None:
    found = [
        item.name for publication in publications() for item in publication.formats if item.recognises(files_of(name))
    ]
    assert found == [name]


def test_printed_dates() -> None:
    assert {name: read(name).printed_date for name in FORMATS} == {
        "delimited": "",
        "enhanced": "2025-01-10",
        "older_xml": "2025-03-28",
    }


def without_rows(reading: Reading) -> list[Entry]:
    return [dataclasses.replace(entry, rows=()) for entry in reading.entries]


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_rows_gives_the_same_entries(seed: int) -> None:
    shuffled = {}
    for name, data in files_of("delimited").items():
        lines = data.removesuffix(b"\x1a").splitlines(keepends=True)
        random.Random(seed).shuffle(lines)
        shuffled[name] = b"".join(lines) + b"\x1a"
    assert without_rows(read("delimited", shuffled)) == without_rows(read("delimited"))


@pytest.mark.parametrize("name", ["enhanced", "older_xml"])
def test_any_order_of_records_gives_the_same_entries(name: str) -> None:
    ((file_name, data),) = files_of(name).items()
    root = etree.fromstring(data)
    parent = root.find("{*}entities") if name == "enhanced" else root
    parent.append(parent.find("{*}entity" if name == "enhanced" else "{*}sdnEntry"))
    assert read(name, {file_name: etree.tostring(root, encoding="utf-8")}).entries == read(name).entries


def test_zip_gives_the_same_as_the_file_in_it() -> None:
    ((file_name, data),) = files_of("enhanced").items()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(file_name, data)
    zipped = next(item for item in publication_formats("us_nonsdn") if item.name == "enhanced_zip")
    files = {"CONS_ENHANCED.ZIP": packed.getvalue()}
    assert zipped.recognises(files)
    assert zipped.read(files, programmes("us", "us_nonsdn")) == read("enhanced")


def publication_formats(list_id: str):
    return next(item.formats for item in publications() if item.list_id == list_id)


def test_whole_lines_quoted_and_a_header_read_the_same() -> None:
    files = files_of("delimited")
    for name in ("alt.csv", "add.csv"):
        lines = files[name].decode("ascii").removesuffix("\x1a").splitlines()
        quoted = ['"' + line.removesuffix(" ").replace('"', '""') + '"' for line in lines]
        files[name] = ("\n".join([*quoted, '"\x1a"']) + "\n").encode("ascii")
    header = b'"ID","NAME",-0- ,"Reference",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    files["sdn.csv"] = header + files["sdn.csv"]
    assert format_of("delimited").recognises(files)
    assert without_rows(read("delimited", files)) == without_rows(read("delimited"))


VALUES = (Name, Listing, BirthDate, Country, Text, Identifier, Reference, Relation)


def values_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield (place, printed) of every value of an entry."""
    for item in dataclasses.fields(entry):
        for value in getattr(entry, item.name) if isinstance(getattr(entry, item.name), tuple) else ():
            if isinstance(value, VALUES):
                yield value.place, printed_of(value)


def printed_of(value: object) -> str:
    match value:
        case Name():
            return value.full
        case Listing():
            return value.programme
        case BirthDate():
            return value.date.value[:4]
        case Country():
            return value.printed
        case Relation():
            return value.name
        case Text():
            return value.text
        case Identifier() | Reference():
            return value.value
    raise AssertionError(value)


def at_place_in_csv(files: dict[str, bytes], absolute: str) -> str:
    place, _, column = absolute.rpartition("/")
    file_name, _, line = place.partition("#")
    rows = list(csv.reader(io.StringIO(files[file_name].decode("ascii"), newline="")))
    first, _, last = column.partition("-")
    cells = rows[int(line) - 1][int(first) - 1 : int(last or first)]
    return ", ".join("" if cell.strip() == "-0-" else cell for cell in cells)


def at_place_in_xml(files: dict[str, bytes], absolute: str) -> str:
    place, _, path = absolute.partition("/")
    file_name, _, number = place.partition("#")
    root = etree.fromstring(files[file_name])
    record = next(
        element
        for element in root.iter("{*}entity", "{*}sdnEntry")
        if number in (element.get("id"), element.findtext("{*}uid"))
    )
    elements, _, attribute = path.partition("@")
    steps = re.sub(r"(?<=/)(?=\w)|^(?=\w)", "{*}", elements.rstrip("/"))
    element = record.find(steps) if steps else record
    return element.get(attribute) if attribute else " ".join(element.itertext())


@pytest.mark.parametrize("name", FORMATS)
def test_every_value_is_at_its_place(name: str) -> None:
    files, seen = files_of(name), 0
    at_place = at_place_in_csv if name == "delimited" else at_place_in_xml
    for entry in read(name).entries:
        for place, printed in values_of(entry):
            seen += 1
            there = at_place(files, entry.absolute(place))
            assert all(piece in there for piece in printed.split(", ")), (entry.official_id, place, printed, there)
    assert seen > 20


def test_canonical_json_of_an_entry_is_stable() -> None:
    first = read("delimited").entries[0]
    assert to_json(first) == to_json(read("delimited").entries[0])
