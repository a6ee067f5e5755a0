"""An Office file judged by its parts before any program opens it. For the confined child only.

Refused: a template, picture or object fetched from elsewhere; macros; a DTD in any part; embedded objects; ActiveX;
fields that fetch or run (DDE, INCLUDETEXT …); links to other workbooks; whatever is not a sound archive of XML and
pictures. Links a reader would click on are let through: what is made of the file is pixels.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from inconcert.formats import archive, xmlfile
from inconcert.model.errors import UnreadableSource

_MACROS = re.compile(r"(?i)vbaproject\.bin|vbadata\.xml|\A(?:basic|scripts)/|\.(?:py|js|bsh|xba|xlb)\Z|macrosheets/")
_OBJECTS = re.compile(r"(?i)/embeddings/|oleobject|\AObject ?\d+|\AObjectReplacements/")
_ACTIVE = re.compile(r"(?i)activex")
_OUTSIDE = re.compile(r"(?i)/externalLinks/|/connections\.xml|/queryTables/|/webextensions/|customUI")
_FIELDS = re.compile(r"(?i)\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|MACROBUTTON|AUTOTEXT)\b")
_MACRO_TYPES = ("macroenabled", "vbaproject", "activex", "oleobject")
_PARTS = (".xml", ".rels", ".rdf")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ODF_OUTSIDE = ("draw:image", "draw:object", "draw:plugin", "draw:applet", "draw:floating-frame", "text:section-source",
                "dde-connection-decl", "dde-source", "table:cell-range-source", "event-listener")  # fmt: skip


def look(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Return the parts of an Office file that may be opened; raises UnreadableSource with what is wrong with it."""
    parts = archive.members(data, name)
    for part in parts:
        _judge_name(part, name)
    for part, content in parts.items():
        if part.lower().endswith(_PARTS):
            _judge_part(part, xmlfile.parse(content, f"{name} {part}"), name)
        elif content.lstrip()[:5].lower() in (b"<?xml", b"<!doc"):
            raise UnreadableSource("XML under a name that hides it", where=f"{name} {part}")
    return {"answer": "look", "pages": 0, "found": _beside(parts)}, b""


def _judge_name(part: str, name: str) -> None:
    for pattern, what in (
        (_MACROS, "a macro"),
        (_OBJECTS, "an embedded object"),
        (_ACTIVE, "an ActiveX control"),
        (_OUTSIDE, "a link to data elsewhere"),
    ):
        if pattern.search(part):
            raise UnreadableSource(f"it holds {what}", where=f"{name} {part}")


def _judge_part(part: str, root: etree._Element, name: str) -> None:
    where = f"{name} {part}"
    if part.endswith(".rels"):
        _judge_relations(root, where)
    elif part == "[Content_Types].xml":
        types = " ".join(str(item.get("ContentType", "")) for item in root).lower()
        if any(word in types for word in _MACRO_TYPES):
            raise UnreadableSource("it holds a macro or an active object", where=where)
    _judge_fields(root, where)
    _judge_links(root, where)


def _judge_relations(root: etree._Element, where: str) -> None:
    for item in root:
        kind = str(item.get("Type", "")).rpartition("/")[2]
        if item.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
            raise UnreadableSource(f"it fetches from elsewhere ({kind})", where=where)
        if kind.lower() in ("oleobject", "package", "control", "activexcontrolbinary", "vbaproject"):
            raise UnreadableSource("it holds an embedded object", where=where)


def _judge_fields(root: etree._Element, where: str) -> None:
    """Refuse fields that fetch or run, also where their code is spread over several runs."""
    spread = "".join(str(item.text or "") for item in root.iter(f"{_WORD}instrText"))
    simple = " ".join(str(item.get(f"{_WORD}instr", "")) for item in root.iter(f"{_WORD}fldSimple"))
    if found := _FIELDS.search(f"{spread} {simple}"):
        raise UnreadableSource(f"a field that fetches or runs ({found[1].upper()})", where=where)
    for item in root.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}f"):
        if re.search(r"(?i)\b(WEBSERVICE|DDE|CALL|REGISTER\.ID)\b|\|", str(item.text or "")):
            raise UnreadableSource("a formula that fetches or runs", where=where)


def _judge_links(root: etree._Element, where: str) -> None:
    for item in root.iter("{*}*"):
        tag = f"{item.prefix}:{etree.QName(item).localname}"
        address = str(item.get(_HREF, ""))
        if tag.endswith(_ODF_OUTSIDE) and (":" in address.partition("/")[0] or address.startswith(("/", "..", "\\"))):
            raise UnreadableSource("it fetches from elsewhere", where=where)
        if etree.QName(item).localname in ("dde-connection-decl", "dde-source", "applet", "plugin", "event-listener"):
            raise UnreadableSource("a part that fetches or runs", where=where)


def _beside(parts: dict[str, bytes]) -> list[str]:
    """Return what an Office file carries beside its text: none of it goes into pixels."""
    found = set()
    for part, content in parts.items():
        if part.startswith(("docProps/", "meta.xml")):
            found.add("metadata")
        if part.lower().startswith(("customxml/", "word/customxml")):
            found.add("custom XML")
        if "comments" in part.lower():
            found.add("comments")
        if part.lower().startswith(("thumbnails/", "docprops/thumbnail")):
            found.add("thumbnails")
        if any(mark in content for mark in (b"<w:ins ", b"<w:del ", b"<text:tracked-changes")):
            found.add("tracked changes")
    return sorted(found)
