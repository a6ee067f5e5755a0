"""Proofs of a signature: the organisation's key (DSSE) and a one-time link; see also `passkeys` and `replies`.

Each takes what came in and returns the event that it proves, or raises RefusedByCheck; nothing here keeps anything.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from inconcert.letters.organisations import Organisation
from inconcert.letters.signing import Action, Proof, SigningEvent
from inconcert.model.codec import json_of
from inconcert.model.errors import RefusedByCheck

PAYLOAD_TYPE = "application/vnd.inconcert.signature+json"
LINK_HOURS = 24
LINKS_LIVE_MAX = 3
ANSWER = "If this address is registered for the letter, a link is on its way to it."
"""What anybody who asks for a link is told, whether the address is known or not, and however often they ask."""

_FIELDS = {"letter", "action", "organisation", "text_sha256", "name", "role", "at", "nonce"}


def statement(event: SigningEvent) -> bytes:
    """Return the canonical bytes that an organisation's key signs."""
    return json_of({name: str(getattr(event, name)) for name in _FIELDS}).encode("utf-8")


def by_key(envelope: bytes, organisations: Sequence[Organisation]) -> SigningEvent:
    """Return the event that a DSSE envelope proves; RefusedByCheck unless a key of that very organisation signed it."""
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import VerificationError
    from securesystemslib.signer import Key

    try:
        held = Envelope.from_dict(json.loads(envelope))
        said = json.loads(held.payload)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise RefusedByCheck("not a DSSE envelope with a signature of a letter") from error
    if held.payload_type != PAYLOAD_TYPE or not isinstance(said, dict) or set(said) != _FIELDS:
        raise RefusedByCheck("the envelope holds something other than a signature of a letter")
    organisation = next((item for item in organisations if item.id == said["organisation"]), None)
    if organisation is None or not organisation.keys:
        raise RefusedByCheck("no key is registered for this organisation")
    keys = [Key.from_dict(key_id, json.loads(text)) for key_id, text in organisation.keys]
    try:
        held.verify(keys, 1)
    except (VerificationError, ValueError) as error:
        raise RefusedByCheck(f"no registered key of {organisation.name} made this signature") from error
    return _event(said, Proof.KEY)


def _event(said: dict[str, str], proof: Proof) -> SigningEvent:
    try:
        action = Action(said["action"])
    except ValueError as error:
        raise RefusedByCheck(f"not an action: {said['action']!r}") from error
    return SigningEvent(
        letter=str(said["letter"]),
        action=action,
        text_sha256=str(said["text_sha256"]),
        at=str(said["at"]),
        nonce=str(said["nonce"]),
        organisation=str(said["organisation"]),
        proof=proof,
        name=str(said["name"]),
        role=str(said["role"]),
    )


@dataclass(frozen=True, slots=True)
class Link:
    """What a one-time link is bound to: letter, organisation, address, text and action; times in UTC."""

    letter: str
    organisation: str
    address: str
    name: str
    role: str
    text_sha256: str
    action: Action
    issued_at: str
    expires_at: str


def new_link(token: bytes, event: SigningEvent, address: str, minutes: int = LINK_HOURS * 60) -> tuple[str, str, Link]:
    """Return (token for the mail, hash to keep, link) from 32 random bytes; `event` says what it would sign."""
    if len(token) != 32:
        raise RefusedByCheck("a link needs 256 bits of chance")
    issued = dt.datetime.fromisoformat(event.at)
    expires = (issued + dt.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    shown = base64.urlsafe_b64encode(token).decode().rstrip("=")
    bound = Link(
        event.letter, event.organisation, address, event.name, event.role, event.text_sha256, event.action, event.at,
        expires,
    )  # fmt: skip
    return shown, token_hash(shown), bound


def token_hash(shown: str) -> str:
    """Return the SHA-256 under which a link's token is kept."""
    return hashlib.sha256(shown.encode("utf-8")).hexdigest()


def look(link: Link | None, used_at: str, now: str) -> Link:
    """Return what a link would sign, for a page that shows it (GET): nothing changes. RefusedByCheck if it is spent."""
    if link is None or used_at or now > link.expires_at:
        raise RefusedByCheck("this link was used, has expired, or never was", remedy="Ask for a new one.")
    return link


def by_link(link: Link, hashed: str, now: str) -> SigningEvent:
    """Return the event that the use of a link (POST) proves; the caller marks it used first.

    RefusedByCheck for a token that no mail carried: those of a passkey's page prove nothing alone.
    """
    if not link.address or link.action not in (Action.SIGN, Action.WITHDRAW):
        raise RefusedByCheck("this link is for something else", remedy="Ask for a link to sign.")
    return SigningEvent(
        letter=link.letter,
        action=link.action,
        text_sha256=link.text_sha256,
        at=now,
        nonce=f"link-{hashed}",
        organisation=link.organisation,
        proof=Proof.LINK,
        name=link.name,
        role=link.role,
    )


def may_issue(links: Sequence[Link], address: str, now: str) -> bool:
    """Return whether one more link may go to an address: at most three that have not expired."""
    return sum(item.address == address and item.expires_at >= now for item in links) < LINKS_LIVE_MAX
