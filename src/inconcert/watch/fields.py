"""The fields of an entry as they are compared: which values were added and which removed, place and row aside.

Two editions are compared only on what both of them state: a list that prints no aliases has not removed any. Editions
of one format state the same, so between them every field is compared, to the letter. Between two formats the order and
case of words say nothing, and dates are not compared, since each prints its own kinds of them.

    >>> from inconcert.model.vocabulary import Kind
    >>> old = Entry("l", "1", Kind.PERSON, names=(Name("A", NameRole.PRIMARY),))
    >>> new = Entry("l", "1", Kind.PERSON, names=(Name("A", NameRole.PRIMARY), Name("B", NameRole.ALIAS)))
    >>> differences(old, new, EVERY)
    (Difference(field='alias', added=('B',), removed=()),)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inconcert.model.curated import printed_words
from inconcert.model.entry import Entry, Listing, Name
from inconcert.model.vocabulary import NameRole


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """The values of one field that one edition of an entry has and the other has not, as printed."""

    field: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    """A field: its name, its values in an entry, and the words of `Format.states` of which one says it is printed."""

    name: str
    values: Callable[[Entry], Iterable[str]]
    stated_by: frozenset[str]


_ALIASES = frozenset({NameRole.ALIAS, NameRole.WEAK_ALIAS, NameRole.FORMER, NameRole.VARIATION})


def _alias(name: Name) -> str:
    return name.full if name.role is NameRole.ALIAS else f"{name.full} ({name.role.value.replace('_', ' ')})"


def regime_of(listing: Listing) -> str:
    """Return the regime of a listing; where the list's word for it maps to none, that word; else empty."""
    return listing.regime or listing.programme


def _measures(entry: Entry) -> Iterable[str]:
    return (f"{regime_of(item)}: {measure.value}" for item in entry.listings for measure in item.measures)


def _dates(entry: Entry) -> Iterable[str]:
    return (
        f"{regime_of(item)}: {date.kind.value} {date.value}".removeprefix(": ")
        for item in entry.listings
        for date in item.dates
    )


def _of(name: str, values: Callable[[Entry], Iterable[str]], *stated_by: str) -> _Field:
    return _Field(name, values, frozenset(stated_by))


_FIELDS = (
    _of("kind", lambda e: (e.kind.value,), "names"),
    _of("name", lambda e: (n.full for n in e.names if n.role is NameRole.PRIMARY), "names"),
    _of("alias", lambda e: map(_alias, (n for n in e.names if n.role in _ALIASES)), "aliases"),
    _of(
        "original script",
        lambda e: (n.full for n in e.names if n.role is NameRole.ORIGINAL_SCRIPT),
        "original_script",
        "scripts",
    ),
    _of("regime", lambda e: filter(None, map(regime_of, e.listings)), "regime"),
    _of("measures", _measures, "measures"),
    _of("date", _dates, "listing_dates"),
    _of("act", lambda e: (item.act for item in e.listings if item.act), "act"),
    _of("birth date", lambda e: (str(item.date) for item in e.birth_dates), "birth_dates"),
    _of("birth place", lambda e: (item.text for item in e.birth_places), "birth_places"),
    _of("country", lambda e: (item.code or item.printed for item in e.countries), "countries", "nationalities"),
    _of("gender", lambda e: (item.text for item in e.genders), "genders"),
    _of(
        "identifier",
        lambda e: (f"{i.label or i.kind.value} {i.value} {i.country}".strip() for i in e.identifiers),
        "identifiers",
    ),
    _of("reference", lambda e: (f"{item.scheme.value} {item.value}" for item in e.references), "references"),
    _of("address", lambda e: (item.text for item in e.addresses), "addresses"),
    _of("address country", lambda e: (c.code or c.printed for c in e.address_countries), "addresses"),
    _of("position", lambda e: (item.text for item in e.positions), "positions"),
    _of("relation", lambda e: (f"{r.label or r.kind.value} {r.name}".strip() for r in e.relations), "relations"),
    _of("reasons", lambda e: (item.text for item in e.reasons), "reasons"),
    _of("remark", lambda e: (f"{r.label}: {r.text}".removeprefix(": ") for r in e.remarks), "remarks"),
)

FIELDS = tuple(item.name for item in _FIELDS)
"""Every field that can vary, in the order in which they are shown."""

EVERY = frozenset(FIELDS)
"""What is compared between two editions of one format."""


def comparable(older: frozenset[str], newer: frozenset[str], *, same_format: bool) -> frozenset[str]:
    """Return the names of the fields that both editions state; all of them where the format is the same."""
    if same_format:
        return EVERY
    both = frozenset(item.name for item in _FIELDS if item.stated_by & older and item.stated_by & newer)
    return both - {"date"}


def differences(
    older: Entry, newer: Entry, compared: frozenset[str], *, to_the_letter: bool = True
) -> tuple[Difference, ...]:
    """Return what varied between two wordings of an entry, field by field; each value once, in printed order."""
    same = str if to_the_letter else printed_words
    found = []
    for field in _FIELDS:
        if field.name not in compared:
            continue
        before, after = ({same(value): value for value in field.values(entry)} for entry in (older, newer))
        if before.keys() != after.keys():
            added = tuple(value for key, value in after.items() if key not in before)
            found.append(Difference(field.name, added, tuple(v for key, v in before.items() if key not in after)))
    return tuple(found)
