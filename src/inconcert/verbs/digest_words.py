"""The words of the digest in English and in French, from `digest_phrases/`: the same facts, in the same order.

Names, official numbers, titles of laws and printed values stand as they were recorded; codes in CSV and JSON are the
same in each language.

>>> words_of("fr").day("2021-10-01"), words_of("en").government("gb")
('1er octobre 2021', 'UK')
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from inconcert.letters.facts import spelt_day
from inconcert.model.dates import EventDate
from inconcert.model.errors import UserError
from inconcert.model.vocabulary import Precision

LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Words:
    """The phrases of one language, by their names."""

    language: str
    phrases: Mapping[str, str]
    fields: Mapping[str, str]

    def say(self, name: str, **filled: object) -> str:
        """Return a phrase with its places filled."""
        return self.phrases[name].format(**filled)

    def day(self, date: str) -> str:
        """Return a date in words."""
        return spelt_day(date, self.language)

    def government(self, code: str) -> str:
        """Return the short name of a jurisdiction."""
        return self.phrases.get(code, code.upper())

    def of(self, code: str) -> str:
        """Return a jurisdiction as it stands in a sentence ("of the United States", in French with its article)."""
        return self.phrases.get(f"of_{code}", code.upper())

    def field(self, name: str) -> str:
        """Return the name of a field that varied."""
        return self.fields.get(name, name)

    def event(self, date: EventDate) -> str:
        """Return when something was and what kind of date that is; an interval by its two ends."""
        if date.precision is not Precision.INTERVAL:
            return f"{self.day(date.value)} ({self.phrases[f'date_{date.kind.value}']})"
        start, _, end = date.value.partition("/")
        if not start:
            return self.say("by", date=self.day(end))
        return self.say("between", date=f"{self.day(start)} – {self.day(end)}")


@functools.cache
def words_of(language: str) -> Words:
    """Return the words of a language; UserError for one that digests are not written in."""
    if language not in LANGUAGES:
        raise UserError(f"digests are not written in {language!r}", remedy=f"Known: {', '.join(LANGUAGES)}.")
    text = resources.files("inconcert.verbs").joinpath(f"digest_phrases/{language}.toml").read_text("utf-8")
    plain: dict[str, Any] = tomllib.loads(text)
    return Words(language, plain, plain.pop("fields"))
