"""What "Other Information" of the Consolidated List says, added to an entry, part by part."""

from __future__ import annotations

from collections.abc import Callable

from inconcert.jurisdictions.gb.draft import Draft
from inconcert.jurisdictions.gb.numbered import items
from inconcert.jurisdictions.gb.numbers import imo_numbers_in_prose, registrations
from inconcert.jurisdictions.gb.other_information import (
    free_un_references,
    is_uk,
    leading_references,
    parts,
    unknown_labels,
)
from inconcert.model.entry import Identifier, Text
from inconcert.model.vocabulary import IdentifierKind, Kind, ReferenceScheme, RelationKind

_IDENTIFIERS = {
    "Phone number": IdentifierKind.PHONE,
    "Email address": IdentifierKind.EMAIL,
    "Website": IdentifierKind.WEBSITE,
}
_RELATIONS = {
    "Parent company": RelationKind.PARENT,
    "Subsidiaries": RelationKind.SUBSIDIARY,
    "Current owners": RelationKind.OWNED_BY,
}
_REMARKS = ("Type of entity", "Previous flags", "Type of ship", "Tonnage of ship", "Length of ship")


def add_information(draft: Draft, text: str, place: str) -> None:
    """Add every part of the cell to the entry; what looks like a label but is none becomes an issue."""
    for label, part in parts(text):
        _HANDLERS[label](draft, label, part, place)
        for unknown in unknown_labels(part):
            draft.note("unknown-label", f"“({unknown}):” is not a label that is known", place)


def add_registrations(draft: Draft, text: str, label: str, place: str) -> None:
    """Add the registration and tax numbers of a text; where it has no number apart, the whole text as printed."""
    for item in items(text):
        found = registrations(item)
        for number, words, kind in found:
            draft.add("identifiers", Identifier(kind, number, "", f"{label}: {words}" if words else label, place))
        if not found:
            draft.add("remarks", Text(item, label, place))


def _free(draft: Draft, label: str, part: str, place: str) -> None:
    references, not_whole = free_un_references(part)
    for reference in references:
        draft.reference(ReferenceScheme.UN, reference, place)
    if not_whole:
        draft.note("incomplete-un-reference", "“UN Ref” without a whole number", place)
    for number in imo_numbers_in_prose(part) if draft.kind is not Kind.PERSON else ():
        draft.add("identifiers", Identifier(IdentifierKind.IMO, number, "", "IMO", place))
    _remark(draft, "Other Information", part, place)


def _official(draft: Draft, label: str, part: str, place: str) -> None:
    references, rest = leading_references(part)
    if not references:
        draft.note("unreadable-reference", f"no official number after “({label}):”", place)
    for reference in references:
        scheme = ReferenceScheme.UKSL if is_uk(reference) else ReferenceScheme.UN
        draft.reference(scheme, reference, place)
    _remark(draft, "Other Information", rest, place)


def _reasons(draft: Draft, label: str, part: str, place: str) -> None:
    if part:
        draft.add("reasons", Text(part, label, place))


def _remark(draft: Draft, label: str, part: str, place: str) -> None:
    if part:
        draft.add("remarks", Text(part, label, place))


def _gender(draft: Draft, label: str, part: str, place: str) -> None:
    draft.texts("genders", part, label, place)


def _identifier(draft: Draft, label: str, part: str, place: str) -> None:
    draft.identifiers(_IDENTIFIERS[label], part, "", label, place)


def _relation(draft: Draft, label: str, part: str, place: str) -> None:
    draft.relations(_RELATIONS[label], part, label, place)


def _flag(draft: Draft, label: str, part: str, place: str) -> None:
    draft.countries("countries", part, place)


def _built(draft: Draft, label: str, part: str, place: str) -> None:
    draft.birth_dates(part, place)


_HANDLERS: dict[str, Callable[[Draft, str, str, str], None]] = {
    "": _free,
    "UK Sanctions List Ref": _official,
    "UN Ref": _official,
    "UK Statement of Reasons": _reasons,
    "Gender": _gender,
    "Business Reg No": lambda draft, label, part, place: add_registrations(draft, part, label, place),
    "Flag of ship": _flag,
    "Year built": _built,
    "IMO number": lambda draft, label, part, place: draft.imo(part, label, place),
    **dict.fromkeys(_IDENTIFIERS, _identifier),
    **dict.fromkeys(_RELATIONS, _relation),
    **dict.fromkeys(_REMARKS, _remark),
}
