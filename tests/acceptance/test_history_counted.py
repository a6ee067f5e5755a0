"""Editions of the SDN list replayed from nothing out of its history: counts made by hand, room, and every byte.

A smaller size runs here; all 309 editions with INCONCERT_SOAK=1 (bench/history.py records time and room).
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections import Counter

import pytest

from inconcert.gaps.timeline import EditionDay
from inconcert.model.vocabulary import Kind
from inconcert.store.editions import all_editions, editions, raw_file
from inconcert.store.entries import entries_of
from inconcert.verbs.changes import Asked, find_changes
from inconcert.verbs.history import replay_history
from inconcert.verbs.house import house
from inconcert.watch.changes import ChangeKind

pytestmark = [pytest.mark.shared, pytest.mark.slow]

SOAK = bool(os.environ.get("INCONCERT_SOAK"))
SOME_DAYS = (
    "2021-08-18", "2021-12-08", "2021-12-09", "2021-12-10", "2022-12-08", "2022-12-09", "2023-12-07", "2023-12-08",
    "2024-05-03", "2024-05-04",
)  # fmt: skip
replay_cpu_max_s = 300.0
raw_max_bytes = 30_000_000


@pytest.fixture(scope="module")
def replayed(shared_data, tmp_path_factory):
    path = tmp_path_factory.mktemp("history") / "home"
    (bundle,) = (shared_data / "us" / "sdn_history").glob("*.bundle")
    start = time.process_time()
    with house(path) as opened:
        report = replay_history(opened, bundle, "us_sdn", only=None if SOAK else SOME_DAYS)
        yield opened, report, time.process_time() - start


def test_every_edition_is_taken_save_the_empty_one(replayed):
    opened, report, cpu_s = replayed
    assert len(report.committed) == 308 if SOAK else len(report.committed) >= 8
    assert [(item.date, "0 bytes" in item.why) for item in report.refused] == [("2024-05-04", True)]
    if SOAK:
        assert len(editions(opened.store, opened.viewer)) == 295
        assert cpu_s <= replay_cpu_max_s


def test_raw_bytes_take_little_room_and_come_back(replayed):
    opened, _, _ = replayed
    files = [file for file in (opened.store.home / "raw").rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= raw_max_bytes
    every = all_editions(opened.store, opened.viewer)
    total = 0
    for _, edition in every:
        for _, sha in edition.files:
            total += len(raw_file(opened.store, opened.viewer, sha))  # raises where a byte differs
    assert total > (850_000_000 if SOAK else 20_000_000)


@pytest.mark.parametrize(
    ("before", "after", "entries", "glomag", "vessels"),
    [
        ("2021-12-09", "2021-12-10", (9_121, 9_146), (406, 415), 0),
        ("2022-12-08", "2022-12-09", (11_164, 11_381), (424, 606), 157),
        ("2023-12-07", "2023-12-08", (13_511, 13_533), (627, 637), None),
    ],
)
def test_what_changed_by_hand(replayed, before, after, entries, glomag, vessels):
    opened, _, _ = replayed
    sides = [list(entries_of(opened.store, opened.viewer, "us_sdn", date)) for date in (before, after)]
    held = [[e for e in side if any(item.regime == "US-GLOMAG" for item in e.listings)] for side in sides]
    assert tuple(map(len, sides)) == entries
    assert tuple(map(len, held)) == glomag
    if vessels is not None:
        kinds = [Counter(entry.kind for entry in side) for side in held]
        assert kinds[1][Kind.VESSEL] - kinds[0][Kind.VESSEL] == vessels
    found = find_changes(opened, Asked(dt.date.fromisoformat(before), dt.date.fromisoformat(after), by=("us",))).found
    listed = [item for item in found if item.kind is ChangeKind.ADDED and "US-GLOMAG" in item.regimes]
    moved = [item for item in found if item.kind is ChangeKind.MOVED and "US-GLOMAG" in item.regimes]
    removed = [item for item in found if item.kind is ChangeKind.REMOVED and "US-GLOMAG" in item.regimes]
    numbers = {item.official_id for item in (*listed, *moved)} - {item.official_id for item in removed}
    assert {e.official_id for e in held[1]} - {e.official_id for e in held[0]} <= numbers
    assert all(EditionDay("", after).earliest >= item.when.latest for item in listed)


def test_glomag_from_323_to_694(replayed):
    opened, _, _ = replayed
    days = [edition.date for edition in editions(opened.store, opened.viewer)]
    counts = [
        sum(
            any(item.regime == "US-GLOMAG" for item in entry.listings)
            for entry in entries_of(opened.store, opened.viewer, "us_sdn", date)
        )
        for date in (days[0], days[-1])
    ]
    assert counts == [323, 694]
