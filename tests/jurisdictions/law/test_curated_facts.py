"""Curated facts: every one has its source; they say what the lists do not, and nothing once they are removed."""

from __future__ import annotations

import tomllib

import pytest

from inconcert.jurisdictions import curated
from inconcert.jurisdictions.sources import sources
from inconcert.jurisdictions.tables import Table
from inconcert.model.curated import Curated, Marks
from inconcert.model.errors import OurError
from inconcert.model.law import ConductCode, Confidence, Statement
from inconcert.model.vocabulary import DateKind, Measure, Theme


def test_the_letter_asked_for_eight_targets() -> None:
    situation = curated.situations()["xinjiang"]
    (ask,) = situation.asks
    assert ask.date == "2020-08-18"
    assert len(ask.targets) == 8
    found = {target.id: target for target in situation.targets}
    numbers = {found[name].marks.entries["us_sdn"] for name in ask.targets}
    assert numbers == {"29220", "29219", "29162", "29160", "29159", "29299", "29300", "29319"}


def test_dates_of_us_actions_that_the_list_does_not_print() -> None:
    (date,) = curated.dates_for("us_sdn", "29220")
    assert (date.kind, date.value) == (DateKind.ANNOUNCED, "2020-07-09")
    assert "Treasury" in date.source
    assert [item.value for item in curated.dates_for("us_sdn", "29299")] == ["2020-07-31"]


def test_canada_is_found_by_the_printed_name_in_any_order() -> None:
    for printed in ("Quanguo Chen", "CHEN, Quanguo"):
        assert [item.value for item in curated.dates_for("ca_autonomous", "?", printed)] == ["2024-12-10"]
    assert curated.dates_for("ca_autonomous", "?", "Chen") == ()
    assert curated.dates_for("ca_autonomous", "CA-SEMA-CHN|Chen, Quanguo", "Zhu, Hailun")[0].value == "2021-03-22"
    assert curated.dates_for("ca_autonomous", "CA-SEMA-CHN|Chen, Quanguo")[0].value == "2024-12-10"


def test_a_name_that_no_list_prints() -> None:
    (name,) = curated.names_for("us_sdn", "29220")
    assert (name.full, name.script) == ("陈全国", "Hans")
    assert name.source


def test_without_the_files_nothing_is_known() -> None:
    none = curated.nothing()
    assert none.dates_for("us_sdn", "29220") == ()
    assert none.names_for("us_sdn", "29220") == ()
    assert none.situations == {}


def test_the_joint_day_is_one_set_in_three_jurisdictions() -> None:
    acts = {act.id: {member.name for member in act.members} for act in curated.actions()}
    united = acts["gb-2021-03-22-xinjiang"]
    assert acts["ca-2021-03-22-xinjiang"] == united == acts["eu-2021-03-22-xinjiang"]
    assert acts["us-2021-03-22-xinjiang"] < united
    assert len(united) == 5


def test_chen_quanguo_is_never_under_corruption() -> None:
    grounds = curated.load().grounds_for("us_sdn", "29220")
    assert {ground.theme for ground in grounds} == {Theme.HUMAN_RIGHTS}
    assert ConductCode.DETENTION in {code for ground in grounds for code in ground.conduct}


def test_every_fact_has_a_source_and_a_confidence() -> None:
    for statement in all_statements(curated.load()):
        assert statement.text
        assert set(statement.sources) <= set(sources())
        assert isinstance(statement.confidence, Confidence)


def test_every_source_is_used_and_has_an_address() -> None:
    for source in sources().values():
        assert source.id == "background" or source.address.startswith(("https://", "http://"))


@pytest.mark.parametrize(
    "line",
    [
        'confidence = "X"',
        'sources = ["nobody"]',
        "sources = []",
        'sources = ["background"]',
        'colour = "red"',
    ],
)
def test_a_slip_in_a_file_is_refused(line: str) -> None:
    values = tomllib.loads('text = "A fact."\nsources = ["list-ca"]\nconfidence = "H"')
    table = Table(values | tomllib.loads(line), "x.toml")
    with pytest.raises(OurError):
        table.statement()
        table.done()


def test_a_printed_name_outweighs_a_number_that_was_given_to_somebody_else() -> None:
    marks = Marks(entries={"ca_autonomous": "1"}, printed={"ca_autonomous": "Ann Example"})
    assert marks.fits("ca_autonomous", "1")
    assert marks.fits("ca_autonomous", "2", "Example, Ann")
    assert not marks.fits("ca_autonomous", "1", "Other, Person")


def all_statements(facts: Curated) -> list[Statement]:
    """Every statement in the curated files."""
    found = [act.statement for act in facts.actions] + [item.statement for item in facts.designations]
    found += [ground.statement for act in facts.actions for ground in act.grounds]
    for situation in facts.situations.values():
        found += [situation.description, *situation.contested, *(ask.statement for ask in situation.asks)]
        found += [note for target in situation.targets for note in target.notes]
    return found


