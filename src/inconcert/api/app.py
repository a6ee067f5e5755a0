"""The door for programs: every question of the pages as JSON under /api/v1, described by OpenAPI 3.1.

Rules
- Read only. No cookie, no cross-origin access, no address of a reader kept.
- Every answer has an ETag; every error is a problem (RFC 9457), without a trace.
- A page of rows names the next by the place of its last row, which stays right when rows come or go.
- What an operation takes and gives stands once, in `operations.py`; the description is made from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from inconcert.api import operations
from inconcert.api.answers import Written, answers_of, key_of, reply
from inconcert.api.description import openapi
from inconcert.api.matching import answer as matched
from inconcert.api.reconciling import answer as reconciled
from inconcert.model.errors import InconcertError, RefusedByCheck, UserError
from inconcert.verbs.house import House

PREFIX = "/api/v1"
BODY_MAX_BYTES = 1_000_000


def routes(house: House) -> list[BaseRoute]:
    """Return the routes over one home, to be served beside the pages."""
    found: list[BaseRoute] = [Route(f"{PREFIX}/openapi.json", _plain(lambda: openapi(PREFIX)))]
    for item in operations.OPERATIONS:
        found.append(Route(PREFIX + item.path, _answering(house, item)))
    found.append(Route("/reconcile", _posted(house, reconciled), methods=["GET", "POST"]))
    found.append(Route("/match/{dataset:str}", _posted(house, matched), methods=["POST"]))
    found.append(Route(PREFIX + "/{rest:path}", _nothing))
    return found


def _plain(make: Callable[[], Any]) -> Callable[[Request], Response]:
    return lambda request: reply(request, Written.of(make()))


def _answering(house: House, operation: operations.Operation) -> Callable[[Request], Any]:
    def worked_out(request: Request) -> Response:
        try:
            written = Written.of(operation.answer(house, request))
        except InconcertError as error:
            return problem(error)
        answers_of(house).put(key_of(house, request), written)
        return reply(request, written)

    async def endpoint(request: Request) -> Response:
        held = answers_of(house).get(key_of(house, request))
        if held is not None:
            return reply(request, held)
        if operation.quick(house):  # handing it to a thread would cost as much as the answer
            return worked_out(request)
        return await run_in_threadpool(worked_out, request)

    return endpoint


def _posted(house: House, answer: Callable[[House, Request, bytes], Any]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            body = await _body(request)
            return reply(request, Written.of(await run_in_threadpool(answer, house, request, body)))
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


def problem(error: InconcertError, status: int = 0) -> Response:
    """Return an error as a problem (RFC 9457)."""
    kinds = {RefusedByCheck: (403, "refused"), operations.NotThere: (404, "not-found"), UserError: (400, "question")}
    code, name = next((row for kind, row in kinds.items() if isinstance(error, kind)), (500, "ours"))
    plain = {"type": f"urn:inconcert:problem:{name}", "title": name.replace("-", " "), "status": status or code,
             "detail": str(error)}  # fmt: skip
    return Response(json.dumps(plain, ensure_ascii=False), status or code, media_type="application/problem+json")
