"""The verb `situations`: what actions are about, and the queue of targets that no situation has yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from inconcert.gaps.designations import designations
from inconcert.model.curated import Situation
from inconcert.model.vocabulary import Status
from inconcert.verbs.embedded import THEMATIC
from inconcert.verbs.gaps import of_situation
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief, index_of
from inconcert.verbs.registers import register_of


@dataclass(frozen=True, slots=True)
class Situated:
    """A situation with the targets of it that stand on a list at hand, and how many curated actions it has."""

    situation: Situation
    targets: tuple[Brief, ...]
    actions: int


def situations(house: House, day: dt.date | None = None) -> tuple[Situated, ...]:
    """Return every curated situation, the one with the most targets first.

    As of a day: the targets that a government had listed by then, and the actions that were made by then.
    """
    index = index_of(house)
    found = [
        Situated(item, _listed_by(house, of_situation(house, index, name), day), _actions(house, name, day))
        for name, item in house.curated.situations.items()
    ]
    return tuple(sorted(found, key=lambda item: (-len(item.targets), item.situation.title)))


def _actions(house: House, situation: str, day: dt.date | None) -> int:
    acts = [act for act in house.curated.actions if act.situation == situation]
    return sum(day is None or any(item.event.latest <= day for item in act.dates) for act in acts)


def _listed_by(
    house: House, briefs: Sequence[Brief], day: dt.date | None, regimes: frozenset[str] = frozenset()
) -> tuple[Brief, ...]:
    """Return the targets that a government had listed by a day (under one of these regimes, if any); None: all."""
    if day is None:
        return tuple(briefs)
    register = register_of(house, index_of(house), briefs, unsure=False)

    def listed(brief: Brief) -> bool:
        target = register.targets[brief.id]
        return any(
            item.status in (Status.IN_FORCE, Status.ENDED) and item.targeted and (not regimes or item.regime in regimes)
            for where in register.jurisdictions
            if register.names(target, where)
            for item in designations(register, target, where, day)
        )

    return tuple(brief for brief in briefs if listed(brief))


def without_situation(house: House, day: dt.date | None = None) -> tuple[Brief, ...]:
    """Return the targets ever under a thematic regime that no situation has: the queue for a person, by regime.

    As of a day: those that stood under one by then.
    """
    placed = {brief.id for item in situations(house) for brief in item.targets}
    every = [item for item in index_of(house).targets if THEMATIC & set(item.regimes) and item.id not in placed]
    waiting = _listed_by(house, every, day, frozenset(THEMATIC))
    return tuple(sorted(waiting, key=lambda item: (sorted(THEMATIC & set(item.regimes)), item.name)))
