"""Lines that are only ever added to, in a file of the exchange: partners, what we sent, what was reported, the log."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inconcert.exchange.envelope import json_bytes
from inconcert.formats.jsonlines import values
from inconcert.model.errors import OurError


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner: where its folder is (empty for one that writes by mail), and the rhythm agreed, in days (0: none)."""

    party: str
    source: str = ""
    rhythm_days: int = 0
    title: str = ""

    @property
    def by_mail(self) -> bool:
        """Return whether the partner has none of our software."""
        return not self.source


def add(path: Path, record: Mapping[str, Any]) -> None:
    """Add one line and see that it is on the disk; raises OurError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("ab") as file:
            file.write(json_bytes(dict(record)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OurError(f"the record cannot be kept: {error.strerror}", where=str(path)) from error


def read(path: Path) -> tuple[dict[str, Any], ...]:
    """Return every line, oldest first."""
    return tuple(found for _, found in values(path.read_bytes(), path.name)) if path.is_file() else ()
