"""The delimited SDN list: `sdn.csv`, and beside it `alt.csv` (aliases) and `add.csv` (addresses), to entries.

What it promises:
- headerless rows of 12, 5 and 6 cells; "-0-" is empty; 0x1A marks the end, and a file without it was cut off;
- every cell is used, kept under its own label, or raises; a programme that is not known is a named issue;
- a value's place is ROW/COLUMN with columns counted from 1; an entry's rows are its row of `sdn.csv`, then its aliases
  and its addresses by their numbers: the same entry whatever the order of the rows.

Two shapes of the same file are read that third parties make: one header line, and lines quoted whole.
The list is printed in ASCII; other bytes are refused.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

from inconcert.formats import csvfile
from inconcert.jurisdictions.us.links import Bearers, bearers, linked
from inconcert.jurisdictions.us.names import name_of
from inconcert.jurisdictions.us.places import country, is_known
from inconcert.jurisdictions.us.programmes import listings, unclaimed
from inconcert.jurisdictions.us.remarks import read_remark
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Identifier, Issue, Listing, Reference, Relation, Text
from inconcert.model.errors import UnknownInSource, UnreadableSource
from inconcert.model.uncollected import uncollected
from inconcert.model.vocabulary import IdentifierKind, Kind, NameRole, ReferenceScheme, RelationKind, Severity

LIST_ID = "us_sdn"
_COLUMNS = {"sdn.csv": 12, "alt.csv": 5, "add.csv": 6}
_HEADER = ["ID", "NAME", "", "Reference", "", "", "", "", "", "", "", ""]
_END = b"\x1a"
_FIRST_ROW = re.compile(rb'"?(?:\d+|ID)"?,"')
_KINDS = {"individual": Kind.PERSON, "": Kind.ENTITY, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT}
_ALIAS_ROLES = {"aka": NameRole.ALIAS, "fka": NameRole.FORMER, "nka": NameRole.ALIAS}
_VESSEL_TEXTS = ((6, "Vessel Type"), (7, "Tonnage"), (8, "Gross Registered Tonnage"))

Row = tuple[str, list[str]]
"""Where a row is in the edition (FILE#LINE), and its cells."""


def is_trio(files: Files) -> bool:
    """Return whether these are `sdn.csv`, `alt.csv` and `add.csv`."""
    return _starts_as_rows(files) and len(files) == 3


def is_names_alone(files: Files) -> bool:
    """Return whether this is `sdn.csv`, with neither or only one of the other two."""
    return _starts_as_rows(files) and len(files) < 3


def _starts_as_rows(files: Files) -> bool:
    names = {name.lower(): data for name, data in files.items()}
    return names.keys() <= _COLUMNS.keys() and bool(_FIRST_ROW.match(names.get("sdn.csv", b"")))


@dataclass(slots=True)
class _Rows:
    """The rows of one entry number: its own, its aliases and its addresses."""

    own: Row
    aliases: list[Row] = field(default_factory=list)
    addresses: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    """An entry as it was read from these cells, and the numbers that the names in its remarks led to."""

    cells: tuple[list[list[str]], ...]
    entry: Entry
    numbers: tuple[str, ...]


Memory = dict[str, _Known]
"""Entry number → what was read of it in the edition before, where nothing in it was an issue."""


@dataclass(slots=True)
class _Edition:
    """What every entry of an edition is read against; `listings` keeps each programme cell that was read."""

    programmes: Programmes
    bearers: Bearers
    memory: Memory | None = None
    listings: dict[str, tuple[Listing, ...]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def read(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the delimited files, sorted by entry number.

    Raises UnknownInSource for a column, type or role that is not known, UnreadableSource for a file that was cut off.
    """
    return _read(files, programmes)


def remembering() -> Callable[[Files, Programmes], Reading]:
    """Return a `read` for many editions in turn, with the same programmes: rows that did not change are not read again.

    Two hundredths of a second where nothing changed, beside half a second.
    """
    memory: Memory = {}

    def read_in_turn(files: Files, programmes: Programmes) -> Reading:
        with uncollected():
            return _read(files, programmes, memory)

    return read_in_turn


def _read(files: Files, programmes: Programmes, memory: Memory | None = None) -> Reading:
    rows = {name.lower(): list(_rows(data, name)) for name, data in files.items()}
    names = bearers(
        ((cells[1], cells[0]) for _, cells in rows["sdn.csv"]),
        ((cells[3], cells[0]) for _, cells in rows.get("alt.csv", ())),
    )
    edition = _Edition(programmes, names, memory)
    grouped = _group(rows, edition.issues)
    one = _entry if memory is None else _remembered
    entries = tuple(one(grouped[number], edition) for number in sorted(grouped, key=int))
    return Reading(entries, tuple(sorted(edition.issues)))


def _rows(data: bytes, name: str) -> Iterator[Row]:
    if not data.rstrip(b'"\r\n').endswith(_END):
        raise UnreadableSource("the file does not end as this list does (0x1A): it was cut off", where=name)
    width = _COLUMNS[name.lower()]
    for line, printed in csvfile.rows(data, name, encoding="ascii", trailing_sub=True):
        cells = printed if len(printed) != 1 or "," not in printed[0] else _unquoted(printed[0])
        cells = ["" if cell == "-0- " or cell == "-0-" else cell for cell in cells]
        if len(cells) != width:
            raise UnknownInSource(
                f"{len(cells)} columns where this file has {width}",
                where=f"{name}#{line}",
                remedy="The publisher may have changed the file: a maintainer must look at it.",
            )
        if cells != _HEADER:
            yield f"{name}#{line}", cells


def _unquoted(line: str) -> list[str]:
    return next(csv.reader([line]))


def _group(files: dict[str, list[Row]], issues: list[Issue]) -> dict[str, _Rows]:
    grouped: dict[str, _Rows] = {}
    for row in files["sdn.csv"]:
        number = row[1][0]
        if not number.isdecimal() or number in grouped:
            raise UnknownInSource(f"not the number of one entry: {number!r}", where=f"{row[0]}/1")
        grouped[number] = _Rows(row)
    for file_name, slot in (("alt.csv", "aliases"), ("add.csv", "addresses")):
        strange: list[Row] = []
        for row in files.get(file_name, ()):
            rows = grouped.get(row[1][0])
            (getattr(rows, slot) if rows else strange).append(row)
        if strange:
            issues.append(_of_another_day(strange))
    return grouped


def _of_another_day(strange: list[Row]) -> Issue:
    numbers = sorted({cells[0] for _, cells in strange})
    what = f"{len(strange)} rows of {len(numbers)} entries that sdn.csv lacks ({numbers[0]} …): of another day"
    return Issue(Severity.NOTE, "rows-without-entry", what, min(where for where, _ in strange))


def _remembered(rows: _Rows, edition: _Edition) -> Entry:
    """Return the entry read before from the same cells, at its present place; else read it and remember it."""
    memory = edition.memory if edition.memory is not None else {}
    number, parts = rows.own[1][0], ([rows.own], _sorted(rows.aliases), _sorted(rows.addresses))
    cells = tuple([[row[1] for row in part] for part in parts])
    known = memory.get(number)
    if known and known.cells == cells and known.numbers == _numbers(known.entry, edition.bearers):
        return _at(known.entry, tuple([row[0] for part in parts for row in part]))
    issues_before = len(edition.issues)
    entry = _entry(rows, edition)
    memory.pop(number, None)
    if len(edition.issues) == issues_before:
        memory[number] = _Known(cells, entry, _numbers(entry, edition.bearers))
    return entry


_ALL_BUT_ROWS: Callable[[Entry], Any] = attrgetter(*(item.name for item in fields(Entry) if item.name != "rows"))


def _at(entry: Entry, places: tuple[str, ...]) -> Entry:
    """Return the entry at its places: what `replace` does, in a third of its time, hundreds of thousands of times."""
    values: Any = (*_ALL_BUT_ROWS(entry), places)
    return entry if entry.rows == places else Entry(*values)


def _numbers(entry: Entry, known: Bearers) -> tuple[str, ...]:
    if not entry.relations:
        return ()
    return tuple(known.get(item.name) or known.get(f"{item.name}.", "") for item in entry.relations)


def _entry(rows: _Rows, edition: _Edition) -> Entry:
    where, cells = rows.own
    kind = _KINDS.get(cells[2])
    if kind is None:
        raise UnknownInSource(f"a type that is not known: {cells[2]!r}", where=f"{where}/3")
    person = kind is Kind.PERSON
    facts: dict[str, list[Any]] = defaultdict(list)
    facts["names"].append(name_of(cells[1], NameRole.PRIMARY, "0/2", person=person))
    facts["references"].append(Reference(ReferenceScheme.OFAC, cells[0], "0/1"))
    if any(cells[4:11]):
        _add_cells(cells, facts)
    if cells[11]:
        _add_remark(rows.own, facts, edition, person=person)
    places = [where]
    if rows.aliases:
        places += _add_aliases(rows, facts, person=person)
    if rows.addresses:
        places += _add_addresses(rows, facts, edition.issues, first=len(places))
    values = {slot: tuple(items) for slot, items in facts.items()}
    return Entry(LIST_ID, cells[0], kind, listings=_listings(rows.own, edition), rows=tuple(places), **values)


def _listings(row: Row, edition: _Edition) -> tuple[Listing, ...]:
    printed = row[1][3]
    found = edition.listings.get(printed)
    if found is None:
        found = edition.listings[printed] = listings(printed, edition.programmes, "0/4")
    if not all(item.regime for item in found):
        edition.issues.extend(unclaimed(found, f"{row[0]}/4"))
    return found


def _add_remark(row: Row, facts: dict[str, list[Any]], edition: _Edition, *, person: bool) -> None:
    found, unknown = read_remark(row[1][11], person=person)
    for slot, value in found:
        facts[slot].append(linked(value, edition.bearers) if isinstance(value, Relation) else value)
    for what in unknown:
        edition.issues.append(Issue(Severity.NOTE, "unknown-remark", what, f"{row[0]}/12"))


def _add_cells(cells: list[str], facts: dict[str, list[Any]]) -> None:
    if cells[4]:
        facts["positions"].append(Text(cells[4], "Title", "0/5"))
    if cells[5]:
        facts["identifiers"].append(Identifier(IdentifierKind.CALL_SIGN, cells[5], "", "Call Sign", "0/6"))
    for index, label in _VESSEL_TEXTS:
        if cells[index]:
            facts["remarks"].append(Text(cells[index], label, f"0/{index + 1}"))
    if cells[9]:
        facts["countries"].append(country(cells[9], "0/10"))
    if cells[10]:
        facts["relations"].append(Relation(RelationKind.OWNED_BY, cells[10], "", "Vessel Owner", "0/11"))


def _add_aliases(rows: _Rows, facts: dict[str, list[Any]], *, person: bool) -> list[str]:
    places = []
    for index, (where, cells) in enumerate(_sorted(rows.aliases), start=1):
        if cells[2] not in _ALIAS_ROLES:
            raise UnknownInSource(f"a type of alias that is not known: {cells[2]!r}", where=f"{where}/3")
        facts["names"].append(name_of(cells[3], _ALIAS_ROLES[cells[2]], f"{index}/4", person=person))
        if cells[4]:
            facts["remarks"].append(Text(cells[4], "Alias Remark", f"{index}/5"))
        places.append(where)
    return places


def _add_addresses(rows: _Rows, facts: dict[str, list[Any]], issues: list[Issue], *, first: int) -> list[str]:
    places = []
    for index, (where, cells) in enumerate(_sorted(rows.addresses), start=first):
        street, city, land, remark = cells[2:6]
        if street or city:
            facts["addresses"].append(Text(", ".join(filter(None, (street, city))), "", f"{index}/3-4"))
        if land:
            facts["address_countries"].append(country(land, f"{index}/5"))
        if land and not is_known(land):
            issues.append(Issue(Severity.NOTE, "unknown-country", f"not a known country: {land!r}", f"{where}/5"))
        if remark:
            facts["remarks"].append(Text(remark, "Address Remark", f"{index}/6"))
        places.append(where)
    return places


def _sorted(rows: list[Row]) -> list[Row]:
    for where, cells in rows:
        if not cells[1].isdecimal():
            raise UnknownInSource(f"not a number: {cells[1]!r}", where=f"{where}/1")
    return sorted(rows, key=lambda row: (int(row[1][1]), row[1])) if len(rows) > 1 else rows
