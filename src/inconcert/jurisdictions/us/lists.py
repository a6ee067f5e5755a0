"""What the United States publish: OFAC's SDN list, and its lists of lesser measures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from inconcert.jurisdictions.us import delimited, enhanced, sdn_xml
from inconcert.model.edition import Bounds, Files, Format, Publication

_EXPORTS = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
_PUBLISHER = "Office of Foreign Assets Control, United States Department of the Treasury"
_LICENCE = "Public domain (work of the United States Government, 17 USC 105)"
_ATTRIBUTION = "Source: Office of Foreign Assets Control, U.S. Department of the Treasury."
_NAMES = frozenset({"names", "regime", "birth_dates", "birth_places", "nationalities", "genders", "identifiers"}) | {
    "positions",
    "relations",
}
_TRIO = _NAMES | {"aliases", "addresses"}
_ENHANCED = _TRIO | {"listing_dates", "measures", "scripts"}


def _is_enhanced(files: Files, start: str) -> bool:
    return enhanced.is_plain(files) and all(name.upper().startswith(start) for name in files)


def _is_zipped(files: Files, start: str) -> bool:
    return enhanced.is_zipped(files) and all(name.upper().startswith(start) for name in files)


def _is_older(files: Files, start: str) -> bool:
    return sdn_xml.recognises(files) and all(name.upper().startswith(start) for name in files)


def _xml_formats(list_id: str, start: str, bounds: Bounds, *, proven: bool) -> tuple[Format, ...]:
    """Return the XML formats of a list whose files begin with `start`; an older file prints no listing dates."""
    dated = replace(bounds, date_share=0.5)
    return (
        Format(
            "enhanced",
            partial(_is_enhanced, start=start),
            partial(enhanced.read, list_id=list_id),
            dated,
            proven,
            _ENHANCED,
        ),
        Format(
            "enhanced_zip",
            partial(_is_zipped, start=start),
            partial(enhanced.read_zipped, list_id=list_id),
            dated,
            proven,
            _ENHANCED,
        ),
        Format(
            "older_xml", partial(_is_older, start=start), partial(sdn_xml.read, list_id=list_id), bounds, proven, _TRIO
        ),
    )


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
            Format(
                "delimited",
                delimited.is_trio,
                delimited.read,
                Bounds(least=5000),
                states=_TRIO,
                remembering=delimited.remembering,
            ),
            Format(
                "delimited_names",
                delimited.is_names_alone,
                delimited.read,
                Bounds(least=5000),
                states=_NAMES,
                remembering=delimited.remembering,
            ),
            *_xml_formats("us_sdn", "SDN", Bounds(least=5000), proven=False),
        ),
        line="us_sdn",
        id_of_reference="ofac",
        attribution=_ATTRIBUTION,
    ),
    Publication(
        list_id="us_nonsdn",
        jurisdiction="us",
        title="Consolidated Sanctions List (the lists of OFAC other than the SDN list)",
        publisher=_PUBLISHER,
        licence=_LICENCE,
        page="https://ofac.treasury.gov/consolidated-sanctions-list-non-sdn-lists",
        addresses=(f"{_EXPORTS}CONS_ENHANCED.ZIP",),
        formats=_xml_formats("us_nonsdn", "CONS", Bounds(least=300), proven=True),
        line="us_nonsdn",
        principal=False,
        attribution=_ATTRIBUTION,
    ),
)
