"""The shape of SECO's XML as its own sample shows it, and nothing more: a real list will hold what is not here.

Every element and attribute must be known; those marked optional may be absent from one record, but every one must
occur somewhere in the file. What repeats is told apart by its number (`ssid`), its language, or its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from inconcert.model.errors import UnknownInSource

ROOT = "swiss-sanctions-list"
_REMEDY = "This reader knows SECO's sample only: teach it the list before accepting an edition"


@dataclass(frozen=True, slots=True)
class Shape:
    """What one element may hold: attributes, children that occur once, children that repeat and by which key.

    The key of a repeated child is an attribute's name, or "" for its text.
    """

    attributes: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()
    repeated: tuple[tuple[str, str], ...] = ()
    optional: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BODY = (("identity", "ssid"),)
SHAPES = {
    ROOT: Shape(_words("list-type date"), repeated=(("sanctions-program", ""), ("target", "ssid"))),
    "sanctions-program": Shape(
        _words("ssid version-date"),
        once=_words("origin"),
        repeated=(("program-key", "lang"), ("program-name", "lang"), ("sanctions-set", "lang")),
    ),
    "program-key": Shape(_words("lang")),
    "program-name": Shape(_words("lang")),
    "sanctions-set": Shape(_words("ssid lang")),
    "origin": Shape(),
    "target": Shape(
        _words("ssid"),
        once=_words("individual entity modification"),
        repeated=(("sanctions-set-id", ""),),
        optional=_words("individual entity"),
    ),
    "sanctions-set-id": Shape(),
    "individual": Shape(_words("sex"), repeated=_BODY, optional=_words("sex")),
    "entity": Shape(repeated=_BODY),
    "identity": Shape(
        _words("ssid main"),
        repeated=(("name", "ssid"), ("nationality", "ssid"), ("day-month-year", "ssid")),
        optional=_words("nationality day-month-year"),
    ),
    "name": Shape(_words("ssid name-type quality lang"), repeated=(("name-part", "order"),)),
    "name-part": Shape(_words("order name-part-type"), once=_words("value")),
    "value": Shape(),
    "nationality": Shape(_words("ssid"), once=_words("country")),
    "country": Shape(_words("iso-code")),
    "day-month-year": Shape(_words("ssid day month year calendar quality")),
    "modification": Shape(_words("modification-type")),
}
NOT_IN_EVERY_FILE = frozenset({"entity"})
"""Named by public descriptions and absent from the sample."""


def check(root: etree._Element, name: str) -> None:
    """Raise UnknownInSource for any element or attribute that the sample does not have, or that occurs twice."""
    seen: set[str] = set()
    for element in root.iter(etree.Element):
        _check_element(element, f"{name} line {element.sourceline}", seen)
    expected = set(SHAPES) | {f"@{word}" for shape in SHAPES.values() for word in shape.attributes}
    if gone := expected - seen - NOT_IN_EVERY_FILE:
        raise UnknownInSource(f"nowhere in the file: {', '.join(sorted(gone))}", where=name, remedy=_REMEDY)


def _check_element(element: etree._Element, where: str, seen: set[str]) -> None:
    tag = str(element.tag)
    shape = SHAPES.get(tag)
    if shape is None:
        raise UnknownInSource(f"unknown element {tag!r}", where=where, remedy=_REMEDY)
    names = {str(word) for word in element.attrib}
    if unknown := names - shape.attributes:
        raise UnknownInSource(f"unknown attributes {sorted(unknown)} of {tag!r}", where=where, remedy=_REMEDY)
    if missing := shape.attributes - shape.optional - names:
        raise UnknownInSource(f"{tag!r} lacks {sorted(missing)}", where=where, remedy=_REMEDY)
    seen.add(tag)
    seen.update(f"@{word}" for word in names)
    _check_children(element, shape, where)


def _check_children(element: etree._Element, shape: Shape, where: str) -> None:
    children = list(element.iterchildren(tag=etree.Element))
    tags = {str(child.tag) for child in children}
    allowed = shape.once | {tag for tag, _ in shape.repeated}
    if unknown := tags - allowed:
        raise UnknownInSource(f"{sorted(unknown)} in {element.tag!r}", where=where, remedy=_REMEDY)
    if missing := allowed - shape.optional - tags:
        raise UnknownInSource(f"{element.tag!r} lacks {sorted(missing)}", where=where, remedy=_REMEDY)
    keys = list(_keys(children, shape))
    for key in keys:
        if keys.count(key) > 1:
            raise UnknownInSource(f"{key[0]!r} occurs twice in {element.tag!r}", where=where, remedy=_REMEDY)


def _keys(children: list[etree._Element], shape: Shape) -> Iterator[tuple[str, str]]:
    by = dict(shape.repeated)
    for child in children:
        tag = str(child.tag)
        attribute = by.get(tag)
        if attribute is None:
            yield tag, ""
        elif attribute:
            yield tag, child.get(attribute, "")
        else:
            yield tag, "".join(map(str, child.itertext()))
