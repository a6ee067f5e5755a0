"""A subscription's feed as files: Atom and JSON Feed, each alert once, the newest first; whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inconcert.model.codec import from_json
from inconcert.model.errors import UserError
from inconcert.model.subscription import Kept
from inconcert.store import alerts as kept_alerts
from inconcert.verbs.alert_words import question_words
from inconcert.verbs.house import House
from inconcert.watch.feeds import Feed, Item, atom, json_feed

ITEMS_MAX = 500
"""So many of the newest alerts stand in a feed; all of them stay in the home."""


def feed_of(house: House, kept: Kept, address: str = "") -> Feed:
    """Return a subscription's feed; an alert is dated by when it was first told here; its text says when it was."""
    held = kept_alerts.alerts(house.store, house.viewer, kept.number, ITEMS_MAX)
    items = tuple(replace(from_json(Item, item.payload), updated=item.at) for item in held)
    name = kept.subscription.name
    return Feed(name, question_words(kept.subscription), address or f"urn:inconcert:feed:{name}", kept.at, items)


def write_feed(folder: Path, feed: Feed) -> None:
    """Write NAME.atom and NAME.json, each under its name only when it is whole; UserError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for form, data in (("atom", atom(feed)), ("json", json_feed(feed))):
            fresh = folder / f"{feed.name}.{form}.part"
            fresh.write_bytes(data)
            fresh.replace(folder / f"{feed.name}.{form}")
    except OSError as error:
        raise UserError(f"the feed cannot be written: {error.strerror}", where=str(folder)) from error
