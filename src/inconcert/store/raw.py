"""Raw editions, kept by the SHA-256 of their bytes under HOME/raw/AA/SHA256, compressed.

Rules:
- a file appears under its name only when it is whole and on disk: temporary name, sync, rename, sync of the folder;
- before the first file of an edition is written, `pending` names those to come, and it goes when the edition is
  committed. What a crash leaves is known by name, and cleared when the home is next opened; nothing else is deleted;
- what is read is checked against its name;
- a file that is much like one already kept is kept as its difference to that one, if this takes less than a quarter
  of the room; a difference is always to a file kept whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from inconcert.model.errors import OurError
from inconcert.store.delta import applied, difference

_MARK = b"zlib\n"  # first bytes of a kept file: another compression will carry another mark
_DIFFERENCE = b"difference\n"  # then the SHA-256 of the file it is to, a line feed, and the packed difference
_difference_share_max = 0.25
_level = 3


@dataclass(frozen=True, slots=True)
class Disk:
    """The three things done to a disk; tests put a failing one in their place."""

    write: Callable[[Path, bytes], None]
    rename: Callable[[Path, Path], None]
    sync_folder: Callable[[Path], None]


def _write(file: Path, data: bytes) -> None:
    with file.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no sync of a folder; its rename is journalled
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


real_disk = Disk(_write, os.replace, _sync_folder)


@dataclass(frozen=True, slots=True)
class RawFolder:
    """The folder of raw editions of one home."""

    folder: Path
    disk: Disk = real_disk

    def keep(self, contents: Iterable[bytes], like: Iterable[str] = ()) -> None:
        """Write what is not yet kept; call `settle` once it is committed. Raises OSError where the disk refuses.

        `like`: SHA-256 of committed files that these may be much like.
        """
        missing = {sha: data for sha, data in ((sha256_of(data), data) for data in contents) if not self.holds(sha)}
        if not missing:
            return
        self.folder.mkdir(exist_ok=True)
        self._place(self._pending, json.dumps(sorted(missing)).encode())
        bases = self._bases(like)
        for sha, data in missing.items():
            path = self._path(sha)
            path.parent.mkdir(exist_ok=True)
            self._place(path, self._packed(data, bases))

    def settle(self) -> None:
        """Forget what was pending: it is committed."""
        self._pending.unlink(missing_ok=True)

    def pending(self) -> tuple[str, ...]:
        """Return the SHA-256 of files whose edition was not known to be committed when the last writer ended."""
        if not self._pending.exists():
            return ()
        return tuple(json.loads(self._pending.read_bytes()))

    def unsettled(self) -> bool:
        """Return whether a writer was interrupted since the folder was last settled or cleared."""
        return self._pending.exists() or self._temporary(self._pending).exists()

    def clear(self, committed: Collection[str]) -> None:
        """Remove what an interrupted writer left, save the files that are `committed`."""
        for sha in self.pending():
            if sha not in committed:
                self._path(sha).unlink(missing_ok=True)
            self._temporary(self._path(sha)).unlink(missing_ok=True)
        self._temporary(self._pending).unlink(missing_ok=True)
        self.settle()

    def holds(self, sha: str) -> bool:
        """Return whether the bytes with this SHA-256 are kept."""
        return self._path(sha).exists()

    def read(self, sha: str) -> bytes:
        """Return the bytes with this SHA-256; raises OurError if they are not kept or no longer the same."""
        try:
            stored = self._path(sha).read_bytes()
        except OSError as error:
            raise OurError(
                f"the raw file {sha} cannot be read: {error.strerror}", where=str(self._path(sha))
            ) from error
        try:
            data = self._unpacked(stored)
        except (zlib.error, ValueError):
            data = b""
        if sha256_of(data) != sha:
            raise OurError("a raw file is damaged", where=str(self._path(sha)), remedy="Restore it from a backup.")
        return data

    def _packed(self, data: bytes, bases: Sequence[str]) -> bytes:
        whole = _MARK + zlib.compress(data, _level)
        for base in bases:
            packed = zlib.compress(difference(self.read(base), data), 9)
            if len(packed) <= _difference_share_max * len(whole):
                return _DIFFERENCE + base.encode("ascii") + b"\n" + packed
        return whole

    def _unpacked(self, stored: bytes) -> bytes:
        if stored.startswith(_MARK):
            return zlib.decompress(stored.removeprefix(_MARK))
        if not stored.startswith(_DIFFERENCE):
            return b""
        base, _, packed = stored.removeprefix(_DIFFERENCE).partition(b"\n")
        name = base.decode("ascii")
        if not self._begins(name, _MARK):  # a difference to a difference, or to itself: not one of ours
            return b""
        return applied(self.read(name), zlib.decompress(packed))

    def _bases(self, like: Iterable[str]) -> tuple[str, ...]:
        """Return the files kept whole to which files like these are kept as differences, each once."""
        found: dict[str, None] = {}
        for sha in like:
            if self._begins(sha, _MARK):
                found[sha] = None
            elif self._begins(sha, _DIFFERENCE):
                with self._path(sha).open("rb") as file:
                    found[file.read(len(_DIFFERENCE) + 64).removeprefix(_DIFFERENCE).decode("ascii")] = None
        return tuple(found)

    def _begins(self, sha: str, mark: bytes) -> bool:
        if not self.holds(sha):
            return False
        with self._path(sha).open("rb") as file:
            return file.read(len(mark)) == mark

    @property
    def _pending(self) -> Path:
        return self.folder / "pending"

    def _path(self, sha: str) -> Path:
        return self.folder / sha[:2] / sha

    def _temporary(self, path: Path) -> Path:
        return path.with_name(f"{path.name}.tmp")

    def _place(self, path: Path, data: bytes) -> None:
        self.disk.write(self._temporary(path), data)
        self.disk.rename(self._temporary(path), path)
        self.disk.sync_folder(path.parent)


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hex."""
    return hashlib.sha256(data).hexdigest()
