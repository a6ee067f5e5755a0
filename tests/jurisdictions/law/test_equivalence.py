"""Equivalence: which regimes answer each other, and the reasons where they part."""

from __future__ import annotations

from inconcert.jurisdictions.equivalence import equivalences, equivalents, groups_of, overlap
from inconcert.jurisdictions.regimes import regimes
from inconcert.jurisdictions.sources import sources
from inconcert.model.law import ConductCode
from inconcert.model.vocabulary import Theme


def test_every_regime_of_a_group_exists_and_has_its_theme_and_country() -> None:
    for group in equivalences():
        assert set(group.statement.sources) <= set(sources())
        for name in group.regimes:
            regime = regimes()[name]
            assert not group.theme or not regime.themes or group.theme in regime.themes, (group.id, name)
            assert not group.countries or set(group.countries) & set(regime.countries), (group.id, name)


def test_every_thematic_regime_about_a_theme_is_in_its_group() -> None:
    for regime in regimes().values():
        if regime.scope == "thematic":
            for theme in regime.themes:
                assert theme in {group.theme for group in groups_of(regime.id)}, regime.id


def test_there_is_no_eu_regime_for_corruption() -> None:
    assert not [name for name in equivalents("GB-AC", Theme.CORRUPTION) if name.startswith("EU")]
    assert "EU-HR" in equivalents("GB-HR", Theme.HUMAN_RIGHTS)


def test_a_government_does_not_answer_itself() -> None:
    assert not [name for name in equivalents("US-GLOMAG") if name.startswith("US")]


def test_overlaps_follow_the_law() -> None:
    found = overlap("GB-HR", "EU-HR")
    assert ConductCode.TORTURE in found.shared
    assert found.only_one == ()
    assert ConductCode.DETENTION in found.only_other
    assert found.reasons
    assert overlap("GB-HR", "AU-HUMAN").shared == (ConductCode.LIFE, ConductCode.TORTURE, ConductCode.SLAVERY)


def test_overlap_is_symmetric() -> None:
    one, other = overlap("US-GLOMAG", "CA-JVCFOA"), overlap("CA-JVCFOA", "US-GLOMAG")
    assert one.shared == other.shared
    assert one.only_one == other.only_other
    assert one.reasons == other.reasons


def test_nothing_follows_where_criteria_are_not_recorded_or_the_law_did_not_exist() -> None:
    assert overlap("US-BELARUS", "EU-HR").unrecorded
    assert overlap("GB-HR", "EU-HR", "2020-08-18").unrecorded
