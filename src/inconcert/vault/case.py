"""A case: made, opened, written to. Every write of the vault goes through `record`.

The order on disk, so that a power cut leaves no half exhibit, no event without its file and no file without its event:
temporary files are on disk, then the line of the log, then the files get their names. What was interrupted is
finished, or cleared, by whoever next holds the case's lock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.vault import Action, ActorRole, CustodyEvent, Facts
from inconcert.store.home import Clock
from inconcert.store.lock import only_writer
from inconcert.vault import facts as sealed_facts
from inconcert.vault import place
from inconcert.vault.files import (
    TEMPORARY,
    claimed,
    our_errors,
    set_day,
    sync_folder,
    temporary,
    temporary_of,
    write_whole,
)
from inconcert.vault.files import on_disk as set_on_disk
from inconcert.vault.log import (
    KEY_ACTIONS,
    Log,
    admit,
    append,
    events_unverified,
    line_of,
    moment,
    verified,
    whole_lines,
)
from inconcert.vault.ring import Signing, Trust
from inconcert.vault.sealing import Identity, identity_of, new_identity, opened, recipient_of, seal


@dataclass(frozen=True, slots=True)
class Case:
    """A case in a vault, and what it is judged by."""

    folder: Path
    clock: Clock
    trust: Trust

    @property
    def id(self) -> str:
        """Return the id of the case."""
        return self.folder.name

    @property
    def day(self) -> float:
        """Return the beginning of this day in seconds: the only time a file of a case carries."""
        now = self.clock().astimezone(dt.UTC)
        return now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()

    def log(self, *, only: frozenset[Action] | None = None) -> Log:
        """Return the custody log, verified; raises RefusedByCheck."""
        with our_errors(self.folder):
            return verified(whole_lines((self.folder / place.LOG).read_bytes()), self.id, self.trust, only=only)

    def recipient(self) -> str:
        """Return the public key that exhibits are sealed to: from the signed log, never from a file beside it."""
        log = self.log(only=KEY_ACTIONS)
        if log.destroyed:
            raise RefusedByCheck("this case was destroyed", where=self.id)
        return log.recipient

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only writer of this case, and first finish or clear what an interrupted one left."""
        with our_errors(self.folder), only_writer(self.folder / "lock"):
            recover(self.folder)
            yield
            set_day(self.day, self.folder / place.LOG, self.folder / "lock", self.folder)


@dataclass(frozen=True, slots=True)
class Entry:
    """What `record` is to log: an action, what is open, what is sealed, and temporary files that get their names."""

    action: Action
    item: str = ""
    open: Mapping[str, str] | None = None
    facts: Facts | None = None
    files: Sequence[Path] = ()
    recipient: str = ""  # the key that content was sealed to, where it must still be the one in force


def make_case(vault: Path, who: Signing, custodian_recipient: str, clock: Clock) -> str:
    """Make a case whose only custodian is `who`; return its id."""
    secret = new_identity()
    case = place.new_id()
    folder = vault / case
    if not (vault / place.MARK).is_file():
        raise UserError("no vault here", where=str(vault), remedy="Make one: inconcert vault init")
    opening = {
        "custodian": who.actor.name,
        "custodian_recipient": recipient_of(custodian_recipient),
        "recipient": str(secret.to_public()),
    }
    made = Case(folder, clock, Trust((who.actor,)))
    with our_errors(folder):
        folder.mkdir(mode=0o700)
        write_key(made, who.actor.name, custodian_recipient, [secret])
        write_whole(folder / place.RECIPIENT, f"{opening['recipient']}\n".encode("ascii"), made.day)
        at = moment(clock(), ActorRole.CUSTODIAN)
        event = CustodyEvent(1, at, who.actor.name, Action.CASE_MADE, case, "", "", opening)
        write_whole(folder / place.LOG, line_of(event, b"", who), made.day)
        sync_folder(vault)
    return case


def write_key(case: Case, custodian: str, custodian_recipient: str, secrets: Sequence[Identity]) -> None:
    """Seal the case's secrets to a custodian's own key; the one in force stands first."""
    text = "\n".join(str(item) for item in secrets).encode("ascii")
    write_whole(place.key_file(case.folder, custodian), seal(text, [custodian_recipient]), case.day)


