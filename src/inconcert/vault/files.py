"""Files whole or not at all, and one guard for what a disk may refuse.

A file that is being written holds a lock on itself: what a crash left behind is a temporary file nobody holds, and it
can be told from one that is being written now. Plaintext is written to a file without a name (O_TMPFILE), which a
crash or a power cut takes away; it gets its name last.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from inconcert.model.errors import InconcertError, OurError, RefusedByCheck, UserError

if sys.platform == "linux":  # elsewhere the module can be read, and `place.make_vault` refuses
    import fcntl
    import resource

TEMPORARY = ".tmp"
_PR_SET_DUMPABLE = 4


@contextmanager
def our_errors(where: Path) -> Iterator[None]:
    """Turn what the disk refuses into OurError."""
    try:
        yield
    except InconcertError:
        raise
    except OSError as error:
        raise OurError(
            f"the vault cannot be read or written: {error.strerror or error}",
            where=str(where),
            remedy="See that the disk has room; nothing was half written.",
        ) from error


def no_core_dumps() -> None:
    """Have this process leave no copy of its memory on disk, should it die, and no other of its user read it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def set_day(day: float, *paths: Path) -> None:
    """Set the times of files and folders to the beginning of a day: they shall say no more."""
    for path in paths:
        os.utime(path, (day, day))


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def temporary(final: Path) -> Iterator[IO[bytes]]:
    """Give a new file beside `final`, locked while the block lasts.

    If the block fails the file stays, held by nobody: only the log says whether it is to get its name or to go.
    """
    with os.fdopen(_locked_new(temporary_of(final)), "wb") as file:
        yield file


def _locked_new(path: Path) -> int:
    """Return a new file, locked; made again where somebody cleared it in the moment before the lock was ours."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(handle)):
                return handle
        os.close(handle)


def on_disk(file: IO[bytes], day: float) -> None:
    """Have a file's bytes on disk, its times set to the beginning of a day (seconds): they shall say no more."""
    file.flush()
    os.utime(file.fileno(), (day, day))
    os.fsync(file.fileno())


def temporary_of(final: Path) -> Path:
    """Return the name that a file has until it is whole."""
    return final.with_name(final.name + TEMPORARY)


@contextmanager
def claimed(path: Path) -> Iterator[bool]:
    """Hold a temporary file that nobody writes any more, and say so; False, holding nothing, where somebody does."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield False
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def write_whole(final: Path, data: bytes, day: float) -> None:
    """Put bytes under a name, whole or not at all."""
    temporary_of(final).unlink(missing_ok=True)  # of an interrupted write of the same file
    try:
        with temporary(final) as file:
            file.write(data)
            on_disk(file, day)
        temporary_of(final).replace(final)
    except BaseException:
        temporary_of(final).unlink(missing_ok=True)
        raise
    sync_folder(final.parent)


@contextmanager
def nameless(folder: Path) -> Iterator[IO[bytes]]:
    """Give a file that has no name, so that nothing of it is left if the process dies; see `name_it`."""
    try:
        handle = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EISDIR):
            raise RefusedByCheck(
                "this file system has no files without a name, so plaintext could be left behind by a crash",
                where=str(folder),
                remedy="Name a folder on ext4, xfs, btrfs or tmpfs.",
            ) from error
        raise
    with os.fdopen(handle, "w+b") as file:
        yield file


def name_it(file: IO[bytes], final: Path) -> None:
    """Give a nameless file its name; raises UserError if the name is taken."""
    file.flush()
    os.fsync(file.fileno())
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        # src_dir_fd makes Python call linkat(2) with AT_SYMLINK_FOLLOW, as open(2) prescribes for O_TMPFILE
        os.link(f"/proc/self/fd/{file.fileno()}", final, src_dir_fd=folder, follow_symlinks=True)
        os.fsync(folder)
    except FileExistsError as error:
        raise UserError("a file of that name is there already", where=str(final), remedy="Name another.") from error
    finally:
        os.close(folder)
