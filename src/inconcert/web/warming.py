"""What a running server works out before it is asked: at once what the first pages need, then the widest questions."""

from __future__ import annotations

import datetime as dt
import gc
import time

from starlette.requests import Request

from inconcert.gaps.gaps import Question
from inconcert.verbs.changes import Asked, find_changes
from inconcert.verbs.explore import explore
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.registers import register_of
from inconcert.verbs.search import finder_of, search
from inconcert.verbs.status import status
from inconcert.web.asking import Asking
from inconcert.web.changing import DEFAULT_DAYS
from inconcert.web.front import front
from inconcert.web.numbers import numbers_of

READ_AT_ONCE = 500
PAUSE_S = 0.01
"""Between two pieces of work, so that a page asked for meanwhile comes first."""
WIDEST = (("us", "gb"), ("gb", "us"), ("us", "eu"), ("us", "ca"))


def warm(house: House) -> None:
    """Work out what the first pages need; also what a patient house works out when its state changes."""
    finder_of(house)
    search(house, "warm", 1)
    status(house)
    nobody = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [],
                      "server": ("localhost", 80), "scheme": "http", "path_params": {}})  # fmt: skip
    front(house, Asking(nobody))
    _settle()


def warm_through(house: House) -> None:
    """Read every target once and ask the widest questions, so that none of them makes a reader wait for long."""
    index = index_of(house)
    for start in range(0, len(index.targets), READ_AT_ONCE):
        register_of(house, index, index.targets[start : start + READ_AT_ONCE])
        time.sleep(PAUSE_S)
    numbers_of(house)
    asked = Asked(house.today - dt.timedelta(days=DEFAULT_DAYS))
    house.memory.answer(("changes", asked), lambda: find_changes(house, asked))
    for have, lack in WIDEST:
        explore(house, Question(have=(have,), lack=(lack,), theme="all"), {})
        time.sleep(PAUSE_S)
    _settle()


def _settle() -> None:
    """Tell the collector that what is remembered lives long: looking through it again would only make a page wait."""
    gc.collect()
    gc.freeze()
