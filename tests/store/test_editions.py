"""Editions and entries come back as they were committed, once, on each engine."""

from __future__ import annotations

import dataclasses

import pytest

from inconcert.model.entry import Issue
from inconcert.model.errors import OurError, RefusedByCheck, UnreadableSource, UserError
from inconcert.model.rights import ANYONE, OPERATOR
from inconcert.model.vocabulary import Severity
from inconcert.store.audit import acts, record
from inconcert.store.editions import commit_edition, editions, has_edition, issues, raw_file
from inconcert.store.entries import entries_of, rows_of, versions, versions_of
from inconcert.store.register_hash import register_hash


def test_an_edition_comes_back_whole(store, entry, edition):
    wanted, files = edition("2024-05-03", printed_date="2024-05-02", retrieved_at="2024-05-04T00:00:00Z")
    found = [Issue(Severity.NOTE, "b", "second", "x#2"), Issue(Severity.SET_ASIDE, "a", "first", "x#1")]
    assert commit_edition(store, wanted, [entry(2), entry(1), entry(3)], found, files) is True
    assert editions(store, OPERATOR) == (wanted,)
    assert has_edition(store, OPERATOR, wanted)
    assert list(entries_of(store, OPERATOR, "us_sdn", "2024-05-03")) == [entry(1), entry(2), entry(3)]
    assert issues(store, OPERATOR, "us_sdn", "2024-05-03") == tuple(found)
    assert rows_of(store, OPERATOR, "us_sdn", "2024-05-03", "2") == ("sdn.csv#2",)
    assert rows_of(store, OPERATOR, "us_sdn", "2024-05-03", "9") == ()
    assert {name: raw_file(store, OPERATOR, sha) for name, sha in wanted.files} == files
    store.check()


def test_a_second_time_nothing_is_added(store, entry, edition):
    wanted, files = edition("2024-05-03")
    commit_edition(store, wanted, [entry(1)], (), files)
    assert commit_edition(store, wanted, [entry(1)], (), files) is False
    assert len(acts(store, OPERATOR)) == 1


def test_versions_carry_the_dates_of_their_editions(store, entry, edition):
    for date, row, name in (("2020-01-01", 5, "A"), ("2022-01-01", 6, "A"), ("2024-01-01", 7, "B")):
        wanted, files = edition(date, date.encode())
        commit_edition(store, wanted, [entry(1, name=name, row=row), entry(2, row=row + 1)], (), files)
    found = {(item.entry.official_id, item.editions) for item in versions(store, OPERATOR)}
    every = ("2020-01-01", "2022-01-01", "2024-01-01")
    assert found == {("1", every[:2]), ("1", every[2:]), ("2", every)}
    assert all(item.entry.rows == () for item in versions(store, OPERATOR))
    newest = versions(store, OPERATOR, ["us_sdn"], newest=True)
    assert [(item.entry.official_id, item.editions) for item in newest] == [("1", every[2:]), ("2", every[2:])]
    assert versions(store, OPERATOR, ["gb_uksl"]) == ()
    assert versions_of(store, OPERATOR, [("us_sdn", "2"), ("us_sdn", "9"), ("gb_uksl", "2")]) == tuple(
        item for item in versions(store, OPERATOR) if item.entry.official_id == "2"
    )


def test_of_two_editions_of_one_day_the_later_speaks(store, entry, edition):
    for at, number in (("2024-05-03T12:00:00Z", 2), ("2024-05-03T08:00:00Z", 1)):
        wanted, files = edition("2024-05-03", at.encode(), retrieved_at=at)
        commit_edition(store, wanted, [entry(number)], (), files)
    assert [item.official_id for item in entries_of(store, OPERATOR, "us_sdn", "2024-05-03")] == ["2"]
    assert [item.entry.official_id for item in versions(store, OPERATOR)] == ["2"]
    assert len(editions(store, OPERATOR)) == 1


@pytest.mark.parametrize("order", [1, -1])
def test_a_whole_reading_speaks_before_an_embedded_one_whichever_came_first(store, entry, edition, order):
    whole, files = edition("2024-05-03")
    embedded = dataclasses.replace(whole, entries_embedded=1, files=())
    for wanted, entries in [(whole, [entry(1), entry(2)]), (embedded, [entry(1)])][::order]:
        assert commit_edition(store, wanted, entries, (), files if wanted is whole else None) is True
        assert commit_edition(store, wanted, entries, (), files if wanted is whole else None) is False
    assert editions(store, OPERATOR) == (whole,)
    assert [item.official_id for item in entries_of(store, OPERATOR, "us_sdn", "2024-05-03")] == ["1", "2"]


