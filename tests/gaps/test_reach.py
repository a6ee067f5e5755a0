"""Reach: territories and persons bound by a freeze and by a ban, and what one more mirror would add."""

from __future__ import annotations

from inconcert.gaps.reach import added_by, reach_of, taken_along
from inconcert.jurisdictions.countries import name_of
from inconcert.jurisdictions.law import law_of
from inconcert.jurisdictions.reach import bound, territories
from inconcert.jurisdictions.sources import sources
from inconcert.model.reach import Reach, Territory
from inconcert.model.target import Related
from inconcert.model.vocabulary import Kind, Measure, RelationKind

BOTH = (Measure.ASSET_FREEZE, Measure.TRAVEL_BAN)


def codes(items: tuple[Territory, ...]) -> set[str]:
    return {item.code or item.name for item in items}


def test_the_eu_is_27_states_for_the_freeze_and_for_the_ban() -> None:
    found = reach_of([("eu", BOTH)], territories(), bound())
    assert len(found.freeze) == len(found.ban) == 27
    assert {"ie", "cy", "hr"} <= codes(found.freeze)
    assert "gb" not in codes(found.freeze)


def test_the_united_kingdom_reaches_its_overseas_territories() -> None:
    found = reach_of([("gb", BOTH)], territories(), bound())
    assert {"gb", "ky", "vg", "im", "British Antarctic Territory"} <= codes(found.freeze)
    assert {item.statement.confidence for item in found.freeze if item.code in ("bm", "je")} == {"L"}


def test_an_entry_ban_freezes_nothing_and_binds_nobody_abroad() -> None:
    found = reach_of([("us", (Measure.TRAVEL_BAN,))], territories(), bound())
    assert found.freeze == ()
    assert found.persons == ()
    assert codes(found.ban) == {"us"}


def test_canada_calls_its_ban_inadmissibility() -> None:
    found = reach_of([("ca", (Measure.ASSET_FREEZE, Measure.INADMISSIBILITY))], territories(), bound())
    assert codes(found.freeze) == codes(found.ban) == {"ca"}


def test_a_body_cannot_be_banned_from_entry() -> None:
    assert reach_of([("gb", BOTH)], territories(), bound(), Kind.ENTITY).ban == ()


def test_one_more_mirror_adds_what_is_not_yet_bound() -> None:
    now = reach_of([("us", BOTH)], territories(), bound())
    more = added_by(now, "eu", BOTH, territories(), bound())
    assert len(more.freeze) == 27
    assert [item.jurisdiction for item in more.persons] == ["eu"]
    both = reach_of([("us", BOTH), ("eu", BOTH)], territories(), bound())
    assert added_by(both, "eu", BOTH, territories(), bound()) == Reach()


def test_reach_and_addition_make_the_whole() -> None:
    one = reach_of([("us", BOTH)], territories(), bound())
    whole = reach_of([("us", BOTH), ("gb", BOTH)], territories(), bound())
    more = added_by(one, "gb", BOTH, territories(), bound())
    assert codes(one.freeze) | codes(more.freeze) == codes(whole.freeze)
    assert not codes(one.freeze) & codes(more.freeze)


def test_every_territory_has_a_source_and_a_name() -> None:
    for item in territories():
        assert set(item.statement.sources) <= set(sources())
        assert item.name or name_of(item.code) != item.code.upper()
    for person in bound():
        assert set(person.statement.sources) <= set(sources())


def test_the_rule_is_named_and_no_share_is_invented() -> None:
    law = law_of("GB-HR")
    assert law is not None
    linked = Related("us-29300", "Sun Jinlong", RelationKind.LINKED_TO, "us_sdn")
    family = Related("us-1", "A relative", RelationKind.FAMILY, "us_sdn")
    (found,) = taken_along((linked, family), law)
    assert found.related is linked
    assert "50 per cent" in found.rule.text
    canada = law_of("CA-JVCFOA")
    assert canada is not None
    assert taken_along((linked,), canada) == ()
