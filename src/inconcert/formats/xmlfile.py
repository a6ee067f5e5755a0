"""XML to elements, without DTD, entities, network or endless depth.

What is refused before a tree is built: a DTD (and with it every entity), XInclude, an encoding that hides either,
a page instead of the list, more "<" and "=" than `limits.xml_marks_max` (so the tree cannot outgrow the memory),
and, by libxml2 itself, 256 levels of depth and 10 MB of one text. After it: more than `limits.xml_depth_max` levels.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterator

from lxml import etree

from inconcert.formats import limits
from inconcert.formats.firstlook import refuse_other_kinds
from inconcert.model.errors import LimitExceeded, UnreadableSource

_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_ENCODINGS = ("utf-8", "us-ascii", "ascii", "iso-8859-1", "windows-1252")
_FORBIDDEN = (
    (b"<!DOCTYPE", "it declares a DTD"),
    (b"<!ENTITY", "it declares an entity"),
    (b"<!ELEMENT", "it declares a DTD"),
    (b"http://www.w3.org/2001/XInclude", "it includes other files (XInclude)"),
)
_TOO_DEEP = "boolean(" + "/*" * (limits.xml_depth_max + 1) + ")"
_BEYOND_LIBXML2 = ("Excessive depth", "too long", "huge", "Huge", "too big", "size limit", "amplification")


def parse(data: bytes, name: str) -> etree._Element:
    """Return the root element of an XML file; `name` is the file's name for messages.

    Raises UnreadableSource for what is not well-formed or declares a DTD, LimitExceeded beyond `formats.limits`.
    """
    refuse_hostile(data, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise translated(error, name) from error
    if root.xpath(_TOO_DEEP):
        raise LimitExceeded(f"more than {limits.xml_depth_max} levels of elements", where=name)
    return root


def records(data: bytes, name: str, *tags: str) -> Iterator[etree._Element]:
    """Yield each element of one of `tags` ("{namespace}local") when it is complete; it is emptied before the next.

    Needs memory for one record instead of the whole tree; `element.sourceline` is its line. Raises as `parse` does,
    but after the records before the fault were given, so nothing may be kept before the last.
    """
    refuse_hostile(data, name)
    events = etree.iterparse(
        io.BytesIO(data), events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _, element in events:
            above = sum(1 for _ in element.iterancestors()) + 1
            if above > limits.xml_depth_max or _deeper_than(limits.xml_depth_max - above)(element):
                raise LimitExceeded(f"more than {limits.xml_depth_max} levels of elements", where=name)
            yield element
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise translated(error, name) from error


def refuse_hostile(data: bytes, name: str) -> None:
    """Raise UnreadableSource or LimitExceeded for what no parser should be shown."""
    refuse_other_kinds(data, name, "XML")
    declared = _DECLARED.match(data[:1000])
    if declared and declared[1].decode("latin-1").lower() not in _ENCODINGS:
        raise UnreadableSource(f"an encoding no list uses: {declared[1][:40].decode('latin-1')}", where=name)
    if b"\0" in data:
        raise UnreadableSource("a NUL byte: not XML in UTF-8", where=f"{name} byte {data.index(0)}")
    for mark, what in _FORBIDDEN:
        if mark in data:
            line = data.count(b"\n", 0, data.index(mark)) + 1
            raise UnreadableSource(what, where=f"{name} line {line}", remedy="No official list does; do not accept it")
    if data.count(b"<") + data.count(b"=") > limits.xml_marks_max:
        raise LimitExceeded(f"more than {limits.xml_marks_max} elements and attributes", where=name)


def translated(error: etree.XMLSyntaxError, name: str) -> LimitExceeded | UnreadableSource:
    """Return our error for lxml's, with the line it names."""
    message = str(error.msg).partition(", line ")[0]
    where = f"{name} line {error.lineno}"
    if any(word in message for word in _BEYOND_LIBXML2):
        return LimitExceeded(f"larger or deeper than any list: {message}", where=where)
    return UnreadableSource(f"not well-formed XML, or cut off: {message}", where=where)


@functools.cache
def _deeper_than(levels: int) -> etree.XPath:
    """Return the test of whether an element holds more than so many levels of elements."""
    return etree.XPath("boolean(" + "/".join("*" * (levels + 1)) + ")")
