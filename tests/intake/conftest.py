"""The toy list in the place of the real ones."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from inconcert.jurisdictions import regimes
from inconcert.store.home import Home, Store


@pytest.fixture(scope="session")
def toy_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("inconcert_tests_toy", Path(__file__).parent / "toy.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def toy(toy_module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(regimes, "publications", lambda: (toy_module.LIST,))
    monkeypatch.setattr(regimes, "regimes", lambda: toy_module.REGIMES)
    monkeypatch.setattr(regimes, "programmes", lambda jurisdiction, list_id: toy_module.PROGRAMMES)
    return toy_module


@pytest.fixture
def store(tmp_path: Path, toy: ModuleType) -> Iterator[Store]:
    with Home(tmp_path / "home", toy.clock).open() as opened:
        yield opened
