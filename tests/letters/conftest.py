"""A copy of the embedded register's home, so that a test may keep letters in it."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

from inconcert.verbs.demo import demo_home
from inconcert.verbs.house import house

MADE = dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def embedded_home(tmp_path_factory):
    """The shipped register, opened once and never written to."""
    folder = tmp_path_factory.mktemp("embedded") / "home"
    with demo_home(lambda _: None) as opened:
        shutil.copytree(opened.store.home, folder)
    return folder


@pytest.fixture
def opened(embedded_home, tmp_path):
    """A fresh copy of the register on 20 May 2026."""
    shutil.copytree(embedded_home, tmp_path / "home")
    with house(tmp_path / "home", clock=lambda: MADE) as held:
        yield held
