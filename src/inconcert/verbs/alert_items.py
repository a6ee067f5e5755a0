"""What a subscription's question finds now, as items of its feed: what changed, where it stands, what it does to gaps.

Every topic is asked through the verb that people ask: gaps, changes, actions, renewals, what became of asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from inconcert.gaps.gaps import Question
from inconcert.gaps.matrix import row
from inconcert.jurisdictions import regimes
from inconcert.model.errors import UserError
from inconcert.model.subscription import Subscription, Topic, Wanted
from inconcert.model.target import Cell, Row
from inconcert.model.vocabulary import Kind, Status
from inconcert.verbs.actions import GOVERNMENTS, ActionsAsked, find_actions
from inconcert.verbs.asks_met import answered_asks
from inconcert.verbs.changes import Asked, find_changes
from inconcert.verbs.gaps import find_gaps, of_situation
from inconcert.verbs.house import House
from inconcert.verbs.index import briefs_by_id, index_of
from inconcert.verbs.registers import register_of
from inconcert.verbs.renewals import find_renewals, name_of
from inconcert.verbs.words import government, spelt
from inconcert.watch.changes import Change
from inconcert.watch.digest import LISTED
from inconcert.watch.feeds import Item, action_item, change_items, gap_items, renewal_item

LOOK_BACK_DAYS = 120
"""What changed longer ago than this is history, which `changes` tells, and no alert."""


def items_of(house: House, subscription: Subscription) -> tuple[Item, ...]:
    """Return what a subscription's question finds now; UserError where it names what is not known."""
    return _TOPICS[subscription.topic](house, subscription)


def with_effects(house: House, items: Iterable[Item]) -> tuple[Item, ...]:
    """Return the items with a line for each of their targets: where it is in force now, and where it is not found."""
    found = tuple(items)
    lines = _effects(house, {target for item in found for target in item.targets})
    return tuple(
        replace(item, text="\n".join([item.text, *(lines[name] for name in item.targets if name in lines)]))
        for item in found
    )


def _effects(house: House, targets: Iterable[str]) -> Mapping[str, str]:
    """Return target id → where it stands with each government, on each list's newest edition."""
    by_id = briefs_by_id(house)
    wanted = {name: by_id[name] for name in sorted(targets) if name in by_id}
    register = register_of(house, index_of(house), wanted.values())
    found = {}
    for name, brief in wanted.items():
        held = register.targets[brief.id]
        found[name] = f"{held.name}: {_standing(row(register, held, GOVERNMENTS, None))}."
    return found


def _standing(found: Row) -> str:
    words = {Status.IN_FORCE: "in force", Status.ENDED: "ended", Status.NOT_FOUND: "not found",
             Status.NOT_COVERED: "not covered"}  # fmt: skip
    parts = []
    for status, word in words.items():
        cells = [item for item in found.cells if item.status is status]
        if cells:
            parts.append(f"{word}: {', '.join(_cell(item) for item in cells)}")
    return "; ".join(parts)


def _cell(cell: Cell) -> str:
    if cell.status is Status.IN_FORCE:
        return f"{government(cell.jurisdiction)} ({'+'.join(sorted({item.regime for item in cell.designations}))})"
    return government(cell.jurisdiction) + (f" (list of {spelt(cell.as_of)})" if cell.as_of else "")


def _gaps(house: House, subscription: Subscription) -> tuple[Item, ...]:
    found = find_gaps(house, question_of(subscription.wanted), subscription.wanted.situation)
    return gap_items(subscription.name, found.answer.gaps, subscription.pages)


def question_of(wanted: Wanted) -> Question:
    """Return the question of gaps that is kept; UserError where it lacks a government or names what is not known."""
    if not wanted.have or not wanted.lack:
        raise UserError("a question of gaps needs who lists and who does not", remedy="Give --have us --lack gb,ca.")
    return Question(
        wanted.have, wanted.lack, theme=wanted.theme, regime=wanted.regime, country=wanted.country,
        kind=Kind(wanted.kind) if wanted.kind else None,
        listed_since=dt.date.fromisoformat(wanted.listed_since) if wanted.listed_since else None,
    )  # fmt: skip


def _changes(house: House, subscription: Subscription) -> tuple[Item, ...]:
    since = house.today - dt.timedelta(days=LOOK_BACK_DAYS)
    found = find_changes(house, Asked(since, by=subscription.wanted.have))
    fits = _fits(house, subscription)
    return change_items(subscription.name, [item for item in found.found if fits(item)], subscription.pages)


def _fits(house: House, subscription: Subscription) -> Callable[[Change], bool]:
    """Return what decides whether a change is asked for."""
    wanted, by_id = subscription.wanted, briefs_by_id(house)
    of_place = None
    if wanted.situation:
        of_place = {brief.id for brief in of_situation(house, index_of(house), wanted.situation)}

    def fits(change: Change) -> bool:
        brief = by_id.get(change.target)
        checks = (
            subscription.topic is Topic.CHANGES or change.kind in LISTED,
            wanted.theme == "all" or concerns(change, wanted.theme),
            not wanted.regime or wanted.regime.casefold() in (name.casefold() for name in change.regimes),
            of_place is None or change.target in of_place,
            not wanted.kind or (brief is not None and brief.kind.value == wanted.kind),
            not wanted.country or (brief is not None and wanted.country in brief.countries),
        )
        return all(checks)

    return fits


def concerns(change: Change, theme: str) -> bool:
    """Return whether a change is under a regime of a theme (any: human rights or corruption)."""
    known = [regimes.regimes().get(name) for name in (*change.regimes, *change.regimes_before)]
    themes = {item.value for regime in known if regime for item in regime.themes}
    return bool(themes) if theme == "any" else theme in themes


def _actions(house: House, subscription: Subscription) -> tuple[Item, ...]:
    since = house.today - dt.timedelta(days=LOOK_BACK_DAYS)
    wanted = subscription.wanted
    asked = ActionsAsked(situation=wanted.situation, since=since, by=wanted.have)
    return tuple(action_item(subscription.name, item) for item in find_actions(house, asked).actions)


def _renewals(house: House, subscription: Subscription) -> tuple[Item, ...]:
    found = find_renewals(house, subscription.wanted.within_days, subscription.wanted.have)
    make = renewal_item
    return tuple(make(subscription.name, item, name_of(found, item), subscription.pages) for item in found.found)


def _asks(house: House, subscription: Subscription) -> tuple[Item, ...]:
    return tuple(
        replace(item, id=f"{subscription.name}/{item.id}") for item in answered_asks(house, subscription.wanted.letter)
    )


_TOPICS: Mapping[Topic, Callable[[House, Subscription], tuple[Item, ...]]] = {
    Topic.GAPS: _gaps,
    Topic.DESIGNATIONS: _changes,
    Topic.CHANGES: _changes,
    Topic.ACTIONS: _actions,
    Topic.RENEWALS: _renewals,
    Topic.ASKS: _asks,
}
