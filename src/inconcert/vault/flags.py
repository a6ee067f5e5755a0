"""What is known to be hostile, recognised as it passes through.

One mark is known here: the EICAR test file, by which one proves that flagging works. Whoever wants more runs a scanner
on the machine where pixels are looked at; nothing is sent to anybody.
"""

from __future__ import annotations

from typing import Any

# written in two parts, so that no scanner takes this file for it
_EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MARKS = ((_EICAR, "EICAR test file"),)
_overlap_bytes = max(len(mark) for mark, _ in MARKS) - 1


class Scanning:
    """A stream that looks for known marks in what passes through it; `found` says which, empty where none."""

    def __init__(self, under: Any = None) -> None:
        self.found = ""
        self._under = under
        self._last = b""

    def write(self, data: bytes) -> int:
        """Pass bytes on."""
        seen = self._last + data
        for mark, name in MARKS:
            if mark in seen:
                self.found = name
        self._last = seen[-_overlap_bytes:]
        if self._under is not None:
            self._under.write(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the file under it is flushed by who opened it."""
