"""The UK Sanctions List of 2026 as somebody split it: five CSV tables joined by unique id.

Rules
- It prints no regime, reasons or measures. The letters of the unique id (GHR0001) name the regime.
- What the splitter worked out by itself (ISO codes, how a date was read) is ignored by name: the printed value counts.
- The dates of `subject_dobs.csv` are set aside: they belong to other people. Of 982 subjects that also stand on the
  Consolidated List of 14 April 2025 with a date of birth, 963 share no date with it; AFG0015 has 1923, 1940, 1941 and
  1953 here, and 1975 there. The table is still read strictly, and an issue says that its dates are not used.
- A row of a side table whose id is not in `subjects.csv` raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from inconcert.formats import csvfile
from inconcert.jurisdictions.gb.conlist_information import add_registrations
from inconcert.jurisdictions.gb.draft import Draft
from inconcert.jurisdictions.gb.numbered import clean
from inconcert.jurisdictions.gb.table import Group, groups, read_table
from inconcert.jurisdictions.gb.vocabulary import kind_of, name_role
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Issue, Name, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import DateKind, IdentifierKind, Kind, ReferenceScheme, Severity

LIST_ID = "gb_uksl"
SUBJECTS, NAMES, BIRTHS = "subjects.csv", "subject_names.csv", "subject_dobs.csv"
NUMBERS, COUNTRIES = "subject_identifiers.csv", "subject_countries.csv"

PARTS = ("name_1", "name_2", "name_3", "name_4", "name_5", "name_6")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    SUBJECTS: (
        "unique_id",
        "subject_type",
        "un_reference_number",
        "ofsi_group_id",
        "date_designated",
        "last_updated",
    ),
    NAMES: ("unique_id", "name_type", "alias_strength", "full_name", *PARTS),
    BIRTHS: ("unique_id", "year", "month", "day"),
    NUMBERS: ("unique_id", "raw_value", "identifier_type", "additional_info"),
    COUNTRIES: ("unique_id", "raw_value", "country_type"),
}
IGNORED: Mapping[str, tuple[str, ...]] = {
    SUBJECTS: (),
    NAMES: ("name_id",),
    BIRTHS: ("dob_id", "precision", "parse_issues"),
    NUMBERS: ("id", "ofsi_group_id"),
    COUNTRIES: ("id", "iso", "resolution_method", "iso_available"),
}
_IDENTIFIERS = {
    "passport": IdentifierKind.PASSPORT,
    "national": IdentifierKind.NATIONAL_ID,
    "imo": IdentifierKind.IMO,
    "business_registration_numbers": IdentifierKind.REGISTRATION,
}
_COUNTRY_FIELDS = {"nationality": "countries", "address": "address_countries", "birth": "birth_places"}
_BIRTHS_SET_ASIDE = Issue(
    Severity.NOTE,
    "birth-dates-set-aside",
    "the dates of birth in this table belong to other people (compare the Consolidated List): none is used",
    BIRTHS,
)
_PREFIX = re.compile(r"([A-Z]{3})\d{4}")


def recognises(files: Files) -> bool:
    """Return whether the edition is exactly the five tables."""
    return set(files) == set(COLUMNS)


def read(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the tables; raises SourceError for what it does not know."""
    tables = {name: _groups(files, name) for name in COLUMNS}
    subjects = tables.pop(SUBJECTS)
    for found in tables.values():
        for key, group in found.items():
            if key not in subjects:
                raise UnknownInSource(f"{key} is not in {SUBJECTS}", where=group.absolute()[0])
    entries: list[Entry] = []
    issues: list[Issue] = [_BIRTHS_SET_ASIDE]
    for key, subject in subjects.items():
        entry, found_issues = _entry(subject, {name: tables[name].get(key) for name in tables}, programmes)
        issues.extend(found_issues)
        if entry:
            entries.append(entry)
    return Reading(tuple(entries), tuple(sorted(issues)))


