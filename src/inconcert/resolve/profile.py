"""A record ready to compare: its names analysed once, its numbers, places and dates folded.

>>> from inconcert.resolve.record import record_of_ftm
>>> plain = {"schema": "Person", "properties": {"name": ["KIM Jong Un a.k.a. Kim Jong-un"]}}
>>> [name.text for name in Profile(record_of_ftm(plain)).names]
['KIM Jong Un']
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from inconcert.model.vocabulary import IdentifierKind, Kind, NameRole
from inconcert.resolve import names, organisations
from inconcert.resolve.letters import fold
from inconcert.resolve.names import Name
from inconcert.resolve.organisations import Body
from inconcert.resolve.record import Record

_STRONG = frozenset(
    kind.value
    for kind in (
        IdentifierKind.PASSPORT, IdentifierKind.NATIONAL_ID, IdentifierKind.TAX_ID, IdentifierKind.REGISTRATION,
        IdentifierKind.IMO, IdentifierKind.AIRCRAFT_SERIAL, IdentifierKind.SWIFT, IdentifierKind.OTHER,
        IdentifierKind.CRYPTO_ADDRESS, IdentifierKind.MMSI,
    )
)  # fmt: skip
_ONE_EACH = frozenset({IdentifierKind.IMO.value})
_MOST_NAMES = 40


class Profile:
    """A record ready to compare."""

    __slots__ = (
        "addresses",
        "bodies",
        "countries",
        "dates",
        "exact",
        "genders",
        "kind",
        "loose", "mark",
        "names",
        "number_kinds",
        "numbers",
        "numbers_by_kind",
        "people",
        "places",
        "primaries",
        "record",
        "references",
        "strong",
        "weak",
        "years",
    )  # fmt: skip

    def __init__(self, record: Record) -> None:
        self.record = record
        self.kind = record.kind
        self.loose = not record.kind_certain
        person = record.kind is Kind.PERSON
        self.people: tuple[Name, ...] | None = None
        self.bodies: tuple[Body, ...] | None = None
        self.names: tuple[Name, ...] | tuple[Body, ...] = self.as_people() if person else self.as_bodies()
        first = {text for item in record.names if item.role is NameRole.PRIMARY for text in _apart(item.text)}
        self.primaries = max(1, sum(item.text in first for item in self.names))
        weak = {item.text for item in record.names if item.role is NameRole.WEAK_ALIAS}
        self.strong = sum(item.text not in weak for item in self.names)
        self.mark = (tuple(item.text for item in self.names), self.primaries, self.strong)
        self.exact = frozenset(_exact(item) for item in self.names)
        self.dates = record.birth_dates
        self.years = _shared(tuple(date.value[:4] for date in record.birth_dates))
        self.countries = _shared(record.countries)
        self.weak = _shared((*record.countries, *record.weak_countries, *record.address_countries))
        self.genders = _shared(record.genders)
        self.numbers = _shared(tuple(value for kind, value in record.identifiers if kind in _STRONG))
        self.number_kinds = _shared(tuple(kind for kind, _ in record.identifiers if kind in _STRONG))
        self.numbers_by_kind = {kind: value for kind, value in record.identifiers if kind in _ONE_EACH}
        self.references = _shared(record.references)
        self.places = _shared(tuple(_words(record.birth_places)))
        self.addresses = _shared(tuple(_words(record.addresses)))

    def as_people(self) -> tuple[Name, ...]:
        """Return the names analysed as those of a person, each once."""
        if self.people is None:
            found = (names.analyse(text) for text in _texts(self.record))
            self.people = _distinct(found)
        return self.people

    def as_bodies(self) -> tuple[Body, ...]:
        """Return the names analysed as those of an organisation or ship, each once."""
        if self.bodies is None:
            found = (organisations.analyse(text) for text in _texts(self.record))
            self.bodies = _distinct(found)
        return self.bodies


_RANKS = {NameRole.PRIMARY: 0, NameRole.WEAK_ALIAS: 2}


def _texts(record: Record) -> list[str]:
    """Return the names as printed, weak aliases last; two names printed as one ("A / B", "A a.k.a. B") apart."""
    ranked = sorted(record.names, key=lambda item: _RANKS.get(item.role, 1))[:_MOST_NAMES]
    return [part for item in ranked for part in (_apart(item.text) if _SEVERAL.search(item.text) else (item.text,))]


@functools.lru_cache(maxsize=1 << 14)
def _apart(text: str) -> tuple[str, ...]:
    parts = [part.strip(" ,()") for part in _SEVERAL.split(text)]
    return tuple(parts) if all(sum(map(str.isalpha, part)) > 3 for part in parts) else (text,)


_SEVERAL = re.compile(
    r"\s*/\s*|;|،|\b(?:a\.?k\.?a\.?|f\.?k\.?a\.?|alias|also known as|formerly|born|née)\s", re.IGNORECASE
)


def _exact(item: Name | Body) -> str:
    if isinstance(item, Name):
        return item.han or item.hangul or " ".join(sorted(word.sound for word in item.words))
    return " ".join(sorted(word.sound for word in item.words))


def _distinct(found: Iterable[Any]) -> tuple[Any, ...]:
    kept: dict[str, Any] = {}
    for item in found:
        mark = _exact(item)
        if mark:
            kept.setdefault(mark, item)
    return tuple(kept.values())


@functools.lru_cache(maxsize=1 << 13)
def _shared(values: tuple[Any, ...]) -> frozenset[Any]:
    return frozenset(values)


@functools.lru_cache(maxsize=1 << 13)
def _place_words(text: str) -> tuple[str, ...]:
    return tuple(part for part in fold(text).split() if len(part) > 3 and not part.isdigit() and part not in _PLAIN)


def _words(texts: tuple[str, ...]) -> list[str]:
    return [part for text in texts for part in _place_words(text)]


_PLAIN = frozenset(
    [
        "city",
        "province",
        "district",
        "street",
        "village",
        "region",
        "oblast",
        "road",
        "avenue",
        "building",
        "town",
        "state",
        "republic",
        "federation",
        "area",
        "county",
        "governorate",
        "subdistrict",
        "near",
        "house",
        "room",
        "office",
        "north",
        "south",
        "east",
        "west",
        "central",
    ]
)
