"""Routes: which power could close a gap, what must be argued, what is excluded, and what a letter may say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inconcert.gaps.route import check_before_you_send, renderable, route_of
from inconcert.jurisdictions.law import law_of
from inconcert.model.law import ConductCode, ConductRule, Confidence, Coverage, LawOf, Statement
from inconcert.model.route import NOT_ADVICE, Case, Fit, Ground, Origin, Power, RegimeThere, Route
from inconcert.model.vocabulary import Explanation, Kind, Measure, Theme

TODAY = "2026-11-21"
BOTH = (Measure.ASSET_FREEZE, Measure.TRAVEL_BAN)
SAID = Statement("The release names mass arbitrary detention.", ("treasury-2020-07-09",), Confidence.HIGH)
DETENTION = Ground(Theme.HUMAN_RIGHTS, (ConductCode.DETENTION,), SAID)
BRIBERY = Ground(Theme.CORRUPTION, (ConductCode.BRIBERY,), replace(SAID, text="Bribes."))
HR, AC = (Theme.HUMAN_RIGHTS,), (Theme.CORRUPTION,)

CANADA = (
    RegimeThere("CA-JVCFOA", "JVCFOA", "thematic", (), (*HR, *AC)),
    RegimeThere("CA-SEMA-CHN", "PRC Regulations", "country", ("cn",), (*HR, *AC)),
)
UK = (RegimeThere("GB-HR", "Global Human Rights", "thematic", (), HR), RegimeThere("GB-AC", "GAC", "thematic", (), AC))
EU = (
    RegimeThere("EU-HR", "EU Global Human Rights", "thematic", (), HR),
    RegimeThere("EU-LBN", "Lebanon", "country", ("lb",), AC, used=False),
    RegimeThere("EU-TERR", "Terrorism", "thematic"),
)
AUSTRALIA = (RegimeThere("AU-HUMAN", "Human rights", "thematic", (), HR),)


def us_listing(*grounds: Ground, measures: tuple[Measure, ...] = BOTH) -> Origin:
    return Origin("us", "US-GLOMAG", measures, True, grounds)


def ask(
    destination: str,
    regimes: tuple[RegimeThere, ...],
    *grounds: Ground,
    kind: Kind = Kind.ENTITY,
    country: str = "cn",
    as_of: str = TODAY,
) -> Case:
    return Case("Example", kind, (country,), (us_listing(*grounds),), destination, regimes, as_of)


def power(route: Route, regime: str, fit: Fit | None = None) -> Power:
    return next(item for item in route.powers if item.regime == regime and fit in (None, item.fit))


def texts(statements: tuple[Statement, ...]) -> str:
    return " ".join(item.text for item in statements)


def test_m1_a_body_cannot_be_listed_under_jvcfoa_and_can_under_the_country_regulation() -> None:
    route = route_of(ask("ca", CANADA, DETENTION), law_of)
    (shut,) = route.excluded
    assert (shut.regime, shut.because) == ("CA-JVCFOA", Explanation.NOT_LISTABLE)
    assert [item.regime for item in route.powers] == ["CA-SEMA-CHN"]
    assert route.explanation is Explanation.REGIME_NOT_THIS_TARGET


def test_m2_corruption_alone_is_no_ground_of_the_eu_regime() -> None:
    route = route_of(ask("eu", EU, BRIBERY, kind=Kind.PERSON, country="za"), law_of)
    assert route.powers == ()
    assert route.none
    assert route.explanation is Explanation.NOT_LISTABLE
    assert "corruption" in texts(route.excluded[0].statements)


def test_m2_a_country_regime_may_have_the_ground_and_be_unused() -> None:
    route = route_of(ask("eu", EU, BRIBERY, kind=Kind.PERSON, country="lb"), law_of)
    assert [item.regime for item in route.powers] == ["EU-LBN"]
    assert route.explanation is Explanation.REGIME_UNUSED
    assert "no listings" in texts(route.powers[0].against)


def test_m3_detention_must_be_argued_through_a_ground_of_the_uk_regulations() -> None:
    route = route_of(ask("gb", UK, DETENTION), law_of)
    found = power(route, "GB-HR", Fit.ARGUED)
    assert "torture" in texts(found.argue)
    assert "slavery" in texts(found.argue)
    assert "not grounds" in texts(found.against)
    assert [item.regime for item in route.excluded] == ["GB-AC"]


def test_m3_detention_is_a_ground_of_the_eu_by_name() -> None:
    assert power(route_of(ask("eu", EU, DETENTION), law_of), "EU-HR").fit is Fit.DIRECT


def test_m3_expression_counts_in_the_eu_under_a_condition_only() -> None:
    speech = Ground(Theme.HUMAN_RIGHTS, (ConductCode.EXPRESSION,), SAID)
    found = power(route_of(ask("eu", EU, speech), law_of), "EU-HR")
    assert found.fit is Fit.ARGUED
    assert "condition" in texts(found.argue)


@pytest.mark.parametrize(
    ("defenders", "first", "fit"),
    [(True, "CA-JVCFOA", Fit.DIRECT), (None, "CA-SEMA-CHN", Fit.ARGUED), (False, "CA-SEMA-CHN", Fit.WEAK)],
)
def test_m4_who_the_victims_were_decides_between_the_two_canadian_powers(
    defenders: bool | None, first: str, fit: Fit
) -> None:
    killed = Ground(Theme.HUMAN_RIGHTS, (ConductCode.LIFE,), SAID)
    case = replace(ask("ca", CANADA, killed, kind=Kind.PERSON), victims_are_defenders=defenders)
    route = route_of(case, law_of)
    assert route.powers[0].regime == first
    assert power(route, "CA-JVCFOA").fit is fit


def test_m4_does_not_touch_corruption() -> None:
    route = route_of(ask("ca", CANADA, BRIBERY, kind=Kind.PERSON), law_of)
    assert power(route, "CA-JVCFOA").fit is Fit.DIRECT


def test_m5_a_country_without_a_regulation_needs_a_new_one() -> None:
    route = route_of(ask("ca", CANADA, DETENTION, country="ug"), law_of)
    (found,) = route.powers
    assert found.fit is Fit.NEW_REGULATION
    assert "new regulation" in texts(found.against)
    assert route.explanation is Explanation.NO_REGIME


def test_m6_the_urgent_procedure_is_named_with_its_clock_and_its_caveat() -> None:
    found = power(route_of(ask("gb", UK, DETENTION), law_of), "GB-HR", Fit.URGENT)
    assert found.clock_days == (56, 56)
    assert "has not been checked" in texts(found.caveats)
    assert found.confidence is Confidence.LOW


def test_m6_needs_a_targeted_measure_by_an_eligible_government_and_todays_text() -> None:
    trade = replace(ask("gb", UK, DETENTION), origins=(us_listing(DETENTION, measures=(Measure.TRADE,)),))
    swiss = replace(ask("gb", UK, DETENTION), origins=(replace(us_listing(DETENTION), jurisdiction="ch"),))
    then = ask("gb", UK, DETENTION, as_of="2020-08-18")
    for case in (trade, swiss, then):
        assert Fit.URGENT not in {item.fit for item in route_of(case, law_of).powers}


def test_the_law_of_2020_has_the_appropriate_test_and_no_eu_regime() -> None:
    found = power(route_of(ask("gb", UK, DETENTION, as_of="2020-08-18"), law_of), "GB-HR")
    assert "appropriate" in texts(found.standard)
    assert "no longer" not in texts(found.standard)
    eu = route_of(ask("eu", EU, DETENTION, as_of="2020-08-18"), law_of)
    assert eu.powers == ()
    assert eu.explanation is Explanation.NO_REGIME


def test_m7_an_entry_ban_without_a_freeze_is_a_gap_of_its_own_where_it_was_made() -> None:
    banned = Origin("us", "US-7031C", (Measure.TRAVEL_BAN,), True, (BRIBERY,))
    route = route_of(replace(ask("gb", UK), kind=Kind.PERSON, origins=(banned,)), law_of)
    assert "nothing is frozen" in texts(route.notes)
    by_regime = replace(banned, measures_stated=False)
    assert route_of(replace(ask("gb", UK), origins=(by_regime,)), law_of).notes == ()


def test_m8_a_un_listing_is_never_a_mirror_gap() -> None:
    case = ask("gb", UK, DETENTION)
    listed = replace(case, origins=(replace(case.origins[0], un_derived=True),))
    route = route_of(listed, law_of)
    assert route.explanation is Explanation.UN_DERIVED
    assert route.powers == ()
    assert route.none


def test_m9_the_united_states_ask_for_recent_conduct() -> None:
    there = (RegimeThere("US-GLOMAG", "Global Magnitsky", "thematic", (), (*HR, *AC)),)
    british = Origin("gb", "GB-HR", BOTH, True, (Ground(Theme.HUMAN_RIGHTS),))
    case = Case("Example", Kind.PERSON, ("cn",), (british,), "us", there, TODAY, conduct_until="2015")
    assert "2015" in texts(route_of(case, law_of).powers[0].against)
    recent = replace(case, conduct_until="2025")
    assert "2025" not in texts(route_of(recent, law_of).powers[0].against)
    unknown = replace(case, conduct_until="")
    assert "Show when" in texts(route_of(unknown, law_of).powers[0].against)


def test_a_body_of_which_only_a_part_is_listed_is_related_and_still_has_a_route() -> None:
    case = replace(ask("gb", UK, DETENTION), related=("Its Public Security Bureau",))
    route = route_of(case, law_of)
    assert route.explanation is Explanation.RELATED_ONLY
    assert route.powers


def test_without_a_stated_ground_both_themes_stay_open_and_none_is_guessed() -> None:
    route = route_of(ask("gb", UK, kind=Kind.PERSON), law_of)
    assert {item.regime for item in route.powers} == {"GB-HR", "GB-AC"}
    assert {item.fit for item in route.powers} == {Fit.NOT_STATED, Fit.URGENT}
    assert "No ground was stated" in texts(power(route, "GB-HR").argue)


def test_what_the_government_itself_stated_in_the_situation_is_quoted() -> None:
    own = Statement("The statements of reasons name torture.", ("list-gb-uksl",), Confidence.HIGH)
    case = replace(ask("gb", UK, DETENTION), precedents=(("GB-HR", own),))
    assert "stated itself" in texts(power(route_of(case, law_of), "GB-HR").argue)


def test_a_contested_listing_says_so_beside_every_power() -> None:
    disputed = Statement("Transparency International Brazil called it a misuse.", ("list-us-sdn",), Confidence.HIGH)
    route = route_of(replace(ask("gb", UK, DETENTION), contested=(disputed,)), law_of)
    assert disputed in route.notes


def test_a_letter_gets_confidence_h_only_and_nothing_is_lost() -> None:
    route = route_of(ask("gb", UK, DETENTION), law_of)
    kept, checked = renderable(route), check_before_you_send(route)
    assert kept
    assert {line.statement.confidence for line in kept} == {Confidence.HIGH}
    assert not set(kept) & set(checked)
    assert not [line for line in kept if "urgent" in line.about]
    assert [line for line in checked if "urgent" in line.about]


@pytest.mark.parametrize("level", [Confidence.LOW, Confidence.MEDIUM])
@pytest.mark.parametrize("regimes", [CANADA, UK, EU, AUSTRALIA])
def test_no_letter_says_what_nobody_verified(level: Confidence, regimes: tuple[RegimeThere, ...]) -> None:
    def doubtful(regime_id: str, _: str) -> LawOf:
        def say(text: str) -> Statement:
            return (
                Statement(text, ("background",), Confidence.LOW)
                if level is Confidence.LOW
                else Statement(text, ("hrf-glomag",), level)
            )

        rule = ConductRule(ConductCode.DETENTION, Coverage.EXPLICIT, say("Detention."))
        facets = {name: (say(name),) for name in ("standard", "addressee", "victims", "recency", "threshold")}
        return LawOf(
            regime_id, "xx", "Law", TODAY, say("Act"), (), (Kind.PERSON,), say("Persons."), HR, BOTH, (rule,), facets
        )

    for kind in Kind:
        case = ask("xx", regimes, DETENTION, kind=kind)
        route = route_of(case, doubtful)
        assert renderable(route) == ()
        assert check_before_you_send(route)


def test_every_route_says_that_it_is_not_advice() -> None:
    for destination, regimes in (("ca", CANADA), ("gb", UK), ("eu", EU), ("au", AUSTRALIA), ("nz", ())):
        route = route_of(ask(destination, regimes, DETENTION), law_of)
        assert route.not_advice == NOT_ADVICE
        assert route.powers or route.none
        for item in route.powers:
            assert item.citation.text
            assert item.addressee


def test_m7_is_silent_where_the_same_government_also_freezes() -> None:
    banned = Origin("us", "US-7031C", (Measure.TRAVEL_BAN,), True, (DETENTION,))
    case = replace(ask("gb", UK, kind=Kind.PERSON), origins=(us_listing(DETENTION), banned))
    assert route_of(case, law_of).notes == ()


def test_m1_follows_the_regulation_where_it_differs_from_its_statute() -> None:
    ships = RegimeThere("GB-RUS", "Russia", "country", ("ru",), listable=(Kind.PERSON, Kind.ENTITY, Kind.VESSEL))
    case = ask("gb", (*UK, ships), kind=Kind.VESSEL, country="ru")
    route = route_of(case, law_of)
    assert {item.regime for item in route.powers} == {"GB-RUS"}
    assert {item.regime for item in route.excluded} == {"GB-HR", "GB-AC"}
