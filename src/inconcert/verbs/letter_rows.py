"""The rows of a letter: each target with its name, who lists it, what was stated, and each gap with its route."""

from __future__ import annotations

from inconcert.gaps.explain import case_of
from inconcert.gaps.register import Register
from inconcert.gaps.route import route_of
from inconcert.jurisdictions import law
from inconcert.letters.plan import LetterRow, Missing
from inconcert.model.curated import CuratedName, SituationTarget
from inconcert.model.edition import Edition
from inconcert.model.law import Confidence, Statement
from inconcert.model.route import RegimeThere
from inconcert.model.target import Cell, Gap, Target
from inconcert.verbs.house import House


def missing_of(register: Register, gap: Gap, there: tuple[RegimeThere, ...], day: str) -> Missing:
    """Return a gap with the route by which it could close."""
    route = route_of(case_of(register, gap, there, day), law.law_of)
    return Missing(gap.lack.jurisdiction, gap, route)


def row_of(house: House, situation: str, target: Target, missing: tuple[Missing, ...], day: str) -> LetterRow:
    """Return a target as a row; `situation` empty: its curated name is looked for in every situation."""
    curated = _curated_target(house, situation, target)
    names = curated.names if curated else ()
    sure = next((item for item in names if item.confidence is Confidence.HIGH), None)
    return LetterRow(
        target=target,
        name=curated.name if curated else in_order(target.name),
        native=sure.full if sure else "",
        native_language=_language(sure) if sure else "",
        have=missing[0].gap.have,
        missing=missing,
        grounds=_grounds(house, target, missing[0].gap.have, day),
        native_source=sure.source.partition(": ")[2] or sure.source if sure else "",
        unsure_names=tuple(item for item in names if item.confidence is not Confidence.HIGH),
    )


def shown_name(house: House, target: Target) -> str:
    """Return a target's curated name, else its printed one in reading order."""
    curated = _curated_target(house, "", target)
    return curated.name if curated else in_order(target.name)


def _language(name: CuratedName) -> str:
    return f"{name.language}-{name.script}" if name.script else name.language


def _curated_target(house: House, situation: str, target: Target) -> SituationTarget | None:
    known = house.curated.situations
    for place in [known[situation]] if situation else known.values():
        for item in place.targets:
            if any(key in target.keys for key in item.marks.entries.items()):
                return item
    return None


def in_order(name: str) -> str:
    """Return a printed name without the list's comma and capitals: CHEN, Quanguo → Chen Quanguo."""
    family, _, given = name.partition(", ")
    text = f"{family.title() if family.isupper() else family} {given}".strip()
    return text


def _grounds(house: House, target: Target, have: tuple[Cell, ...], day: str) -> tuple[tuple[str, Statement], ...]:
    known = {item.regime for cell in have for item in cell.designations}
    governments = {cell.jurisdiction for cell in have}
    found: dict[tuple[str, Statement], None] = {}
    for version in target.versions:
        entry = version.entry
        for act in house.curated.actions_for(entry.list_id, entry.official_id, entry.primary_name.full):
            begun = min(date.event.value for date in act.dates)
            if act.jurisdiction in governments and act.regime in known and act.act == "added" and begun <= day:
                found |= {(begun, ground.statement): None for ground in act.grounds}
    return tuple(found)


def editions_of(register: Register, rows: tuple[LetterRow, ...]) -> tuple[Edition, ...]:
    """Return every edition that a row rests on, by list and date."""
    wanted: set[tuple[str, str]] = set()
    for held_row in rows:
        for cell in (*held_row.have, *(item.gap.lack for item in held_row.missing)):
            wanted |= {(list_id, date) for list_id, _, date in (item.partition(" ") for item in cell.editions)}
            wanted |= {(item.source.list_id, item.source.edition) for item in cell.designations if item.source}
    held = [item for line in register.lines for item in line.editions if (item.list_id, item.date) in wanted]
    return tuple(sorted(dict.fromkeys(held), key=lambda item: (item.list_id, item.date)))
