"""The gaps explorer: counts are what a click gives, pages neither skip nor repeat, feeds are well formed."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from inconcert.gaps.gaps import Question
from inconcert.model.errors import UserError
from inconcert.verbs.explore import FACETS, SORTS, explore, key_of, page_of

QUESTION = Question(have=("us",), lack=("gb",), thematic=True)


def test_each_count_is_what_the_click_gives(pages):
    whole = explore(pages.house, QUESTION, {})
    for name in FACETS:
        for value, number in whole.facets[name][:6]:
            assert len(explore(pages.house, QUESTION, {name: value}).lines) == number
    narrowed = explore(pages.house, QUESTION, {"kind": "person"})
    for value, number in narrowed.facets["country"][:6]:
        assert len(explore(pages.house, QUESTION, {"kind": "person", "country": value}).lines) == number


@pytest.mark.parametrize("sort", SORTS)
def test_pages_neither_skip_nor_repeat(pages, sort):
    found = explore(pages.house, QUESTION, {}, sort)
    seen, after = [], ""
    while True:
        page = page_of(found, after, 37)
        assert page.first == len(seen) + 1
        seen += [key_of(line, sort) for line in page.lines]
        after = page.next
        if not after:
            break
    assert seen == sorted(seen) and len(seen) == len(set(seen)) == len(found.lines)


def test_a_place_survives_the_loss_of_its_row(pages):
    from dataclasses import replace

    found = explore(pages.house, QUESTION, {})
    page = page_of(found, "", 10)
    shorter = replace(found, lines=tuple(line for line in found.lines if line is not page.lines[-1]))
    assert page_of(shorter, page.next, 1).lines[0] == found.lines[10]


@pytest.mark.parametrize("place", ["%", "bm90IGpzb24", "eyJhIjoxfQ", "W251bGxd"])
def test_a_place_that_is_none_is_refused(pages, place):
    with pytest.raises(UserError):
        page_of(explore(pages.house, QUESTION, {}), place, 10)


def test_the_first_order_is_the_printed_rule(pages):
    lines = explore(pages.house, QUESTION, {}).lines
    counts = [len(line.listed_by) for line in lines]
    assert counts == sorted(counts, reverse=True)


def test_the_links_of_a_page_hold_the_counts_they_print(pages):
    page = html.fromstring(pages.get("/gaps").text)
    links = page.xpath("//aside//li/a")
    assert len(links) > 10
    for link in links[:6]:
        number = int(link.xpath("./span[@class='n']")[0].text_content().replace(",", ""))
        target = urlsplit(link.get("href"))
        assert pages.get(f"/gaps.json?{target.query}").json()["counts"]["rows"] == number


def test_feeds_are_well_formed(pages):
    root = etree.fromstring(pages.get("/gaps.atom?kind=person").content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert root.tag == f"{atom}feed" and root.find(f"{atom}id") is not None
    entries = root.findall(f"{atom}entry")
    assert entries and all(entry.find(f"{atom}{name}").text for entry in entries for name in ("id", "title", "updated"))
    plain = json.loads(pages.get("/gaps.feed?kind=person").content)
    assert plain["version"].startswith("https://jsonfeed.org/version/1") and len(plain["items"]) == len(entries)
    assert len({item["id"] for item in plain["items"]}) == len(entries)


def test_a_past_day_is_kept_in_the_links(pages):
    page = html.fromstring(pages.get("/gaps?as_of=2021-01-01&lang=fr").text)
    inner = [link for link in page.xpath("//main//a/@href") if link.startswith("/targets/")]
    assert inner and all("as_of=2021-01-01" in link and "lang=fr" in link for link in inner)
    assert dt.date(2021, 1, 1).isoformat() in page.xpath("//input[@name='as_of']/@value")


def test_rows_can_be_chosen_for_an_ask(pages):
    page = html.fromstring(pages.get("/gaps?have=us&lack=gb&as_of=2021-01-01&lang=fr").text)
    form = page.xpath("//form[@id='ask']")[0]
    assert (form.get("method"), form.get("action")) == ("get", "/asks/new")
    kept = {item.get("name"): item.get("value") for item in form.xpath(".//input[@type='hidden']")}
    assert kept == {"lang": "fr", "as_of": "2021-01-01"}
    boxes = page.xpath("//input[@name='gap'][@form='ask'][@type='checkbox']")
    rows = pages.get("/gaps.json?have=us&lack=gb&as_of=2021-01-01").json()["gaps"]
    asked = {f"{row['target']['id']}:{row['lack']}" for row in rows}
    assert len(boxes) == min(40, len(rows)) and {box.get("value") for box in boxes} <= asked
    assert not html.fromstring(pages.get("/gaps.mail").text).xpath("//input")


def test_the_counts_on_the_front_are_what_they_lead_to(pages):
    page = html.fromstring(pages.get("/").text)
    links = page.xpath("//table[contains(@class, 'grid')]//td/a")
    assert len(links) == 20
    for link in links[::3]:
        number = int(link.text.replace(",", ""))
        target = urlsplit(link.get("href"))
        assert pages.get(f"/gaps.json?{target.query}").json()["counts"].get("rows", 0) == number


def test_the_years_of_listing_come_newest_first_and_the_unknown_last(pages):
    values = [value for value, _ in explore(pages.house, QUESTION, {}).facets["since"]]
    years = [value for value in values if value != "not_known"]
    assert years == sorted(years, reverse=True) and values[: len(years)] == years