def unlocked(case: Case, custodian: str, identity: Identity) -> tuple[Identity, ...]:
    """Return the case's secrets, opened with a custodian's own key; raises RefusedByCheck for anybody else."""
    file = place.key_file(case.folder, custodian)
    if not file.is_file():
        raise RefusedByCheck(f"{custodian} holds no key of this case", where=case.id)
    with our_errors(file):
        text = opened(file.read_bytes(), [identity], f"the case key of {custodian}").decode("ascii")
    return tuple(identity_of(item) for item in text.splitlines())


def record(case: Case, who: Signing, entry: Entry) -> CustodyEvent:
    """Log an event and give its files their names; hold `case.lock` around it. Raises RefusedByCheck or OSError.

    Nothing is written if the log would not accept the event. An intake verifies who holds the keys, not the history.
    """
    log = case.log(only=KEY_ACTIONS if who.actor.role is ActorRole.INTAKE else None)
    if log.destroyed:
        raise RefusedByCheck("this case was destroyed: only its log is kept", where=case.id)
    if entry.recipient not in ("", log.recipient):
        raise RefusedByCheck("the case got a new key meanwhile", where=case.id, remedy="Send the exhibit again.")
    packed, commitment = sealed_facts.pack(entry.facts) if entry.facts else (b"", "")
    event = CustodyEvent(
        number=log.lines + 1,
        at=moment(case.clock(), who.actor.role),
        actor=who.actor.name,
        action=entry.action,
        case=case.id,
        item=entry.item,
        commitment=commitment,
        open=entry.open or {},
    )
    if who.actor not in case.trust.actors:
        raise RefusedByCheck(f"the key of {who.actor.name} is not trusted here", where=case.id)
    admit(event, who.actor, set(log.custodians))
    last = log.data[:-1].rpartition(b"\n")[2]
    files = list(entry.files)
    if packed:
        files.append(_written(case, place.facts_file(case.folder, event.number), seal(packed, [log.recipient])))
    sync_folder(case.folder)
    append(case.folder / place.LOG, line_of(event, last, who))
    for path in files:
        path.replace(path.with_name(path.name.removesuffix(TEMPORARY)))
    sync_folder(case.folder)
    return event


def _written(case: Case, final: Path, data: bytes) -> Path:
    with temporary(final) as file:
        file.write(data)
        set_on_disk(file, case.day)
    return temporary_of(final)


def facts_of(case: Case, event: CustodyEvent, secrets: Sequence[Identity]) -> Facts:
    """Return what an event says under seal; raises RefusedByCheck if it is not what the log commits to."""
    if not event.commitment:
        return Facts()
    where = f"the facts of event {event.number}"
    return sealed_facts.unpack(facts_bytes(case, event, secrets), event.commitment, where)


def facts_bytes(case: Case, event: CustodyEvent, secrets: Sequence[Identity]) -> bytes:
    """Return the facts of an event as they were sealed."""
    file = place.facts_file(case.folder, event.number)
    with our_errors(file):
        return opened(file.read_bytes(), secrets, f"the facts of event {event.number}")


def recover(folder: Path) -> None:
    """Finish what was logged and clear what was not; a temporary file that somebody still writes is left alone."""
    log = folder / place.LOG
    data = log.read_bytes()
    if not data.endswith(b"\n"):
        with log.open("r+b") as file:  # a line that a crash cut short was never an event
            file.truncate(len(whole_lines(data)))
        data = whole_lines(data)
    left = list(folder.glob(f"*{TEMPORARY}"))
    if not left:
        return
    logged = _files_logged(data)
    for path in left:
        final = path.with_name(path.name.removesuffix(TEMPORARY))
        with claimed(path) as ours:  # held while it goes: a writer that just made it sees that, and makes it again
            if ours and final.name in logged and not final.exists():
                path.replace(final)
            elif ours:
                path.unlink(missing_ok=True)
    sync_folder(folder)


def _files_logged(data: bytes) -> frozenset[str]:
    found: set[str] = set()
    for event in events_unverified(data):
        if event.action is Action.DESTROYED:
            return frozenset()
        if event.commitment:
            found.add(f"{event.number:08}.facts.age")
        if event.action.stores:
            found.add(f"{event.item}.age")
    return frozenset(found)
