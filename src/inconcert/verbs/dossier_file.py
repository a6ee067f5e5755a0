"""The verb that keeps a dossier's facts: begun, added to part by part, each change checked as a case file is.

Nothing here holds who gave an exhibit or what they consented to: that is the vault's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inconcert.dossiers.case import Case, CaseName
from inconcert.dossiers.file import PARTS, checked_case, read_case
from inconcert.model.codec import from_json, from_plain, to_json, to_plain
from inconcert.model.errors import UserError
from inconcert.model.vocabulary import Kind
from inconcert.store import cases as kept
from inconcert.verbs.house import House

ALONE = (
    "summary", "birth_date", "birth_place", "nationality", "interest", "effects", "confidentiality", "submitter",
    "contact",
)  # fmt: skip
"""Facts of a case that stand once."""

LISTS = ("codes", "evidence", "identifiers", "approached", "identity_evidence")
"""Facts that are lists of texts."""


def cases(house: House) -> dict[str, Case]:
    """Return case id → case, of the dossiers kept here."""
    return {name: from_json(Case, text) for name, text in kept.cases(house.store, house.viewer).items()}


def case_of(house: House, case_id: str) -> Case:
    """Return one case; UserError where none is called so."""
    found = cases(house).get(case_id)
    if found is None:
        raise UserError(f"no dossier is called {case_id!r}", remedy="The page of dossiers names them.")
    return found


def begin(house: House, name: str, kind: str) -> Case:
    """Begin a dossier with a name alone; UserError for a kind that is none or a dossier that is there."""
    if kind not in {item.value for item in Kind} or not name.strip():
        raise UserError("a dossier needs a name and says whether it is about a person or a body", remedy="Fill both.")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    case_id = "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-") or "case"
    return take(house, Case(case_id, Kind(kind), (CaseName(name.strip()),), ""))


def from_file(house: House, data: bytes) -> Case:
    """Begin a dossier from a case file; UserError with the place of what is wrong."""
    return take(house, read_case(data, "the file"))


def take(house: House, case: Case) -> Case:
    """Keep a dossier that is new; UserError where one is called so."""
    if case.id in cases(house):
        raise UserError(f"a dossier called {case.id!r} is kept already", remedy="Open it from the list.")
    return _keep(house, case)


def set_facts(house: House, case_id: str, facts: Mapping[str, str]) -> Case:
    """Keep the facts that stand once, and the lists one value a line."""
    held = case_of(house, case_id)
    changed: dict[str, Any] = {key: facts[key] for key in ALONE if key in facts}
    changed |= {key: _lines(facts[key]) for key in ("identifiers", "approached", "identity_evidence") if key in facts}
    return _keep(house, replace(held, **changed))


def add(house: House, case_id: str, part: str, facts: Mapping[str, str]) -> Case:
    """Add a name, exhibit, position, incident or what speaks against; UserError where it is not whole."""
    held = case_of(house, case_id)
    kind = _part(part)
    known = {name for name in kind.__dataclass_fields__ if name in facts}
    plain: dict[str, Any] = {name: list(_lines(facts[name])) if name in LISTS else facts[name] for name in known}
    if "public" in kind.__dataclass_fields__:
        plain["public"] = facts.get("public") == "yes"
    try:
        made = from_plain(kind, plain)
    except (TypeError, KeyError, ValueError) as error:
        raise UserError(f"something is missing or not one of the words: {error}", remedy="Fill the form.") from error
    more: dict[str, Any] = {part: (*getattr(held, part), made)}
    return _keep(house, replace(held, **more))


def remove(house: House, case_id: str, part: str, number: int) -> Case:
    """Take one line of a part away; the version before keeps it."""
    held = case_of(house, case_id)
    _part(part)
    rest = tuple(item for place, item in enumerate(getattr(held, part)) if place != number)
    left: dict[str, Any] = {part: rest}
    return _keep(house, replace(held, **left))


def _part(part: str) -> Any:
    if part not in PARTS:
        raise UserError(f"a dossier has no part {part!r}", remedy=f"Known: {', '.join(PARTS)}.")
    return PARTS[part]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.replace(",", "\n").splitlines() if line.strip())


def _keep(house: House, case: Case) -> Case:
    checked_case(case, case.id)
    kept.keep_case(house.store, house.viewer, case.id, to_json(case))
    return case


def shape(case: Case) -> dict[str, Any]:
    """Return the object that the page gives as JSON."""
    plain: dict[str, Any] = to_plain(case)
    return plain
