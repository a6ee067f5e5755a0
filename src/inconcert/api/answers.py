"""Answers that were written, kept for one state of the home and one day: written once, sent many times."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from inconcert.verbs.house import House

ANSWERS_MAX = 4000
ANSWER_MAX_BYTES = 100_000
ANSWERS_MAX_BYTES = 64_000_000

Key = tuple[str, str, bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as bytes of JSON, with its mark (ETag)."""

    body: bytes
    mark: str

    @classmethod
    def of(cls, found: Any) -> Written:
        """Return facts as written."""
        body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        return cls(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


class Answers:
    """The newest answers by day and address; the one not asked for longest goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Written] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> Written | None:
        """Return an answer, None where it is not here."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, written: Written) -> None:
        """Keep an answer, unless it is very long."""
        if len(written.body) > ANSWER_MAX_BYTES:
            return
        with self._lock:
            held = self._kept.pop(key, None)
            self._bytes += len(written.body) - (len(held.body) if held else 0)
            self._kept[key] = written
            while len(self._kept) > ANSWERS_MAX or self._bytes > ANSWERS_MAX_BYTES:
                self._bytes -= len(self._kept.popitem(last=False)[1].body)


def answers_of(house: House) -> Answers:
    """Return the answers of the present state of a home."""
    return house.memory.once("answers to programs", Answers)


def key_of(house: House, request: Request) -> Key:
    """Return under what an answer is kept: the day, and the address without its host."""
    return (house.today.isoformat(), request.scope["path"], request.scope["query_string"])


def reply(request: Request, written: Written) -> Response:
    """Return an answer as JSON with its ETag, or 304 where the asker has exactly this."""
    headers = {"etag": written.mark, "cache-control": "no-cache", "vary": "accept-encoding"}
    given = request.headers.get("if-none-match", "")
    if given and request.method in ("GET", "HEAD"):
        marks = [part.strip().removeprefix("W/") for part in given.split(",")]
        if written.mark in marks or "*" in marks:
            return Response(status_code=304, headers=headers)
    return Response(written.body, media_type="application/json", headers=headers)
