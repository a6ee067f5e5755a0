"""inconcert vault submissions: what the page for sources does, with public keys only; and the replies to them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inconcert.model.errors import RefusedByCheck
from inconcert.model.vault import ActorRole, Deposit
from inconcert.store.home import Clock
from inconcert.vault import case as cases
from inconcert.vault import place, receive
from inconcert.vault import replies as boxes
from inconcert.vault.codes import Code
from inconcert.vault.ring import Ring, Signing
from inconcert.vault.sealing import Readable
from inconcert.verbs.house import now
from inconcert.verbs.vault import Desk, working

MIB = 1024 * 1024
FREE_MIN_BYTES = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one submission may bring, and the whole case may hold."""

    submission_max_bytes: int = 1024 * MIB
    files_max: int = 20
    words_max_chars: int = 100_000
    case_max_bytes: int = 50 * 1024 * MIB
    idle_max_s: float = 60
    rate_min_bytes_per_s: float = 1024
    at_once_max: int = 8


@dataclass(frozen=True, slots=True)
class Door:
    """Where sources come in: one case, an intake that holds public keys only, and its limits."""

    case: cases.Case
    who: Signing
    limits: Limits = Limits()
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free

    @property
    def recipient(self) -> str:
        """Return the public key that submissions are sealed to."""
        return self.case.recipient()

    def room(self) -> int:
        """Return how many bytes a submission may bring now; 0 where the door is full."""
        stored = sum(file.stat().st_size for file in self.case.folder.glob("*.age"))
        left = min(self.limits.case_max_bytes - stored, self.free_bytes(self.case.folder) - FREE_MIN_BYTES)
        return max(0, min(left, self.limits.submission_max_bytes))

    def take(self, plain: Readable, name: str, code: Code) -> str:
        """Receive one file, sealed as it comes; return its id."""
        deposit = Deposit(name[:255], (code.pseudonym,), reply_to=f"{code.box} {code.recipient}")
        return receive.receive(self.case, self.who, plain, deposit)

    def replies(self, code: Code) -> tuple[str, ...]:
        """Return the replies to who holds a code."""
        return boxes.replies(self.case, code)

    def delete(self, code: Code) -> int:
        """Delete them."""
        return boxes.delete(self.case, code)


def open_door(vault: Path, ring: Ring, name: str, case: str, limits: Limits, clock: Clock = now) -> Door:
    """Return the door to a case; RefusedByCheck unless everything within its reach is public keys and one signer."""
    who = ring.signing(name)
    if who.actor.role is not ActorRole.INTAKE:
        raise RefusedByCheck(
            f"{name} is a custodian: the page for sources holds public keys only",
            remedy="Make an intake for it: inconcert vault key door --role intake, on a drive of its own.",
        )
    if found := sorted(path.name for path in ring.folder.glob("*.identity")):
        raise RefusedByCheck(f"a private key lies within reach of the page for sources: {found[0]}")
    door = Door(cases.Case(place.case_folder(vault, case), clock, ring.trust_for(case)), who, limits)
    door.recipient  # noqa: B018 - the log must verify before anybody is let in
    return door


def reply(desk: Desk, case: str, item: str, words: str) -> None:
    """Leave a reply for who sent an exhibit by the page for sources."""
    with working(desk, case) as opened:
        boxes.reply(opened, desk.who, cases.unlocked(opened, desk.name, desk.own), item, words)
