"""The short form of bench/soak_service.py: nothing acknowledged is lost while processes and database are killed."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

import postgres_server

pytestmark = pytest.mark.slow


def test_no_write_is_lost_and_no_answer_is_wrong_while_everything_is_killed() -> None:
    if postgres_server.programs() is None:
        if os.environ.get("INCONCERT_SHARED"):
            pytest.fail("no PostgreSQL is installed: scripts/setup-debian")
        pytest.skip("no PostgreSQL is installed")
    path = Path(__file__).parents[2] / "bench" / "soak_service.py"
    spec = importlib.util.spec_from_file_location("soak_service", path)
    assert spec and spec.loader
    bench = importlib.util.module_from_spec(spec)
    sys.modules["soak_service"] = bench
    spec.loader.exec_module(bench)
    minutes = float(os.environ.get("INCONCERT_SOAK_MINUTES", "0.4"))
    found = bench.soak(minutes, users=8 if minutes < 1 else 50, every_s=3.0 if minutes < 1 else 20.0)
    assert found["writes_lost"] == [] and found["wrong_answers"] == [] and found["server_errors"] == [], found
    assert found["writes_acknowledged"] and found["troubles"], found
