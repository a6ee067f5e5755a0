"""The wipe, what it says it cannot do, and that nothing is left unlocked between two commands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.vault import case as cases
from inconcert.vault import panic, reading, rekey

SOURCE = str(Path(__file__).parents[2] / "src")


def test_after_the_wipe_nothing_here_opens_anything_and_the_other_custodian_still_can(stage):
    stage.add_bo()
    item = stage.receive()
    keys = [path.read_bytes() for path in stage.rings["ada"].folder.glob("ada.*")]
    log = stage.case.log().data
    gone = panic.wipe(stage.rings["ada"].folder, "ada", stage.vault)
    assert (gone.drive, gone.cases) == (3, 1)
    assert [path.name for path in stage.rings["ada"].folder.iterdir()] == []
    left = b"".join(
        path.read_bytes() for path in stage.root.rglob("*") if path.is_file() and "ring-bo" not in str(path)
    )
    assert not any(key in left for key in keys)
    with pytest.raises(UserError, match="no age key of ada"):
        stage.identity("ada")
    with pytest.raises(RefusedByCheck, match="no key of this case"):
        cases.unlocked(stage.case, "ada", stage.identity("bo"))
    assert stage.case.log().data == log, "no line: there is no key to sign it with"
    reading.read(stage.case, stage.signing("bo"), stage.secrets("bo"), item, stage.root / "out")
    assert panic.wipe(stage.rings["ada"].folder, "ada", stage.vault) == panic.Wiped(0, 0), "called again, it goes on"


def test_cut_short_less_is_left_each_moment_and_it_goes_on(stage, monkeypatch):
    real, done = panic._overwritten, []

    def dying(file):
        if len(done) == 1:
            raise KeyboardInterrupt
        done.append(file)
        return real(file)

    monkeypatch.setattr(panic, "_overwritten", dying)
    with pytest.raises(KeyboardInterrupt):
        panic.wipe(stage.rings["ada"].folder, "ada", stage.vault)
    assert not (stage.rings["ada"].folder / "ada.identity").exists(), "what opens goes first"
    monkeypatch.setattr(panic, "_overwritten", real)
    assert panic.wipe(stage.rings["ada"].folder, "ada", stage.vault) == panic.Wiped(2, 1)


def test_the_command_says_what_it_cannot_do(stage):
    argv = [
        "vault",
        "panic",
        "--yes",
        "--keys",
        str(stage.rings["ada"].folder),
        "--as",
        "ada",
        "--vault",
        str(stage.vault),
    ]
    done = CliRunner().invoke(group, argv)
    assert done.exit_code == 0 and "Gone: 3 files of the drive, your keys to 1 cases" in done.output
    for text in panic.CANNOT:
        assert text in done.output
    page = (Path(__file__).parents[2] / "docs" / "threat-model" / "vault.md").read_text("utf-8")
    assert [text for text in panic.CANNOT if text not in page.replace("\n  ", " ")] == [], (
        "the threat model says it too"
    )


def test_no_core_dump_of_a_process_that_dies_with_plaintext_in_memory(stage, tmp_path):
    """It asks for core dumps, opens a case, and is killed by SIGABRT: nothing is left where one would lie."""
    item = stage.receive()
    where = tmp_path / "cwd"
    where.mkdir()
    text = f"""
import os, resource, sys
sys.path[:0] = [{str(Path(__file__).parent)!r}]
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
from inconcert.cli.vault_desk import prepare
prepare()
from pathlib import Path
from inconcert.vault.ring import Ring
from inconcert.vault import case as cases, place, reading
import datetime as dt, io
ring = Ring(Path({str(stage.rings["ada"].folder)!r}))
folder = place.case_folder(Path({str(stage.vault)!r}), {stage.id!r})
case = cases.Case(folder, lambda: dt.datetime.now(dt.UTC), ring.trust_for({stage.id!r}))
secrets = cases.unlocked(case, "ada", ring.identity("ada"))
held = reading.content(case, ring.signing("ada"), reading.exhibit_of(case, case.log(), secrets, {item!r}), secrets)
assert b"CANARY" in held
os.abort()
"""
    done = subprocess.run([sys.executable, "-c", text], cwd=where, env=os.environ | {"PYTHONPATH": SOURCE})
    assert done.returncode == -signal.SIGABRT
    assert list(where.iterdir()) == []
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    folder = Path(pattern).parent if pattern.startswith("/") else where
    new = [path for path in folder.glob("core*") if path.is_file() and b"CANARY-ITEM" in path.read_bytes()]
    assert new == []


def test_a_key_opened_by_one_command_is_asked_for_again_by_the_next(stage):
    """There is nothing to lock on idle: no process of the vault outlives a command, and no passphrase is kept."""
    from inconcert.vault.ring import Ring

    ring = Ring(stage.root / "locked", b"heron")
    ring.make("cy", next(iter(stage.actors.values())).role)
    assert ring.identity("cy")
    with pytest.raises(UserError, match="Give its passphrase"):
        Ring(ring.folder).identity("cy")
    before = {path.name for path in stage.root.rglob("*")}
    assert not any(word in name for name in before for word in ("session", "unlocked", "agent", "cache"))
    assert rekey.unfinished(stage.case.log()) == ""