def test_an_embedded_edition_comes_back_as_it_was(store, entry, edition):
    wanted, _ = edition("2024-05-03", entries_embedded=1, files=())
    commit_edition(store, wanted, [entry(1)])
    assert editions(store, OPERATOR) == (wanted,)


def test_twice_the_same_content_in_one_edition_keeps_both_places(store, entry, edition):
    wanted, files = edition("2024-05-03")
    commit_edition(store, wanted, [entry(1, row=1), entry(1, row=2)], (), files)
    assert rows_of(store, OPERATOR, "us_sdn", "2024-05-03", "1") == ("sdn.csv#1", "sdn.csv#2")


def test_the_hash_is_of_the_content_alone(home, entry, edition, tmp_path):
    def hash_of(path, order, row, rows):
        with dataclasses.replace(home, path=path).open() as store:
            for date in order:
                wanted, files = edition(date, f"{date} {row}".encode())
                commit_edition(store, wanted, [entry(number, row=row) for number in rows], (), files)
            return register_hash(store, OPERATOR)

    if home.database_url:
        pytest.skip("one database, one home")
    dates = ["2020-01-01", "2022-01-01"]
    one = hash_of(tmp_path / "a", dates, 1, [1, 2])
    assert hash_of(tmp_path / "b", dates[::-1], 7, [2, 1]) == one
    assert hash_of(tmp_path / "c", dates[:1], 1, [1, 2]) != one
    assert hash_of(tmp_path / "d", dates, 1, [1, 3]) != one


def test_parts_that_do_not_belong_together_are_refused(store, entry, edition):
    wanted, files = edition("2024-05-03")
    with pytest.raises(OurError, match="gb_uksl"):
        commit_edition(store, wanted, [entry(1, list_id="gb_uksl")], (), files)
    with pytest.raises(OurError, match="not those it names"):
        commit_edition(store, wanted, [entry(1)], (), {"sdn.csv": b"other"})
    assert editions(store, OPERATOR) == ()


@pytest.mark.parametrize("text", ["half \ud800", "nul \0"])
def test_text_that_is_none_is_the_sources_fault_and_leaves_nothing(store, entry, edition, text):
    wanted, files = edition("2024-05-03")
    odd = dataclasses.replace(entry(2), official_id=text)
    with pytest.raises(UnreadableSource, match="no text"):
        commit_edition(store, wanted, [entry(1), odd], (), files)
    with pytest.raises(UnreadableSource, match="no text"):
        commit_edition(store, wanted, [entry(1)], [Issue(Severity.NOTE, "odd", text, "x#1")], files)
    assert editions(store, OPERATOR) == () and not store.raw.unsettled()


def test_a_name_with_half_a_character_is_refused_and_a_nul_in_it_is_kept(store, entry, edition):
    wanted, files = edition("2024-05-03")
    with pytest.raises(UnreadableSource, match="us_sdn '1'"):
        commit_edition(store, wanted, [entry(1, name="\ud800")], (), files)
    assert editions(store, OPERATOR) == ()
    commit_edition(store, wanted, [entry(1, name="\0")], (), files)
    assert list(entries_of(store, OPERATOR, "us_sdn", "2024-05-03")) == [entry(1, name="\0")]


def test_what_is_not_kept_is_said(store, entry, edition):
    with pytest.raises(UserError, match="no edition of us_sdn of 2024-05-03"):
        list(entries_of(store, OPERATOR, "us_sdn", "2024-05-03"))
    with pytest.raises(OurError, match="cannot be read"):
        raw_file(store, OPERATOR, "00" * 32)


@pytest.mark.parametrize("damage", [b"", b"zlib\nnonsense", b"other"])
def test_a_damaged_raw_file_is_never_given_out(store, entry, edition, damage):
    wanted, files = edition("2024-05-03")
    commit_edition(store, wanted, [entry(1)], (), files)
    sha = wanted.files[0][1]
    (store.home / "raw" / sha[:2] / sha).write_bytes(damage)
    with pytest.raises(OurError, match="damaged"):
        raw_file(store, OPERATOR, sha)


def test_the_audit_is_the_operators(store):
    record(store, "Ada Example", "accept", {"list": "us_sdn"})
    (act,) = acts(store, OPERATOR)
    assert (act.at, act.who, act.verb, act.facts) == ("2026-01-02T02:04:05Z", "Ada Example", "accept",
                                                      {"list": "us_sdn"})  # fmt: skip
    with pytest.raises(RefusedByCheck, match="does not hold the right audit.read"):
        acts(store, ANYONE)
    assert editions(store, ANYONE) == ()
