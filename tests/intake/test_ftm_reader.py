"""FollowTheMoney read strictly: what becomes of each property, and what refuses the file or sets a record aside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inconcert.formats import limits
from inconcert.intake import ftm_schema
from inconcert.intake.ftm_reader import read
from inconcert.model.errors import InconcertError, LimitExceeded, SourceError, UnknownInSource, UnreadableSource
from inconcert.model.vocabulary import DateKind, IdentifierKind, Kind, NameRole, ReferenceScheme, Severity

DATE = "2026-01-01"


def thing(identity: str, schema: str = "Person", **properties: list[str]) -> dict:
    return {"id": identity, "schema": schema, "properties": properties}


def sanction(identity: str, *about: str, **properties: list[str]) -> dict:
    return thing(identity, "Sanction", entity=list(about), **properties)


FULL = [
    thing(
        "p1", name=["Anna Example", "Example, Anna"], alias=["Ana Exemplar"], weakAlias=["Annie"],
        previousName=["Anna Specimen"], birthDate=["1961-12"], birthPlace=["Sampleton"], nationality=["by"],
        citizenship=["ru"], country=["by", "eu-x"], gender=["female"], position=["Judge"], passportNumber=["X1"],
        idNumber=["77"], address=["1 Street"], notes=["A note"], title=["Dr"],
    ),
    thing("o1", "Organization", name=["Example Body"], jurisdiction=["by"], registrationNumber=["R9"], parent=["o2"]),
    thing("o2", "Company", name=["Example Parent"]),
    thing("v1", "Vessel", name=["Example Star"], imoNumber=["IMO9999999"], flag=["pa"], buildDate=["1999"]),
    thing("a1", "Airplane", name=["EX-1"], serialNumber=["1234"]),
    thing("l1", "LegalEntity", name=["Who Knows"]),
    thing("x1", "Address", full=["1 Street"]),
    sanction("s1", "p1", authority=["Example Office"], program=["Rights"], programId=["EX-R"],
             listingDate=["2020-08-18"],
             startDate=["2020-08-19T10:00:00"], unscId=["QDi.001"], authorityId=["EX.1"], reason=["For a reason."],
             sourceUrl=["https://example.org"], country=["zz"]),
    sanction("s2", "p1", program=["Older"], startDate=["2011"], endDate=["2012"]),
    sanction("s3", "o1", "v1", "a1", "l1", program=["Rights"], startDate=["2020-08"]),
]  # fmt: skip


def content(entities: list[dict]) -> bytes:
    return b"".join(json.dumps(item, ensure_ascii=False).encode() + b"\n" for item in entities)


def reading(entities: list[dict], date: str = DATE):
    return read(content(entities), "x.jsonl", "ftm-x", date)


def test_every_value_has_its_place_and_nothing_is_lost():
    found = {entry.official_id: entry for entry in reading(FULL).entries}
    assert set(found) == {"p1", "o1", "v1", "a1", "l1"}
    anna = found["p1"]
    assert [(name.full, name.role) for name in anna.names] == [
        ("Anna Example", NameRole.PRIMARY), ("Example, Anna", NameRole.VARIATION), ("Ana Exemplar", NameRole.ALIAS),
        ("Annie", NameRole.WEAK_ALIAS), ("Anna Specimen", NameRole.FORMER),
    ]  # fmt: skip
    (listing,) = anna.listings
    assert (listing.programme, listing.regime) == ("Example Office: Rights; EX-R", "")
    assert {(date.kind, date.value) for date in listing.dates} == {
        (DateKind.LISTED, "2020-08-18"), (DateKind.EFFECTIVE, "2020-08-19"),
    }  # fmt: skip
    assert [str(item.date) for item in anna.birth_dates] == ["1961-12"]
    assert {(item.code, item.printed) for item in anna.countries} == {("by", "by"), ("ru", "ru")}
    assert {(item.code, item.printed) for item in anna.address_countries} == {("by", "by"), ("", "eu-x")}
    assert {(item.kind, item.value) for item in anna.identifiers} == {
        (IdentifierKind.PASSPORT, "X1"), (IdentifierKind.NATIONAL_ID, "77"), (IdentifierKind.OTHER, "EX.1"),
    }  # fmt: skip
    assert [(item.scheme, item.value) for item in anna.references] == [(ReferenceScheme.UN, "QDi.001")]
    assert [item.text for item in anna.reasons] == ["For a reason."]
    remarks = {item.label: item.text for item in anna.remarks}
    assert remarks["ended sanction"].startswith("Older: ") and remarks["notes"] == "A note" and remarks["title"] == "Dr"
    assert anna.rows == ("x.jsonl#1", "x.jsonl#8", "x.jsonl#9") and anna.absolute(listing.place) == "x.jsonl#8/program"
    assert found["v1"].kind is Kind.VESSEL and found["a1"].kind is Kind.AIRCRAFT
    assert found["o1"].relations[0].official_id == "o2"


def test_what_is_not_read_is_said():
    codes = {(issue.severity, issue.code) for issue in reading(FULL).issues}
    assert codes == {(Severity.NOTE, "kind-not-said"), (Severity.NOTE, "not-read")}
    assert any("1 of the schema Address" in issue.what for issue in reading(FULL).issues)


def test_whose_every_sanction_has_ended_is_not_on_the_list_and_a_note_says_so():
    entities = [thing("p1", name=["Anna Example"]), sanction("s1", "p1", startDate=["2011"], endDate=["2012-03"])]
    found = reading(entities)
    assert not found.entries and [issue.code for issue in found.issues] == ["ended"]
    assert reading(entities, "2012-03-30").entries, "an end known to the month counts from its last day"


@pytest.mark.parametrize(
    ("entities", "code"),
    [
        ([sanction("s9", "nobody", program=["P"])], "dangling-sanction"),
        ([thing("c1", "CryptoWallet", name=["c"]), sanction("s9", "c1", program=["P"])], "not-a-target"),
        ([sanction("s9", "p1", startDate=["18 August 2020"])], "unmappable-sanction"),
        ([sanction("s9", "p1", startDate=["2020-02-30"])], "unmappable-sanction"),
        ([thing("s9", "Sanction", program=["P"])], "unmappable-sanction"),
        ([thing("p9", birthDate=["1961"]), sanction("s9", "p9")], "unmappable-record"),
        ([thing("p9", name=["A B"], birthDate=["about 1961"]), sanction("s9", "p9")], "unmappable-record"),
    ],
)
def test_one_record_that_cannot_be_mapped_is_set_aside_with_its_place(entities, code):
    found = reading([*FULL, *entities])
    aside = [issue for issue in found.issues if issue.severity is Severity.SET_ASIDE]
    assert [issue.code for issue in aside] == [code] and aside[0].where.startswith("x.jsonl#")
    assert {entry.official_id for entry in found.entries} == {"p1", "o1", "v1", "a1", "l1"}


@pytest.mark.parametrize(
    ("line", "error", "words"),
    [
        (thing("p9", "Persona", name=["A B"]), UnknownInSource, "unknown schema"),
        (thing("p9", name=["A B"], nmae=["A B"]), UnknownInSource, "unknown properties of Person: nmae"),
        (sanction("s9", "p1", programme=["P"]), UnknownInSource, "unknown properties of Sanction: programme"),
        (thing("v9", "Vessel", name=["A"], birthDate=["1961"]), UnknownInSource, "birthDate"),
        (thing("p9", name=["A B"]) | {"names": ["A"]}, UnknownInSource, "unknown keys: names"),
        (thing("p1", name=["A B"]), UnreadableSource, "stands twice"),
        ({"id": "p9", "schema": "Person"}, UnreadableSource, "lacks properties"),
        (thing("", name=["A B"]), UnreadableSource, "not an id"),
        (thing("p 9", name=["A B"]), UnreadableSource, "not an id"),
        (thing("p" * 256, name=["A B"]), UnreadableSource, "not an id"),
        ({"id": 9, "schema": "Person", "properties": {}}, UnreadableSource, "not an id"),
        ({"id": "p9", "schema": ["Person"], "properties": {}}, UnknownInSource, "unknown schema"),
        ({"id": "p9", "schema": "Person", "properties": []}, UnreadableSource, "not an object"),
        (thing("p9", name="A B"), UnreadableSource, "list of texts"),
        (thing("p9", name=[]), UnreadableSource, "list of texts"),
        (thing("p9", name=[""]), UnreadableSource, "list of texts"),
        (thing("p9", name=["A", "A"]), UnreadableSource, "stands twice in a property"),
        (thing("p9", name=["A"], sanctions=[{"id": "s"}]), UnknownInSource, "sanctions"),
        (["p9"], UnreadableSource, "not one JSON object"),
    ],
)
def test_what_the_reader_does_not_know_refuses_the_file_with_the_place(line, error, words):
    with pytest.raises(error, match=words) as raised:
        reading([*FULL, line])
    assert "x.jsonl#" in raised.value.where


def test_every_rename_and_duplication_of_a_field_raises_and_no_removal_goes_unseen():
    """A property that an entity need not have may be absent; then the entry differs, or a record is set aside."""
    before = reading(FULL)
    total = 0
    for number, item in enumerate(FULL):
        in_scope = (item["schema"] in ftm_schema.KINDS and item["id"] != "o2") or item["schema"] == "Sanction"
        for key in [*item, *item["properties"]]:
            own = key in item["properties"]
            place = "properties" if own else None
            changed = json.loads(json.dumps(item))
            fields = changed[place] if place else changed
            fields[f"{key}x"] = fields.pop(key)
            removed = json.loads(json.dumps(item))
            (removed[place] if place else removed).pop(key)
            for other in (changed, removed):
                if own and not in_scope:
                    continue  # not read, and a note says so
                total += 1
                try:
                    after = reading([*FULL[:number], other, *FULL[number + 1 :]])
                except SourceError:
                    continue
                assert other is removed, f"a rename of {key} of {item['id']} went unseen"
                assert after != before, f"the removal of {key} of {item['id']} changed nothing"
            text = json.dumps(item).replace(f'"{key}":', f'"{key}": [], "{key}":', 1)
            lines = [json.dumps(one) for one in FULL]
            lines[number] = text
            with pytest.raises(UnreadableSource, match="twice"):
                read("\n".join(lines).encode(), "x.jsonl", "ftm-x", DATE)
    assert total > 100


@given(st.permutations(FULL))
@settings(max_examples=25, deadline=None)
def test_the_lines_in_any_order_give_the_same_entries(entities):
    def bare(found):
        return [(entry.official_id, entry.names, entry.listings, entry.remarks) for entry in found.entries]

    assert bare(reading(entities)) == bare(reading(FULL))


_texts = st.text(st.characters(codec="utf-8"), max_size=12)
_names = st.sampled_from(["name", "alias", "birthDate", "topics", "startDate", "entity", "x"])
_values = st.one_of(st.none(), st.integers(), _texts, st.lists(_texts, max_size=2))
_entities = st.fixed_dictionaries(
    {
        "id": st.one_of(_texts, st.just("p1")),
        "schema": st.sampled_from(["Person", "Sanction", "Address", "Vessel", "Nonsense"]),
        "properties": st.one_of(st.none(), st.dictionaries(_names, _values, max_size=4)),
    }
)


@given(st.lists(_entities, max_size=5))
@settings(max_examples=200, deadline=None)
def test_whatever_the_lines_hold_it_is_read_or_refused_with_a_name(entities):
    try:
        found = reading(entities)
    except InconcertError:
        return
    assert [entry.official_id for entry in found.entries] == sorted(entry.official_id for entry in found.entries)


HOSTILE = {
    "100,000 levels": (b'{"id":' + b"[" * 100_000 + b"]" * 100_000 + b"}", LimitExceeded, "levels"),
    "duplicate key": (b'{"id":"a","id":"b","schema":"Person","properties":{}}', UnreadableSource, "twice"),
    "NaN": (b'{"id":NaN,"schema":"Person","properties":{}}', UnreadableSource, "NaN"),
    "NUL": (b'{"id":"a\x00b","schema":"Person","properties":{}}', UnreadableSource, "control character"),
    "NUL escaped": (b'{"id":"a\\u0000b","schema":"Person","properties":{}}', UnreadableSource, "not an id"),
    "lone surrogate": (b'{"id":"a\\ud800","schema":"Person","properties":{}}', UnreadableSource, "surrogate"),
    "a number too long": (b'{"id":' + b"9" * 5000 + b',"schema":"Person","properties":{}}', UnreadableSource, "digits"),
    "wrong encoding": ('{"id":"é","schema":"Person","properties":{}}'.encode("utf-16"), UnreadableSource, "UTF-16"),
    "HTML": (b"<!DOCTYPE html><html><body>down for maintenance</body></html>", UnreadableSource, "HTML page"),
    "a ZIP": (b"PK\x03\x04" + bytes(64), UnreadableSource, "ZIP archive"),
    "truncated": (b'{"id":"a","schema":"Person","properties":{"name":["A', UnreadableSource, "not JSON"),
    "empty": (b"", UnreadableSource, "is empty"),
    "no sanction": (content([thing("p1", name=["A"])]), UnreadableSource, "no entity of the schema Sanction"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_bytes_are_refused_with_the_cause(case):
    data, error, words = HOSTILE[case]
    with pytest.raises(error, match=words):
        read(data, "x.jsonl", "ftm-x", DATE)


def test_a_line_over_its_limit_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr(limits, "json_line_max_bytes", 1000)
    with pytest.raises(LimitExceeded, match="longer than 1000 bytes"):
        read(content([thing("p1", name=["A" * 2000])]), "x.jsonl", "ftm-x", DATE)


SEEDS = 20


def test_random_hash_seeds_give_the_same_records(tmp_path: Path):
    file = tmp_path / "x.jsonl"
    file.write_bytes(content(FULL))
    program = (
        "import sys,hashlib;from inconcert.intake.ftm_reader import read;from inconcert.model.codec import to_json;"
        "found=read(open(sys.argv[1],'rb').read(),'x.jsonl','ftm-x','2026-01-01');"
        "print(hashlib.sha256(''.join([*map(to_json,found.entries),*map(str,found.issues)]).encode()).hexdigest())"
    )
    seen = set()
    for seed in range(SEEDS if os.environ.get("INCONCERT_SOAK") else 3):
        environment = os.environ | {"PYTHONHASHSEED": str(seed)}
        done = subprocess.run(
            [sys.executable, "-c", program, str(file)], capture_output=True, text=True, env=environment, check=True
        )
        seen.add(done.stdout)
    assert len(seen) == 1
