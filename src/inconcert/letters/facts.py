"""Facts for documents: a text and where it was read. A fact without a source cannot be built.

A template is filled with facts only; each becomes a run with its footnote, so that every number in a letter, a
release or on a page is defended.

    >>> filled("{count} targets", count=Fact("8", "the annex"))[0].note
    'the annex'
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from inconcert.model.dates import EventDate
from inconcert.model.errors import OurError, UserError
from inconcert.model.vocabulary import Precision
from inconcert.typeset.tree import Run, Runs

LANGUAGES = ("en", "fr")
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """A text with its source in words; raises ValueError without either."""

    text: str
    source: str
    language: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip() or not self.source.strip():
            raise ValueError(f"a fact without a source cannot be built: {self.text!r}")

    @property
    def run(self) -> Run:
        """Return the text with its source as a footnote."""
        return Run(self.text, note=self.source, language=self.language)


Filling = Fact | Runs | str
"""A fact; several facts joined; or plain words that state nothing (the name of an addressee, a date asked about)."""


def filled(template: str, **values: Filling) -> Runs:
    """Return the runs of a template; raises OurError where a placeholder has no value or a value no placeholder."""
    wanted = set(_PLACE.findall(template))
    if wanted != set(values):
        raise OurError(f"the template and its values differ: {sorted(wanted ^ set(values))}", where=template)
    found: list[Run] = []
    for part in re.split(r"(\{\w+\})", template):
        name = _PLACE.fullmatch(part)
        if name:
            found.extend(_runs(values[name[1]]))
        elif part:
            found.append(Run(part))
    return tuple(found)


def _runs(value: Filling) -> Runs:
    if isinstance(value, Fact):
        return (value.run,)
    return (Run(value),) if isinstance(value, str) else value


@functools.cache
def phrases(language: str) -> Mapping[str, str]:
    """Return the words of a language; raises UserError for one that letters are not written in."""
    if language not in LANGUAGES:
        raise UserError(f"letters are not written in {language!r}", remedy=f"Known: {', '.join(LANGUAGES)}.")
    text = resources.files("inconcert.letters").joinpath(f"phrases/{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def in_number(words: Mapping[str, str], key: str, count: int) -> str:
    """Return the phrase for a number of things: its own for one, where there is one."""
    return words.get(f"{key}_one", words[key]) if count == 1 else words[key]


def in_sentence(title: str) -> str:
    """Return a title as it stands within a sentence: "The detention of …" begins small."""
    return title[0].lower() + title[1:] if title.startswith(("The ", "A ", "An ")) else title


def joined(items: tuple[Runs, ...], words: Mapping[str, str]) -> Runs:
    """Return items as one list in a sentence: a, b and c."""
    found: list[Run] = []
    for place, item in enumerate(items):
        if place:
            found.append(Run(words["and"] if place == len(items) - 1 else words["comma"]))
        found.extend(item)
    return tuple(found)


def text_of_runs(runs: Runs) -> str:
    """Return the words alone."""
    return "".join(run.text for run in runs)


def capital(text: str) -> str:
    """Return the text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def spelt_day(date: str, language: str) -> str:
    """Return a date in words: 9 July 2020, 9 juillet 2020; a month or a year as far as it is known.

    >>> spelt_day("2020-07-09", "en"), spelt_day("2020-07-01", "fr"), spelt_day("2025-04", "en")
    ('9 July 2020', '1er juillet 2020', 'April 2025')
    """
    parts = date.split("-")
    if len(parts) == 1:
        return date
    month = _MONTHS[language][int(parts[1]) - 1]
    if len(parts) == 2:
        return f"{month} {parts[0]}"
    day = dt.date.fromisoformat(date).day
    return f"{'1er' if day == 1 and language == 'fr' else day} {month} {parts[0]}"


def spelt_event(date: EventDate, language: str) -> str:
    """Return when an event was; for an interval its two ends."""
    if date.precision is not Precision.INTERVAL:
        return spelt_day(date.value, language)
    start, _, end = date.value.partition("/")
    return f"{spelt_day(start, language)} – {spelt_day(end, language)}" if start else f"≤ {spelt_day(end, language)}"


_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
}  # fmt: skip
