"""The verb that collects signatures: a letter is opened with one exact text, organisations sign it and withdraw.

Every signature is followed by a notice to a second officer of the organisation; who signs by link is told nothing that
says whether an address is known.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from inconcert.letters import proofs
from inconcert.letters.organisations import Organisation, checked, contact_of
from inconcert.letters.proofs import Link
from inconcert.letters.signing import (
    Action,
    PublicList,
    SigningEvent,
    accept,
    frozen_text,
    opened,
    public_list,
    sealed_handle,
    text_sha256,
)
from inconcert.model.codec import from_json, to_json, to_plain
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.rights import Role, Viewer
from inconcert.store import signatures
from inconcert.verbs.house import House

Chance = Callable[[int], bytes]
"""Returns so many random bytes; passed in, so that a test can repeat itself."""

Post = Callable[[str, str], None]
"""Sends a text to an address."""


def register(house: House, organisation: Organisation) -> None:
    """Keep an organisation that may sign; RefusedByCheck where its domains or contacts prove nothing."""
    signatures.keep_organisation(house.store, house.viewer, organisation.id, to_json(checked(organisation)))


def organisations(house: House) -> tuple[Organisation, ...]:
    """Return every organisation that may sign."""
    return tuple(from_json(Organisation, text) for text in signatures.organisations(house.store, house.viewer))


def open_letter(house: House, letter: str, text: str, deadline: str, chance: Chance) -> str:
    """Set the text and the deadline (UTC); return the hash to sign. Another text has no signature yet."""
    frozen = frozen_text(text)
    event = SigningEvent(
        letter, Action.OPEN, text_sha256(frozen), house.store.now(), chance(16).hex(), text=frozen, deadline=deadline
    )
    signatures.add_signing_event(house.store, house.viewer, letter, to_json(event))
    return event.text_sha256


def events_of(house: House, letter: str) -> tuple[SigningEvent, ...]:
    """Return every event of a letter, oldest first."""
    return tuple(from_json(SigningEvent, text) for text in signatures.signing_events(house.store, house.viewer, letter))


def signed_by_key(house: House, letter: str, envelope: bytes, chance: Chance, post: Post) -> PublicList:
    """Keep a signature or withdrawal by an organisation's key; return the list. RefusedByCheck otherwise."""
    known = organisations(house)
    return _keep(house, letter, proofs.by_key(envelope, known), known, chance, post)


def signed_by_reply(
    house: House, letter: str, raw: bytes, organisation: str, action: Action, chance: Chance, post: Post
) -> PublicList:
    """Keep a signature or withdrawal by a mailed reply; return the list. RefusedByCheck otherwise."""
    known, now = organisations(house), house.store.now()
    wanted = SigningEvent(letter, action, opened(events_of(house, letter)).text_sha256, now, "", organisation)
    return _keep(house, letter, proofs.by_reply(raw, wanted, known, house.clock()), known, chance, post)


def ask_for_link(house: House, letter: str, address: str, action: Action, chance: Chance, post: Post) -> str:
    """Mail a one-time link to a registered address; return the same words whether it is known or not."""
    found = contact_of(organisations(house), address)
    now, token = house.store.now(), chance(32)
    held = tuple(from_json(Link, text) for text in signatures.links(house.store, house.viewer))
    if found and found[1].may_sign and proofs.may_issue(held, found[1].address, now):
        present = opened(events_of(house, letter))
        event = SigningEvent(
            letter, action, present.text_sha256, now, "", found[0].id, None, found[1].name, found[1].role
        )
        shown, hashed, link = proofs.new_link(token, event, found[1].address)
        signatures.keep_link(house.store, house.viewer, hashed, to_json(link))
        post(found[1].address, shown)
    return proofs.ANSWER


def look_at_link(house: House, shown: str) -> Link:
    """Return what a link would sign (GET): nothing changes, so a mail scanner that follows it signs nothing."""
    return _look(house, shown)[0]


