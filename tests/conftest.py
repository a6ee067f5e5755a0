"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real lists; a skip where INCONCERT_SHARED is not set, a failure where it is set and wrong."""
    root = os.environ.get("INCONCERT_SHARED")
    if not root:
        pytest.skip("INCONCERT_SHARED is not set: the real lists are not at hand")
    folder = Path(root) / "data"
    if not (folder / "catalogue.csv").is_file():
        pytest.fail(f"INCONCERT_SHARED is set, but there is no data/catalogue.csv under {root}")
    return folder