def members(*ids: str) -> list[set[str]]:
    """The member names of actions, in the order asked for."""
    acts = {act.id: {member.name for member in act.members} for act in curated.actions()}
    return [acts[name] for name in ids]


def test_belarus_2020_has_the_known_set_arithmetic() -> None:
    gb, ca, us, eu, later = members(
        "gb-2020-09-29-belarus",
        "ca-2020-09-29-belarus",
        "us-2020-10-02-belarus",
        "eu-2020-10-02-belarus",
        "eu-2020-11-06-belarus",
    )
    assert [len(item) for item in (gb, ca, us, eu, later)] == [8, 11, 8, 40, 15]
    assert gb - ca == {"Ihar Siarheyenka"}
    assert ca - gb == {"Lidzia Yarmoshina", "Alena Dmuhaila", "Vadzim Ipatau", "Ivan Kubrakou"}
    assert len(us & gb) == 5
    assert len(us & ca) == 8
    assert "Alyaksandr Lukashenka" in later - eu


def test_khashoggi_is_the_same_seventeen_in_two_countries_and_a_mirror_the_other_way() -> None:
    us, ca, gb, later = members(
        "us-2018-11-15-khashoggi", "ca-2018-11-29-khashoggi", "gb-2020-07-06-khashoggi", "us-2021-02-26-khashoggi"
    )
    assert us == ca
    assert len(us) == 17
    assert us < gb
    assert len(gb) == 20
    assert later <= gb - us


def test_salameh_is_five_four_three() -> None:
    us, gb, ca = members("us-2023-08-10-salameh", "gb-2023-08-10-salameh", "ca-2023-08-10-salameh")
    assert us > gb > ca
    assert (len(us), len(gb), len(ca)) == (5, 4, 3)
    kinds = {
        date.event.kind: date.event.value
        for act in curated.actions()
        if act.id == "ca-2023-08-10-salameh"
        for date in act.dates
    }
    assert kinds == {DateKind.REGISTERED: "2023-08-04", DateKind.ANNOUNCED: "2023-08-10"}


def test_australia_first_39_are_the_british_25_and_14() -> None:
    hr, corrupt, gb_hr, gb_corrupt = members(
        "au-2022-03-29-human-rights", "au-2022-03-29-corruption", "gb-2020-07-06-magnitsky", "gb-2021-04-26-magnitsky"
    )
    assert (len(hr), len(corrupt)) == (25, 14)
    assert hr == gb_hr
    assert corrupt == gb_corrupt


def test_kara_murza_counts() -> None:
    us, gb, other, july, eu = members(
        "us-2023-03-03-kara-murza",
        "gb-2023-04-21-kara-murza",
        "gb-2023-04-21-kara-murza-poisoning",
        "gb-2023-07-31-kara-murza",
        "eu-2023-06-05-kara-murza",
    )
    assert (len(us), len(gb | other), len(july), len(eu)) == (3, 5, 6, 9)
    assert {"Sergei Podoprigorov", "Dmitriy Komnov"} < eu


def test_every_glomag_member_of_the_coordinated_situations_has_a_ground() -> None:
    wanted = {"belarus-2020", "xinjiang", "khashoggi", "salameh-2023", "magnitsky", "kara-murza"}
    for act in curated.actions():
        if act.situation in wanted:
            assert act.grounds, act.id


def test_a_change_of_programme_is_no_delisting() -> None:
    varied = [act for act in curated.actions() if act.act == "varied"]
    assert [act.id for act in varied] == ["us-2024-03-04-zimbabwe"]
    assert curated.load().actions_for("us_sdn", "7513") == tuple(varied)


def test_a_revoked_listing_is_ended_with_its_day_and_marked_contested() -> None:
    (ended,) = [act for act in curated.actions() if act.act == "ended"]
    assert [(date.event.kind, date.event.value) for date in ended.dates] == [(DateKind.ENDED, "2025-12-12")]
    assert curated.situations()["moraes"].contested


def test_an_entry_ban_without_a_freeze_is_a_designation_of_its_own() -> None:
    found = curated.load().designations_for("gb_uksl", "GAC0067")
    assert {item.regime for item in found} == {"US-7031C", "US-S353"}
    assert {measure for item in found for measure in item.measures} == {Measure.TRAVEL_BAN}


def test_family_is_counted_and_never_named() -> None:
    for item in curated.load().designations:
        assert item.family_count >= -1
        assert "," not in item.name


def test_no_date_and_no_ground_rests_on_what_nobody_verified() -> None:
    facts = curated.load()
    levels = [date.confidence for item in (*facts.actions, *facts.designations) for date in item.dates]
    levels += [ground.statement.confidence for item in (*facts.actions, *facts.designations) for ground in item.grounds]
    assert len(levels) > 100
    assert Confidence.LOW not in levels


def test_the_bureau_is_a_part_of_the_corps_and_says_where_this_is_read() -> None:
    parts = {item.id: item for item in curated.situations()["xinjiang"].targets if item.part_of}
    assert {name: item.part_of for name, item in parts.items()} == {"xpcc-psb": "xpcc"}
    assert parts["xpcc-psb"].notes
