"""What the United States publish: OFAC's SDN list, and its lists of lesser measures."""

from __future__ import annotations

from inconcert.jurisdictions.us import delimited
from inconcert.model.edition import Bounds, Format, Publication

_EXPORTS = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
_PUBLISHER = "Office of Foreign Assets Control, United States Department of the Treasury"
_LICENCE = "Public domain (work of the United States Government, 17 USC 105)"
_ATTRIBUTION = "Source: Office of Foreign Assets Control, U.S. Department of the Treasury."
_NAMES = frozenset({"names", "regime", "birth_dates", "birth_places", "nationalities", "genders", "identifiers"}) | {
    "positions",
    "relations",
}
_TRIO = _NAMES | {"aliases", "addresses"}

PUBLICATIONS = (
    Publication(
        list_id="us_sdn",
        jurisdiction="us",
        title="Specially Designated Nationals and Blocked Persons List (SDN)",
        publisher=_PUBLISHER,
        licence=_LICENCE,
        page="https://ofac.treasury.gov/specially-designated-nationals-and-blocked-persons-list-sdn-human-readable-lists",
        addresses=(f"{_EXPORTS}SDN_ENHANCED.ZIP",),
        formats=(
            Format("delimited", delimited.is_trio, delimited.read, Bounds(least=5000), states=_TRIO),
            Format("delimited_names", delimited.is_names_alone, delimited.read, Bounds(least=5000), states=_NAMES),
        ),
        line="us_sdn",
        id_of_reference="ofac",
        attribution=_ATTRIBUTION,
    ),
)
