"""One entity of FollowTheMoney with its Sanctions to one entry, every value with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inconcert.intake import ftm_schema
from inconcert.jurisdictions.scripts import script_of
from inconcert.model.dates import EventDate, PartialDate, event_on, last_day
from inconcert.model.entry import (
    BirthDate,
    Country,
    Entry,
    Identifier,
    Listing,
    Name,
    Reference,
    Relation,
    Text,
)
from inconcert.model.vocabulary import DateKind, IdentifierKind, NameRole, ReferenceScheme

Properties = Mapping[str, list[str]]
_TIMED = re.compile(r"(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?")


@dataclass(frozen=True, slots=True)
class Sanction:
    """One Sanction: `end` is its last end (YYYY, YYYY-MM or YYYY-MM-DD; empty: none is said)."""

    id: str
    where: str
    programme: str
    dates: tuple[EventDate, ...]
    end: str
    properties: Properties

    def ended_by(self, date: str) -> bool:
        """Return whether it has ended on a day; an end known to the month or year counts from its last day."""
        return bool(self.end) and last_day(self.end) <= last_day(date)


def day(text: str) -> str:
    """Return a date of FollowTheMoney as YYYY, YYYY-MM or YYYY-MM-DD, the time of the day left out; else ValueError.

    >>> day("2021-03-22T10:00:00"), day("1961-12")
    ('2021-03-22', '1961-12')
    """
    timed = _TIMED.fullmatch(text)
    value = timed[1] if timed else text
    PartialDate(value)
    return value


def sanction(identity: str, properties: Properties, where: str) -> Sanction:
    """Return one Sanction; raises ValueError where it is about nobody, or has a date that is none."""
    if not properties.get("entity"):
        raise ValueError(f"the Sanction {identity!r} is about nobody")
    dates = [
        event_on(kind, day(text)) for key, kind in ftm_schema.SANCTION_DATES.items() for text in properties.get(key, ())
    ]
    ends = [day(text) for text in properties.get("endDate", ())]
    dates += [event_on(DateKind.ENDED, text) for text in ends]
    programme = "; ".join(dict.fromkeys([*properties.get("program", ()), *properties.get("programId", ())]))
    said = ": ".join(part for part in ("; ".join(properties.get("authority", ())), programme) if part)
    return Sanction(identity, where, said, tuple(sorted(dates)), max(ends, key=last_day, default=""), properties)


def entry(
    list_id: str,
    identity: str,
    schema: str,
    properties: Properties,
    sanctions: Sequence[Sanction],
    date: str,
    where: str,
    caption: str,
) -> Entry:
    """Return the entry of an entity; `rows` are its own line, then those of its Sanctions by id; raises ValueError."""
    kind = ftm_schema.KINDS[schema]
    born = properties.get(ftm_schema.BIRTHS.get(kind, ""), ())
    return Entry(
        list_id=list_id,
        official_id=identity,
        kind=kind,
        names=tuple(_names(properties, caption)),
        listings=tuple(_listings(sanctions, date)),
        birth_dates=tuple(BirthDate(PartialDate(day(text)), f"0/{ftm_schema.BIRTHS[kind]}") for text in born),
        birth_places=_texts(properties, "birthPlace"),
        countries=tuple(_countries(properties, ftm_schema.COUNTRIES)),
        genders=_texts(properties, "gender"),
        identifiers=tuple(_identifiers(properties, sanctions)),
        references=tuple(_references(sanctions)),
        addresses=_texts(properties, "address"),
        address_countries=tuple(_countries(properties, ftm_schema.WEAK_COUNTRIES)),
        positions=_texts(properties, "position"),
        relations=tuple(_relations(properties)),
        reasons=tuple(_of_sanctions(sanctions, ("reason",))),
        remarks=(
            *(Text(text, key, place) for key, text, place in _values(properties, ftm_schema.REMARKS[kind])),
            *_of_sanctions(sanctions, sorted(ftm_schema.SANCTION_REMARKS)),
            *_ended(sanctions, date),
        ),
        rows=(where, *(item.where for item in sanctions)),
    )


def _values(properties: Properties, keys: Iterable[str], row: int = 0) -> Iterator[tuple[str, str, str]]:
    for key in sorted(keys):
        for text in properties.get(key, ()):
            yield key, text, f"{row}/{key}"


def _names(properties: Properties, caption: str) -> Iterator[Name]:
    """Yield the names: the caption among them is the primary one, without a caption the first."""
    said = properties.get("name", [])
    if not said:
        raise ValueError("it has no name")
    primary = caption if caption in said else said[0]
    for key, role in ftm_schema.NAMES.items():
        for text in properties.get(key, ()):
            mine = NameRole.PRIMARY if key == "name" and text == primary else role
            yield Name(text, mine, script=script_of(text), place=f"0/{key}")


def _listings(sanctions: Sequence[Sanction], date: str) -> Iterator[Listing]:
    for row, item in enumerate(sanctions, start=1):
        if not item.ended_by(date):
            yield Listing(item.programme, "", dates=item.dates, place=f"{row}/program")


def _ended(sanctions: Sequence[Sanction], date: str) -> Iterator[Text]:
    for row, item in enumerate(sanctions, start=1):
        if item.ended_by(date):
            dates = ", ".join(f"{event.kind.value} {event.value}" for event in item.dates)
            yield Text(f"{item.programme or 'programme not said'}: {dates}", "ended sanction", f"{row}/endDate")


def _of_sanctions(sanctions: Sequence[Sanction], keys: Sequence[str]) -> Iterator[Text]:
    for row, item in enumerate(sanctions, start=1):
        for key, text, place in _values(item.properties, keys, row):
            yield Text(text, key, place)


def _countries(properties: Properties, keys: Iterable[str]) -> Iterator[Country]:
    for _, text, place in _values(properties, keys):
        plain = len(text) == 2 and text.isascii() and text.isalpha()
        yield Country(text.lower() if plain else "", text, place)


def _identifiers(properties: Properties, sanctions: Sequence[Sanction]) -> Iterator[Identifier]:
    for key, text, place in _values(properties, ftm_schema.IDENTIFIERS):
        yield Identifier(ftm_schema.IDENTIFIERS[key], text, label=key, place=place)
    for row, item in enumerate(sanctions, start=1):
        for key, text, place in _values(item.properties, ("authorityId",), row):
            yield Identifier(IdentifierKind.OTHER, text, label=key, place=place)


def _references(sanctions: Sequence[Sanction]) -> Iterator[Reference]:
    for row, item in enumerate(sanctions, start=1):
        for _, text, place in _values(item.properties, ("unscId",), row):
            yield Reference(ReferenceScheme.UN, text, place)


def _relations(properties: Properties) -> Iterator[Relation]:
    for key, text, place in _values(properties, ftm_schema.RELATIONS):
        yield Relation(ftm_schema.RELATIONS[key], text, official_id=text, label=key, place=place)


def _texts(properties: Properties, key: str) -> tuple[Text, ...]:
    return tuple(Text(text, key, f"0/{key}") for text in properties.get(key, ()))
