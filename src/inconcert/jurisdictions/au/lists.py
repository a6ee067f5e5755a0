"""What Australia publishes: DFAT's Consolidated List as a spreadsheet, with 12 columns until 2025 and 19 since."""

from __future__ import annotations

from functools import partial

from inconcert.formats import archive
from inconcert.jurisdictions.au.reader import LIST_ID, read
from inconcert.jurisdictions.au.rows import COLUMNS_2024, COLUMNS_2026
from inconcert.model.edition import Bounds, Files, Format, Publication
from inconcert.model.errors import SourceError

_STATES = frozenset(
    {"names", "aliases", "birth_dates", "birth_places", "countries", "addresses", "regime", "listing_dates"}
)


_STRINGS = "xl/sharedStrings.xml"


def _words(files: Files) -> bytes:
    """Give the texts of a lone spreadsheet (its shared strings); nothing if it is no spreadsheet."""
    if len(files) != 1:
        return b""
    name, data = next(iter(files.items()))
    if not name.lower().endswith(".xlsx") or not data.startswith(b"PK"):
        return b""
    try:
        return archive.members(data, name, only=(_STRINGS,)).get(_STRINGS, b"")
    except SourceError:
        return b""


def _is_2024(files: Files) -> bool:
    words = _words(files)
    return b"Control Date" in words and b"Instrument of Designation" not in words


def _is_2026(files: Files) -> bool:
    words = _words(files)
    return b"Control Date" in words and b"Instrument of Designation" in words


PUBLICATIONS = (
    Publication(
        list_id=LIST_ID,
        jurisdiction="au",
        title="Australian Sanctions Consolidated List",
        publisher="Department of Foreign Affairs and Trade",
        licence="CC BY 4.0",
        page="https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list",
        addresses=("https://www.dfat.gov.au/sites/default/files/Australian_Sanctions_Consolidated_List.xlsx",),
        formats=(
            Format(
                name="dfat 2026",
                recognises=_is_2026,
                read=partial(read, columns=COLUMNS_2026),
                bounds=Bounds(least=3000, date_share=0.99),
                states=_STATES | {"measures", "identifiers", "references"},
            ),
            Format(
                name="dfat 2024",
                recognises=_is_2024,
                read=partial(read, columns=COLUMNS_2024),
                bounds=Bounds(least=2500, date_share=0.99),
                states=_STATES,
            ),
        ),
        line="au",
        attribution="Based on the Consolidated List of the Department of Foreign Affairs and Trade, CC BY 4.0.",
    ),
)
