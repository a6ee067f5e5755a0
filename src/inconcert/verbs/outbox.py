"""Mails of a home: kept as .eml files in its outbox, for a person to send, or handed to the mail server that is set.

    HOME/outbox/20261120T120000Z-3f2a….eml     waits
    HOME/outbox/sent/…                         was taken by the mail server

A mail is written whole before anything is sent, so that none is lost; one is sent twice only where the machine stopped
between the sending and its note. An outbox may hold live
one-time links: it is readable by its owner alone.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inconcert.letters.notes import Note, worded
from inconcert.model.errors import OurError, UserError
from inconcert.model.rights import Right, holds
from inconcert.verbs.alert_couriers import Couriers, couriers_of, send_mail
from inconcert.verbs.house import House
from inconcert.verbs.own_address import own_address, own_host
from inconcert.verbs.signing import Post
from inconcert.watch.mail import message

SUBJECT_SIGNS_MAX = 200


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it waits in the outbox, or was sent."""

    name: str
    to: str
    subject: str
    at: str
    sent: bool


def put_into(house: House, sender: str = "") -> Callable[[Note], str]:
    """Return what puts a mail into the outbox and says under which name; `sender` empty: that of the settings."""
    address = own_address()
    given = sender or couriers_of().sender or f"letters@{own_host()}"
    writer = given if "." in given.rpartition("@")[2] else f"{given}.invalid"

    def put(note: Note) -> str:
        subject, text = worded(note, address)
        made_at = house.clock()
        data = message(writer, [note.to], subject[:SUBJECT_SIGNS_MAX], text, made_at)
        name = f"{made_at.strftime('%Y%m%dT%H%M%SZ')}-{hashlib.sha256(data).hexdigest()[:16]}.eml"
        _write(_folder(house) / name, data)
        return name

    return put


def post_of(house: House) -> Post:
    """Return what puts a mail into the outbox and says nothing."""
    put = put_into(house)

    def post(note: Note) -> None:
        put(note)

    return post


def _folder(house: House) -> Path:
    return house.folder / "outbox"


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
        new = path.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_bytes(data)
        new.replace(path)
    except OSError as error:
        raise OurError(f"a mail could not be kept: {error.strerror}", where=str(path),
                       remedy="See that the disk has room; what it was about is kept.") from error  # fmt: skip


def mails(house: House) -> tuple[Mail, ...]:
    """Return the mails of this home, newest first; nothing to who may not read casework."""
    if not holds(house.viewer, Right.READ_CASEWORK):
        return ()
    folder = _folder(house)
    found = [(path, False) for path in folder.glob("*.eml")] + [(path, True) for path in folder.glob("sent/*.eml")]
    return tuple(_mail(path, sent) for path, sent in sorted(found, key=lambda item: item[0].name, reverse=True))


def _mail(path: Path, sent: bool) -> Mail:
    held = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    at = path.name[:16]
    when = f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[9:11]}:{at[11:13]}:{at[13:15]}Z"
    return Mail(path.name, str(held["To"]), str(held["Subject"]), when, sent)


def read(house: House, name: str) -> bytes:
    """Return one mail; UserError where none is called so."""
    if name in {item.name for item in mails(house)}:
        for path in (_folder(house) / name, _folder(house) / "sent" / name):
            if path.is_file():
                return path.read_bytes()
    raise UserError("there is no such mail", remedy="The page of the outbox names them.")


def send(house: House, couriers: Couriers | None = None) -> int:
    """Hand what waits to the mail server, oldest first; return how many it took.

    ReceiverError where none is set or it does not take one: that mail and those after it wait on.
    """
    held, taken = couriers or couriers_of(), 0
    for item in reversed(mails(house)):
        if not item.sent:
            path = _folder(house) / item.name
            send_mail(held, item.to, path.read_bytes())
            done = path.parent / "sent"
            done.mkdir(mode=0o700, exist_ok=True)
            path.replace(done / item.name)
            taken += 1
    return taken
