"""The private keys of a home in one view: what is there, how old, what to do; and one sealed copy of them all.

Two rooms keep keys, each in its own folder and form (`exchange.keys`, `vault.ring`): theirs is how a key is
made and used. What is common is here: nobody should find out on a bad day that one of the two had no copy.

Rules
- Names and dates are read, never a private key, except to put all of them into a copy.
- A copy is one file under a passphrase (age, scrypt). It is opened and compared before it is called made.
- A copy is brought back into empty folders only: a key is never overwritten.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyrage

from inconcert.model.errors import OurError, RefusedByCheck, UserError

recipient_max_days = 92
"""A key that opens what is sealed to us is changed each quarter: age has no forward secrecy."""
signing_max_days = 366
copy_max_bytes = 5_000_000
passphrase_min_signs = 12

_KINDS = (
    (re.compile(r"(root|desk|online|author)-([0-9a-f]{64})\.pem"), "signs", signing_max_days),
    (re.compile(r"()(\d{4})\.identity"), "opens", recipient_max_days),
    (re.compile(r"()([\w.-]+)\.pem"), "signs custody", signing_max_days),
    (re.compile(r"()([\w.-]+)\.identity"), "opens cases", recipient_max_days),
)


@dataclass(frozen=True, slots=True)
class Held:
    """One private key: `room` exchange or vault, what it does, its name, whether a passphrase locks it, its age."""

    room: str
    does: str
    name: str
    locked: bool
    age_days: int
    due: bool


def held(rooms: Mapping[str, Path], now: dt.datetime) -> tuple[Held, ...]:
    """Return the private keys in the folders of the rooms, by room and name; a folder that is not there holds none."""
    found = []
    for room, folder in rooms.items():
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if row := _held(room, path, now):
                found.append(row)
    return tuple(found)


def _held(room: str, path: Path, now: dt.datetime) -> Held | None:
    for pattern, does, days in _KINDS:
        match = pattern.fullmatch(path.name)
        if match and path.is_file():
            age = (now - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)).days
            what = f"{does} ({match[1]})" if match[1] else does
            return Held(room, what, match[2][:16], _locked(path), max(age, 0), age > days)
    return None


def _locked(path: Path) -> bool:
    head = path.read_bytes()[:64]
    return head.startswith((b"-----BEGIN ENCRYPTED", b"age-encryption.org/"))


def sealed_copy(rooms: Mapping[str, Path], passphrase: str) -> tuple[bytes, int]:
    """Return all files of the rooms under a passphrase, checked by opening it, and how many they are."""
    if len(passphrase) < passphrase_min_signs:
        raise UserError(f"a passphrase of at least {passphrase_min_signs} signs", remedy="Five random words are good.")
    files = {
        f"{room}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for room, folder in rooms.items()
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
    if not files:
        raise UserError("there is no key here to copy", where=", ".join(map(str, rooms.values())))
    data = bytes(pyrage.passphrase.encrypt(_packed(files), passphrase))
    if _unpacked(data, passphrase) != files:
        raise OurError("the copy does not open to what was put in", remedy="Nothing was written; try again.")
    return data, len(files)


def brought_back(data: bytes, passphrase: str, rooms: Mapping[str, Path]) -> int:
    """Write a copy's files into the rooms' folders; return how many. RefusedByCheck if a folder holds anything."""
    files = _unpacked(data, passphrase)
    if strange := sorted({name.partition("/")[0] for name in files} - set(rooms)):
        raise UserError(f"this copy also holds keys of the {strange[0]}", remedy="Name the folder for them.")
    for room in {name.partition("/")[0] for name in files}:
        if rooms[room].is_dir() and any(rooms[room].iterdir()):
            raise RefusedByCheck(f"the {room} has keys here already", where=str(rooms[room]),
                                 remedy="Bring the copy back into empty folders.")  # fmt: skip
    for name, content in files.items():
        room, _, rest = name.partition("/")
        _write(rooms[room] / rest, content)
    return len(files)


def _packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def _unpacked(data: bytes, passphrase: str) -> dict[str, bytes]:
    if len(data) > copy_max_bytes:
        raise UserError("this is no copy of keys: it is too large")
    try:
        plain = bytes(pyrage.passphrase.decrypt(data, passphrase))
        with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
            return {item.name: _content(archive, item) for item in archive.getmembers()}
    except (pyrage.DecryptError, tarfile.TarError, ValueError) as error:
        raise UserError("this copy does not open", remedy="Give the passphrase it was made with.") from error


def _content(archive: tarfile.TarFile, item: tarfile.TarInfo) -> bytes:
    path = PurePosixPath(item.name)
    file = archive.extractfile(item) if item.isfile() else None
    if file is None or path.is_absolute() or ".." in path.parts or len(path.parts) < 2:
        raise ValueError("not a file of a room")
    return file.read()


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # made with its mode: a file that is narrowed afterwards was readable in between
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise OurError(f"the key cannot be kept: {error.strerror}", where=str(path.parent)) from error
