"""Canada's list in both versions of its schema: golden output, strictness, places, and the counts of real editions."""

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

from inconcert.jurisdictions.ca.births import dates
from inconcert.jurisdictions.ca.lists import PUBLICATIONS
from inconcert.jurisdictions.regimes import programmes, regimes_of
from inconcert.model.codec import from_json, to_json
from inconcert.model.edition import Reading
from inconcert.model.entry import Entry, Issue
from inconcert.model.errors import SourceError, UnknownInSource
from inconcert.model.vocabulary import DateKind, Kind, NameRole, Severity

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = ("2020", "2025")
FILE = "sema-lmes.xml"
(PUBLICATION,) = PUBLICATIONS


def content(version: str) -> bytes:
    return (FIXTURES / version / FILE).read_bytes()


def read(data: bytes) -> Reading:
    files = {FILE: data}
    (chosen,) = (item for item in PUBLICATION.formats if item.recognises(files))
    return chosen.read(files, programmes("ca", "ca_autonomous"))


def read_as(version: str, data: bytes) -> Reading:
    (chosen,) = (item for item in PUBLICATION.formats if item.name.endswith(version))
    return chosen.read({FILE: data}, programmes("ca", "ca_autonomous"))


def lines(reading: Reading) -> str:
    return "".join(to_json(item) + "\n" for item in (*reading.entries, *reading.issues))


def by_id(reading: Reading) -> dict[str, Entry]:
    return {entry.official_id: entry for entry in reading.entries}


@pytest.mark.parametrize("version", VERSIONS)
def test_golden(version: str) -> None:
    assert lines(read(content(version))) == (FIXTURES / version / "golden.jsonl").read_text("utf-8")


@pytest.mark.parametrize("version", VERSIONS)
def test_entries_survive_json(version: str) -> None:
    for entry in read(content(version)).entries:
        assert from_json(Entry, to_json(entry)) == entry


@pytest.mark.parametrize("version", VERSIONS)
def test_row_order_is_no_content(version: str) -> None:
    root = etree.fromstring(content(version))
    records = list(root)
    random.Random(7).shuffle(records)
    root[:] = records
    shuffled = read(etree.tostring(root))
    plain = [re.sub(r'"rows":\[.*?\]', "", to_json(entry)) for entry in read(content(version)).entries]
    assert [re.sub(r'"rows":\[.*?\]', "", to_json(entry)) for entry in shuffled.entries] == plain


def fields_of(version: str) -> list[tuple[str, str]]:
    root = etree.fromstring(content(version))
    return sorted({(version, str(child.tag)) for record in root for child in record})


FIELDS = [pair for version in VERSIONS for pair in fields_of(version)]


@pytest.mark.parametrize(("version", "field"), FIELDS)
@pytest.mark.parametrize("everywhere", [True, False])
def test_renamed_field_raises(version: str, field: str, everywhere: bool) -> None:
    root = etree.fromstring(content(version))
    for element in list(root.iter(field))[: None if everywhere else 1]:
        element.tag = f"{field}New"
    with pytest.raises(UnknownInSource, match=field):
        read_as(version, etree.tostring(root))


@pytest.mark.parametrize(("version", "field"), FIELDS)
def test_removed_field_raises(version: str, field: str) -> None:
    root = etree.fromstring(content(version))
    for element in list(root.iter(field)):
        element.getparent().remove(element)
    with pytest.raises(UnknownInSource, match=field):
        read_as(version, etree.tostring(root))


@pytest.mark.parametrize(("version", "field"), FIELDS)
def test_duplicated_field_raises(version: str, field: str) -> None:
    root = etree.fromstring(content(version))
    element = next(root.iter(field))
    element.addnext(copy.deepcopy(element))
    with pytest.raises(UnknownInSource, match="twice"):
        read_as(version, etree.tostring(root))


@pytest.mark.parametrize("change", ["<record a='1'/>", "<other/>", "<record><Item><b/></Item></record>"])
def test_unknown_structure_raises(change: str) -> None:
    root = etree.fromstring(content("2025"))
    root.append(etree.fromstring(change))
    with pytest.raises(UnknownInSource):
        read(etree.tostring(root))


