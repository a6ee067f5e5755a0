"""The UN's list in both versions of its schema: golden output, strictness, places, and the counts of real editions."""

from __future__ import annotations

import copy
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from inconcert.jurisdictions.regimes import programmes, regimes_of
from inconcert.jurisdictions.un.births import birth, day, loose
from inconcert.jurisdictions.un.lists import PUBLICATIONS
from inconcert.jurisdictions.un.records import SHAPES, SPARSE, TWICE
from inconcert.model.codec import from_json, to_json
from inconcert.model.edition import Reading
from inconcert.model.entry import Entry
from inconcert.model.errors import SourceError, UnknownInSource
from inconcert.model.vocabulary import DateKind, IdentifierKind, Kind, NameRole, Severity

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = ("2020", "2026")
FILE = "consolidated.xml"
(PUBLICATION,) = PUBLICATIONS


def content(version: str) -> bytes:
    return (FIXTURES / version / FILE).read_bytes()


def read(data: bytes) -> Reading:
    files = {FILE: data}
    (chosen,) = (item for item in PUBLICATION.formats if item.recognises(files))
    return chosen.read(files, programmes("un", "un_sc"))


def read_as(version: str, data: bytes) -> Reading:
    (chosen,) = (item for item in PUBLICATION.formats if item.name.endswith(version))
    return chosen.read({FILE: data}, programmes("un", "un_sc"))


def lines(reading: Reading) -> str:
    return "".join(to_json(item) + "\n" for item in (*reading.entries, *reading.issues))


def by_id(reading: Reading) -> dict[str, Entry]:
    return {entry.official_id: entry for entry in reading.entries}


@pytest.mark.parametrize("version", VERSIONS)
def test_golden(version: str) -> None:
    reading = read(content(version))
    assert lines(reading) == (FIXTURES / version / "golden.jsonl").read_text("utf-8")
    assert reading.printed_date == {"2020": "2020-03-20", "2026": "2026-08-01"}[version]


@pytest.mark.parametrize("version", VERSIONS)
def test_entries_survive_json(version: str) -> None:
    for entry in read(content(version)).entries:
        assert from_json(Entry, to_json(entry)) == entry


def without_rows(reading: Reading) -> list[str]:
    return [re.sub(r'"rows":\[.*?\]', "", to_json(entry)) for entry in reading.entries]


@pytest.mark.parametrize("version", VERSIONS)
def test_row_order_is_no_content(version: str) -> None:
    root = etree.fromstring(content(version))
    for section in root:
        records = list(section)
        random.Random(7).shuffle(records)
        section[:] = records
    root[:] = list(root)[::-1]
    assert without_rows(read(etree.tostring(root))) == without_rows(read(content(version)))


def paths_of(version: str) -> list[tuple[str, str]]:
    """Every element path below a record, e.g. INDIVIDUAL/INDIVIDUAL_ALIAS/QUALITY."""
    root = etree.fromstring(content(version))
    found = set()
    for record in (record for section in root for record in section):
        for element in record.iterdescendants():
            steps = [item.tag for item in reversed(list(element.iterancestors()))][2:]
            found.add("/".join((*steps, element.tag)))
    return [(version, path) for path in sorted(found)]


PATHS = [pair for version in VERSIONS for pair in paths_of(version)]
REPEATABLE = {
    f"{shape.tag}/{path}"
    for shape in SHAPES.values()
    for path in (*shape.detail_groups, *(f"{name}/VALUE" for name in shape.value_groups))
}


def test_fixtures_hold_every_element_a_list_always_has() -> None:
    for shape in SHAPES.values():
        assert {f"{shape.tag}/{path}" for path in shape.expected()} <= {path for _, path in PATHS}


@pytest.mark.parametrize(("version", "path"), PATHS)
@pytest.mark.parametrize("everywhere", [True, False])
def test_renamed_field_raises(version: str, path: str, everywhere: bool) -> None:
    root = etree.fromstring(content(version))
    for element in root.findall(f"*/{path}")[: None if everywhere else 1]:
        element.tag = f"{element.tag}NEW"
    with pytest.raises(UnknownInSource, match="NEW"):
        read_as(version, etree.tostring(root))


@pytest.mark.parametrize(("version", "path"), PATHS)
def test_removed_field_raises(version: str, path: str) -> None:
    root = etree.fromstring(content(version))
    for element in root.findall(f"*/{path}"):
        element.getparent().remove(element)
    with pytest.raises(UnknownInSource, match=path.partition("/")[2]):
        read_as(version, etree.tostring(root))


@pytest.mark.parametrize(("version", "path"), [pair for pair in PATHS if pair[1] not in REPEATABLE])
def test_duplicated_field_raises(version: str, path: str) -> None:
    root = etree.fromstring(content(version))
    element = root.find(f"*/{path}")
    element.addnext(copy.deepcopy(element))
    with pytest.raises(UnknownInSource, match="twice"):
        read_as(version, etree.tostring(root))


