"""The verb `match`: which targets a FollowTheMoney entity could be, each with its score, decision and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from inconcert.model.errors import UserError
from inconcert.model.target import Target
from inconcert.model.vocabulary import IdentifierKind, Kind
from inconcert.resolve.compare import compare_line
from inconcert.verbs.house import House
from inconcert.verbs.imported import imported_publications, licence_of
from inconcert.verbs.index import Brief, index_of
from inconcert.verbs.registers import register_of
from inconcert.verbs.search import by_number, finder_of, imported_finder_of

SCHEMAS = {Kind.PERSON: "Person", Kind.ENTITY: "Organization", Kind.VESSEL: "Vessel", Kind.AIRCRAFT: "Airplane"}
KINDS = {
    "Person": {Kind.PERSON},
    "Organization": {Kind.ENTITY},
    "Company": {Kind.ENTITY},
    "PublicBody": {Kind.ENTITY},
    "LegalEntity": {Kind.PERSON, Kind.ENTITY},
    "Vessel": {Kind.VESSEL},
    "Airplane": {Kind.AIRCRAFT},
    "Vehicle": {Kind.VESSEL, Kind.AIRCRAFT},
    "Thing": set(Kind),
}
NAMES_MAX = 10
NAME_MAX = 300
CANDIDATES = 15
_NAMES = ("name", "alias", "previousName", "weakAlias")


@dataclass(frozen=True, slots=True)
class Match:
    """A target an entity could be: score in [0, 1], same, different or unsure, and why.

    `licence`: of the imported list that alone knows the target; such matches come after those of official lists.
    """

    brief: Brief
    target: Target
    score: float
    decision: str
    reasons: tuple[str, ...]
    licence: str = ""


def match(house: House, schema: str, properties: Mapping[str, Any], limit: int = 5) -> tuple[Match, ...]:
    """Return up to `limit` targets, best first, and as many of imported lists after them.

    Raises UserError for an unknown schema or a value that is no text.
    """
    if schema not in KINDS:
        raise UserError(f"no target is of the schema {schema!r}", remedy=f"Known: {', '.join(sorted(KINDS))}.")
    said = {str(name): texts_of(value) for name, value in properties.items()}
    names = [name for key in _NAMES for name in said.get(key, ())][:NAMES_MAX]
    briefs: dict[str, Brief] = {}
    for name in names:
        for found in finder_of(house).find(name[:NAME_MAX], CANDIDATES):
            briefs.setdefault(found.brief.id, found.brief)
    numbers = [number for key in ("idNumber", "passportNumber", "registrationNumber") for number in said.get(key, ())]
    for brief in (item for number in numbers for item in by_number(house).get(number, ())):
        briefs.setdefault(brief.id, brief)
    official = _best(house, briefs.values(), schema, said, limit)
    if not imported_publications(house):
        return official
    alone = _alone(house, [*names, *numbers])
    beside = _best(house, alone.values(), schema, said, limit)
    return (*official, *(replace(item, licence=licence_of(house, item.brief.keys[0][0])) for item in beside))


def _best(
    house: House, briefs: Iterable[Brief], schema: str, said: Mapping[str, list[str]], limit: int
) -> tuple[Match, ...]:
    fitting = [brief for brief in briefs if brief.kind in KINDS[schema]]
    targets = register_of(house, index_of(house), fitting).targets
    scored = [_scored(brief, targets[brief.id], schema, said) for brief in fitting]
    return tuple(sorted(scored, key=lambda item: (-item.score, item.brief.id))[:limit])


def _alone(house: House, asked: Iterable[str]) -> dict[str, Brief]:
    """Return the targets that stand on imported lists alone and bear a name or number asked for."""
    finder = imported_finder_of(house)
    found = (hit.brief for text in asked for hit in finder.find(text[:NAME_MAX], CANDIDATES))
    return {brief.id: brief for brief in found if not brief.names}


def texts_of(value: Any) -> list[str]:
    """Return a value of FollowTheMoney as texts; UserError for what is neither a text nor a list of texts."""
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in values):
        raise UserError("a property holds texts", remedy='Write it as {"name": ["…"]}.')
    return [item.strip() for item in values if item.strip()]


def _scored(brief: Brief, target: Target, schema: str, said: Mapping[str, list[str]]) -> Match:
    mine = SCHEMAS[target.kind]
    # a wider word of the asker (LegalEntity, Thing) must not count as another kind of target
    asked = mine if target.kind in KINDS[schema] else schema
    line = {
        "id": "",
        "left": {"schema": asked, "properties": said},
        "right": {"schema": mine, "properties": properties_of(target)},
    }
    found = compare_line(line)
    return Match(brief, target, float(found["score"]), str(found["decision"]), tuple(found["reasons"]))


def properties_of(target: Target) -> dict[str, list[str]]:
    """Return a target's values as FollowTheMoney names them, each once."""
    found: dict[str, dict[str, None]] = {}

    def add(name: str, value: str) -> None:
        if value:
            found.setdefault(name, {})[value] = None

    add("name", target.name)
    for name in target.names:
        add("alias" if name.full != target.name else "name", name.full)
    for version in target.versions:
        entry = version.entry
        for born in entry.birth_dates:
            add("birthDate", born.date.value)
        for place in entry.birth_places:
            add("birthPlace", place.text)
        for gender in entry.genders:
            add("gender", gender.text.casefold())
        for position in entry.positions:
            add("position", position.text)
        for item in entry.identifiers:
            add("passportNumber" if item.kind is IdentifierKind.PASSPORT else "idNumber", item.value)
    for country in target.countries:
        add("nationality" if target.kind is Kind.PERSON else "country", country.code)
    return {name: list(values) for name, values in found.items()}
