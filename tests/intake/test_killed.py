"""kill -9 during a refresh, at random moments: the register is wholly old or wholly new.

INCONCERT_KILLS sets how many (20 unless set; `scripts/soak` asks for 200).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inconcert.intake.refresh import refresh_from
from inconcert.model.rights import OPERATOR
from inconcert.store.editions import all_editions
from inconcert.store.home import Home
from inconcert.store.register_hash import register_hash

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

kills = int(os.environ.get("INCONCERT_KILLS", "20"))
DATES = [f"20{year}-01-01" for year in range(10, 20)]


def in_child(do: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            do()
        finally:
            os._exit(0)
    return child


def test_killed_at_random_moments_the_register_is_wholly_old_or_wholly_new(toy, tmp_path):
    folder = toy.lay_out(
        tmp_path / "data", {date: toy.content(toy.rows(300, first=50 * at)) for at, date in enumerate(DATES)}
    )
    expected = _hash_of_each_prefix(toy, tmp_path, folder)
    home = Home(tmp_path / "home", toy.clock)

    def refresh() -> None:
        with home.open() as store:
            refresh_from(store, folder)

    started = time.monotonic()
    os.waitpid(in_child(refresh), 0)
    whole_s = time.monotonic() - started
    seen: set[int] = set()
    chance = random.Random(20)
    for _ in range(kills):
        shutil.rmtree(home.path)
        child = in_child(refresh)
        time.sleep(chance.uniform(0, whole_s))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with home.open() as store:
            store.check()
            kept = [edition.date for _, edition in all_editions(store, OPERATOR)]
            assert kept == DATES[: len(kept)]
            assert register_hash(store, OPERATOR) == expected[len(kept)]
            named = {sha for _, edition in all_editions(store, OPERATOR) for _, sha in edition.files}
            assert {file.name for file in (home.path / "raw").rglob("*") if file.is_file()} == named
            refresh_from(store, folder)
            assert register_hash(store, OPERATOR) == expected[-1]
        seen.add(len(kept))
    assert len(seen) > 2, f"the kills did not fall inside the refresh: {seen}"


def _hash_of_each_prefix(toy, tmp_path: Path, folder: Path) -> list[str]:
    lines = (folder / "catalogue.csv").read_text("utf-8").splitlines()
    hashes = []
    with Home(tmp_path / "expected", toy.clock).open() as store:
        for count in range(len(DATES) + 1):
            (folder / "catalogue.csv").write_text("\n".join([*lines[: count + 1], ""]), "utf-8")
            refresh_from(store, folder)
            hashes.append(register_hash(store, OPERATOR))
    return hashes
