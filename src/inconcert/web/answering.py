"""From facts to an answer: the page, or the same facts as JSON, CSV, a spreadsheet, or one file to mail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from inconcert.formats import csvout, xlsxout
from inconcert.verbs.house import House
from inconcert.web.asking import Asking
from inconcert.web.rendering import css_alone, render

Table = tuple[Sequence[str], Iterable[tuple[Any, ...]]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html; charset=utf-8"


def page(house: House, asking: Asking, template: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page; where the address asks for `mail`, as one file that needs nothing beside it."""
    if asking.form == "mail":
        text = render(template, ask=asking, inline_css=css_alone(), **values)
        name = asking.plain_path.strip("/").replace("/", "-") or "inconcert"
        return Response(text, media_type=HTML, headers={
            "content-disposition": f'attachment; filename="{_plain(name)}.html"',
        })  # fmt: skip
    return kept(asking, render(template, ask=asking, renewing=house.memory.renewing, **values).encode(), HTML, status)


def facts(asking: Asking, shape: Callable[[], Any], table: Callable[[], Table]) -> Response | None:
    """Return the facts as JSON, CSV or a spreadsheet where the address asks for them; None for the page itself."""
    if asking.form == "json":
        body = json.dumps(shape(), ensure_ascii=False, indent=1).encode("utf-8")
        return kept(asking, body, "application/json")
    if asking.form == "csv":
        heads, rows = table()
        return kept(asking, b"".join(csvout.stream(tuple(heads), rows)), "text/csv; charset=utf-8")
    if asking.form == "xlsx":
        heads, rows = table()
        return Response(xlsxout.write(tuple(heads), rows), media_type=XLSX)
    return None


def only(asking: Asking, *forms: str) -> None:
    """Raise 404 for a form that a page does not have."""
    if asking.form not in ("", *forms):
        raise HTTPException(404)


def kept(asking: Asking, body: bytes, media_type: str, status: int = 200) -> Response:
    """Return an answer with its mark (ETag), or 304 where the asker already has exactly this."""
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": mark, "cache-control": "no-cache", "vary": "accept-encoding"}
    given = asking.request.headers.get("if-none-match", "")
    if status == 200 and mark in (part.strip().removeprefix("W/") for part in given.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, status, media_type=media_type, headers=headers)


def _plain(name: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-" for letter in name)
