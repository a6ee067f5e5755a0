"""The law as data: complete, sourced, dated; the text of a past day gives the rules of that day."""

from __future__ import annotations

import pytest

from inconcert.jurisdictions import law
from inconcert.jurisdictions.regimes import regimes
from inconcert.jurisdictions.sources import sources
from inconcert.model.errors import UserError
from inconcert.model.law import ConductCode, Confidence, Coverage, LawOf
from inconcert.model.vocabulary import Kind, Measure, Theme

TODAY = "2026-11-21"
PRINCIPAL = [
    "US-GLOMAG",
    "US-MAGNITSKY",
    "US-7031C",
    "GB-HR",
    "GB-AC",
    "CA-JVCFOA",
    "CA-SEMA",
    "EU-HR",
    "EU-LBN",
    "AU-HUMAN",
    "AU-CRP",
]


def held(regime_id: str, day: str = TODAY) -> LawOf:
    found = law.law_of(regime_id, day)
    assert found is not None
    return found


@pytest.mark.parametrize("name", sorted(law.laws()))
def test_every_statement_has_a_source_and_a_confidence(name: str) -> None:
    for statement in law.statements(held(name)):
        assert set(statement.sources) <= set(sources())
        if statement.sources == ("background",):
            assert statement.confidence is Confidence.LOW


@pytest.mark.parametrize("name", PRINCIPAL)
def test_a_principal_law_says_what_a_request_needs(name: str) -> None:
    found = held(name)
    for facet in ("decision_maker", "measures", "addressee"):
        assert found.statements(facet), facet
    assert found.listable
    assert found.imposes
    assert found.mirror


def test_every_regime_of_the_lists_has_a_law() -> None:
    for regime in regimes().values():
        assert law.law_file(regime.id).jurisdiction == regime.jurisdiction


def test_an_unknown_regime_is_not_given_somebody_elses_law() -> None:
    with pytest.raises(UserError):
        law.law_file("FR-HR")


def test_the_uk_text_of_2020_asks_whether_listing_is_appropriate_and_todays_does_not() -> None:
    (then,) = held("GB-HR", "2020-08-18").statements("standard")
    (now,) = held("GB-HR").statements("standard")
    assert "must consider that the designation is appropriate" in then.text
    assert "no longer" in now.text
    assert held("GB-HR", "2020-08-18").mirror is None
    route = held("GB-HR").mirror
    assert route is not None
    assert route.clock_days == (56, 56)
    assert set(route.origins) == {"us", "eu", "au", "ca"}
    assert route.caveat is not None
    assert route.caveat.confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("regime_id", "day"), [("EU-HR", "2020-12-06"), ("GB-AC", "2021-04-25"), ("AU-HUMAN", "2021-12-20")]
)
def test_a_law_does_not_exist_before_its_day(regime_id: str, day: str) -> None:
    assert law.law_of(regime_id, day) is None


def test_jvcfoa_lists_persons_only_and_sema_entities_too() -> None:
    assert held("CA-JVCFOA").listable == (Kind.PERSON,)
    assert held("CA-JVCFOA").listable_statement.confidence is Confidence.HIGH
    assert Kind.ENTITY in held("CA-SEMA-CHN").listable
    assert held("CA-SEMA-CHN").needs_country_regulation


def test_eu_hr_has_no_corruption_ground_and_detention_by_name() -> None:
    found = held("EU-HR")
    assert found.themes == (Theme.HUMAN_RIGHTS,)
    for code in ConductCode:
        if code.theme is Theme.CORRUPTION:
            rule = found.coverage(code)
            assert rule is not None
            assert rule.coverage is Coverage.NO
    detention, religion = found.coverage(ConductCode.DETENTION), found.coverage(ConductCode.RELIGION)
    assert detention is not None
    assert religion is not None
    assert (detention.coverage, religion.coverage) == (Coverage.EXPLICIT, Coverage.CONDITIONAL)
    assert found.expires_on == "2026-12-08"


@pytest.mark.parametrize("regime_id", ["GB-HR", "AU-HUMAN"])
def test_detention_is_no_ground_of_its_own_in_the_uk_and_australia(regime_id: str) -> None:
    found = held(regime_id)
    rule = found.coverage(ConductCode.DETENTION)
    assert rule is not None
    assert rule.coverage is Coverage.NO
    named = {item.code for item in found.conduct if item.coverage is Coverage.EXPLICIT}
    assert named == {ConductCode.LIFE, ConductCode.TORTURE, ConductCode.SLAVERY}


def test_7031c_bans_entry_and_freezes_nothing() -> None:
    assert held("US-7031C").imposes == (Measure.TRAVEL_BAN,)


def test_a_statute_says_for_its_regulations_what_they_do_not_say_themselves() -> None:
    own = held("GB-HR").statements("ownership")
    assert own == held("GB-SAMLA").statements("ownership")
    assert held("GB-HR").statements("threshold") != held("GB-SAMLA").statements("threshold")
