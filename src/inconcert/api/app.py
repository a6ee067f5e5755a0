"""The door for programs: every question of the pages as JSON under /api/v1, described by OpenAPI 3.1.

Rules
- Read only. No cookie, no cross-origin access, no address of a reader kept.
- Every answer has an ETag; every error is a problem (RFC 9457), without a trace.
- A page of rows names the next by the place of its last row, which stays right when rows come or go.
- What an operation takes and gives stands once, in `operations.py`; the description is made from it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from inconcert.api import operations
from inconcert.api.description import openapi
from inconcert.api.matching import answer as matched
from inconcert.api.reconciling import answer as reconciled
from inconcert.model.errors import InconcertError, RefusedByCheck, UserError
from inconcert.verbs.house import House

PREFIX = "/api/v1"
BODY_MAX_BYTES = 1_000_000

Answer = Callable[[House, Request], Any]


def routes(house: House) -> list[BaseRoute]:
    """Return the routes over one home, to be served beside the pages."""
    found: list[BaseRoute] = [Route(f"{PREFIX}/openapi.json", _plain(lambda: openapi(PREFIX)))]
    for item in operations.OPERATIONS:
        found.append(Route(PREFIX + item.path, _answering(house, item.answer)))
    found.append(Route("/reconcile", _posted(house, reconciled), methods=["GET", "POST"]))
    found.append(Route("/match/{dataset:str}", _posted(house, matched), methods=["POST"]))
    found.append(Route(PREFIX + "/{rest:path}", _nothing))
    return found


def _plain(make: Callable[[], Any]) -> Callable[[Request], Response]:
    return lambda request: reply(request, make())


def _answering(house: House, answer: Answer) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        try:
            return reply(request, answer(house, request))
        except InconcertError as error:
            return problem(error)

    return endpoint


def _posted(house: House, answer: Callable[[House, Request, bytes], Any]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        try:
            body = await _body(request)
            return reply(request, await run_in_threadpool(answer, house, request, body))
        except InconcertError as error:
            return problem(error)

    return endpoint


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX_BYTES:
            raise UserError(f"more than {BODY_MAX_BYTES} bytes were sent", remedy="Send fewer queries at a time.")
    return body


def _nothing(_: Request) -> Response:
    return problem(UserError("there is no such address", remedy="/api/v1/openapi.json names them all."), 404)


def reply(request: Request, found: Any) -> Response:
    """Return an answer as JSON with its ETag, or 304 where the asker has exactly this."""
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": mark, "cache-control": "no-cache", "vary": "accept-encoding"}
    given = request.headers.get("if-none-match", "")
    if request.method in ("GET", "HEAD") and mark in (part.strip().removeprefix("W/") for part in given.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def problem(error: InconcertError, status: int = 0) -> Response:
    """Return an error as a problem (RFC 9457)."""
    kinds = {RefusedByCheck: (403, "refused"), operations.NotThere: (404, "not-found"), UserError: (400, "question")}
    code, name = next((row for kind, row in kinds.items() if isinstance(error, kind)), (500, "ours"))
    plain = {"type": f"urn:inconcert:problem:{name}", "title": name.replace("-", " "), "status": status or code,
             "detail": str(error)}  # fmt: skip
    return Response(json.dumps(plain, ensure_ascii=False), status or code, media_type="application/problem+json")
