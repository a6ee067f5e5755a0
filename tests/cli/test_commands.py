"""The door: every verb explains itself with an example, prints the shapes of DESIGN.md section 7, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from inconcert.cli.main import VERBS, group

ROOT = Path(__file__).parents[2]


def run(*arguments: str, home: Path | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    environment.pop("INCONCERT_DEBUG", None)
    if home:
        environment["XDG_CACHE_HOME"] = str(home / "cache")
        environment["INCONCERT_HOME"] = str(home / "none")
    command = [sys.executable, "-m", "inconcert", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd, check=False, timeout=120)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.mark.parametrize("name", VERBS)
def test_each_verb_explains_itself_with_an_example(name):
    command = group.get_command(click.Context(group), name)
    assert command is not None and command.help
    assert command.epilog and "inconcert" in command.epilog, "an example"
    answer = CliRunner().invoke(group, [name, "--help"])
    assert answer.exit_code == 0 and "Usage" in answer.output


def test_the_committed_reference_is_what_the_program_makes(tmp_path):
    # in a process of its own: a command that was invoked alone before keeps the help option it had there
    subprocess.run([sys.executable, "-m", "inconcert.cli.reference", str(tmp_path)], check=True)
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert made
    for path in made:
        file = ROOT / "docs" / "reference" / path.relative_to(tmp_path)
        assert file.is_file(), f"{file.name} is missing: run scripts/docs"
        assert file.read_bytes() == path.read_bytes(), f"{file.name} is out of date: run scripts/docs"


def test_demo_prints_the_first_screen_at_eighty_columns_and_writes_one_html_file(cache, tmp_path):
    done = run("demo", home=cache, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Chen Quanguo 陈全国" in done.stdout and "8 of 8" in done.stdout and "scripts/run --serve" in done.stdout
    from inconcert.cli.words import width

    assert max(width(line) for line in done.stdout.splitlines() if not line.startswith("Written")) <= 80
    page = (tmp_path / "inconcert-first-screen.html").read_text("utf-8")
    assert "<style>" in page and "http://" not in page and "https://" not in page and "<script" not in page


def test_gaps_prints_one_object_in_its_shape(cache):
    done = run("gaps", "--have", "us", "--lack", "gb,ca", "--situation", "xinjiang", "--json", home=cache)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert {"as_of", "have", "lack", "editions", "gaps", "counts"} <= set(answer)
    assert all({"date", "sha256", "stale"} <= set(item) for item in answer["editions"].values())
    wanted = {"target", "have", "lack", "status", "explained", "partial", "related", "route", "lead_time_days",
              "have_as_of", "lack_as_of"}  # fmt: skip
    for gap in answer["gaps"]:
        assert wanted <= set(gap)
        assert set(gap["target"]) == {"id", "name", "kind", "countries"}
        assert ("days_open" in gap) != ("days_open_range" in gap)
        for item in gap["have"]:
            assert {"jurisdiction", "regime", "list", "official_id", "measures", "dates", "source"} <= set(item)
            assert all({"kind", "value", "precision"} <= set(date) for date in item["dates"])
    chen = [gap for gap in answer["gaps"] if gap["target"]["id"] == "us-29220"]
    assert [gap["lack"] for gap in chen] == ["gb"] and chen[0]["status"] == "not_found"


def test_include_in_force_gives_the_whole_matrix(cache):
    some = json.loads(
        run("gaps", "--have", "us", "--lack", "ca", "--situation", "xinjiang", "--json", home=cache).stdout
    )
    every = json.loads(
        run("gaps", "--have", "us", "--lack", "ca", "--situation", "xinjiang", "--include", "in_force", "--json",
            home=cache).stdout
    )  # fmt: skip
    listed = [gap for gap in every["gaps"] if gap["status"] == "in_force"]
    assert listed and len(every["gaps"]) == len(some["gaps"]) + len(listed)


def test_search_and_show_and_status_in_their_shapes(cache):
    hits = json.loads(run("search", "陈全国", "--json", home=cache).stdout)
    assert set(hits) >= {"query", "hits"} and hits["hits"][0]["id"] == "us-29220"
    assert set(hits["hits"][0]) == {"id", "name", "kind", "score", "matched"}
    shown = json.loads(run("show", "us-29220", "--json", home=cache).stdout)
    wanted = {"id", "ids", "name", "names", "kind", "countries", "relations", "designations"}
    assert wanted <= set(shown)
    for item in shown["designations"]:
        fields = {"jurisdiction", "regime", "list", "official_id", "status", "measures", "grounds", "dates", "source"}
        assert fields <= set(item)
    lists = json.loads(run("status", "--json", home=cache).stdout)["lists"]
    assert all({"list", "edition", "entries", "by_kind", "by_regime", "issues"} <= set(item) for item in lists)
    assert all({"date", "sha256", "provenance"} <= set(item["edition"]) for item in lists)


def test_a_name_outside_the_embedded_register_is_never_not_found(cache):
    on_list = run("search", "HUSSEIN AL-TIKRITI, Saddam", home=cache)
    assert "details not embedded" in on_list.stdout or "not embedded: " in on_list.stdout
    nobody = run("search", "Xyzzy Plughovich", home=cache)
    assert "not embedded: this register holds only a part" in nobody.stdout
    shown = run("show", "Xyzzy Plughovich", home=cache)
    assert shown.returncode == 2 and "not embedded" in shown.stderr


def test_your_own_names_with_the_unsure_rows_shown(cache, tmp_path):
    file = tmp_path / "names.csv"
    file.write_text("name\nCHEN, Quanguo\nZhu Hailun\nNobody Atallever\n", "utf-8")
    done = run("matrix", "--names", str(file), "--json", home=cache)
    rows = json.loads(done.stdout)["rows"]
    assert [row["asked"] for row in rows] == ["CHEN, Quanguo", "Zhu Hailun", "Nobody Atallever"]
    assert [row["sure"] for row in rows] == [True, True, False]
    assert done.returncode == 1, "unsure rows ask for a person"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("gaps",), 2, "--have"),
        (("gaps", "--have", "us", "--lack", "atlantis"), 2, "no jurisdiction"),
        (("gaps", "--have", "us", "--lack", "gb", "--as-of", "yesterday"), 2, "not a day"),
        (("gaps", "--have", "us", "--lack", "gb", "--regime", "US-NOPE"), 2, "no regime"),
        (("matrix", "--situation", "nowhere"), 2, "no situation"),
        (("nonsense",), 2, "No such command"),
        (("refresh", "--from", "{empty}"), 2, "catalogue.csv"),
    ],
)
def test_errors_say_what_and_never_show_a_traceback(cache, tmp_path, arguments, code, says):
    done = run(*(part.replace("{empty}", str(tmp_path)) for part in arguments), home=cache)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "parquet"])
def test_export_in_each_form_names_its_columns(cache, tmp_path, form):
    out = tmp_path / f"entries.{form}"
    done = run("export", "entries", "--format", form, "--out", str(out), home=cache)
    assert done.returncode == 0, done.stderr
    assert out.stat().st_size > 1000
    if form == "csv":
        heads = out.read_text("utf-8").splitlines()[0].split(",")
        assert heads[:7] == ["target_id", "list", "official_id", "kind", "name", "regime", "edition"]
