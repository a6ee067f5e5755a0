"""The templates of the page for sources, in the reader's language; a file's own name made safe to keep."""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from inconcert.formats.display import safe_text
from inconcert.vault.place import WARNING
from inconcert.web.languages import NAMES, language

_SEPARATORS = re.compile(r"[/\\]")
_name_max_chars = 120


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("inconcert.web", "templates/submissions"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=lambda value: safe_text(value, keep="\n\t") if type(value) is str else value,
    )


@functools.cache
def style() -> str:
    """Return the style sheet of the pages without fonts to fetch, and what this one adds."""
    static = resources.files("inconcert.web").joinpath("static")
    common = static.joinpath("inconcert.css").read_text("utf-8").splitlines()
    own = static.joinpath("submissions.css").read_text("utf-8")
    return "\n".join([*(line for line in common if not line.startswith("@font-face")), own])


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Return a page in the language that the address asks for, English where none."""
    asked = request.query_params.get("lang", "en")
    lang = language(asked if asked in NAMES else "en")
    languages = [language(code) for code in NAMES]
    filled = _environment().get_template(template)
    body = filled.render(
        lang=lang, _=lang.text, ngettext=lang.texts, languages=languages, warning=WARNING, path="/", **values
    )
    return Response(body, status, media_type="text/html")


def safe_name(filename: str) -> str:
    r"""Return the last part of a file's name, what is invisible in it shown, its ending kept; never a path.

    >>> safe_name("../../etc/x\r\nSet-Cookie: a.pdf")
    'x[U+000D][U+000A]Set-Cookie: a.pdf'
    >>> len(safe_name("n" * 300 + ".pdf")), safe_name("n" * 300 + ".pdf")[-4:]
    (120, '.pdf')
    """
    plain = safe_text(_SEPARATORS.split(filename)[-1]).strip() or "file"
    stem, point, ending = plain.rpartition(".")
    if not point or len(ending) > 10:
        return plain[:_name_max_chars]
    return f"{stem[: _name_max_chars - len(ending) - 1]}.{ending}"
