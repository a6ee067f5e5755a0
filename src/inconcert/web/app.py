"""The pages: each also as .json, .csv and .xlsx at the same address; whole without JavaScript; no request elsewhere.

A page is: read the question from the address, ask a verb, render. Errors are pages too, without a trace.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from importlib import resources

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inconcert.model.errors import InconcertError, RefusedByCheck, Unavailable, UserError
from inconcert.model.rights import Right
from inconcert.verbs.house import House
from inconcert.web import (
    changing,
    curations,
    explorer,
    feeds,
    figures,
    front,
    laws,
    matrices,
    reaching,
    reading,
    reviewing,
    targets,
)
from inconcert.web.accounts.routes import ROUTES as ACCOUNTS
from inconcert.web.asking import Asking
from inconcert.web.casework.routes import ROUTES as CASEWORK
from inconcert.web.corrections.routes import ROUTES as CORRECTIONS
from inconcert.web.gate import At, View, gated
from inconcert.web.partners import pages as partners
from inconcert.web.programs import Problems, is_for_programs, problem_body
from inconcert.web.rendering import css, render, script
from inconcert.web.shelf import shelved
from inconcert.web.unread import EndUnread
from inconcert.web.visitors import Alone, Visitors

SECURITY_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     b"font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
     b"require-trusted-types-for 'script'; trusted-types 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"interest-cohort=()"),
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains"),
)  # fmt: skip

PAGES: tuple[tuple[str, View], ...] = (
    ("/search", front.search_page),
    ("/matrix", matrices.matrix_page),
    ("/gaps", explorer.gaps_page),
    ("/situations", curations.situations_page),
    ("/actions", curations.actions_page),
    ("/regimes", laws.regimes_page),
    ("/jurisdictions", laws.jurisdictions_page),
    ("/lists", laws.lists_page),
    ("/changes", changing.changes_page),
    ("/statistics", figures.statistics_page),
    ("/about", reading.about_page),
    ("/help", reading.help_page),
    ("/accessibility", reading.accessibility_page),
    ("/api", reading.api_page),
)
"""Address → page; each also with a form behind a point, as in /gaps.json."""

NAMED: tuple[tuple[str, str, View], ...] = (
    ("/situations", "situation", curations.situation_page),
    ("/actions", "action", curations.action_page),
    ("/regimes", "regime", laws.regime_page),
    ("/jurisdictions", "jurisdiction", laws.jurisdiction_page),
    ("/lists", "list", laws.list_page),
    ("/pictures", "picture", figures.picture),
    ("/reach", "target", reaching.reach_page),
)
"""Address, name of its last part, page."""

ROOMS: tuple[At, ...] = (*reviewing.ROUTES, *feeds.ROUTES, *partners.ROUTES, *CASEWORK, *CORRECTIONS)
"""The addresses of the rooms that ask for a right, each room's own table."""

WITH_ACCOUNTS: tuple[At, ...] = ACCOUNTS
"""What is there only where people sign in."""


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


def addresses(accounts: bool = True) -> tuple[At, ...]:
    """Return every address of the pages with its right: the register's, which are for all, and the rooms'."""
    named = [(f"{path}/{{{name}:str}}", _with_form(name, view)) for path, name, view in NAMED]
    public = [
        ("/", front.front),
        ("/targets", _to_gaps),
        ("/targets/{target:str}", targets.target_page),
        *((each, view) for path, view in PAGES for each in (path, f"{path}.{{form:str}}")),
        *named,
    ]
    return (
        *(At("GET", path, shelved(view), Right.READ_REGISTER) for path, view in public),
        *ROOMS,
        *(WITH_ACCOUNTS if accounts else ()),
    )


def make_app(house: House, programs: Sequence[BaseRoute] = (), visitors: Visitors | None = None) -> Starlette:
    """Return the pages over one home, for loopback: only local host names are answered.

    `programs` are the routes of the other door, the one for programs, served beside the pages. `visitors` says who
    sends a request; None: the operator, alone on their own machine.
    """
    known = visitors or Alone()
    routes: list[BaseRoute] = [
        *programs,
        Route("/static/inconcert.css", _style),
        Route("/static/passkey.js", _passkey),
        Route("/static/inconcert.js", _script),
        Route("/static/fonts/{name:str}", _font),
        *(gated(house, known, at) for at in addresses(known.accounts)),
    ]
    made = Starlette(
        routes=routes,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(EndUnread),
            Middleware(Problems),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(known.hosts)),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
        exception_handlers={InconcertError: _ours, HTTPException: _http, 500: _defect},
    )
    made.state.visitors = known
    return made


def _with_form(name: str, view: View) -> View:
    """Return a view whose last part may end in a form: /situations/xinjiang.json."""

    def answer(house: House, asking: Asking) -> Response:
        text = asking.request.path_params[name]
        plain, _, form = text.rpartition(".")
        if plain and form in ("json", "csv", "xlsx", "svg", "png", "atom", "feed"):
            asking.request.path_params[name] = plain
            asking.form = form
        return view(house, asking)

    return answer


def _style(_: Request) -> Response:
    return Response(css(), media_type="text/css", headers={"cache-control": "max-age=86400"})


def _script(_: Request) -> Response:
    return Response(script(), media_type="text/javascript", headers={"cache-control": "max-age=86400"})


def _passkey(_: Request) -> Response:
    text = resources.files("inconcert.web").joinpath("static", "passkey.js").read_text("utf-8")
    return Response(text, media_type="text/javascript", headers={"cache-control": "max-age=3600"})


def _font(request: Request) -> Response:
    folder = resources.files("inconcert.web").joinpath("static", "fonts")
    name = request.path_params["name"]
    if not name.endswith(".woff2") or name not in {item.name for item in folder.iterdir()}:
        raise HTTPException(404)
    kind = mimetypes.types_map.get(".woff2", "font/woff2")
    return Response(folder.joinpath(name).read_bytes(), media_type=kind, headers={"cache-control": "max-age=604800"})


def _to_gaps(_: House, asking: Asking) -> Response:
    return RedirectResponse(asking.href("/gaps"), 307)


def _error(request: Request, status: int, title: str, text: str) -> Response:
    try:
        asking = Asking(request)
        body = render("error.html", ask=asking, title=asking.language.text(title), text=asking.language.text(text))
    except InconcertError:
        body = render("error.html", title=title, text=text)
    return Response(body, status, media_type="text/html", headers={"cache-control": "no-store"})


async def _ours(request: Request, error: Exception) -> Response:
    if isinstance(error, Unavailable):
        answer = _error(request, 503, "Not now", "The register does not answer now. Nothing was lost; try again soon.")
        answer.headers["retry-after"] = "5"
        return answer
    code = 403 if isinstance(error, RefusedByCheck) else 404 if isinstance(error, UserError) else 500
    return _error(request, code, "Not found" if code == 404 else "Refused", str(error))


async def _http(request: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 500
    texts = {404: "There is no such page.", 429: "Too many tries from your network. Wait five minutes and try again."}
    return _error(request, code, "Not found" if code == 404 else "Refused", texts.get(code, "That cannot be done."))


async def _defect(request: Request, __: Exception) -> Response:
    plain = {
        name.decode(): value.decode() for name, value in SECURITY_HEADERS
    }  # it is answered outside `SecurityHeaders`
    says = "A defect of inconcert; nothing was lost. The log says more."
    if is_for_programs(request.url.path):
        return Response(problem_body(500, says), 500, headers=plain, media_type="application/problem+json")
    return PlainTextResponse(says, 500, headers=plain)


__all__ = ["NAMED", "PAGES", "make_app"]
