"""Exhibits out. Nobody reads without a line in the log, and nothing that is not what was received comes out.

Rule: the content is opened into a file that has no name, compared with what was received, the reading logged, and
only then does the file get its name. A damaged, cut or exchanged file is refused, and nothing of it is left.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inconcert.formats.limits import file_max_bytes
from inconcert.model.errors import OurError, RefusedByCheck, UserError
from inconcert.model.vault import Action, Collection, CustodyEvent, Deposit, Exhibit, Facts
from inconcert.vault import place
from inconcert.vault.case import Case, Entry, facts_of, record
from inconcert.vault.files import name_it, nameless, our_errors
from inconcert.vault.flags import Scanning
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
            sound(case, who, exhibit, secrets, plain)
            with case.lock():
                record(case, who, Entry(Action.READ, item))
                name_it(plain, out)
    return exhibit


def sound(case: Case, who: Signing, exhibit: Exhibit, secrets: Sequence[Identity], out: Any = None) -> None:
    """Open an exhibit's content into `out` as `compare` does; what is known to be hostile is flagged and refused."""
    found = compare(case, exhibit, secrets, out)
    if not found:
        return
    with case.lock():
        if not flagged(case.log(), exhibit.id):
            record(case, who, Entry(Action.FLAGGED, exhibit.id))
    raise RefusedByCheck(
        f"flagged as hostile ({found})", where=f"exhibit {exhibit.id}", remedy="It stays sealed; leave it so."
    )


def flagged(log: Log, item: str) -> bool:
    """Return whether an exhibit was found to be hostile."""
    return any(event.item == item and event.action is Action.FLAGGED for event in log.events)


def content(
    case: Case, who: Signing, exhibit: Exhibit, secrets: Sequence[Identity], limit: int = file_max_bytes
) -> bytes:
    """Return an exhibit's content in memory; raises RefusedByCheck where it is hostile, altered or too large."""
    if exhibit.size > limit:
        raise RefusedByCheck(f"more than {limit} bytes: too large to be looked at here", where=f"exhibit {exhibit.id}")
    out = io.BytesIO()
    sound(case, who, exhibit, secrets, out)
    return out.getvalue()


def compare(case: Case, exhibit: Exhibit, secrets: Sequence[Identity], out: Any = None) -> str:
    """Open an exhibit's content into `out` (None: nowhere) and compare it with what was received; RefusedByCheck.

    Returns what it was recognised as, empty where it is not known to be hostile.
    """
    where = f"exhibit {exhibit.id}"
    if not exhibit.stored:
        raise UserError("only its index is kept here", where=where, remedy=f"It is kept at: {exhibit.deposit.kept_at}")
    with our_errors(case.folder):
        try:
            sealed = place.item_file(case.folder, exhibit.id).open("rb")
        except FileNotFoundError as error:
            raise OurError("an exhibit's file is missing", where=where, remedy="Restore it from a backup.") from error
        with sealed:
            scanning = Scanning(out)
            found = open_stream(sealed, scanning, secrets, where)
    if found != Digest(exhibit.size, exhibit.sha256, exhibit.sha512):
        raise RefusedByCheck("it differs from what was received: another file stands in its place", where=where)
    return scanning.found


def exhibit_of(case: Case, log: Log, secrets: Sequence[Identity], item: str) -> Exhibit:
    """Return an exhibit with what is sealed about it; raises UserError if the log knows none of this id."""
    return exhibit_from(receipt_of(log, item), facts_of(case, receipt_of(log, item), secrets))


def receipt_of(log: Log, item: str) -> CustodyEvent:
    """Return the event by which an exhibit came in; raises UserError."""
    place.item_id(item)
    if log.destroyed:
        raise RefusedByCheck("this case was destroyed: only its log is kept", where=log.case)
    for event in log.events:
        if event.item == item and event.action.brings:
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
            **{key: _text(said.get(key, "")) for key in ("copy_of", "how", "reply_to")},
        )
        size, stored = int(material["size"]), event.action.stores
        hashes = _text(material["sha256"]), _text(material["sha512"])
        return Exhibit(event.item, stored, size, *hashes, event.at, deposit)
    except (KeyError, TypeError, ValueError, AttributeError, UserError) as error:
        raise RefusedByCheck(f"what is said of it is no exhibit: {error}", where=f"event {event.number}") from error


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError("not text")
    return found
