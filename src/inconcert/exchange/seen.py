"""What others say they hold of an outbox, compared with what we hold: two histories shown to two readers come to light.

>>> standing(Seen("alder", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), b"").value
'agrees'
"""

from __future__ import annotations

from collections.abc import Mapping

from inconcert.exchange import index
from inconcert.model.errors import UserError
from inconcert.model.messages import Place, Seen, Standing


def standing(told: Seen, held: bytes) -> Standing:
    """Return what a claim about an outbox is worth against the index that we hold of it.

    Who has seen more than we have is ahead of us, which is no alarm: their first lines cannot be compared yet.
    """
    if told.size > index.size_of(held):
        return Standing.BEHIND
    ours = index.seen(told.party, held, told.size)
    return Standing.AGREES if ours.sha256 == told.sha256 else Standing.SPLIT_VIEW


def reply_standing(place: Place, replier: str, addressed: Mapping[Place, tuple[str, ...]]) -> Standing:
    """Return whether a party may answer a message: it exists, and went to them or to everybody.

    `addressed`: message → to whom; empty for everybody.
    """
    if place not in addressed or (addressed[place] and replier not in addressed[place]):
        return Standing.INVALID
    return Standing.AGREES


def plain(claims: tuple[Seen, ...]) -> list[dict[str, object]]:
    """Return claims as the body of an acknowledgement carries them."""
    return [{"party": item.party, "size": item.size, "sha256": item.sha256} for item in claims]


def claims_of(found: object) -> tuple[Seen, ...]:
    """Return the claims of a body; raises UserError if it does not make them rightly."""
    if not isinstance(found, list):
        raise UserError("what was seen is no list")
    try:
        claims = tuple(Seen(item["party"], item["size"], item["sha256"]) for item in found)
    except (KeyError, TypeError) as error:
        raise UserError(f"what was seen is not told rightly: {error}") from error
    for item in claims:
        if not isinstance(item.party, str) or type(item.size) is not int or item.size < 0:
            raise UserError("what was seen is not told rightly")
    return claims
