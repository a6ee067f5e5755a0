"""What programs are answered before or beside their own door: errors as problems (RFC 9457), never as a page.

A refusal by what stands before every door (an unknown host, a body that is too long, a defect) has the form of the door
that was asked.
"""

from __future__ import annotations

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

DOORS = ("/api/", "/reconcile", "/match/")
TITLES = {400: "question", 401: "sign in", 403: "refused", 404: "not found", 405: "method", 413: "too large"}


def is_for_programs(path: str) -> bool:
    """Return whether an address is of the door for programs."""
    return path.startswith(DOORS)


def problem_body(status: int, detail: str) -> bytes:
    """Return a problem as JSON."""
    title = TITLES.get(status, "ours" if status >= 500 else "refused")
    name = title.replace(" ", "-")
    plain = {"type": f"urn:inconcert:problem:{name}", "title": title, "status": status, "detail": detail}
    return json.dumps(plain, ensure_ascii=False).encode("utf-8")


class Problems:
    """Gives every error of the door for programs the form of a problem, whoever answered it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; put a problem in the place of an error that is none."""
        if scope["type"] != "http" or not is_for_programs(scope["path"]):
            await self._app(scope, receive, send)
            return
        replaced: list[Message] = []
        said = bytearray()

        async def as_problem(message: Message) -> None:
            if message["type"] == "http.response.start":
                kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
                if message["status"] >= 400 and not any(kind.startswith(b"application/problem+json") for kind in kinds):
                    kept = [row for row in message["headers"] if row[0].lower() in (b"allow", b"retry-after")]
                    replaced.append({**message, "headers": kept})
                    return
            elif replaced:
                said.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    await _send_problem(send, replaced[0], bytes(said))
                return
            await send(message)

        await self._app(scope, receive, as_problem)


async def _send_problem(send: Send, begun: Message, said: bytes) -> None:
    status = begun["status"]
    text = said.decode("utf-8", "replace") if len(said) < 200 and not said.startswith(b"<") else ""
    body = problem_body(status, text or "that cannot be done here")
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({**begun, "headers": [*begun["headers"], *headers]})
    await send({"type": "http.response.body", "body": body})
