"""The enhanced XML section by section and record by record, so that the largest file needs memory for one record.

What is enforced before a record is given: the namespace of every element; no comment, instruction or text between
elements; nothing beside the four sections, each once and in order; every record a child of `entities`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inconcert.formats import xmlfile
from inconcert.jurisdictions.us import enhanced_shape
from inconcert.jurisdictions.us.shapes import Checker

SECTIONS = ("publicationInfo", "referenceValues", "featureTypes", "entities")
RECORD = "entity"
_STRANGE = {
    "an element of another namespace": f"descendant-or-self::*[namespace-uri() != '{enhanced_shape.NAMESPACE}']",
    "a comment": ".//comment()",
    "an instruction": ".//processing-instruction()",
    "text between elements": ".//text()[normalize-space() and ../*]",
}


class Parts:
    """The parts of one file: each section but `entities`, then each record; what may not be there is refused."""

    def __init__(self, data: bytes, check: Checker) -> None:
        self._data = data
        self._check = check
        self._is_strange = etree.XPath(f"boolean({' | '.join(_STRANGE.values())})")
        self._seen: list[str] = []
        self._last: dict[str, etree._Element] = {}

    def __iter__(self) -> Iterator[tuple[str, etree._Element]]:
        """Yield (name, element); raises UnknownInSource, after all else was given, for what stands where it may not."""
        prefix, root = self._check.prefix, None
        for element in xmlfile.records(self._data, self._check.file_name, *(prefix + name for name in _NAMES)):
            name = str(element.tag)[len(prefix) :]
            parent = self._parent(element, name)
            self._follows(element, name, parent)
            if name == SECTIONS[-1]:
                self._closed(element, RECORD, name)
                self._last.pop(RECORD, None)
                root = parent
            else:
                self._plain(element, name)
                yield name, element
        if root is None or tuple(self._seen) != SECTIONS:
            raise self._check.unknown(f"sections {self._seen}, not {list(SECTIONS)}", "sanctionsData")
        self._closed(root, "section", "sanctionsData")
        if root.getprevious() is not None or root.getnext() is not None:
            raise self._check.unknown("a comment or an instruction", "sanctionsData")

    def _parent(self, element: etree._Element, name: str) -> etree._Element:
        """Return the element that holds this one: `entities` for a record, the root for a section."""
        parent = element.getparent()
        above = "sanctionsData" if name != RECORD else SECTIONS[-1]
        if parent is None or parent.tag != self._check.prefix + above:
            raise self._check.unknown(f"{name} outside {above}", name)
        if name != RECORD and (parent.getparent() is not None or list(parent.attrib) != [_LOCATION]):
            raise self._check.unknown(f"sanctionsData is not the root, or has {list(parent.attrib)}", "sanctionsData")
        return parent

    def _follows(self, element: etree._Element, name: str, parent: etree._Element) -> None:
        """Refuse an element before which something stands that was never seen."""
        place = RECORD if name == RECORD else "section"
        before = self._last.get(place)
        if element.getprevious() is not before or _text(parent.text if before is None else before.tail):
            raise self._check.unknown("something stands before it that is not known here", name)
        self._last[place] = element
        if name != RECORD:
            self._seen.append(name)

    def _closed(self, element: etree._Element, place: str, where: str) -> None:
        """Refuse an element that ends with something after what was seen last in it."""
        last = self._last.get(place)
        if list(element)[-1:] != ([] if last is None else [last]) or _text(element.text if last is None else last.tail):
            raise self._check.unknown("something stands at its end that is not known here", where)

    def _plain(self, element: etree._Element, where: str) -> None:
        if self._is_strange(element):
            found = [what for what, path in _STRANGE.items() if element.xpath(path)]
            raise self._check.unknown(", ".join(found), f"{where} {element.get('id', '')}".strip())


_NAMES = (*SECTIONS, RECORD)
_LOCATION = enhanced_shape.SCHEMA_LOCATION


def _text(printed: str | None) -> bool:
    return bool(printed and printed.strip())
