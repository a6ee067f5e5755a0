"""keys.json of a party: who may sign its messages from which number to which, and to whom parts for it are sealed.

It is signed by the root keys, at their threshold, and not only listed by the desk: who steals the desk's key can
neither name an author nor a recipient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from securesystemslib.signer import Key, Signer, SSlibKey
from tuf.api.metadata import Root

from inconcert.exchange.envelope import check_party, enclose, json_bytes, opened, verified, whole
from inconcert.formats.jsonlines import value
from inconcert.model.errors import PartyError, SourceError, UnreadableSource, UserError
from inconcert.model.messages import MessageKind, Refusal

PAYLOAD_TYPE = "application/vnd.inconcert.keys+json"
FILE = "keys.json"


@dataclass(frozen=True, slots=True)
class Author:
    """A key that signs messages from `first` to `last`; `last` None: until further notice."""

    key: SSlibKey
    first: int
    last: int | None = None

    def covers(self, seq: int) -> bool:
        """Return whether the key may sign the message of this number."""
        return self.first <= seq and (self.last is None or seq <= self.last)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An age key: `current` ones are sealed to, others only still opened."""

    key: str
    current: bool = True


@dataclass(frozen=True, slots=True)
class PartyKeys:
    """The keys of a party; `thresholds`: kinds that need more than one author."""

    party: str
    authors: tuple[Author, ...]
    recipients: tuple[Recipient, ...]
    thresholds: Mapping[str, int] = field(default_factory=dict)

    def authors_of(self, seq: int) -> list[Key]:
        """Return the keys that may sign the message of this number."""
        return [item.key for item in self.authors if item.covers(seq)]

    def threshold(self, kind: MessageKind) -> int:
        """Return how many authors must sign a message of this kind."""
        return self.thresholds.get(kind.value, 1)

    @property
    def sealed_to(self) -> tuple[str, ...]:
        """Return the age keys that parts for this party are sealed to."""
        return tuple(item.key for item in self.recipients if item.current)

    def with_author(self, key: SSlibKey, first: int, *, ends: int | None = None) -> PartyKeys:
        """Return the keys with a new author from `first`; the others end before it, or at `ends`."""
        last = first - 1 if ends is None else ends
        kept = tuple(replace(item, last=last) if item.last is None else item for item in self.authors)
        return replace(self, authors=(*kept, Author(key, first)))

    def with_recipient(self, key: str) -> PartyKeys:
        """Return the keys with a new age key, the others no longer sealed to."""
        kept = tuple(replace(item, current=False) for item in self.recipients)
        return replace(self, recipients=(*kept, Recipient(key)))


def payload(keys: PartyKeys) -> bytes:
    """Return what keys.json says, for root keys to sign."""
    plain = {
        "v": 1,
        "party": keys.party,
        "authors": [
            {"keyid": item.key.keyid, "key": item.key.to_dict(), "first": item.first, "last": item.last}
            for item in keys.authors
        ],
        "recipients": [{"key": item.key, "current": item.current} for item in keys.recipients],
        "thresholds": dict(keys.thresholds),
    }
    return json_bytes(plain)


def signed(keys: PartyKeys, signers: Sequence[Signer]) -> bytes:
    """Return keys.json, signed by root keys."""
    return enclose(payload(keys), PAYLOAD_TYPE, signers)


def read(data: bytes, root: Root, party: str) -> PartyKeys:
    """Return the keys that the trusted root signed for this party; raises PartyError."""
    role = root.roles["root"]
    try:
        envelope = opened(data, PAYLOAD_TYPE, FILE)
        plain = verified(envelope, [root.keys[keyid] for keyid in role.keyids], role.threshold, FILE)
        keys = _keys(value(plain, FILE))
    except (SourceError, UserError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise PartyError(Refusal.KEYS, f"its root keys did not sign these keys: {error}", where=FILE) from error
    if keys.party != party:
        raise PartyError(Refusal.KEYS, f"these are the keys of {keys.party}, not of {party}", where=FILE)
    return keys


def _keys(found: Any) -> PartyKeys:
    if set(found) != {"v", "party", "authors", "recipients", "thresholds"} or found["v"] != 1:
        raise UnreadableSource("not keys of this version")
    return PartyKeys(
        check_party(found["party"]),
        tuple(_author(item) for item in found["authors"]),
        tuple(Recipient(str(item["key"]), item["current"] is True) for item in found["recipients"]),
        {MessageKind(kind).value: whole(number) for kind, number in found["thresholds"].items()},
    )


def _author(found: Any) -> Author:
    key = SSlibKey.from_dict(found["keyid"], dict(found["key"]))
    last = found["last"]
    if last is not None and (type(last) is not int or last < 0):
        raise ValueError("not the end of a range")
    return Author(key, whole(found["first"]), last)
