"""Errors as problems (RFC 9457): of a question, of an address, of a method; never a trace."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from inconcert.api.taking import NotThere, TooLarge
from inconcert.model.errors import InconcertError, RefusedByCheck, Unavailable, UserError

KINDS: dict[type[InconcertError], tuple[int, str]] = {
    RefusedByCheck: (403, "refused"),
    NotThere: (404, "not-found"),
    TooLarge: (413, "too-large"),
    UserError: (400, "question"),
    Unavailable: (503, "unavailable"),
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
    },
}
"""The schema of a problem."""


_SAYS = {
    "400": "The question is not understood.",
    "404": "What is named is not there.",
    "405": "This address takes another method.",
    "413": "More was sent than is read.",
    "503": "The register does not answer now; the same question can be asked again.",
}


def problems(*codes: str) -> dict[str, Any]:
    """Return the answers that are problems, by their status."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {code: {"description": _SAYS[code], "content": {"application/problem+json": schema}} for code in codes}


def problem(error: InconcertError) -> Response:
    """Return an error as a problem."""
    status, name = next((row for kind, row in KINDS.items() if isinstance(error, kind)), (500, "ours"))
    return said(status, name, str(error))


def said(status: int, name: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Return a problem by its status, name and words."""
    plain = {"type": f"urn:inconcert:problem:{name}", "title": name.replace("-", " "), "status": status,
             "detail": detail}  # fmt: skip
    body = json.dumps(plain, ensure_ascii=False)
    return Response(body, status, headers=headers, media_type="application/problem+json")


def not_allowed(methods: list[str]) -> Response:
    """Return that an address does not take the method."""
    allowed = ", ".join(methods)
    return said(405, "method", f"this address takes {allowed}", {"allow": allowed})


def nothing() -> Response:
    """Return that there is no such address."""
    return said(404, "not-found", "there is no such address; /api/v1/openapi.json names them all")
