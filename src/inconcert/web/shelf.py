"""Pages that were rendered, kept for one state of the home: an answer is written once and sent many times."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from starlette.responses import Response

from inconcert.verbs.house import House
from inconcert.web.answering import HTML, kept
from inconcert.web.asking import Asking

PAGES_MAX = 400
PAGE_MAX_BYTES = 400_000


class Shelf:
    """The newest pages by address and day; the one not asked for longest goes first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> bytes | None:
        """Return a page, None where it is not here."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: tuple[str, ...], body: bytes) -> None:
        """Keep a page, unless it is very long."""
        with self._lock:
            if len(body) <= PAGE_MAX_BYTES:
                self._pages[key] = body
            if len(self._pages) > PAGES_MAX:
                self._pages.popitem(last=False)


def shelf_of(house: House) -> Shelf | None:
    """Return the shelf of the present state; None while a newer one is worked out, for then pages say so."""
    shelf: Shelf = house.memory.once("rendered", Shelf)
    return None if house.memory.renewing else shelf


def key_of(house: House, asking: Asking) -> tuple[str, ...]:
    """Return under what a page is kept: the day it was made on, and its whole address without the host."""
    return (house.today.isoformat(), asking.request.url.path, asking.request.url.query)


def again(asking: Asking, body: bytes) -> Response:
    """Return a kept page as an answer."""
    return kept(asking, body, HTML)


def keep(shelf: Shelf, key: tuple[str, ...], answer: Response) -> None:
    """Keep an answer that is a page."""
    own = {"content-disposition", "x-robots-tag"}.intersection(answer.headers)  # a kept page has no headers of its own
    if answer.status_code == 200 and answer.media_type == HTML and not own:
        shelf.put(key, bytes(answer.body))


def shelved(view: Callable[[House, Asking], Response]) -> Callable[[House, Asking], Response]:
    """Return a page that is written once for all who did not sign in; for others it says who they are."""

    def answered(house: House, asking: Asking) -> Response:
        shelf, key = None if asking.viewer.account else shelf_of(house), key_of(house, asking)
        held = shelf.get(key) if shelf else None
        if held is not None:
            return again(asking, held)
        answer = view(house, asking)
        if shelf:
            keep(shelf, key, answer)
        return answer

    return answered
