"""The verb that collects signatures: a letter is opened with one exact text, organisations sign it and withdraw.

Every signature is followed by a notice to a second officer of the organisation; who signs by link is told nothing that
says whether an address is known.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from inconcert.letters import proofs, replies
from inconcert.letters.notes import Note, NoteKind
from inconcert.letters.organisations import Organisation, checked, contact_of, one_by_one
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
    standing,
    text_sha256,
)
from inconcert.model.codec import from_json, to_json, to_plain
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.rights import Role, Viewer
from inconcert.store import signatures
from inconcert.verbs.house import House
from inconcert.verbs.letter import kept_letters

Chance = Callable[[int], bytes]
"""Returns so many random bytes; passed in, so that a test can repeat itself."""

Post = Callable[[Note], None]
"""Sends a mail; what becomes of it is the sender's own affair (`verbs.outbox`)."""


def register(house: House, organisation: Organisation) -> None:
    """Keep an organisation that may sign; RefusedByCheck where its domains or contacts prove nothing."""
    signatures.keep_organisation(house.store, house.viewer, organisation.id, to_json(checked(organisation)))


def organisation_id(name: str) -> str:
    """Return the id of an organisation from its name; of a name without Latin letters, a hash."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))[:60]
    return slug or f"org-{hashlib.sha256(name.encode('utf-8')).hexdigest()[:16]}"


def public_keys(pem: str) -> tuple[tuple[str, str], ...]:
    """Return an organisation's key (id → canonical JSON) from PEM; none for an empty text. UserError otherwise."""
    if not pem.strip():
        return ()
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from securesystemslib.signer import SSlibKey

    try:
        key = SSlibKey.from_crypto(load_pem_public_key(pem.encode("utf-8")))
    except (ValueError, TypeError) as error:
        raise UserError("not a public key in PEM", remedy="It begins with -----BEGIN PUBLIC KEY-----.") from error
    return ((key.keyid, json.dumps(key.to_dict(), sort_keys=True)),)


def organisations(house: House) -> tuple[Organisation, ...]:
    """Return every organisation that may sign."""
    return tuple(from_json(Organisation, text) for text in signatures.organisations(house.store, house.viewer))


def open_letter(house: House, letter: str, text: str, deadline: str, chance: Chance, seal_to: str = "") -> str:
    """Set the text and the deadline (UTC); return the hash to sign. Another text has no signature yet.

    `seal_to` is the addressee's age key, to which organisations at risk may sign sealed.
    """
    frozen = frozen_text(text)
    if seal_to:
        _seal("", seal_to)
    event = SigningEvent(
        letter, Action.OPEN, text_sha256(frozen), house.store.now(), chance(16).hex(), text=frozen, deadline=deadline,
        seal_to=seal_to,
    )  # fmt: skip
    signatures.add_signing_event(house.store, house.viewer, letter, to_json(event))
    return event.text_sha256


def events_of(house: House, letter: str) -> tuple[SigningEvent, ...]:
    """Return every event of a letter, oldest first."""
    return tuple(from_json(SigningEvent, text) for text in signatures.signing_events(house.store, house.viewer, letter))


def signed_by_key(house: House, letter: str, envelope: bytes, chance: Chance, post: Post) -> PublicList:
    """Keep a signature or withdrawal by an organisation's key; return the list. RefusedByCheck otherwise."""
    known = organisations(house)
    event, held = proofs.by_key(envelope, known), events_of(house, letter)
    return keep(house, letter, disguised(event, opened(held), known, held, ""), known, chance, post,
                told=(event.organisation, event.name))  # fmt: skip


