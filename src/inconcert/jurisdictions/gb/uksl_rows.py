"""The UK Sanctions List as CSV or ODS: "Report Date: 29-Apr-2026", a header, one row per name, address, birth date.

Built from a description, not yet proven on a whole file. Values repeat from row to row, so each is taken once; the
official number is the Unique ID; several measures stand in one cell, separated by "|".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from inconcert.formats import csvfile, sheets
from inconcert.jurisdictions.gb.conlist_information import add_registrations
from inconcert.jurisdictions.gb.draft import Draft
from inconcert.jurisdictions.gb.table import Group, groups, only_sheet, read_table
from inconcert.jurisdictions.gb.vocabulary import kind_of
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Identifier, Issue, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import DateKind, IdentifierKind, ReferenceScheme, RelationKind, Severity

LIST_ID = "gb_uksl"

_NAMES = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
_ROLE = ("Name type", "Alias strength")
_SCRIPT = ("Name non-latin script", "Non-latin script type", "Non-latin script language")
_ADDRESS = (*(f"Address Line {number}" for number in range(1, 7)), "Address Postal Code", "Address Country")
_LISTING = ("Regime Name", "Date Designated", "Last Updated", "Sanctions Imposed")
_DOCUMENTS = (
    (IdentifierKind.PASSPORT, "Passport number", "Passport additional information"),
    (IdentifierKind.NATIONAL_ID, "National Identifier number", "National Identifier additional information"),
)

Add = Callable[[Draft, str, str, str], None]
"""(draft, column, text, place) → None: adds the value of one cell."""


def texts(field: str) -> Add:
    """Return what adds a cell as texts to a field, under the column's name."""
    return lambda draft, column, text, place: draft.texts(field, text, column, place)


def whole(field: str) -> Add:
    """Return what adds a cell as one text to a field, verbatim."""
    return lambda draft, column, text, place: draft.add(field, Text(text.strip(), column, place))


def identifier(kind: IdentifierKind) -> Add:
    """Return what adds a cell as identifiers of a kind."""
    return lambda draft, column, text, place: draft.identifiers(kind, text, "", column, place)


def relation(kind: RelationKind) -> Add:
    """Return what adds a cell as related names."""
    return lambda draft, column, text, place: draft.relations(kind, text, column, place)


def reference(scheme: ReferenceScheme) -> Add:
    """Return what adds a cell as another list's number."""
    return lambda draft, column, text, place: draft.reference(scheme, text, place)


def un_references(draft: Draft, column: str, text: str, place: str) -> None:
    """Add a cell of UN numbers."""
    draft.un_references(text, place)


def countries(draft: Draft, column: str, text: str, place: str) -> None:
    """Add a cell of nationalities or of a flag."""
    draft.countries("countries", text, place)


def births(draft: Draft, column: str, text: str, place: str) -> None:
    """Add a cell of dates of birth or of building."""
    draft.birth_dates(text, place)


def imo(draft: Draft, column: str, text: str, place: str) -> None:
    """Add a cell of IMO numbers."""
    draft.imo(text, column, place)


def registrations(draft: Draft, column: str, text: str, place: str) -> None:
    """Add a cell of registration and tax numbers."""
    add_registrations(draft, text, column, place)


def hull(draft: Draft, column: str, text: str, place: str) -> None:
    """Add a hull identification number."""
    draft.add("identifiers", Identifier(IdentifierKind.OTHER, text.strip(), "", column, place))


SINGLE: dict[str, Add] = {
    "OFSI Group ID": reference(ReferenceScheme.OFSI_GROUP),
    "UN Reference Number": un_references,
    "Title": texts("remarks"),
    "Designation source": texts("remarks"),
    "Other Information": whole("remarks"),
    "UK Statement of Reasons": whole("reasons"),
    "Phone number": identifier(IdentifierKind.PHONE),
    "Website": identifier(IdentifierKind.WEBSITE),
    "Email address": identifier(IdentifierKind.EMAIL),
    "D.O.B": births,
    "Nationality(/ies)": countries,
    "Position": texts("positions"),
    "Gender": texts("genders"),
    "Town of birth": texts("birth_places"),
    "Country of birth": texts("birth_places"),
    "Type of entity": texts("remarks"),
    "Subsidiaries": relation(RelationKind.SUBSIDIARY),
    "Parent company": relation(RelationKind.PARENT),
    "Business registration number (s)": registrations,
    "IMO number": imo,
    "Current owner/operator (s)": relation(RelationKind.OWNED_BY),
    "Previous owner/operator (s)": relation(RelationKind.PREVIOUS_OWNER),
    "Current believed flag of ship": countries,
    "Previous flags": texts("remarks"),
    "Type of ship": texts("remarks"),
    "Tonnage of ship": texts("remarks"),
    "Length of ship": texts("remarks"),
    "Year Built": births,
    "Hull identification number (HIN)": hull,
}
COLUMNS = (
    *_NAMES,
    *_ROLE,
    *_SCRIPT,
    *_ADDRESS,
    *_LISTING,
    *(column for _, number, details in _DOCUMENTS for column in (number, details)),
    *SINGLE,
    "Designation Type",
    "Unique ID",
)

