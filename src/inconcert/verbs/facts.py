"""Curated facts for a reader: situations with their targets, actions newest first, and where a sentence was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inconcert.jurisdictions.sources import sources
from inconcert.model.curated import Action, Member, Situation, SituationTarget
from inconcert.model.errors import UserError
from inconcert.model.law import Source
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief, briefs_by_key


def sources_of(ids: Iterable[str]) -> tuple[Source, ...]:
    """Return the sources with these ids; an id that is not recorded stands as its own title."""
    known = sources()
    return tuple(known.get(item, Source(item, item, "")) for item in ids)


def latest_actions(house: House, number: int = 0) -> tuple[Action, ...]:
    """Return the curated actions, newest first; all of them where `number` is 0."""
    found = sorted(house.curated.actions, key=lambda act: (day_of(act), act.id), reverse=True)
    return tuple(found[:number] if number else found)


def day_of(act: Action) -> str:
    """Return the first date of an action as written (YYYY-MM-DD); empty where it has none."""
    return min((date.event.value for date in act.dates), default="")


def action(house: House, action_id: str) -> Action:
    """Return one action; UserError if it is not known."""
    for act in house.curated.actions:
        if act.id == action_id:
            return act
    raise UserError(f"no action is called {action_id!r}", remedy="The page of actions names them all.")


def situation(house: House, situation_id: str) -> Situation:
    """Return one situation; UserError if it is not known."""
    if situation_id not in house.curated.situations:
        known = ", ".join(sorted(house.curated.situations))
        raise UserError(f"no situation is called {situation_id!r}", remedy=f"Known: {known}.")
    return house.curated.situations[situation_id]


@dataclass(frozen=True, slots=True)
class Standing:
    """A curated target or member, and the target of the register that it is (None: on no list at hand)."""

    item: SituationTarget | Member
    brief: Brief | None


def standing(house: House, items: Iterable[SituationTarget | Member]) -> tuple[Standing, ...]:
    """Return curated targets with the targets of the register that bear their marks."""
    by_key = briefs_by_key(house)
    found = []
    for item in items:
        briefs = [by_key[key] for key in item.marks.entries.items() if key in by_key]
        found.append(Standing(item, briefs[0] if briefs else None))
    return tuple(found)
