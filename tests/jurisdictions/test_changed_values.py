"""Every reader over its fixture with a few values changed: entries or a SourceError, never another exception.

bench/fuzz.py runs the same for longer (docs/fuzzing.md).
"""

from __future__ import annotations

import functools
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inconcert.formats import confine
from inconcert.model.errors import SourceError

HERE = Path(__file__).parent


def _load(name):
    spec = importlib.util.spec_from_file_location(f"inconcert_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


fixtures, mutations = _load("all_fixtures"), _load("mutations")


@functools.cache
def files_of(name):
    return fixtures.files_of(name)


@pytest.mark.parametrize("name", list(fixtures.FOLDERS))
def test_changed_values_give_entries_or_a_source_error(name, monkeypatch):
    monkeypatch.setattr(confine, "ask", mutations.ask_cells)
    mutator = mutations.Mutator(files_of(name), 0)

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 2**32))
    def check(seed):
        mutator.chance.seed(seed)
        files = mutator.once()
        try:
            reading = fixtures.read(name, files)
        except SourceError as error:
            assert str(error)
            return
        assert all(entry.names and entry.official_id for entry in reading.entries)
        numbers = [entry.official_id for entry in reading.entries]
        assert numbers == sorted(numbers) or numbers == sorted(numbers, key=lambda number: (len(number), number))

    check()


DIGEST = """
import hashlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("all_fixtures", sys.argv[1])
fixtures = importlib.util.module_from_spec(spec); spec.loader.exec_module(fixtures)
from inconcert.formats import confine
from inconcert.model.codec import to_json
confine.ask = fixtures.ask_here
whole = hashlib.sha256()
for name in fixtures.FOLDERS:
    reading = fixtures.read(name, fixtures.files_of(name))
    whole.update("".join(map(to_json, (*reading.entries, *reading.issues))).encode() + reading.printed_date.encode())
print(whole.hexdigest())
"""


def test_the_same_bytes_give_the_same_records_for_any_hash_seed():
    seen = set()
    for seed in range(1, 21):
        environment = os.environ | {"PYTHONHASHSEED": str(seed * 7919), "PYTHONPATH": str(HERE.parents[1] / "src")}
        command = [sys.executable, "-c", DIGEST, str(HERE / "all_fixtures.py")]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        seen.add(done.stdout.strip())
    assert len(seen) == 1 and len(seen.pop()) == 64
