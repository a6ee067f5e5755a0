"""The routine: who is overdue, what is unanswered, who received what when, what is planned, and who answers.

All from ledgers, so nothing is opened; only the calendar needs the messages themselves. Rows that were reported by mail
count as answers and are always shown as reported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inconcert.exchange.ledger import Row
from inconcert.exchange.seen import reply_standing
from inconcert.model.messages import (
    ASKS,
    LIFE_OF_ASK,
    AnswerStatus,
    AskLife,
    Held,
    Message,
    MessageKind,
    Place,
    Standing,
)

_REPLIES = (MessageKind.ANSWER, MessageKind.ACKNOWLEDGEMENT)
_USED = (Held.ACCEPTED, Held.REPORTED)
_open = (AskLife.SENT, AskLife.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a party said to one of the messages: `at` in UTC, `reported` if told by mail and not signed."""

    by: str
    place: Place
    at: str
    kind: MessageKind
    status: str
    code: str
    reported: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class Overdue:
    """A partner whose last digest is older than the agreed rhythm; `last` empty: none yet."""

    party: str
    rhythm_days: int
    last: str
    days: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """An ask that a party has not answered: acknowledged or not, late or not."""

    place: Place
    kind: MessageKind
    by: str
    sent: str
    acknowledged: bool
    answer_by: str
    late: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """An intended designation: the day, by whom, and what each partner said about acting then."""

    place: Place
    day: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a party was asked and what came of it; `median_days` to its first answer, None without one."""

    party: str
    asked: int
    acknowledged: int
    answered: int
    no_comment: int
    median_days: float | None


def replies(rows: Sequence[Row]) -> tuple[Reply, ...]:
    """Return every reply, the valid and the invalid ones, in the order of their dates."""
    addressed = {row.place: row.to for row in rows if row.held is Held.ACCEPTED}
    found = []
    for row in rows:
        if row.held in _USED and row.kind in _REPLIES:
            for place in dict.fromkeys(([row.in_reply_to] if row.in_reply_to else []) + list(row.touches)):
                standing = reply_standing(place, row.party, addressed)
                told = row.held is Held.REPORTED
                found.append(Reply(row.party, place, row.created, _kind(row), row.status, row.code, told, standing))
    return tuple(sorted(found, key=lambda item: item.at))


def life(place: Place, found: Iterable[Reply]) -> Mapping[str, AskLife]:
    """Return where an ask stands with each party that replied to it, by its latest valid answer."""
    stands: dict[str, AskLife] = {}
    for reply in found:
        if reply.place != place or reply.standing is not Standing.AGREES:
            continue
        if reply.kind is MessageKind.ACKNOWLEDGEMENT:
            stands.setdefault(reply.by, AskLife.ACKNOWLEDGED)
        elif reply.status in {item.value for item in AnswerStatus}:
            stands[reply.by] = LIFE_OF_ASK[AnswerStatus(reply.status)]
    return stands


def overdue(rhythms: Mapping[str, int], rows: Sequence[Row], now: dt.datetime) -> tuple[Overdue, ...]:
    """Return partners whose digest is late; `rhythms`: party → days between two digests, 0 for none agreed."""
    found = []
    for party, days in sorted(rhythms.items()):
        dates = [row.created for row in rows if _digest_of(row, party)]
        last = max(dates, default="")
        since = (now - dt.datetime.fromisoformat(last)).days if last else days + 1
        if days and since > days:
            found.append(Overdue(party, days, last, since))
    return tuple(found)


def unanswered(rows: Sequence[Row], now: dt.datetime, viewer: str) -> tuple[Waiting, ...]:
    """Return each ask and each party named in it that has not answered, oldest first.

    Only asks that the viewer sent or was sent: what a third party answered to another is sealed between those two, so
    that its silence towards us says nothing.
    """
    told = replies(rows)
    found = []
    for row in sorted(rows, key=lambda item: item.created):
        if row.held is not Held.ACCEPTED or row.kind not in ASKS:
            continue
        stands = life(row.place, told)
        for party in row.to:
            if viewer in (row.party, party) and stands.get(party, AskLife.SENT) in _open:
                late = bool(row.answer_by) and row.answer_by < now.date().isoformat()
                found.append(Waiting(row.place, row.kind, party, row.created, party in stands, row.answer_by, late))
    return tuple(found)


def calendar(messages: Iterable[Message], rows: Sequence[Row]) -> tuple[Planned, ...]:
    """Return intended designations by their planned day."""
    told = replies(rows)
    found = [
        Planned(
            item.place,
            str(item.draft.body.get("planned", "")),
            tuple(sorted((party, stands.value) for party, stands in life(item.place, told).items())),
        )
        for item in messages
        if item.draft.kind is MessageKind.INTENDED_DESIGNATION
    ]
    return tuple(sorted(found, key=lambda item: (item.day, item.place)))


def unacknowledged(rows: Sequence[Row], viewer: str) -> tuple[tuple[Place, str], ...]:
    """Return (consent withdrawal, holder) for each holder that has not acknowledged it, as far as the viewer can know.

    Who withdrew is told by every holder; a holder knows of itself alone.
    """
    told = {(reply.place, reply.by) for reply in replies(rows) if reply.kind is MessageKind.ACKNOWLEDGEMENT}
    return tuple(
        (row.place, party)
        for row in rows
        if row.held is Held.ACCEPTED and row.kind is MessageKind.CONSENT_WITHDRAWAL
        for party in row.to
        if viewer in (row.party, party) and (row.place, party) not in told
    )


def withdrawn(rows: Sequence[Row]) -> Mapping[Place, Place]:
    """Return message → the withdrawal of it by its own author; nobody else can withdraw it."""
    kinds = (MessageKind.CONSENT_WITHDRAWAL, MessageKind.WITHDRAWAL)
    return {
        place: row.place
        for row in rows
        if row.held is Held.ACCEPTED and row.kind in kinds
        for place in row.touches
        if place[0] == row.party
    }


def tallies(rows: Sequence[Row], viewer: str) -> tuple[Tally, ...]:
    """Return who answers: only of asks that the viewer sent or was sent, for nobody else is concerned."""
    told = replies(rows)
    asks = [row for row in rows if row.held is Held.ACCEPTED and row.kind in ASKS]
    asks = [row for row in asks if viewer == row.party or viewer in row.to]
    parties = sorted({party for row in asks for party in row.to if viewer in (row.party, party)})
    return tuple(_tally(party, [row for row in asks if party in row.to], told) for party in parties)


def _tally(party: str, asks: Sequence[Row], told: Sequence[Reply]) -> Tally:
    stands = [life(row.place, told).get(party) for row in asks]
    answered = [item for item in stands if item not in (None, AskLife.ACKNOWLEDGED)]
    days = sorted(
        (dt.datetime.fromisoformat(first) - dt.datetime.fromisoformat(row.created)).total_seconds() / 86_400
        for row in asks
        if (first := _first_answer(row.place, party, told))
    )
    return Tally(
        party,
        len(asks),
        sum(item is not None for item in stands),
        len(answered),
        sum(item is AskLife.NO_COMMENT for item in stands),
        round(days[len(days) // 2], 1) if days else None,
    )


def _first_answer(place: Place, party: str, told: Sequence[Reply]) -> str:
    dates = (item.at for item in told if (item.place, item.by, item.kind) == (place, party, MessageKind.ANSWER))
    return min(dates, default="")


def _digest_of(row: Row, party: str) -> bool:
    return row.party == party and row.held in _USED and row.kind is MessageKind.DIGEST


def _kind(row: Row) -> MessageKind:
    return row.kind or MessageKind.ANSWER
