"""The pages: each also as .json and .csv at the same address; whole without JavaScript; no request to another host.

A page is: read the question from the address, ask a verb, render. Errors are pages too, without a trace.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inconcert.model.errors import InconcertError, UserError
from inconcert.verbs.house import House
from inconcert.web import pages
from inconcert.web.rendering import css, render

SECURITY_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
     b"frame-ancestors 'none'; base-uri 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"interest-cohort=()"),
)  # fmt: skip


class SecurityHeaders:
    """Every answer, errors included, carries the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to the answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *SECURITY_HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def make_app(house: House) -> Starlette:
    """Return the pages over one home, for loopback: only local host names are answered."""

    def page(view: Callable[[House, Request], Response]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            return view(house, request)

        return answer

    routes = [
        Route("/", page(pages.front)),
        Route("/static/inconcert.css", _style),
        Route("/search", page(pages.search_page)),
        Route("/search.{form:str}", page(pages.search_page)),
        Route("/targets/{target:str}", page(pages.target_page)),
        Route("/matrix", page(pages.matrix_page)),
        Route("/matrix.{form:str}", page(pages.matrix_page)),
        Route("/gaps", page(pages.gaps_page)),
        Route("/gaps.{form:str}", page(pages.gaps_page)),
        Route("/lists", page(pages.lists_page)),
        Route("/lists.{form:str}", page(pages.lists_page)),
        Route("/about", page(pages.about_page)),
    ]
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1", "[::1]", "testserver"]),
        ],
        exception_handlers={InconcertError: _ours, HTTPException: _http, 500: _defect},
    )


def _style(_: Request) -> Response:
    return Response(css(), media_type="text/css", headers={"cache-control": "max-age=3600"})


async def _ours(_: Request, error: Exception) -> Response:
    code = 404 if isinstance(error, UserError) else 500
    return Response(render("error.html", title="Not found" if code == 404 else "Refused", text=str(error)), code,
                    media_type="text/html")  # fmt: skip


async def _http(_: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 500
    text = "There is no such page." if code == 404 else "That cannot be done."
    return Response(render("error.html", title="Not found" if code == 404 else "Refused", text=text), code,
                    media_type="text/html")  # fmt: skip


async def _defect(_: Request, __: Exception) -> Response:
    return PlainTextResponse("A defect of inconcert; nothing was lost. The log says more.", 500)
