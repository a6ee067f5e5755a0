"""What the United Kingdom publishes: the Consolidated List until 28 January 2026, the UK Sanctions List since.

Both are one line: the newest edition of either speaks. The Consolidated List carried asset freezes only.
"""

from __future__ import annotations

from inconcert.jurisdictions.gb import conlist_files, search_export, tables, uksl_rows, uksl_xml
from inconcert.model.edition import Bounds, Format, Publication

_LICENCE = "Open Government Licence v3.0"
_ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."

_BASIC = frozenset({"names", "regime", "listing_dates"})
_CONLIST_2018 = _BASIC | {
    "aliases",
    "programme",
    "birth_dates",
    "birth_places",
    "countries",
    "identifiers",
    "addresses",
    "positions",
    "un_references",
}
_CONLIST = _CONLIST_2018 | {"genders", "relations", "reasons", "uksl_references", "original_script"}
_SEARCH = _BASIC | {"programme", "measures", "ofsi_references", "designation_source"}
_TABLES = _BASIC | {"aliases", "countries", "identifiers", "un_references", "ofsi_references"}
_LIVE = _CONLIST - {"uksl_references"} | {"measures", "ofsi_references", "designation_source"}
_LIVE_BOUNDS = Bounds(least=4_500, date_share=0.99)

PUBLICATIONS = (
    Publication(
        list_id="gb_conlist",
        jurisdiction="gb",
        title="Consolidated List of Financial Sanctions Targets in the UK",
        publisher="Office of Financial Sanctions Implementation, HM Treasury",
        licence=_LICENCE,
        page="https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets",
        addresses=(),
        formats=(
            Format(
                name="conlist-csv-2018",
                recognises=conlist_files.is_csv,
                read=conlist_files.read_csv,
                bounds=Bounds(least=1_500, date_share=0.99),
                states=_CONLIST_2018,
            ),
            Format(
                name="conlist-xlsx",
                recognises=conlist_files.is_xlsx,
                read=conlist_files.read_xlsx,
                bounds=Bounds(least=3_000, date_share=0.99),
                states=_CONLIST,
            ),
        ),
        line="gb",
        freeze_only=True,
        id_of_reference="ofsi_group",
        attribution=_ATTRIBUTION,
    ),
    Publication(
        list_id="gb_uksl",
        jurisdiction="gb",
        title="UK Sanctions List",
        publisher="Foreign, Commonwealth and Development Office",
        licence=_LICENCE,
        page="https://www.gov.uk/government/publications/the-uk-sanctions-list",
        addresses=("https://www.gov.uk/government/publications/the-uk-sanctions-list",),
        link="UK-Sanctions-List.csv",
        hosts=("sanctionslist.fcdo.gov.uk", "assets.publishing.service.gov.uk"),
        formats=(
            Format(
                name="uksl-search-export",
                recognises=search_export.recognises,
                read=search_export.read,
                bounds=Bounds(least=4_000, date_share=0.99),
                states=_SEARCH,
            ),
            Format(
                name="uksl-tables",
                recognises=tables.recognises,
                read=tables.read,
                bounds=Bounds(least=4_500, date_share=0.99),
                states=_TABLES,
            ),
            Format(
                name="uksl-csv",
                recognises=uksl_rows.is_csv,
                read=uksl_rows.read_csv,
                bounds=_LIVE_BOUNDS,
                proven=False,
                states=_LIVE,
            ),
            Format(
                name="uksl-ods",
                recognises=uksl_rows.is_ods,
                read=uksl_rows.read_ods,
                bounds=_LIVE_BOUNDS,
                proven=False,
                states=_LIVE,
            ),
            Format(
                name="uksl-xml",
                recognises=uksl_xml.recognises,
                read=uksl_xml.read,
                bounds=_LIVE_BOUNDS,
                proven=False,
                states=_LIVE,
            ),
        ),
        line="gb",
        id_of_reference="uksl",
        attribution=_ATTRIBUTION,
    ),
)
