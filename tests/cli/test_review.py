"""Review: a named person's judgement changes the clusters, can be taken back, and travels between homes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group
from inconcert.model.errors import UserError
from inconcert.model.vocabulary import Decision
from inconcert.verbs.embedded import load, shipped
from inconcert.verbs.house import house
from inconcert.verbs.index import Question, index_of
from inconcert.verbs.review import judge, standing_judgements, take_back

ZHU_US, ZHU_GB = ("us_sdn", "29219"), ("gb_uksl", "GHR0078")


@pytest.fixture
def home(tmp_path):
    with house(tmp_path / "home") as opened:
        load(opened, shipped())
    return tmp_path / "home"


def clusters(opened):
    return sorted(tuple(sorted(brief.keys)) for brief in index_of(opened).targets)


def test_a_judgement_splits_and_its_undo_restores_the_identical_clusters(home):
    with house(home) as opened:
        # the embedded register brings its clusters; the first judgement makes them anew from what is embedded
        question = Question(ZHU_GB, ZHU_US, 0.5, ())
        first = judge(opened, question, Decision.SAME, "Ada Example", "same person")
        before = clusters(opened)
        second = judge(opened, question, Decision.DIFFERENT, "Ada Example", "another person")
        by_key = index_of(opened).by_key()
        assert by_key[ZHU_GB].id != by_key[ZHU_US].id
        take_back(opened, second, "Ada Example")
        assert clusters(opened) == before
        assert [item.decision for item in standing_judgements(opened)] == [first.decision]


def test_a_judgement_needs_a_name(home):
    with house(home) as opened, pytest.raises(UserError):
        judge(opened, Question(ZHU_GB, ZHU_US, 0.5, ()), Decision.SAME, " ", "")


@pytest.mark.parametrize("flag", [[], ["--resolver"]])
def test_judgements_travel_between_homes_and_come_only_once(home, tmp_path, flag):
    with house(home) as opened:
        judge(opened, Question(ZHU_GB, ZHU_US, 0.5, ()), Decision.SAME, "Ada Example", "same person")
    file = str(tmp_path / "judgements.jsonl")
    run = CliRunner().invoke
    done = run(group, ["review", "--home", str(home), "export", *flag, file])
    assert done.exit_code == 0, done.output
    other = str(tmp_path / "other")
    for expected in ("1 of 1", "0 of 1"):
        done = run(group, ["review", "--home", other, "import", *flag, file])
        assert done.exit_code == 0 and expected in done.output, done.output


def test_the_queue_is_listed_where_nobody_types(home):
    done = CliRunner().invoke(group, ["review", "--home", str(home), "--json"])
    assert isinstance(json.loads(done.output), list)
