"""The search export of the UK Sanctions List (ODS): number, name, regime, type, source, date, measures; no more.

Rules
- The name is printed family name first ("SURNAME Given") without saying which part is which.
- Where the name is blank, the entry is called by its own number, with an issue; it is never dropped.
- "Designation source" (UK, UN, UK|UN) is kept as a remark.
"""

from __future__ import annotations

import re

from inconcert.formats import sheets
from inconcert.jurisdictions.gb.draft import Draft
from inconcert.jurisdictions.gb.numbered import clean
from inconcert.jurisdictions.gb.table import Group, groups, only_sheet, read_table
from inconcert.jurisdictions.gb.vocabulary import kind_of
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Issue, Name, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import DateKind, NameRole, ReferenceScheme, Severity

LIST_ID = "gb_uksl"
COLUMNS = (
    "Unique ID",
    "OFSI Group ID",
    "Name",
    "Regime Name",
    "Type",
    "Designation source",
    "Date Designated",
    "Sanctions Imposed",
)
_SOURCES = frozenset(("UK", "UN", "UK|UN"))
_FILE_NAME = re.compile(r"fcdo_sl_.*\.ods", re.IGNORECASE)


def recognises(files: Files) -> bool:
    """Return whether the edition is one ODS file named as the search page names its export (FCDO_SL_…)."""
    return len(files) == 1 and all(
        _FILE_NAME.fullmatch(name) is not None and data.startswith(b"PK\x03\x04") for name, data in files.items()
    )


def read(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the export; raises SourceError for what it does not know."""
    ((name, data),) = files.items()
    rows = enumerate(only_sheet(sheets.read_ods(data, name), name).rows, 1)
    entries: list[Entry] = []
    issues: list[Issue] = []
    for group in groups(read_table(rows, name, COLUMNS), "Unique ID"):
        entry, found = _entry(group, programmes)
        issues.extend(found)
        if entry:
            entries.append(entry)
    return Reading(tuple(entries), tuple(sorted(issues)))


def _entry(group: Group, programmes: Programmes) -> tuple[Entry | None, list[Issue]]:
    rows, number = group.absolute(), group.key
    if len(rows) > 1:
        raise UnknownInSource(f"{number} stands on {len(rows)} rows", where=rows[1])
    _, ofsi, name, regime, type_, source, day, measures = group.rows[0]
    kind = kind_of(type_)
    if kind is None:
        what = f"the type {type_!r} is not known"
        return None, [Issue(Severity.SET_ASIDE, "unknown-kind", what, f"{rows[0]}/Type")]
    draft = Draft(LIST_ID, number, kind, rows)
    if clean(name):
        draft.add("names", Name(clean(name), NameRole.PRIMARY, place="0/Name"))
    else:
        draft.note("no-name", f"{number} is printed without a name", "0/Name")
        draft.add("names", Name(number, NameRole.PRIMARY, place="0/Unique ID"))
    draft.reference(ReferenceScheme.OFSI_GROUP, ofsi, "0/OFSI Group ID")
    if source not in _SOURCES:
        draft.note("unknown-source", f"the designation source {source!r} is not known", "0/Designation source")
    draft.add("remarks", Text(source, "Designation source", "0/Designation source"))
    dates = draft.events([(DateKind.DECIDED, day)], "0/Date Designated")
    found = draft.measures(measures.split(", "), "0/Sanctions Imposed")
    draft.listing(regime, programmes, "0/Regime Name", dates=dates, measures=found)
    return draft.entry(), draft.issues
