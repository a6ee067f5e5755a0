"""The regime files of the United Kingdom."""

from __future__ import annotations

from inconcert.jurisdictions.regimes import programmes, regimes_of
from inconcert.model.vocabulary import Measure, Theme


def test_the_thematic_regimes_of_the_mission() -> None:
    found = {regime.id: regime for regime in regimes_of("gb")}
    assert found["GB-HR"].themes == (Theme.HUMAN_RIGHTS,)
    assert found["GB-AC"].themes == (Theme.CORRUPTION,)
    for name in ("GB-HR", "GB-AC"):
        assert set(found[name].measures) == {Measure.ASSET_FREEZE, Measure.TRAVEL_BAN}
    assert {item.id for item in found.values() if item.themes} == {"GB-HR", "GB-AC"}


def test_only_regimes_that_follow_the_united_nations_alone_are_un_derived() -> None:
    derived = {regime.id for regime in regimes_of("gb") if regime.un_derived}
    assert derived == {"GB-AFG", "GB-IRQ", "GB-ISIL-AQ", "GB-SOM"}


def test_programmes_are_printed_without_stray_space_and_with_straight_apostrophes() -> None:
    for list_id in ("gb_conlist", "gb_uksl"):
        for printed in programmes("gb", list_id):
            assert printed == " ".join(printed.split())
            assert "’" not in printed


def test_a_regime_of_the_sanctions_list_has_its_short_name_its_regulations_and_its_prefix() -> None:
    for regime in regimes_of("gb"):
        printed = regime.programmes.get("gb_uksl", ())
        assert not printed or (len(printed) == 3 and printed[1] == regime.basis and len(printed[2]) == 3), regime.id
