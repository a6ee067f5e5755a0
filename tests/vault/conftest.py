"""Fixtures of the vault."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

if sys.platform != "linux":
    collect_ignore_glob = ["*"]


def _module() -> ModuleType:
    if "vault_stage" not in sys.modules:
        spec = importlib.util.spec_from_file_location("vault_stage", Path(__file__).parent / "stage.py")
        sys.modules["vault_stage"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["vault_stage"])
    return sys.modules["vault_stage"]


@pytest.fixture(scope="session")
def words() -> ModuleType:
    """The module tests/vault/stage.py."""
    return _module()


@pytest.fixture
def stage(tmp_path):
    """A vault with a case, custodian ada, intake door; bo is known and not yet a custodian."""
    return _module().Stage(tmp_path)
