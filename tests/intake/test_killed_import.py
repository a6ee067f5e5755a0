"""kill -9 during an import, at random moments: the list with its licence is wholly there or not at all.

INCONCERT_KILLS sets how many (6 unless set; `scripts/soak` asks for 200).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import time

import pytest

from inconcert.intake.imports import import_list
from inconcert.model.imported import ImportedList
from inconcert.model.rights import OPERATOR
from inconcert.store.editions import all_editions
from inconcert.store.home import Home
from inconcert.store.imported import imported_lists
from inconcert.store.register_hash import register_hash

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

kills = int(os.environ.get("INCONCERT_KILLS", "6"))
SAID = ImportedList("ftm-x", "Example list", "Example Data", "CC BY 4.0", "A Person")
EMPTY, WHOLE = 0, 1


def content(people: int) -> bytes:
    lines = []
    for number in range(people):
        lines.append({"id": f"p{number}", "schema": "Person", "properties": {"name": [f"Name {number}"]}})
        about = {"entity": [f"p{number}"], "program": ["Rights"], "startDate": ["2020"]}
        lines.append({"id": f"s{number}", "schema": "Sanction", "properties": about})
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def test_killed_at_random_moments_an_import_is_wholly_there_or_not_at_all(tmp_path):
    home = Home(tmp_path / "home", lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    files = {"x.jsonl": content(400)}

    def take() -> None:
        with home.open() as store:
            import_list(store, SAID, files, "2026-01-01")

    def in_child() -> int:
        child = os.fork()
        if child == 0:
            try:
                take()
            finally:
                os._exit(0)
        return child

    started = time.monotonic()
    os.waitpid(in_child(), 0)
    whole_s = time.monotonic() - started
    with home.open() as store:
        expected = register_hash(store, OPERATOR)
    seen, chance = set(), random.Random(7)
    for _ in range(kills):
        shutil.rmtree(home.path)
        child = in_child()
        time.sleep(chance.uniform(0.3, 1.02) * whole_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with home.open() as store:
            store.check()
            kept, said = all_editions(store, OPERATOR), imported_lists(store, OPERATOR)
            assert len(kept) == len(said) in (EMPTY, WHOLE)
            named = {sha for _, edition in kept for _, sha in edition.files}
            assert {file.name for file in (home.path / "raw").rglob("*") if file.is_file()} == named
            if kept:
                assert register_hash(store, OPERATOR) == expected and said == (SAID,)
            import_list(store, SAID, files, "2026-01-01")
            assert register_hash(store, OPERATOR) == expected
        seen.add(len(kept))
    assert EMPTY in seen
