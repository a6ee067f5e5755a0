"""The eight targets of the letter of 18 August 2020, on the real editions, as DOMAIN.md section 0 says."""

from __future__ import annotations

import datetime as dt

import pytest

from inconcert.gaps.gaps import Question
from inconcert.gaps.matrix import matrix
from inconcert.model.curated import Curated
from inconcert.model.vocabulary import Evidence, Explanation, Precision, Status
from inconcert.verbs.demo import first_screen
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import house
from inconcert.verbs.index import index_of
from inconcert.verbs.matrix import matrix_of_situation
from inconcert.verbs.registers import register_of

pytestmark = pytest.mark.shared

EIGHT = {
    "Chen Quanguo": "us-29220",
    "Zhu Hailun": "us-29219",
    "Wang Mingshan": "us-29162",
    "Huo Liujun": "us-29160",
    "XPSB": "us-29159",
    "XPCC": "us-29299",
    "Sun Jinlong": "us-29300",
    "Peng Jiarui": "us-29319",
}
BY = ("us", "gb", "ca", "eu")


def cells(full_house, day, by=BY):
    found = matrix_of_situation(full_house, "xinjiang", by, day)
    rows = {line.row.target.id: line.row for line in found.lines if line.row}
    return {name: {item: rows[target].cell(item) for item in by} for name, target in EIGHT.items()}


def in_force(found, by):
    return {name for name in EIGHT if found[name][by].status is Status.IN_FORCE}


def test_newest_editions(full_house):
    found = cells(full_house, None)
    assert in_force(found, "us") == set(EIGHT)
    assert in_force(found, "gb") == {"Zhu Hailun", "Wang Mingshan"}
    assert in_force(found, "ca") == {"Chen Quanguo", "Zhu Hailun", "Wang Mingshan", "Huo Liujun", "Peng Jiarui"}
    assert in_force(found, "eu") == {"Zhu Hailun", "Wang Mingshan"}
    for name in EIGHT:
        for by in BY:
            assert found[name][by].status in (Status.IN_FORCE, Status.NOT_FOUND)
            assert found[name][by].evidence is Evidence.EDITION
            assert found[name][by].editions, "each cell names its evidence"


def test_on_the_day_of_the_letter_nobody_else_had_listed_them(full_house):
    found = cells(full_house, dt.date(2020, 8, 18))
    assert in_force(found, "us") == set(EIGHT)
    for by in ("gb", "ca"):
        assert {found[name][by].status for name in EIGHT} == {Status.NOT_FOUND}
    for name in EIGHT:
        assert found[name]["us"].evidence is Evidence.CURATED_DATE
        assert found[name]["eu"].status in (Status.NOT_FOUND, Status.NOT_COVERED)
        assert found[name]["eu"].status is not Status.IN_FORCE


def test_on_the_day_after_the_joint_action(full_house):
    found = cells(full_house, dt.date(2021, 3, 23))
    for by in ("gb", "ca", "eu"):
        assert in_force(found, by) == {"Zhu Hailun", "Wang Mingshan"}, by
        assert found["Zhu Hailun"][by].evidence is Evidence.PRINTED_DATE
    assert in_force(found, "us") == set(EIGHT)


def test_without_curated_facts_the_undated_us_cells_are_intervals_or_not_covered(full_home, full_house):
    found = {brief.id: brief for brief in index_of(full_house).targets}
    with house(full_home, curated=Curated()) as bare:
        register = register_of(bare, index_of(full_house), [found[target] for target in EIGHT.values()])
        targets = [register.targets[target] for target in EIGHT.values()]
        on_the_day = matrix(register, targets, ("us",), dt.date(2020, 8, 18))
        newest = matrix(register, targets, ("us",), None)
    assert {row.cells[0].status for row in on_the_day} == {Status.NOT_COVERED}
    for row in newest:
        assert row.cells[0].status is Status.IN_FORCE
        assert row.cells[0].since is not None and row.cells[0].since.precision is Precision.INTERVAL
        assert row.cells[0].since.value == "2018-01-26/2021-04-25"


def test_the_three_bodies_are_three_targets_and_the_bureau_is_a_part_of_the_corps(full_house):
    by_key = index_of(full_house).by_key()
    corps, bureau = by_key["us_sdn", "29299"], by_key["us_sdn", "29159"]
    listed = by_key["gb_uksl", "GHR0079"]
    assert len({corps.id, bureau.id, listed.id}) == 3
    assert "gb" in {key[0][:2] for key in listed.keys} and "us" not in {key[0][:2] for key in listed.keys}
    answer = find_gaps(full_house, Question(have=("us",), lack=("gb", "ca", "eu"), regime="US-GLOMAG")).answer
    rows = {(gap.target.id, gap.lack.jurisdiction): gap for gap in answer.gaps}
    for by in ("gb", "ca", "eu"):
        gap = rows[corps.id, by]
        assert gap.status is Status.NOT_FOUND and gap.explained is Explanation.RELATED_ONLY
        assert [item.target_id for item in gap.related] == [listed.id]
        assert rows[bureau.id, by].related == ()


def test_the_first_screen_counts_what_the_matrix_shows(full_house):
    screen = first_screen(full_house)
    assert screen.mirrored == (8, 2, 5, 2)
    assert [line.name for line in screen.lines][:2] == ["Chen Quanguo", "Zhu Hailun"]
    assert screen.lines[0].native == "陈全国"
    assert len(screen.notes) == 1 and "Production and Construction Corps" in screen.notes[0]
    assert all(screen.others.get(kind, 0) > 0 for kind in ("person", "entity", "vessel"))
