"""The cell "Other Information" of the Consolidated List: labelled parts between free text.

    (UK Sanctions List Ref):GHR0031. (UN Ref):QDi.001. Free text. (UK Statement of Reasons):… (Gender):Male

Since 2021 every part has its label; in 2018 the cell was free text that began with "UN Ref QDe.004." or not.

    >>> parts("(UK Sanctions List Ref):GHR0031. A note. (Gender):Male")
    [('UK Sanctions List Ref', 'GHR0031. A note.'), ('Gender', 'Male')]
    >>> leading_references("QDi.042 and SOi. 002. Listed under")
    (['QDi.042', 'SOi.002'], 'Listed under')
    >>> free_un_references("Annex XIII. UN Ref QDi.042 and SOi.002. Brother of QDi.001")
    (['QDi.042', 'SOi.002'], False)
"""

from __future__ import annotations

import re

_LABELS = (
    "UK Sanctions List Ref",
    "UN Ref",
    "UK Statement of Reasons",
    "Gender",
    "Phone number",
    "Email address",
    "Website",
    "Type of entity",
    "Parent company",
    "Subsidiaries",
    "Business Reg No",
    "IMO number",
    "Current owners",
    "Flag of ship",
    "Previous flags",
    "Type of ship",
    "Tonnage of ship",
    "Length of ship",
    "Year built",
)
_LABEL = re.compile(rf"\(({'|'.join(_LABELS)})\):")
_LOOKS_LIKE_LABEL = re.compile(r"\(([A-Z][A-Za-z ]{2,40})\):(?=\S)")

_UN = r"(?:CD|CF|GB|HT|IQ|IR|KP|LY|ML|QD|SD|SO|SS|TA|YE)[ieIE](?:\.\s?| )\d{3}"
_UN_BEFORE_2015 = r"(?:[QT][IE]\.[A-Z]{1,3}\.\d{1,3}\.\d{2}|[A-Z](?:\.[A-Z0-9]+){2,})"
_UK = r"[A-Z]{3}\d{4}"
_REFERENCE = rf"(?:{_UN}|{_UK}|{_UN_BEFORE_2015})"
_SEVERAL = rf"{_REFERENCE}(?:\s*(?:,|and|&)\s*{_REFERENCE})*"
_REFERENCES = re.compile(rf"\s*({_SEVERAL})\s*(?:\.|$)\s*")
_FREE_UN = re.compile(
    rf"(?<!Number: )\b(?i:UN\s?Ref(?:erence)?)\b(?! Number)(?: No)?\.?\s*:?\s*({_SEVERAL}|\d{{3}}\b)?"
)


def parts(printed: str) -> list[tuple[str, str]]:
    """Return (label, text) for each part in printed order; text before the first label has the label ""."""
    pieces = _LABEL.split(printed)
    labels = ["", *pieces[1::2]]
    found = [(label, text.strip()) for label, text in zip(labels, pieces[0::2], strict=True)]
    return found if found[0][1] else found[1:]


def unknown_labels(text: str) -> list[str]:
    """Return what looks like a label of this cell inside a part, but is not one that is known."""
    return _LOOKS_LIKE_LABEL.findall(text)


def leading_references(text: str) -> tuple[list[str], str]:
    """Return the official numbers at the start of a part (UN numbers in the UN's own case) and the text after them."""
    found = _REFERENCES.match(text)
    if not found:
        return [], text
    return [_un_case(item) for item in re.findall(_REFERENCE, found[1])], text[found.end() :].strip()


def free_un_references(text: str) -> tuple[list[str], bool]:
    """Return the UN numbers that a free text prints for its own entry, and whether one of them is not whole."""
    found = _FREE_UN.findall(text)
    whole = [item for item in found if item and not item.isdigit()]
    references = [_un_case(item) for several in whole for item in re.findall(_REFERENCE, several)]
    return references, len(whole) < len(found)


def is_uk(reference: str) -> bool:
    """Return whether an official number is one of the UK Sanctions List."""
    return re.fullmatch(_UK, reference) is not None


def _un_case(reference: str) -> str:
    if not re.fullmatch(_UN, reference):
        return reference
    return f"{reference[:2]}{reference[2].lower()}.{reference[-3:]}"
