"""Refresh from a catalogue: whole editions, refusals by name, the previous edition stays served."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from inconcert.intake.refresh import refresh_from
from inconcert.model.errors import UserError
from inconcert.model.rights import OPERATOR
from inconcert.store.audit import acts
from inconcert.store.editions import editions, issues, raw_file
from inconcert.store.entries import entries_of, rows_of, versions
from inconcert.store.home import Home
from inconcert.store.register_hash import register_hash


def test_editions_are_committed_with_entries_rows_issues_and_raw_bytes(toy, store, tmp_path):
    lines = [*toy.rows(200), ",,ONE,"]
    folder = toy.lay_out(
        tmp_path / "data", {"2024-01-01": toy.content(toy.rows(200)), "2024-03-01": toy.content(lines)}
    )
    report = refresh_from(store, folder)
    assert [item.date for item in report.committed] == ["2024-01-01", "2024-03-01"]
    assert report.refused == report.unchanged == report.skipped == ()
    assert report.committed[1].set_aside == 1
    first, second = editions(store, OPERATOR, "zz_toy")
    assert (first.entries_total, first.format, first.origin) == (200, "toy_csv", "zz/2024-01-01")
    assert raw_file(store, OPERATOR, dict(second.files)["toy.csv"]) == toy.content(lines)
    assert [issue.where for issue in issues(store, OPERATOR, "zz_toy", "2024-03-01")] == ["toy.csv#202"]
    kept = list(entries_of(store, OPERATOR, "zz_toy", "2024-01-01"))
    assert len(kept) == 200 and kept[0].primary_name.full == "NAME 1"
    assert rows_of(store, OPERATOR, "zz_toy", "2024-01-01", "7") == ("toy.csv#8",)
    assert {item.editions for item in versions(store, OPERATOR)} == {("2024-01-01", "2024-03-01")}


def test_a_second_refresh_changes_nothing(toy, store, tmp_path):
    folder = toy.lay_out(tmp_path / "data", {"2024-01-01": toy.content(toy.rows(5))})
    refresh_from(store, folder)
    before = register_hash(store, OPERATOR)
    report = refresh_from(store, folder)
    assert [item.date for item in report.unchanged] == ["2024-01-01"] and not report.committed
    assert register_hash(store, OPERATOR) == before


def test_the_same_bytes_are_read_again_when_the_rules_change(toy, store, tmp_path, monkeypatch):
    folder = toy.lay_out(tmp_path / "data", {"2024-01-01": toy.content(toy.rows(5))})
    refresh_from(store, folder)
    monkeypatch.setattr("inconcert.intake.refresh.rules_version", lambda source: "better rules")
    assert len(refresh_from(store, folder).committed) == 1
    assert [edition.rules for edition in editions(store, OPERATOR)] == ["better rules"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html>maintenance</html>", "none of its formats"),
        (b"", "none of its formats"),
        (b"number,name,programme,date\n1,greedy,ONE,\n", "more than one format"),
        (b"number,name,programme,date\n1,A,NEW,\n", "'NEW'"),
        (b"number,name,programme,date\n1,A\xff,ONE,\n", "utf-8"),
        (b"number,name,programme,date\n1,A\n", "cannot make sense of it: ValueError"),
        (b"number,name,programme,date\n", "it is empty"),
        (b"number,name,programme,date\n1,A,ONE,2020-01-01\n", "the least is 2"),
    ],
)
def test_a_refused_edition_says_why_and_the_others_are_taken(toy, store, tmp_path, data, said):
    good = toy.content(toy.rows(5))
    folder = toy.lay_out(tmp_path / "data", {"2024-01-01": good, "2024-02-01": data, "2024-03-01": good})
    report = refresh_from(store, folder)
    assert [item.date for item in report.committed] == ["2024-01-01", "2024-03-01"]
    assert [item.date for item in report.refused] == ["2024-02-01"]
    assert said in report.refused[0].why
    assert [edition.date for edition in editions(store, OPERATOR)] == ["2024-01-01", "2024-03-01"]


def test_a_reader_that_fails_refuses_its_edition(toy, store, tmp_path):
    folder = toy.lay_out(tmp_path / "data", {"2024-01-01": b""})
    (folder / "zz/2024-01-01/toy.csv").rename(folder / "zz/2024-01-01/broken.csv")
    assert "KeyError: 'a field that nobody foresaw'" in refresh_from(store, folder).refused[0].why


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (90, "(-10.0%), the bound is -10%"),
        (10, "(-90.0%)"),
        (150, "(+50.0%), the bound is +50%"),
        ("twice", "1 official numbers occur more than once: 7"),
        ("undated", "have a printed date, the least is 50.0%"),
        ("lost", "regimes that no file describes: ZZ-LOST"),
        ("aside", "records set aside"),
        ("empty", "it is empty"),
    ],
)
def test_bounds_refuse_until_a_named_person_accepts(toy, store, tmp_path, lines, said):
    special = {
        "twice": [*toy.rows(100), "7,OTHER,ONE,2020-07-09"],
        "undated": toy.rows(100, date=""),
        "lost": toy.rows(100, programme="LOST"),
        "aside": [*toy.rows(100), *[",,ONE,"] * 2],
        "empty": [],
    }
    chosen = special[lines] if isinstance(lines, str) else toy.rows(lines)
    folder = toy.lay_out(
        tmp_path / "data", {"2024-01-01": toy.content(toy.rows(100)), "2024-01-31": toy.content(chosen)}
    )
    report = refresh_from(store, folder)
    assert said in report.refused[0].why and "--accept zz_toy --by NAME" in report.refused[0].why
    assert [edition.date for edition in editions(store, OPERATOR)] == ["2024-01-01"]
    accepted = refresh_from(store, folder, accept={"zz_toy": "Ada Example"})
    assert said in accepted.committed[0].why
    newest = editions(store, OPERATOR)[-1]
    assert (newest.date, newest.accepted_by) == ("2024-01-31", "Ada Example")
    act = acts(store, OPERATOR)[-1]
    assert (act.who, act.verb) == ("Ada Example", "accept") and said in "; ".join(act.facts["broken"])


@pytest.mark.parametrize(("count", "taken"), [(91, True), (149, True)])
def test_inside_the_bounds_nobody_is_asked(toy, store, tmp_path, count, taken):
    pair = {"2024-01-01": toy.content(toy.rows(100)), "2024-01-31": toy.content(toy.rows(count))}
    assert len(refresh_from(store, toy.lay_out(tmp_path / "data", pair)).committed) == 2


def test_editions_of_a_catalogue_that_lie_years_apart_load_without_a_person(toy, store, tmp_path):
    far = {"2018-01-01": toy.content(toy.rows(10)), "2024-01-01": toy.content(toy.rows(500))}
    report = refresh_from(store, toy.lay_out(tmp_path / "data", far))
    assert len(report.committed) == 2
    assert [edition.accepted_by for edition in editions(store, OPERATOR)] == ["", ""]


def test_what_is_not_marked_or_not_asked_for_is_skipped_by_name(toy, store, tmp_path):
    good = toy.content(toy.rows(5))
    folder = toy.lay_out(tmp_path / "data", {"2024-01-01": good, "2024-02-01": good},
                         read_by_refresh={"2024-02-01": "no"})  # fmt: skip
    assert refresh_from(store, folder).skipped == ("zz/2024-02-01",)
    assert refresh_from(store, folder, lists=[]).skipped == ("zz/2024-02-01", "zz/2024-01-01")


def test_a_list_nobody_publishes_is_the_users_mistake(toy, store, tmp_path):
    folder = toy.lay_out(tmp_path / "data", {})
    with pytest.raises(UserError, match="zz_toy"):
        refresh_from(store, folder, lists=["zz_typo"])
    with pytest.raises(UserError, match="no catalogue"):
        refresh_from(store, tmp_path)


def test_progress_names_each_edition(toy, store, tmp_path):
    seen = []
    folder = toy.lay_out(tmp_path / "data", {"2024-01-01": toy.content(toy.rows(5))})
    refresh_from(store, folder, progress=lambda *step: seen.append(step))
    assert seen == [(0, 1, "zz_toy 2024-01-01")]


def test_any_order_of_editions_and_rows_gives_the_same_register(toy, tmp_path):
    dates = ["2018-01-01", "2020-01-01", "2022-01-01", "2024-01-01"]
    lines = {date: toy.rows(50, first=20 * position) for position, date in enumerate(dates)}
    hashes = set()
    for attempt in range(6):
        chance = random.Random(attempt)
        chance.shuffle(dates)
        with Home(tmp_path / f"home{attempt}", toy.clock).open() as store:
            for date in dates * 2:
                chance.shuffle(lines[date])
                refresh_from(store, toy.lay_out(tmp_path / f"data{attempt}{date}", {date: toy.content(lines[date])}))
            hashes.add(register_hash(store, OPERATOR))
    assert len(hashes) == 1


def test_another_value_gives_another_hash(toy, tmp_path):
    hashes = set()
    for name in ("NAME", "NAMES"):
        with Home(tmp_path / name, toy.clock).open() as store:
            data = toy.content(toy.rows(5)).replace(b"NAME 3", f"{name} 3".encode())
            refresh_from(store, toy.lay_out(tmp_path / f"data{name}", {"2024-01-01": data}))
            hashes.add(register_hash(store, OPERATOR))
    assert len(hashes) == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("../zz,zz_toy,2024-01-01,day,copy,yes,yes", "does not lie inside"),
        ("/etc,zz_toy,2024-01-01,day,copy,yes,yes", "does not lie inside"),
        ("zz,zz_toy,2024-01-01,month,copy,yes,yes", "precision"),
        ("zz,zz_toy,2024-02-30,day,copy,yes,yes", "day is out of range"),
        ("zz,zz_toy,2024-01-01,day,stolen,yes,yes", "stolen"),
        ("zz,zz_toy,2024-01-01,day,copy,yes,perhaps", "perhaps"),
        ("zz,zz_toy,2024-01-01,day,copy,yes", "6 cells"),
    ],
)
def test_a_catalogue_that_cannot_be_understood_is_refused_with_its_line(toy, store, tmp_path, line, said):
    folder = toy.lay_out(tmp_path / "data", {})
    catalogue = Path(folder / "catalogue.csv")
    catalogue.write_text(catalogue.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(Exception, match=said) as caught:
        refresh_from(store, folder)
    assert "line 2" in str(caught.value)
