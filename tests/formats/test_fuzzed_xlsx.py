"""Workbooks with changed inner XML: the reader gives values or a refusal, and the child's end is one too."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

from inconcert.formats import sheets
from inconcert.model.errors import SourceError

_FILE = Path(__file__).parents[2] / "bench" / "fuzz_xlsx.py"


def _bench():
    spec = importlib.util.spec_from_file_location("inconcert_fuzz_xlsx", _FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_changed_workbooks_are_read_or_refused():
    bench = _bench()
    seen = {"read": 0, "refused": 0}
    for number in range(30):
        try:
            sheets.read_xlsx(bench.changed(random.Random(number)), "fuzz.xlsx")
            seen["read"] += 1
        except SourceError as error:
            assert "fuzz.xlsx" in str(error)
            seen["refused"] += 1
    assert seen["read"] > 2 and seen["refused"] > 2, seen
