"""The exchange as a person uses it: join, publish, pull, status, answer, rotate, verify, export."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inconcert.exchange import ceremony, leaving, routine
from inconcert.exchange.ceremony import Plan
from inconcert.exchange.desk import Desk
from inconcert.exchange.envelope import attachment
from inconcert.exchange.handling import marking
from inconcert.exchange.inbox import Pulled
from inconcert.exchange.keys import KeyRole, Ring
from inconcert.exchange.ledger import Row
from inconcert.exchange.outbox import Outbox
from inconcert.exchange.records import Partner
from inconcert.exchange.repository import Repository
from inconcert.formats.jsonlines import value, values
from inconcert.model.codec import to_plain
from inconcert.model.errors import InconcertError, PartyError, RefusedByCheck, UserError
from inconcert.model.messages import (
    AnswerStatus,
    AskLife,
    DeclineCode,
    Draft,
    Held,
    Message,
    MessageKind,
    Pap,
    Place,
    Seen,
    Standing,
    Tlp,
)
from inconcert.verbs.house import House

PASSPHRASE = "INCONCERT_EXCHANGE_PASSPHRASE"  # noqa: S105 - the name of the variable, not what is in it
_bytes = "application/octet-stream"
_media = {".pdf": "application/pdf", ".csv": "text/csv", ".txt": "text/plain", ".json": "application/json"}


@dataclass(frozen=True, slots=True)
class Status:
    """How the exchange of this home stands today."""

    party: str
    seen: tuple[Seen, ...]
    overdue: tuple[routine.Overdue, ...]
    unanswered: tuple[routine.Waiting, ...]
    life: tuple[tuple[Place, str, AskLife], ...]
    unacknowledged: tuple[tuple[Place, str], ...]
    quarantined: tuple[Row, ...]
    invalid: tuple[routine.Reply, ...]
    alarms: tuple[tuple[str, Seen, Standing], ...]
    calendar: tuple[routine.Planned, ...]
    tallies: tuple[routine.Tally, ...]


def desk_of(house: House) -> Desk:
    """Return the exchange of a home; its keys are opened with the passphrase in INCONCERT_EXCHANGE_PASSPHRASE."""
    return Desk(house.folder / "exchange", house.clock, os.environ.get(PASSPHRASE, "").encode("utf-8"))


def join_ourselves(desk: Desk, party: str, drives: Sequence[Path], threshold: int, *, dry_run: bool) -> Plan:
    """Make our keys and our empty outbox: one root key on each drive.

    Where the home was lost and its public folder put back, this home only takes the name; its keys are then replaced.
    """
    if (desk.public / "metadata").exists() and not desk.named:
        desk.name_ourselves(party)
        return Plan((f"this home is now {party}; replace its keys: rotate home, author, recipient",), True)
    if not dry_run:
        desk.name_ourselves(party)
    custodians = [Ring(drive, desk.passphrase) for drive in drives]
    outbox = desk.outbox if not dry_run else _unnamed(desk, party)
    plan = ceremony.found(outbox, custodians, desk.ring, threshold=threshold, dry_run=dry_run)
    if plan.done:
        desk.log("join", party=party, fingerprint=plan.fingerprint)
    return plan


def join_partner(desk: Desk, partner: Partner, fingerprint: str) -> str:
    """Pin a partner's first root by the fingerprint told by voice; without one only return what its folder has."""
    if partner.by_mail:
        desk.keep_partner(partner)
        return ""
    found = desk.inbox(partner.party).begin(partner.source, fingerprint)
    if fingerprint:
        desk.keep_partner(partner)
    return found


def draft_of(
    kind: str, tlp: str, to: Sequence[str], body: Mapping[str, Any], *, pap: str = "AMBER", in_reply_to: str = "",
    answer_by: str = "", control: bool = True, citable: bool = False, entities: Path | None = None,
    attached: Sequence[Path] = (), sources: Sequence[str] = (),
) -> Draft:  # fmt: skip
    """Return a draft from what a person typed; raises UserError or RefusedByCheck."""
    try:
        found = Draft(MessageKind(kind), marking(tlp), tuple(to), dict(body), Pap(pap))
    except ValueError as error:
        raise UserError(f"not a known word: {error}") from error
    read = tuple(item for _, item in values(entities.read_bytes(), entities.name)) if entities else ()
    files = tuple(
        attachment(path.name, _media.get(path.suffix, "application/octet-stream"), path.read_bytes())
        for path in attached
    )
    return Draft(
        found.kind, found.tlp, found.to, found.body, found.pap, control, citable,
        place_from(in_reply_to) if in_reply_to else None, answer_by, read, files,
        tuple(place_from(item) for item in sources),
    )  # fmt: skip