def signed_by_reply(
    house: House, letter: str, raw: bytes, organisation: str, action: Action, chance: Chance, post: Post,
    dns: replies.Dns | None = None,
) -> PublicList:  # fmt: skip
    """Keep a signature or withdrawal by a mailed reply; return the list. RefusedByCheck otherwise.

    `dns` looks up the key of the sender's domain (None: the name servers of this machine).
    """
    known, now = organisations(house), house.store.now()
    wanted = SigningEvent(letter, action, opened(events_of(house, letter)).text_sha256, now, "", organisation)
    event, held = replies.by_reply(raw, wanted, known, house.clock(), dns), events_of(house, letter)
    return keep(house, letter, disguised(event, opened(held), known, held, ""), known, chance, post,
                told=(event.organisation, event.name))  # fmt: skip


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
        post(note(house, NoteKind.LINK, present, found[0], found[1].address, action=action, token=shown,
                   path=f"/sign/{shown}", until=link.expires_at))  # fmt: skip
    return proofs.ANSWER


def look_at_link(house: House, shown: str) -> Link:
    """Return what a link would sign (GET): nothing changes, so a mail scanner that follows it signs nothing."""
    return look_with_owner(house, shown)[0]


def signed_by_link(house: House, shown: str, chance: Chance, post: Post, seal: str = "") -> PublicList:
    """Use a link (POST) and keep what it signs; return the list. `seal`: an age recipient, for who signs sealed."""
    link, owner = look_with_owner(house, shown)
    house = house.for_viewer(holder_of_a_link(owner))
    hashed = proofs.token_hash(shown)
    event = proofs.by_link(link, hashed, house.store.now())
    known, held = organisations(house), events_of(house, link.letter)
    event = disguised(event, opened(held), known, held, seal)
    accept(event, held, house.store.now())
    if not signatures.use_link(house.store, hashed):
        raise RefusedByCheck("this link was used already", remedy="Ask for a new one.")
    return keep(house, link.letter, event, known, chance, post, told=(link.organisation, link.name))


def holder_of_a_link(owner: str) -> Viewer:
    """Return who holds a one-time link: the token is the proof, and reaches the casework of its owner alone."""
    return Viewer("who holds the link", frozenset({Role.CASEWORKER}), owner)


def look_with_owner(house: House, shown: str) -> tuple[Link, str]:
    """Return a link that may still be used, and the organisation whose letter it is about."""
    kept = signatures.link(house.store, proofs.token_hash(shown))
    link, used_at, owner = (from_json(Link, kept[0]), kept[1], kept[2]) if kept else (None, "", "")
    return proofs.look(link, used_at, house.store.now()), owner


def disguised(
    event: SigningEvent, present: SigningEvent, known: Sequence[Organisation], held: Sequence[SigningEvent], seal: str
) -> SigningEvent:
    """Return the event as it is kept: sealed where `seal` names an age key, or where it withdraws a sealed signature.

    RefusedByCheck for an organisation that already signed in the other way: it would be counted twice.
    """
    one = one_by_one(known).get(event.organisation, event.organisation)
    handle, now = sealed_handle(present.nonce, one), standing(held, known)
    if event.action is Action.WITHDRAW:
        return replace(event, organisation=handle, name="", role="") if handle in now and one not in now else event
    if (one if seal else handle) in now:
        raise RefusedByCheck("this organisation has signed already, in the other way", remedy="Withdraw that first.")
    if not seal:
        return event
    name = next((item.name for item in known if item.id == event.organisation), event.organisation)
    text = json.dumps({"organisation": name, "name": event.name, "role": event.role}, ensure_ascii=False)
    return replace(event, organisation=handle, name="", role="", sealed=_seal(text, seal))


def _seal(text: str, recipient: str) -> str:
    """Return a text readable by the addressee alone, as base64; UserError for what is no age key."""
    import pyrage

    try:
        closed = pyrage.encrypt(text.encode("utf-8"), [pyrage.x25519.Recipient.from_str(recipient)])
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise UserError("not a key that can be sealed to", remedy="An age recipient begins with age1.") from error
    return base64.b64encode(closed).decode()


