"""The page for sources: words and files in, a receipt code out; answers to who holds the code.

Rules:
- no cookie, no script, no picture, no address of another host; nothing is asked that need not be;
- nothing is kept of who came: no address, no browser, no hour. Nothing is logged, not even a failure;
- a code is the only authority there is, so no request made in somebody's name can do anything in it;
- GET shows and POST acts; a code never stands in an address.
"""

from __future__ import annotations

import io
import time
from urllib.parse import parse_qs

import anyio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inconcert.model.errors import InconcertError, LimitExceeded, RefusedByCheck, UserError
from inconcert.vault.codes import Code, code_of, new_code
from inconcert.verbs.vault_submissions import Door
from inconcert.web.submissions.pages import page, safe_name, style
from inconcert.web.submissions.uploads import Form

HEADERS = (
    (b"content-security-policy", b"default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
     b"frame-ancestors 'none'; base-uri 'none'"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)  # fmt: skip
HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver", "*.onion"]
_small_form_max_bytes = 8192


class Plain:
    """Every answer carries the headers, and none says when it was made."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, without who it comes from, and add the headers to the answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        if scope["type"] == "http":
            wanted = (b"host", b"content-type", b"content-length", b"sec-fetch-site")
            kept = [(key, value) for key, value in scope["headers"] if key in wanted]
            scope = {**scope, "client": None, "headers": kept}
        await self._app(scope, receive, with_headers)


def make_app(door: Door) -> Starlette:
    """Return the page over one door."""
    room = Room(door)
    routes = [
        Route("/", room.front, methods=["GET"]),
        Route("/send", room.send, methods=["POST"]),
        Route("/answers", room.answers, methods=["POST"]),
        Route("/answers/delete", room.delete, methods=["POST"]),
        Route("/style.css", _style, methods=["GET"]),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Plain), Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        exception_handlers={InconcertError: _refused, 404: _missing, 405: _missing, 500: _defect},
    )


class Room:
    """The four things a source can do."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._busy = 0

    async def front(self, request: Request) -> Response:
        """Show the form."""
        return page(request, "send.html", door=self._door, onion=_by_onion(request), code=None)

    async def send(self, request: Request) -> Response:
        """Receive words and files, and show the receipt code."""
        _own_form(request)
        room = await anyio.to_thread.run_sync(self._door.room)
        said = request.headers.get("content-length", "")
        if room == 0:
            return page(request, "full.html", 503)
        if said.isdigit() and int(said) > room:
            return page(request, "too_much.html", 413, door=self._door)
        if self._busy >= self._door.limits.at_once_max:
            return page(request, "full.html", 503)
        self._busy += 1
        try:
            coming = Coming(request, self._door)
            return await anyio.to_thread.run_sync(lambda: self._received(request, coming, room))
        finally:
            self._busy -= 1

    def _received(self, request: Request, coming: Coming, room: int) -> Response:
        """Read a submission to its end in a thread; what was sealed to its end is kept whatever follows."""
        form = Form(request.headers.get("content-type", ""), coming.more, room, self._door.limits.files_max + 3)
        code, again, kept, failed = new_code(), False, 0, ""
        try:
            for part in form.parts():
                if part.field == "code" and (typed := part.text(100).strip()):
                    code, again = code_of(typed), True
                elif part.field == "words":
                    if words := part.text(self._door.limits.words_max_chars).strip():
                        self._door.take(io.BytesIO(words.encode("utf-8")), "words.txt", code)
                        kept += 1
                elif part.field == "files" and part.filename:
                    self._door.take(part, safe_name(part.filename), code)
                    kept += 1
        except InconcertError as error:
            if not kept:
                raise form.failed or error from error
            failed = (form.failed or error).what
        if not kept:
            return page(request, "nothing.html", 400)
        return page(request, "receipt.html", code=code, kept=kept, again=again, failed=failed)

    async def answers(self, request: Request) -> Response:
        """Show the replies to who holds a code; the same page for a code nobody has."""
        code = await _code_in(request)
        found = await anyio.to_thread.run_sync(self._door.replies, code)
        return page(request, "answers.html", replies=found, code=code, door=self._door, deleted=0)

    async def delete(self, request: Request) -> Response:
        """Delete them."""
        code = await _code_in(request)
        gone = await anyio.to_thread.run_sync(self._door.delete, code)
        return page(request, "answers.html", replies=(), code=code, door=self._door, deleted=gone)


class Coming:
    """The body of a request, pulled from another thread; too slow is LimitExceeded."""

    def __init__(self, request: Request, door: Door) -> None:
        self._stream = request.stream().__aiter__()
        self._limits = door.limits
        self._begun, self._size = time.monotonic(), 0

    def more(self) -> bytes:
        """Return the next bytes of the body, none at its end."""
        return anyio.from_thread.run(self._next)

    async def _next(self) -> bytes:
        while True:
            try:
                with anyio.fail_after(self._limits.idle_max_s):
                    data = await self._stream.__anext__()
            except StopAsyncIteration:
                return b""
            except TimeoutError as error:
                raise LimitExceeded(f"nothing came for {self._limits.idle_max_s:g} s") from error
            except ClientDisconnect as error:
                raise UserError("the connection was lost") from error
            self._size += len(data)
            waited = time.monotonic() - self._begun - self._limits.idle_max_s
            if waited > 0 and self._size < waited * self._limits.rate_min_bytes_per_s:
                raise LimitExceeded("it came too slowly")
            if data:
                return data


async def _code_in(request: Request) -> Code:
    _own_form(request)
    body = b""
    async for data in request.stream():
        body += data
        if len(body) > _small_form_max_bytes:
            raise LimitExceeded("too long for a code")
    return code_of(parse_qs(body.decode("utf-8", "replace")).get("code", [""])[0])


def _own_form(request: Request) -> None:
    """Refuse a form that another site sent; Tor Browser sends no Origin here, and no authority hangs on it."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise RefusedByCheck("this form came from another site", remedy="Send it from this page.")


def _by_onion(request: Request) -> bool:
    return request.headers.get("host", "").partition(":")[0].endswith(".onion")


async def _style(_: Request) -> Response:
    return Response(style(), media_type="text/css")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, InconcertError)
    status = 413 if isinstance(error, LimitExceeded) else 400 if isinstance(error, UserError) else 503
    shown = error.what if isinstance(error, (LimitExceeded, UserError, RefusedByCheck)) else ""
    return page(request, "refused.html", status, what=shown)


async def _missing(request: Request, _: Exception) -> Response:
    return page(request, "missing.html", 404)


async def _defect(_: Request, __: Exception) -> Response:
    return Response("A defect; nothing was kept.", 500, media_type="text/plain")
