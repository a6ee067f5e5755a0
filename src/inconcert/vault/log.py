"""The custody log: one signed line an event, and the checkpoints that others keep.

Rules:
- each line is a DSSE envelope signed by the actor who acts, with a random nonce, the line's number and the SHA-256 of
  the line before it: a line cannot be taken out, moved or altered;
- the last lines can be cut off, and a thief of every key can write the log anew: against both stands a checkpoint
  (size and SHA-256) that the caller holds. It is never read from beside the log;
- an intake may sign receipts and nothing else; a custodian may sign from their addition to their removal.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from securesystemslib import exceptions as signing
from securesystemslib.dsse import Envelope
from securesystemslib.signer import Key, SSlibKey

from inconcert.formats.jsonlines import value
from inconcert.model.errors import RefusedByCheck, SourceError
from inconcert.model.vault import Action, Actor, ActorRole, Checkpoint, CustodyEvent
from inconcert.vault.facts import json_bytes
from inconcert.vault.ring import Signing, Trust

PAYLOAD_TYPE = "application/vnd.inconcert.custody+json"
KEY_ACTIONS = frozenset((Action.CASE_MADE, Action.CUSTODIAN_ADDED, Action.CUSTODIAN_REMOVED, Action.DESTROYED))
_OPEN = {
    Action.CASE_MADE: {"custodian", "custodian_recipient", "recipient"},
    Action.CUSTODIAN_ADDED: {"custodian", "custodian_recipient"},
    Action.CUSTODIAN_REMOVED: {"custodian", "recipient"},
    Action.KEEP_UNTIL: {"day"},
    Action.DESTROYED: {"reason"},
    Action.RELEASED: {"form"},
}
_FIELDS = frozenset(("v", "number", "at", "actor", "action", "case", "item", "commitment", "open", "previous", "nonce"))
_AT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


@dataclass(frozen=True, slots=True)
class Log:
    """A custody log that was verified: its events and its bytes."""

    case: str
    events: tuple[CustodyEvent, ...]
    data: bytes
    lines: int

    @property
    def checkpoint(self) -> Checkpoint:
        """Return the checkpoint of all that is here."""
        return checkpoint_of(self.case, self.data)

    @property
    def custodians(self) -> Mapping[str, str]:
        """Return the custodians in force with their public age keys."""
        found: dict[str, str] = {}
        for event in self.events:
            if event.action in (Action.CASE_MADE, Action.CUSTODIAN_ADDED):
                found[event.open["custodian"]] = event.open["custodian_recipient"]
            elif event.action is Action.CUSTODIAN_REMOVED:
                found.pop(event.open["custodian"], None)
        return found

    @property
    def recipient(self) -> str:
        """Return the public age key of the case that is in force."""
        return [item.open["recipient"] for item in self.events if "recipient" in item.open][-1]

    @property
    def destroyed(self) -> bool:
        """Return whether the case was destroyed."""
        return any(item.action is Action.DESTROYED for item in self.events)


def checkpoint_of(case: str, data: bytes) -> Checkpoint:
    """Return the checkpoint of these bytes of a log."""
    return Checkpoint(case, len(data), hashlib.sha256(data).hexdigest())


def verified(data: bytes, case: str, trust: Trust, *, only: frozenset[Action] | None = None) -> Log:
    """Return a log whose every line holds and that begins as the checkpoint says; raises RefusedByCheck.

    `only`: verify the signatures of these actions alone and return those events (an intake needs the keys, not the
    history); order, numbers and chain are checked all the same.
    """
    _check_prefix(data, case, trust.checkpoint)
    keys = {item.name: (item, _key(item)) for item in trust.actors}
    events: list[CustodyEvent] = []
    custodians: set[str] = set()
    previous, number = "", 0
    for number, line in enumerate(_lines(data), 1):
        where = f"custody log line {number}"
        envelope, found = (None, _peeked(line, where)) if only is not None else _opened(line, where)
        if (found.get("number"), found.get("previous"), found.get("case")) != (number, previous, case):
            raise RefusedByCheck("a line of the custody log is missing, moved or from another case", where=where)
        previous = hashlib.sha256(line).hexdigest()
        if only is not None and found.get("action") not in only:
            continue
        if envelope is None:
            envelope, found = _opened(line, where)
        event = _event(found, where)
        _check_signature(envelope, keys, event, where)
        admit(event, keys[event.actor][0], custodians)
        events.append(event)
    if not events:
        raise RefusedByCheck("the custody log is empty")
    return Log(case, tuple(events), data, number)


def admit(event: CustodyEvent, actor: Actor, custodians: set[str]) -> None:
    """Check that an actor may sign this event where the log stands, and take note of it; raises RefusedByCheck."""
    where = f"custody log line {event.number}"
    if (event.number == 1) != (event.action is Action.CASE_MADE):
        raise RefusedByCheck("a custody log begins with the making of its case, once", where=where)
    if event.action is Action.CASE_MADE and event.open.get("custodian") == actor.name:
        custodians.add(actor.name)
    if actor.role is ActorRole.INTAKE and not event.action.by_intake:
        raise RefusedByCheck(f"an intake may not sign {event.action}", where=where)
    if actor.role is ActorRole.CUSTODIAN and actor.name not in custodians:
        raise RefusedByCheck(f"{actor.name} is not a custodian of this case", where=where)
    if event.action is Action.CUSTODIAN_ADDED:
        custodians.add(event.open.get("custodian", ""))
    elif event.action is Action.CUSTODIAN_REMOVED:
        custodians.discard(event.open.get("custodian", ""))


def events_unverified(data: bytes) -> Iterator[CustodyEvent]:
    """Yield what a log says, whoever signed it: for finishing what a crash interrupted, and for nothing else."""
    for number, line in enumerate(_lines(data), 1):
        where = f"custody log line {number}"
        yield _event(_opened(line, where)[1], where)


def line_of(event: CustodyEvent, previous: bytes, who: Signing) -> bytes:
    """Return the signed line of an event; `previous` is the line before it, without its end, empty if none."""
    plain = {
        "v": 1,
        "number": event.number,
        "at": event.at,
        "actor": event.actor,
        "action": event.action.value,
        "case": event.case,
        "item": event.item,
        "commitment": event.commitment,
        "open": dict(event.open),
        "previous": hashlib.sha256(previous).hexdigest() if previous else "",
        "nonce": secrets.token_hex(16),
    }
    envelope = Envelope(json_bytes(plain), PAYLOAD_TYPE, {})
    envelope.sign(who.signer)
    return json_bytes(envelope.to_dict()) + b"\n"


def append(file: Path, line: bytes) -> None:
    """Add a line, on disk when this returns; raises OSError, the log as it was."""
    with file.open("ab") as out:
        before = out.tell()
        try:
            out.write(line)
            out.flush()
            os.fsync(out.fileno())
        except OSError:
            os.ftruncate(out.fileno(), before)
            raise


def whole_lines(data: bytes) -> bytes:
    """Return a log without a last line that a crash cut short: it was never an event."""
    return data[: data.rfind(b"\n") + 1]


def moment(now: dt.datetime, role: ActorRole) -> str:
    """Return when, as it is logged: to the second in UTC; for an intake the day alone."""
    return now.astimezone(dt.UTC).strftime("%Y-%m-%d" if role is ActorRole.INTAKE else "%Y-%m-%dT%H:%M:%SZ")


def _lines(data: bytes) -> Iterator[bytes]:
    if not data.endswith(b"\n"):
        raise RefusedByCheck("the custody log ends in the middle of a line")
    yield from data[:-1].split(b"\n")


def _check_prefix(data: bytes, case: str, checkpoint: Checkpoint | None) -> None:
    if checkpoint is None:
        return
    begun = data[: checkpoint.size]
    if checkpoint.case != case or checkpoint_of(case, begun) != checkpoint:
        raise RefusedByCheck(
            "the custody log is not the one that was seen before: it was cut or rewritten",
            where=f"its first {checkpoint.size} bytes",
            remedy="Keep a copy of it as it is, and ask the other holders of a checkpoint.",
        )


def _peeked(line: bytes, where: str) -> dict[str, Any]:
    """Return what a line says, unverified and loosely read: enough to pass over it, never to act on it."""
    try:
        found = json.loads(base64.b64decode(json.loads(line)["payload"]))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise RefusedByCheck("a line of the custody log is damaged or altered", where=where) from error
    if not isinstance(found, dict):
        raise RefusedByCheck("not a custody event", where=where)
    return found


def _opened(line: bytes, where: str) -> tuple[Envelope, dict[str, Any]]:
    try:
        outer = value(line, where)
        if set(outer) != {"payload", "payloadType", "signatures"} or outer["payloadType"] != PAYLOAD_TYPE:
            raise RefusedByCheck("not a custody event", where=where)
        base64.b64decode(outer["payload"], validate=True)
        envelope = Envelope.from_dict(outer)
        found = value(envelope.payload, where)
    except (SourceError, KeyError, TypeError, ValueError, AttributeError, binascii.Error, signing.FormatError) as error:
        raise RefusedByCheck("a line of the custody log is damaged or altered", where=where) from error
    if not isinstance(found, dict) or set(found) != _FIELDS or found["v"] != 1:
        raise RefusedByCheck("not a custody event of this version", where=where)
    return envelope, found


def _event(found: Mapping[str, Any], where: str) -> CustodyEvent:
    try:
        texts = [found[key] for key in ("at", "actor", "case", "item", "commitment")]
        opened = found["open"]
        if not all(isinstance(item, str) for item in (*texts, *opened, *opened.values())):
            raise ValueError("not text")
        if not _AT.fullmatch(found["at"]):
            raise ValueError("no moment")
        action = Action(found["action"])
        if action in _OPEN and set(opened) != _OPEN[action]:
            raise ValueError(f"{action} with {sorted(opened)}")
        return CustodyEvent(found["number"], texts[0], texts[1], action, texts[2], texts[3], texts[4], opened)
    except (TypeError, ValueError, AttributeError) as error:
        raise RefusedByCheck(f"a custody event is not what it should be: {error}", where=where) from error


def _check_signature(
    envelope: Envelope, keys: Mapping[str, tuple[Actor, Key]], event: CustodyEvent, where: str
) -> None:
    if event.actor not in keys:
        raise RefusedByCheck(
            f"signed by {event.actor!r}, whose key is not trusted here",
            where=where,
            remedy="Compare the key in person, then trust it: inconcert vault trust",
        )
    try:
        envelope.verify([keys[event.actor][1]], 1)
    except (signing.VerificationError, signing.UnverifiedSignatureError, ValueError) as error:
        raise RefusedByCheck(
            f"not signed by the key of {event.actor}: altered, or in another's name", where=where
        ) from error


def _key(actor: Actor) -> Key:
    # the id of the key is not what counts: each event is verified with the one key of the actor it names
    plain = {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": actor.key}}
    return SSlibKey.from_dict(hashlib.sha256(json_bytes(plain)).hexdigest(), plain)