@pytest.mark.parametrize("data", [b"<html><data-set/></html>", b"<data-set", b"<data-set/>"])
def test_other_bytes_are_a_source_error(data: bytes) -> None:
    with pytest.raises(SourceError):
        read_as("2025", data)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_value_reads_again_at_its_place(version: str) -> None:
    records = list(etree.fromstring(content(version)))
    places = 0
    for entry in read(content(version)).entries:
        record = records[int(entry.rows[0].rpartition("#")[2]) - 1]
        for place, values in placed(entry):
            row, _, field = place.partition("/")
            assert row == "0"
            printed = " + ".join(" ".join((record.findtext(name) or "").split()) for name in field.split("+"))
            for value in values:
                assert value in printed, (entry.official_id, place, value)
                places += 1
    assert places > 30


def placed(entry: Entry) -> list[tuple[str, tuple[str, ...]]]:
    found = [(name.place, (name.family, name.given) if name.family else (name.full,)) for name in entry.names]
    found += [(item.place, tuple(item.programme.split(" | "))) for item in entry.listings]
    found += [
        (item.place, (item.date.value, item.date.until)) for item in entry.birth_dates if item.date.until != "1979"
    ]
    found += [(item.place, (item.printed,)) for item in entry.programme_countries]
    found += [(item.place, (item.value,)) for item in entry.identifiers]
    found += [(item.place, (item.text,)) for item in (*entry.positions, *entry.remarks)]
    return found


def test_instrument_decides_not_the_word_corruption() -> None:
    entries = by_id(read(content("2025")))
    (person,) = (key for key in entries if key.startswith("CA-JVCFOA|"))
    assert entries[person].listings[0].act == "item 7"
    acts = {entry.listings[0].act for key, entry in entries.items() if key.startswith("CA-SEMA-BLR|")}
    assert "Schedule 1, Part 2, item 4" in acts
    assert person in by_id(read(content("2020")))


def test_unknown_programme_is_set_aside() -> None:
    reading = read(content("2025").replace(b"Sudan / Soudan", b"Atlantis / Atlantide"))
    assert len(reading.entries) == 7
    (issue,) = (item for item in reading.issues if item.severity is Severity.SET_ASIDE)
    assert (issue.code, issue.where) == ("unknown-programme", "sema-lmes.xml#7")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<Item>11</Item>", b"<Item/>", "missing-field"),
        (b">2021-06-17<", b">17 June 2021<", "unmappable-date"),
        (b">2021-06-17<", b">2021-06-31<", "unmappable-date"),
        (b"<ShipIMONumber>9000001</ShipIMONumber>", b"<ShipIMONumber/>", "unclear-kind"),
        (b"<LastName>Huo</LastName>", b"<LastName/>", "unclear-kind"),
        (b"<Item>6</Item>", b"<Item>11</Item><!-- another person -->", ""),
    ],
)
def test_unmappable_record_is_set_aside(old: bytes, new: bytes, code: str) -> None:
    data = content("2025")
    assert old in data
    reading = read(data.replace(old, new, 1))
    set_aside = [item.code for item in reading.issues if item.severity is Severity.SET_ASIDE]
    assert set_aside == ([code] if code else [])
    assert len(reading.entries) == 8 - len(set_aside)


def test_one_name_twice_takes_the_item_in() -> None:
    data = content("2025").replace(b"<LastName>Tuniyaz</LastName>", b"<LastName>Huo</LastName>")
    reading = read(data.replace(b"<GivenName>Erkin</GivenName>", b"<GivenName>Liujun</GivenName>"))
    wanted = {f"CA-SEMA-CHN|Huo, Liujun|Schedule Part 1, item {item}" for item in (6, 11)}
    assert wanted <= set(by_id(reading))


def test_an_item_that_changes_hands_is_not_another_name_for_the_same_person() -> None:
    swapped = (
        content("2025").replace(b"<Item>6</Item>", b"<Item>0</Item>").replace(b"<Item>11</Item>", b"<Item>6</Item>")
    )
    before, after = by_id(read(content("2025"))), by_id(read(swapped.replace(b"<Item>0</Item>", b"<Item>11</Item>")))
    assert before.keys() == after.keys()
    for key in before:
        assert before[key].names == after[key].names


def test_a_record_twice_word_for_word_raises() -> None:
    root = etree.fromstring(content("2025"))
    root.append(copy.deepcopy(root[0]))
    with pytest.raises(UnknownInSource, match="word for word alike"):
        read(etree.tostring(root))


