"""DFAT's Consolidated List as a spreadsheet, with the 12 columns of 2024 and the 19 of 2026: one row per name.

The committee decides the regime: the Security Council committees are UN-derived; "Autonomous (…)" is Australia's own.
Dates: a printed day of listing is LISTED (UN_LISTED for a committee of the Council); where the text names only the
instrument, its year is DECIDED; the control date, which moves with every change, is UPDATED.
Measures are taken from the columns of 2026. A UN reference number is taken where the text begins with it.
A place is the column's name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from inconcert.formats.sheets import read_xlsx
from inconcert.jurisdictions.au.citizenship import NOTHING, citizenships, country_code, known
from inconcert.jurisdictions.au.dates import births, first_listed, instrument_year
from inconcert.jurisdictions.au.rows import MEASURE_COLUMNS, Group, Row, gather
from inconcert.jurisdictions.countries import code_of
from inconcert.jurisdictions.scripts import script_of
from inconcert.model.dates import EventDate, event_on
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import BirthDate, Country, Entry, Identifier, Issue, Listing, Name, Reference, Text
from inconcert.model.errors import UnknownInSource, UnreadableSource
from inconcert.model.vocabulary import DateKind, IdentifierKind, Kind, Measure, NameRole, ReferenceScheme, Severity

LIST_ID = "au_dfat"
KINDS = {"individual": Kind.PERSON, "entity": Kind.ENTITY, "vessel": Kind.VESSEL}
ROLES = {
    "primary name": NameRole.PRIMARY,
    "aka": NameRole.ALIAS,
    "alias": NameRole.ALIAS,
    "original script": NameRole.ORIGINAL_SCRIPT,
    "formerly known as": NameRole.FORMER,
    "previously listed as": NameRole.FORMER,
}
STRENGTHS = {"": NameRole.ALIAS, "Strong": NameRole.ALIAS, "Weak": NameRole.WEAK_ALIAS}
MEASURES = dict(
    zip(
        MEASURE_COLUMNS,
        (Measure.ASSET_FREEZE, Measure.TRAVEL_BAN, Measure.ARMS_EMBARGO, Measure.TRANSPORT),
        strict=True,
    )
)
UN_DERIVED = "AU-UN-"
_UN_REFERENCE = re.compile(r"([A-Z]{2}[ie]\.\d{3})\b")
_Value = TypeVar("_Value", Country, BirthDate, Reference)


def read(files: Files, programmes: Programmes, columns: tuple[str, ...]) -> Reading:
    """Return entries and issues of a spreadsheet with these columns; raises SourceError for any other."""
    if len(files) != 1:
        raise UnreadableSource(f"expected one file, found {len(files)}", remedy="Give the spreadsheet alone")
    name, data = next(iter(files.items()))
    sheets = read_xlsx(data, name)
    if len(sheets) != 1:
        raise UnknownInSource(f"{len(sheets)} sheets instead of one", where=name)
    return read_rows(name, sheets[0].rows, programmes, columns)


def read_rows(
    name: str, rows: tuple[tuple[str, ...], ...], programmes: Programmes, columns: tuple[str, ...]
) -> Reading:
    """Return entries and issues for the rows of the one sheet, header first."""
    issues: list[Issue] = []
    entries: list[Entry] = []
    for reference, group in sorted(gather(name, rows, columns, issues).items()):
        try:
            entries.append(_entry(reference, group, programmes, issues))
        except ValueError as error:
            issues.append(Issue(Severity.SET_ASIDE, _problem(error), str(error), group.rows[0].place))
    return Reading(tuple(entries), tuple(sorted(issues)))


def _entry(reference: str, group: Group, programmes: Programmes, issues: list[Issue]) -> Entry:
    kinds = {row.get("Type").casefold() for row in group.rows}
    if len(kinds) > 1 or not kinds <= KINDS.keys():
        raise ValueError(f"reference {reference}: no one known type in {sorted(kinds)}")
    return Entry(
        list_id=LIST_ID,
        official_id=reference,
        kind=KINDS[kinds.pop()],
        names=_names(reference, group),
        listings=_listings(reference, group, programmes),
        birth_dates=_distinct(_births(group, issues)),
        birth_places=tuple(_plain(group, "Place of Birth")),
        countries=_distinct(_countries(group, issues)),
        identifiers=tuple(_imo(group)),
        references=_distinct(_un_references(group, programmes)),
        addresses=tuple(_plain(group, "Address")),
        address_countries=_distinct(_address_countries(group)),
        remarks=tuple(_remarks(group)),
        rows=tuple(row.place for row in group.rows),
    )


def _names(reference: str, group: Group) -> tuple[Name, ...]:
    found: dict[tuple[str, NameRole], Name] = {}
    for index, row in enumerate(group.rows):
        full, printed = row.get("Name of Individual or Entity"), row.get("Name Type").casefold()
        strength = row.get("Alias Strength")
        if not full or printed not in ROLES or strength not in STRENGTHS:
            raise ValueError(f"reference {reference}: name {full!r} of type {printed!r}, strength {strength!r}")
        role = STRENGTHS[strength] if ROLES[printed] is NameRole.ALIAS else ROLES[printed]
        place = f"{index}/Name of Individual or Entity"
        found.setdefault((full, role), Name(full, role, script=script_of(full), place=place))
    if [role for _, role in found].count(NameRole.PRIMARY) != 1:
        raise ValueError(f"reference {reference}: not exactly one primary name")
    return tuple(found.values())


def _listings(reference: str, group: Group, programmes: Programmes) -> tuple[Listing, ...]:
    found: dict[str, Listing] = {}
    for index, programme in group.texts("Committees") or [(0, "")]:
        if programme not in programmes:
            raise _UnknownProgramme(f"reference {reference}: no regime for the committee {programme!r}")
        same = group.under("Committees", programme)
        found[programme] = Listing(
            programme,
            programmes[programme],
            measures=_measures(reference, same),
            dates=_dates(same, programmes[programme]),
            act=next((text for _, text in same.texts("Instrument of Designation")), ""),
            place=f"{index}/Committees",
        )
    return tuple(found.values())


def _measures(reference: str, group: Group) -> tuple[Measure, ...]:
    flags = {tuple(map(row.values.get, MEASURES)) for row in group.rows}
    if flags == {(None,) * len(MEASURES)}:
        return ()
    if len(flags) > 1 or not all(flag in ("TRUE", "FALSE") for flag in next(iter(flags))):
        raise ValueError(f"reference {reference}: measures are not one set of TRUE and FALSE")
    (printed,) = flags
    return tuple(measure for measure, flag in zip(MEASURES.values(), printed, strict=True) if flag == "TRUE")


def _dates(group: Group, regime: str) -> tuple[EventDate, ...]:
    texts = [text for _, text in group.texts("Listing Information")]
    controls = sorted(text for _, text in group.texts("Control Date"))
    days = sorted(filter(None, map(first_listed, texts)))
    years = [] if days else sorted(filter(None, map(instrument_year, texts)))
    dates: list[EventDate] = []
    if days:
        kind = DateKind.UN_LISTED if regime.startswith(UN_DERIVED) else DateKind.LISTED
        dates.append(_event(kind, days[0]))
    elif years:
        dates.append(_event(DateKind.DECIDED, years[0]))
    dates += [_event(DateKind.UPDATED, printed) for printed in controls[-1:]]
    return tuple(dates)


@functools.lru_cache(maxsize=16384)
def _event(kind: DateKind, printed: str) -> EventDate:
    return event_on(kind, printed)


def _births(group: Group, issues: list[Issue]) -> Iterator[BirthDate]:
    for index, printed in group.texts("Date of Birth"):
        found, _ = births(printed)
        for date in found:
            yield BirthDate(date, place=f"{index}/Date of Birth")
        if not found:
            what = f"{printed!r} cannot be read as a date; it is kept as a remark"
            issues.append(_note("unmappable-birth-date", what, group.rows[index], "Date of Birth"))


def _countries(group: Group, issues: list[Issue]) -> Iterator[Country]:
    for index, cell in group.texts("Citizenship"):
        for printed in citizenships(cell):
            if not known(printed):
                what = f"no country is known by the name {printed!r}"
                issues.append(_note("unknown-country", what, group.rows[index], "Citizenship"))
            yield Country(country_code(printed), printed, place=f"{index}/Citizenship")


def _imo(group: Group) -> Iterator[Identifier]:
    for index, number in group.texts("IMO Number"):
        yield Identifier(IdentifierKind.IMO, number, label="IMO Number", place=f"{index}/IMO Number")


def _un_references(group: Group, programmes: Programmes) -> Iterator[Reference]:
    for index, text in group.texts("Additional Information"):
        found = _UN_REFERENCE.match(text)
        if found and programmes.get(group.rows[index].get("Committees"), "").startswith(UN_DERIVED):
            yield Reference(ReferenceScheme.UN, found[1], place=f"{index}/Additional Information")


def _address_countries(group: Group) -> Iterator[Country]:
    for index, text in group.texts("Address"):
        printed = text.rpartition(",")[2].strip()
        if printed.casefold() not in NOTHING and (code := code_of(printed)):
            yield Country(code, printed, place=f"{index}/Address")


def _remarks(group: Group) -> Iterator[Text]:
    for column in ("Additional Information", "Listing Information", "Instrument of Designation"):
        yield from _plain(group, column, column)
    for index, printed in group.texts("Date of Birth"):
        found, more = births(printed)
        if more or not found:
            yield Text(printed, "Date of Birth", f"{index}/Date of Birth")


def _plain(group: Group, column: str, label: str = "") -> Iterator[Text]:
    for index, text in group.texts(column):
        yield Text(text, label, f"{index}/{column}")


def _note(code: str, what: str, row: Row, column: str) -> Issue:
    return Issue(Severity.NOTE, code, what, f"{row.place}/{column}")


def _distinct(values: Iterable[_Value]) -> tuple[_Value, ...]:
    """Keep the first of values that differ in nothing but their place."""
    found: dict[object, _Value] = {}
    for value in values:
        found.setdefault(_content(value), value)
    return tuple(found.values())


def _content(value: _Value) -> object:
    if isinstance(value, Country):
        return value.code, value.printed
    if isinstance(value, BirthDate):
        return value.date
    return value.value


class _UnknownProgramme(ValueError):
    """No regime file claims what the record prints as its programme."""


def _problem(error: ValueError) -> str:
    return "unknown-programme" if isinstance(error, _UnknownProgramme) else "unmappable-record"
