"""Templates to pages: escaping always on, words for cells and dates, no request to any other host."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from inconcert.formats.display import safe_text
from inconcert.verbs.shapes import NOTE
from inconcert.verbs.words import cell_words, government, long_day, spelt, spelt_event

KINDS = (("person", "persons"), ("entity", "bodies"), ("vessel", "vessels"), ("aircraft", "aircraft"))


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("inconcert.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=lambda value: safe_text(value) if type(value) is str else value,
    )
    environment.globals.update(
        words=cell_words,
        government=government,
        spelt=spelt,
        spelt_event=spelt_event,
        long_day=long_day,
        kinds=KINDS,
        note=NOTE,
        inline_css="",
        query="",
    )
    environment.filters["government_name"] = government
    return environment


def render(template: str, **values: Any) -> str:
    """Return a template filled with values."""
    return _environment().get_template(template).render(**values)


def css() -> str:
    """Return the style sheet."""
    return resources.files("inconcert.web").joinpath("static", "inconcert.css").read_text("utf-8")
