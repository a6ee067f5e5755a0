"""A query for gaps as a feed: Atom (RFC 4287) or JSON Feed 1.1, newest listing first, no address of a reader kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from lxml import etree

from inconcert.verbs.explore import Explored, Line, key_of
from inconcert.web.asking import Asking
from inconcert.web.saying import sentence

ITEMS_MAX = 100
ATOM = "http://www.w3.org/2005/Atom"


def feed(asking: Asking, found: Explored, today: dt.date) -> tuple[bytes, str]:
    """Return the newest gaps of a query and their media type, in the form that the address asks for."""
    lines = sorted(found.lines, key=lambda line: key_of(line, "newest"))[:ITEMS_MAX]
    base = str(asking.request.base_url).rstrip("/")
    title = "inconcert: " + ", ".join(found.question.have) + " → " + ", ".join(found.question.lack)
    if asking.form == "feed":
        return _json(asking, lines, base, title), "application/feed+json"
    return _atom(asking, lines, base, title, today), "application/atom+xml"


def _json(asking: Asking, lines: list[Line], base: str, title: str) -> bytes:
    items = [
        {
            "id": _id(line),
            "url": base + asking.href(f"/targets/{line.gap.target.id}"),
            "title": line.gap.target.name,
            "content_text": sentence(asking.language, line.gap),
            "date_published": _moment(line),
        }
        for line in lines
    ]
    plain = {"version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": base + asking.here()}
    return json.dumps(plain | {"items": items}, ensure_ascii=False, indent=1).encode("utf-8")


def _atom(asking: Asking, lines: list[Line], base: str, title: str, today: dt.date) -> bytes:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    newest = max([_moment(line) for line in lines], default=f"{today.isoformat()}T00:00:00Z")
    for name, text in (("id", base + asking.here()), ("title", title), ("updated", newest)):
        etree.SubElement(root, f"{{{ATOM}}}{name}").text = text
    author = etree.SubElement(root, f"{{{ATOM}}}author")
    etree.SubElement(author, f"{{{ATOM}}}name").text = "inconcert"
    etree.SubElement(root, f"{{{ATOM}}}link", rel="alternate", href=base + asking.here())
    for line in lines:
        entry = etree.SubElement(root, f"{{{ATOM}}}entry")
        for name, text in _texts(asking, line):
            etree.SubElement(entry, f"{{{ATOM}}}{name}").text = text
        etree.SubElement(entry, f"{{{ATOM}}}link", href=base + asking.href(f"/targets/{line.gap.target.id}"))
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _texts(asking: Asking, line: Line) -> Iterator[tuple[str, str]]:
    yield "id", _id(line)
    yield "title", "".join(letter for letter in line.gap.target.name if letter.isprintable())
    yield "updated", _moment(line)
    yield "summary", sentence(asking.language, line.gap)


def _id(line: Line) -> str:
    return f"urn:inconcert:gap:{line.gap.target.id}:{line.gap.lack.jurisdiction}"


def _moment(line: Line) -> str:
    days = [cell.since.latest for cell in line.gap.have if cell.since]
    return f"{max(days, default=dt.date(1970, 1, 1)).isoformat()}T00:00:00Z"
