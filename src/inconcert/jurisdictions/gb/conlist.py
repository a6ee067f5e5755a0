"""The OFSI Consolidated List: one row per name, rows joined by Group ID (CSV of 2018, XLSX of 2023 and 2025).

Rules
- The official number is the Group ID. A group may stand under several regimes, told apart only by row: each is a
  listing of its own with its own dates.
- "Listed On" is the day of listing, "UK Sanctions List Date Designated" the day of the decision.
- The list carries asset freezes only. A measure is given only where the row prints one beyond the freeze.
- A person is "Name 1 … Name 5" and then "Name 6"; a body or a ship is "Name 6" alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

from inconcert.jurisdictions.gb.conlist_information import add_information
from inconcert.jurisdictions.gb.dates import event
from inconcert.jurisdictions.gb.draft import Draft
from inconcert.jurisdictions.gb.numbered import clean, items
from inconcert.jurisdictions.gb.numbers import document_number
from inconcert.jurisdictions.gb.table import Group, groups, read_table
from inconcert.jurisdictions.gb.vocabulary import kind_of
from inconcert.model.edition import Programmes, Reading
from inconcert.model.entry import Entry, Identifier, Issue, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import DateKind, IdentifierKind, Measure, Severity

LIST_ID = "gb_conlist"

NAMES = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
ADDRESS = ("Address 1", "Address 2", "Address 3", "Address 4", "Address 5", "Address 6", "Post/Zip Code")
SCRIPT = ("Name Non-Latin Script", "Non-Latin Script Type", "Non-Latin Script Language")
COMMON = (
    *NAMES,
    "Title",
    "DOB",
    "Town of Birth",
    "Country of Birth",
    "Nationality",
    "Passport Details",
    "Position",
    *ADDRESS,
    "Country",
    "Other Information",
    "Group Type",
    "Alias Type",
    "Regime",
    "Listed On",
    "Last Updated",
    "Group ID",
)
COLUMNS_2018 = (*COMMON, "NI Number")
COLUMNS = (
    *COMMON,
    *SCRIPT,
    "Passport Number",
    "National Identification Number",
    "National Identification Details",
    "Alias Quality",
    "UK Sanctions List Date Designated",
)

_WHERE = (*ADDRESS, "Country")
_WHERE_PLACE = " + ".join(_WHERE)
_EXTRA = re.compile(r"sanctions imposed in addition to an asset freeze:([^.(]*)\.")


def read_rows(
    numbered: Iterable[tuple[int, Sequence[str]]], name: str, columns: tuple[str, ...], programmes: Programmes
) -> Reading:
    """Return the entries of a Consolidated List whose first row is "Last Updated" and a day, its second the header.

    Raises UnknownInSource for another first row, an unknown column or type of name.
    """
    rows = iter(numbered)
    number, first = next(rows, (1, ()))
    label, day, *rest = (*first, "", "")
    date = event(DateKind.UPDATED, day.strip())
    if date is None or label != "Last Updated" or any(rest):
        raise UnknownInSource("the first row is not “Last Updated” and a day", where=f"{name}#{number}")
    entries: list[Entry] = []
    issues: list[Issue] = []
    for group in groups(read_table(rows, name, columns), "Group ID"):
        entry, found = _entry(group, programmes)
        issues.extend(found)
        if entry:
            entries.append(entry)
    return Reading(tuple(entries), tuple(sorted(issues)), date.value)


def _entry(group: Group, programmes: Programmes) -> tuple[Entry | None, list[Issue]]:
    kinds = group.distinct("Group Type")
    kind = kind_of(kinds[0][1][0]) if len(kinds) == 1 else None
    rows = group.absolute()
    if kind is None:
        what = f"a group of type {[cells[0] for _, cells in kinds]} is not known"
        return None, [Issue(Severity.SET_ASIDE, "unknown-kind", what, f"{rows[0]}/Group Type")]
    draft = Draft(LIST_ID, group.key, kind, rows)
    _names(draft, group)
    _person(draft, group)
    _documents(draft, group)
    for index, (*lines, country) in group.distinct(*_WHERE):
        draft.address(lines, country, f"{index}/{_WHERE_PLACE}")
    for index, (text,) in group.distinct("Other Information"):
        add_information(draft, text, f"{index}/Other Information")
    _listings(draft, group, programmes)
    return draft.entry(), draft.issues


def _names(draft: Draft, group: Group) -> None:
    quality = "Alias Quality" in group.table.columns
    words = ("Alias Type", "Alias Quality") if quality else ("Alias Type",)
    for index, cells in group.distinct(*NAMES, *words):
        parts = cells[:6]
        place = f"{index}/{_filled(tuple(map(bool, parts)))}"
        draft.name(parts, (cells[6], cells[7] if quality else ""), place)
    if SCRIPT[0] in group.table.columns:
        for index, (name, script, language) in group.distinct(*SCRIPT):
            draft.original_script(name, script, language, f"{index}/{SCRIPT[0]}")


@functools.cache
def _filled(which: tuple[bool, ...]) -> str:
    return " + ".join([column for column, there in zip(NAMES, which) if there])


def _person(draft: Draft, group: Group) -> None:
    for index, (text,) in group.distinct("Title"):
        draft.texts("remarks", text, "Title", f"{index}/Title")
    for index, (text,) in group.distinct("DOB"):
        draft.birth_dates(text, f"{index}/DOB")
    for column in ("Town of Birth", "Country of Birth"):
        for index, (text,) in group.distinct(column):
            draft.texts("birth_places", text, column, f"{index}/{column}")
    for index, (text,) in group.distinct("Nationality"):
        draft.countries("countries", text, f"{index}/Nationality")
    for index, (text,) in group.distinct("Position"):
        draft.texts("positions", text, "Position", f"{index}/Position")


def _documents(draft: Draft, group: Group) -> None:
    if "NI Number" in group.table.columns:
        _documents_in_prose(draft, group, IdentifierKind.PASSPORT, "Passport Details")
        _documents_in_prose(draft, group, IdentifierKind.NATIONAL_ID, "NI Number")
        return
    for kind, number, details in (
        (IdentifierKind.PASSPORT, "Passport Number", "Passport Details"),
        (IdentifierKind.NATIONAL_ID, "National Identification Number", "National Identification Details"),
    ):
        for index, (value, words) in group.distinct(number, details):
            column = number if value else details
            draft.identifiers(kind, value, words, number, f"{index}/{column}")


def _documents_in_prose(draft: Draft, group: Group, kind: IdentifierKind, column: str) -> None:
    for index, (text,) in group.distinct(column):
        for item in items(text):
            place, found = f"{index}/{column}", document_number(item)
            if found is None:
                draft.add("remarks", Text(item, column, place))
            else:
                label = f"{column}: {found[1]}" if found[1] else column
                draft.add("identifiers", Identifier(kind, found[0], "", label, place))


def _listings(draft: Draft, group: Group, programmes: Programmes) -> None:
    decided = "UK Sanctions List Date Designated"
    kinds = {"Listed On": DateKind.LISTED, decided: DateKind.DECIDED, "Last Updated": DateKind.UPDATED}
    columns = [column for column in kinds if column in group.table.columns]
    found = group.distinct("Regime", *columns)
    measures = _measures(draft, group) if len({cells[0] for _, cells in found}) == 1 else ()
    for index, (regime, *days) in found:
        dates = draft.events(((kinds[column], day) for column, day in zip(columns, days)), f"{index}/Listed On")
        draft.listing(regime, programmes, f"{index}/Regime", dates=dates, measures=measures)


def _measures(draft: Draft, group: Group) -> tuple[Measure, ...]:
    index, (text,) = next(iter(group.distinct("Other Information")), (0, ("",)))
    phrases = [clean(phrase) for phrase in _EXTRA.findall(text)]
    return draft.measures(("Asset freeze", *phrases), f"{index}/Other Information") if phrases else ()
