"""Exhibits out. Nobody reads without a line in the log, and nothing that is not what was received comes out.

Rule: the content is opened into a file that has no name, compared with what was received, the reading logged, and
only then does the file get its name. A damaged, cut or exchanged file is refused, and nothing of it is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inconcert.model.errors import OurError, RefusedByCheck, UserError
from inconcert.model.vault import Action, Collection, CustodyEvent, Deposit, Exhibit, Facts
from inconcert.vault import place
from inconcert.vault.case import Case, Entry, facts_of, record
from inconcert.vault.files import name_it, nameless, our_errors
from inconcert.vault.log import Log
from inconcert.vault.ring import Signing
from inconcert.vault.sealing import Digest, Identity, open_stream


def read(case: Case, who: Signing, secrets: Sequence[Identity], item: str, out: Path) -> Exhibit:
    """Write an exhibit's content to the new file `out`; raises RefusedByCheck, UserError or OurError, and then nothing.

    `secrets`: the case's, see `case.unlocked`.
    """
    if out.resolve().is_relative_to(case.folder.parent.resolve()):
        raise UserError("plaintext is never written into the vault", where=str(out), remedy="Name another folder.")
    with our_errors(out):
        if out.exists():
            raise UserError("a file of that name is there already", where=str(out), remedy="Name another.")
        exhibit = exhibit_of(case, case.log(), secrets, item)
        with nameless(out.parent) as plain:
            compare(case, exhibit, secrets, plain)
            with case.lock():
                record(case, who, Entry(Action.READ, item))
                name_it(plain, out)
    return exhibit


def compare(case: Case, exhibit: Exhibit, secrets: Sequence[Identity], out: Any = None) -> None:
    """Open an exhibit's content into `out` (None: nowhere) and compare it with what was received; RefusedByCheck."""
    where = f"exhibit {exhibit.id}"
    if not exhibit.stored:
        raise UserError("only its index is kept here", where=where, remedy=f"It is kept at: {exhibit.deposit.kept_at}")
    with our_errors(case.folder):
        try:
            sealed = place.item_file(case.folder, exhibit.id).open("rb")
        except FileNotFoundError as error:
            raise OurError("an exhibit's file is missing", where=where, remedy="Restore it from a backup.") from error
        with sealed:
            found = open_stream(sealed, out, secrets, where)
    if found != Digest(exhibit.size, exhibit.sha256, exhibit.sha512):
        raise RefusedByCheck("it differs from what was received: another file stands in its place", where=where)


def exhibit_of(case: Case, log: Log, secrets: Sequence[Identity], item: str) -> Exhibit:
    """Return an exhibit with what is sealed about it; raises UserError if the log knows none of this id."""
    return exhibit_from(receipt_of(log, item), facts_of(case, receipt_of(log, item), secrets))


def receipt_of(log: Log, item: str) -> CustodyEvent:
    """Return the event by which an exhibit came in; raises UserError."""
    place.item_id(item)
    if log.destroyed:
        raise RefusedByCheck("this case was destroyed: only its log is kept", where=log.case)
    for event in log.events:
        if event.item == item and event.action in (Action.RECEIVED, Action.INDEXED):
            return event
    raise UserError(f"no exhibit {item} in this case", where=log.case)


def exhibit_from(event: CustodyEvent, facts: Facts) -> Exhibit:
    """Return the exhibit that an event and its facts describe; raises RefusedByCheck if they describe none."""
    try:
        said, material = facts.private, facts.material
        deposit = Deposit(
            name=_text(said["name"]),
            sources=tuple(place.handle(item) for item in said["sources"]),
            open_source=bool(said["open_source"]),
            elements=tuple(_text(item) for item in said["elements"]),
            kept_at=_text(said["kept_at"]),
            collection=Collection(**{key: _text(item) for key, item in material["collection"].items()}),
        )
        size, stored = int(material["size"]), event.action is Action.RECEIVED
        hashes = _text(material["sha256"]), _text(material["sha512"])
        return Exhibit(event.item, stored, size, *hashes, event.at, deposit)
    except (KeyError, TypeError, ValueError, AttributeError, UserError) as error:
        raise RefusedByCheck(f"what is said of it is no exhibit: {error}", where=f"event {event.number}") from error


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError("not text")
    return found
