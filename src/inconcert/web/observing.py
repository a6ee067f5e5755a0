"""What a running server tells its keepers: a line of log for each answer, counts and times, and whether it is well.

Rules
- A line holds only the fields of `LINE`: the route as a pattern (`/targets/{target}`), never the address itself, no
  query, no name, no token, no address of a person, no text of an error. What is not on that list is not written.
- Counts and times bear the same few labels. `/metrics`, `/health` and `/ready` are an application of their own on a
  port of this machine, so that no page can be asked for them.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inconcert import __version__
from inconcert.model.dates import last_day
from inconcert.model.errors import InconcertError
from inconcert.store.editions import editions
from inconcert.verbs.house import House

LINE = ("at", "level", "event", "method", "route", "status", "ms", "bytes", "error", "place")
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
UNROUTED = "(none)"

Log = Callable[..., None]


def json_log(out: TextIO | None = None) -> Log:
    """Return a function that writes one JSON line for each event, of the fields of `LINE` and no other."""
    logger = structlog.wrap_logger(
        structlog.PrintLogger(out or sys.stderr),
        processors=[_stamped, _only_these, structlog.processors.JSONRenderer(ensure_ascii=True)],
    )
    return lambda event, **fields: logger.msg(event, **fields)


def no_log(event: str, **fields: object) -> None:
    """Write nothing."""


def _stamped(_: object, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")(None, "", fields)


def _only_these(_: object, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: fields[name] for name in LINE if name in fields}


class Counts:
    """Counts and times of one server, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.answers = Counter("inconcert_answers", "Answers given.", labels, registry=self.registry)
        self.seconds = Histogram("inconcert_answer_seconds", "Time to the last byte of an answer.", ("route",),
                                 buckets=BUCKETS_S, registry=self.registry)  # fmt: skip
        self.running = Gauge("inconcert_requests_in_progress", "Requests being answered.", registry=self.registry)
        self.editions = Gauge("inconcert_edition_age_days", "Age of the newest edition of a list.", ("list",),
                              registry=self.registry)  # fmt: skip
        about = Gauge("inconcert_about", "The version that runs.", ("version",), registry=self.registry)
        about.labels(__version__).set(1)


class Observed:
    """Every answer is counted, timed and logged by the pattern of its route."""

    def __init__(self, app: ASGIApp, counts: Counts, log: Log) -> None:
        self._app, self._counts, self._log = app, counts, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; write and count what came of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, seen = time.perf_counter(), {"status": 500, "bytes": 0}

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        self._counts.running.inc()
        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # raised again: the server must know, and the log says where, without its text
            self._say(scope, seen, began, error)
            raise
        else:
            self._say(scope, seen, began, None)
        finally:
            self._counts.running.dec()

    def _say(self, scope: Scope, seen: dict[str, int], began: float, error: Exception | None) -> None:
        took = time.perf_counter() - began
        method, route = _method(scope), route_of(scope)
        self._counts.answers.labels(method, route, str(seen["status"])).inc()
        self._counts.seconds.labels(route).observe(took)
        fields: dict[str, object] = {"method": method, "route": route, "ms": round(1000 * took, 1), **seen}
        if error is not None:
            self._log("failed", level="error", **fields, **where(error))
        else:
            self._log("answered", level="warning" if seen["status"] >= 500 else "info", **fields)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _method(scope: Scope) -> str:
    method = str(scope.get("method", ""))
    return method if method in METHODS else "other"


def route_of(scope: Scope) -> str:
    """Return the pattern of the route that answered; what no route answered is one label, whatever was asked for."""
    path = getattr(scope.get("route"), "path_format", None)
    return str(path) if path else UNROUTED


def where(error: BaseException) -> dict[str, str]:
    """Return the type of an error and the line of code it came from, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    place = f"{Path(last.filename).name}:{last.lineno}" if last else ""
    return {"error": type(error).__name__, "place": place}


def keepers_app(house: House, counts: Counts) -> Starlette:
    """Return /health (it runs), /ready (its database answers and holds an edition) and /metrics, for this machine."""

    def ready(_: Request) -> Response:
        try:
            held = editions(house.store, house.viewer)
        except InconcertError as error:
            return JSONResponse({"ready": False, "why": type(error).__name__}, 503)
        return JSONResponse({"ready": bool(held), "editions": len(held)}, 200 if held else 503)

    def metrics(_: Request) -> Response:
        _ages(house, counts)
        return Response(generate_latest(counts.registry), media_type=CONTENT_TYPE_LATEST)

    def health(_: Request) -> Response:
        return JSONResponse({"runs": True})

    return Starlette(routes=[Route("/health", health), Route("/ready", ready), Route("/metrics", metrics)])


def _ages(house: House, counts: Counts) -> None:
    newest = {item.list_id: item.date for item in editions(house.store, house.viewer)}
    for list_id, date in newest.items():
        counts.editions.labels(list_id).set(_age_days(house, date))


def _age_days(house: House, date: str) -> int:
    return (house.today - last_day(date)).days
