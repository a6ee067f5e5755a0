"""A message and its envelope: DSSE over the exact bytes, so that it stays its author's for ever, wherever it is kept.

Read strictly: no unknown field, no key twice, no other application's payload type, no signature without the
pre-authentication encoding, closed words for kind and markings.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from securesystemslib import exceptions as signing
from securesystemslib.dsse import Envelope
from securesystemslib.signer import Key, Signer

from inconcert.exchange import limits
from inconcert.formats.jsonlines import value
from inconcert.model.errors import PartyError, UnreadableSource, UserError
from inconcert.model.messages import Attachment, Draft, Message, MessageKind, Pap, Place, Tlp

PAYLOAD_TYPE = "application/vnd.inconcert.message+json"
VERSION = 1
_PARTY = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{limits.party_max_chars - 1}}}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_HEAD = ("v", "seq", "from", "to", "created", "kind", "tlp", "pap", "originator_control", "citable", "in_reply_to")
_FIELDS = frozenset((*_HEAD, "answer_by", "body", "entities", "attachments", "sources"))


def sign(message: Message, signers: Sequence[Signer]) -> bytes:
    """Return the signed envelope of a message, as canonical JSON."""
    return enclose(json_bytes(_plain(message)), PAYLOAD_TYPE, signers)


def enclose(payload: bytes, payload_type: str, signers: Sequence[Signer]) -> bytes:
    """Return any payload in a signed envelope, as canonical JSON."""
    envelope = Envelope(payload, payload_type, {})
    for signer in signers:
        envelope.sign(signer)
    return json_bytes(envelope.to_dict())


def opened(data: bytes, payload_type: str, where: str) -> Envelope:
    """Return an envelope of this payload type, its signatures not yet verified; raises UnreadableSource."""
    found = value(data, where)
    try:
        if set(found) != {"payload", "payloadType", "signatures"} or found["payloadType"] != payload_type:
            raise UnreadableSource("not an envelope of this kind", where=where)
        base64.b64decode(found["payload"], validate=True)
        return Envelope.from_dict(found)
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error, signing.FormatError) as error:
        raise UnreadableSource(f"not an envelope: {error}", where=where) from error


def verified(envelope: Envelope, keys: Sequence[Key], threshold: int, where: str) -> bytes:
    """Return the payload if at least `threshold` of these keys signed it; raises UnreadableSource."""
    different = list({json.dumps(key.keyval, sort_keys=True): key for key in keys}.values())
    try:
        envelope.verify(different, threshold)
    except (signing.VerificationError, signing.UnverifiedSignatureError, ValueError) as error:
        raise UnreadableSource("not signed by its author's key", where=where) from error
    return envelope.payload


def message_of(payload: bytes, where: str) -> Message:
    """Return the message that a verified payload holds; raises SourceError if it is not one, in every field."""
    found = value(payload, where)
    if not isinstance(found, dict) or set(found) != _FIELDS or found["v"] != VERSION:
        raise UnreadableSource("not a message of this version", where=where)
    try:
        return _message(found)
    except (PartyError, UserError):
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableSource(f"a field of the message is not what it should be: {error}", where=where) from error


def json_bytes(plain: Any) -> bytes:
    """Return canonical JSON in UTF-8; raises UserError for what JSON does not hold."""
    try:
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-8")
    except (TypeError, ValueError) as error:
        raise UserError(f"it cannot be written as JSON: {error}") from error


def check_party(name: str) -> str:
    """Return the name of a party; raises UserError unless it is small letters, digits and hyphens."""
    if not _PARTY.fullmatch(name):
        raise UserError(f"not the name of a party: {ascii(name)[:80]}", remedy="Use small letters, digits and hyphens.")
    return name


def attachment(name: str, media_type: str, content: bytes) -> Attachment:
    """Return a file as an attachment."""
    text = base64.b64encode(content).decode("ascii")
    return Attachment(name, media_type, hashlib.sha256(content).hexdigest(), text)


def content_of(item: Attachment) -> bytes:
    """Return the bytes of an attachment."""
    return base64.b64decode(item.content, validate=True)


def _plain(message: Message) -> dict[str, Any]:
    draft = message.draft
    return {
        "v": VERSION,
        "seq": message.seq,
        "from": message.party,
        "to": list(draft.to),
        "created": message.created,
        "kind": draft.kind.value,
        "tlp": draft.tlp.value,
        "pap": draft.pap.value,
        "originator_control": draft.originator_control,
        "citable": draft.citable,
        "in_reply_to": list(draft.in_reply_to) if draft.in_reply_to else None,
        "answer_by": draft.answer_by,
        "body": dict(draft.body),
        "entities": [dict(item) for item in draft.entities],
        "attachments": [
            {"name": item.name, "media_type": item.media_type, "sha256": item.sha256, "content": item.content}
            for item in draft.attachments
        ],
        "sources": [list(place) for place in draft.sources],
    }


def _message(found: Mapping[str, Any]) -> Message:
    if not _MOMENT.fullmatch(found["created"]):
        raise ValueError("created is no moment")
    dt.datetime.fromisoformat(found["created"])
    draft = Draft(
        kind=MessageKind(found["kind"]),
        tlp=Tlp(found["tlp"]),
        to=tuple(check_party(item) for item in found["to"]),
        body=_object(found["body"]),
        pap=Pap(found["pap"]),
        originator_control=_truth(found["originator_control"]),
        citable=_truth(found["citable"]),
        in_reply_to=None if found["in_reply_to"] is None else place_of(found["in_reply_to"]),
        answer_by=_day(found["answer_by"]),
        entities=tuple(_object(item) for item in found["entities"]),
        attachments=tuple(_attachment(item) for item in found["attachments"]),
        sources=tuple(place_of(item) for item in found["sources"]),
    )
    return Message(check_party(found["from"]), whole(found["seq"]), found["created"], draft)


def place_of(found: Any) -> Place:
    """Return a place written as [party, number]; raises ValueError or UserError."""
    party, seq = found
    return check_party(party), whole(seq)


def whole(found: Any) -> int:
    """Return a whole number from 1 on; raises ValueError."""
    if type(found) is not int or not 1 <= found <= 10**9:
        raise ValueError("not a number of a message")
    return found


def _truth(found: Any) -> bool:
    if not isinstance(found, bool):
        raise ValueError("neither true nor false")
    return found


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _day(found: str) -> str:
    if found and dt.date.fromisoformat(found).isoformat() != found:
        raise ValueError("not a day")
    return found


def _attachment(found: Any) -> Attachment:
    item = Attachment(found["name"], found["media_type"], found["sha256"], found["content"])
    if not all(isinstance(text, str) for text in (item.name, item.media_type, item.content)):
        raise ValueError("not an attachment")
    if hashlib.sha256(content_of(item)).hexdigest() != item.sha256:
        raise ValueError("an attachment does not have the SHA-256 that is printed beside it")
    return item