def test_two_records_of_one_item_and_name_are_set_aside() -> None:
    root = etree.fromstring(content("2025"))
    root.append(copy.deepcopy(root[0]))
    root[-1].find("DateOfBirthOrShipBuildDate").text = "1953"
    reading = read(etree.tostring(root))
    assert [item.code for item in reading.issues].count("ambiguous-record") == 2
    assert "CA-SEMA-CHN|Huo, Liujun" not in by_id(reading)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("1961-12", ["1961-12"]),
        (" 1953-10-27", ["1953-10-27"]),
        ("1963 or 1964", ["1963", "1964"]),
        ("1965-07-15 OR 1969-09-28", ["1965-07-15", "1969-09-28"]),
        ("1963-1964", ["1963/1964"]),
        ("born in the early 1970s", ["1970/1979"]),
        ("Sep-99", []),
        ("1965-02-30", []),
        ("1965-2-3", []),
        ("1965 or later", []),
    ],
)
def test_births(printed: str, expected: list[str]) -> None:
    assert [str(date) for date in dates(printed)] == expected


def test_regimes() -> None:
    regimes = {item.id: item for item in regimes_of("ca")}
    assert regimes["CA-JVCFOA"].listable == (Kind.PERSON,)
    assert all(item.jurisdiction == "ca" and len(item.themes) in (0, 2) for item in regimes.values())
    assert not regimes["CA-SEMA-RUS-SECTORAL"].targeted


REAL = {"2020": "ca/autonomous/2020-04-15", "2025": "ca/autonomous/2025-04"}
SEP_99 = Issue(
    Severity.NOTE,
    "unmappable-birth-date",
    "DateOfBirthOrShipBuildDate 'Sep-99' cannot be read as a date; it is kept as a remark",
    "sema-lmes.xml#2370/DateOfBirthOrShipBuildDate",
)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("version", "total", "jvcfoa", "china", "issues"),
    [("2020", 1369, 70, 0, ()), ("2025", 4759, 80, 13, (SEP_99,))],
)
def test_real_counts(
    shared_data: Path, version: str, total: int, jvcfoa: int, china: int, issues: tuple[Issue, ...]
) -> None:
    data = (shared_data / REAL[version] / FILE).read_bytes()
    reading = read(data)
    regimes = Counter(entry.listings[0].regime for entry in reading.entries)
    assert len(reading.entries) == total == data.count(b"<record>")
    assert (regimes["CA-JVCFOA"], regimes["CA-SEMA-CHN"]) == (jvcfoa, china)
    assert reading.issues == issues
    assert len(by_id(reading)) == total
    assert reading.entries == read(data).entries


@pytest.mark.shared
def test_real_jvcfoa_numbers_stay(shared_data: Path) -> None:
    old, new = (by_id(read((shared_data / REAL[version] / FILE).read_bytes())) for version in VERSIONS)
    jvcfoa = [key for key in old if key.startswith("CA-JVCFOA|")]
    assert len(jvcfoa) == 70
    assert set(jvcfoa) <= set(new)


@pytest.mark.shared
def test_real_facts(shared_data: Path) -> None:
    entries = by_id(read((shared_data / REAL["2025"] / FILE).read_bytes()))
    huo = entries["CA-SEMA-CHN|Huo, Liujun"]
    assert (huo.primary_name.family, huo.primary_name.given) == ("Huo", "Liujun")
    assert [(item.kind, item.value) for item in huo.listings[0].dates] == [(DateKind.LISTED, "2024-12-09")]
    assert huo.programme_countries[0].code == "cn"
    (lavrov,) = (item for item in entries.values() if "Сергей Викторович Лавров" in [name.full for name in item.names])
    assert lavrov.primary_name.family.casefold() == "lavrov"
    assert sum(item.kind is Kind.VESSEL for item in entries.values()) == 109
    assert all(name.role is NameRole.PRIMARY for item in entries.values() for name in item.names[:1])


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timed
def test_real_speed(shared_data: Path) -> None:
    data = (shared_data / REAL["2025"] / FILE).read_bytes()
    bare = min(timed(lambda: etree.fromstring(data)) for _ in range(5))
    ours = min(timed(lambda: read(data)) for _ in range(5))
    assert 4759 / ours >= 20_000 or ours <= 15 * bare, f"{4759 / ours:.0f} entries/s, {ours / bare:.1f} × bare parse"


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
