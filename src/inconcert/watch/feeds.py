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
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from lxml import etree

from inconcert.formats.display import safe_text
from inconcert.gaps.clocks import Renewal
from inconcert.model.dates import EventDate, first_day, last_day
from inconcert.model.target import Designation, Gap
from inconcert.model.vocabulary import Status
from inconcert.watch.actions import FoundAction
from inconcert.watch.changes import Change, ChangeKind

_ATOM = "http://www.w3.org/2005/Atom"
SPAN = ".."
"""Between the two editions in which the id of a change ends."""
JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `id` is unique and lasting, `updated` a moment (RFC 3339, UTC), `text` plain text of several lines.

    `targets` are the ids it is about; `former` the ids it would have had under other ids of its target.
    """

    id: str
    title: str
    updated: str
    text: str
    address: str = ""
    targets: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `name` is its short name, `address` where it is published, `updated` when its editions came.

    `page` is the page that says the same for people.
    """

    name: str
    title: str
    address: str
    updated: str
    items: tuple[Item, ...]
    page: str = ""


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
    by = ", ".join(_named(cell.jurisdiction) for cell in gap.have)
    since = min((cell.since for cell in gap.have if cell.since), key=lambda date: date.latest, default=None)
    editions = [item.source.edition for item in every if item.source]
    day = f"since {_day(since)}" if since else "no day known"
    lines = [
        f"Listed by {by} under {regimes or 'a regime that is not stated'}, {day}.",
        f"{_named(gap.lack.jurisdiction)}: {gap.status.value.replace('_', ' ')} as of {gap.lack_as_of}: {gap.why}.",
        *(_source_line(item) for item in every),
    ]
    if gap.related:
        lines.append(f"Listed there: {', '.join(item.name for item in gap.related)}.")
    if gap.waiting:
        names = ", ".join(f"{item.name} ({item.target_id})" for item in gap.waiting)
        lines.append(f"Unsure: may be listed there as {names}; nobody has judged the pair.")
    ids = [f"{feed}/gap/{target}/{gap.lack.jurisdiction}/{regimes}" for target in (gap.target.id, *gap.target.ids)]
    return Item(
        id=ids[0],
        title=f"{gap.target.name}: listed by {by}, not found with {_named(gap.lack.jurisdiction)}",
        updated=moment_of(min(editions, default=gap.have_as_of)),
        text="\n".join(lines),
        address=f"{page}{gap.target.id}" if page else "",
        targets=(gap.target.id,),
        former=tuple(ids[1:]),
    )


def _named(code: str) -> str:
    return "UK" if code == "gb" else "Canada" if code == "ca" else "Australia" if code == "au" else code.upper()


def _day(date: EventDate) -> str:
    start, between, end = date.value.partition("/")
    if not between:
        return start
    return f"a day between {start} and {end}" if start else f"a day up to {end}"


def _source_line(item: Designation) -> str:
    if item.source is None:
        return f"{_named(item.jurisdiction)}: {item.why}."
    place = f", {item.source.place}" if item.source.place else ""
    edition = f"{item.source.list_id} of {item.source.edition}"
    return f"{edition}, number {item.official_id}{place} ({item.source.provenance}, sha256 {item.source.sha256})."


def _change_item(feed: str, change: Change, page: str) -> Item:
    place = next((item.place for item in change.entry.listings if item.place), "") if change.entry else ""
    where = f"{change.list_id}, number {change.official_id}" + (f", place {place}" if place else "")
    lines = [f"{where}: {change.older or 'no edition before'} to {change.newer}."]
    lines.append(f"Dated {_day(change.when)} ({change.when.kind.value.replace('_', ' ')}).")
    lines += [f"Was number {', '.join(change.was)}."] if change.was else []
    for item in change.fields:
        lines.append(f"{item.field}: {'; '.join([*('+ ' + v for v in item.added), *('- ' + v for v in item.removed)])}")
    regimes = ", ".join(change.regimes) or "a regime that is not stated"
    said = hashlib.sha256(repr(change.fields).encode("utf-8", "backslashreplace")).hexdigest()[:12]
    key = (feed, "change", change.list_id, change.official_id, change.kind.value, "+".join(change.regimes), said)
    return Item(
        id="/".join(part.replace("/", "-").replace(SPAN, "-") for part in key) + f"/{change.older}{SPAN}{change.newer}",
        title=f"{change.name}: {KINDS[change.kind]} ({_named(change.jurisdiction)}, {regimes})",
        updated=moment_of(change.newer),
        text="\n".join(lines),
        address=f"{page}{change.target}" if page else "",
        targets=(change.target,),
    )


def action_item(feed: str, action: FoundAction) -> Item:
    """Return an item for what one government did on one day under one regime."""
    names = [f"{member.name} ({member.list_id} {member.official_id})" for member in action.members]
    when = action.when
    title = action.curated.title if action.curated else f"{len(action.members)} listed under {action.regime}"
    what = f"{_named(action.jurisdiction)}, {_day(when)}: {len(names)} listed together"
    return Item(
        id=f"{feed}/action/{action.jurisdiction}/{action.regime}/{_days(action)}",
        title=f"{_named(action.jurisdiction)}: {title}",
        updated=f"{when.latest.isoformat()}T23:59:59Z",
        text="\n".join([f"{what} under {action.regime or 'a regime that is not stated'}.", *names]),
        targets=tuple(dict.fromkeys(member.target for member in action.members)),
    )


def _days(action: FoundAction) -> str:
    """Return the days between which an action lies, as the end of an id; a day ends after it begins."""
    return f"{action.when.earliest.isoformat()}{SPAN}{action.when.latest.isoformat()}T"


def renewal_item(feed: str, renewal: Renewal, name: str, page: str = "") -> Item:
    """Return an item for a listing that ends or is reviewed on a day; `name` is its target's."""
    listing, due = renewal.listing, renewal.runs_out
    sources = ", ".join(due.statement.sources) or "not recorded"
    return Item(
        id=f"{feed}/renewal/{listing.target}/{listing.jurisdiction}/{listing.regime}/{due.kind}/{due.due}",
        title=f"{name}: {_DUE.get(due.kind, due.kind)} {due.due} ({_named(listing.jurisdiction)}, {listing.regime})",
        updated=f"{listing.listed_on}T23:59:59Z",
        text=f"Listed on {listing.listed_on}. {due.statement.text} Source of the rule: {sources}.",
        address=f"{page}{listing.target}" if page else "",
        targets=(listing.target,),
    )


_DUE = {
    "anniversary": "ends unless it is continued by",
    "review": "is reviewed by",
    "framework": "ends with its framework on",
}

KINDS = {
    ChangeKind.ADDED: "listed",
    ChangeKind.SHOWN: "first shown, dated before the edition that lacks it",
    ChangeKind.REMOVED: "removed",
    ChangeKind.VARIED: "varied",
    ChangeKind.MOVED: "moved to another regime",
    ChangeKind.RENUMBERED: "official number changed",
    ChangeKind.MERGED: "official numbers merged",
    ChangeKind.SPLIT: "a further official number",
}
"""Each kind of change as a clause."""


def moment_of(date: str) -> str:
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
    if feed.page:
        _add(root, "link").attrib.update({"rel": "alternate", "href": feed.page})
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
    whole: dict[str, object] = {"version": JSON_FEED, "title": feed.title, "feed_url": feed.address}
    whole |= ({"home_page_url": feed.page} if feed.page else {}) | {"items": items}
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
