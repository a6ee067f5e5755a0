"""Numbers inside prose: passports and national numbers of 2018, registration and tax numbers of bodies.

A number that stands apart is taken; where none does, the caller keeps the text as a remark, and nothing is guessed.

    >>> document_number("G827238 (Tunisian). Issued on 1 June 1996"), document_number("Uganda Passport.")
    (('G827238', '(Tunisian). Issued on 1 June 1996'), None)
    >>> registrations("(Russia). INN: 7726700943 KPP 772601001")
    [('7726700943', 'INN', <IdentifierKind.TAX_ID: 'tax_id'>), ('772601001', 'KPP', <IdentifierKind.OTHER: 'other'>)]
"""

from __future__ import annotations

import re

from inconcert.model.vocabulary import IdentifierKind

_NUMBER = r"(?!NO\d)[A-Z]{0,5}[- ]?\d[\dA-Z./-]{4,}(?<![./-])"
_DOCUMENT = re.compile(rf"(?:[^\d()]*\b(?i:number|no|id)\b\.?\s*:?\s*)?({_NUMBER})(?![\w/])(.*)", re.DOTALL)
_REGISTRATION = re.compile(r"(?<![\w/.-])([A-Z]{0,6}\d[\dA-Z/-]{4,}(?<![/-]))(?![\w/])")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_TAX = re.compile(r"\b(?:INN|TIN|Tax|Taxpayer|UNP)\b|УНН", re.IGNORECASE)
_SHARED = re.compile(r"\b(?:KPP|OKTMO|OKATO|OKVED)\b")
"""Russian codes of an office, a municipality or a trade: many bodies have the same, so they identify none."""


def document_number(text: str) -> tuple[str, str] | None:
    """Return (number, rest of the text) where the text begins with a number or names one; None where it does not."""
    found = _DOCUMENT.match(text)
    if not found or _DATE.fullmatch(found[1]):
        return None
    parts = (text[: found.start(1)].strip(" :."), found[2].strip(" ,;."))
    return found[1], " ".join(part for part in parts if part)


def registrations(text: str) -> list[tuple[str, str, IdentifierKind]]:
    """Return (number, the words before it, its kind by these words) for each number of a text."""
    found, start = [], 0
    for match in _REGISTRATION.finditer(text):
        if not _DATE.fullmatch(match[1]):
            words = re.split(r"[().;,]", text[start : match.start()].strip(" :-–/.,;()"))[-1].strip()
            found.append((match[1], words, _kind(words)))
            start = match.end()
    return found


def imo_number(text: str) -> str:
    """Return the seven digits of an IMO number as printed ("IMO9388766", "9388766"); empty where there are none."""
    found = _IMO.fullmatch(text.strip())
    return found[1] if found else ""


def imo_numbers_in_prose(text: str) -> list[str]:
    """Return the IMO numbers that a text names as such ("IMO number: 8660313")."""
    return _IMO_IN_PROSE.findall(text)


_IMO = re.compile(r"(?:IMO)?[ :]*(\d{7})", re.IGNORECASE)
_IMO_IN_PROSE = re.compile(r"\bIMO(?: number| no\.?)?[ :]*(\d{7})\b", re.IGNORECASE)


def _kind(words: str) -> IdentifierKind:
    if _SHARED.search(words):
        return IdentifierKind.OTHER
    return IdentifierKind.TAX_ID if _TAX.search(words) else IdentifierKind.REGISTRATION
