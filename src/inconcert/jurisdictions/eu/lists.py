"""The European Union's publication: the consolidated list of financial sanctions (FSF).

The list carries asset freezes only; the travel ban of the same person stands in the Council decision (CFSP). So its
silence about a travel ban says nothing.
"""

from __future__ import annotations

from inconcert.jurisdictions.eu import columns_2025, fsf_csv, fsf_xml, merged_2022
from inconcert.model.edition import Bounds, Format, Publication

_COMMON = frozenset(
    {"names", "aliases", "kind", "countries", "birth_dates", "birth_places", "positions", "identifiers", "remarks"}
)
_DATED = frozenset({"listing_dates"})

MERGED_2022 = Format(
    merged_2022.NAME,
    merged_2022.recognises,
    merged_2022.read,
    Bounds(least=3000, date_share=0.70),
    states=_COMMON
    | _DATED
    | {"original_script", "programme", "regime", "act", "measures", "addresses", "genders", "un_references"},
)
COLUMNS_2025 = Format(
    columns_2025.NAME,
    columns_2025.recognises,
    columns_2025.read,
    Bounds(least=5000, regime_share=0.0, date_share=0.85),
    states=_COMMON | _DATED | {"addresses", "un_references", "programme_not_printed"},
)
_LIVE = _COMMON | _DATED | {"programme", "regime", "act", "addresses", "genders", "un_references"}
_LIVE_BOUNDS = Bounds(least=5000, date_share=0.70)
LIVE_XML = Format(fsf_xml.NAME, fsf_xml.recognises, fsf_xml.read, _LIVE_BOUNDS, proven=False, states=_LIVE)
LIVE_CSV = Format(fsf_csv.NAME, fsf_csv.recognises, fsf_csv.read, _LIVE_BOUNDS, proven=False, states=_LIVE)

_FILES = "https://webgate.ec.europa.eu/fsd/fsf/public/files"
_PUBLIC_TOKEN = "dG9rZW4tMjAxNw"  # noqa: S105  no secret: it stands in the address that the open data portal prints

PUBLICATIONS = (
    Publication(
        list_id="eu_fsf",
        jurisdiction="eu",
        title="Consolidated list of persons, groups and entities subject to EU financial sanctions",
        publisher="European Commission, Directorate-General for Financial Stability, Financial Services and Capital "
        "Markets Union",
        licence="Commission Decision 2011/833/EU (reuse allowed, source acknowledged)",
        page="https://data.europa.eu/data/datasets/consolidated-list-of-persons-groups-and-entities-subject-to-eu-"
        "financial-sanctions",
        addresses=(
            f"{_FILES}/xmlFullSanctionsList_1_1/content?token={_PUBLIC_TOKEN}",
            f"{_FILES}/csvFullSanctionsList_1_1/content?token={_PUBLIC_TOKEN}",
        ),
        formats=(MERGED_2022, COLUMNS_2025, LIVE_XML, LIVE_CSV),
        line="eu",
        principal=True,
        freeze_only=True,
        id_of_reference="eu",
        attribution="© European Union",
    ),
)
