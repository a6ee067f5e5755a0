"""The flat records of `sema-lmes.xml`, read strictly: each element known, once in a record, and without attributes.

An element that the schema version must have somewhere in the file and that occurs nowhere has been renamed or
dropped by the publisher: that raises, because its absence would be read as silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree

from inconcert.formats import xmlfile
from inconcert.model.edition import Files
from inconcert.model.errors import UnknownInSource, UnreadableSource

ROOT = "data-set"
_REMEDY = "Compare the file with its page, and teach the reader the change before accepting the edition"


@dataclass(frozen=True, slots=True)
class Schema:
    """One version of the schema: the word for each column, and which columns every record has."""

    name: str
    entity: str
    born: str
    title: str
    imo: str = ""
    listed: str = ""

    @property
    def required(self) -> tuple[str, ...]:
        """Return the columns that every record has."""
        return ("Country", "Item", self.listed) if self.listed else ("Country", "Item")

    @property
    def columns(self) -> frozenset[str]:
        """Return all columns; each occurs somewhere in a whole list."""
        shared = {"Country", "LastName", "GivenName", "Aliases", "Schedule", "Item"}
        return frozenset(name for name in (*shared, self.entity, self.born, self.title, self.imo, self.listed) if name)


SCHEMA_2020 = Schema("sema-lmes 2020", entity="Entity", born="DateOfBirth", title="Title")
SCHEMA_2025 = Schema(
    "sema-lmes 2025",
    entity="EntityOrShip",
    born="DateOfBirthOrShipBuildDate",
    title="TitleOrShip",
    imo="ShipIMONumber",
    listed="DateOfListing",
)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: column → text with white space collapsed, and its absolute place ("sema-lmes.xml#412", from 1)."""

    values: dict[str, str]
    place: str

    def get(self, column: str) -> str:
        """Return the text of a column; empty where the record lacks it."""
        return self.values.get(column, "")


def only_file(files: Files) -> tuple[str, bytes]:
    """Return name and content of the one file of an edition; raises UnreadableSource if there are more or none."""
    if len(files) != 1:
        raise UnreadableSource(f"expected one file, found {len(files)}", remedy="Give sema-lmes.xml alone")
    return next(iter(files.items()))


def records(files: Files, schema: Schema) -> Iterator[Record]:
    """Yield every record of an edition; raises UnknownInSource for anything the schema does not name."""
    name, data = only_file(files)
    root = xmlfile.parse(data, name)
    if root.tag != ROOT:
        raise UnreadableSource(f"root element {root.tag!r} instead of {ROOT!r}", where=name, remedy=_REMEDY)
    _flat(root, name)
    columns = schema.columns
    seen: set[str] = set()
    for position, element in enumerate(root.iterchildren(tag=etree.Element), start=1):
        place = f"{name}#{position}"
        if element.tag != "record":
            raise UnknownInSource(f"unknown element {element.tag!r} between the records", where=place, remedy=_REMEDY)
        values = _values(element, place, columns)
        seen.update(values)
        yield Record(values, place)
    if missing := columns - seen:
        raise UnknownInSource(f"no record has {', '.join(sorted(missing))}", where=name, remedy=_REMEDY)


def _values(element: etree._Element, place: str, columns: frozenset[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for child in element.iterchildren(tag=etree.Element):
        column = str(child.tag)
        if column not in columns:
            raise UnknownInSource(f"unknown element {column!r}", where=place, remedy=_REMEDY)
        if column in values:
            raise UnknownInSource(f"element {column!r} occurs twice in one record", where=place, remedy=_REMEDY)
        text = child.text
        values[column] = " ".join(text.split()) if text else ""
    return values


def _flat(root: etree._Element, name: str) -> None:
    """Raise if any element has an attribute, or a field elements of its own: neither occurs in this list."""
    odd = cast(list[etree._Element], root.xpath("(/*/descendant-or-self::*[@*] | /*/*/*/*)[1]"))
    if odd:
        where = f"{name} line {odd[0].sourceline}"
        raise UnknownInSource(f"unexpected attributes or nesting at {odd[0].tag!r}", where=where, remedy=_REMEDY)
