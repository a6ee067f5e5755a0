"""What editions prove: each rule of DESIGN.md section 4, and that no status is ever stronger than its evidence."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inconcert.gaps.timeline import EditionDay, first_seen, stand
from inconcert.model.dates import event_on
from inconcert.model.vocabulary import DateKind, Evidence, Precision, Status

DAYS = [EditionDay("l", "2018-04-13"), EditionDay("l", "2023-06-05"), EditionDay("l", "2025-04-14")]
ASKED = dt.date(2020, 8, 18)
LISTED = event_on(DateKind.LISTED, "2021-03-22")


def test_an_edition_of_the_day_speaks_first():
    found = stand(DAYS, [False, True, True], dt.date(2023, 6, 5), starts=[event_on(DateKind.LISTED, "2024-01-01")])
    assert (found.status, found.evidence) == (Status.IN_FORCE, Evidence.EDITION)


def test_without_a_day_the_newest_edition_speaks():
    assert stand(DAYS, [True, True, True], None).status is Status.IN_FORCE
    assert stand(DAYS, [False, False, False], None).status is Status.NOT_FOUND
    ended = stand(DAYS, [True, True, False], None)
    assert ended.status is Status.ENDED
    assert ended.dates[0].value == "2023-06-05/2025-04-14"


def test_a_printed_date_later_editions_agreeing():
    before = stand(DAYS, [False, True, True], ASKED, starts=[LISTED])
    assert (before.status, before.evidence) == (Status.NOT_FOUND, Evidence.PRINTED_DATE)
    after = stand(DAYS, [False, True, True], dt.date(2021, 3, 23), starts=[LISTED])
    assert (after.status, after.evidence) == (Status.IN_FORCE, Evidence.PRINTED_DATE)


def test_without_the_date_the_day_between_is_not_covered():
    found = stand(DAYS, [False, True, True], ASKED)
    assert (found.status, found.evidence) == (Status.NOT_COVERED, Evidence.NONE)


def test_a_date_that_an_older_edition_contradicts_proves_nothing():
    found = stand(DAYS, [False, True, True], ASKED, starts=[event_on(DateKind.LISTED, "2010-01-01")])
    assert found.status is Status.NOT_COVERED


def test_on_neither_edition_says_what_cannot_be_excluded():
    found = stand(DAYS, [False, False, True], ASKED, starts=[event_on(DateKind.LISTED, "2024-11-21")])
    assert (found.status, found.evidence) == (Status.NOT_FOUND, Evidence.BETWEEN_EDITIONS)
    assert "cannot be excluded" in found.why


def test_past_the_newest_edition_nothing_is_known():
    assert stand(DAYS, [True, True, True], dt.date(2026, 1, 1)).status is Status.NOT_COVERED


def test_before_the_oldest_edition_silence_is_not_absence():
    assert stand(DAYS[1:], [False, False], ASKED).status is Status.NOT_COVERED
    assert stand(DAYS[1:], [True, True], ASKED).status is Status.NOT_COVERED
    assert stand(DAYS[1:], [True, True], ASKED, starts=[LISTED]).status is Status.NOT_FOUND


def test_the_day_of_an_end_between_editions_is_not_known_unless_announced():
    assert stand(DAYS, [True, False, False], ASKED).status is Status.NOT_COVERED
    ends = [event_on(DateKind.ENDED, "2020-01-01", "curated: x")]
    assert stand(DAYS, [True, False, False], ASKED, ends=ends).status is Status.ENDED


def test_a_month_covers_no_single_day_of_itself():
    days = [EditionDay("ca", "2020-04-15"), EditionDay("ca", "2025-04")]
    assert stand(days, [False, False], dt.date(2025, 4, 10)).status is Status.NOT_COVERED
    assert stand(days, [False, False], dt.date(2025, 3, 31)).status is Status.NOT_FOUND


def test_first_seen_is_an_interval_between_two_editions():
    seen = first_seen(DAYS, [False, True, True])
    assert seen is not None and seen.precision is Precision.INTERVAL and seen.value == "2018-04-13/2023-06-05"
    assert first_seen(DAYS, [False, False, False]) is None


@given(
    st.lists(st.booleans(), min_size=3, max_size=3),
    st.dates(dt.date(2015, 1, 1), dt.date(2027, 1, 1)),
    st.lists(st.dates(dt.date(2015, 1, 1), dt.date(2026, 1, 1)), max_size=2),
)
def test_no_status_is_stronger_than_its_evidence(present, day, starts):
    dates = [event_on(DateKind.LISTED, item.isoformat()) for item in starts]
    found = stand(DAYS, present, day, starts=dates)
    if found.status is Status.IN_FORCE:
        later = [there for item, there in zip(DAYS, present) if item.latest >= day]
        assert later and later[0], "in force needs an edition on or after the day that shows it"
    if found.status is Status.NOT_FOUND:
        assert not any(there for item, there in zip(DAYS, present) if item.latest <= day)
    if found.evidence is Evidence.NONE:
        assert found.status is Status.NOT_COVERED


@pytest.mark.parametrize("day", [None, ASKED])
def test_no_edition_at_all_is_not_covered(day):
    assert stand([], [], day).status is Status.NOT_COVERED
