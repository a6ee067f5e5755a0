"""What the UN publishes: one consolidated list; since about 2026 its schema has elements for INTERPOL's links."""

from __future__ import annotations

from functools import partial

from inconcert.jurisdictions.un.reader import LIST_ID, read
from inconcert.jurisdictions.un.records import ROOT
from inconcert.model.edition import Bounds, Files, Format, Publication

_STATES = frozenset(
    {"names", "aliases", "birth_dates", "birth_places", "countries", "genders", "identifiers", "addresses"}
    | {"positions", "regime", "listing_dates"}
)
_BOUNDS = Bounds(least=700, date_share=1.0)


def _is_list(files: Files) -> bool:
    return len(files) == 1 and f"<{ROOT}".encode() in next(iter(files.values()))[:1000]


def _has_links(files: Files) -> bool:
    return b"<HAS_INTERPOL_LINK" in next(iter(files.values()))


PUBLICATIONS = (
    Publication(
        list_id=LIST_ID,
        jurisdiction="un",
        title="United Nations Security Council Consolidated List",
        publisher="United Nations Security Council",
        licence="United Nations terms of use: numbers and dates only are embedded",
        page="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
        addresses=("https://scsanctions.un.org/resources/xml/en/consolidated.xml",),
        formats=(
            Format(
                name="consolidated 2026",
                recognises=lambda files: _is_list(files) and _has_links(files),
                read=partial(read, interpol=True),
                bounds=_BOUNDS,
                states=_STATES,
            ),
            Format(
                name="consolidated 2020",
                recognises=lambda files: _is_list(files) and not _has_links(files),
                read=partial(read, interpol=False),
                bounds=_BOUNDS,
                states=_STATES,
            ),
        ),
        line="un",
        id_of_reference="un",
        attribution="Reference numbers and dates from the United Nations Security Council Consolidated List.",
    ),
)
