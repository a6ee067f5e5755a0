"""The exchange as its pages show it: what came, what went, one message, and what may be done about it.

Rules
- A home is one party; only who acts for its own organisation sees its exchange (`desk_for`), whatever their role.
- What was told by mail is shown as reported, never as signed, and never opens as a message.
- Reading a message is a deed: it is logged with the account that read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inconcert.exchange import leaving, routine
from inconcert.exchange.desk import Desk
from inconcert.exchange.ledger import Row
from inconcert.exchange.records import Partner
from inconcert.exchange.routine import Reply
from inconcert.model.codec import to_plain
from inconcert.model.errors import UserError
from inconcert.model.messages import ASKS, Held, Message, MessageKind, Place
from inconcert.model.rights import Owner, Right, may
from inconcert.verbs import exchange
from inconcert.verbs.house import House

_RECEIPTS = (MessageKind.ACKNOWLEDGEMENT, MessageKind.ANSWER)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an inbox or outbox: `replies` to it, whether we sent a receipt, whether its author withdrew it."""

    row: Row
    replies: tuple[Reply, ...]
    acknowledged: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """One message with its line; `message` is None where it is sealed to others, in quarantine or withdrawn."""

    line: Line
    message: Message | None
    ours: bool
    by_mail: tuple[str, ...]
    """Recipients who answer by mail: what they say can be recorded."""
    signs: bool
    """Whether this home has keys of its own; one that only reads sends nothing."""

    @property
    def may_acknowledge(self) -> bool:
        """Return whether a receipt is still to be sent."""
        return self.received and not self.line.acknowledged and self.line.row.kind not in _RECEIPTS

    @property
    def may_answer(self) -> bool:
        """Return whether it waits for an answer of ours."""
        return self.received and self.line.row.kind in ASKS

    @property
    def received(self) -> bool:
        """Return whether it is a partner's, was opened, and we could say something to it."""
        return self.signs and not self.ours and self.message is not None

    def body(self) -> tuple[tuple[str, str], ...]:
        """Return each field of the body as a person reads it."""
        found = self.message.draft.body if self.message else {}
        return tuple((name.replace("_", " ").capitalize(), leaving.told(said)) for name, said in found.items())

    def records(self) -> tuple[tuple[str, ...], ...]:
        """Return (id, kind, name, country) of each record it carries."""
        return tuple(leaving.short(item) for item in self.message.draft.entities) if self.message else ()


def desk_for(house: House, right: Right) -> Desk | None:
    """Return the exchange of the viewer's own home, None before it has joined or reads; UserError for anybody else."""
    if not may(house.viewer, right, Owner()):
        raise UserError("there is no such page")
    desk = replace(exchange.desk_of(house), by=house.viewer.account)
    return desk if desk.named or desk.partners() else None


def inbox(desk: Desk, party: str = "") -> tuple[Line, ...]:
    """Return what came, newest first, of one partner where one is named."""
    return _lines(desk, [row for row in desk.received() if party in ("", row.party)])


def outbox(desk: Desk) -> tuple[Line, ...]:
    """Return what we sent, newest first."""
    return _lines(desk, desk.sent())


def partners(desk: Desk) -> tuple[Partner, ...]:
    """Return our partners by name."""
    return tuple(item for _, item in sorted(desk.partners().items()))


def opened(desk: Desk, place: Place) -> Opened:
    """Open a message for reading; raises UserError where there is none."""
    row = next((item for item in desk.rows() if item.place == place and item.held is not Held.REPORTED), None)
    if row is None:
        raise UserError("there is no such message")
    line = _lines(desk, [row])[0]
    readable = row.held is Held.ACCEPTED and not (line.withdrawn and row.party != desk.name)
    known = desk.partners()
    by_mail = tuple(name for name in row.to if name in known and known[name].by_mail)
    return Opened(line, desk.message(*place) if readable else None, row.party == desk.name, by_mail, desk.named)


def acknowledge(desk: Desk, place: Place) -> None:
    """Send a receipt for a partner's message; UserError where none is due."""
    found = opened(desk, place)
    if not found.may_acknowledge:
        raise UserError("no receipt is due for this message")
    desk.acknowledge(place[0], [found.line.row])


def plain(line: Line) -> Mapping[str, Any]:
    """Return a line as JSON values."""
    return {
        **to_plain(line.row),
        "tlp": line.row.tlp,
        "pap": line.row.pap,
        "originator_control": line.row.originator_control,
        "citable": line.row.citable,
        "signed": line.row.held is Held.ACCEPTED,
        "acknowledged": line.acknowledged,
        "withdrawn": line.withdrawn,
        "replies": [to_plain(item) for item in line.replies],
    }


def _lines(desk: Desk, rows: Sequence[Row]) -> tuple[Line, ...]:
    every = desk.rows()
    told: dict[Place, list[Reply]] = {}
    for reply in routine.replies(every):
        told.setdefault(reply.place, []).append(reply)
    gone = routine.withdrawn(every)
    receipts = {place for row in desk.sent() if row.kind is MessageKind.ACKNOWLEDGEMENT for place in row.touches}
    ordered = sorted(rows, key=lambda row: (row.created or row.received, row.place), reverse=True)
    return tuple(
        Line(row, _of(row, told), row.place in receipts, row.held is Held.ACCEPTED and row.place in gone)
        for row in ordered
    )


def _of(row: Row, told: Mapping[Place, Sequence[Reply]]) -> tuple[Reply, ...]:
    return tuple(told.get(row.place, ())) if row.held is not Held.REPORTED else ()
