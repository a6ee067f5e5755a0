"""A record: what matching looks at, of an entry of any list or of an entity that FollowTheMoney describes.

A record is a plain value. Its key says whose it is and is never looked at by a score: two records with other keys and
the same content score the same.

    >>> record = record_of_ftm({"id": "a", "schema": "Person", "properties": {"name": ["Zhu Hailun"]}})
    >>> record.kind, record.names[0].text
    (<Kind.PERSON: 'person'>, 'Zhu Hailun')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inconcert.jurisdictions.regimes import regimes
from inconcert.model.dates import PartialDate
from inconcert.model.entry import Entry
from inconcert.model.judgement import End
from inconcert.model.vocabulary import IdentifierKind, Kind, NameRole, ReferenceScheme, RelationKind


@dataclass(frozen=True, slots=True, order=True)
class RecordName:
    """A name as printed; `family` and `given` only where the source prints them apart."""

    text: str
    family: str = ""
    given: str = ""
    role: NameRole = NameRole.PRIMARY


@dataclass(frozen=True, slots=True)
class Record:
    """What matching knows of one official number, over all its editions.

    `countries` are nationalities, flags, registrations (ISO codes); `weak_countries` what a programme is about, and
    where an address lies. `identifiers` are (kind, letters and digits only). `references` are (scheme, number): what
    the entry prints of other lists, and `own_references` the numbers under which others print it.
    `relations` are (kind, official number on the same list or "", name). `editions` are the days of the editions it
    was seen on; empty: not known. `kind_certain` is false where the source says neither person nor body.
    """

    key: End
    kind: Kind
    names: tuple[RecordName, ...]
    birth_dates: tuple[PartialDate, ...] = ()
    countries: tuple[str, ...] = ()
    weak_countries: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    own_references: tuple[tuple[str, str], ...] = ()
    birth_places: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    address_countries: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    relations: tuple[tuple[str, str, str], ...] = ()
    regimes: tuple[str, ...] = ()
    editions: frozenset[str] = frozenset()
    kind_certain: bool = True


_OWN_SCHEME = {
    "us_sdn": ReferenceScheme.OFAC,
    "us_nonsdn": ReferenceScheme.OFAC,
    "gb_conlist": ReferenceScheme.OFSI_GROUP,
    "gb_uksl": ReferenceScheme.UKSL,
    "eu_fsf": ReferenceScheme.EU,
    "un_sc": ReferenceScheme.UN,
}
"""The scheme under which other lists print a list's official numbers."""

_UNTRACED = (IdentifierKind.WEBSITE, IdentifierKind.PHONE, IdentifierKind.EMAIL, IdentifierKind.VISA)


def record_of(entry: Entry, editions: Iterable[str] = ()) -> Record:
    """Return the record of an entry; `editions` are the days of the editions it stands on (YYYY-MM-DD)."""
    own = _OWN_SCHEME.get(entry.list_id)
    own_references = ((own.value, _reference(own.value, entry.official_id)),) if own else ()
    printed = {(item.scheme.value, _reference(item.scheme.value, item.value)) for item in entry.references}
    return Record(
        key=(entry.list_id, entry.official_id),
        kind=entry.kind,
        names=_unique(RecordName(name.full, name.family, name.given, name.role) for name in entry.names),
        birth_dates=_sorted(item.date for item in entry.birth_dates),
        countries=_sorted(item.code for item in entry.countries if item.code),
        weak_countries=_sorted((*_about(entry), *(item.code for item in entry.programme_countries if item.code))),
        genders=_sorted(filter(None, (_gender(item.text) for item in entry.genders))),
        identifiers=_sorted(
            (item.kind.value, bare)
            for item in entry.identifiers
            if item.kind not in _UNTRACED and (bare := bare_number(item.value))
        ),
        references=_sorted(printed | set(own_references)),
        own_references=own_references,
        birth_places=_sorted(item.text for item in entry.birth_places),
        addresses=_sorted(item.text for item in entry.addresses),
        address_countries=_sorted(item.code for item in entry.address_countries if item.code),
        positions=_sorted(item.text for item in entry.positions),
        relations=_sorted((item.kind.value, item.official_id, item.name) for item in entry.relations),
        regimes=_sorted(item.regime or item.programme for item in entry.listings),
        editions=frozenset(editions),
    )


def _about(entry: Entry) -> Iterator[str]:
    """Yield the countries that the entry's regimes are about."""
    known = regimes()
    for listing in entry.listings:
        if listing.regime in known:
            yield from known[listing.regime].countries


def merge(records: Iterable[Record]) -> Record:
    """Return one record for several versions of one official number; raises ValueError if the numbers differ."""
    versions = sorted(set(records), key=lambda record: (sorted(record.editions), record.names))
    last = versions[-1]
    if any(record.key != last.key for record in versions):
        raise ValueError(f"versions of one official number only: {sorted({record.key for record in versions})}")
    joined: dict[str, Any] = {
        field: _sorted(value for record in versions for value in getattr(record, field)) for field in _SETS
    }
    return Record(
        key=last.key,
        kind=last.kind,
        names=_unique(name for record in reversed(versions) for name in record.names),
        editions=frozenset(day for record in versions for day in record.editions),
        kind_certain=last.kind_certain,
        **joined,
    )


