"""The small parts of the EU readers: remarks, nested records, scripts, regimes."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inconcert.jurisdictions.eu import nested
from inconcert.jurisdictions.eu.entities import UN_ONLY, Act, listings_of, references_of
from inconcert.jurisdictions.eu.records import Block, Facts
from inconcert.jurisdictions.eu.remarks import iso_day, listing_dates, read_remark, with_designation_day
from inconcert.jurisdictions.eu.scripts import script_of
from inconcert.jurisdictions.regimes import programmes, regimes_of
from inconcert.model.errors import LimitExceeded, SourceError, UnreadableSource
from inconcert.model.vocabulary import DateKind, Measure, NameRole, Theme


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2021-03-22", "2021-03-22"),
        ("2.3.2021", "2021-03-02"),
        ("12/04/2011", "2011-04-12"),
        ("22-12-2012", "2012-12-22"),
        ("23.5.2011.", "2011-05-23"),
        ("21.01.201", ""),
        ("31.2.2020", ""),
        ("04/13/2011", ""),
        ("2021-03", ""),
        ("", ""),
    ],
)
def test_days_are_read_day_first_or_not_at_all(printed: str, day: str) -> None:
    assert iso_day(printed) == day


@pytest.mark.parametrize(
    ("text", "un_derived", "dates"),
    [
        ("(Date of UN designation: 2021-03-22)", False, [("listed", "2021-03-22")]),
        ("(Date of UN designation: 2021-03-22)", True, [("un_listed", "2021-03-22")]),
        ("(Date of listing: 25.7.2014)", False, [("listed", "2014-07-25")]),
        (
            r"(Date of UN designation: 2012-05-18)\n(Date of listing: 2012-05-03. Parentage)",
            False,
            [("listed", "2012-05-03"), ("un_listed", "2012-05-18")],
        ),
        (r"(Date of UN designation: 2011-05-09)\n(Date of listing: 9.5.2011)", False, [("listed", "2011-05-09")]),
        ("(Date of designation referred to in Article 2a(4)(b): 24.3.2011.)", True, []),
        ("(Designation details: 23.6.2008)", False, []),
        ("", False, []),
    ],
)
def test_what_a_remark_says_of_the_day_of_listing(text: str, un_derived: bool, dates: list[tuple[str, str]]) -> None:
    remark = read_remark(text)
    assert [(day.kind.value, day.value) for day in listing_dates(remark, un_derived=un_derived)] == dates
    assert remark.not_understood == ()


def test_forms_that_are_no_date_or_number_are_named() -> None:
    assert read_remark("(date of listing: 21.01.201)").not_understood == ("21.01.201",)
    assert read_remark("(Date of UN designation: 25 July 2012.)").not_understood
    assert read_remark("(UN ID: none)").not_understood == ("none",)
    two = read_remark(r"(Date of UN designation: 2011-01-01)\n(Date of UN designation: 2012-01-01)")
    assert (two.field_day, two.not_understood) == ("", ("2011-01-01", "2012-01-01"))
    contradicting = with_designation_day(read_remark("(Date of UN designation: 2011-01-01)"), "2012-01-01")
    assert contradicting.not_understood == ("2012-01-01",)


def test_only_a_un_number_is_read_as_one() -> None:
    remark = read_remark(r"(UN ID: KPi.045)\n(Review pursuant to Security Council Resolution 1822, QDi.001)")
    assert remark.un_ids == ("KPi.045",)


@given(st.text(max_size=200))
def test_any_remark_is_read_without_an_exception(text: str) -> None:
    for day in listing_dates(read_remark(text), un_derived=False):
        assert day.kind in (DateKind.LISTED, DateKind.UN_LISTED)


def test_nested_records_are_read_as_data() -> None:
    cell = repr([{"a": "it's", "b": 'say "x"'}, {"c": "line\r\nbreak", "d": ["p", "q"]}])
    assert nested.records(cell, "") == [{"a": "it's", "b": 'say "x"'}, {"c": "line\r\nbreak", "d[0]": "p", "d[1]": "q"}]


records = st.lists(
    st.dictionaries(st.text(min_size=1), st.text() | st.lists(st.text(), min_size=1), min_size=1), min_size=1
)


@given(records)
def test_nested_records_round_trip(value: list[dict[str, str | list[str]]]) -> None:
    try:
        found = nested.records(repr(value), "")
    except UnreadableSource:
        return  # two keys that flatten to one name
    assert len(found) == len(value)
    for flat, original in zip(found, value, strict=True):
        assert {key: flat[key] for key, item in original.items() if isinstance(item, str)} == {
            key: item for key, item in original.items() if isinstance(item, str)
        }


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "[]",
        "[{}]",
        "[{'a': 1}]",
        "[{'a': None}]",
        "[{'a': __import__('os')}]",
        "['a']",
        "[{'a': 'b'}",
        "[{'a': 'b'}]]",
        "[{'a': 'b', 'a': 'c'}]",
        r"[{'a': '\N{no such}'}]",
        "[{'a': {'b': 'c'}}]",
        "[" * 50_000,
        "[{'a': '" + "\\" * 50_001 + "'}]",
        "[{'a': '" + "x" * 300_000 + "'}]",
        "-" * 100_000,
    ],
)
def test_any_other_shape_is_refused_at_once(cell: str) -> None:
    start = time.perf_counter()
    with pytest.raises((UnreadableSource, LimitExceeded)):
        nested.records(cell, "x.csv#2/y")
    assert time.perf_counter() - start < 1.0


@given(st.text(alphabet="[]{}'\":, \\ab", max_size=60))
def test_hostile_cells_only_ever_give_our_errors(cell: str) -> None:
    with contextlib.suppress(SourceError):
        nested.records(cell, "")


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("朱海仑", "Hani"),
        ("정경택", "Hang"),
        ("Александр БАСТРЫКИН", "Cyrl"),
        ("مليشيا كانيات", "Arab"),
        ("Οργάνωση", "Grek"),
        ("Zhu Hailun", ""),
        ("José Ça", ""),
        ("Al-Haramain (нидерландски клон)", ""),
        ("123", ""),
        ("", ""),
    ],
)
def test_scripts(name: str, script: str) -> None:
    assert script_of(name) == script


@pytest.mark.parametrize(
    ("values", "role"),
    [
        ({"wholeName": "朱海仑"}, NameRole.ORIGINAL_SCRIPT),
        ({"wholeName": "مليشيا كانيات"}, NameRole.ORIGINAL_SCRIPT),
        ({"wholeName": "Абу Али"}, NameRole.ALIAS),
        ({"wholeName": "Абу Али", "regulationLanguage": "bg"}, NameRole.ALIAS),
        ({"wholeName": "Аюбхан Катаев", "regulationLanguage": "en"}, NameRole.ORIGINAL_SCRIPT),
        ({"wholeName": "Аюбхан Катаев", "remark": "(original script)"}, NameRole.ORIGINAL_SCRIPT),
        ({"wholeName": "Abu", "remark": "Low quality a.k.a."}, NameRole.WEAK_ALIAS),
        ({"wholeName": "Abu", "strong": "false"}, NameRole.WEAK_ALIAS),
        ({"wholeName": "Abu", "remark": "formerly known as"}, NameRole.FORMER),
        ({"wholeName": "Abu", "remark": "good quality alias"}, NameRole.ALIAS),
    ],
)
def test_what_a_name_is(values: dict[str, str], role: NameRole) -> None:
    facts = Facts(("x.csv#2",))
    facts.add(Block("nameAlias", {"wholeName": "Main", "logicalId": "1"}, 0))
    facts.add(Block("nameAlias", {"logicalId": "2", **values}, 0))
    assert [name.role for name in facts.ordered_names()] == [NameRole.PRIMARY, role]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"wholeName": " ", "function": "x"}, "name-without-text"),
        ({"wholeName": "A", "gender": "X"}, "unknown-gender"),
        ({"wholeName": "A", "strong": "maybe"}, "unknown-strength"),
    ],
)
def test_strange_names_are_noted(values: dict[str, str], code: str) -> None:
    facts = Facts(("x.csv#2",))
    facts.add(Block("nameAlias", values, 0))
    assert [issue.code for issue in facts.issues] == [code]


@pytest.mark.parametrize(
    ("programme", "un_number", "kind"),
    [
        ("HR", "", DateKind.LISTED),
        ("PRK", "", DateKind.LISTED),
        ("PRK", "KPi.001", DateKind.UN_LISTED),
        ("TAQA", "", DateKind.UN_LISTED),
    ],
)
def test_whose_listing_the_field_dates(programme: str, un_number: str, kind: DateKind) -> None:
    facts = Facts(("x.csv#2",))
    references = references_of("1", "0/id", [(un_number, "0/un")] if un_number else [])
    remark = read_remark("(Date of UN designation: 2016-03-02)")
    act = Act(programme, "2017/1 (OJ L1)", "2017-08-31", "0/programme")
    (listing,) = listings_of([act], remark, references, programmes("eu", "eu_fsf"), facts)
    assert {(day.kind, day.value) for day in listing.dates} == {(kind, "2016-03-02"), (DateKind.UPDATED, "2017-08-31")}


def test_un_only_programmes_are_the_regimes_that_are_un_derived() -> None:
    by_regime = {regime: printed for printed, regime in programmes("eu", "eu_fsf").items()}
    assert {by_regime[regime.id] for regime in regimes_of("eu") if regime.un_derived} == UN_ONLY


def test_the_human_rights_regime() -> None:
    (regime,) = (item for item in regimes_of("eu") if item.id == "EU-HR")
    assert regime.themes == (Theme.HUMAN_RIGHTS,)
    assert regime.measures == (Measure.ASSET_FREEZE, Measure.TRAVEL_BAN)
    assert regime.programmes == {"eu_fsf": ("HR",)}
    assert not regime.un_derived


def test_every_regime_file_is_one_programme_of_the_list() -> None:
    assert {regime.id: regime.programmes for regime in regimes_of("eu")} == {
        regime.id: {"eu_fsf": (regime.id.removeprefix("EU-"),)} for regime in regimes_of("eu")
    }
