"""Our own outbox: drafts become numbered, dated, signed, where need be sealed messages in our party's folder.

outbox = Outbox(Repository(folder), "alder", clock)
outbox.publish([Draft(MessageKind.DIGEST, Tlp.GREEN, body={"nothing": True})], ring, {})
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from securesystemslib.signer import CryptoSigner

from inconcert.exchange import authors, envelope, index, sealed
from inconcert.exchange.authors import PartyKeys
from inconcert.exchange.bodies import check_body
from inconcert.exchange.handling import Controlled, check_draft, check_passing_on, must_be_sealed
from inconcert.exchange.keys import KeyRole, Ring
from inconcert.exchange.repository import Repository
from inconcert.model.errors import RefusedByCheck
from inconcert.model.messages import Draft, Message, Seen

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox of one party: `clock` gives the present moment."""

    repository: Repository
    party: str
    clock: Clock

    def publish(
        self,
        drafts: Sequence[Draft],
        ring: Ring,
        partners: Mapping[str, PartyKeys],
        controlled: Collection[Controlled] = (),
    ) -> tuple[Message, ...]:
        """Publish drafts in order and return them as messages: all or none.

        `partners` has the keys of each party that something is sealed to, `controlled` what we hold of others and may
        not pass on. Raises RefusedByCheck where a rule forbids it or a key is missing.
        """
        for draft in drafts:
            check_draft(draft, self.party)
            check_body(draft)
            check_passing_on(draft, controlled)
        now = self.clock()
        before, keys = self.index(), self.keys()
        files: dict[str, bytes] = {}
        lines, messages = [before], []
        signers = ring.signers(KeyRole.AUTHOR)
        for seq, draft in enumerate(drafts, index.size_of(before) + 1):
            message = Message(self.party, seq, now.strftime("%Y-%m-%dT%H:%M:%SZ"), draft)
            held = {item.keyid for item in keys.authors_of(seq)}
            ours = [item for item in signers if item.public_key.keyid in held]
            if len(ours) < keys.threshold(draft.kind):
                raise RefusedByCheck(
                    f"a {draft.kind} is signed by {keys.threshold(draft.kind)} authors; {len(ours)} keys are at hand"
                )
            name, data = self._made(message, ours[: keys.threshold(draft.kind)], keys, partners)
            files[name] = data
            lines.append(index.line_of(seq, name, sha256(data).hexdigest()))
            messages.append(message)
        self.repository.replace({**files, index.FILE: b"".join(lines)}, ring, now)
        return tuple(messages)

    def _made(
        self, message: Message, signers: Sequence[CryptoSigner], ours: PartyKeys, partners: Mapping[str, PartyKeys]
    ) -> tuple[str, bytes]:
        signed = envelope.sign(message, signers)
        close = must_be_sealed(message.draft.tlp, message.draft.kind)
        name = index.name_of(message.seq, sealed=close)
        return name, sealed.seal(signed, self._recipients(message.draft, ours, partners)) if close else signed

    def _recipients(self, draft: Draft, ours: PartyKeys, partners: Mapping[str, PartyKeys]) -> list[str]:
        """Return whose keys a draft is sealed to: those it names, and our own, to read later what we sent."""
        found = list(ours.sealed_to)
        for name in draft.to:
            keys = partners.get(name)
            if keys is None or (keys.authors and not keys.sealed_to):
                raise RefusedByCheck(f"we have no key of {name} to seal to", remedy="Pull its folder first.")
            found += keys.sealed_to  # none for a partner by mail: it is sent the files of an export
        return found

    def freshen(self, ring: Ring) -> None:
        """Say with the online key that the folder is still current."""
        self.repository.freshen(ring, self.clock())

    def index(self) -> bytes:
        """Return our index."""
        return self.repository.file(index.FILE)

    def keys(self) -> PartyKeys:
        """Return our keys as published."""
        return authors.read(self.repository.file(authors.FILE), self.repository.root().signed, self.party)

    def seen(self) -> Seen:
        """Return what our outbox holds now."""
        return index.seen(self.party, self.index())

    def envelope(self, seq: int, ring: Ring) -> bytes:
        """Return a message as we signed it, opened with our own key; raises RefusedByCheck if there is none."""
        lines = index.grown(b"", self.index())
        if not 1 <= seq <= len(lines):
            raise RefusedByCheck(f"we published no message {seq}")
        data = self.repository.file(lines[seq - 1].name)
        return sealed.opened(data, ring.identities()) if lines[seq - 1].sealed else data

    def message(self, seq: int, ring: Ring) -> Message:
        """Return a message that we published; raises RefusedByCheck if there is none."""
        where = f"{self.party} {seq}"
        signed = envelope.opened(self.envelope(seq, ring), envelope.PAYLOAD_TYPE, where)
        return envelope.message_of(envelope.verified(signed, self.keys().authors_of(seq), 1, where), where)
