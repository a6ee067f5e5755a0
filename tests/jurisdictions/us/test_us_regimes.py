"""The regime files of the United States: every tag once, the themes of the thematic laws, no freeze on lesser lists."""

from __future__ import annotations

from inconcert.jurisdictions.regimes import programmes, publications, regimes_of
from inconcert.model.vocabulary import Measure, Theme

REGIMES = {regime.id: regime for regime in regimes_of("us")}


def test_thematic_regimes() -> None:
    both = (Theme.HUMAN_RIGHTS, Theme.CORRUPTION)
    freeze_and_ban = (Measure.ASSET_FREEZE, Measure.TRAVEL_BAN)
    for name in ("US-GLOMAG", "US-MAGNITSKY"):
        assert (REGIMES[name].themes, REGIMES[name].measures) == (both, freeze_and_ban)
        assert REGIMES[name].scope == "thematic"


def test_a_country_with_several_tags_of_one_law_is_one_regime() -> None:
    known = programmes("us", "us_sdn")
    assert known["BELARUS"] == known["BELARUS-EO14038"] == "US-BELARUS"
    assert known["RUSSIA-EO"] == known["RUSSIA-EO14024"] == "US-RUSSIA-EO14024"


def test_a_tag_on_the_lesser_lists_is_never_the_freeze_of_the_same_tag() -> None:
    sdn, lesser = programmes("us", "us_sdn"), programmes("us", "us_nonsdn")
    for tag in ("RUSSIA-EO14024", "UKRAINE-EO13662", "BURMA-EO14014", "CAATSA - RUSSIA", "ILLICIT-DRUGS-EO14059"):
        assert sdn[tag] != lesser[tag]
        assert REGIMES[sdn[tag]].targeted and not REGIMES[lesser[tag]].targeted


def test_a_targeted_regime_freezes_or_bans_and_another_does_neither() -> None:
    for regime in REGIMES.values():
        assert regime.targeted == bool({Measure.ASSET_FREEZE, Measure.TRAVEL_BAN} & {*regime.measures}), regime.id
        assert regime.basis and not regime.un_derived


def test_publications() -> None:
    found = {item.list_id: item for item in publications() if item.jurisdiction == "us"}
    assert {name: (item.line, item.principal) for name, item in found.items()} == {
        "us_sdn": ("us_sdn", True),
        "us_nonsdn": ("us_nonsdn", False),
    }
    unproven = [item.name for item in found["us_sdn"].formats if not item.proven]
    assert unproven == ["enhanced", "enhanced_zip", "older_xml"]
    assert all(item.proven for item in found["us_nonsdn"].formats)
