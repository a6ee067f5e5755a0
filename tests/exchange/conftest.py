"""Fixtures of the exchange."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def stage() -> ModuleType:
    """The stage of tests/exchange/stage.py."""
    if "exchange_stage" not in sys.modules:
        spec = importlib.util.spec_from_file_location("exchange_stage", Path(__file__).parent / "stage.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["exchange_stage"] = module
        spec.loader.exec_module(module)
    return sys.modules["exchange_stage"]
