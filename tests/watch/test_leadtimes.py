"""Lead times: dates of the same kind, open ones counted, intervals with a least and a most."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inconcert.model.dates import EventDate, event_on
from inconcert.model.vocabulary import DateKind, Kind, Precision
from inconcert.watch.actions import Start
from inconcert.watch.leadtimes import distributions, lead_time, median_days

NEWEST = {"us": "2024-05-03", "gb": "2026-05-07", "ca": "2025-04-30", "eu": "2020-01-01"}


def start(jurisdiction, *dates, regime="X"):
    return Start("t", "T", Kind.PERSON, jurisdiction, regime, f"{jurisdiction}_l", "1", dates)


def announced(day):
    return event_on(DateKind.ANNOUNCED, day, "release")


def listed(day):
    return event_on(DateKind.LISTED, day)


def between(value):
    return EventDate(DateKind.FIRST_OBSERVED, value, Precision.INTERVAL, "between two editions")


def test_zhu_hailun_256_days():
    starts = [start("us", announced("2020-07-09")), start("gb", listed("2021-03-22"), announced("2021-03-22"))]
    found = lead_time(starts, "us", "gb", None, NEWEST)
    assert (found.days, found.outcome, found.same_kind) == (256, "mirrored", True)


def test_dates_of_the_same_kind_go_before_an_earlier_day_of_another():
    starts = [start("us", announced("2020-07-09")), start("ca", listed("2024-12-09"), announced("2024-12-10"))]
    found = lead_time(starts, "us", "ca", None, NEWEST)
    assert (found.days, found.mirrored.kind) == (1615, DateKind.ANNOUNCED)


def test_where_no_kind_is_common_the_kinds_are_named():
    found = lead_time(
        [start("us", announced("2020-07-09")), start("ca", listed("2024-12-09"))], "us", "ca", None, NEWEST
    )
    assert (found.days, found.same_kind) == (1614, False)
    assert (found.started.kind, found.mirrored.kind) == (DateKind.ANNOUNCED, DateKind.LISTED)


def test_open_is_counted_to_the_second_governments_newest_edition():
    found = lead_time([start("us", announced("2020-07-09"))], "us", "gb", None, NEWEST)
    assert (found.outcome, found.days) == ("open", 2128)


def test_a_list_older_than_the_listing_covers_nothing():
    assert lead_time([start("us", announced("2020-07-09"))], "us", "eu", None, NEWEST).outcome == "not_covered"
    assert lead_time([start("us", announced("2020-07-09"))], "us", "au", None, NEWEST).outcome == "not_covered"


def test_who_was_first_is_not_a_mirror():
    starts = [start("us", announced("2021-02-26")), start("gb", announced("2020-07-06"))]
    assert lead_time(starts, "us", "gb", None, NEWEST).outcome == "before"
    assert lead_time(starts, "gb", "us", None, NEWEST).days == 235


def test_an_interval_gives_a_least_and_a_most():
    starts = [start("us", between("2021-04-25/2023-07-25")), start("gb", listed("2024-07-24"))]
    found = lead_time(starts, "us", "gb", None, NEWEST)
    assert (found.days, found.least, found.most) == (None, 365, 1186)


def test_only_the_regimes_asked_for_begin_it_and_any_regime_ends_it():
    starts = [start("us", announced("2006-01-01"), regime="A"), start("us", announced("2020-01-01"), regime="B"),
              start("gb", announced("2020-01-31"), regime="C")]  # fmt: skip
    assert lead_time(starts, "us", "gb", frozenset({"B"}), NEWEST).days == 30
    assert lead_time(starts, "us", "gb", frozenset({"Z"}), NEWEST) is None


def test_the_median_counts_open_ones_as_not_ended():
    assert median_days([10, 20, 30], []) == 20
    assert median_days([10, 20], [500, 500, 500]) is None
    assert median_days([], [5]) is None
    assert median_days([10, 20, 30], [1, 1, 1]) == 20, "what was open for a day says little"


@given(st.lists(st.integers(0, 5000), max_size=30), st.lists(st.integers(0, 5000), max_size=30))
def test_open_ones_never_shorten_the_median_of_those_open_for_ever(closed, still):
    for_ever = [days + 10_000 for days in still]
    plain, censored = median_days(closed, []), median_days(closed, for_ever)
    assert censored is None or (plain is not None and censored >= plain)


def test_a_distribution_counts_every_outcome():
    items = [
        lead_time(
            [start("us", announced("2020-07-09")), start("gb", announced("2020-07-19"))], "us", "gb", None, NEWEST
        ),
        lead_time([start("us", announced("2020-07-09"))], "us", "gb", None, NEWEST),
        lead_time(
            [start("us", announced("2021-02-26")), start("gb", announced("2020-07-06"))], "us", "gb", None, NEWEST
        ),
        lead_time([start("us", between("2021-04-25/2023-07-25"))], "us", "gb", None, NEWEST),
    ]
    (found,) = distributions(items, lambda item: ["all"])
    assert (found.mirrored, found.open, found.before, found.without_day, found.share) == (1, 2, 1, 1, 1 / 3)
    assert found.open_median == 2128
    assert found.median == (None, None), "one of three: half are not mirrored"


def test_intervals_give_the_median_a_least_and_a_most():
    items = [
        lead_time(
            [start("us", between("2021-12-09/2021-12-10")), start("gb", listed("2021-12-20"))], "us", "gb", None, NEWEST
        ),
        lead_time([start("us", between("/2018-01-26")), start("gb", listed("2021-12-20"))], "us", "gb", None, NEWEST),
    ]
    assert distributions(items[:1], lambda item: ["all"])[0].median == (10, 11)
    (both,) = distributions(items, lambda item: ["all"])
    assert both.median == (10, 11) and both.without_day == 2