def _groups(files: Files, name: str) -> dict[str, Group]:
    table = read_table(csvfile.rows(files[name], name), name, COLUMNS[name], IGNORED[name])
    return {group.key: group.once() for group in groups(table, "unique_id")}


def _entry(
    subject: Group, sides: Mapping[str, Group | None], programmes: Programmes
) -> tuple[Entry | None, list[Issue]]:
    rows, kind = list(subject.absolute()), kind_of(subject.rows[0][1])
    if len(rows) > 1:
        raise UnknownInSource(f"{subject.key} stands on {len(rows)} rows", where=rows[1])
    if kind is None:
        what = f"the type {subject.rows[0][1]!r} is not known"
        return None, [Issue(Severity.SET_ASIDE, "unknown-kind", what, f"{rows[0]}/subject_type")]
    starts = {}
    for name in (NAMES, NUMBERS, COUNTRIES):
        if group := sides[name]:
            starts[name] = len(rows)
            rows.extend(group.absolute())
    draft = Draft(LIST_ID, subject.key, kind, tuple(rows))
    _subject(draft, subject.rows[0], programmes)
    for name, start in starts.items():
        group = sides[name]
        for index, row in enumerate(group.rows if group else (), start):
            _ADD[name](draft, row, index)
    return draft.entry(), draft.issues


def _subject(draft: Draft, row: tuple[str, ...], programmes: Programmes) -> None:
    number, _, un, ofsi, designated, updated = row
    draft.un_references(un, "0/un_reference_number")
    draft.reference(ReferenceScheme.OFSI_GROUP, ofsi, "0/ofsi_group_id")
    days = ((DateKind.DECIDED, designated), (DateKind.UPDATED, updated))
    dates = draft.events(days, "0/date_designated")
    prefix = _PREFIX.fullmatch(number)
    draft.listing(prefix[1] if prefix else number, programmes, "0/unique_id", dates=dates)


def _name(draft: Draft, row: tuple[str, ...], index: int) -> None:
    _, type_, strength, full, *parts = row
    role = name_role(type_, strength)
    place = f"{index}/full_name"
    if role is None:
        what = f"a name of type {type_!r} and strength {strength!r} is not known"
        raise UnknownInSource(what, where=draft.rows[index])
    given, family = clean(" ".join(parts[:5])), clean(parts[5])
    apart = draft.kind is Kind.PERSON and given and family
    name = Name(clean(full), role, family if apart else "", given if apart else "", place=place)
    if name.full != clean(f"{given} {family}"):
        draft.note("name-differs", f"{name.full!r} is not its parts {given!r} and {family!r}", place)
    draft.add("names", name)


def _number(draft: Draft, row: tuple[str, ...], index: int) -> None:
    _, value, type_, info = row
    kind = _IDENTIFIERS.get(type_)
    if kind is None:
        raise UnknownInSource(f"the identifier type {type_!r} is not known", where=draft.rows[index])
    label, place = clean(info) or type_, f"{index}/raw_value"
    printed = clean(value).lstrip("'")
    if kind is IdentifierKind.REGISTRATION:
        add_registrations(draft, printed, label, place)
    elif kind is IdentifierKind.IMO:
        draft.imo(printed, label, place)
    else:
        draft.identifiers(kind, printed, clean(info), type_, place)


def _country(draft: Draft, row: tuple[str, ...], index: int) -> None:
    _, printed, type_ = row
    field = _COUNTRY_FIELDS.get(type_)
    if field is None:
        raise UnknownInSource(f"the country type {type_!r} is not known", where=draft.rows[index])
    place = f"{index}/raw_value"
    if field == "birth_places":
        draft.add(field, Text(clean(printed), "Country of Birth", place))
    else:
        draft.countries(field, printed, place)


_ADD = {NAMES: _name, NUMBERS: _number, COUNTRIES: _country}
