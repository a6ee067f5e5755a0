r"""Feeds: Atom (RFC 4287) and JSON Feed 1.1 of any question about gaps or changes, as bytes.

Rules:
- an item's id never changes, so that a reader shows it once: it is made of the feed's name, the target, the governments
  and the listing it is about, never of a date of asking;
- an item says what changed, where it stands in the source, and what it does to the gaps;
- the same items give the same bytes; `updated` is the newest item's, or the feed's own where there is none.

>>> feed = Feed("us-not-gb", "US, not UK", "https://desk.example/feeds/us-not-gb", "2021-12-10T00:00:00Z", ())
>>> b"<entry>" in atom(feed), b'"items": []' in json_feed(feed)
(False, True)
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from lxml import etree

from inconcert.formats.display import safe_text
from inconcert.model.dates import first_day, last_day
from inconcert.model.target import Designation, Gap
from inconcert.model.vocabulary import Status
from inconcert.watch.changes import Change

_ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `id` is unique and lasting, `updated` a moment (RFC 3339, UTC), `text` plain text of several lines."""

    id: str
    title: str
    updated: str
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `name` is its short name, `address` where it is published, `updated` when its editions came."""

    name: str
    title: str
    address: str
    updated: str
    items: tuple[Item, ...]


def gap_items(feed: str, gaps: Iterable[Gap], page: str = "") -> tuple[Item, ...]:
    """Return an item for each gap that is not in force with the lacking government, newest listing first.

    `page` is the address of a target's page without its id.
    """
    found = [_gap_item(feed, gap, page) for gap in gaps if gap.status in (Status.NOT_FOUND, Status.ENDED)]
    return _newest_first(found)


def change_items(feed: str, changes: Iterable[Change], page: str = "") -> tuple[Item, ...]:
    """Return an item for each change, newest edition first."""
    return _newest_first([_change_item(feed, change, page) for change in changes])


def _newest_first(items: Iterable[Item]) -> tuple[Item, ...]:
    unique = {item.id: item for item in items}
    return tuple(sorted(sorted(unique.values(), key=lambda item: item.id), key=lambda item: item.updated, reverse=True))


def _gap_item(feed: str, gap: Gap, page: str) -> Item:
    every = [item for cell in gap.have for item in cell.designations]
    regimes = "+".join(sorted({item.regime for item in every}))
    by = ", ".join(cell.jurisdiction for cell in gap.have)
    since = min((cell.since for cell in gap.have if cell.since), key=lambda date: date.latest, default=None)
    editions = [item.source.edition for item in every if item.source]
    day = f"since {since.value}" if since else "no day known"
    lines = [
        f"Listed by {by} under {regimes or 'a regime that is not stated'}, {day}.",
        f"{gap.lack.jurisdiction}: {gap.status.value.replace('_', ' ')} as of {gap.lack_as_of}: {gap.why}.",
        *(_source_line(item) for item in every),
    ]
    if gap.related:
        lines.append(f"Listed there: {', '.join(item.name for item in gap.related)}.")
    return Item(
        id=f"{feed}/gap/{gap.target.id}/{gap.lack.jurisdiction}/{regimes}",
        title=f"{gap.target.name}: listed by {by}, not found with {gap.lack.jurisdiction}",
        updated=_moment(min(editions, default=gap.have_as_of)),
        text="\n".join(lines),
        address=f"{page}{gap.target.id}" if page else "",
    )


def _source_line(item: Designation) -> str:
    if item.source is None:
        return f"{item.jurisdiction}: {item.why}."
    place = f", {item.source.place}" if item.source.place else ""
    edition = f"{item.source.list_id} of {item.source.edition}"
    return f"{edition}, number {item.official_id}{place} ({item.source.provenance}, sha256 {item.source.sha256})."


def _change_item(feed: str, change: Change, page: str) -> Item:
    lines = [f"{change.list_id}, number {change.official_id}: {change.older or 'no edition before'} to {change.newer}."]
    lines += [f"Was number {', '.join(change.was)}."] if change.was else []
    for item in change.fields:
        lines.append(f"{item.field}: {'; '.join([*('+ ' + v for v in item.added), *('- ' + v for v in item.removed)])}")
    regimes = ", ".join(change.regimes) or "a regime that is not stated"
    return Item(
        id=f"{feed}/change/{change.list_id}/{change.official_id}/{change.kind.value}/{'+'.join(change.regimes)}/{change.newer}",
        title=f"{change.name}: {change.kind.value} ({change.jurisdiction}, {regimes})",
        updated=_moment(change.newer),
        text="\n".join(lines),
        address=f"{page}{change.target}" if page else "",
    )


def _moment(date: str) -> str:
    """Return the end of an edition's last possible day as a moment."""
    return f"{max(first_day(date), last_day(date)).isoformat()}T23:59:59Z"


def atom(feed: Feed) -> bytes:
    """Return the feed as Atom, UTF-8; characters that XML cannot carry, or that turn text, stand by their number."""
    root = etree.fromstring(f'<feed xmlns="{_ATOM}"/>'.encode("ascii"))
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "updated", _updated(feed))
    _add(_add(root, "author"), "name", "inconcert")
    _add(root, "link").attrib.update({"rel": "self", "href": feed.address, "type": "application/atom+xml"})
    for item in feed.items:
        entry = _add(root, "entry")
        _add(entry, "id", tag_of(feed, item))
        _add(entry, "title", item.title)
        _add(entry, "updated", item.updated)
        if item.address:
            _add(entry, "link").attrib.update({"rel": "alternate", "href": item.address})
        _add(entry, "content", item.text).set("type", "text")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def json_feed(feed: Feed) -> bytes:
    """Return the feed as JSON Feed 1.1, UTF-8."""
    items = []
    for item in feed.items:
        plain = {
            "id": tag_of(feed, item),
            "title": item.title,
            "content_text": item.text,
            "date_published": item.updated,
        }
        items.append(plain | ({"url": item.address} if item.address else {}))
    whole = {"version": JSON_FEED, "title": feed.title, "feed_url": feed.address, "items": items}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def tag_of(feed: Feed, item: Item) -> str:
    """Return an item's id as a URI that says nothing about where the feed lies: it stays when the feed moves."""
    name = quote(item.id, safe="/+", errors="backslashreplace")
    return f"urn:inconcert:{feed.name}:{name}"


def _updated(feed: Feed) -> str:
    return max((item.updated for item in feed.items), default=feed.updated)


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text:
        child.text = "\n".join(safe_text(line) for line in text.split("\n"))
    return child


def is_moment(text: str) -> bool:
    """Return whether a text is a moment as Atom wants it (RFC 3339)."""
    try:
        return dt.datetime.fromisoformat(text.replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False
