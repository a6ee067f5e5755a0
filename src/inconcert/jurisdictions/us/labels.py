"""A label and its value, as OFAC prints them in remarks, in XML features and in identity documents, to facts.

>>> facts_of("Passport", "D000974 (Afghanistan)", "0/12")[0][1].country
'af'
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from inconcert.jurisdictions.us.dates import partial_date
from inconcert.jurisdictions.us.places import country, is_known
from inconcert.jurisdictions.us.remark_labels import IDENTIFIERS, SET_ASIDE
from inconcert.model.entry import BirthDate, Country, Identifier, Name, Relation, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import IdentifierKind, RelationKind

Fact = tuple[str, BirthDate | Country | Identifier | Name | Relation | Text]
"""The field of an entry → one value of it."""

Facts = tuple[Fact, ...]

_CRYPTO = re.compile(r"(?:([A-Z]{3,5}) )?(\S+)")
_DAYS = re.compile(r"(?: (?:issued|expires|to) (?:\d{2} )?(?:[A-Z][a-z]{2} )?\d{4})+\Z")
_IN_COUNTRY = re.compile(r"(.+?) \(([^()]+)\)")


def facts_of(label: str, value: str, place: str) -> Facts:
    """Return the facts of a label and its value; raises UnknownInSource for a form of value that is not known."""
    found = lookup(label)
    if not found:
        raise UnknownInSource(f"a label that is not known: {label!r}")
    return found(label, value, place)


@functools.cache
def lookup(label: str) -> Rule | None:
    """Return the rule of a label; a label that is set aside may go on in brackets or after a dash."""
    known = RULES.get(label)
    if known:
        return known
    return next((rule for start, rule in _GOES_ON.items() if label.startswith(f"{start} ")), None)


def _remark(label: str, value: str, place: str) -> Facts:
    return (("remarks", Text(value, label, place)),)


def _birth(label: str, value: str, place: str) -> Facts:
    return (("birth_dates", BirthDate(partial_date(value), place)),)


def _birth_place(label: str, value: str, place: str) -> Facts:
    return (("birth_places", Text(value, label, place)),)


def _country(label: str, value: str, place: str) -> Facts:
    if not is_known(value):
        raise UnknownInSource(f"a country that is not known: {value!r} ({label})")
    return (("countries", country(value, place)),)


def _gender(label: str, value: str, place: str) -> Facts:
    if value not in ("Male", "Female"):
        raise UnknownInSource(f"a gender that is not known: {value!r}")
    return (("genders", Text(value, label, place)),)


def _linked(label: str, value: str, place: str) -> Facts:
    return (("relations", Relation(RelationKind.LINKED_TO, value, "", label, place)),)


def _operator(label: str, value: str, place: str) -> Facts:
    return (("relations", Relation(RelationKind.OPERATED_BY, value, "", label, place)),)


def _owner(label: str, value: str, place: str) -> Facts:
    return (("relations", Relation(RelationKind.OWNED_BY, value, "", label, place)),)


def _position(label: str, value: str, place: str) -> Facts:
    return (("positions", Text(value, label, place)),)


def _crypto(label: str, value: str, place: str) -> Facts:
    found = _CRYPTO.fullmatch(value)
    if not found:
        raise UnknownInSource(f"not a digital currency address: {value!r}")
    currency = f"{label} - {found[1]}" if found[1] else label
    return (("identifiers", Identifier(IdentifierKind.CRYPTO_ADDRESS, found[2], "", currency, place)),)


def _identifier(label: str, value: str, place: str) -> Facts:
    days = _DAYS.search(f" {value}") if " issued " in f" {value}" or " expires " in f" {value}" else None
    number = value[: days.start() - 1 if days else None].rstrip() if days else value
    if not number:
        raise UnknownInSource(f"a label without a number: {label} {value!r}")
    code = ""
    found = _IN_COUNTRY.fullmatch(number)
    if found and is_known(found[2]):
        number, code = found[1], country(found[2], place).code
    facts: Facts = (("identifiers", identifier(label, number, place, code)),)
    return (*facts, ("remarks", Text(days[0].strip(), f"{label} {number}", place))) if days else facts


def identifier(label: str, number: str, place: str, country_code: str = "") -> Identifier:
    """Return the identifying number under a label of `IDENTIFIERS`; an IMO number is told by its letters."""
    kind = IDENTIFIERS[label]
    if kind is IdentifierKind.IMO or number.startswith("IMO "):
        return Identifier(IdentifierKind.IMO, number.removeprefix("IMO ").strip("()"), country_code, label, place)
    return Identifier(kind, number, country_code, label, place)


Rule = Callable[[str, str, str], Facts]
RULES: dict[str, Rule] = {
    **dict.fromkeys(SET_ASIDE, _remark),
    **dict.fromkeys(IDENTIFIERS, _identifier),
    **dict.fromkeys(("DOB", "Birthdate", "Vessel Year of Build", "Aircraft Manufacture Date"), _birth),
    **dict.fromkeys(("nationality", "citizen", "Nationality Country", "Citizenship Country"), _country),
    **dict.fromkeys(("Nationality of Registration", "Registration Country", "Vessel Flag"), _country),
    **dict.fromkeys(("Position", "Occupation", "Alternate Title", "Title"), _position),
    **dict.fromkeys(("POB", "Place of Birth"), _birth_place),
    "Gender": _gender,
    "Linked To": _linked,
    "Aircraft Operator": _operator,
    "Vessel Owner": _owner,
    "Digital Currency Address": _crypto,
}
_GOES_ON: dict[str, Rule] = {**dict.fromkeys(SET_ASIDE, _remark), "Digital Currency Address": _crypto}
