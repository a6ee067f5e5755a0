"""The index of an outbox: one line a message, only ever added to, so that omission and rewriting show.

    {"name":"m/00000001.age","seq":1,"sha256":"…"}

The SHA-256 of the first n lines is what two subscribers compare: who was shown another history sees it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from inconcert.exchange.envelope import json_bytes
from inconcert.formats.jsonlines import value
from inconcert.model.errors import PartyError, SourceError
from inconcert.model.messages import Refusal, Seen

FILE = "index.jsonl"
_NAME = re.compile(r"m/(\d{8})\.(age|json)")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PLAIN = re.compile(rb'\{"name":"(m/\d{8}\.(?:age|json))","seq":(\d{1,9}),"sha256":"([0-9a-f]{64})"\}')


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `seq` is its place; `odd` says why it cannot be followed, else empty."""

    seq: int
    name: str = ""
    sha256: str = ""
    odd: str = ""

    @property
    def sealed(self) -> bool:
        """Return whether the message is published sealed."""
        return self.name.endswith(".age")


def name_of(seq: int, *, sealed: bool) -> str:
    """Return the name of a message's file: a number and how it opens, nothing more."""
    return f"m/{seq:08}.{'age' if sealed else 'json'}"


def line_of(seq: int, name: str, sha256: str) -> bytes:
    """Return a line of the index."""
    return json_bytes({"seq": seq, "name": name, "sha256": sha256}) + b"\n"


def size_of(index: bytes) -> int:
    """Return how many messages an index lists."""
    return index.count(b"\n")


def grown(before: bytes, after: bytes) -> tuple[Line, ...]:
    """Return the new lines of an index; raises PartyError if it does not begin with what was accepted."""
    if not after.startswith(before) or (after and not after.endswith(b"\n")):
        raise PartyError(
            Refusal.HISTORY,
            "the history was rewritten: the index does not begin with what was accepted",
            where=FILE,
            remedy="Ask the party by telephone, and compare the SHA-256 of the index with other subscribers.",
        )
    first = size_of(before) + 1
    lines = after[len(before) :].split(b"\n")[:-1]
    return tuple(_line(data, seq) for seq, data in enumerate(lines, first))


def seen(party: str, index: bytes, size: int | None = None) -> Seen:
    """Return what we hold of a party's index, or of its first `size` lines."""
    held = index if size is None else b"".join(index.splitlines(keepends=True)[:size])
    return Seen(party, size_of(held), hashlib.sha256(held).hexdigest())


def _line(data: bytes, seq: int) -> Line:
    plain = _PLAIN.fullmatch(data)
    if plain and int(plain[2]) == seq and plain[1][2:10] == b"%08d" % seq:
        return Line(seq, plain[1].decode("ascii"), plain[3].decode("ascii"))
    try:
        found = value(data, f"{FILE} line {seq}")
        name, number, sha256 = found["name"], found["seq"], found["sha256"]
        fits = _NAME.fullmatch(name) and int(name[2:10]) == seq and number == seq and _SHA256.fullmatch(sha256)
    except (SourceError, KeyError, TypeError, ValueError) as error:
        return Line(seq, odd=f"the line cannot be read: {error}"[:200])
    return Line(seq, name, sha256) if fits else Line(seq, odd=f"its file is named {ascii(name)[:80]}")
