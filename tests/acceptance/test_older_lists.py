"""A lacking list that is older than the listing proves nothing: it is not covered, never a gap."""

from __future__ import annotations

import datetime as dt

import pytest

from inconcert.gaps.gaps import Question
from inconcert.model.dates import last_day
from inconcert.model.vocabulary import Status
from inconcert.store.entries import entries_of
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.index import index_of

pytestmark = pytest.mark.shared

LAST_US_EDITION = dt.date(2024, 5, 3)


def test_of_217_uk_designations_53_are_later_than_the_last_us_edition(full_house):
    by_key = index_of(full_house).by_key()
    designated, later = 0, set()
    for entry in entries_of(full_house.store, full_house.viewer, "gb_uksl", "2025-08-11"):
        for listing in entry.listings:
            if listing.regime in ("GB-HR", "GB-AC"):
                designated += 1
                if min(date.earliest for date in listing.dates) > LAST_US_EDITION:
                    later.add(by_key[entry.list_id, entry.official_id].id)
    assert designated == 217
    assert len(later) == 53
    answer = find_gaps(full_house, Question(have=("gb",), lack=("us",), thematic=True)).answer
    rows = {gap.target.id: gap for gap in answer.gaps}
    compared = [rows[target] for target in later if target in rows]
    assert len(compared) >= 45
    for gap in compared:
        since = min(date.earliest for cell in gap.have for date in [cell.since] if date)
        if since > LAST_US_EDITION:
            assert gap.status is Status.NOT_COVERED, gap.target.name
            assert "older than the listing" in gap.why


def test_no_gap_rests_on_a_list_older_than_the_listing(full_house):
    for have, lack in (("gb", "us"), ("ca", "us"), ("au", "eu"), ("us", "gb"), ("au", "us")):
        for gap in find_gaps(full_house, Question(have=(have,), lack=(lack,))).answer.gaps:
            starts = [cell.since for cell in gap.have if cell.since]
            if gap.status is Status.NOT_FOUND and starts:
                assert min(start.earliest for start in starts) <= last_day(gap.lack_as_of), gap.target.name
