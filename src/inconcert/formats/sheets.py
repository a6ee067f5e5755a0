"""Spreadsheets to rows of text cells, read in a child process with capped memory and time and no network."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[i][j]` is the cell's text ("" where empty; dates as YYYY-MM-DD, whole numbers without ".0").

    Row i of the file is `rows[i - 1]`: leading empty rows are kept.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_xlsx(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Return the sheets of an XLSX file; raises UnreadableSource or LimitExceeded."""
    raise NotImplementedError


def read_ods(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Return the sheets of an ODS file; raises UnreadableSource or LimitExceeded."""
    raise NotImplementedError
