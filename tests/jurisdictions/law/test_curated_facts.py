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
from inconcert.model.vocabulary import DateKind, Theme


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
    assert curated.dates_for("ca_autonomous", "China|Part 1|5", "Zhu, Hailun")[0].value == "2021-03-22"
    assert curated.dates_for("ca_autonomous", "China|Part 1|5")[0].value == "2024-12-10"


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