def signed_by_link(house: House, shown: str, chance: Chance, post: Post, seal: str = "") -> PublicList:
    """Use a link (POST) and keep what it signs; return the list. `seal`: an age recipient, for who signs sealed."""
    link, owner = _look(house, shown)
    house = house.for_viewer(Viewer("who holds the link", frozenset({Role.CASEWORKER}), owner))
    hashed = proofs.token_hash(shown)
    event = proofs.by_link(link, hashed, house.store.now())
    known, held = organisations(house), events_of(house, link.letter)
    if seal:
        event = _sealed(event, opened(held), known, seal)
    accept(event, held, house.store.now())
    if not signatures.use_link(house.store, hashed):
        raise RefusedByCheck("this link was used already", remedy="Ask for a new one.")
    return _keep(house, link.letter, event, known, chance, post, told=link.organisation)


def _look(house: House, shown: str) -> tuple[Link, str]:
    """Return a link that may still be used, and the organisation whose letter it is about."""
    kept = signatures.link(house.store, proofs.token_hash(shown))
    link, used_at, owner = (from_json(Link, kept[0]), kept[1], kept[2]) if kept else (None, "", "")
    return proofs.look(link, used_at, house.store.now()), owner


def _sealed(event: SigningEvent, present: SigningEvent, known: Sequence[Organisation], recipient: str) -> SigningEvent:
    """Return the event with the organisation's name readable by the addressee alone."""
    import pyrage

    name = next((item.name for item in known if item.id == event.organisation), event.organisation)
    text = json.dumps({"organisation": name, "name": event.name, "role": event.role}, ensure_ascii=False)
    try:
        closed = pyrage.encrypt(text.encode("utf-8"), [pyrage.x25519.Recipient.from_str(recipient)])
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise UserError("not a key that can be sealed to", remedy="An age recipient begins with age1.") from error
    handle = sealed_handle(present.nonce, event.organisation)
    return replace(event, organisation=handle, name="", role="", sealed=base64.b64encode(closed).decode())


def _keep(
    house: House,
    letter: str,
    event: SigningEvent,
    known: Sequence[Organisation],
    chance: Chance,
    post: Post,
    told: str = "",
) -> PublicList:
    held = events_of(house, letter)
    accept(event, held, house.store.now())
    signatures.add_signing_event(house.store, house.viewer, letter, to_json(event))
    organisation = next((item for item in known if item.id == (told or event.organisation)), None)
    second = _second_officer(organisation, event) if organisation else ""
    if second:
        notice = SigningEvent(
            letter, Action.NOTICE, event.text_sha256, house.store.now(), chance(16).hex(), event.organisation,
            to="" if event.sealed else second,
        )  # fmt: skip
        signatures.add_signing_event(house.store, house.viewer, letter, to_json(notice))
        post(second, f"{event.action} {event.text_sha256}")
    return public_list(events_of(house, letter), known)


def _second_officer(organisation: Organisation, event: SigningEvent) -> str:
    others = [item for item in organisation.contacts if item.name != event.name]
    return others[0].address if others else ""


def check_same(house: House, letter: str, text: str) -> None:
    """Raise RefusedByCheck if a text is not the one that is open for signing."""
    wanted = opened(events_of(house, letter)).text_sha256
    if text_sha256(text) != wanted:
        raise RefusedByCheck(
            f"this text has SHA-256 {text_sha256(text)}, the one that is signed {wanted}",
            remedy="The register or the question changed: sign anew, or build it with the same --as-of.",
        )


def listed(house: House, letter: str) -> PublicList:
    """Return the public list of a letter, computed from its events."""
    return public_list(events_of(house, letter), organisations(house))


def record(house: House, letter: str) -> dict[str, Any]:
    """Return the record of a letter for the archive: text, hash, list, and every event without what is sealed."""
    held = events_of(house, letter)
    return {
        "text": opened(held).text,
        "list": to_plain(listed(house, letter)),
        "events": [to_plain(item) for item in held if not item.sealed and item.action is not Action.NOTICE],
    }


def deadline_of(text: str) -> str:
    """Return the last second of a day (YYYY-MM-DD) in UTC; UserError if it is none."""
    try:
        return f"{dt.date.fromisoformat(text).isoformat()}T23:59:59Z"
    except ValueError as error:
        raise UserError(f"not a day: {text!r}", remedy="Write it as YYYY-MM-DD.") from error
