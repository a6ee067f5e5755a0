"""The rows of the Australian list, read strictly and gathered by reference: 2672, 2672a and 2672a4 are one entry.

The header must be one of the two that are known, column by column; a column without a header must be empty.
Rows of one reference are sorted by their own suffix, so that the order of rows in the file is no content.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inconcert.jurisdictions.au.citizenship import NOTHING
from inconcert.model.entry import Issue
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import Severity

COLUMNS_2024 = (
    "Reference",
    "Name of Individual or Entity",
    "Type",
    "Name Type",
    "Date of Birth",
    "Place of Birth",
    "Citizenship",
    "Address",
    "Additional Information",
    "Listing Information",
    "Committees",
    "Control Date",
)
MEASURE_COLUMNS = ("Targeted Financial Sanction", "Travel Ban", "Arms Embargo", "Maritime Restriction")
COLUMNS_2026 = (
    *COLUMNS_2024[:4],
    "Alias Strength",
    *COLUMNS_2024[4:10],
    "IMO Number",
    *COLUMNS_2024[10:],
    "Instrument of Designation",
    *MEASURE_COLUMNS,
)
_REMEDY = "Compare the file with its page, and teach the reader the change before accepting the edition"
_REFERENCE = re.compile(r"(\d+)([a-z]*)(\d*)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: column → text with white space collapsed, and its absolute place ("list.xlsx#17", the sheet's row)."""

    values: dict[str, str]
    place: str

    def get(self, column: str) -> str:
        """Return the text of a column; empty where the cell is empty or the column is not in this version."""
        return self.values.get(column, "")


class Group:
    """The rows of one reference, in the order of their suffixes, and their texts by column."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self._texts: dict[str, dict[str, int]] = {}
        for index, row in enumerate(rows):
            for column, text in row.values.items():
                self._texts.setdefault(column, {}).setdefault(text, index)

    def texts(self, column: str) -> list[tuple[int, str]]:
        """Return the distinct texts of a column with the row each stands in first; "na" is none."""
        found = self._texts.get(column)
        if not found:
            return []
        return [(index, text) for text, index in found.items() if len(text) > 3 or text.casefold() not in NOTHING]

    def under(self, column: str, text: str) -> Group:
        """Return the rows that have a text in a column."""
        found = self._texts.get(column, {})
        if len(found) == 1 and text in found and all(column in row.values for row in self.rows):
            return self
        return Group([row for row in self.rows if row.get(column) == text])


class _Collapsed(dict[str, str]):
    """Text → the same with white space collapsed, each worked out once: rows of one reference repeat long texts."""

    def __missing__(self, text: str) -> str:
        self[text] = " ".join(text.split())
        return self[text]


def gather(name: str, rows: Sequence[Sequence[str]], columns: tuple[str, ...], issues: list[Issue]) -> dict[str, Group]:
    """Return reference number → its rows, for the rows of the sheet with its header.

    A row whose reference cannot be read is set aside with an issue. Raises UnknownInSource for another header.
    """
    if not rows:
        raise UnknownInSource("the sheet is empty", where=name, remedy=_REMEDY)
    _check_header(name, rows, columns)
    found: dict[str, list[tuple[tuple[int, str, int], Row]]] = {}
    collapsed = _Collapsed()
    for number, cells in enumerate(rows[1:], start=2):
        values = {column: collapsed[text] for column, text in zip(columns, cells) if text}
        if not values:
            continue
        row = Row(values, f"{name}#{number}")
        reference = _REFERENCE.fullmatch(row.get("Reference"))
        if reference is None:
            what = f"{row.get('Reference')!r} is not a reference"
            issues.append(Issue(Severity.SET_ASIDE, "unmappable-record", what, row.place))
            continue
        suffix = (len(reference[2]), reference[2], int(reference[3] or 0))
        found.setdefault(reference[1], []).append((suffix, row))
    return {key: Group(_sorted(key, pairs)) for key, pairs in found.items()}


def _sorted(key: str, pairs: Iterable[tuple[tuple[int, str, int], Row]]) -> list[Row]:
    ordered = sorted(pairs, key=lambda pair: pair[0])
    for (first, _), (second, row) in itertools.pairwise(ordered):
        if first == second:
            raise UnknownInSource(f"reference {row.get('Reference')} occurs twice", where=row.place, remedy=_REMEDY)
    return [row for _, row in ordered]


def _check_header(name: str, rows: Sequence[Sequence[str]], columns: tuple[str, ...]) -> None:
    header = [" ".join(cell.split()) for cell in rows[0]]
    unknown = [cell for cell in header if cell and cell not in columns]
    if unknown:
        named = ", ".join(map(repr, unknown))
        raise UnknownInSource(f"unknown column{'s' * (len(unknown) > 1)} {named}", where=f"{name}#1", remedy=_REMEDY)
    for position, cell in enumerate(header[len(columns) :], start=len(columns)):
        if cell or any(len(row) > position and row[position].strip() for row in rows):
            raise UnknownInSource(f"unknown column {cell!r}", where=f"{name}#1", remedy=_REMEDY)
    for position, column in enumerate(columns):
        found = header[position] if position < len(header) else ""
        if found != column:
            what = f"column {position + 1} is {found!r} instead of {column!r}"
            raise UnknownInSource(what, where=f"{name}#1", remedy=_REMEDY)
