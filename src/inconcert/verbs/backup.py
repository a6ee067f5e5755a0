"""The verb `backup`: folders of inconcert as one file sealed with age, taken while they are in use.

A home's register is taken as a snapshot of one state (also out of PostgreSQL), under the home's own lock; other files
are appended to or written anew, never changed in place. The tar inside ends with `MANIFEST.json`: every file with its
SHA-256, and the content hash of each register. Nothing unsealed is written to disk but the snapshot, inside the home.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage

from inconcert import __version__
from inconcert.model.errors import OurError, UserError
from inconcert.store.home import Clock, Home
from inconcert.store.lock import only_writer
from inconcert.store.moving import content_hash, snapshot
from inconcert.vault.sealing import recipient_of

MANIFEST = "MANIFEST.json"
REGISTER = "register.sqlite"
LEFT_OUT = frozenset({"lock", "cache"})
"""Made anew by use; the search index and answers are in `cache`."""
_MAGIC = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(slots=True)
class BackedUp:
    """What was taken: files and bytes, the content hash of each folder's register, and links that were not followed."""

    files: dict[str, dict[str, str]] = field(default_factory=dict)
    registers: dict[str, str] = field(default_factory=dict)
    size: int = 0
    links: list[str] = field(default_factory=list)


def backup(folders: Sequence[Path], out: Path, recipients: Sequence[str], clock: Clock, url: str = "") -> BackedUp:
    """Write the folders as one sealed file, whole or not at all; `url` is the database of the home's register.

    Raises UserError for a folder that is not there, names that are not different, a file in the way or no key; OurError
    where the disk fails.
    """
    keys = [pyrage.x25519.Recipient.from_str(recipient_of(item)) for item in recipients]
    _check(folders, out, keys)
    part = out.with_name(out.name + ".part")
    made = BackedUp()
    try:
        with part.open("wb") as sealed:
            _seal(lambda plain: _write(plain, folders, clock, url, made), sealed, keys)
            sealed.flush()
            os.fsync(sealed.fileno())
        part.replace(out)
    except (OSError, sqlite3.Error, pyrage.EncryptError) as error:
        raise OurError(
            f"the backup was not written: {error}", where=str(out), remedy="Mend it and run again."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return made


def _check(folders: Sequence[Path], out: Path, keys: Sequence[Any]) -> None:
    if not keys:
        raise UserError("a backup is sealed to somebody", remedy="Give --to with a public age key (age1…).")
    for folder in folders:
        if not folder.is_dir():
            raise UserError("there is no such folder", where=str(folder))
    if len({folder.resolve().name for folder in folders}) < len(folders):
        raise UserError("two folders bear one name", remedy="Back them up one by one.")
    if out.exists():
        raise UserError("a file of this name is there already", where=str(out), remedy="Name another.")
    if any(folder.resolve() in out.resolve().parents for folder in folders):
        raise UserError("a backup cannot lie in what it backs up", where=str(out), remedy="Name another place.")


def _seal(write: Any, sealed: IO[bytes], keys: Sequence[Any]) -> None:
    """Seal what `write` writes as it comes; the first error of either side is raised."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def produce() -> None:
        try:
            with os.fdopen(writing, "wb") as plain:
                write(plain)
        except (OSError, sqlite3.Error, OurError, UserError) as error:
            failed.append(error)

    worker = threading.Thread(target=produce)
    worker.start()
    try:
        with os.fdopen(reading, "rb") as plain:
            pyrage.encrypt_io(plain, sealed, list(keys))
    finally:
        worker.join()
    if failed:
        raise failed[0]


def _write(plain: IO[bytes], folders: Sequence[Path], clock: Clock, url: str, made: BackedUp) -> None:
    with tarfile.open(fileobj=plain, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for number, folder in enumerate(folders):
            _take_folder(tar, folder.resolve(), clock, url if number == 0 else "", made)
        text = {
            "made_at": clock().astimezone().isoformat(timespec="seconds"),
            "inconcert": __version__,
            "registers": made.registers,
            "files": made.files,
        }
        _add(tar, MANIFEST, json.dumps(text, indent=1, sort_keys=True).encode())


def _take_folder(tar: tarfile.TarFile, folder: Path, clock: Clock, url: str, made: BackedUp) -> None:
    with ExitStack() as stack:
        if (folder / "lock").exists():
            stack.enter_context(only_writer(folder / "lock"))
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".backup-", dir=folder)))
        taken = set()
        if url or (folder / REGISTER).exists():
            _take_register(tar, folder, scratch, clock, url, made)
            taken.add(folder / REGISTER)
        for path in _files(folder, scratch, made):
            if path not in taken:
                _take_file(tar, f"{folder.name}/{path.relative_to(folder).as_posix()}", path, scratch, made)


def _take_register(tar: tarfile.TarFile, folder: Path, scratch: Path, clock: Clock, url: str, made: BackedUp) -> None:
    """Take the register in the state of this moment, as one SQLite file whichever engine holds it."""
    file = scratch / REGISTER
    if url:
        with Home(folder, clock, url).open() as store:
            made.registers[folder.name] = snapshot(store, file)
    else:
        _copy_sqlite(folder / REGISTER, file)
        alone = scratch / "alone"
        alone.mkdir()
        shutil.copyfile(file, alone / REGISTER)
        with Home(alone, clock).open() as store:
            made.registers[folder.name] = content_hash(store)
    _take_file(tar, f"{folder.name}/{REGISTER}", file, scratch, made, as_it_is=True)


def _files(folder: Path, scratch: Path, made: BackedUp) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if scratch in path.parents or path.relative_to(folder).parts[0] in LEFT_OUT:
            continue
        if path.is_symlink():
            made.links.append(str(path))
        elif path.is_file() and not path.name.endswith(_BESIDE):
            yield path


def _take_file(
    tar: tarfile.TarFile, name: str, path: Path, scratch: Path, made: BackedUp, *, as_it_is: bool = False
) -> None:
    """Add a file; a database is added as a copy of one state."""
    if not as_it_is and _is_database(path):
        copied = scratch / "database"
        copied.unlink(missing_ok=True)
        _copy_sqlite(path, copied)
        path = copied
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        hashing = _Hashing(file, size)
        info = _info(name, size)
        tar.addfile(info, hashing)
    made.files[name] = {"sha256": hashing.found.hexdigest()}
    made.size += size


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _copy_sqlite(path: Path, copied: Path) -> None:
    """Copy a database in use as one state, all in the one file."""
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copied)) as there,
    ):
        source.backup(there)
        there.execute("PRAGMA journal_mode=DELETE").close()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    tar.addfile(_info(name, len(data)), io.BytesIO(data))


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class _Hashing:
    """A file of which exactly `size` bytes are read, hashed as they go: what is appended meanwhile stays out."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size
        self.found = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes, none at the end; OurError if the file became shorter."""
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        if not data and self._left:
            raise OurError("a file became shorter while it was backed up", remedy="Run the backup again.")
        self._left -= len(data)
        self.found.update(data)
        return data
