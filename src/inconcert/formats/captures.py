"""Captures and e-mails from outside, taken apart in a confined child; what a folder of an archiver vouches for.

A folder that Bellingcat's auto-archiver left holds files, a text of hashes (SHA-256 or SHA3-512, one a line) that its
time-stamping modules had attested, and the tokens over that text. Names differ between versions; hashes do not.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from inconcert.formats import confine
from inconcert.model.errors import UnreadableSource

_HASHES = re.compile(rb"\A(?:(?:[0-9a-f]{64}|[0-9a-f]{128})(?:\r?\n|\Z))+\Z")
_files_max = 1000
_hashes_max_bytes = 1_000_000
_part_bytes = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Capture:
    """What a web capture says of itself, its own proofs checked."""

    url: str
    at: str
    tool: str
    pages: int
    files: int
    signed: bool


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archiver's folder holds: files that its text of hashes vouches for, the text, tokens, and the rest."""

    vouched: tuple[Path, ...]
    hashes: Path
    others: tuple[Path, ...]


def read_wacz(data: bytes, name: str) -> Capture:
    """Return what a WACZ says, every file of it compared with the hash it gives; raises SourceError."""
    head = confine.ask("wacz", data, name, confine.Caps(must_hold=confine.MUST_HOLD)).head
    texts = (str(head["url"]), str(head["at"]), str(head["tool"]))
    return Capture(*texts, int(head["pages"]), int(head["files"]), bool(head["signed"]))


def attachments(data: bytes, name: str) -> tuple[tuple[str, bytes], ...]:
    """Return the names and bytes of what is attached to an e-mail; raises SourceError."""
    answer = confine.ask("mail-parts", data, name, confine.Caps(must_hold=confine.MUST_HOLD))
    found, start = [], 0
    for title, size in answer.head["parts"]:
        found.append((str(title), answer.body[start : start + int(size)]))
        start += int(size)
    if start != len(answer.body):
        raise UnreadableSource("the reader's answer does not agree with itself", where=name)
    return tuple(found)


def read_archived(folder: Path) -> Archived:
    """Return what an archiver's folder vouches for; UnreadableSource where a hash has no file, or there are none."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    if len(files) > _files_max:
        raise UnreadableSource(f"more than {_files_max} files", where=str(folder))
    texts = [path for path in files if path.stat().st_size <= _hashes_max_bytes and _HASHES.match(path.read_bytes())]
    if len(texts) != 1:
        raise UnreadableSource(
            f"{len(texts)} texts of hashes: not what an archiver with its hash and time-stamp modules left",
            where=str(folder),
        )
    wanted = texts[0].read_text("ascii").split()
    by_hash = {digest: path for path in files for digest in _digests(path)}
    missing = [digest for digest in wanted if digest not in by_hash]
    if missing:
        raise UnreadableSource(
            f"{len(missing)} of {len(wanted)} hashes have no file: one was changed or taken out", where=str(folder)
        )
    vouched = tuple(dict.fromkeys(by_hash[digest] for digest in wanted))
    return Archived(vouched, texts[0], tuple(path for path in files if path not in {*vouched, texts[0]}))


def _digests(path: Path) -> tuple[str, str]:
    first, second = hashlib.sha256(), hashlib.sha3_512()
    with path.open("rb") as file:
        while part := file.read(_part_bytes):
            first.update(part)
            second.update(part)
    return first.hexdigest(), second.hexdigest()