_REPORT_DATE = re.compile(r"Report Date:\s*(\d{1,2})-([A-Z][a-z]{2})-(\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ODS_NAME = re.compile(r"uk[-_ ]sanctions[-_ ]list.*\.ods", re.IGNORECASE)


def is_csv(files: Files) -> bool:
    """Return whether the edition is one CSV that begins with “Report Date”."""
    return len(files) == 1 and all(
        name.lower().endswith(".csv") and data.removeprefix(b"\xef\xbb\xbf").lstrip(b'"').startswith(b"Report Date:")
        for name, data in files.items()
    )


def read_csv(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the CSV; raises SourceError for what it does not know."""
    ((name, data),) = files.items()
    return read_rows(csvfile.rows(data, name), name, programmes)


def is_ods(files: Files) -> bool:
    """Return whether the edition is one ODS file named as the publication is (UK-Sanctions-List.ods)."""
    return len(files) == 1 and all(
        _ODS_NAME.fullmatch(name) is not None and data.startswith(b"PK\x03\x04") for name, data in files.items()
    )


def read_ods(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the ODS; raises SourceError for what it does not know."""
    ((name, data),) = files.items()
    return read_rows(enumerate(only_sheet(sheets.read_ods(data, name), name).rows, 1), name, programmes)


def read_rows(numbered: Iterable[tuple[int, Sequence[str]]], name: str, programmes: Programmes) -> Reading:
    """Return the entries of rows that begin with the report date and the header.

    Raises UnknownInSource for another first row, an unknown column or type of name.
    """
    rows = iter(numbered)
    number, first = next(rows, (1, ()))
    printed_date = report_date(" ".join(first), f"{name}#{number}")
    entries: list[Entry] = []
    issues: list[Issue] = []
    for group in groups(read_table(rows, name, COLUMNS), "Unique ID"):
        entry, found = _entry(group, programmes)
        issues.extend(found)
        if entry:
            entries.append(entry)
    return Reading(tuple(entries), tuple(sorted(issues)), printed_date)


def report_date(printed: str, where: str) -> str:
    """Return the day of “Report Date: 29-Apr-2026” as YYYY-MM-DD; raises UnknownInSource for another form."""
    found = _REPORT_DATE.fullmatch(printed.strip())
    try:
        if found:
            return dt.date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1])).isoformat()
    except ValueError:
        pass
    raise UnknownInSource(f"not “Report Date:” and a day: {printed[:60]!r}", where=where)


def _entry(group: Group, programmes: Programmes) -> tuple[Entry | None, list[Issue]]:
    rows = group.absolute()
    kinds = group.distinct("Designation Type")
    kind = kind_of(kinds[0][1][0]) if len(kinds) == 1 else None
    if kind is None:
        what = f"{group.key} has no one known type: {[cells[0] for _, cells in kinds]}"
        return None, [Issue(Severity.SET_ASIDE, "unknown-kind", what, f"{rows[0]}/Designation Type")]
    draft = Draft(LIST_ID, group.key, kind, rows)
    _names(draft, group)
    for index, (*lines, country) in group.distinct(*_ADDRESS):
        draft.address(lines, country, f"{index}/{' + '.join(_ADDRESS)}")
    for type_, number, details in _DOCUMENTS:
        for index, (value, words) in group.distinct(number, details):
            draft.identifiers(type_, value, words, number, f"{index}/{number if value else details}")
    for column, add in SINGLE.items():
        for index, (text,) in group.distinct(column):
            add(draft, column, text, f"{index}/{column}")
    for index, (regime, designated, updated, measures) in group.distinct(*_LISTING):
        days = ((DateKind.DECIDED, designated), (DateKind.UPDATED, updated))
        dates = draft.events(days, f"{index}/Date Designated")
        found = draft.measures(measures.split("|"), f"{index}/Sanctions Imposed")
        draft.listing(regime, programmes, f"{index}/Regime Name", dates=dates, measures=found)
    return draft.entry(), draft.issues


def _names(draft: Draft, group: Group) -> None:
    for index, cells in group.distinct(*_NAMES, *_ROLE):
        if any(cells[:6]):
            place = f"{index}/{' + '.join(column for column, cell in zip(_NAMES, cells) if cell)}"
            draft.name(cells[:6], (cells[6], cells[7]), place)
    for index, (name, script, language) in group.distinct(*_SCRIPT):
        draft.original_script(name, script, language, f"{index}/{_SCRIPT[0]}")
