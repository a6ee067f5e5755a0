"""The lock files as data: what each package is called, its version and the SHA-256 of every file that may be installed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("base", "dev", "mail")
_line = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)\s*(?:;\s*([^\\]*))?")
_hash = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One line of a lock: `where` is base, dev or mail, `marker` on which systems it holds (empty: on all)."""

    name: str
    version: str
    hashes: tuple[str, ...]
    where: str
    marker: str = ""


def read(folder: Path = ROOT / "requirements", names: tuple[str, ...] = LOCKS) -> tuple[Locked, ...]:
    """Return every locked package, each version once, by name; raises ValueError for a line that is not understood."""
    found: dict[tuple[str, str], Locked] = {}
    for where in names:
        path = folder / f"{where}.txt"
        for block in path.read_text("utf-8").replace("\\\n", " ").splitlines():
            if not block.strip() or block.startswith("#"):
                continue
            match, hashes = _line.match(block), tuple(sorted(_hash.findall(block)))
            if match is None or not hashes:
                raise ValueError(f"{path.name}: not NAME==VERSION with hashes: {block[:80]!r}")
            name = re.sub(r"[-_.]+", "-", match[1]).lower()
            marker = (match[3] or "").partition("--hash")[0].strip()
            found.setdefault((name, match[2]), Locked(name, match[2], hashes, where, marker))
    return tuple(found[key] for key in sorted(found))
