"""Renewals and figures on a small home: what runs out, what has no clock, and figures that cannot be counted."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group
from inconcert.model.curated import Curated
from inconcert.model.dates import event_on
from inconcert.model.edition import Edition
from inconcert.model.entry import Entry, Listing, Name
from inconcert.model.errors import UserError
from inconcert.model.target import Designation
from inconcert.model.vocabulary import DateKind, Evidence, Kind, NameRole, Provenance, Status
from inconcert.store.editions import commit_edition
from inconcert.verbs.house import house
from inconcert.verbs.leadtimes import lead_times
from inconcert.verbs.renewals import clock_start, find_renewals, renewals_shape
from inconcert.verbs.stats import figures, figures_shape, value_words


def clock():
    return dt.datetime(2025, 1, 1, 12, 0, tzinfo=dt.UTC)


def entry(list_id, number, name, regime, *dates):
    return Entry(list_id, number, Kind.PERSON, (Name(name, NameRole.PRIMARY),), (Listing(regime, regime, dates=dates),))


def commit(opened, list_id, date, form, entries):
    edition = Edition(
        list_id, date, "day", hashlib.sha256(list_id.encode()).hexdigest(), Provenance.COPY, "yes", form, "here",
        entries_total=len(entries), rules="1",
    )  # fmt: skip
    commit_edition(opened.store, edition, entries)


@pytest.fixture
def small(tmp_path: Path):
    with house(tmp_path / "home", clock=clock, curated=Curated()) as opened:
        commit(opened, "au_dfat", "2024-12-17", "x", [
            entry("au_dfat", "1", "OKONKWO, Bede", "AU-HUMAN", event_on(DateKind.EFFECTIVE, "2022-03-30")),
            entry("au_dfat", "2", "QUISPE, Ramiro", "AU-HUMAN", event_on(DateKind.DECIDED, "2022")),
            entry("au_dfat", "3", "TREMBLAY, Odette", "AU-HUMAN", event_on(DateKind.EFFECTIVE, "2023-12-08")),
        ])  # fmt: skip
        commit(opened, "us_sdn", "2024-05-03", "delimited", [
            entry("us_sdn", "1", "OKONKWO, Bede", "US-GLOMAG", event_on(DateKind.ANNOUNCED, "2021-12-10")),
            entry("us_sdn", "2", "SOMEBODY, Else", "US-GLOMAG"),
        ])  # fmt: skip
        yield opened


def test_what_ends_within_the_days_asked_for(small):
    found = find_renewals(small, 90)
    assert [(item.listing.target, item.runs_out.due) for item in found.found] == [("us-1", "2025-03-30")]
    assert found.without_day == 1
    shape = renewals_shape(found)
    assert shape["renewals"][0]["days"] == 88 and shape["renewals"][0]["source"]
    assert "au_dfat" in shape["editions"]


def test_another_day_and_other_governments(small):
    assert [item.listing.target for item in find_renewals(small, 3660).found] == ["us-1", "au-3"]
    assert find_renewals(small, 90, day=dt.date(2025, 3, 31)).found == ()
    assert find_renewals(small, 90, by=("us",)).found == ()
    with pytest.raises(UserError):
        find_renewals(small, 90, by=("xx",))


def test_the_clock_runs_from_the_newest_day_in_force():
    dates = (
        event_on(DateKind.ANNOUNCED, "2022-03-29"),
        event_on(DateKind.EFFECTIVE, "2022-03-30"),
        event_on(DateKind.EFFECTIVE, "2025-03-30"),
    )
    item = Designation("au", "AU-HUMAN", "", "au", "au_dfat", "1", Status.IN_FORCE, Evidence.EDITION, "", dates=dates)
    assert clock_start(item) == "2025-03-30"


def test_a_figure_without_its_edition_says_so(small):
    (found,) = figures(small, ["us-glomag-2018"])
    assert found.value is None and "2018-01-26" in found.note
    assert value_words(found) == "not at hand"
    with pytest.raises(UserError):
        figures(small, ["no-such-figure"])


def test_rows_and_listings_are_counted(small):
    rows, listed = figures(small, ["us-glomag-newest", "gb-hr-first-day"])
    assert (rows.value, rows.parts) == (2, {"person": 2})
    assert listed.value == 0
    shape = figures_shape((rows,), small.today)["figures"][0]
    assert shape["editions"][0]["list"] == "us_sdn" and shape["command"] == "inconcert stats us-glomag-newest"


def test_lead_times_of_a_pair(small):
    found = lead_times(small, "us", "au")
    assert {item.name: item.outcome for item in found.found} == {"OKONKWO, Bede": "mirrored", "SOMEBODY, Else": "open"}
    (every,) = found.by["all"]
    assert (every.mirrored, every.open, every.without_day) == (1, 1, 1)
    with pytest.raises(UserError):
        lead_times(small, "us", "us")


def test_from_the_shell(small):
    home = str(small.store.home)
    for asked in (["renewals", "--within", "90", "--as-of", "2025-01-01"], ["stats", "us-glomag-newest"],
                  ["stats", "--lead-times", "us,au"]):  # fmt: skip
        plain = CliRunner().invoke(group, [*asked, "--home", home])
        told = CliRunner().invoke(group, [*asked, "--json", "--home", home])
        assert plain.exit_code == told.exit_code == 0, plain.output + told.output
        assert json.loads(told.output)
    page = CliRunner().invoke(group, ["stats", "us-glomag-newest", "--markdown", "--home", home])
    assert page.output.startswith("| figure |")
    assert CliRunner().invoke(group, ["stats", "--lead-times", "us", "--home", home], standalone_mode=False).exit_code
