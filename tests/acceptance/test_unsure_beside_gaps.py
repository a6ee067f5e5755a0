"""A gap says when the lacking list holds an entry that may be its target and that nobody has judged yet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inconcert.gaps.gaps import Question
from inconcert.model.target import Gap
from inconcert.model.vocabulary import Decision, Status
from inconcert.verbs import review
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House, house
from inconcert.verbs.index import index_of
from inconcert.verbs.shapes import gap_shape

pytestmark = [pytest.mark.shared, pytest.mark.slow]


def unsure(house: House, have: str, lack: str) -> dict[str, Gap]:
    """Name → gap of a thematic designation with an unjudged pair beside it."""
    found = find_gaps(house, Question((have,), (lack,), thematic=True)).answer
    assert found.counts["unsure"] == sum(bool(gap.waiting) for gap in found.gaps)
    return {gap.target.name: gap for gap in found.gaps if gap.waiting}


def test_every_unjudged_pair_that_would_close_a_gap_stands_beside_it(full_house: House) -> None:
    by_key = index_of(full_house).by_key()
    shown = find_gaps(full_house, Question(("gb",), ("us",), thematic=True)).answer.gaps
    beside = {(gap.target.id, item.target_id) for gap in shown for item in gap.waiting}
    rows = {gap.target.id for gap in shown}
    every = {
        (mine.id, other.id)
        for item in index_of(full_house).unsure
        for mine, other in ((by_key[item.left], by_key[item.right]), (by_key[item.right], by_key[item.left]))
        if mine.id in rows and "us_sdn" in {key[0] for key in other.keys} and mine.id != other.id
    }
    assert beside <= every
    for target, other in every - beside:  # the other entry is no longer in force there
        (gap,) = [item for item in shown if item.target.id == target]
        assert gap.status is not Status.IN_FORCE and other not in {item.target_id for item in gap.waiting}


def test_a_gap_with_an_unjudged_pair_says_so_in_every_form(full_house: House) -> None:
    held = unsure(full_house, "gb", "us")
    assert held
    for gap in held.values():
        shape = gap_shape(gap)
        assert [item["id"] for item in shape["unsure"]] == [item.target_id for item in gap.waiting]
        assert all(0 <= item["score"] <= 1 and len(item["pair"]) == 2 for item in shape["unsure"])


def test_a_judgement_settles_it_both_ways(full_home: Path, tmp_path: Path) -> None:
    for decision in (Decision.SAME, Decision.DIFFERENT):
        home = tmp_path / decision.value
        shutil.copytree(full_home, home)
        with house(home) as opened:
            gap = max(unsure(opened, "gb", "us").values(), key=lambda item: item.waiting[0].score)
            pair = gap.waiting[0]
            question = review.Question(pair.left, pair.right, pair.score, pair.reasons)
            review.judge(opened, question, decision, "Ada Example", "read both entries")
        with house(home) as opened:
            assert pair.target_id not in {
                item.target_id for held in unsure(opened, "gb", "us").values() for item in held.waiting
                if held.target.id == gap.target.id
            }  # fmt: skip
            rows = find_gaps(opened, Question(("gb",), ("us",), thematic=True)).answer.gaps
            there = {name for item in rows for name in item.target.ids if item.status is Status.NOT_FOUND}
            assert (gap.target.id in there) is (decision is Decision.DIFFERENT)
