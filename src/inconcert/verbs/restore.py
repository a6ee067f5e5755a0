"""The verb `restore`: a backup opened, every file compared with its hash, each register read through; or nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inconcert.model.errors import OurError, RefusedByCheck, UserError
from inconcert.store.home import Clock, Home
from inconcert.store.moving import content_hash
from inconcert.vault.sealing import identity_of, open_stream
from inconcert.verbs.backup import MANIFEST, REGISTER


@dataclass(frozen=True, slots=True)
class Restored:
    """What a backup holds: when it was made, its folders, how many files, the content hash of each register."""

    made_at: str
    folders: tuple[Path, ...]
    files: int
    registers: dict[str, str]


def restore(file: Path, into: Path, keys: Sequence[str], clock: Clock, *, check_only: bool = False) -> Restored:
    """Open a backup into a folder that holds none of its folders yet; `check_only` leaves nothing behind.

    Raises UserError for a file or key that is not one, or where a folder is in the way; RefusedByCheck where anything
    differs from what was backed up.
    """
    if not file.is_file():
        raise UserError("there is no such file", where=str(file))
    identities = [identity_of(key) for key in keys]
    part = into / ".restoring"
    try:
        if part.exists():
            shutil.rmtree(part)
        part.mkdir(parents=True, mode=0o700)
        found = _opened(file, part, identities, clock)
        names = sorted({name.partition("/")[0] for name in found["files"]})
        if not check_only:
            _take(part, into, names)
    except OSError as error:
        raise OurError(f"the backup was not restored: {error.strerror}", where=str(into)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    folders = tuple(into / name for name in names)
    return Restored(str(found["made_at"]), folders, len(found["files"]), dict(found["registers"]))


def _opened(file: Path, part: Path, identities: Sequence[Any], clock: Clock) -> dict[str, Any]:
    """Return the manifest of a backup that lies open under `part`, every file of it compared."""
    plain = part / "plain.tar"
    with file.open("rb") as sealed, plain.open("wb") as out:
        open_stream(sealed, out, identities, str(file))
    folder = part / "folders"
    try:
        with tarfile.open(plain) as tar:
            tar.extractall(folder, filter="data")
        plain.unlink()
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (tarfile.TarError, ValueError, FileNotFoundError) as error:
        raise RefusedByCheck(f"this is no backup of inconcert: {error}", where=str(file)) from error
    _compare(folder, manifest, str(file))
    for name, expected in manifest["registers"].items():
        _read_through(folder / name, expected, clock)
    return manifest


def _compare(folder: Path, manifest: dict[str, Any], where: str) -> None:
    here = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    expected = set(manifest["files"])
    for name in sorted(here ^ expected):
        raise RefusedByCheck(f"{name} is {'not in the manifest' if name in here else 'missing'}", where=where)
    for name, facts in manifest["files"].items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != facts["sha256"]:
                raise RefusedByCheck(f"{name} differs from what was backed up", where=where)


def _read_through(home: Path, expected: str, clock: Clock) -> None:
    """Open a register as it will be used: its pages whole, its rows those that were backed up."""
    aside = home.with_name(home.name + ".check")
    aside.mkdir()
    shutil.copyfile(home / REGISTER, aside / REGISTER)
    with Home(aside, clock).open() as store:
        store.check()
        if content_hash(store) != expected:
            raise RefusedByCheck("the register differs from what was backed up", where=home.name)
    shutil.rmtree(aside)


def _take(part: Path, into: Path, names: Sequence[str]) -> None:
    for name in names:
        if (into / name).exists():
            raise UserError(
                "a folder of this name is there already", where=str(into / name), remedy="Restore into an empty folder."
            )
    for name in names:
        (part / "folders" / name).replace(into / name)