def keep(
    house: House,
    letter: str,
    event: SigningEvent,
    known: Sequence[Organisation],
    chance: Chance,
    post: Post,
    told: tuple[str, str] = ("", ""),
) -> PublicList:
    """Keep a proven event, tell a second officer, and send who withdrew a receipt; return the list.

    `told`: the organisation and the person, where the event itself does not name them.
    """
    held = events_of(house, letter)
    accept(event, held, house.store.now())
    signatures.add_signing_event(house.store, house.viewer, letter, to_json(event))
    mine, person = told[0] or event.organisation, told[1] or event.name
    organisation = next((item for item in known if item.id == mine), None)
    if organisation:
        _tell(house, event, organisation, person, chance, post)
    return public_list(events_of(house, letter), known)


def _tell(
    house: House, event: SigningEvent, organisation: Organisation, person: str, chance: Chance, post: Post
) -> None:
    present = opened(events_of(house, event.letter))
    sealed = event.organisation != organisation.id
    second = next((item for item in organisation.contacts if item.name != person), None)
    if second:
        notice = SigningEvent(
            event.letter, Action.NOTICE, event.text_sha256, house.store.now(), chance(16).hex(), event.organisation,
            to="" if sealed else second.address,
        )  # fmt: skip
        signatures.add_signing_event(house.store, house.viewer, event.letter, to_json(notice))
        post(note(house, NoteKind.NOTICE, present, organisation, second.address, action=event.action, person=person))
    first = next((item for item in organisation.contacts if item.name == person), None)
    if first and event.action is Action.WITHDRAW:
        post(note(house, NoteKind.RECEIPT, present, organisation, first.address, action=event.action))


def note(house: House, kind: NoteKind, present: SigningEvent, organisation: Organisation, address: str,
          **more: Any) -> Note:  # fmt: skip
    """Return a mail about the open text; `more` sets what this kind of mail carries beside that."""
    kept = next((item for item in kept_letters(house) if item.id == present.letter), None)
    held = {"title": kept.title, "language": kept.language} if kept else {}
    values = {"path": sign_path(present), "until": present.deadline, "text_sha256": present.text_sha256} | held | more
    return Note(kind, address, present.letter, organisation=organisation.name, **values)


def sign_path(present: SigningEvent) -> str:
    """Return the page where organisations sign: its last part is not to be guessed."""
    return f"/sign-letter/{present.nonce}"


def letter_of_handle(house: House, handle: str) -> tuple[House, SigningEvent]:
    """Return the house as the holder of a letter's address sees it, and the open text; UserError where none is so."""
    found = signatures.opened_as(house.store, handle)
    present = from_json(SigningEvent, found[0]) if found else None
    if present is None or found is None or present.nonce != handle:
        raise UserError("there is no letter to sign at this address", remedy="Ask those who sent it to you.")
    mine = house.for_viewer(holder_of_a_link(found[1]))
    if opened(events_of(mine, present.letter)).nonce != handle:
        raise UserError("this text is no longer the one to sign", remedy="Ask for the new address.")
    return mine, present


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


_OF_THE_RECORD = frozenset({Action.OPEN, Action.SIGN, Action.WITHDRAW})
"""What the archive holds; to whom mails went is the business of nobody else."""


def _hidden(item: SigningEvent) -> bool:
    return bool(item.sealed) or item.organisation.startswith("sealed-")


def record(house: House, letter: str) -> dict[str, Any]:
    """Return the record of a letter for the archive: text, hash, list, and every event without what is sealed."""
    held = events_of(house, letter)
    return {
        "text": opened(held).text,
        "list": to_plain(listed(house, letter)),
        "events": [to_plain(item) for item in held if item.action in _OF_THE_RECORD and not _hidden(item)],
    }


def deadline_of(text: str) -> str:
    """Return the last second of a day (YYYY-MM-DD) in UTC; UserError if it is none."""
    try:
        return f"{dt.date.fromisoformat(text).isoformat()}T23:59:59Z"
    except ValueError as error:
        raise UserError(f"not a day: {text!r}", remedy="Write it as YYYY-MM-DD.") from error
