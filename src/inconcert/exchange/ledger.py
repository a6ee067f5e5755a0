"""The ledger of a partner's outbox: one row a message, how it stands, and what its head says; never its content.

The messages themselves stay in the files they came in, so what came sealed stays sealed on our disk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inconcert.exchange.envelope import place_of
from inconcert.model.codec import from_json, to_json
from inconcert.model.errors import UserError
from inconcert.model.messages import Held, Message, MessageKind, Pap, Place, Tlp


@dataclass(frozen=True, slots=True)
class Row:
    """One message of a partner: `received` and `created` in UTC; `reason` says why it is quarantined.

    `status` and `code` are those of an answer, `touches` the messages that a withdrawal is about, `attachments` the
    SHA-256 of the files within.
    """

    party: str
    seq: int
    held: Held
    received: str
    reason: str = ""
    kind: MessageKind | None = None
    to: tuple[str, ...] = ()
    created: str = ""
    tlp: Tlp | None = None
    pap: Pap | None = None
    originator_control: bool = True
    citable: bool = False
    in_reply_to: Place | None = None
    answer_by: str = ""
    status: str = ""
    code: str = ""
    touches: tuple[Place, ...] = ()
    attachments: tuple[str, ...] = ()
    empty: bool = False

    @property
    def place(self) -> Place:
        """Return whose message it is and its number there."""
        return (self.party, self.seq)


def row_of(message: Message, held: Held, received: str) -> Row:
    """Return the row of a message that was read."""
    draft = message.draft
    return Row(
        party=message.party,
        seq=message.seq,
        held=held,
        received=received,
        kind=draft.kind,
        to=draft.to,
        created=message.created,
        tlp=draft.tlp,
        pap=draft.pap,
        originator_control=draft.originator_control,
        citable=draft.citable,
        in_reply_to=draft.in_reply_to,
        answer_by=draft.answer_by,
        status=_text(draft.body.get("status")),
        code=_text(draft.body.get("code")),
        touches=places(draft.body.get("messages")),
        attachments=tuple(item.sha256 for item in draft.attachments),
        empty=draft.body.get("nothing") is True,
    )


def places(found: object) -> tuple[Place, ...]:
    """Return the messages that a body names, or none where it does not name them rightly."""
    if not isinstance(found, list):
        return ()
    try:
        return tuple(place_of(item) for item in found)
    except (TypeError, ValueError, UserError):
        return ()


def written(rows: Iterable[Row]) -> bytes:
    """Return rows as JSON lines."""
    return "".join(to_json(row) + "\n" for row in rows).encode("utf-8")


def read(data: bytes) -> tuple[Row, ...]:
    """Return the rows of a ledger that we wrote."""
    return tuple(from_json(Row, line) for line in data.splitlines())


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""