@pytest.mark.parametrize(("version", "path"), [pair for pair in PATHS if pair[1] in REPEATABLE])
def test_repeated_value_says_nothing_new(version: str, path: str) -> None:
    root = etree.fromstring(content(version))
    elements = root.findall(f"*/{path}")
    element = elements[-1]
    element.getparent().append(copy.deepcopy(element))
    if not TWICE & set(path.split("/")):
        with pytest.raises(UnknownInSource, match="says the same twice"):
            read(etree.tostring(root))
        return
    for before, after in zip(read(content(version)).entries, read(etree.tostring(root)).entries, strict=True):
        assert before.names == after.names
        assert before.birth_dates == after.birth_dates
        assert before.countries == after.countries
        assert before.addresses == after.addresses
        assert before.listings == after.listings


@pytest.mark.parametrize("sparse", sorted(SPARSE))
def test_sparse_elements_are_used(sparse: str) -> None:
    root = etree.fromstring(content("2026"))
    section = "ENTITY" if sparse.startswith("ENTITY") else "INDIVIDUAL"
    group, _, leaf = sparse.rpartition("/")
    parent = root.find(f"*/{section}/{group}" if group else f"*/{section}")
    etree.SubElement(parent, leaf or sparse).text = "1999-12-31"
    before, after = (lines(item) for item in (read(content("2026")), read(etree.tostring(root))))
    assert before.count("1999-12-31") == 0 < after.count("1999-12-31")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<INDIVIDUALS>", b"<INDIVIDUALS a='1'>"),
        (b"<ENTITIES>", b"<ENTITIES><OTHER/>"),
        (b"<DATAID>110447</DATAID>", b"<DATAID>110447<A/></DATAID>"),
        (b"<TITLE><VALUE>", b"<TITLE>Dr<VALUE>"),
        (b'dateGenerated="2026-08-01', b'dateGenerated="1 August 2026'),
        (b"TAi.005", b"CDi.001"),
        (b"</CONSOLIDATED_LIST>", b"<VESSELS/></CONSOLIDATED_LIST>"),
    ],
)
def test_unknown_structure_raises(old: bytes, new: bytes) -> None:
    data = content("2026")
    assert old in data
    with pytest.raises(UnknownInSource):
        read(data.replace(old, new))


@pytest.mark.parametrize("data", [b"<html/>", b"<CONSOLIDATED_LIST", b"<CONSOLIDATED_LIST/>"])
def test_other_bytes_are_a_source_error(data: bytes) -> None:
    with pytest.raises(SourceError):
        read_as("2026", data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<UN_LIST_TYPE>DRC<", b"<UN_LIST_TYPE>Atlantis<"),
        (b"CDi.001", b"CDe.001"),
        (b"CDi.001", b""),
        (b"<LISTED_ON>2012-12-31<", b"<LISTED_ON>31 Dec. 2012<"),
        (b"<QUALITY>Low<", b"<QUALITY>Middling<"),
        (b"<TYPE_OF_DATE>BETWEEN<", b"<TYPE_OF_DATE>AROUND<"),
        (b"<TYPE_OF_DOCUMENT>Passport<", b"<TYPE_OF_DOCUMENT>Library card<"),
        (b"<DATAID>6907993<", b"<DATAID>x<"),
        (b"<VALUE>UN List<", b"<VALUE>Other List<"),
    ],
)
def test_unmappable_record_is_set_aside(old: bytes, new: bytes) -> None:
    data = content("2026")
    assert old in data
    reading = read(data.replace(old, new, 1))
    assert [item.severity for item in reading.issues] == [Severity.SET_ASIDE]
    assert reading.issues[0].code == ("unknown-programme" if b"Atlantis" in new else "unmappable-record")
    assert set(by_id(reading)) == {"TAi.005", "QDe.075"}


def test_unknown_country_is_noted() -> None:
    reading = read(content("2026").replace(b"<VALUE>Afghanistan<", b"<VALUE>Atlantis<"))
    assert [(item.code, item.where) for item in reading.issues] == [
        ("unknown-country", "consolidated.xml#2/NATIONALITY/VALUE[1]")
    ]
    assert by_id(reading)["TAi.005"].countries[0].printed == "Atlantis"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_value_reads_again_at_its_place(version: str) -> None:
    records = [record for section in etree.fromstring(content(version)) for record in section]
    checked = 0
    for entry in read(content(version)).entries:
        record = records[int(entry.rows[0].rpartition("#")[2]) - 1]
        for place, values in placed(entry):
            row, _, paths = place.partition("/")
            assert row == "0"
            printed = [" ".join((record.findtext(path) or "").split()) for path in paths.split("+")]
            for value in values:
                assert value in " ".join(printed) or value in ", ".join(printed), (place, value)
                checked += 1
    assert checked > 45


