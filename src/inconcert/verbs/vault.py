"""inconcert vault: what a custodian does with a case. The vault is not the register's home, and knows nothing of it.

A desk is what a custodian sits at: the vault, their own drive with keys, and their handle. What a case is judged by
comes from that drive; after each act the newest checkpoint goes back to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inconcert.model.errors import UserError
from inconcert.model.vault import (
    Actor,
    ActorRole,
    Checkpoint,
    Consent,
    Deposit,
    DestroyReason,
    Exhibit,
    Use,
)
from inconcert.store.home import Clock
from inconcert.vault import bag, consent, keeping, place, reading, receive, rekey
from inconcert.vault import case as cases
from inconcert.vault.log import Log
from inconcert.vault.ring import Ring, Signing, Trust
from inconcert.vault.sealing import Identity, recipient_of
from inconcert.verbs.house import now


@dataclass(frozen=True, slots=True)
class Desk:
    """A vault, the drive with an actor's keys, the actor's handle, and the clock."""

    vault: Path
    ring: Ring
    name: str
    clock: Clock = now

    @property
    def who(self) -> Signing:
        """Return the actor with their signing key."""
        return self.ring.signing(self.name)

    @property
    def own(self) -> Identity:
        """Return the actor's private age key."""
        return self.ring.identity(self.name)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: its log, its checkpoint, its custodians and what is due."""

    log: Log
    checkpoint: Checkpoint
    custodians: tuple[str, ...]
    held: bool
    due: bool
    rekeying: bool


def make_keys(ring: Ring, name: str, role: ActorRole) -> tuple[Actor, str]:
    """Make an actor's keys on their drive; return the actor and, for a custodian, their public age key."""
    actor = ring.make(name, role)
    return actor, str(ring.identity(name).to_public()) if role is ActorRole.CUSTODIAN else ""


def trust_key(ring: Ring, name: str, role: ActorRole, key: str) -> None:
    """Trust another actor's signing key, which was compared in person or by voice."""
    if len(key) != 64 or any(letter not in "0123456789abcdef" for letter in key):
        raise UserError("not a public signing key", remedy="It is 64 hexadecimal digits.")
    ring.trust(Actor(place.handle(name), role, key))


def new_case(desk: Desk) -> str:
    """Make a case whose custodian is the one at the desk; return its id."""
    case = cases.make_case(desk.vault, desk.who, str(desk.own.to_public()), desk.clock)
    with working(desk, case):
        pass
    return case


@contextmanager
def working(desk: Desk, case: str) -> Iterator[cases.Case]:
    """Give a case as the desk judges it, and put its newest checkpoint on the drive when the work is done."""
    opened = cases.Case(place.case_folder(desk.vault, case), desk.clock, desk.ring.trust_for(case))
    keeping.finish_destroying(opened)
    try:
        yield opened
    finally:
        desk.ring.trust(opened.log().checkpoint)


def add(desk: Desk, case: str, file: Path, deposit: Deposit, *, store: bool) -> str:
    """Add a file to a case: its index alone, or with `store` its content too; return the exhibit's id."""
    try:
        with file.open("rb") as plain, working(desk, case) as opened:
            act = receive.receive if store else receive.index
            return act(opened, desk.who, plain, deposit)
    except FileNotFoundError as error:
        raise UserError("no such file", where=str(file)) from error


def exhibits(desk: Desk, case: str) -> tuple[tuple[Exhibit, ...], tuple[str, ...]]:
    """Return the exhibits of a case, and those that are set aside because they cannot be read, with why."""
    with working(desk, case) as opened:
        book = _book(desk, opened)
        return consent.exhibits(book), book.set_aside


def give_consent(desk: Desk, case: str, given: Consent) -> None:
    """Record a source's consent."""
    with working(desk, case) as opened:
        consent.give(opened, desk.who, given)


