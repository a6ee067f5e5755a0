"""Documents of a person on the UN list: the number as an identifier, everything else about it as remarks."""

from __future__ import annotations

from collections.abc import Iterator

from inconcert.jurisdictions.un.records import Record
from inconcert.model.entry import Identifier, Text
from inconcert.model.vocabulary import IdentifierKind

TYPES = {
    "Passport": IdentifierKind.PASSPORT,
    "Numéro de passeport": IdentifierKind.PASSPORT,
    "Número de pasaporte": IdentifierKind.PASSPORT,
    "National Identification Number": IdentifierKind.NATIONAL_ID,
    "National identification no.": IdentifierKind.NATIONAL_ID,
}
_BESIDE = ("DATE_OF_ISSUE", "DATE_OF_EXPIRY", "CITY_OF_ISSUE", "NOTE")


def document(record: Record, prefix: str, country: str) -> Identifier | None:
    """Return the identifier of one document element; None where it prints no number.

    The more exact word of TYPE_OF_DOCUMENT2 is its label. Raises ValueError for an unknown type.
    """
    printed, number = record.get(f"{prefix}/TYPE_OF_DOCUMENT"), record.get(f"{prefix}/NUMBER")
    if not printed and not number:
        return None
    if printed not in TYPES:
        raise ValueError(f"unknown TYPE_OF_DOCUMENT {printed!r}")
    if not number:
        return None
    label = record.get(f"{prefix}/TYPE_OF_DOCUMENT2") or printed
    return Identifier(TYPES[printed], number, country=country, label=label, place=f"0/{prefix}/NUMBER")


def document_remarks(record: Record) -> Iterator[Text]:
    """Yield what documents print beside a number; for one without a number, its kind and country as well."""
    for prefix in record.each("INDIVIDUAL_DOCUMENT"):
        for leaf in _leaves_beside(record, prefix):
            if text := record.get(f"{prefix}/{leaf}"):
                yield Text(text, f"INDIVIDUAL_DOCUMENT/{leaf}", f"0/{prefix}/{leaf}")


def _leaves_beside(record: Record, prefix: str) -> tuple[str, ...]:
    if not record.get(f"{prefix}/NUMBER"):
        return ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE", *_BESIDE)
    if record.get(f"{prefix}/ISSUING_COUNTRY"):
        return ("COUNTRY_OF_ISSUE", *_BESIDE)
    return _BESIDE