def placed(entry: Entry) -> list[tuple[str, tuple[str, ...]]]:
    found = [(item.place, (item.full,)) for item in entry.names]
    found += [(item.place, (item.programme,)) for item in entry.listings]
    found += [(item.place, (item.date.value, item.date.until)) for item in entry.birth_dates]
    found += [(item.place, (item.printed,)) for item in (*entry.countries, *entry.address_countries)]
    found += [(item.place, (item.value,)) for item in entry.identifiers]
    texts = (*entry.genders, *entry.positions, *entry.remarks, *entry.addresses, *entry.birth_places)
    return found + [(item.place, (item.text,)) for item in texts]


@pytest.mark.parametrize(
    ("kind", "parts", "expected"),
    [
        ("EXACT", {"DATE": "1964-07-17"}, "1964-07-17"),
        ("EXACT", {"DATE": "1964-07-17-04:00"}, "1964-07-17"),
        ("EXACT", {"YEAR": "1971"}, "1971"),
        ("APPROXIMATELY", {"YEAR": "1961"}, "~1961"),
        ("BETWEEN", {"FROM_YEAR": "1955", "TO_YEAR": "1958", "NOTE": "Approximately"}, "~1955/1958"),
        ("EXACT", {"YEAR": "1958", "NOTE": "Sep."}, "1958-09"),
        ("EXACT", {"YEAR": "1958", "NOTE": "from false passport"}, "1958"),
        ("EXACT", {"NOTE": "August 1961"}, "1961-08"),
        ("EXACT", {"NOTE": "Between Aug. and Sep. 1977"}, "1977-08/1977-09"),
        ("EXACT", {"NOTE": "24/06/1402 (Hijri Calendar)"}, "None"),
        ("EXACT", {"DATE": "1964-02-30"}, "None"),
        ("BETWEEN", {"FROM_YEAR": "1958", "TO_YEAR": "1955"}, "None"),
        ("EXACT", {}, "None"),
    ],
)
def test_births(kind: str, parts: dict[str, str], expected: str) -> None:
    assert str(birth(kind, parts)) == expected


def test_loose_dates() -> None:
    assert [str(loose(item)) for item in ("1961", "1955 - 1958", "null")] == ["1961", "1955/1958", "None"]
    assert [day(item) for item in ("2001-02-23-05:00", "2001-02-23Z", "23 Feb")] == ["2001-02-23", "2001-02-23", ""]


def test_every_regime_is_un_derived() -> None:
    assert all(item.un_derived and item.scope == "un" and not item.themes for item in regimes_of("un"))


def test_guinea_bissau_is_not_great_britain() -> None:
    assert programmes("un", "un_sc")["GB"] == "UN-GNB"


@pytest.mark.shared
@pytest.mark.parametrize("date", ["2020-03-20", "2024-12-17", "2026-08-02"])
def test_real_counts(shared_data: Path, date: str) -> None:
    data = (shared_data / "un/consolidated" / date / FILE).read_bytes()
    persons, entities = (len(re.findall(pattern, data)) for pattern in (rb"<INDIVIDUAL>", rb"<ENTITY>"))
    assert (persons, entities) == {
        "2020-03-20": (709, 305),
        "2024-12-17": (686, 193),
        "2026-08-02": (736, 275),
    }[date]
    reading = read(data)
    kinds = Counter(entry.kind for entry in reading.entries)
    assert (kinds[Kind.PERSON], kinds[Kind.ENTITY]) == (persons, entities)
    assert reading.issues == ()
    assert all(item.listings[0].dates[0].kind is DateKind.LISTED for item in reading.entries)


@pytest.mark.shared
def test_real_facts(shared_data: Path) -> None:
    entries = by_id(read((shared_data / "un/consolidated/2026-08-02" / FILE).read_bytes()))
    badege = entries["CDi.001"]
    assert badege.primary_name.full == "ERIC BADEGE"
    assert (badege.listings[0].regime, badege.listings[0].dates[0].value) == ("UN-DRC", "2012-12-31")
    assert [item.value for item in badege.identifiers if item.label == "DATAID"] == ["6907993"]
    roles = Counter(name.role for entry in entries.values() for name in entry.names)
    assert roles[NameRole.WEAK_ALIAS] >= 500
    assert roles[NameRole.ORIGINAL_SCRIPT] >= 377
    kinds = Counter(item.kind for entry in entries.values() for item in entry.identifiers)
    assert kinds[IdentifierKind.PASSPORT] + kinds[IdentifierKind.NATIONAL_ID] == 501


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timed
def test_real_speed(shared_data: Path) -> None:
    data = (shared_data / "un/consolidated/2026-08-02" / FILE).read_bytes()
    bare = min(timed(lambda: etree.fromstring(data)) for _ in range(5))
    ours = min(timed(lambda: read(data)) for _ in range(5))
    assert 1011 / ours >= 20_000 or ours <= 15 * bare, f"{1011 / ours:.0f} entries/s, {ours / bare:.1f} × bare parse"


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
