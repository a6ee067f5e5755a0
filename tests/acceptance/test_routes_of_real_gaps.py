"""On the real editions: every gap has one kind and one route or none, and the routes say what the law says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from inconcert.gaps.gaps import Question
from inconcert.model.target import Gap
from inconcert.model.vocabulary import Explanation, Kind, Status
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House

pytestmark = [pytest.mark.shared, pytest.mark.slow]
LETTER = dt.date(2020, 8, 18)


def one(house: House, have: str, lack: str, number: str, situation: str, day: dt.date | None = None) -> Gap:
    """The gap of one target, found by one of its ids."""
    found = find_gaps(house, Question((have,), (lack,), day=day), situation).answer.gaps
    (gap,) = [item for item in found if number in item.target.ids]
    return gap


def powers(gap: Gap) -> list[tuple[str, str]]:
    """(regime, fit) of a gap's powers, in order."""
    return [(item["regime"], item["fit"]) for item in route(gap)["powers"]]


def route(gap: Gap) -> dict[str, Any]:
    """The route of a gap."""
    assert gap.route is not None
    return gap.route


def test_us_uk_gaps_of_the_thematic_programmes_are_all_explained(full_house: House) -> None:
    found = find_gaps(full_house, Question(("us",), ("gb",), thematic=True)).answer.gaps
    missing = [gap for gap in found if gap.status is Status.NOT_FOUND]
    assert len(missing) > 500
    for gap in missing:
        assert gap.explained is not None
        said = route(gap)
        assert bool(said["powers"]) != bool(said["none"])
        assert said["powers"] or said["excluded"] or gap.explained is Explanation.UN_DERIVED
        assert said["not_advice"]
        for power in said["powers"]:
            assert power["lines"][0]["heading"] == "Power"
            assert power["lines"][0]["source"]


def test_vessels_cannot_be_listed_for_human_rights_in_the_united_kingdom(full_house: House) -> None:
    question = Question(("us",), ("gb",), regime="US-GLOMAG", kind=Kind.VESSEL)
    found = [gap for gap in find_gaps(full_house, question).answer.gaps if gap.status is Status.NOT_FOUND]
    assert len(found) == 157
    assert {gap.explained for gap in found} == {Explanation.NOT_LISTABLE}


def test_the_bureau_cannot_be_listed_by_the_act_the_letter_named(full_house: House) -> None:
    gap = one(full_house, "us", "ca", "us-29159", "xinjiang")
    assert [item["regime"] for item in route(gap)["excluded"]] == ["CA-JVCFOA"]
    assert powers(gap) == [("CA-SEMA-CHN", "direct")]
    then = one(full_house, "us", "ca", "us-29159", "xinjiang", LETTER)
    assert then.explained is Explanation.NO_REGIME
    assert powers(then) == [("CA-SEMA", "new_regulation")]


def test_the_bureau_in_the_eu_and_the_united_kingdom(full_house: House) -> None:
    eu = one(full_house, "us", "eu", "us-29159", "xinjiang")
    assert eu.explained is Explanation.REGIME_NOT_THIS_TARGET
    assert powers(eu) == [("EU-HR", "direct")]
    gb = one(full_house, "us", "gb", "us-29159", "xinjiang")
    assert powers(gb) == [("GB-HR", "argued"), ("GB-HR", "urgent")]
    urgent = route(gb)["powers"][1]
    assert urgent["clock_days"] == [56, 56]
    assert "has not been checked" in " ".join(line["text"] for line in urgent["lines"])
    assert powers(one(full_house, "us", "gb", "us-29159", "xinjiang", LETTER)) == [("GB-HR", "argued")]


def test_corruption_only_has_no_way_into_the_eu_but_by_a_country_regime(full_house: House) -> None:
    question = Question(("us",), ("eu",), theme="corruption")
    gupta = find_gaps(full_house, question, "state-capture-za").answer.gaps
    assert len(gupta) == 4
    for gap in gupta:
        assert gap.explained is Explanation.NOT_LISTABLE
        assert route(gap)["powers"] == []
    riad = one(full_house, "us", "eu", "us-44584", "salameh-2023")
    assert riad.explained is Explanation.REGIME_UNUSED
    assert powers(riad)[0][0] == "EU-LBN"


def test_chen_quanguo_is_never_under_corruption(full_house: House) -> None:
    found = find_gaps(full_house, Question(("us",), ("gb",), theme="corruption"), "xinjiang").answer
    assert found.gaps == ()


def test_a_change_of_programme_is_no_delisting(full_house: House) -> None:
    gap = one(full_house, "us", "gb", "us-7513", "zimbabwe")
    assert gap.have[0].status is Status.IN_FORCE
    assert "US-GLOMAG" in {item.regime for item in gap.have[0].designations}


def test_lukashenka_is_in_force_everywhere(full_house: House) -> None:
    question = Question(("us",), ("gb", "ca", "eu", "au"), include_in_force=True)
    found = find_gaps(full_house, question, "belarus-2020").answer.gaps
    mine = [gap for gap in found if "us-9760" in gap.target.ids]
    assert {(gap.lack.jurisdiction, gap.status) for gap in mine} == {
        (name, Status.IN_FORCE) for name in ("gb", "ca", "eu", "au")
    }


def test_kadyrov_is_in_force_in_the_eu_since_2014_over_ukraine(full_house: House) -> None:
    question = Question(("us",), ("eu",), include_in_force=True)
    (gap,) = [g for g in find_gaps(full_house, question, "chechnya").answer.gaps if "us-23343" in g.target.ids]
    assert gap.status is Status.IN_FORCE
    assert gap.lack.since is not None
    assert gap.lack.since.value == "2014-07-25"
    assert {item.regime for item in gap.lack.designations} == {"EU-UKR"}


def test_no_eu_human_rights_listing_is_un_derived_or_partial_for_want_of_a_ban(full_house: House) -> None:
    found = find_gaps(full_house, Question(("eu",), ("us",), regime="EU-HR", include_in_force=True)).answer.gaps
    assert found
    for gap in found:
        assert not [item for cell in gap.have for item in cell.designations if item.un_derived]
        assert not [text for cell in gap.have for text in cell.partial if "ban" in text]
