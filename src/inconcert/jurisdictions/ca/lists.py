"""What Canada publishes: one file for all its autonomous sanctions, in two versions of a schema so far."""

from __future__ import annotations

from functools import partial

from inconcert.jurisdictions.ca.reader import LIST_ID, read
from inconcert.jurisdictions.ca.records import ROOT, SCHEMA_2020, SCHEMA_2025
from inconcert.model.edition import Bounds, Files, Format, Publication

_STATES = frozenset({"names", "aliases", "birth_dates", "regime", "positions"})


def _is_list(files: Files) -> bool:
    return len(files) == 1 and f"<{ROOT}".encode() in next(iter(files.values()))[:1000]


def _has_listing_dates(files: Files) -> bool:
    return b"<DateOfListing>" in next(iter(files.values()))


PUBLICATIONS = (
    Publication(
        list_id=LIST_ID,
        jurisdiction="ca",
        title="Consolidated Canadian Autonomous Sanctions List",
        publisher="Global Affairs Canada",
        licence="Open Government Licence – Canada",
        page="https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/consolidated-consolide.aspx",
        addresses=(
            "https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-relations_internationales/sanctions/sema-lmes.xml",
        ),
        formats=(
            Format(
                name=SCHEMA_2025.name,
                recognises=lambda files: _is_list(files) and _has_listing_dates(files),
                read=partial(read, schema=SCHEMA_2025),
                bounds=Bounds(least=4000, date_share=0.99),
                states=_STATES | {"listing_dates", "identifiers"},
            ),
            Format(
                name=SCHEMA_2020.name,
                recognises=lambda files: _is_list(files) and not _has_listing_dates(files),
                read=partial(read, schema=SCHEMA_2020),
                bounds=Bounds(least=1000),
                states=_STATES,
            ),
        ),
        line="ca",
        attribution="Contains information licensed under the Open Government Licence – Canada.",
    ),
)