def rests_on(desk: Desk, case: str, source: str, recipient: str, use: Use, day: dt.date | None) -> consent.Resting:
    """Return what rests on a source, who has it, and whether a recipient may have it for a use on a day."""
    with working(desk, case) as opened:
        book = _book(desk, opened)
        return consent.rests_on(book, source, recipient, use, day or desk.clock().astimezone(dt.UTC).date())


def resting_shape(found: consent.Resting, recipient: str, use: Use) -> dict[str, Any]:
    """Return that answer as JSON prints it."""
    verdicts = {item.item: item for item in found.verdicts}
    return {
        "source": found.source,
        "recipient": recipient,
        "use": use.value,
        "exhibits": [
            {
                "id": item.id,
                "name": item.deposit.name,
                "stored": item.stored,
                "kept_at": item.deposit.kept_at,
                "elements": list(item.deposit.elements),
                "sha256": item.sha256,
                "allowed": verdicts[item.id].allowed,
                "because": list(verdicts[item.id].because),
                "holders": [
                    {"who": one.who, "action": one.action.value, "use": one.use, "at": one.at}
                    for one in found.holders
                    if one.item == item.id
                ],
            }
            for item in found.exhibits
        ],
        "set_aside": list(found.set_aside),
    }


def read(desk: Desk, case: str, item: str, out: Path) -> Exhibit:
    """Write an exhibit's content to a new file; the reading is logged first."""
    with working(desk, case) as opened:
        return reading.read(opened, desk.who, cases.unlocked(opened, desk.name, desk.own), item, out)


def export(desk: Desk, case: str, wanted: bag.Export, out: Path) -> Checkpoint:
    """Write a bag for a recipient; return the checkpoint to tell them by another way."""
    with working(desk, case) as opened:
        return bag.export(opened, desk.who, cases.unlocked(opened, desk.name, desk.own), wanted, out)


def check_bag(ring: Ring, folder: Path, checkpoint: Checkpoint) -> bag.Checked:
    """Return what a bag holds if all of it holds, by the keys on this drive and a checkpoint told another way."""
    return bag.check_bag(folder, checkpoint.case, Trust(ring.trusted(), checkpoint))


def standing(desk: Desk, case: str) -> Standing:
    """Return where a case stands, its whole log verified."""
    with working(desk, case) as opened:
        log = opened.log()
        today = desk.clock().astimezone(dt.UTC).date()
        custodians, pending = tuple(sorted(log.custodians)), bool(rekey.unfinished(log))
        return Standing(log, log.checkpoint, custodians, keeping.held(log), keeping.due(log, today), pending)


def add_custodian(desk: Desk, case: str, name: str, recipient: str) -> None:
    """Give another custodian the case's key."""
    with working(desk, case) as opened:
        rekey.add_custodian(opened, desk.who, desk.own, name, recipient_of(recipient))


def remove_custodian(desk: Desk, case: str, name: str) -> None:
    """Take a custodian out: a new case key, everything stored encrypted anew; called again, it resumes."""
    with working(desk, case) as opened:
        if rekey.unfinished(opened.log()) == name:
            rekey.resume(opened, desk.who, desk.own)
        else:
            rekey.remove_custodian(opened, desk.who, desk.own, name)


def hold(desk: Desk, case: str, why: str, *, lift: bool) -> None:
    """Set or lift the legal hold of a case."""
    with working(desk, case) as opened:
        (keeping.lift_hold if lift else keeping.set_hold)(opened, desk.who, why)


def keep_until(desk: Desk, case: str, day: dt.date) -> None:
    """Say until which day a case is kept."""
    with working(desk, case) as opened:
        keeping.keep_until(opened, desk.who, day)


def destroy(desk: Desk, case: str, reason: DestroyReason) -> None:
    """Destroy a case for ever; its log stays."""
    with working(desk, case) as opened:
        keeping.destroy(opened, desk.who, reason)


def _book(desk: Desk, opened: cases.Case) -> consent.Book:
    return consent.open_book(opened, cases.unlocked(opened, desk.name, desk.own))
