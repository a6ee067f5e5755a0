"""A backup is taken while others write, is whole or refused, and brings back everything on an empty machine."""

from __future__ import annotations

import datetime as dt
import errno
import os
import tarfile
import threading
from pathlib import Path

import pyrage
import pytest

import postgres_server
from inconcert.model.errors import OurError, RefusedByCheck, UserError
from inconcert.model.judgement import Judgement
from inconcert.model.rights import OPERATOR
from inconcert.model.vocabulary import Decision
from inconcert.store.home import Home
from inconcert.store.judgements import add_judgements, judgements
from inconcert.store.moving import content_hash
from inconcert.verbs.backup import backup
from inconcert.verbs.embedded import load, shipped
from inconcert.verbs.house import house
from inconcert.verbs.migrate import migrate
from inconcert.verbs.restore import restore

KEY = pyrage.x25519.Identity.generate()
OTHER = pyrage.x25519.Identity.generate()
PUBLIC, SECRET = str(KEY.to_public()), str(KEY)


def clock() -> dt.datetime:
    return dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "register"
    with house(folder) as opened:
        load(opened, shipped())
    (folder / "partners").mkdir()
    (folder / "partners" / "root.json").write_text('{"v": 1}', "utf-8")
    return folder


def judged(number: int) -> Judgement:
    return Judgement(("us_sdn", str(number)), ("us_sdn", "x"), Decision.DIFFERENT, "no", by="Ada Example")


def test_what_was_backed_up_comes_back(home: Path, tmp_path: Path) -> None:
    with Home(home, clock).open() as store:
        content = content_hash(store)
    made = backup([home], tmp_path / "one.age", [PUBLIC], clock)
    found = restore(tmp_path / "one.age", tmp_path / "empty", [SECRET], clock)
    assert found.registers == made.registers == {"register": content}
    with Home(tmp_path / "empty" / "register", clock).open() as store:
        assert content_hash(store) == content
    assert (tmp_path / "empty" / "register" / "partners" / "root.json").read_text("utf-8") == '{"v": 1}'
    names = {path.name for path in (tmp_path / "empty").iterdir()}
    assert names == {"register"}, "nothing of the way there is left"
    assert not [path for path in home.iterdir() if path.name.startswith(".backup")]


def test_a_backup_while_others_write_is_one_state(home: Path, tmp_path: Path) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        with Home(home, clock).open() as store:
            while not stop.is_set():
                add_judgements(store, [judged(len(written)), judged(len(written) + 100_000)])
                written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            backup([home], tmp_path / f"{number}.age", [PUBLIC], clock)
    finally:
        stop.set()
        writer.join()
    assert written
    for number in range(3):
        restore(tmp_path / f"{number}.age", tmp_path / str(number), [SECRET], clock)
        with Home(tmp_path / str(number) / "register", clock).open() as store:
            assert len(judgements(store, OPERATOR)) % 2 == 0, "both of a pair or none"


def test_nothing_of_a_backup_can_be_read_without_the_key(home: Path, tmp_path: Path) -> None:
    backup([home], tmp_path / "one.age", [PUBLIC], clock)
    data = (tmp_path / "one.age").read_bytes()
    assert b"root.json" not in data and b"SQLite" not in data
    with pytest.raises(RefusedByCheck, match="does not open"):
        restore(tmp_path / "one.age", tmp_path / "empty", [str(OTHER)], clock)
    assert not list((tmp_path / "empty").iterdir())


@pytest.mark.parametrize("where", [0.3, 0.7, 0.999])
def test_one_byte_changed_is_refused_and_nothing_is_restored(home: Path, tmp_path: Path, where: float) -> None:
    backup([home], tmp_path / "one.age", [PUBLIC], clock)
    data = bytearray((tmp_path / "one.age").read_bytes())
    data[int(len(data) * where)] ^= 1
    (tmp_path / "bad.age").write_bytes(data)
    with pytest.raises(RefusedByCheck):
        restore(tmp_path / "bad.age", tmp_path / "empty", [SECRET], clock)
    assert not list((tmp_path / "empty").iterdir())


def test_a_file_cut_off_is_refused(home: Path, tmp_path: Path) -> None:
    backup([home], tmp_path / "one.age", [PUBLIC], clock)
    data = (tmp_path / "one.age").read_bytes()
    for size in (0, 100, 65_536 * 3 + 200, len(data) - 1):
        (tmp_path / "cut.age").write_bytes(data[:size])
        with pytest.raises(RefusedByCheck):
            restore(tmp_path / "cut.age", tmp_path / "empty", [SECRET], clock)


def test_a_strange_tar_that_is_sealed_to_us_is_refused(tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        (tmp_path / "x").write_text("x", "utf-8")
        tar.add(tmp_path / "x", "../outside")
    (tmp_path / "evil.age").write_bytes(pyrage.encrypt(evil.read_bytes(), [KEY.to_public()]))
    with pytest.raises(RefusedByCheck):
        restore(tmp_path / "evil.age", tmp_path / "empty" / "deep", [SECRET], clock)
    assert not (tmp_path / "empty" / "outside").exists()


def test_what_cannot_be_backed_up_is_said_and_leaves_nothing(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "one.age"
    for folders, keys in (([tmp_path / "nowhere"], [PUBLIC]), ([home], []), ([home], ["age1nonsense"])):
        with pytest.raises(UserError):
            backup(folders, out, keys, clock)
    with pytest.raises(UserError, match="cannot lie in"):
        backup([home], home / "one.age", [PUBLIC], clock)
    assert not out.exists() and not out.with_name("one.age.part").exists()
    (home / "link").symlink_to("/etc/passwd")
    made = backup([home], out, [PUBLIC], clock)
    assert made.links == [str(home / "link")] and not any("link" in name for name in made.files)


def test_a_full_disk_leaves_no_backup(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OurError, match="No space"):
        backup([home], tmp_path / "full.age", [PUBLIC], clock)
    assert not list(tmp_path.glob("full.age*"))


def test_a_register_on_postgresql_is_backed_up_as_one_file_and_goes_back(
    home: Path, tmp_path: Path, postgres: postgres_server.Server
) -> None:
    url = postgres.make("backed")
    moved = migrate(home, clock, "", url)
    (home / "register.sqlite").unlink()
    made = backup([home], tmp_path / "one.age", [PUBLIC], clock, url)
    assert made.registers["register"] == moved.content
    restore(tmp_path / "one.age", tmp_path / "empty", [SECRET], clock)
    again = migrate(tmp_path / "empty" / "register", clock, "", postgres.make("again"))
    assert again.content == moved.content
