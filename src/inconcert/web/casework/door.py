"""What every page of casework does: answers are private, a form that is refused comes back filled.

Rules:
- `Cache-Control: no-store` on every answer, and none is put on the shelf of rendered pages;
- a form that is refused shows its page again with what was wrong at its head, and nothing was kept;
- nothing is kept in the scratch home of the embedded register.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from inconcert.model.errors import RefusedByCheck
from inconcert.model.rights import Right
from inconcert.verbs.demo import is_scratch
from inconcert.verbs.house import House
from inconcert.web.answering import HTML
from inconcert.web.asking import Asking
from inconcert.web.gate import At, View
from inconcert.web.posting import Posted
from inconcert.web.rendering import render

NO_STORE = {"cache-control": "no-store"}


def shown(path: str, view: View, right: Right = Right.READ_CASEWORK) -> At:
    """Return the address of a page; a last part that ends in .json asks for its facts."""

    def answer(house: House, asking: Asking) -> Response:
        _form_of(asking)
        return view(house, asking)

    return At("GET", path, answer, right)


def taken(
    path: str, view: View, right: Right = Right.WRITE_CASEWORK, *, looks_first: bool = False, **limits: Any
) -> At:
    """Return the address of a form; refused in the scratch home, unless it `looks_first` and checks that itself."""

    def answer(house: House, asking: Asking) -> Response:
        if not looks_first:
            refuse_scratch(house)
        return view(house, asking)

    return At("POST", path, answer, right, **limits)


def refuse_scratch(house: House) -> None:
    """Raise RefusedByCheck in the scratch home."""
    if is_scratch(house):
        raise RefusedByCheck(
            "this is the embedded register, where nothing of yours is kept",
            remedy="Start inconcert with a home of your own: inconcert serve --home FOLDER.",
        )


def _form_of(asking: Asking) -> None:
    parts = asking.request.path_params
    for name, value in parts.items():
        plain, dot, ending = str(value).rpartition(".")
        if name != "document" and dot and ending == "json":
            parts[name] = plain
            asking.form = "json"


def several(form: Posted, name: str) -> tuple[str, ...]:
    """Return the values of a field that are not empty, each once."""
    return tuple(dict.fromkeys(value for value in form.all(name) if value))


def page(house: House, asking: Asking, template: str, *, status: int = 200, **values: Any) -> Response:
    """Return a private page."""
    text = render(
        f"casework/{template}", ask=asking, renewing=house.memory.renewing, scratch=is_scratch(house),
        **{"error": "", **values},
    )  # fmt: skip
    return Response(text.encode("utf-8"), status, media_type=HTML, headers=NO_STORE)


def facts(asking: Asking, shape: Callable[[], Any]) -> Response | None:
    """Return the facts as JSON where the address asks for them; None for the page itself; 404 for another form."""
    if not asking.form:
        return None
    if asking.form != "json":
        raise HTTPException(404)
    body = json.dumps(shape(), ensure_ascii=False, indent=1).encode("utf-8")
    return Response(body, media_type="application/json", headers=NO_STORE)


def download(data: bytes, name: str, media_type: str) -> Response:
    """Return a file to keep; its name is plain ASCII."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "-" for sign in name)
    headers = {**NO_STORE, "content-disposition": f'attachment; filename="{plain}"'}
    return Response(data, media_type=media_type, headers=headers)


def to(asking: Asking, path: str, **values: str | None) -> Response:
    """Return to a page after a form was taken, so that reading it again sends nothing twice."""
    return RedirectResponse(asking.href(path, **values), 303, headers=NO_STORE)
