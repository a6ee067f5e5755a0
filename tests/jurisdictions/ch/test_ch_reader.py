"""SECO's XML by the sample of its schema: golden output, strictness, places. No real edition has been read."""

from __future__ import annotations

import copy
import random
import re
from pathlib import Path

import pytest
from lxml import etree

from inconcert.jurisdictions.ch.lists import PUBLICATIONS
from inconcert.jurisdictions.regimes import programmes
from inconcert.model.codec import from_json, to_json
from inconcert.model.edition import Reading
from inconcert.model.entry import Entry
from inconcert.model.errors import SourceError, UnknownInSource
from inconcert.model.vocabulary import Severity

FIXTURES = Path(__file__).parent / "fixtures"
FILE = "seco.xml"
PROGRAMMES = {"XMPL": "CH-EXAMPLE"}
(PUBLICATION,) = PUBLICATIONS


def content(version: str = "sample") -> bytes:
    return (FIXTURES / version / FILE).read_bytes()


def read(data: bytes) -> Reading:
    files = {FILE: data}
    (chosen,) = (item for item in PUBLICATION.formats if item.recognises(files))
    return chosen.read(files, PROGRAMMES)


def lines(reading: Reading) -> str:
    return "".join(to_json(item) + "\n" for item in (*reading.entries, *reading.issues))


def test_golden() -> None:
    reading = read(content())
    assert lines(reading) == (FIXTURES / "sample" / "golden.jsonl").read_text("utf-8")
    assert reading.printed_date == "2024-01-17"


def test_it_says_that_it_is_unproven_and_not_to_be_shipped() -> None:
    assert not any(item.proven for item in PUBLICATION.formats)
    assert not PUBLICATION.embeddable


def test_entries_survive_json() -> None:
    for entry in read(content()).entries:
        assert from_json(Entry, to_json(entry)) == entry


def test_row_order_is_no_content() -> None:
    root = etree.fromstring(content())
    children = list(root)
    random.Random(7).shuffle(children)
    root[:] = children
    strip = [re.sub(r'"rows":\[.*?\]', "", to_json(entry)) for entry in read(content()).entries]
    assert [re.sub(r'"rows":\[.*?\]', "", to_json(entry)) for entry in read(etree.tostring(root)).entries] == strip


ELEMENTS = sorted({str(item.tag) for item in etree.fromstring(content()).iter()} - {"swiss-sanctions-list"})
ATTRIBUTES = sorted({(str(item.tag), str(word)) for item in etree.fromstring(content()).iter() for word in item.attrib})


@pytest.mark.parametrize("tag", ELEMENTS)
@pytest.mark.parametrize("everywhere", [True, False])
def test_renamed_element_raises(tag: str, everywhere: bool) -> None:
    root = etree.fromstring(content())
    for element in list(root.iter(tag))[: None if everywhere else 1]:
        element.tag = f"{tag}-new"
    with pytest.raises(UnknownInSource, match="-new"):
        read(etree.tostring(root))


@pytest.mark.parametrize("tag", ELEMENTS)
def test_removed_element_raises(tag: str) -> None:
    root = etree.fromstring(content())
    for element in list(root.iter(tag)):
        element.getparent().remove(element)
    with pytest.raises(UnknownInSource):
        read(etree.tostring(root))


@pytest.mark.parametrize("tag", ELEMENTS)
def test_duplicated_element_raises(tag: str) -> None:
    root = etree.fromstring(content())
    element = next(root.iter(tag))
    element.addnext(copy.deepcopy(element))
    with pytest.raises(UnknownInSource, match="twice"):
        read(etree.tostring(root))


@pytest.mark.parametrize(("tag", "word"), ATTRIBUTES)
@pytest.mark.parametrize("rename", [True, False])
def test_renamed_or_removed_attribute_raises(tag: str, word: str, rename: bool) -> None:
    root = etree.fromstring(content())
    for element in root.iter(tag):
        value = element.attrib.pop(word, None)
        if rename and value is not None:
            element.set(f"{word}-new", str(value))
    with pytest.raises(UnknownInSource):
        read(etree.tostring(root))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'lang="eng">XMPL<', b'lang="eng">OTHER<'),
        (b'name-type="primary-name"', b'name-type="nickname"'),
        (b'quality="good" lang', b'quality="low" lang'),
        (b'"whole-name"', b'"family-name"'),
        (b'calendar="Gregorian"', b'calendar="Persian"'),
        (b'day="31"', b'day="32"'),
        (b'iso-code="GB"', b'iso-code="GBR"'),
        (b'modification-type="listed"', b'modification-type="de-listed"'),
        (b"<sanctions-set-id>501<", b"<sanctions-set-id>999<"),
    ],
)
def test_what_the_sample_does_not_have_is_set_aside(old: bytes, new: bytes) -> None:
    data = content()
    assert old in data
    reading = read(data.replace(old, new))
    assert reading.issues
    assert {item.severity for item in reading.issues} == {Severity.SET_ASIDE}
    assert len(reading.entries) + len(reading.issues) == 3


@pytest.mark.parametrize("data", [b"<html/>", b"<swiss-sanctions-list", b"<swiss-sanctions-list/>"])
def test_other_bytes_are_a_source_error(data: bytes) -> None:
    with pytest.raises(SourceError):
        PUBLICATION.formats[0].read({FILE: data}, PROGRAMMES)


def test_unknown_list_type_raises() -> None:
    with pytest.raises(UnknownInSource, match="list type"):
        read(content().replace(b"whole-list", b"other"))


def test_every_value_reads_again_at_its_place() -> None:
    targets = etree.fromstring(content()).findall("target")
    for entry in read(content()).entries:
        target = targets[int(entry.rows[0].rpartition("#")[2]) - 1]
        for name in entry.names:
            assert target.findtext(name.place.partition("/")[2]) == name.full
        for country in entry.countries:
            assert target.findtext(country.place.partition("/")[2]) == country.printed
        for birth in entry.birth_dates:
            element = target.find(birth.place.partition("/")[2])
            assert [int(element.get(word)) for word in ("year", "month", "day")] == [
                int(part) for part in birth.date.value.split("-")
            ]
        for text in entry.genders:
            path, _, attribute = text.place.partition("/")[2].rpartition("/@")
            assert target.find(path).get(attribute) == text.text


@pytest.mark.shared
def test_secos_own_sample_is_well_formed_and_no_list(shared_data: Path) -> None:
    data = (shared_data / "ch/seco_sample/2024-01-17" / FILE).read_bytes()
    (chosen,) = PUBLICATION.formats
    mapped = chosen.read({FILE: data}, {"PPDM": "CH-EXAMPLE"})
    assert [entry.official_id for entry in mapped.entries] == ["64393", "64398", "64403"]
    assert [item.code for item in mapped.issues] == ["amendment"]
    unmapped = chosen.read({FILE: data}, programmes("ch", "ch_seco"))
    assert unmapped.entries == ()
    assert [item.code for item in unmapped.issues] == ["amendment"] + ["unknown-programme"] * 3
    assert len(mapped.entries) < chosen.bounds.least
