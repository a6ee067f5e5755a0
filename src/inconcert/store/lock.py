"""One writer at a time in a home: a second one waits.

The lock is the operating system's, on a file of the home: it ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from inconcert.model.errors import UserError

wait_max_s = 600.0
_pause_s = 0.05


@contextmanager
def only_writer(file: Path, *, wait_s: float = wait_max_s) -> Iterator[None]:
    """Hold the lock `file`; raises UserError if another writer still holds it after `wait_s` seconds."""
    with file.open("a+b") as handle:
        ends = time.monotonic() + wait_s
        while not _taken(handle):
            if time.monotonic() >= ends:
                raise UserError("another process is writing to this home", where=str(file), remedy="Wait for it.")
            time.sleep(_pause_s)
        try:
            yield
        finally:
            _give_back(handle)


if sys.platform == "win32":
    import msvcrt

    def _taken(handle: IO[bytes]) -> bool:
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _give_back(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _taken(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give_back(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
