"""The digest on a small home: what is in it, that it is made when empty, and that repeating it gives the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group
from inconcert.model.curated import Curated
from inconcert.model.dates import event_on
from inconcert.model.edition import Edition
from inconcert.model.entry import Entry, Listing, Name
from inconcert.model.errors import UserError
from inconcert.model.vocabulary import DateKind, Kind, NameRole, Provenance
from inconcert.store.editions import commit_edition
from inconcert.verbs.changes import Asked, changes_shape, find_changes
from inconcert.verbs.digest import SUMS, DigestAsked, files_of, make_digest
from inconcert.verbs.digest_words import words_of
from inconcert.verbs.house import house
from inconcert.verbs.status import status
from inconcert.watch.changes import ChangeKind
from inconcert.watch.fields import FIELDS

DAY = dt.date(2021, 12, 9)


def clock():
    return dt.datetime(2022, 1, 5, 12, 0, tzinfo=dt.UTC)


def entry(list_id, number, name, regime, day=""):
    dates = (event_on(DateKind.LISTED, day),) if day else ()
    return Entry(list_id, number, Kind.PERSON, (Name(name, NameRole.PRIMARY),), (Listing(regime, regime, dates=dates),))


def commit(opened, list_id, date, form, entries):
    edition = Edition(
        list_id, date, "day", hashlib.sha256(date.encode()).hexdigest(), Provenance.COPY, "yes", form, "here",
        entries_total=len(entries), rules="1",
    )  # fmt: skip
    commit_edition(opened.store, edition, entries)


@pytest.fixture
def small(tmp_path: Path):
    with house(tmp_path / "home", clock=clock, curated=Curated()) as opened:
        old = [
            entry("us_sdn", "1", "ALVAREZ QUISPE, Ramiro", "US-GLOMAG"),
            entry("us_sdn", "2", "OKONKWO, Bede", "US-GLOMAG"),
        ]
        new = [
            old[1],
            entry("us_sdn", "3", "TREMBLAY ÎLE, Odette", "US-GLOMAG"),
            entry("us_sdn", "4", "=HARM()", "US-GLOMAG"),
        ]
        commit(opened, "us_sdn", "2021-12-09", "delimited", old)
        commit(opened, "us_sdn", "2021-12-10", "delimited", new)
        commit(
            opened,
            "gb_uksl",
            "2022-01-01",
            "tables",
            [entry("gb_uksl", "GHR0001", "Odette TREMBLAY ÎLE", "GB-HR", "2021-12-10")],
        )
        commit(
            opened,
            "ca_autonomous",
            "2022-01-01",
            "xml",
            [entry("ca_autonomous", "CA-JVCFOA|x", "Somebody ELSE", "CA-JVCFOA")],
        )
        yield opened


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_what_was_listed_and_removed_and_what_partners_lack(small):
    digest = make_digest(small, DigestAsked("us", ("gb", "ca"), DAY))
    files = files_of(digest)
    assert [row["official_id"] for row in rows(files["listed.csv"])] == ["3", "4"]
    assert [row["official_id"] for row in rows(files["removed.csv"])] == ["1"]
    lacking = {(row["id"], row["partner"]): row for row in rows(files["lacking.csv"])}
    assert {("us-3", "ca"), ("us-4", "gb"), ("us-4", "ca")} <= set(lacking)
    assert lacking["us-4", "ca"]["status"] == "not_found" and lacking["us-4", "ca"]["power"]
    plain = json.loads(files["digest.json"])
    assert plain["counts"]["listed"] == 2 and not plain["empty"]
    assert {item["role"] for item in plain["editions"]} == {"older", "newer", "partner"}
    assert all(len(item["sha256"]) == 64 for item in plain["editions"])


def test_a_name_is_never_a_formula(small):
    files = files_of(make_digest(small, DigestAsked("us", ("gb",), DAY)))
    assert [row["name"] for row in rows(files["listed.csv"])][-1] == "'=HARM()"


def test_the_answer_form_has_a_row_for_each_lack_and_names_no_comment(small):
    digest = make_digest(small, DigestAsked("us", ("gb", "ca"), DAY))
    answers = rows(files_of(digest)["answer-form.csv"])
    assert [row["reference"] for row in answers] == [
        f"us/{gap.target.id}/{gap.lack.jurisdiction}" for gap in digest.gaps
    ]
    assert all("no_comment" in row["possible"] and row["answer"] == "" for row in answers)


def test_nothing_to_report_is_a_digest_too(small):
    digest = make_digest(small, DigestAsked("us", ("gb",), dt.date(2021, 12, 10)))
    files = files_of(digest)
    assert digest.empty
    assert b"nothing to report" in files["digest.txt"]
    assert rows(files["answer-form.csv"])[0]["name"] == "nothing to report"
    assert {"digest.pdf", "digest.docx", "digest.html", "digest.json", "listed.csv", SUMS} <= set(files)


def test_repeated_it_is_the_same_to_the_byte_and_the_sums_are_right(small):
    asked = DigestAsked("us", ("gb", "ca"), DAY)
    first, second = files_of(make_digest(small, asked)), files_of(make_digest(small, asked))
    assert first == second
    for line in first[SUMS].decode().splitlines():
        sha, name = line.split("  ")
        assert hashlib.sha256(first[name]).hexdigest() == sha
    assert len(first[SUMS].splitlines()) == len(first) - 1


@pytest.mark.parametrize("partners", [(), ("us",), ("gb", "gb"), ("xx",)])
def test_partners_that_cannot_be(small, partners):
    with pytest.raises(UserError):
        make_digest(small, DigestAsked("us", partners, DAY))


def test_changes_from_the_shell(small, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(clock().timestamp())))
    home = str(small.store.home)
    asked = ["changes", "--since", "2021-12-09", "--until", "2021-12-10", "--by", "us", "--json", "--home", home]
    found = CliRunner().invoke(group, asked)
    assert found.exit_code == 0, found.output
    shape = json.loads(found.output)
    assert shape["counts"] == {"added": 2, "removed": 1, "not_certain": 0}
    assert shape["compared"][0]["older"]["sha256"] and shape["compared"][0]["fields"]
    out = tmp_path / "out"
    told = CliRunner().invoke(
        group, ["digest", "--from", "us", "--to", "gb", "--since", "2021-12-09", "--out", str(out), "--home", home]
    )
    assert told.exit_code == 0, told.output
    assert (out / SUMS).exists() and not list(out.glob("*.part"))


def test_until_a_day_between_two_editions_says_what_is_not_certain(small):
    found = find_changes(small, Asked(dt.date(2021, 12, 1), dt.date(2021, 12, 9), by=("us",)))
    assert found.found == ()
    wide = find_changes(small, Asked(dt.date(2021, 12, 9), None, by=("us",)))
    assert changes_shape(wide, small.today)["counts"] == {"added": 2, "removed": 1, "not_certain": 0}


def test_unknown_lists_and_days_are_refused(small):
    with pytest.raises(UserError):
        find_changes(small, Asked(DAY, lists=("xx_list",)))
    with pytest.raises(UserError):
        find_changes(small, Asked(DAY, dt.date(2021, 1, 1)))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (2, 1, 0)])
def test_editions_read_out_of_order_give_the_same_history(tmp_path, order):
    one, two, three = (entry("us_sdn", str(n), f"OKONKWO {n}, Bede", "US-GLOMAG") for n in (1, 2, 3))
    editions = [("2021-12-09", [one]), ("2021-12-10", [one, two]), ("2021-12-13", [two, three])]
    with house(tmp_path / "home", clock=clock, curated=Curated()) as opened:
        for place in order:
            commit(opened, "us_sdn", editions[place][0], "delimited", editions[place][1])
        found = find_changes(opened, Asked(DAY, by=("us",)))
    assert [(item.kind.value, item.official_id, item.when.value) for item in found.found] == [
        ("added", "2", "2021-12-09/2021-12-10"),
        ("removed", "1", "2021-12-10/2021-12-13"),
        ("added", "3", "2021-12-10/2021-12-13"),
    ]


def test_a_list_without_an_edition_from_before_tells_only_what_dates_prove(tmp_path):
    held = [entry("gb_uksl", "GHR0001", "Odette TREMBLAY", "GB-HR", "2021-12-10"),
            entry("gb_uksl", "GHR0002", "Bede OKONKWO", "GB-HR", "2020-07-06"),
            entry("gb_uksl", "GHR0003", "Ramiro QUISPE", "GB-HR")]  # fmt: skip
    with house(tmp_path / "home", clock=clock, curated=Curated()) as opened:
        commit(opened, "gb_uksl", "2022-01-01", "tables", held)
        found = find_changes(opened, Asked(DAY, by=("gb",)))
    assert [(item.official_id, item.when.value) for item in found.found] == [("GHR0001", "2021-12-10")]
    assert found.compared[0].older is None


def test_of_an_embedded_list_it_is_said_that_only_a_part_was_compared(tmp_path):
    with house(tmp_path / "home", clock=clock, curated=Curated()) as opened:
        for date in ("2021-12-09", "2021-12-10"):
            edition = Edition(
                "us_sdn", date, "day", "ab" * 32, Provenance.COPY, "yes", "delimited", "here", entries_total=9_000,
                entries_embedded=1, rules="1",
            )  # fmt: skip
            commit_edition(opened.store, edition, [entry("us_sdn", "1", "OKONKWO, Bede", "US-GLOMAG")])
        digest = make_digest(opened, DigestAsked("us", ("gb",), DAY))
        files = files_of(digest)
    assert digest.in_part and json.loads(files["digest.json"])["in_part"]
    assert b"Only the embedded part" in files["digest.txt"]


def test_what_may_be_of_another_period_is_counted_apart_and_named_in_the_files(tmp_path):
    with house(tmp_path / "home", clock=clock, curated=Curated()) as opened:
        one, two = (entry("us_sdn", str(n), f"OKONKWO {n}, Bede", "US-GLOMAG") for n in (1, 2))
        commit(opened, "us_sdn", "2021-06-01", "delimited", [one])
        commit(opened, "us_sdn", "2021-12-20", "delimited", [one, two])
        commit(opened, "gb_uksl", "2022-01-01", "tables", [entry("gb_uksl", "GHR1", "Else", "GB-HR", "2021-12-10")])
        wide = make_digest(opened, DigestAsked("us", ("gb",), dt.date(2021, 6, 1), dt.date(2021, 12, 31)))
        narrow = make_digest(opened, DigestAsked("us", ("gb",), dt.date(2021, 12, 1), dt.date(2021, 12, 31)))
    assert [row["certain"] for row in rows(files_of(wide)["listed.csv"])] == ["yes"]
    files = files_of(narrow)
    assert [row["certain"] for row in rows(files["listed.csv"])] == ["no"]
    assert {row["certain"] for row in rows(files["lacking.csv"])} <= {"no"}
    plain = json.loads(files["digest.json"])
    assert plain["counts"]["not_certain"] == 1 and plain["listed"][0]["certain"] is False
    text = " ".join(files["digest.txt"].decode().split())
    assert "0 listed, 0 removed" in text and "1 more changes may be of this period" in text
    assert "1 June 2021 – 20 December 2021" in text and "Nothing is known to be of this period" in text


def test_a_route_that_many_rows_share_stands_once_and_nothing_is_lost(small):
    digest = make_digest(small, DigestAsked("us", ("gb", "ca"), DAY))
    plain = json.loads(files_of(digest)["digest.json"])
    assert len(plain["routes"]) < len(plain["lacking"])
    for row, gap in zip(plain["lacking"], digest.gaps, strict=True):
        route = dict(plain["routes"][row["route"]])
        route["powers"] = [plain["powers"][number] for number in route["powers"]]
        assert route == json.loads(json.dumps(gap.route))


def test_the_french_digest_is_whole_and_says_the_same(small):
    digest = make_digest(small, DigestAsked("us", ("gb", "ca"), DAY))
    english, french = files_of(digest), files_of(digest, "fr")
    same = {name for name in english if name.endswith((".csv", ".json"))}
    assert {name for name in english if english[name] == french[name]} == same, (
        "facts and codes are those of any language"
    )
    text = " ".join(re.sub("<style>.*?</style>|<[^>]*>", " ", french["digest.html"].decode(), flags=re.S).split())
    assert "Bulletin des sanctions des États-Unis, à l’intention de : Royaume-Uni, Canada" in text
    assert "TREMBLAY ÎLE, Odette" in text and "(entre deux éditions)" in text and "us/us-3/ca" in text
    for word in (
        "Listed",
        "Nobody",
        "not found",
        "partner ",
        "This is not",
        "Answer",
        "between",
        "Canada:",
        " of this",
    ):
        assert word not in text, word
    with pytest.raises(UserError):
        files_of(digest, "de")


def test_both_languages_say_every_phrase_with_the_same_places():
    english, french = words_of("en"), words_of("fr")
    assert set(english.phrases) == set(french.phrases)
    for name, text in english.phrases.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", french.phrases[name])), name
    assert set(french.fields) == set(FIELDS)
    for kinds, head in ((ChangeKind, "kind"), (DateKind, "date"), (Provenance, "provenance")):
        assert all(f"{head}_{item.value}" in french.phrases for item in kinds)
    for name, text in french.phrases.items():
        assert not re.search(r"(?<!\u00a0)[;:!?»](\s|$)|«(?!\u00a0)", text), f"{name}: a space that may break"


def test_the_status_of_a_day_knows_only_the_editions_until_then(small):
    held = {item.publication.list_id: item for item in status(small, dt.date(2021, 12, 9))}
    assert set(held) == {"us_sdn"} and held["us_sdn"].newest.date == "2021-12-09"
    assert {item.newest.date for item in status(small)} == {"2021-12-10", "2022-01-01"}
    shell = ["status", "--as-of", "2021-12-09", "--json", "--home", str(small.store.home)]
    assert [item["edition"]["date"] for item in json.loads(CliRunner().invoke(group, shell).output)["lists"]] == [
        "2021-12-09"
    ]
