"""The Consolidated Canadian Autonomous Sanctions List, `sema-lmes.xml`, in both versions of its schema.

Canada prints no official number, and its items are given new numbers when a schedule is rewritten (two people of South
Sudan's changed places). So the number is made of the regime and the name as printed, e.g.
"CA-SEMA-CHN|Chen, Quanguo"; where one regime prints a name twice in an edition, schedule and item are added, and
records that are still alike are set aside. Schedule and item are the act that the listing cites. A name that is
corrected makes a new number, which matching joins to the old one.

The regulation decides the regime, never a word in a name: the instrument of the Justice for Victims of Corrupt
Foreign Officials Act stands in the country column, like the country of each regulation under the Special Economic
Measures Act. Where a schedule of a regulation has a law of its own, the regime file names "COUNTRY | SCHEDULE".

`full` of a person is "LastName, GivenName": the list prints them apart and in no order of its own. A place may join
columns with "+". White space is collapsed; nothing else is changed.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from inconcert.jurisdictions.ca.aliases import split
from inconcert.jurisdictions.ca.births import dates
from inconcert.jurisdictions.ca.records import Record, Schema, records
from inconcert.jurisdictions.countries import code_of
from inconcert.jurisdictions.scripts import script_of
from inconcert.model.dates import EventDate, event_on
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import BirthDate, Country, Entry, Identifier, Issue, Listing, Name, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import DateKind, IdentifierKind, Kind, NameRole, Severity

LIST_ID = "ca_autonomous"
ABOUT_NO_COUNTRY = frozenset({"JVCFOR", "Hamas Terrorist Attacks", "Extremist Settler Violence"})
ONE_SCHEDULE = frozenset({"JVCFOR", "Guatemala", "Nicaragua", "South Sudan", "Sri Lanka", "Venezuela", "Zimbabwe"})
"""Regulations with a single schedule, which the list has printed as "1", as "N/A" and not at all."""

_SHORT = re.compile(r".*\(([A-Z]{5,})\)")
_PLAIN_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read(files: Files, programmes: Programmes, schema: Schema) -> Reading:
    """Return entries and issues of an edition in one version of the schema; raises SourceError for a changed file."""
    issues: list[Issue] = []
    found: dict[str, list[Entry]] = defaultdict(list)
    for record in records(files, schema):
        entry = _entry(record, schema, programmes, issues)
        if entry:
            found[entry.official_id].append(entry)
    entries = sorted(_unique(found.values(), issues), key=lambda entry: entry.official_id)
    return Reading(tuple(entries), tuple(sorted(issues)))


@functools.cache
def regulation_of(country: str) -> str:
    """Return the short English name of the regulation in a bilingual country column.

    >>> regulation_of("Belarus / Bélarus")
    'Belarus'
    """
    english = country.partition(" / ")[0].strip()
    short = _SHORT.fullmatch(english)
    return short[1] if short else english


def _entry(record: Record, schema: Schema, programmes: Programmes, issues: list[Issue]) -> Entry | None:
    try:
        return _mapped(record, schema, programmes, issues)
    except _Unmappable as problem:
        issues.append(Issue(Severity.SET_ASIDE, problem.code, problem.what, record.place))
        return None


def _mapped(record: Record, schema: Schema, programmes: Programmes, issues: list[Issue]) -> Entry:
    if missing := sorted(column for column in schema.required if not record.get(column)):
        raise _Unmappable("missing-field", f"the record has no {', '.join(missing)}")
    kind = _kind(record, schema)
    regulation = regulation_of(record.get("Country"))
    schedule = _schedule(record, regulation)
    names = _names(record, schema, kind)
    listing = _listing(record, schema, programmes, schedule)
    return Entry(
        list_id=LIST_ID,
        official_id=f"{listing.regime}|{names[0].full}",
        kind=kind,
        names=names,
        listings=(listing,),
        birth_dates=_births(record, schema, issues),
        programme_countries=_about(record, regulation, issues),
        identifiers=_identifiers(record, schema, issues),
        positions=_texts(record, schema.title if kind is Kind.PERSON else ""),
        remarks=_remarks(record, schema, kind),
        rows=(record.place,),
    )


def _kind(record: Record, schema: Schema) -> Kind:
    person, body = bool(record.get("LastName")), bool(record.get(schema.entity))
    if person == body or (record.get("GivenName") and not person):
        raise _Unmappable("unclear-kind", f"neither a person nor {schema.entity} alone")
    ship = bool(schema.imo and record.get(schema.imo))
    if person and ship:
        raise _Unmappable("unclear-kind", "a person with a ship's number")
    if body and not ship and (record.get(schema.title) or record.get(schema.born)):
        raise _Unmappable("unclear-kind", f"{schema.title} or {schema.born} on what is neither person nor ship")
    if person:
        return Kind.PERSON
    return Kind.VESSEL if ship else Kind.ENTITY


def _schedule(record: Record, regulation: str) -> str:
    printed = record.get("Schedule").replace(", ", ",").replace(",", ", ")
    return "" if regulation in ONE_SCHEDULE and printed in ("1", "N/A") else printed


def _names(record: Record, schema: Schema, kind: Kind) -> tuple[Name, ...]:
    if kind is Kind.PERSON:
        first = [_person_name(record)]
    else:
        first = list(_body_names(record.get(schema.entity), schema.entity))
    for alias in split(record.get("Aliases")):
        weak = kind is Kind.PERSON and " " not in alias.text and alias.script != "Hani"
        role = NameRole.WEAK_ALIAS if weak else NameRole.ALIAS
        first.append(Name(alias.text, role, script=alias.script, language=alias.language, place="0/Aliases"))
    return tuple(first)


def _person_name(record: Record) -> Name:
    family, given = record.get("LastName"), record.get("GivenName")
    full, place = (f"{family}, {given}", "0/LastName+GivenName") if given else (family, "0/LastName")
    return Name(full, NameRole.PRIMARY, family=family, given=given, script=script_of(full), place=place)


def _body_names(printed: str, column: str) -> Iterator[Name]:
    english, slash, french = printed.partition("/")
    bilingual = slash and "/" not in french and " " in english.strip() and " " in french.strip()
    sides = ((english, "English"), (french, "French")) if bilingual else ((printed, ""),)
    for role, (text, language) in zip((NameRole.PRIMARY, NameRole.VARIATION), sides, strict=False):
        text = text.strip()
        yield Name(text, role, script=script_of(text), language=language, place=f"0/{column}")


def _listing(record: Record, schema: Schema, programmes: Programmes, schedule: str) -> Listing:
    country, printed = record.get("Country"), record.get("Schedule")
    programme, place = country, "0/Country"
    if f"{country} | {printed}" in programmes:
        programme, place = f"{country} | {printed}", "0/Country+Schedule"
    regime = programmes.get(programme, "")
    if not regime:
        raise _Unmappable("unknown-programme", f"no regime for {programme!r}")
    act = f"{f'Schedule {schedule}, ' if schedule else ''}item {record.get('Item')}"
    return Listing(programme, regime, dates=_listed(record, schema), act=act, place=place)


def _listed(record: Record, schema: Schema) -> tuple[EventDate, ...]:
    """Give the day as printed: for later listings it is the day before the government's announcement."""
    if not schema.listed:
        return ()
    return _listed_on(record.get(schema.listed))


