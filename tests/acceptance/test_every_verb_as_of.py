"""Every verb that answers out of the lists takes a day, on the embedded register and on the real editions."""

from __future__ import annotations

import datetime as dt
import json

import click
import pytest
from click.testing import CliRunner

from inconcert.cli.main import VERBS, group
from inconcert.model.vocabulary import Status
from inconcert.verbs.demo import demo_home
from inconcert.verbs.leadtimes import lead_times
from inconcert.verbs.search import search
from inconcert.verbs.search_as_of import search_on
from inconcert.verbs.situations import situations, without_situation
from inconcert.verbs.stats import figures

DAY = dt.date(2020, 8, 18)
"""Six weeks after the US listings of 9 July 2020, seven months before those of the UK."""
XINJIANG = ("Chen Quanguo", "Zhu Hailun", "Wang Mingshan", "Huo Liujun")
ANSWERS = {
    "status", "search", "show", "matrix", "gaps", "actions", "reach", "situations", "law", "renewals", "stats",
    "export", "letter",
}  # fmt: skip
"""The verbs that answer out of the lists; `changes` and `digest` answer about a span and take its last day."""


@pytest.fixture(scope="module")
def small():
    with demo_home(progress=lambda _: None) as opened:
        yield opened


def stood(found):
    return {cell.jurisdiction: cell.status for cell in found.cells}


def takes_a_day(name):
    command = group.get_command(click.Context(group), name)
    every = [command, *getattr(command, "commands", {}).values()]
    return any("--as-of" in option.opts for one in every for option in one.params)


def test_what_answers_out_of_the_lists_takes_a_day():
    assert {name for name in VERBS if takes_a_day(name)} == ANSWERS


@pytest.mark.parametrize("name", XINJIANG)
def test_embedded_search_says_where_somebody_stood(small, name):
    found = search_on(small, name, DAY).found[0]
    assert found.exact and stood(found)["us"] is Status.IN_FORCE and stood(found)["gb"] is Status.NOT_FOUND
    later = stood(search_on(small, name, dt.date(2021, 3, 25)).found[0])
    assert later["us"] is Status.IN_FORCE
    assert later["gb"] is (Status.NOT_FOUND if name in ("Chen Quanguo", "Huo Liujun") else Status.IN_FORCE)
    before = search_on(small, name, dt.date(2020, 1, 1))
    assert name.casefold() not in {" ".join(item.matched.replace(",", "").casefold().split()) for item in before.found}


def test_a_name_of_a_later_edition_names_that_edition(small):
    found = search_on(small, "Chen Quanguo", DAY).found[0]
    assert found.printed_from.startswith("us_sdn 2021-")
    assert search_on(small, "Chen Quanguo", dt.date(2026, 1, 1)).found[0].printed_from == ""
    assert search(small, "Chen Quanguo").found[0].cells == ()


def test_a_number_is_found_as_of_a_day_too(small):
    found = search_on(small, "29220", DAY).found
    assert [item.brief.id for item in found] == ["us-29220"] and stood(found[0])["us"] is Status.IN_FORCE
    assert search_on(small, "29220", dt.date(2019, 1, 1)).found == ()


def test_a_figure_whose_day_had_not_come_is_refused_by_name(small):
    by_id = {item.wanted.id: item for item in figures(small, day=DAY)}
    late = by_id["gb-of-us-2022"]
    assert late.value is None and "2022-07-21" in late.note and "2020-08-18" in late.note
    moved = by_id["gb-of-us-newest"]
    assert "on 2020-08-18" in moved.wanted.definition and not moved.wanted.published
    assert moved.command == "inconcert stats gb-of-us-newest --as-of 2020-08-18"


def test_situations_as_of_a_day_hold_what_had_been_done(small):
    then = {item.situation.id: item for item in situations(small, DAY)}
    now = {item.situation.id: item for item in situations(small)}
    assert then.keys() == now.keys()
    assert len(then["xinjiang"].targets) == 8 and then["xinjiang"].actions < now["xinjiang"].actions
    assert then["tibet"].targets == () and then["tibet"].actions == 0
    assert {item.id for item in without_situation(small, DAY)} < {item.id for item in without_situation(small)}


def test_the_command_line_says_as_of(small):
    home = str(small.store.home)
    asked = ["search", "Chen Quanguo", "--as-of", "2020-08-18", "--home", home]
    words = CliRunner().invoke(group, asked).output
    assert "on 18 Aug 2020" in words and "in force: US" in " ".join(words.split())
    plain = json.loads(CliRunner().invoke(group, [*asked, "--json"]).output)
    assert plain["as_of"] == "2020-08-18" and plain["hits"][0]["printed_from"].startswith("us_sdn")
    for asked in (["situations"], ["stats", "us-glomag-newest"], ["stats", "--lead-times", "us,gb"],
                  ["actions", "--situation", "xinjiang"]):  # fmt: skip
        done = CliRunner().invoke(group, [*asked, "--as-of", "2020-08-18", "--home", home, "--json"])
        assert done.exit_code == 0 and '"as_of": "2020-08-18"' in done.output, asked


@pytest.mark.shared
@pytest.mark.parametrize("name", XINJIANG)
def test_real_editions_have_them_on_the_us_list_and_not_on_that_of_the_uk(full_house, name):
    found = search_on(full_house, name, DAY, 5).found[0]
    assert found.exact and stood(found)["us"] is Status.IN_FORCE and stood(found)["gb"] is Status.NOT_FOUND


@pytest.mark.shared
def test_a_name_that_an_edition_until_the_day_prints_needs_no_later_one(full_house):
    found = search_on(full_house, "Artem Yuryevich Chayka", DAY, 5).found[0]  # us_sdn of 2018-01-26
    assert found.exact and found.printed_from == "" and stood(found)["us"] is Status.IN_FORCE
    later = search_on(full_house, "Artem Chaika", DAY, 5).found[0]  # an alias that the UK alone prints, and later
    assert later.brief.id == found.brief.id and later.printed_from


@pytest.mark.shared
def test_lead_times_as_of_a_day_count_later_mirrors_as_open(full_house):
    then = lead_times(full_house, "us", "gb", "xinjiang", DAY)
    assert {item.outcome for item in then.found} <= {"open", "not_covered"}
    now = lead_times(full_house, "us", "gb", "xinjiang")
    assert any(item.outcome == "mirrored" for item in now.found)
    assert all(item.days is None or item.days <= (DAY - dt.date(2020, 7, 9)).days for item in then.found)
