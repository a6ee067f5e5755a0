"""The verb `situations`: what actions are about, and the queue of targets that no situation has yet."""

from __future__ import annotations

from dataclasses import dataclass

from inconcert.model.curated import Situation
from inconcert.verbs.embedded import THEMATIC
from inconcert.verbs.gaps import of_situation
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief, index_of


@dataclass(frozen=True, slots=True)
class Situated:
    """A situation with the targets of it that stand on a list at hand, and how many curated actions it has."""

    situation: Situation
    targets: tuple[Brief, ...]
    actions: int


def situations(house: House) -> tuple[Situated, ...]:
    """Return every curated situation, the one with the most targets first."""
    index = index_of(house)
    found = [
        Situated(item, of_situation(house, index, name), sum(act.situation == name for act in house.curated.actions))
        for name, item in house.curated.situations.items()
    ]
    return tuple(sorted(found, key=lambda item: (-len(item.targets), item.situation.title)))


def without_situation(house: House) -> tuple[Brief, ...]:
    """Return the targets ever under a thematic regime that no situation has: the queue for a person, by regime."""
    placed = {brief.id for item in situations(house) for brief in item.targets}
    waiting = [item for item in index_of(house).targets if THEMATIC & set(item.regimes) and item.id not in placed]
    return tuple(sorted(waiting, key=lambda item: (sorted(THEMATIC & set(item.regimes)), item.name)))
