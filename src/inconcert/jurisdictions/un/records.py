"""The records of the UN's `consolidated.xml`, read strictly: every element known, and repeated only where it may be.

A record has leaves (once), value groups (`NATIONALITY/VALUE`, values repeated) and detail groups (`INDIVIDUAL_ALIAS`,
repeated, each leaf once). Elements that a whole list always has must occur somewhere in the file: one that is gone
has been renamed or dropped, and its absence would be read as silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from inconcert.formats import xmlfile
from inconcert.model.edition import Files
from inconcert.model.errors import UnknownInSource, UnreadableSource

ROOT = "CONSOLIDATED_LIST"
_REMEDY = "Compare the file with its schema, and teach the reader the change before accepting the edition"
_SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"

_COMMON = frozenset(
    {
        "DATAID",
        "VERSIONNUM",
        "FIRST_NAME",
        "UN_LIST_TYPE",
        "REFERENCE_NUMBER",
        "LISTED_ON",
        "NAME_ORIGINAL_SCRIPT",
        "COMMENTS1",
        "SORT_KEY",
        "SORT_KEY_LAST_MOD",
        "SUBMITTED_BY",
        "SUBMITTED_ON",
    }
)
_INTERPOL = frozenset({"HAS_INTERPOL_LINK", "INTERPOL_LINK"})
_ADDRESS = frozenset({"STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE"})
SPARSE = frozenset(
    {
        "SUBMITTED_BY",
        "SUBMITTED_ON",
        "INDIVIDUAL_PLACE_OF_BIRTH/NOTE",
        "INDIVIDUAL_PLACE_OF_BIRTH/STREET",
        "ENTITY_ALIAS/NOTE",
        "INDIVIDUAL_DATE_OF_BIRTH/NOTE",
        "INDIVIDUAL_DOCUMENT/DATE_OF_EXPIRY",
        "INDIVIDUAL_ADDRESS/ZIP_CODE",
        "ENTITY_ADDRESS/ZIP_CODE",
    }
)
"""Elements so rare that a whole list may be without them."""


TWICE = frozenset(
    {
        "TITLE",
        "LAST_DAY_UPDATED",
        "INDIVIDUAL_ALIAS",
        "INDIVIDUAL_PLACE_OF_BIRTH",
        "INDIVIDUAL_ADDRESS",
        "ENTITY_ADDRESS",
    }
)
"""Groups that real editions print twice word for word in one record: read once. Any other twin raises."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a record of one section may hold: leaves, value groups, and detail groups with their leaves."""

    tag: str
    leaves: frozenset[str]
    value_groups: frozenset[str]
    detail_groups: Mapping[str, frozenset[str]]

    def expected(self) -> frozenset[str]:
        """Return the element paths that a whole list is never without."""
        paths = {*self.leaves, *(f"{name}/VALUE" for name in self.value_groups)}
        paths |= {f"{name}/{leaf}" for name, leaves in self.detail_groups.items() for leaf in leaves}
        return frozenset(paths) - SPARSE


