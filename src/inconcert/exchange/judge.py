"""One message of a partner: accepted, sealed for others, or quarantined with the reason; never an error that blocks.

accepted      signed by an author whose key covers this number, says so itself, is well-formed, may be where it is
sealed        none of our keys opens it: it exists, that is all we know
quarantined   anything else: kept, shown, never used; the next message is read all the same
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from inconcert.exchange import envelope, limits, sealed
from inconcert.exchange.authors import PartyKeys
from inconcert.exchange.handling import must_be_sealed
from inconcert.exchange.index import Line
from inconcert.exchange.ledger import Row, row_of
from inconcert.model.errors import SourceError, UnreadableSource, UserError
from inconcert.model.messages import Held, Message


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: our name, our age keys, and the moment of reading."""

    party: str
    identities: Sequence[sealed.Identity]
    now: dt.datetime

    @property
    def moment(self) -> str:
        """Return the moment in UTC, ISO 8601, ending in Z."""
        return self.now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def judged(data: bytes, line: Line, keys: PartyKeys, reader: Reader) -> Row:
    """Return the row of a message whose bytes are those that the index names."""
    try:
        return row_of(read(data, line, keys, reader), Held.ACCEPTED, reader.moment)
    except sealed.NotForUs:
        return Row(keys.party, line.seq, Held.SEALED, reader.moment)
    except (SourceError, UserError) as error:
        return quarantined(line, keys.party, reader, str(error))


def quarantined(line: Line, party: str, reader: Reader, reason: str) -> Row:
    """Return the row of a message that is not used."""
    return Row(party, line.seq, Held.QUARANTINED, reader.moment, reason=reason[:300])


def read(data: bytes, line: Line, keys: PartyKeys, reader: Reader) -> Message:
    """Return the message; raises SourceError or UserError by the rule that it breaks, NotForUs if sealed to others."""
    where = f"{keys.party} {line.name}"
    plain = sealed.opened(data, reader.identities) if line.sealed else data
    signed = envelope.opened(plain, envelope.PAYLOAD_TYPE, where)
    known = keys.authors_of(line.seq)
    message = envelope.message_of(envelope.verified(signed, known, 1, where), where)
    envelope.verified(signed, known, keys.threshold(message.draft.kind), where)
    _check_place(message, line, keys.party, where)
    _check_reader(message, line, reader, where)
    return message


def _check_place(message: Message, line: Line, party: str, where: str) -> None:
    """Rule 2: it says itself whose it is and which number it has, so it cannot be replayed elsewhere."""
    if message.place != (party, line.seq):
        raise UnreadableSource(f"it was signed as {message.party} {message.seq} and stands elsewhere", where=where)


def _check_reader(message: Message, line: Line, reader: Reader, where: str) -> None:
    """Rules 3 and 4, and the clock."""
    draft = message.draft
    if line.sealed and reader.party not in (*draft.to, message.party):
        raise UnreadableSource("it was sealed to us but is addressed to others", where=where)
    if not line.sealed and must_be_sealed(draft.tlp, draft.kind):
        raise UnreadableSource(f"a {draft.kind} marked TLP:{draft.tlp} was published open", where=where)
    created = dt.datetime.fromisoformat(message.created)
    if created > reader.now + dt.timedelta(seconds=limits.clock_tolerance_s):
        raise UnreadableSource(f"it is dated {message.created}, which is still to come", where=where)