_SETS = (
    "birth_dates", "countries", "weak_countries", "genders", "identifiers", "references", "own_references",
    "birth_places", "addresses", "address_countries", "positions", "relations", "regimes",
)  # fmt: skip

_FTM_KINDS = {
    "Person": Kind.PERSON,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
    "Organization": Kind.ENTITY,
    "Company": Kind.ENTITY,
    "PublicBody": Kind.ENTITY,
    "LegalEntity": Kind.ENTITY,
}
_FTM_IDENTIFIERS = {
    "passportNumber": IdentifierKind.PASSPORT,
    "idNumber": IdentifierKind.NATIONAL_ID,
    "socialSecurityNumber": IdentifierKind.NATIONAL_ID,
    "taxNumber": IdentifierKind.TAX_ID,
    "innCode": IdentifierKind.TAX_ID,
    "vatCode": IdentifierKind.TAX_ID,
    "registrationNumber": IdentifierKind.REGISTRATION,
    "ogrnCode": IdentifierKind.REGISTRATION,
    "uniqueEntityId": IdentifierKind.REGISTRATION,
    "leiCode": IdentifierKind.REGISTRATION,
    "imoNumber": IdentifierKind.IMO,
    "mmsi": IdentifierKind.MMSI,
    "callSign": IdentifierKind.CALL_SIGN,
    "swiftBic": IdentifierKind.SWIFT,
    "npiCode": IdentifierKind.OTHER,
    "wikidataId": IdentifierKind.OTHER,
    "permId": IdentifierKind.OTHER,
    "cikCode": IdentifierKind.OTHER,
}


def record_of_ftm(entity: Mapping[str, Any]) -> Record:
    """Return the record of a FollowTheMoney entity (`schema`, `properties` of lists of strings).

    Source: FollowTheMoney's schema of Person, LegalEntity, Organization, Company, Vessel, Airplane. Raises KeyError
    or TypeError where the shape is not FollowTheMoney's.
    """
    schema = str(entity["schema"])
    properties: Mapping[str, list[str]] = entity.get("properties") or {}

    def values(*names: str) -> list[str]:
        return [str(value) for name in names for value in properties.get(name, ())]

    dates = values("birthDate") if schema == "Person" else values("incorporationDate", "buildDate")
    return Record(
        key=("ftm", str(entity.get("id", ""))),
        kind=_FTM_KINDS.get(schema, Kind.ENTITY),
        kind_certain=schema in _FTM_KINDS and schema != "LegalEntity",
        names=_ftm_names(properties, schema),
        birth_dates=_sorted(date for text in dates if (date := _date(text)) is not None),
        countries=_codes(values("nationality", "citizenship", "jurisdiction", "flag")),
        weak_countries=_codes(values("country", "birthCountry", "mainCountry")),
        genders=_sorted(filter(None, map(_gender, values("gender")))),
        identifiers=_sorted(
            (kind.value, bare)
            for name, kind in _FTM_IDENTIFIERS.items()
            for value in values(name)
            if (bare := bare_number(value))
        ),
        birth_places=_sorted(values("birthPlace")),
        addresses=_sorted(values("address")),
        positions=_sorted(values("position")),
    )


def _ftm_names(properties: Mapping[str, list[str]], schema: str) -> tuple[RecordName, ...]:
    roles = {
        "name": NameRole.PRIMARY,
        "alias": NameRole.ALIAS,
        "previousName": NameRole.FORMER,
        "abbreviation": NameRole.ALIAS,
        "weakAlias": NameRole.WEAK_ALIAS,
    }
    names = [RecordName(str(text), role=role) for key, role in roles.items() for text in properties.get(key, ())]
    if schema == "Person":
        families, givens = properties.get("lastName", ()), properties.get("firstName", ())
        if len(families) == 1 and len(givens) == 1 and not names:
            names.append(RecordName(f"{givens[0]} {families[0]}", families[0], givens[0]))
    return _unique(name for name in names if name.text.strip())


def bare_number(value: str) -> str:
    """Return the letters and digits of a number, upper case; empty where too short to tell anyone apart."""
    bare = re.sub(r"[^0-9A-Z]", "", value.upper())
    return bare if (len(bare) >= 5 and any(sign.isdigit() for sign in bare)) or len(bare) >= 8 else ""


def _reference(scheme: str, value: str) -> str:
    text = value.strip()
    if scheme == ReferenceScheme.UN:
        return re.sub(r"\s+", "", text).lower().rstrip(".")
    return text.upper()


def _gender(text: str) -> str:
    word = text.strip().lower()
    return {"m": "male", "male": "male", "f": "female", "female": "female"}.get(word, "")


def _date(text: str) -> PartialDate | None:
    try:
        return PartialDate(text[:10])
    except ValueError:
        return None


def _codes(values: list[str]) -> tuple[str, ...]:
    return _sorted(value.lower()[:2] if len(value) > 2 and value[2] == "-" else value.lower() for value in values)


def _sorted(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(set(values)))


def _unique(values: Iterable[RecordName]) -> tuple[RecordName, ...]:
    return tuple(dict.fromkeys(values))


PART_RELATIONS = frozenset({RelationKind.PARENT.value, RelationKind.SUBSIDIARY.value, RelationKind.PART_OF.value})
"""Printed relations that say: one is part of the other."""
