"""Clocks: 56 and 56 days, third anniversaries, yearly reviews, the end of a framework."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from inconcert.gaps.clocks import Listing, lapses, renewals, runs_out
from inconcert.jurisdictions.law import law_of
from inconcert.model.law import LawOf

DAYS = st.dates(dt.date(2012, 1, 1), dt.date(2040, 1, 1))


def law(regime_id: str) -> LawOf:
    found = law_of(regime_id)
    assert found is not None
    return found


def test_the_urgent_procedure_begins_on_the_day_after_the_designation() -> None:
    first, second = lapses("2026-03-01", (56, 56))
    assert first == "2026-04-26"
    assert second == "2026-06-21"


def test_an_australian_listing_ends_on_its_third_anniversary() -> None:
    (item,) = runs_out(law("AU-HUMAN"), "2022-03-29", "2025-01-01", 90)
    assert (item.kind, item.due, item.days) == ("anniversary", "2025-03-29", 87)
    assert "reg. 9" in item.statement.text
    assert runs_out(law("AU-HUMAN"), "2022-03-29", "2025-03-30", 90) == ()
    (again,) = runs_out(law("AU-HUMAN"), "2022-03-29", "2028-03-01", 90)
    assert again.due == "2028-03-29"


def test_on_the_day_itself_it_is_still_due() -> None:
    (item,) = runs_out(law("AU-CRP"), "2022-03-29", "2025-03-29", 0)
    assert item.days == 0


def test_the_eu_framework_ends_on_8_december_2026_unless_prolonged() -> None:
    found = {item.kind: item.due for item in runs_out(law("EU-HR"), "2021-03-22", "2026-11-21", 90)}
    assert found == {"framework": "2026-12-08", "review": "2026-12-08"}
    kinds = {item.kind for item in runs_out(law("EU-HR"), "2021-03-22", "2026-12-09", 90)}
    assert kinds == set()


def test_nothing_runs_out_where_no_law_says_so() -> None:
    for regime_id in ("GB-HR", "CA-JVCFOA", "US-GLOMAG"):
        assert runs_out(law(regime_id), "2020-07-06", "2026-11-21", 3660) == ()


def test_renewals_are_ordered_by_day_and_pass_over_what_has_no_regime() -> None:
    listings = [
        Listing("eu-1", "eu", "EU-HR", "2021-03-22"),
        Listing("au-1", "au", "AU-HUMAN", "2023-12-01"),
        Listing("eu-2", "eu", "", "2021-03-22"),
        Listing("gb-1", "gb", "GB-HR", "2020-07-06"),
    ]
    found = renewals(listings, law_of, "2026-11-21", 30)
    assert [(item.listing.target, item.runs_out.due) for item in found] == [
        ("au-1", "2026-12-01"),
        ("eu-1", "2026-12-08"),
        ("eu-1", "2026-12-08"),
    ]


@given(DAYS, DAYS)
def test_an_anniversary_is_never_past_and_never_more_than_three_years_off(listed: dt.date, today: dt.date) -> None:
    if today < listed:
        return
    (item,) = runs_out(law("AU-HUMAN"), listed.isoformat(), today.isoformat(), 3 * 366 + 1)
    due = dt.date.fromisoformat(item.due)
    assert due >= today
    assert (due.year - listed.year) % 3 == 0
    assert due > listed
