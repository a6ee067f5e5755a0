"""Every example in a docstring is run: an example that no longer holds is a lie at the door."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import inconcert

MODULES = sorted(
    item.name
    for item in pkgutil.walk_packages(inconcert.__path__, "inconcert.")
    if ".migrations" not in item.name and not item.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.failed == 0


def test_there_are_examples():
    total = sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES if "model" in name)
    assert total > 10