@functools.lru_cache(maxsize=4096)
def _listed_on(printed: str) -> tuple[EventDate, ...]:
    if not _DAY.fullmatch(printed):
        raise _Unmappable("unmappable-date", f"listing date {printed!r} is not of the form YYYY-MM-DD")
    try:
        return (event_on(DateKind.LISTED, printed),)
    except ValueError as error:
        raise _Unmappable("unmappable-date", f"listing date: {error}") from error


def _births(record: Record, schema: Schema, issues: list[Issue]) -> tuple[BirthDate, ...]:
    printed = record.get(schema.born)
    if not printed:
        return ()
    found = dates(printed)
    if not found:
        what = f"{schema.born} {printed!r} cannot be read as a date; it is kept as a remark"
        issues.append(Issue(Severity.NOTE, "unmappable-birth-date", what, f"{record.place}/{schema.born}"))
    return tuple(BirthDate(date, place=f"0/{schema.born}") for date in found)


def _about(record: Record, regulation: str, issues: list[Issue]) -> tuple[Country, ...]:
    if regulation in ABOUT_NO_COUNTRY:
        return ()
    code = code_of(regulation)
    if not code:
        what = f"no country is known by the name {regulation!r}"
        issues.append(Issue(Severity.NOTE, "unknown-country", what, f"{record.place}/Country"))
    return (Country(code, record.get("Country"), place="0/Country"),)


def _identifiers(record: Record, schema: Schema, issues: list[Issue]) -> tuple[Identifier, ...]:
    number = record.get(schema.imo) if schema.imo else ""
    if not number:
        return ()
    if not re.fullmatch(r"\d{7}", number):
        what = f"{schema.imo} {number!r} is not a number of seven digits"
        issues.append(Issue(Severity.NOTE, "malformed-imo", what, f"{record.place}/{schema.imo}"))
    return (Identifier(IdentifierKind.IMO, number, label=schema.imo, place=f"0/{schema.imo}"),)


def _remarks(record: Record, schema: Schema, kind: Kind) -> tuple[Text, ...]:
    columns = ["Schedule", "Item"]
    if kind is Kind.VESSEL:
        columns.append(schema.title)
    if not _PLAIN_DATE.fullmatch(record.get(schema.born) or "0000"):
        columns.append(schema.born)
    return _texts(record, *columns)


def _texts(record: Record, *columns: str) -> tuple[Text, ...]:
    return tuple(Text(text, label=name, place=f"0/{name}") for name in columns if (text := record.get(name)))


def _unique(groups: Iterable[list[Entry]], issues: list[Issue]) -> Iterator[Entry]:
    for group in groups:
        if len(group) == 1:
            yield group[0]
            continue
        by_item: dict[str, list[Entry]] = defaultdict(list)
        for entry in group:
            by_item[entry.listings[0].act].append(entry)
        for act, same in by_item.items():
            if len({replace(item, rows=()) for item in same}) < len(same):
                what = f"two records are word for word alike: {same[0].official_id}, {act}"
                raise UnknownInSource(
                    what,
                    where=" and ".join(item.rows[0] for item in same),
                    remedy="No edition known has twins: look at the file",
                )
            if len(same) > 1:
                what = f"{len(same)} records stand under one item and name: {same[0].official_id}, {act}"
                issues.extend(Issue(Severity.SET_ASIDE, "ambiguous-record", what, item.rows[0]) for item in same)
            else:
                yield replace(same[0], official_id=f"{same[0].official_id}|{act}")


class _Unmappable(Exception):
    """One record cannot be mapped; `code` and `what` become its issue."""

    def __init__(self, code: str, what: str) -> None:
        self.code, self.what = code, what
        super().__init__(what)
