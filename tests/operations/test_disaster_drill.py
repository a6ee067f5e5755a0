"""The disaster drill: backup, everything gone, restored where nothing was; register, exchange and vault verify."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from inconcert.verbs.demo_exchange import play_month
from inconcert.verbs.embedded import load, shipped
from inconcert.verbs.house import house

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the vault runs on Linux")]


@pytest.fixture
def machine(tmp_path: Path):
    """Runs the command line as on a machine that has nothing but itself."""

    def run(*arguments: str, code: int = 0, **environment: str) -> str:
        bare = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ} | {
            "HOME": str(tmp_path / "user")
        }
        done = subprocess.run(
            [sys.executable, "-m", "inconcert", *arguments], env=bare | environment, capture_output=True, text=True
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    return run


def test_backup_wipe_restore_and_everything_verifies(machine, tmp_path: Path) -> None:
    home, vault, keys = tmp_path / "alder", tmp_path / "vault", tmp_path / "keys"
    played = tmp_path / "month"
    play_month(played)
    shutil.copytree(played / "alder", home)
    with house(home) as opened:
        load(opened, shipped())
    before = machine("exchange", "verify", "birch", "--home", str(home))
    assert "Everything that was accepted verifies" in before
    desk = {"INCONCERT_VAULT": str(vault), "INCONCERT_VAULT_KEYS": str(keys), "INCONCERT_VAULT_AS": "ada"}
    machine("vault", "init", str(vault))
    machine("vault", "key", "ada", **desk)
    case = machine("vault", "new", **desk).split()[-1]
    statement = tmp_path / "statement.txt"
    statement.write_text("canary-drill-3319", "utf-8")
    machine("vault", "add", case, str(statement), "--source", "lark", "--store", "--yes", **desk)
    shown = machine("vault", "show", case, **desk)

    keeper = pyrage.x25519.Identity.generate()
    (tmp_path / "keeper.txt").write_text(f"# kept on paper\n{keeper}\n", "utf-8")
    sealed = tmp_path / "monday.age"
    machine("backup", str(home), str(vault), "--out", str(sealed), "--to", str(keeper.to_public()))
    assert b"canary-drill" not in sealed.read_bytes()
    said = machine("restore", str(sealed), "--check", "--key", str(tmp_path / "keeper.txt"))
    assert said.startswith("whole:")

    for gone in (home, vault, played):
        shutil.rmtree(gone)
    machine("restore", str(sealed), "--key", str(tmp_path / "keeper.txt"), "--into", str(tmp_path / "new"))

    new = tmp_path / "new"
    assert machine("exchange", "verify", "birch", "--home", str(new / "alder")) == before
    desk["INCONCERT_VAULT"] = str(new / "vault")
    assert machine("vault", "show", case, **desk) == shown.replace(str(vault), str(new / "vault"))
    assert "whole" in machine("doctor", "--home", str(new / "alder"), code=1)  # old editions, nothing damaged
