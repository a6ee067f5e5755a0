"""The embedded register: facts only, what it says of what it does not hold, and the same bytes from the same lists."""

from __future__ import annotations

import json
import lzma

import pytest

from inconcert.jurisdictions import regimes
from inconcert.verbs import embedded
from inconcert.verbs.demo import demo_home, first_screen

TOTAL_MAX_BYTES = 1_500_000


@pytest.fixture(scope="module")
def plain():
    return json.loads(lzma.decompress(embedded.shipped().register))


def test_it_is_small():
    shipped = embedded.shipped()
    assert len(shipped.register) + len(shipped.digests) < TOTAL_MAX_BYTES


def test_it_holds_facts_and_no_sentence_of_a_reason(plain):
    for entry in plain["entries"]:
        assert not {"reasons", "remarks", "addresses", "identifiers", "birth_places", "positions"} & set(entry)


def test_of_the_un_list_numbers_and_dates_only(plain):
    entries = [entry for entry in plain["entries"] if entry["list_id"] == "un_sc"]
    for entry in entries:
        assert [name["full"] for name in entry["names"]] == [entry["official_id"]]
        assert "birth_dates" not in entry and "countries" not in entry


def test_every_edition_says_how_much_of_it_is_here(plain):
    editions = [table["edition"] for table in plain["editions"]]
    assert {edition["list_id"] for edition in editions} >= {"us_sdn", "gb_uksl", "ca_autonomous", "eu_fsf", "au_dfat"}
    for edition in editions:
        assert edition["entries_total"] >= edition["entries_embedded"] >= 0
        assert len(edition["sha256"]) == 64 and edition["provenance"] in ("copy", "derived", "fetched")


def test_nothing_of_a_list_that_may_not_be_embedded(plain):
    allowed = {item.list_id for item in regimes.publications() if item.embeddable}
    assert {entry["list_id"] for entry in plain["entries"]} <= allowed
    assert "ch_seco" not in allowed


def test_every_thematic_regime_is_there(plain):
    held = {listing["regime"] for entry in plain["entries"] for listing in entry["listings"]}
    assert held >= embedded.THEMATIC


def test_the_first_screen_of_the_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with demo_home(progress=lambda _: None) as opened:
        screen = first_screen(opened)
    assert screen.mirrored == (8, 2, 5, 2)


@pytest.mark.shared
@pytest.mark.slow
def test_the_same_lists_give_the_shipped_bytes(full_house):
    made = embedded.build(full_house)
    shipped = embedded.shipped()
    assert made.register == shipped.register, "run scripts/build-register"
    assert made.digests == shipped.digests
