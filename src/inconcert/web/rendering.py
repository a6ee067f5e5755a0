"""Templates to pages: escaping always on, words in the reader's language, no request to any other host."""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from inconcert.formats.display import safe_text
from inconcert.model.rights import ANYONE
from inconcert.verbs.facts import sources_of
from inconcert.verbs.law import regimes_known
from inconcert.verbs.shapes import NOTE
from inconcert.web import saying
from inconcert.web.asking import address
from inconcert.web.evidence import why_words
from inconcert.web.languages import NAMES, Language, language
from inconcert.web.scripts import by_script, language_tag

WORDS = (
    "ACTS", "CHANGES", "CONFIDENCE", "COVERAGE", "DATE_KINDS", "EVIDENCE", "EXPLAINED", "FACET_HEADS", "KINDS",
    "KINDS_MANY", "MEASURES", "PROVENANCE", "RELATIONS", "ROUTES", "SORTS", "STATES", "STATUS", "THEMES",
)  # fmt: skip


class Unasked:
    """What a page outside any request knows of addresses: none."""

    language = language("en")
    plain_path = "/"
    token = ""
    accounts = False
    viewer = ANYONE

    def may(self, right: str) -> bool:
        """Return that nobody asks."""
        return False

    def href(self, path: str, **values: str | None) -> str:
        """Return an address."""
        return address(path, values)

    def languages(self) -> list[tuple[Language, str]]:
        """Return each language with no address."""
        return [(language(code), "#") for code in NAMES]


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("inconcert.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=lambda value: safe_text(value) if type(value) is str else value,
    )
    environment.globals.update({name: getattr(saying, name) for name in WORDS})
    environment.globals.update(
        government=saying.government,
        governments_of=saying.governments_of,
        cell_words=saying.cell_words,
        cell_status=saying.cell_status,
        sentence=saying.sentence,
        regime_title=lambda regime: _titles().get(regime, regime),
        printed=saying.printed,
        sources_of=sources_of,
        why_words=why_words,
        by_script=by_script,
        language_tag=language_tag,
        english=language("en"),
        note=NOTE,
        css_mark=hashlib.sha256(css().encode()).hexdigest()[:8],
        script_mark=hashlib.sha256(script().encode()).hexdigest()[:8],
    )
    return environment


@functools.cache
def _titles() -> dict[str, str]:
    return {item.id: item.title for item in regimes_known()}


DEFAULTS: dict[str, Any] = {"inline_css": "", "query": "", "hero": False, "citation": None, "renewing": False}


def render(template: str, **values: Any) -> str:
    """Return a template filled with values; `ask` says in which language and from which address."""
    filled = DEFAULTS | {"ask": Unasked()} | values
    lang: Language = filled["ask"].language
    return _environment().get_template(template).render(lang=lang, _=lang.text, ngettext=lang.texts, **filled)


@functools.cache
def css() -> str:
    """Return the style sheet."""
    return resources.files("inconcert.web").joinpath("static", "inconcert.css").read_text("utf-8")


@functools.cache
def script() -> str:
    """Return what makes pages handier; they are whole without it."""
    return resources.files("inconcert.web").joinpath("static", "inconcert.js").read_text("utf-8")


def css_alone() -> str:
    """Return the style sheet without fonts to fetch, for a page that needs nothing beside it."""
    return "\n".join(line for line in css().splitlines() if not line.startswith("@font-face"))
