"""Raw editions, kept by the SHA-256 of their bytes under HOME/raw/AA/SHA256, compressed.

Rules:
- a file appears under its name only when it is whole and on disk: temporary name, sync, rename, sync of the folder;
- before the first file of an edition is written, `pending` names those to come, and it goes when the edition is
  committed. What a crash leaves is known by name, and cleared when the home is next opened; nothing else is deleted;
- what is read is checked against its name.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from inconcert.model.errors import OurError

_MARK = b"zlib\n"  # first bytes of a kept file: another compression will carry another mark
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

    def keep(self, contents: Iterable[bytes]) -> None:
        """Write what is not yet kept; call `settle` once it is committed. Raises OSError where the disk refuses."""
        missing = {sha: data for sha, data in ((sha256_of(data), data) for data in contents) if not self.holds(sha)}
        if not missing:
            return
        self.folder.mkdir(exist_ok=True)
        self._place(self._pending, json.dumps(sorted(missing)).encode())
        for sha, data in missing.items():
            path = self._path(sha)
            path.parent.mkdir(exist_ok=True)
            self._place(path, _MARK + zlib.compress(data, _level))

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
            data = zlib.decompress(stored.removeprefix(_MARK)) if stored.startswith(_MARK) else b""
        except zlib.error:
            data = b""
        if sha256_of(data) != sha:
            raise OurError("a raw file is damaged", where=str(self._path(sha)), remedy="Restore it from a backup.")
        return data

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
