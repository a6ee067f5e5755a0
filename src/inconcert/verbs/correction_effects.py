"""What a correction means for what has left the house: letters and asks that named the target, messages to partners.

Rules
- Letters and asks are those that the viewer may read; the public letters are for all.
- A notice is due to every party that was sent a message naming the target, until a correction that touches that
  message went to it. It is prepared here and published by a person (`publish_notices`), never by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from inconcert.exchange.desk import Desk
from inconcert.exchange.envelope import content_of
from inconcert.exchange.ledger import Row
from inconcert.model.ask import Ask
from inconcert.model.codec import json_of, to_plain
from inconcert.model.correction import Correction, State
from inconcert.model.errors import RefusedByCheck
from inconcert.model.messages import Draft, Held, Message, MessageKind, Pap, Place, Tlp
from inconcert.model.rights import Owner, Right, holds, may
from inconcert.store.asks import asks
from inconcert.verbs.exchange import desk_of
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.letter_status import outcome

_text_types = ("text/", "application/json")
_strict = {Tlp.CLEAR: 0, Tlp.GREEN: 1, Tlp.AMBER: 2, Tlp.AMBER_STRICT: 3, Tlp.RED: 4}


@dataclass(frozen=True, slots=True)
class Named:
    """An ask that named the target: its letter, to whom, when it was asked, and where it stands."""

    letter: str
    ask: str
    to: str
    asked_on: str
    name: str
    stands: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction notice that is due to one party, about our messages that named the target."""

    party: str
    messages: tuple[Place, ...]
    draft: Draft


def ids_of(house: House, item: Correction) -> frozenset[str]:
    """Return every id under which a target of the correction was ever shown."""
    index = index_of(house)
    by_id, by_key = index.by_id(), index.by_key()
    found = [by_id[item.target]] if item.target in by_id else []
    found += [by_key[key] for key in (item.left, item.right) if key in by_key]
    return frozenset([item.target, *(name for brief in found for name in (brief.id, *brief.ids))])


def letters_naming(house: House, item: Correction) -> tuple[Named, ...]:
    """Return every ask that named the target, in letters kept here that the viewer may read and in public ones."""
    ids = ids_of(house, item)
    mine = asks(house.store, house.viewer) if holds(house.viewer, Right.READ_CASEWORK) else ()
    wanted = dict.fromkeys(each.letter for each in mine if each.letter and ids.intersection(each.targets))
    if not holds(house.viewer, Right.READ_CASEWORK):
        return ()
    public = [made.id for place in house.curated.situations.values() for made in place.asks]
    found = []
    for letter in (*wanted, *(name for name in public if name not in wanted)):
        found += [
            _named(letter, each.ask, each.life.value)
            for each in outcome(house, letter).standings
            if ids.intersection(each.ask.targets)
        ]
    return tuple(found)


def _named(letter: str, made: Ask, stands: str) -> Named:
    return Named(letter, made.id, made.to, made.asked_on, made.name, stands)


def notices(house: House, item: Correction) -> tuple[Notice, ...]:
    """Return the notices that are due, one for each party that was sent a message naming the target.

    None before the correction is accepted, where this home sends nothing, or for who may not read the exchange.
    """
    if item.state is not State.ACCEPTED or not may(house.viewer, Right.READ_EXCHANGE, Owner()):
        return ()
    desk = desk_of(house)
    if not desk.named:
        return ()
    ids = ids_of(house, item)
    rows = [row for row in desk.sent() if row.kind not in _RECEIPTS and _names(desk.message(*row.place), ids)]
    due: dict[str, list[Row]] = {}
    told = _told(desk, item)
    for row in rows:
        for party in row.to or sorted(desk.partners()):
            if (party, row.place) not in told:
                due.setdefault(party, []).append(row)
    return tuple(_notice(party, found, item) for party, found in sorted(due.items()))


_RECEIPTS = (MessageKind.ACKNOWLEDGEMENT, MessageKind.CORRECTION, MessageKind.WITHDRAWAL)


def publish_notices(house: House, item: Correction) -> tuple[Place, ...]:
    """Publish what `notices` prepared, on a person's word; RefusedByCheck without the right, or where none is due."""
    if not may(house.viewer, Right.RELEASE, Owner()):
        raise RefusedByCheck(f"{house.viewer.name} does not hold the right {Right.RELEASE}")
    due = notices(house, item)
    if not due:
        raise RefusedByCheck("no notice is due for this correction")
    desk = desk_of(house)
    return tuple((made.party, made.seq) for made in desk.publish([each.draft for each in due]))


def _told(desk: Desk, item: Correction) -> frozenset[tuple[str, Place]]:
    """Return (party, message) for what a correction notice of this correction told already."""
    found = set()
    for row in desk.sent():
        ours = row.kind is MessageKind.CORRECTION and row.held is Held.ACCEPTED
        if ours and desk.message(*row.place).draft.body.get("correction") == item.id:
            found |= {(party, place) for party in row.to for place in row.touches}
    return frozenset(found)


def _names(message: Message, ids: Iterable[str]) -> bool:
    """Return whether a message names one of these ids in its records, its body or a file of text within."""
    draft = message.draft
    if any(str(record.get("id", "")) in ids for record in draft.entities):
        return True
    texts = [json_of(to_plain(dict(draft.body))), json_of([to_plain(dict(each)) for each in draft.entities])]
    texts += [
        content_of(each).decode("utf-8", "replace")
        for each in draft.attachments
        if each.media_type.startswith(_text_types)
    ]
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(ids))) + r")(?![\w-])")
    return any(pattern.search(text) for text in texts)


def _notice(party: str, rows: list[Row], item: Correction) -> Notice:
    """Return a notice no less closed than the strictest message it is about."""
    tlp = max((row.tlp or Tlp.AMBER for row in rows), key=_strict.__getitem__)
    places = tuple(row.place for row in rows)
    body = {
        "messages": [list(place) for place in places],
        "correction": item.id,
        "target": item.target,
        "effect": item.effect.value,
        "entries": [" ".join(key) for key in (item.left, item.right) if key[0]],
        "text": item.outcome,
        "changed": list(item.changed),
        "decided_on": item.decided_at[:10],
    }
    marked = Tlp.AMBER if tlp in (Tlp.CLEAR, Tlp.GREEN) else tlp
    return Notice(party, places, Draft(MessageKind.CORRECTION, marked, (party,), body, Pap.GREEN))
