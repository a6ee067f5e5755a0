"""The door for programs: every question of the pages as JSON under /api/v1, described by OpenAPI 3.1.

Rules
- Read only: GET asks, and POST where a question is too long for an address. No cookie, no cross-origin access, no
  address of a reader kept.
- Every answer to GET has an ETag; every error is a problem (RFC 9457), without a trace.
- A page of rows names the next by the place of its last row, which stays right when rows come or go.
- What an operation takes and gives stands once, in `operations.py`; the description is made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from inconcert.api import extending, matching, reconciling
from inconcert.api.answers import Written, answers_of, key_of, reply
from inconcert.api.description import openapi
from inconcert.api.operations import OPERATIONS, Operation
from inconcert.api.problems import not_allowed, nothing, problem
from inconcert.api.taking import TooLarge
from inconcert.model.errors import InconcertError
from inconcert.verbs.house import House

PREFIX = "/api/v1"
BODY_MAX_BYTES = 1_000_000
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]

Endpoint = Callable[[Request], Any]
Posted = Callable[[House, Request, bytes], Any]


def routes(house: House) -> list[BaseRoute]:
    """Return the routes over one home, to be served beside the pages."""
    ways: dict[str, dict[str, Endpoint]] = {f"{PREFIX}/openapi.json": {"GET": _description}}
    for item in OPERATIONS:
        endpoint = _asked(house, item) if item.body is None else _sent(house, item.answer)
        ways.setdefault(PREFIX + item.path, {})[item.method.upper()] = endpoint
    for path, (methods, answer) in OTHERS.items():
        ways[path] = dict.fromkeys(methods, _sent(house, answer))
    ways["/reconcile/preview"] = {"GET": _previewed(house)}
    ordered = sorted(ways.items(), key=lambda item: "{" in item[0])  # what is named outweighs what is any name
    found: list[BaseRoute] = [Route(path, _by_method(each), methods=METHODS) for path, each in ordered]
    return [*found, Route(PREFIX + "/{rest:path}", lambda _: nothing(), methods=METHODS)]


OTHERS: dict[str, tuple[tuple[str, ...], Posted]] = {
    "/reconcile": (("GET", "POST"), reconciling.answer),
    "/reconcile/suggest/{what:str}": (("GET",), extending.suggested),
    "/reconcile/properties": (("GET",), extending.proposed),
    "/match/{dataset:str}": (("POST",), matching.answer),
}
"""Address → methods and answer of the protocols that others have written."""


def _by_method(ways: Mapping[str, Endpoint]) -> Endpoint:
    allowed = [*ways, *(["HEAD"] if "GET" in ways else [])]

    async def endpoint(request: Request) -> Response:
        way = ways.get("GET" if request.method == "HEAD" else request.method)
        if way is None:
            return not_allowed(allowed)
        found: Response = await way(request)
        return found

    return endpoint


async def _description(request: Request) -> Response:
    return reply(request, Written.of(openapi(PREFIX)))


def _asked(house: House, operation: Operation) -> Endpoint:
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
        if operation.quick(house, request):  # handing it to a thread would cost as much as the answer
            return worked_out(request)
        return await run_in_threadpool(worked_out, request)

    return endpoint


def _sent(house: House, answer: Posted) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            body = await _body(request)
            return reply(request, await run_in_threadpool(lambda: Written.of(answer(house, request, body))))
        except InconcertError as error:
            return problem(error)

    return endpoint


def _previewed(house: House) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            return await run_in_threadpool(extending.previewed, house, request)
        except InconcertError as error:
            return problem(error)

    return endpoint


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX_BYTES:
            raise TooLarge(f"more than {BODY_MAX_BYTES} bytes were sent", remedy="Send fewer queries at a time.")
    return body
