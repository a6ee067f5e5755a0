"""The UN Security Council Consolidated List, `consolidated.xml`.

The official number is the permanent reference number (CDi.001), by which other lists point here; the DATAID is kept
as an identifier. The regime is the list type alone. Dates are those of listing and of each update, as printed.
A place is the XPath of the element inside its record; one that joins elements uses "+".
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from inconcert.jurisdictions.countries import code_of
from inconcert.jurisdictions.un.births import birth, day, loose
from inconcert.jurisdictions.un.names import names
from inconcert.jurisdictions.un.papers import document, document_remarks
from inconcert.jurisdictions.un.records import Record, open_list, printed_date, records
from inconcert.model.dates import EventDate, event_on
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import BirthDate, Country, Entry, Identifier, Issue, Listing, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import DateKind, IdentifierKind, Kind, Severity

LIST_ID = "un_sc"
KINDS = {"INDIVIDUAL": (Kind.PERSON, "i"), "ENTITY": (Kind.ENTITY, "e")}
ABOUT = {
    "CAR": "cf",
    "DPRK": "kp",
    "DRC": "cd",
    "GB": "gw",  # Guinea-Bissau
    "Haiti": "ht",
    "Iran": "ir",
    "Iraq": "iq",
    "Libya": "ly",
    "Mali": "ml",
    "Somalia": "so",
    "SouthSudan": "ss",
    "Sudan": "sd",
    "Taliban": "af",
    "Yemen": "ye",
}
NO_ONE_COUNTRY = frozenset(
    {
        "Bahrain (citizenship revoked in Jan. 2015)",
        "Kuwaiti citizenship withdrawn in 2002",
        "United States. Also believed to hold Syrian nationality",
        "Possibly Ethiopian",
        "Sudan/South Sudan",
        "Sudan/or South Sudan",
        "Iran / unknown",
    }
)
"""Printed where a country stands, naming none or more than one: kept as printed, without a code."""

IGNORED = ("VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD", "HAS_INTERPOL_LINK")
_REFERENCE = re.compile(r"[A-Z]{2}([ie])\.\d{3}")
_ADDRESS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_BIRTH_DATE = ("DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE")
_BIRTH_PLACE = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")


def read(files: Files, programmes: Programmes, *, interpol: bool) -> Reading:
    """Return entries and issues; `interpol`: the schema has the INTERPOL elements. Raises SourceError."""
    name, root = open_list(files)
    issues: list[Issue] = []
    entries: dict[str, Entry] = {}
    for record in records(name, root, interpol=interpol):
        try:
            entry = _entry(record, programmes, issues)
        except ValueError as error:
            issues.append(Issue(Severity.SET_ASIDE, _problem(error), str(error), record.place))
            continue
        if entry.official_id in entries:
            raise UnknownInSource(f"reference number {entry.official_id} occurs twice", where=record.place)
        entries[entry.official_id] = entry
    return Reading(tuple(entries[key] for key in sorted(entries)), tuple(sorted(issues)), printed_date(root))


def _entry(record: Record, programmes: Programmes, issues: list[Issue]) -> Entry:
    kind = _kind(record)
    return Entry(
        list_id=LIST_ID,
        official_id=record.get("REFERENCE_NUMBER"),
        kind=kind,
        names=names(record),
        listings=(_listing(record, programmes),),
        birth_dates=_births(record, issues),
        birth_places=tuple(_birth_places(record)),
        countries=_countries(record, record.each("NATIONALITY"), issues),
        programme_countries=_about(record),
        genders=_texts(record, ["GENDER"]),
        identifiers=(_data_id(record), *_documents(record, issues)),
        addresses=tuple(_joined(record, f"{record.section}_ADDRESS", _ADDRESS)),
        address_countries=_countries(record, _leaves(record, f"{record.section}_ADDRESS", "COUNTRY"), issues),
        positions=_texts(record, [*record.each("TITLE"), *record.each("DESIGNATION")]),
        remarks=tuple(_remarks(record)),
        rows=(record.place,),
    )


def _kind(record: Record) -> Kind:
    kind, letter = KINDS[record.section]
    reference = record.get("REFERENCE_NUMBER")
    found = _REFERENCE.fullmatch(reference)
    if not found or found[1] != letter:
        raise ValueError(f"{reference!r} is not the reference number of an {record.section.lower()}")
    return kind


def _listing(record: Record, programmes: Programmes) -> Listing:
    programme = record.get("UN_LIST_TYPE")
    if programme not in programmes:
        raise _UnknownProgramme(f"no regime for the list type {programme!r}")
    kinds = [record.get(path) for path in record.each("LIST_TYPE")]
    if kinds != ["UN List"]:
        raise ValueError(f"LIST_TYPE {kinds} instead of 'UN List'")
    updated = (record.get(path) for path in record.each("LAST_DAY_UPDATED"))
    dates = [_event(DateKind.LISTED, record.get("LISTED_ON"))]
    dates += [_event(DateKind.UPDATED, printed) for printed in sorted({item for item in updated if item})]
    return Listing(programme, programmes[programme], dates=tuple(dates), place="0/UN_LIST_TYPE")


@functools.lru_cache(maxsize=16384)
def _event(kind: DateKind, printed: str) -> EventDate:
    return event_on(kind, day(printed) or printed)


def _about(record: Record) -> tuple[Country, ...]:
    programme = record.get("UN_LIST_TYPE")
    return (Country(ABOUT[programme], programme, place="0/UN_LIST_TYPE"),) if programme in ABOUT else ()


def _births(record: Record, issues: list[Issue]) -> tuple[BirthDate, ...]:
    found: dict[str, BirthDate] = {}
    for path in record.each("INDIVIDUAL_DATE_OF_BIRTH"):
        parts = {leaf: text for leaf in _BIRTH_DATE if (text := record.get(f"{path}/{leaf}"))}
        kind = record.get(f"{path}/TYPE_OF_DATE")
        if not kind and not parts:
            continue
        date = birth(kind, parts)
        if date:
            place = "0/" + "+".join(f"{path}/{leaf}" for leaf in parts)
            found.setdefault(str(date), BirthDate(date, place=place))
        elif "NOTE" not in parts:
            issues.append(_note("unmappable-birth-date", f"no date in {path}", record, path))
    for path in _leaves(record, "INDIVIDUAL_ALIAS", "DATE_OF_BIRTH"):
        printed = record.get(path)
        date = loose(printed)
        if date:
            found.setdefault(str(date), BirthDate(date, place=f"0/{path}"))
        elif printed != "null":
            issues.append(_note("unmappable-birth-date", f"{printed!r} cannot be read as a date", record, path))
    return tuple(found.values())


def _birth_places(record: Record) -> Iterator[Text]:
    yield from _joined(record, "INDIVIDUAL_PLACE_OF_BIRTH", _BIRTH_PLACE)
    for text in _joined(record, "INDIVIDUAL_ALIAS", ("CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")):
        yield Text(text.text, "INDIVIDUAL_ALIAS", text.place)


def _joined(record: Record, group: str, leaves: tuple[str, ...]) -> Iterator[Text]:
    seen: set[str] = set()
    for prefix in record.each(group):
        used = [f"{prefix}/{leaf}" for leaf in leaves if record.get(f"{prefix}/{leaf}")]
        text = ", ".join(record.get(path) for path in used)
        if text and text not in seen:
            seen.add(text)
            yield Text(text, place="0/" + "+".join(used))


def _leaves(record: Record, group: str, leaf: str) -> list[str]:
    return [path for prefix in record.each(group) if record.get(path := f"{prefix}/{leaf}")]


def _countries(record: Record, paths: Iterable[str], issues: list[Issue]) -> tuple[Country, ...]:
    found: dict[str, Country] = {}
    for path in paths:
        printed = record.get(path)
        if printed and printed not in found:
            found[printed] = Country(_code(record, path, issues), printed, place=f"0/{path}")
    return tuple(found.values())


def _code(record: Record, path: str, issues: list[Issue]) -> str:
    printed = record.get(path)
    code = code_of(printed)
    if printed and not code and printed not in NO_ONE_COUNTRY:
        issues.append(_note("unknown-country", f"no country is known by the name {printed!r}", record, path))
    return code


def _data_id(record: Record) -> Identifier:
    if not record.get("DATAID").isdecimal():
        raise ValueError(f"DATAID {record.get('DATAID')!r} is not a number")
    return Identifier(IdentifierKind.OTHER, record.get("DATAID"), label="DATAID", place="0/DATAID")


def _documents(record: Record, issues: list[Issue]) -> Iterator[Identifier]:
    for prefix in record.each("INDIVIDUAL_DOCUMENT"):
        issuing = next(
            (path for leaf in ("ISSUING_COUNTRY", "COUNTRY_OF_ISSUE") if record.get(path := f"{prefix}/{leaf}")), ""
        )
        found = document(record, prefix, _code(record, issuing, issues) if issuing else "")
        if found:
            yield found


def _texts(record: Record, paths: Iterable[str]) -> tuple[Text, ...]:
    return tuple(Text(text, path.partition("/")[0], f"0/{path}") for path in paths if (text := record.get(path)))


def _remarks(record: Record) -> Iterator[Text]:
    yield from _texts(record, ["COMMENTS1", "SUBMITTED_BY", "SUBMITTED_ON", "INTERPOL_LINK"])
    for group in ("ALIAS", "ADDRESS", "DATE_OF_BIRTH", "PLACE_OF_BIRTH"):
        for path in _leaves(record, f"{record.section}_{group}", "NOTE"):
            yield Text(record.get(path), f"{record.section}_{group}/NOTE", f"0/{path}")
    yield from document_remarks(record)


def _note(code: str, what: str, record: Record, path: str) -> Issue:
    return Issue(Severity.NOTE, code, what, f"{record.place}/{path}")


class _UnknownProgramme(ValueError):
    """No regime file claims what the record prints as its programme."""


def _problem(error: ValueError) -> str:
    return "unknown-programme" if isinstance(error, _UnknownProgramme) else "unmappable-record"
