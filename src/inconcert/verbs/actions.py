"""The verb `actions`: who acted together, who joined, who had listed earlier, and who is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from inconcert.gaps.register import Register
from inconcert.model.curated import Action
from inconcert.model.dates import EventDate
from inconcert.model.errors import UserError
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.registers import register_of, select
from inconcert.verbs.shapes import date_shape, editions_shape
from inconcert.verbs.starts import known_by, starts_of, themed_regimes, with_regimes
from inconcert.watch.actions import WINDOW_DAYS, Concert, FoundAction, Part, actions_of, concerts_of

GOVERNMENTS = ("us", "gb", "ca", "eu", "au")


@dataclass(frozen=True, slots=True)
class ActionsAsked:
    """What is asked of the actions: a curated situation, or days; `governments` whose part in a concert is told.

    `day`: what was listed after it was not listed yet (None: every listing that is known).
    """

    situation: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    by: tuple[str, ...] = ()
    window_days: int = WINDOW_DAYS
    governments: tuple[str, ...] = GOVERNMENTS
    smallest: int = 1
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Actions:
    """Actions and concerts, with the register they were found on."""

    asked: ActionsAsked
    register: Register
    actions: tuple[FoundAction, ...]
    concerts: tuple[Concert, ...]


def find_actions(house: House, asked: ActionsAsked) -> Actions:
    """Return the actions of a situation or of the days asked for; UserError for a situation that is not known."""
    acts = _acts_of(house, asked.situation)
    index = index_of(house)
    wanted = {act.regime for act in acts} if asked.situation else themed_regimes()
    register = register_of(house, index, select(index, with_regimes(wanted)), unsure=False)
    starts = known_by(starts_of(house, register, register.targets.values()), asked.day)
    every = actions_of(starts, _announced(house.curated.actions, asked.day))
    chosen = [item for item in every if _asked_for(item, asked, wanted)]
    concerts = concerts_of(chosen, starts, asked.governments, asked.window_days)
    kept = tuple(item for item in chosen if len(item.members) >= asked.smallest)
    return Actions(asked, register, kept, concerts)


def _acts_of(house: House, situation: str) -> tuple[Action, ...]:
    known = house.curated.situations
    if situation and situation not in known:
        raise UserError(f"no situation is called {situation!r}", remedy=f"Known: {', '.join(sorted(known))}.")
    return tuple(act for act in house.curated.actions if act.situation == situation)


def _announced(acts: Iterable[Action], day: dt.date | None) -> tuple[Action, ...]:
    """Return the curated actions that were made by a day."""
    return tuple(act for act in acts if day is None or any(item.event.latest <= day for item in act.dates))


def _asked_for(action: FoundAction, asked: ActionsAsked, wanted: Iterable[str]) -> bool:
    if asked.situation and action.situation != asked.situation:
        return False
    if asked.by and action.jurisdiction not in asked.by:
        return False
    if asked.since and action.when.latest < asked.since:
        return False
    if asked.until and action.when.earliest > asked.until:
        return False
    return action.regime in wanted


def actions_shape(found: Actions, today: dt.date) -> dict[str, Any]:
    """Return the object that `actions --json` prints."""
    asked = found.asked
    governments = sorted({item.jurisdiction for item in found.actions} | set(asked.governments))
    return {
        "situation": asked.situation or None,
        "since": asked.since.isoformat() if asked.since else None,
        "until": asked.until.isoformat() if asked.until else None,
        "as_of": asked.day.isoformat() if asked.day else None,
        "window_days": asked.window_days,
        "editions": editions_shape(found.register, governments, today),
        "actions": [_action_shape(item) for item in found.actions],
        "concerts": [_concert_shape(item) for item in found.concerts],
    }


def _action_shape(item: FoundAction) -> dict[str, Any]:
    act = item.curated
    shape: dict[str, Any] = {
        "id": item.id,
        "jurisdiction": item.jurisdiction,
        "regime": item.regime or None,
        "when": date_shape(item.when),
        "situation": item.situation or None,
        "authority": act.authority if act else None,
        "title": act.title if act else None,
        "count": len(item.targets),
        "members": [
            {
                "id": member.target,
                "name": member.name,
                "kind": member.kind.value,
                "list": member.list_id,
                "official_id": member.official_id,
            }
            for member in item.members
        ],
    }
    if act:
        shape |= {
            "announced_total": act.members_total,
            "dates": [date_shape(date.event) for date in act.dates],
            "not_at_hand": list(not_at_hand(item)),
            "uncounted": act.uncounted or None,
        }
    return shape


def not_at_hand(item: FoundAction) -> tuple[str, ...]:
    """Return the curated members that no edition at hand shows under this regime."""
    if item.curated is None:
        return ()
    held = {(member.list_id, member.official_id) for member in item.members}
    names = {member.name for member in item.members}
    return tuple(
        member.name
        for member in item.curated.members
        if not held & set(member.marks.entries.items()) and member.name not in names
    )


def _concert_shape(item: Concert) -> dict[str, Any]:
    return {
        "situation": item.situation or None,
        "first": item.first,
        "last": item.last,
        "actions": [action.id for action in item.actions],
        "names": dict(sorted(item.names.items())),
        "union": list(item.union),
        "by_all": list(item.by_all),
        "governments": {part.jurisdiction: _part_shape(part) for part in item.parts},
        "sets": [
            {
                "governments": [two.left, two.right],
                "both": list(two.both),
                "only": {two.left: list(two.only_left), two.right: list(two.only_right)},
            }
            for two in item.overlaps
        ],
    }


def _part_shape(part: Part) -> dict[str, Any]:
    return {
        "actions": list(part.actions),
        "listed": list(part.listed),
        "earlier": _dated(part.earlier),
        "later": _dated(part.later),
        "not_known": _dated(part.not_known),
        "missing": list(part.missing),
    }


def _dated(rows: Iterable[tuple[str, EventDate]]) -> list[dict[str, Any]]:
    return [{"id": target, "since": date_shape(when)} for target, when in rows]
