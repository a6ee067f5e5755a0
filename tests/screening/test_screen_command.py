"""`inconcert screen`: files in, a folder out, the same bytes again; hostile files refused with their place."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from inconcert.cli.screen import command
from inconcert.cli.screened import command as screened
from inconcert.model.errors import InconcertError
from inconcert.verbs.demo import demo_home

HEADS = ("id", "full name", "DOB", "nationality", "shoe size")
ROWS = [
    ("a", "Hailun Zhu", "1958-01", "China", "41"),
    ("b", "Ann Lee", "1990-05-06", "gb", "38"),
    ("c", "朱海仑", "", "cn", "40"),
    ("d", "=HYPERLINK(1) Zhu Hailun", "31/12/1999", "Atlantis", "40"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with demo_home(progress=lambda _: None) as house:
            yield house.store.home


def write(path: Path, rows=ROWS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((HEADS, *rows))
    return path


def run(*arguments: object) -> str:
    result = CliRunner().invoke(command, [str(item) for item in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def hits(folder: Path) -> list[dict[str, str]]:
    with (folder / "hits.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_is_screened_recorded_and_repeated_to_the_byte(tmp_path: Path, home: Path) -> None:
    file, one, two = write(tmp_path / "customers.csv"), tmp_path / "one", tmp_path / "two"
    said = run(file, "--out", one, "--home", home, "--processes", 1)
    assert "full name: name" in said and "shoe size: not used" in said
    found = hits(one)
    assert {row["reference"] for row in found} >= {"a", "c"} and "b" not in {row["reference"] for row in found}
    assert found[0]["target_id"] == "us-29219" and "US-GLOMAG" in found[0]["designations"] and found[0]["editions"]
    issues = csv.DictReader((one / "issues.csv").read_text("utf-8").splitlines())
    assert {row["column"] for row in issues} == {"DOB", "nationality"}
    assert "customer" not in json.dumps(json.loads((one / "record.json").read_text("utf-8"))["plan"]["rules"])
    assert "the same bytes" in run(
        file, "--out", two, "--home", home, "--repeat", one / "record.json", "--processes", 2
    )
    assert (one / "hits.csv").read_bytes() == (two / "hits.csv").read_bytes()
    (one / "targets.arrow").unlink()  # a stranger who has only the record makes the targets from the editions
    run(file, "--out", tmp_path / "three", "--home", home, "--repeat", one / "record.json", "--processes", 1)
    file.write_text(file.read_text("utf-8") + "e,Ann,,,\n", "utf-8")
    with pytest.raises(InconcertError, match="not the file of that run"):
        run(file, "--out", tmp_path / "four", "--home", home, "--repeat", one / "record.json")


def test_a_run_since_another_gives_the_same_bytes(tmp_path: Path, home: Path) -> None:
    file, one, two = write(tmp_path / "customers.csv"), tmp_path / "one", tmp_path / "two"
    run(file, "--out", one, "--home", home, "--processes", 1)
    run(file, "--out", two, "--home", home, "--processes", 1, "--since", one / "record.json")
    assert (one / "hits.csv").read_bytes() == (two / "hits.csv").read_bytes()
    with pytest.raises(InconcertError, match="another threshold"):
        run(file, "--out", two, "--home", home, "--threshold", 0.9, "--since", one / "record.json")


def test_judgements_persist_and_hold_in_a_later_run(tmp_path: Path, home: Path) -> None:
    file, one, two = write(tmp_path / "customers.csv"), tmp_path / "one", tmp_path / "two"
    run(file, "--out", one, "--home", home, "--processes", 1)
    said = ["--judge", "a", "us-29219", "--as", "different", "--by", "R. Reviewer", "--home", str(home)]
    assert CliRunner().invoke(screened, [str(one), *said]).exit_code == 0
    waiting = json.loads(CliRunner().invoke(screened, [str(one), "--json", "--home", str(home)]).output)
    assert all(row["reference"] != "a" or row["target_id"] != "us-29219" for row in waiting)
    run(file, "--out", two, "--home", home, "--processes", 1, "--judgements", one)
    (mine,) = [row for row in hits(two) if (row["reference"], row["target_id"]) == ("a", "us-29219")]
    assert (mine["judged"], mine["judged_by"]) == ("different", "R. Reviewer")


def test_the_same_hits_from_csv_parquet_json_lines_and_followthemoney(tmp_path: Path, home: Path) -> None:
    plain = [dict(zip(HEADS, row, strict=True)) for row in ROWS[:3]]
    write(tmp_path / "c.csv", ROWS[:3])
    pq.write_table(pa.Table.from_pylist(plain), tmp_path / "c.parquet")
    (tmp_path / "c.jsonl").write_text("".join(json.dumps(row) + "\n" for row in plain), "utf-8")
    entities = [
        {"id": row["id"], "schema": "LegalEntity", "properties": {
            "name": [row["full name"]], "birthDate": [row["DOB"]], "nationality": [row["nationality"]]}}
        for row in plain
    ]  # fmt: skip
    (tmp_path / "f.jsonl").write_text("".join(json.dumps(row) + "\n" for row in entities), "utf-8")
    found = []
    for name in ("c.csv", "c.parquet", "c.jsonl", "f.jsonl"):
        run(tmp_path / name, "--out", tmp_path / f"{name}.out", "--home", home, "--processes", 1)
        found.append((tmp_path / f"{name}.out" / "hits.csv").read_bytes())
    assert found[0] and len(set(found)) == 1


def test_a_gap_query_leaves_out_who_is_listed_there(tmp_path: Path, home: Path) -> None:
    file = write(tmp_path / "customers.csv")
    run(file, "--out", tmp_path / "gb", "--home", home, "--processes", 1, "--only-if", "gb")
    run(file, "--out", tmp_path / "ca", "--home", home, "--processes", 1, "--only-if", "ca", "--have", "us")
    assert "us-29219" not in {row["target_id"] for row in hits(tmp_path / "gb") if row["reference"] == "a"} or all(
        "gb GB-HR: in force" not in row["designations"] for row in hits(tmp_path / "gb")
    )
    assert all("ca CA" not in row["designations"] or "in force" in row["designations"] for row in hits(tmp_path / "ca"))


@pytest.mark.parametrize(
    ("name", "data", "where"),
    [
        ("nul.csv", b"name\nA\0B\n", "nul.csv line 2"),
        ("latin.csv", "name\nJosé\n".encode("latin-1"), "latin.csv line 2, byte 3"),
        ("twice.csv", b"name,name\nA,B\n", "line 1, column 2"),
        ("short.csv", b"name,dob\nA\n", "short.csv line 2"),
        ("open.csv", b'name\n"A\n' + b"x" * 5_000_000, "open.csv line 3"),
        ("long.csv", b"name\n" + b"x" * 5_000_000, "long.csv line 2"),
        ("no.csv", b"shoe\n41\n", "no column of a name"),
        ("bad.parquet", b"PAR1 no", "bad.parquet"),
        ("bad.jsonl", b'{"name": "A"}\n[1]\n', "bad.jsonl line 2"),
        ("empty.csv", b"", "empty.csv"),
    ],
)
def test_a_hostile_file_is_refused_with_its_place_and_leaves_no_result(
    tmp_path: Path, home: Path, name: str, data: bytes, where: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InconcertError) as error:
        run(tmp_path / name, "--out", tmp_path / "out", "--home", home, "--processes", 1)
    assert where in str(error.value)
    assert not (tmp_path / "out" / "record.json").exists() and not list(tmp_path.glob("out/hits.*"))


def test_another_plan_never_writes_over_a_run(tmp_path: Path, home: Path) -> None:
    file = write(tmp_path / "customers.csv")
    run(file, "--out", tmp_path / "one", "--home", home, "--processes", 1)
    with pytest.raises(InconcertError, match="another run"):
        run(file, "--out", tmp_path / "one", "--home", home, "--processes", 1, "--threshold", 0.9)


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_a_run_that_was_killed_goes_on_to_the_same_bytes(tmp_path: Path, home: Path) -> None:
    file = write(tmp_path / "customers.csv", [(str(n), *ROWS[n % 3][1:]) for n in range(20_000)])
    command_line = [sys.executable, "-m", "inconcert", "screen", str(file), "--home", str(home), "--processes", "1"]
    begun = subprocess.Popen([*command_line, "--out", str(tmp_path / "killed")], stderr=subprocess.DEVNULL)
    while not list(tmp_path.glob("killed/chunks/*.parquet")) and begun.poll() is None:
        time.sleep(0.02)
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    done = len(list(tmp_path.glob("killed/chunks/*.parquet")))
    assert 0 < done < 4 and not (tmp_path / "killed" / "record.json").exists()
    run(file, "--out", tmp_path / "killed", "--home", home, "--processes", 1)
    run(file, "--out", tmp_path / "whole", "--home", home, "--processes", 1)
    assert (tmp_path / "killed" / "hits.csv").read_bytes() == (tmp_path / "whole" / "hits.csv").read_bytes()
