"""A history in a git bundle: every edition, its day, its bytes, and the same entries as each edition read alone."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from inconcert.intake.history import replay
from inconcert.intake.read import publication, read_edition
from inconcert.model.edition import Bounds
from inconcert.model.errors import UnreadableSource, UserError
from inconcert.model.rights import OPERATOR
from inconcert.store.editions import all_editions, editions, raw_file
from inconcert.store.entries import entries_of
from inconcert.store.home import Home

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def row(number, name, programme="GLOMAG", remark="-0- "):
    return f'{number},"{name}","individual","{programme}",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"{remark}"\r\n'


def file(*rows):
    return ("".join(rows) + "\x1a").encode("ascii") if rows else b""


A = row(1, "OKONKWO, Bede", remark="DOB 01 Jan 1970.")
B = row(2, "TREMBLAY, Odette", remark="Linked To: QUISPE COMPANY.")
C = row(3, "QUISPE COMPANY")
B_CHANGED = row(2, "TREMBLAY, Odette", remark="DOB 02 Feb 1980.")
HISTORY = (
    ("2021-12-09T18:00:00", file(A, B)),
    ("2021-12-10T01:00:00", file(A, B, C)),
    ("2021-12-10T19:00:00", file(B, C)),
    ("2021-12-11T19:00:00", b""),
    ("2021-12-12T19:00:00", file(A, B_CHANGED, C)),
)


def git(folder, *arguments, at=""):
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    if at:
        environment |= {"GIT_AUTHOR_DATE": f"{at}+0000", "GIT_COMMITTER_DATE": f"{at}+0000"}
    names = ["-c", "user.name=keeper", "-c", "user.email=keeper@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True, env=environment)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "README.md").write_text("a history\n")
    for at, data in HISTORY:
        (folder / "sdn.csv").write_bytes(data)
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", "an edition", at=at)
    git(folder, "bundle", "create", "-q", str(tmp_path / "kept.bundle"), "HEAD", "--all")
    return tmp_path / "kept.bundle"


@pytest.fixture
def source():
    held = publication("us_sdn")
    loose = Bounds(least=1, shrink=2.0, grow=99.0, regime_share=0.0)
    return replace(held, formats=tuple(replace(item, bounds=loose) for item in held.formats))


@pytest.fixture
def store(tmp_path):
    with Home(tmp_path / "home", lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).open() as opened:
        yield opened


def test_each_edition_has_its_day_and_the_later_of_a_day_speaks(store, bundle, source, tmp_path):
    report = replay(store, bundle, source, tmp_path / "scratch")
    assert [item.date for item in report.committed] == ["2021-12-09", "2021-12-10", "2021-12-10", "2021-12-12"]
    assert [item.date for item in report.refused] == ["2021-12-11"]
    assert [item.date for item in editions(store, OPERATOR)] == ["2021-12-09", "2021-12-10", "2021-12-12"]
    assert [entry.official_id for entry in entries_of(store, OPERATOR, "us_sdn", "2021-12-10")] == ["2", "3"]


def test_every_byte_is_kept(store, bundle, source, tmp_path):
    replay(store, bundle, source, tmp_path / "scratch")
    kept = [raw_file(store, OPERATOR, sha) for _, edition in all_editions(store, OPERATOR) for _, sha in edition.files]
    assert sorted(kept) == sorted(data for _, data in HISTORY if data)


def test_the_entries_are_those_of_each_edition_read_alone(store, bundle, source, tmp_path):
    replay(store, bundle, source, tmp_path / "scratch")
    for date, data in (("2021-12-09", HISTORY[0][1]), ("2021-12-10", HISTORY[2][1]), ("2021-12-12", HISTORY[4][1])):
        _, alone = read_edition(source, {"sdn.csv": data})
        assert tuple(entries_of(store, OPERATOR, "us_sdn", date)) == alone.entries


def test_a_link_is_made_when_the_other_entry_comes(store, bundle, source, tmp_path):
    replay(store, bundle, source, tmp_path / "scratch")
    before = next(e for e in entries_of(store, OPERATOR, "us_sdn", "2021-12-09") if e.official_id == "2")
    after = next(e for e in entries_of(store, OPERATOR, "us_sdn", "2021-12-10") if e.official_id == "2")
    assert [item.official_id for item in before.relations] == [""]
    assert [item.official_id for item in after.relations] == ["3"]


def test_read_twice_it_is_the_same(store, bundle, source, tmp_path):
    replay(store, bundle, source, tmp_path / "one")
    again = replay(store, bundle, source, tmp_path / "two")
    assert not again.committed and len(again.unchanged) == 4


def test_what_is_no_bundle_is_refused(store, source, tmp_path):
    with pytest.raises(UserError):
        replay(store, tmp_path / "nothing.bundle", source, tmp_path / "scratch")
    (tmp_path / "text.bundle").write_text("no bundle")
    with pytest.raises(UnreadableSource):
        replay(store, tmp_path / "text.bundle", source, tmp_path / "scratch2")


def test_a_history_of_another_list_is_refused(store, bundle, tmp_path):
    with pytest.raises(UserError):
        replay(store, bundle, publication("ca_autonomous"), tmp_path / "scratch")
