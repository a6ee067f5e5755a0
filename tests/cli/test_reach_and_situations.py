"""Reach as sets, and the queue of targets without a situation, on the embedded register."""

from __future__ import annotations

import json

import pytest

from inconcert.verbs.demo import demo_home
from inconcert.verbs.reach import reach, reach_shape
from inconcert.verbs.situations import situations, without_situation


@pytest.fixture
def demo(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with demo_home(progress=lambda _: None) as opened:
        yield opened


def test_the_eu_listing_of_a_person_bans_entry_although_the_financial_list_prints_freezes_only(demo):
    found = reach(demo, "us-29219")
    banned = {item.jurisdiction for item in found.now.ban}
    frozen = {item.jurisdiction for item in found.now.freeze}
    assert {"us", "gb", "ca", "eu"} <= frozen and {"gb", "ca", "eu"} <= banned
    assert len([item for item in found.now.freeze if item.jurisdiction == "eu"]) == 27
    assert dict(found.more)["au"].freeze
    assert "score" not in json.dumps(reach_shape(found))


def test_one_more_mirror_adds_nothing_that_is_bound_already(demo):
    found = reach(demo, "us-29220")
    held = {item.code for item in found.now.freeze}
    for _, more in found.more:
        assert not held & {item.code for item in more.freeze}


def test_the_queue_holds_no_target_that_a_situation_has(demo):
    placed = {brief.id for item in situations(demo) for brief in item.targets}
    waiting = without_situation(demo)
    assert placed and waiting and not placed & {item.id for item in waiting}
    assert "us-29220" in placed
