"""What changed between real editions, against the counts made by hand (data/README.md section 2)."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import pytest

from inconcert.store.editions import editions
from inconcert.store.entries import entries_of
from inconcert.verbs.changes import Asked, find_changes
from inconcert.verbs.index import index_of
from inconcert.watch.changes import ChangeKind, Side, Step, changes

pytestmark = pytest.mark.shared


def found(full_house, by, since, until):
    return find_changes(full_house, Asked(dt.date.fromisoformat(since), dt.date.fromisoformat(until), by=(by,))).found


def under(changes, regime, kind):
    return [item for item in changes if item.kind is kind and regime in item.regimes]


def groups(full_house, list_id, date, regime):
    held = entries_of(full_house.store, full_house.viewer, list_id, date)
    return {item.official_id for item in held if any(listing.regime == regime for listing in item.listings)}


@pytest.mark.parametrize(("regime", "before", "after"), [("GB-HR", 91, 143), ("GB-AC", 35, 66)])
def test_uk_groups(full_house, regime, before, after):
    old = groups(full_house, "gb_conlist", "2023-06-05", regime)
    new = groups(full_house, "gb_conlist", "2025-04-14", regime)
    assert (len(old), len(new)) == (before, after)
    every = [item for item in found(full_house, "gb", "2023-06-05", "2025-04-14") if item.newer == "2025-04-14"]
    gain = {item.official_id for item in every if regime in item.regimes and item.kind is not ChangeKind.VARIED}
    assert new ^ old <= gain | {number for item in every for number in item.was}


def test_canada(full_house):
    def records(date):
        return len(list(entries_of(full_house.store, full_house.viewer, "ca_autonomous", date)))

    assert (records("2020-04-15"), records("2025-04")) == (1369, 4759)
    every = found(full_house, "ca", "2020-04-15", "2025-04-30")
    assert len(under(every, "CA-JVCFOA", ChangeKind.ADDED)) == 10
    assert not under(every, "CA-JVCFOA", ChangeKind.REMOVED)


def test_australia(full_house):
    old = groups(full_house, "au_dfat", "2024-12-17", "AU-HUMAN")
    new = groups(full_house, "au_dfat", "2026-08-02", "AU-HUMAN")
    assert (len(old), len(new)) == (103, 112)
    every = found(full_house, "au", "2024-12-17", "2026-08-02")
    listed = under(every, "AU-HUMAN", ChangeKind.ADDED) + under(every, "AU-HUMAN", ChangeKind.SHOWN)
    assert len(listed) - len(under(every, "AU-HUMAN", ChangeKind.REMOVED)) == 9
    assert len(groups(full_house, "au_dfat", "2026-08-02", "AU-CRP")) == 14


def test_a_target_is_never_removed_and_listed_between_the_same_two_editions(full_house):
    every = found(full_house, "ca", "2020-04-15", "2025-04-30")
    removed = {(item.target, regime) for item in every if item.kind is ChangeKind.REMOVED for regime in item.regimes}
    listed = {(item.target, regime) for item in every if item.kind is ChangeKind.ADDED for regime in item.regimes}
    assert removed and listed and not removed & listed


@pytest.mark.timed
def test_the_difference_of_two_whole_sdn_editions_takes_less_than_a_second(full_house):
    owner = {key: brief.id for key, brief in index_of(full_house).by_key().items()}
    sides = []
    for edition in editions(full_house.store, full_house.viewer, "us_sdn"):
        if edition.date in ("2021-04-25", "2023-07-25"):
            held = entries_of(full_house.store, full_house.viewer, "us_sdn", edition.date)
            entries = {entry.official_id: replace(entry, rows=()) for entry in held}
            sides.append(Side(edition, frozenset({"names", "aliases", "regime"}), entries))
    start = time.process_time()
    assert len(changes(Step("us", *sides, owner, {}, full_house.curated))) > 5_000
    assert time.process_time() - start <= 1.0
