"""The verb `dossier`: a case file rendered for a destination, what its law still lacks, and a check for duplicates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from inconcert.dossiers.case import Case
from inconcert.dossiers.compose import dossier_document, lacks_document
from inconcert.dossiers.elements import DESTINATIONS, Destination, lacking
from inconcert.dossiers.file import read_case
from inconcert.jurisdictions.law import law_of
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.typeset.tree import Document
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.search import Finder, normal

NEAR_ENOUGH = 0.9


@dataclass(frozen=True, slots=True)
class Rendered:
    """A dossier for one destination, its sheet, and what is lacking in words."""

    destination: Destination
    dossier: Document
    sheet: Document
    lacking: tuple[str, ...]


def example() -> bytes:
    """Return the example case file that is shipped: a real, designated person, from public sources only."""
    return resources.files("inconcert.dossiers").joinpath("examples/shohrat-zakir.toml").read_bytes()


def destinations(names: Iterable[str]) -> tuple[Destination, ...]:
    """Return destinations by id or by jurisdiction, all of them for none; UserError for one that is not known."""
    wanted = tuple(names)
    if not wanted:
        return DESTINATIONS
    found: dict[str, Destination] = {}
    for name in wanted:
        fitting = [item for item in DESTINATIONS if name.casefold() in (item.id.casefold(), item.jurisdiction)]
        if not fitting:
            known = ", ".join(item.id for item in DESTINATIONS)
            raise UserError(f"no destination is called {name!r}", remedy=f"Known: {known}.")
        found |= {item.id: item for item in fitting}
    return tuple(found.values())


def render(case: Case, wanted: Iterable[Destination], today: str) -> tuple[Rendered, ...]:
    """Return a case for each destination whose law is in force on a day (YYYY-MM-DD).

    Raises RefusedByCheck where it cites exhibits of a vault whose consent was not asked.
    """
    if case.unasked:
        raise RefusedByCheck(
            f"exhibits that lie in a vault, and whose sources were not asked: {', '.join(case.unasked)}",
            remedy="Render it from the vault: inconcert vault dossier",
        )
    found = []
    for item in wanted:
        law = law_of(item.id, today)
        if law is None:
            raise UserError(f"{item.id} is not law on {today}", remedy="Leave it out.")
        found.append(
            Rendered(item, dossier_document(case, item, law, today), lacks_document(case, item, law, today),
                     lacking(case, law, today))
        )  # fmt: skip
    return tuple(found)


def duplicates(house: House, case: Case, others: Iterable[Case]) -> tuple[str, ...]:
    """Return what the case may be already: targets on lists under its names, and other open cases of the same name."""
    finder = Finder(house, index_of(house))
    found: dict[str, None] = {}
    for name in case.names:
        for hit in finder.find(name.full, 3):
            if hit.score >= NEAR_ENOUGH:
                found[f"listed: {hit.brief.id} {hit.brief.name} ({hit.score:.2f})"] = None
    mine = {normal(name.full) for name in case.names}
    for other in others:
        if other.id != case.id and mine & {normal(name.full) for name in other.names}:
            found[f"open case: {other.id} {other.name}"] = None
    return tuple(found)


def read(data: bytes, where: str) -> Case:
    """Return the case of a file; UserError with the place of what is wrong."""
    return read_case(data, where)
