"""I-28 of SECURITY.md: bait for regular expressions in every box that is searched is answered within a second."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest

from inconcert.verbs.search import finder_of

_spec = importlib.util.spec_from_file_location("pages_of", Path(__file__).parents[2] / "web" / "conftest.py")
assert _spec and _spec.loader
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
pages = _module.pages

LONG = 100_000
BAITS = ("a" * LONG + "!", "(a+)+$" * 20_000, " ".join(["al"] * 30_000), "朱" * LONG, "ا" * LONG, "́" * LONG, "i" * 300,
         " ".join("abcdefghijklmnopqrstuvwxyz" * 11)[:300], "김" * 300, "朱海仑" * 100, "م" * 300)  # fmt: skip
BOXES = ("/search?q=", "/api/v1/search?q=", "/matrix?names=", "/reconcile/suggest/entity?prefix=", "/gaps?country=",
         "/api/v1/gaps?country=", "/changes?since=", "/search.json?q=")  # fmt: skip
WITHIN_S = 1.0
ADDRESS_MAX = 5_000
"""No server reads a longer address; what is posted is as long as the bait."""


@pytest.mark.parametrize("box", BOXES)
def test_i28_bait_is_answered_within_a_second(pages, box):
    finder_of(pages.house)
    pages.get(box + "Zhu")
    for bait in BAITS:
        begun = time.process_time()
        path, _, name = box.partition("?")
        answer = pages.get(path, params={name.rstrip("="): bait[:ADDRESS_MAX]})
        assert time.process_time() - begun < WITHIN_S, (box, bait[:20], len(bait))
        assert answer.status_code in (200, 303, 400, 404, 414), answer.status_code


def test_i28_bait_in_what_is_posted(pages):
    for bait in BAITS[:6]:
        begun = time.process_time()
        query = {"queries": {"a": {"schema": "Person", "properties": {"name": [bait]}}}}
        assert pages.ask("POST", "/match/default", json=query).status_code in (200, 400, 413)
        assert pages.ask("POST", "/api/v1/matrix", json={"names": [bait]}).status_code in (200, 400, 413)
        assert time.process_time() - begun < 2 * WITHIN_S
