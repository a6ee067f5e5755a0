"""Fixtures that every test may use."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import postgres_server
from inconcert.verbs.house import House, house
from inconcert.verbs.refresh import refresh_from_folder


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


@pytest.fixture(scope="session")
def full_home(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the home; the first worker builds it. INCONCERT_FULL_HOME names one made before."""
    if os.environ.get("INCONCERT_FULL_HOME"):
        return Path(os.environ["INCONCERT_FULL_HOME"])
    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    path, done = root / "full-home", root / "full-home.done"
    try:
        path.mkdir()
    except FileExistsError:
        for _ in range(6000):
            if done.exists():
                return path
            time.sleep(0.1)
        pytest.fail("the home of all editions was not built in ten minutes")
    with house(path) as opened:
        report = refresh_from_folder(opened, shared_data, None, {})
    assert not report.refused, [item.why for item in report.refused]
    done.write_text("", "utf-8")
    return path


@pytest.fixture
def full_house(full_home: Path) -> Iterator[House]:
    """That home, open."""
    with house(full_home) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_server.Server]:
    """A running PostgreSQL; a skip where none is installed, a failure in the run that installs it."""
    found = postgres_server.programs()
    if found is None:
        if os.environ.get("INCONCERT_SHARED"):
            pytest.fail("no PostgreSQL is installed: scripts/setup-debian")
        pytest.skip("no PostgreSQL is installed")
    with postgres_server.running(found) as server:
        yield server


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what measures time: a busy machine would fail it for nothing; bench/ holds the figures."""
    if not os.environ.get("INCONCERT_TIMED"):
        timed = [item for item in items if item.get_closest_marker("timed")]
        config.hook.pytest_deselected(items=timed)
        items[:] = [item for item in items if item not in timed]