INDIVIDUAL = Shape(
    "INDIVIDUAL",
    _COMMON | {"SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "GENDER"},
    frozenset({"TITLE", "DESIGNATION", "NATIONALITY", "LIST_TYPE", "LAST_DAY_UPDATED"}),
    {
        "INDIVIDUAL_ALIAS": frozenset(
            {"QUALITY", "ALIAS_NAME", "DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "NOTE"}
        ),
        "INDIVIDUAL_ADDRESS": _ADDRESS,
        "INDIVIDUAL_DATE_OF_BIRTH": frozenset({"TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE"}),
        "INDIVIDUAL_PLACE_OF_BIRTH": frozenset({"STREET", "CITY", "STATE_PROVINCE", "COUNTRY", "NOTE"}),
        "INDIVIDUAL_DOCUMENT": frozenset(
            {
                "TYPE_OF_DOCUMENT",
                "TYPE_OF_DOCUMENT2",
                "NUMBER",
                "ISSUING_COUNTRY",
                "DATE_OF_ISSUE",
                "DATE_OF_EXPIRY",
                "CITY_OF_ISSUE",
                "COUNTRY_OF_ISSUE",
                "NOTE",
            }
        ),
    },
)
ENTITY = Shape(
    "ENTITY",
    _COMMON,
    frozenset({"LIST_TYPE", "LAST_DAY_UPDATED"}),
    {"ENTITY_ALIAS": frozenset({"QUALITY", "ALIAS_NAME", "NOTE"}), "ENTITY_ADDRESS": _ADDRESS},
)
SHAPES = {"INDIVIDUALS": INDIVIDUAL, "ENTITIES": ENTITY}


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `place` is absolute ("consolidated.xml#412", counted from 1 through both sections).

    `values` maps NAME and NAME[i]/LEAF to the text with white space collapsed: XPaths that the record answers to.
    `groups` maps a detail group to the prefixes of its occurrences, in order; one that says nothing new is left out.
    `contents` holds what each occurrence of a group says.
    """

    section: str
    place: str
    values: dict[str, str]
    groups: dict[str, list[str]] = field(default_factory=dict)
    contents: dict[str, list[object]] = field(default_factory=dict)

    def get(self, path: str) -> str:
        """Return the text at a path; empty where the record lacks it."""
        return self.values.get(path, "")

    def each(self, group: str) -> list[str]:
        """Return the paths of the occurrences of a group, e.g. ["NATIONALITY[1]/VALUE[1]", …] or ["X[1]", "X[2]"]."""
        return self.groups.get(group, [])


def printed_date(root: etree._Element) -> str:
    """Return the list's own date (YYYY-MM-DD) from `dateGenerated`."""
    return root.get("dateGenerated", "")[:10]


def open_list(files: Files) -> tuple[str, etree._Element]:
    """Return the file's name and root; raises UnreadableSource if it is not a consolidated list."""
    if len(files) != 1:
        raise UnreadableSource(f"expected one file, found {len(files)}", remedy="Give consolidated.xml alone")
    name, data = next(iter(files.items()))
    root = xmlfile.parse(data, name)
    if root.tag != ROOT:
        raise UnreadableSource(f"root element {root.tag!r} instead of {ROOT!r}", where=name, remedy=_REMEDY)
    if set(root.attrib) != {_SCHEMA_LOCATION, "dateGenerated"} or root.xpath("boolean(descendant::*/@*)"):
        raise UnknownInSource("attributes that the schema does not have", where=name, remedy=_REMEDY)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", printed_date(root)):
        raise UnknownInSource("dateGenerated is not a date", where=name, remedy=_REMEDY)
    return name, root


def records(name: str, root: etree._Element, *, interpol: bool) -> Iterator[Record]:
    """Yield every record; `interpol`: the schema has the elements for INTERPOL's links. Raises UnknownInSource."""
    sections = [str(section.tag) for section in root.iterchildren(tag=etree.Element)]
    if sorted(sections) != sorted(SHAPES):
        raise UnknownInSource(f"sections {sections} instead of {sorted(SHAPES)}", where=name, remedy=_REMEDY)
    position = 0
    for section in root.iterchildren(tag=etree.Element):
        shape = SHAPES[str(section.tag)]
        leaves = shape.leaves | _INTERPOL if interpol else shape.leaves
        seen: set[str] = set()
        for element in section.iterchildren(tag=etree.Element):
            position += 1
            yield _record(element, shape, leaves, f"{name}#{position}", seen)
        if gone := (shape.expected() | (_INTERPOL if interpol else frozenset())) - seen:
            where = f"{name} {section.tag}"
            raise UnknownInSource(f"no record has {', '.join(sorted(gone))}", where=where, remedy=_REMEDY)


def _record(element: etree._Element, shape: Shape, leaves: frozenset[str], place: str, seen: set[str]) -> Record:
    if element.tag != shape.tag:
        raise UnknownInSource(f"unknown element {element.tag!r} between the records", where=place, remedy=_REMEDY)
    record = Record(shape.tag, place, {})
    for child in element.iterchildren(tag=etree.Element):
        tag = str(child.tag)
        if tag in leaves:
            _leaf(record, child, tag, tag, seen)
        elif tag in shape.value_groups:
            _value_group(record, child, tag, seen)
        elif tag in shape.detail_groups:
            _detail_group(record, child, tag, shape.detail_groups[tag], seen)
        else:
            raise UnknownInSource(f"unknown element {tag!r}", where=place, remedy=_REMEDY)
    return record


def _value_group(record: Record, element: etree._Element, tag: str, seen: set[str]) -> None:
    if tag in record.groups:
        raise UnknownInSource(f"element {tag!r} occurs twice in one record", where=record.place, remedy=_REMEDY)
    paths = record.groups[tag] = []
    for index, child in enumerate(_children(record, element, tag), start=1):
        if child.tag != "VALUE":
            raise UnknownInSource(f"unknown element '{tag}/{child.tag}'", where=record.place, remedy=_REMEDY)
        path = f"{tag}/VALUE[{index}]"
        _leaf(record, child, path, f"{tag}/VALUE", seen)
        if _says_something_new(record, tag, record.values[path]):
            paths.append(path)


def _detail_group(record: Record, element: etree._Element, tag: str, leaves: frozenset[str], seen: set[str]) -> None:
    paths = record.groups.setdefault(tag, [])
    prefix = f"{tag}[{len(record.contents.get(tag, ())) + 1}]"
    content = []
    for child in _children(record, element, tag):
        if child.tag not in leaves:
            raise UnknownInSource(f"unknown element '{tag}/{child.tag}'", where=record.place, remedy=_REMEDY)
        _leaf(record, child, f"{prefix}/{child.tag}", f"{tag}/{child.tag}", seen)
        content.append((child.tag, record.values[f"{prefix}/{child.tag}"]))
    if _says_something_new(record, tag, content):
        paths.append(prefix)


def _says_something_new(record: Record, tag: str, content: object) -> bool:
    """Return whether no earlier occurrence of a group says the same; raises UnknownInSource where none ever did."""
    held = record.contents.setdefault(tag, [])
    known = content in held
    if known and tag not in TWICE:
        raise UnknownInSource(f"element {tag!r} says the same twice", where=record.place, remedy=_REMEDY)
    held.append(content)
    return not known


def _children(record: Record, element: etree._Element, tag: str) -> Iterator[etree._Element]:
    if element.text and element.text.strip():
        raise UnknownInSource(f"text in {tag!r} beside its elements", where=record.place, remedy=_REMEDY)
    return element.iterchildren(tag=etree.Element)


def _leaf(record: Record, element: etree._Element, path: str, known_as: str, seen: set[str]) -> None:
    if path in record.values:
        raise UnknownInSource(f"element {known_as!r} occurs twice", where=f"{record.place}/{path}", remedy=_REMEDY)
    if len(element):
        raise UnknownInSource(f"elements inside {known_as!r}", where=f"{record.place}/{path}", remedy=_REMEDY)
    seen.add(known_as)
    text = element.text
    record.values[path] = " ".join(text.split()) if text else ""
