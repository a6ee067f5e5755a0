"""The exchange of one home: our outbox, our partners, what was sent, received and reported, and the log of all of it.

    HOME/exchange/own/            party.json, keys/, folder/ (what the web server or the drive carries), sent.jsonl
    HOME/exchange/partners/NAME/  what we hold of a partner
    HOME/exchange/partners.jsonl  reported.jsonl  log.jsonl  mail/SHA256

The newest line on a partner holds. Who opened, exported or passed on what is logged, for no software can forbid a
screen to be photographed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from inconcert.exchange import records, routine, seen
from inconcert.exchange.authors import PartyKeys
from inconcert.exchange.envelope import check_party
from inconcert.exchange.handling import Controlled, check_deed, consents
from inconcert.exchange.inbox import Inbox, Pulled
from inconcert.exchange.judge import Reader
from inconcert.exchange.keys import Ring
from inconcert.exchange.ledger import Row, row_of
from inconcert.exchange.ledger import read as read_rows
from inconcert.exchange.ledger import written as written_rows
from inconcert.exchange.outbox import Clock, Outbox
from inconcert.exchange.records import Partner
from inconcert.exchange.repository import Repository, Terms
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.messages import (
    AnswerStatus,
    Deed,
    Draft,
    Held,
    Message,
    MessageKind,
    Place,
    Seen,
    Standing,
    Tlp,
)
from inconcert.store.lock import only_writer


@dataclass(frozen=True)
class Desk:
    """The exchange in `folder` (HOME/exchange); `passphrase` opens our keys where they are encrypted.

    `by` is the account that acts, for the log; empty for whoever runs the home.
    """

    folder: Path
    clock: Clock
    passphrase: bytes = field(default=b"", repr=False)
    terms: Terms = field(default_factory=Terms)
    by: str = ""

    @cached_property
    def party(self) -> str:
        """Return our own name in the exchange; raises RefusedByCheck before we have joined."""
        found = records.read(self.folder / "own" / "party.json")
        if not found:
            raise RefusedByCheck(
                "this home has not joined the exchange", remedy="Run: inconcert exchange join --own NAME"
            )
        return str(found[-1]["party"])

    @property
    def named(self) -> bool:
        """Return whether this home has a name in the exchange."""
        return bool(records.read(self.folder / "own" / "party.json"))

    @property
    def name(self) -> str:
        """Return our own name, empty where this home only reads: it pulls partners' folders and has no keys."""
        return self.party if self.named else ""

    def name_ourselves(self, party: str) -> None:
        """Say once who we are; raises RefusedByCheck if this home is another party."""
        check_party(party)
        found = records.read(self.folder / "own" / "party.json")
        if found and found[-1]["party"] != party:
            raise RefusedByCheck(f"this home is {found[-1]['party']} in the exchange", remedy="Use another --home.")
        if not found:
            records.add(self.folder / "own" / "party.json", {"party": party})

    @cached_property
    def ring(self) -> Ring:
        """Return our keys."""
        return Ring(self.folder / "own" / "keys", self.passphrase)

    @property
    def public(self) -> Path:
        """Return the folder that partners are given."""
        return self.folder / "own" / "folder"

    @property
    def outbox(self) -> Outbox:
        """Return our outbox."""
        return Outbox(Repository(self.public, self.terms), self.party, self.clock)

    def reader(self) -> Reader:
        """Return us as readers, now."""
        return Reader(self.name, self.ring.identities(), self.clock())

    def log(self, act: str, **facts: Any) -> None:
        """Log who did what."""
        who = {"account": self.by} if self.by else {}
        records.add(self.folder / "log.jsonl", {"at": self.reader_moment(), "act": act, **who, **facts})

    def reader_moment(self) -> str:
        """Return the moment in UTC, ISO 8601, ending in Z."""
        return Reader("", (), self.clock()).moment

    def partners(self) -> dict[str, Partner]:
        """Return our partners by name."""
        return {item["party"]: Partner(**item) for item in records.read(self.folder / "partners.jsonl")}

    def keep_partner(self, partner: Partner) -> None:
        """Keep what was agreed with a partner; the newest line holds."""
        check_party(partner.party)
        records.add(self.folder / "partners.jsonl", asdict(partner))
        self.log("partner", **asdict(partner))

    def inbox(self, party: str) -> Inbox:
        """Return what we hold of a partner."""
        return Inbox(self.folder / "partners" / check_party(party), party)

    def pull(self, party: str, source: str = "") -> Pulled:
        """Bring what is new of a partner, from its usual place or from `source` (a drive); raises PartyError."""
        partner = self.partners().get(party)
        if partner is None or not (source or partner.source):
            raise UserError(
                f"{party} has no folder that we know", remedy="Run: inconcert exchange join, or give --from."
            )
        found = self.inbox(party).pull(source or partner.source, self.reader())
        self.log("pull", party=party, source=source or partner.source, new=len(found.rows))
        return found

    def publish(self, drafts: Sequence[Draft]) -> tuple[Message, ...]:
        """Publish drafts; raises RefusedByCheck where a rule forbids it."""
        outbox = self.outbox
        keys = {name: self._keys(name) for item in drafts for name in item.to}
        known = {name: found for name, found in keys.items() if found}
        with only_writer(self.folder / "own" / "lock"):
            found = outbox.publish(drafts, self.ring, known, self.controlled())
            path = self.folder / "own" / "sent.jsonl"
            with path.open("ab") as file:
                file.write(written_rows(row_of(item, Held.ACCEPTED, item.created) for item in found))
        for item in found:
            self.log("publish", seq=item.seq, kind=item.draft.kind, to=list(item.draft.to), tlp=item.draft.tlp)
        return found

    def acknowledge(self, party: str, rows: Sequence[Row], *, deleted: bool = False) -> Message:
        """Acknowledge messages of a partner, and say how much of each outbox we hold."""
        body = {"messages": [list(row.place) for row in rows], "seen": seen.plain(self.seen()), "deleted": deleted}
        return self.publish([Draft(MessageKind.ACKNOWLEDGEMENT, Tlp.AMBER, to=(party,), body=body)])[0]

    def honour(self) -> tuple[Row, ...]:
        """Delete every message whose author withdrew consent, and acknowledge it; return the withdrawals honoured."""
        done = {place for row in self.sent() if row.kind is MessageKind.ACKNOWLEDGEMENT for place in row.touches}
        found = [
            row for row in self.received()
            if row.kind is MessageKind.CONSENT_WITHDRAWAL and row.held is Held.ACCEPTED and row.place not in done
        ]  # fmt: skip
        for row in found:
            for party, seq in row.touches:
                if party == row.party and 1 <= seq <= self.seen_of(party).size:
                    self.inbox(party).delete(seq)
                    self.log("delete", party=party, seq=seq, withdrawn_by=list(row.place))
            if self.named:
                self.acknowledge(row.party, [row], deleted=True)
        return tuple(found)

    def report(
        self, party: str, place: Place, status: AnswerStatus, mail: bytes, *, code: str = "", note: str = ""
    ) -> Row:
        """Record what a partner told by mail: the mail is kept, and the answer is never shown as signed."""
        if not mail:
            raise UserError("the mail itself is needed", remedy="Save it as a file and name it with --mail.")
        digest = hashlib.sha256(mail).hexdigest()
        folder = self.folder / "mail"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / digest).write_bytes(mail)
        moment = self.reader_moment()
        seq = len(records.read(self.folder / "reported.jsonl")) + 1
        row = Row(
            check_party(party), seq, Held.REPORTED, moment, reason=f"mail kept: {digest}", kind=MessageKind.ANSWER,
            to=(self.party,), created=moment, in_reply_to=place, status=status.value, code=code,
        )  # fmt: skip
        records.add(self.folder / "reported.jsonl", {"row": written_rows([row]).decode("utf-8"), "note": note})
        self.log("report", party=party, about=list(place), status=status, mail=digest)
        return row

    def sent(self) -> tuple[Row, ...]:
        """Return rows of what we published."""
        path = self.folder / "own" / "sent.jsonl"
        return read_rows(path.read_bytes()) if path.is_file() else ()

    def received(self) -> tuple[Row, ...]:
        """Return rows of every partner, also the quarantined and the reported ones."""
        found: list[Row] = []
        for name, partner in self.partners().items():
            if not partner.by_mail and (self.folder / "partners" / name / "current").is_file():
                found += self.inbox(name).rows()
        for item in records.read(self.folder / "reported.jsonl"):
            found += read_rows(item["row"].encode("utf-8"))
        return tuple(found)

    def rows(self) -> tuple[Row, ...]:
        """Return every row, ours and theirs."""
        return (*self.sent(), *self.received())

    def message(self, party: str, seq: int, deed: Deed = Deed.READ) -> Message:
        """Return a message for a deed, and log it; raises RefusedByCheck if its marking does not permit that."""
        if party == self.name:
            return self.outbox.message(seq, self.ring)
        if (party, seq) in routine.withdrawn(self.received()):
            raise RefusedByCheck(f"message {seq} of {party} was withdrawn by its author")
        found = self.inbox(party).message(seq, self.reader())
        check_deed(found.draft.tlp, found.draft.pap, found.draft.citable, deed)
        self.log(deed.value, party=party, seq=seq)
        return found

    def seen_of(self, party: str) -> Seen:
        """Return how much of an outbox we hold, our own included."""
        return self.outbox.seen() if party == self.name else self.inbox(party).seen()

    def seen(self) -> tuple[Seen, ...]:
        """Return how much we hold of each partner's outbox."""
        names = [name for name, item in self.partners().items() if not item.by_mail]
        return tuple(self.seen_of(name) for name in names if (self.folder / "partners" / name / "current").is_file())

    def alarms(self) -> tuple[tuple[str, Seen, Standing], ...]:
        """Return (who says so, what they hold, what it is worth) for claims that do not agree with what we hold."""
        found = []
        for row in self.received():
            if row.kind is not MessageKind.ACKNOWLEDGEMENT or row.held is not Held.ACCEPTED:
                continue
            for claim in self._claims(row):
                held = self._index_of(claim.party)
                if held is not None and (standing := seen.standing(claim, held)) is not Standing.AGREES:
                    found.append((row.party, claim, standing))
        return tuple(found)

    def controlled(self) -> tuple[Controlled, ...]:
        """Return what we hold that its originator controls, with the consents we were given."""
        sent, answers = self.sent(), self.received()
        asked = {
            row.place: self.outbox.message(row.seq, self.ring).draft
            for row in sent
            if row.kind is MessageKind.INFORMATION_REQUEST
        }
        accepted = [
            (row.party, row.in_reply_to)
            for row in answers
            if row.status == AnswerStatus.ACCEPTED and row.in_reply_to and row.held is Held.ACCEPTED
        ]
        given = consents(asked, accepted)
        return tuple(
            Controlled(row.place, frozenset(row.attachments), given.get(row.place, frozenset()))
            for row in answers
            if row.originator_control and row.held is Held.ACCEPTED
        )

    def _claims(self, row: Row) -> tuple[Seen, ...]:
        try:
            body = self.inbox(row.party).message(row.seq, self.reader()).draft.body
            return seen.claims_of(body.get("seen", []))
        except (UserError, RefusedByCheck):
            return ()

    def _index_of(self, party: str) -> bytes | None:
        if party == self.name:
            return self.outbox.index()
        known = party in self.partners() and (self.folder / "partners" / party / "current").is_file()
        return self.inbox(party).index() if known else None

    def _keys(self, party: str) -> PartyKeys | None:
        partner = self.partners().get(party)
        if partner is None:
            return None
        return PartyKeys(party, (), ()) if partner.by_mail else self.inbox(party).keys()
