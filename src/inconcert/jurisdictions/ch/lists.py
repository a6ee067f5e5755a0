"""What Switzerland publishes: SECO's whole list as XML. No edition has been read, only the sample of its schema."""

from __future__ import annotations

from inconcert.jurisdictions.ch.reader import LIST_ID, read
from inconcert.jurisdictions.ch.schema import ROOT
from inconcert.model.edition import Bounds, Files, Format, Publication


def _is_list(files: Files) -> bool:
    return len(files) == 1 and f"<{ROOT}".encode() in next(iter(files.values()))[:1000]


PUBLICATIONS = (
    Publication(
        list_id=LIST_ID,
        jurisdiction="ch",
        title="Consolidated list of sanctioned individuals, entities and objects",
        publisher="State Secretariat for Economic Affairs (SECO)",
        licence="not stated: to be checked before any fact of it is shipped",
        page="https://www.sesam.search.admin.ch/sesam-search-web/pages/search.xhtml",
        addresses=(
            "https://www.sesam.search.admin.ch/sesam-search-web/pages/downloadXmlGesamtliste.xhtml?lang=en&action=downloadXmlGesamtlisteAction",
        ),
        formats=(
            Format(
                name="seco sample",
                recognises=_is_list,
                read=read,
                bounds=Bounds(least=1000),
                proven=False,
                states=frozenset({"names", "birth_dates", "countries", "genders", "regime", "measures"}),
            ),
        ),
        line="ch",
        embeddable=False,
    ),
)