def place_from(text: str) -> Place:
    """Return a message written as PARTY:NUMBER; raises UserError."""
    party, _, number = text.partition(":")
    if not number.isdecimal():
        raise UserError(f"not a message: {text!r}", remedy="Write PARTY:NUMBER, as alder:3.")
    return party, int(number)


def body_from(text: str, path: Path | None) -> Mapping[str, Any]:
    """Return the body from a file of JSON, or one with a text; raises UserError or SourceError."""
    if path is None:
        return {"text": text} if text else {}
    found = value(path.read_bytes(), path.name)
    if not isinstance(found, dict):
        raise UserError("the body is one JSON object", where=str(path))
    return {**found, **({"text": text} if text else {})}


def pull(desk: Desk, parties: Sequence[str], source: str) -> tuple[tuple[str, Pulled | PartyError], ...]:
    """Pull partners one after the other; a refused one does not stop the next."""
    names = parties or [name for name, item in desk.partners().items() if not item.by_mail]
    found: list[tuple[str, Pulled | PartyError]] = []
    for name in names:
        try:
            found.append((name, desk.pull(name, source)))
        except PartyError as error:
            desk.log("refused", party=name, rule=error.refusal, said=str(error))
            found.append((name, error))
    desk.honour()
    return tuple(found)


def status(desk: Desk) -> Status:
    """Return how the exchange stands."""
    rows, now = desk.rows(), desk.clock()
    told = routine.replies(rows)
    asks = [row.place for row in rows if row.held is Held.ACCEPTED and row.kind and row.to]
    stands = tuple((place, party, word) for place in asks for party, word in sorted(routine.life(place, told).items()))
    planned = [row for row in rows if row.kind is MessageKind.INTENDED_DESIGNATION and row.held is Held.ACCEPTED]
    gone = routine.withdrawn(rows)
    messages = [desk.message(row.party, row.seq) for row in planned if row.place not in gone]
    return Status(
        desk.name,
        desk.seen(),
        routine.overdue(_rhythms(desk), rows, now),
        routine.unanswered(rows, now, desk.name),
        stands,
        routine.unacknowledged(rows, desk.name),
        tuple(row for row in rows if row.held is Held.QUARANTINED),
        tuple(item for item in told if item.standing is not Standing.AGREES),
        desk.alarms(),
        routine.calendar(messages, rows),
        routine.tallies(rows, desk.name),
    )


def digest_due(desk: Desk) -> str:
    """Return the day on which our next digest is due by the shortest rhythm agreed, empty where none was agreed."""
    days = _rhythms(desk).get(desk.name, 0)
    sent = [row.created for row in desk.sent() if row.kind is MessageKind.DIGEST]
    if not days:
        return ""
    last = dt.datetime.fromisoformat(max(sent)) if sent else desk.clock() - dt.timedelta(days=days)
    return (last + dt.timedelta(days=days)).date().isoformat()


def _rhythms(desk: Desk) -> dict[str, int]:
    """Return party → days agreed between two digests; we ourselves owe by the shortest of them."""
    found = {name: item.rhythm_days for name, item in desk.partners().items()}
    agreed = [days for days in found.values() if days]
    return found | ({desk.name: min(agreed)} if agreed and desk.named else {})


def answer(
    desk: Desk, place: Place, word: str, *, code: str = "", note: str = "", act: str = "", date: str = "",
    mail: bytes | None = None, by: str = "",
) -> Place:  # fmt: skip
    """Answer a message of a partner, or with `mail` record what the partner `by` told; return where it stands."""
    try:
        found = AnswerStatus(word)
        _ = DeclineCode(code) if code else None
    except ValueError as error:
        raise UserError(f"not a known word: {error}") from error
    if mail is not None:
        row = desk.report(by, place, found, mail, code=code, note=note)
        return row.place
    body = {"status": found.value, "code": code, "note": note, "act": act, "date": date}
    body = {name: text for name, text in body.items() if text}
    draft = Draft(MessageKind.ANSWER, Tlp.AMBER, (place[0],), body, in_reply_to=place)
    return desk.publish([draft])[0].place


