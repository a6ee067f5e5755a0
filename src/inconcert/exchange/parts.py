"""A dossier in parts: an open part for all that commits, by hash, to parts sealed each to its own recipients.

A commitment is the SHA-256 of 32 random bytes and the canonical JSON of the part, so it reveals nothing, and who holds
the part can prove later that it is the one that was sent then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inconcert.exchange.envelope import json_bytes
from inconcert.model.errors import RefusedByCheck
from inconcert.model.messages import Draft, Message, MessageKind, Tlp


@dataclass(frozen=True, slots=True)
class Part:
    """A sealed part: its `title` stands in the open part, `nonce` are 32 random bytes."""

    title: str
    to: tuple[str, ...]
    content: Mapping[str, Any]
    nonce: bytes
    tlp: Tlp = Tlp.AMBER


def commitment(content: Mapping[str, Any], nonce: bytes) -> str:
    """Return the hash that commits to a part."""
    return hashlib.sha256(nonce + json_bytes(dict(content))).hexdigest()


def drafts(open_part: Draft, parts: Sequence[Part], party: str, next_seq: int) -> tuple[Draft, ...]:
    """Return the open part as message `next_seq`, followed by its sealed parts."""
    listed = [{"title": item.title, "commitment": commitment(item.content, item.nonce)} for item in parts]
    first = replace(open_part, kind=MessageKind.DOSSIER, body={**open_part.body, "parts": listed})
    return (first, *(_sealed(item, (party, next_seq)) for item in parts))


def check_part(open_part: Message, part: Message) -> None:
    """Raise RefusedByCheck unless the open part committed to this sealed part."""
    body = part.draft.body
    try:
        found = commitment(body["content"], bytes.fromhex(body["nonce"]))
        listed = {item["commitment"] for item in open_part.draft.body["parts"]}
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedByCheck("not a part of a dossier") from error
    if found not in listed or part.draft.in_reply_to != open_part.place:
        raise RefusedByCheck("the open part of the dossier did not commit to this part")


def _sealed(item: Part, open_place: tuple[str, int]) -> Draft:
    body = {"title": item.title, "content": dict(item.content), "nonce": item.nonce.hex()}
    return Draft(MessageKind.DOSSIER, item.tlp, to=item.to, body=body, in_reply_to=open_place)
