"""What a message of alerts says: the same words as mail, as HTML, and as JSON; also when there is nothing to tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from inconcert.jurisdictions import regimes
from inconcert.model.codec import json_of
from inconcert.model.subscription import Subscription, Topic
from inconcert.store.editions import editions
from inconcert.typeset.render import rendered
from inconcert.typeset.tree import Block, Document, Heading, Items, Paragraph, Table, plain
from inconcert.verbs.house import House
from inconcert.verbs.shapes import NOTE, is_stale
from inconcert.verbs.words import government, long_day, spelt
from inconcert.watch.feeds import Item

ABOUT = {
    Topic.GAPS: "listed by some, not found with others",
    Topic.DESIGNATIONS: "new designations",
    Topic.CHANGES: "changes on the lists",
    Topic.ACTIONS: "actions of governments",
    Topic.RENEWALS: "listings and frameworks that run out",
    Topic.ASKS: "asks met, or open again",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one message tells: its id, the alerts in it, and the moment since which it tells (the last message)."""

    message: str
    items: tuple[Item, ...]
    since: str
    at: str


Lists = tuple[tuple[str, str, str, str, str, bool], ...]
"""List, government, edition, provenance, SHA-256, whether it is older than 30 days."""


def lists_of(house: House) -> Lists:
    """Return the newest edition of each list at hand: without them "nothing new" would say nothing."""
    held = editions(house.store, house.viewer)
    found = []
    for item in regimes.publications():
        mine = [edition for edition in held if edition.list_id == item.list_id]
        if mine:
            one = max(mine, key=lambda edition: edition.date)
            stale = is_stale(one.date, house.today)
            found.append((one.list_id, item.jurisdiction, one.date, one.provenance.value, one.sha256, stale))
    return tuple(found)


def subject_of(subscription: Subscription, told: Told) -> str:
    """Return the subject of a mail: how many alerts, of which subscription."""
    number = len(told.items)
    word = "nothing new" if not number else f"{number} alert{'s' if number > 1 else ''}"
    return f"inconcert {subscription.name}: {word}"


def document_of(subscription: Subscription, told: Told, lists: Lists) -> Document:
    """Return a message as a document."""
    return Document(subject_of(subscription, told), "en", told.at[:10], tuple(_blocks(subscription, told, lists)))


def _blocks(subscription: Subscription, told: Told, lists: Lists) -> Iterable[Block]:
    yield Paragraph(plain(f"{question_words(subscription)}. Told on {_moment(told.at)}, for what is new since "
                          f"{_moment(told.since)}."))  # fmt: skip
    stale = [item for item in lists if item[5]]
    if stale:
        names = ", ".join(f"{name} ({spelt(date)})" for name, _, date, _, _, _ in stale)
        yield Paragraph(plain(f"Older than 30 days, and so silent about what is new: {names}."), "warning")
    if not told.items:
        yield Paragraph(plain("There is nothing new to tell."))
    for item in told.items:
        yield Heading(item.title, 2)
        yield Items(tuple(plain(line) for line in item.text.split("\n") if line))
        if item.address:
            yield Paragraph(plain(item.address), "small")
    yield Heading("What this rests on")
    rows = tuple(
        (plain(name), plain(government(where)), plain(spelt(date)), plain(how), plain(sha))
        for name, where, date, how, sha, _ in lists
    )
    yield Table(
        "Newest edition of each list at hand", ("List", "Government", "Edition", "How it came", "SHA-256"), rows
    )
    yield Paragraph(plain(NOTE), "small")
    yield Paragraph(plain(f"Message {told.message}. One that comes twice carries the same number."), "small")


def question_words(subscription: Subscription) -> str:
    """Return what a subscription asks, in a sentence without its full stop."""
    wanted, words = subscription.wanted, [ABOUT[subscription.topic]]
    if wanted.have:
        words.append(f"listed by {_named(wanted.have)}")
    if wanted.lack:
        words.append(f"not with {_named(wanted.lack)}")
    for name, value in (("regime", wanted.regime), ("country", wanted.country), ("kind", wanted.kind),
                        ("situation", wanted.situation), ("letter", wanted.letter)):  # fmt: skip
        words += [f"{name} {value}"] if value else []
    words += [f"within {wanted.within_days} days"] if subscription.topic is Topic.RENEWALS else []
    return f"{subscription.name}: {', '.join(words)}"


def _named(codes: Sequence[str]) -> str:
    return ", ".join(government(code) for code in codes)


def _moment(text: str) -> str:
    return f"{long_day(text[:10])}, {text[11:16]} UTC"


def mail_payload(subscription: Subscription, told: Told, lists: Lists, to: str) -> str:
    """Return receiver, subject, text and HTML of a mail as JSON, as they are kept until it is sent."""
    files = rendered(document_of(subscription, told, lists), ("txt", "html"))
    return json_of(
        {
            "to": to,
            "subject": subject_of(subscription, told),
            "text": files["txt"].decode("utf-8"),
            "html": files["html"].decode("utf-8"),
        }
    )


def webhook_payload(subscription: Subscription, told: Told, lists: Lists) -> str:
    """Return the body of a webhook: what was asked, each alert with its own lasting id, and the editions."""
    return json_of(
        {
            "type": "inconcert.alerts",
            "id": told.message,
            "timestamp": told.at,
            "since": told.since,
            "subscription": {"name": subscription.name, "about": subscription.topic.value},
            "alerts": [item_shape(item) for item in told.items],
            "editions": [
                {"list": name, "jurisdiction": where, "date": date, "provenance": how, "sha256": sha, "stale": stale}
                for name, where, date, how, sha, stale in lists
            ],
            "note": NOTE,
        }
    )


def item_shape(item: Item) -> dict[str, Any]:
    """Return an alert as JSON shows it."""
    shape: dict[str, Any] = {"id": item.id, "title": item.title, "date": item.updated, "text": item.text,
                             "targets": list(item.targets)}  # fmt: skip
    return shape | ({"url": item.address} if item.address else {})


def made_at(moment: str) -> dt.datetime:
    """Return a moment of the store as a time."""
    return dt.datetime.fromisoformat(moment.replace("Z", "+00:00"))