def rotate(
    desk: Desk, what: str, drives: Sequence[Path], new: Sequence[Path], *, dry_run: bool, last: int | None
) -> Plan:
    """Replace keys: root, desk, online, home (both), author or recipient; `freshen` only signs anew."""
    old = [Ring(drive, desk.passphrase) for drive in drives]
    fresh = [Ring(drive, desk.passphrase) for drive in new]
    if what == "freshen":
        if not dry_run:
            desk.outbox.freshen(desk.ring)
        return Plan(("sign snapshot and timestamp anew with the online key",), not dry_run)
    if what == "root" and not fresh:
        plan = ceremony.renew_root(desk.outbox, old, desk.ring, dry_run=dry_run)
    elif what == "root":
        threshold = desk.outbox.repository.root().signed.roles["root"].threshold
        plan = ceremony.replace_roots(desk.outbox, old, fresh, desk.ring, threshold=threshold, dry_run=dry_run)
    elif what == "author":
        plan = ceremony.replace_author(desk.outbox, old, desk.ring, last_good=last, dry_run=dry_run)
    elif what == "recipient":
        plan = ceremony.replace_recipient(desk.outbox, old, desk.ring, dry_run=dry_run)
    else:
        roles = (KeyRole.DESK, KeyRole.ONLINE) if what == "home" else (KeyRole(what),)
        plan = ceremony.replace_keys(desk.outbox, old, desk.ring, *roles, dry_run=dry_run)
    if plan.done:
        desk.log("rotate", what=what)
    return plan


def verify(desk: Desk, party: str) -> tuple[tuple[int, str], ...]:
    """Open and check anew all that we accepted of a partner; return (number, what is wrong) for what fails."""
    found, inbox, reader = [], desk.inbox(party), desk.reader()
    for row in inbox.rows():
        if row.held is Held.ACCEPTED:
            try:
                inbox.message(row.seq, reader)
            except InconcertError as error:
                found.append((row.seq, str(error)))
    return tuple(found)


def export(desk: Desk, party: str, seq: int, folder: Path) -> tuple[str, ...]:
    """Write a message as files that open without our software; return their names."""
    if folder.exists() and any(folder.iterdir()):
        raise RefusedByCheck("the folder is not empty", where=str(folder), remedy="Name a new one.")
    found = files_of(desk, party, seq, str(folder))
    try:
        for name, data in found.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    except OSError as error:
        raise UserError(f"cannot be written: {error.strerror}", where=str(folder)) from error
    return tuple(sorted(found))


def files_of(desk: Desk, party: str, seq: int, to: str) -> dict[str, bytes]:
    """Return a message as files that open without our software, and log where they go."""
    message = desk.message(party, seq)
    found = leaving.files(message, _signed(desk, message))
    desk.log("export", party=party, seq=seq, to=to)
    return found


def _signed(desk: Desk, message: Message) -> bytes:
    if message.party == desk.name:
        return desk.outbox.envelope(message.seq, desk.ring)
    return desk.inbox(message.party).envelope(message.seq, desk.reader())


def _unnamed(desk: Desk, party: str) -> Outbox:
    return Outbox(Repository(desk.public, desk.terms), party, desk.clock)


def plain_status(found: Status) -> dict[str, Any]:
    """Return a status as JSON values."""
    return {
        "party": found.party,
        "seen": [to_plain(item) for item in found.seen],
        "overdue": [to_plain(item) for item in found.overdue],
        "unanswered": [to_plain(item) for item in found.unanswered],
        "life": [{"message": list(place), "party": party, "life": word} for place, party, word in found.life],
        "unacknowledged": [{"message": list(place), "party": party} for place, party in found.unacknowledged],
        "quarantined": [{"message": list(row.place), "reason": row.reason} for row in found.quarantined],
        "invalid": [{"message": list(item.place), "by": item.by} for item in found.invalid],
        "alarms": [{"by": by, **to_plain(item), "standing": word} for by, item, word in found.alarms],
        "calendar": [to_plain(item) for item in found.calendar],
        "answers": [to_plain(item) for item in found.tallies],
    }
