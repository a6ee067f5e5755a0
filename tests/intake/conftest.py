"""The toy list in the place of the real ones."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from inconcert.jurisdictions import regimes
from inconcert.store.home import Home, Store


def _load(name: str) -> ModuleType:
    full = f"inconcert_tests_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).parent / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


@pytest.fixture(scope="session")
def toy_module() -> ModuleType:
    return _load("toy")


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


@pytest.fixture
def live() -> Iterator[SimpleNamespace]:
    module = _load("live_server")
    with module.serving() as server:
        yield SimpleNamespace(server=server, say=module.say)
