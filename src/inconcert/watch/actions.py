"""Actions found from the listings, and concerted ones: several governments within a window of days.

Rules:
- an action is what one government did on one day under one regime; a curated action lends its day, authority, title and
  situation to the listings that are its members, and, where it counts more than it names, to the others of that day;
- a day is the curated day of announcement, else the earliest printed day of listing; where only an interval between two
  editions is known, that interval is the action's, and it joins no concert unless it is as short as the window;
- actions of several governments within the window are concerted if they share a target or a curated situation;
- coordination is not identical lists: for each government it is said who was listed then, who had been listed earlier,
  who was listed later, and who is not found to this day.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from inconcert.model.curated import Action
from inconcert.model.dates import EventDate
from inconcert.model.vocabulary import DateKind, Kind, Precision

WINDOW_DAYS = 14
"""Governments that act within so many days of the first are taken to act together."""


@dataclass(frozen=True, slots=True)
class Start:
    """One listing of one target: by whom, under what, since when by all dates known; `acts` are curated action ids."""

    target: str
    name: str
    kind: Kind
    jurisdiction: str
    regime: str
    list_id: str
    official_id: str
    dates: tuple[EventDate, ...]
    acts: tuple[str, ...] = ()

    @property
    def when(self) -> EventDate:
        """Return the earliest day of listing that is known, else the first observation."""
        days = [date for date in self.dates if date.precision is not Precision.INTERVAL]
        return min(days or self.dates, key=lambda date: (date.latest, date.earliest))


@dataclass(frozen=True, slots=True)
class FoundAction:
    """Listings that one government made together; `curated` is the curated action that names them, if any.

    `when` is the day, or the interval between two editions.
    """

    id: str
    jurisdiction: str
    regime: str
    when: EventDate
    members: tuple[Start, ...]
    curated: Action | None = None

    @property
    def situation(self) -> str:
        """Return the curated situation; empty where none is known."""
        return self.curated.situation if self.curated else ""

    @property
    def targets(self) -> frozenset[str]:
        """Return the ids of its targets."""
        return frozenset(item.target for item in self.members)


@dataclass(frozen=True, slots=True)
class Part:
    """What one government did about the targets of a concert: ids by what is known of them, each id once.

    `earlier` and `later` carry the date; `not_known` had a start that lies somewhere between two editions.
    """

    jurisdiction: str
    actions: tuple[str, ...]
    listed: tuple[str, ...]
    earlier: tuple[tuple[str, EventDate], ...] = ()
    later: tuple[tuple[str, EventDate], ...] = ()
    not_known: tuple[tuple[str, EventDate], ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """The arithmetic of two governments' new listings in a concert."""

    left: str
    right: str
    both: tuple[str, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concert:
    """Actions of several governments within a window, and what each of them did about all their targets."""

    situation: str
    first: str
    last: str
    actions: tuple[FoundAction, ...]
    parts: tuple[Part, ...]
    overlaps: tuple[Overlap, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def union(self) -> tuple[str, ...]:
        """Return the ids of everybody listed in it."""
        return tuple(sorted({target for part in self.parts for target in part.listed}))

    @property
    def by_all(self) -> tuple[str, ...]:
        """Return the ids of those whom every government of the concert listed in it."""
        sets = [set(part.listed) for part in self.parts if part.actions]
        return tuple(sorted(set.intersection(*sets))) if sets else ()


def actions_of(starts: Iterable[Start], curated: Sequence[Action]) -> tuple[FoundAction, ...]:
    """Return the actions that listings make, oldest first, the larger before the smaller of one day."""
    added = {act.id: act for act in curated if act.act == "added"}
    by_day = _curated_days(added.values())
    groups: dict[tuple[str, str, str], list[Start]] = defaultdict(list)
    acts: dict[tuple[str, str, str], Action | None] = {}
    for start in starts:
        act = next((added[name] for name in start.acts if name in added and added[name].regime == start.regime), None)
        act = act or by_day.get((start.jurisdiction, start.regime, start.when.value))
        key = (start.jurisdiction, start.regime, act.id if act else start.when.value)
        groups[key].append(start)
        acts[key] = act
    found = [_found(key, members, acts[key]) for key, members in groups.items()]
    return tuple(sorted(found, key=lambda item: (item.when.latest, item.when.earliest, -len(item.members), item.id)))


def _curated_days(acts: Iterable[Action]) -> dict[tuple[str, str, str], Action]:
    """Return (government, regime, day) → the curated action of that day that counts more members than it names.

    Where there are several, none can claim the others of the day.
    """
    found: dict[tuple[str, str, str], Action | None] = {}
    for act in acts:
        if act.members_total <= len(act.members):
            continue
        for date in {item.event.value for item in act.dates}:
            key = (act.jurisdiction, act.regime, date)
            found[key] = None if key in found else act
    return {key: act for key, act in found.items() if act}


def _found(key: tuple[str, str, str], members: list[Start], act: Action | None) -> FoundAction:
    jurisdiction, regime, name = key
    ordered = tuple(sorted(members, key=lambda item: (item.name, item.target)))
    when = _day_of(act) if act else members[0].when
    number = act.id if act else f"{jurisdiction}-{name.replace('/', '-to-')}-{regime or 'regime-not-stated'}"
    return FoundAction(number, jurisdiction, regime, when, ordered, act)


def _day_of(act: Action) -> EventDate:
    """Return the day an action was announced; else its earliest date."""
    events = [item.event for item in act.dates]
    announced = [event for event in events if event.kind is DateKind.ANNOUNCED]
    return min(announced or events, key=lambda event: (event.latest, event.earliest))


def concerts_of(
    actions: Sequence[FoundAction], starts: Sequence[Start], governments: Sequence[str], window_days: int = WINDOW_DAYS
) -> tuple[Concert, ...]:
    """Return the concerted actions, oldest first; `starts` are all listings of their targets, whenever they were."""
    held: dict[tuple[str, str], list[Start]] = defaultdict(list)
    for start in starts:
        held[start.target, start.jurisdiction].append(start)
    window = dt.timedelta(days=window_days)
    usable = [item for item in actions if item.when.latest - item.when.earliest <= window]
    found = []
    for group in _groups(usable, window):
        if len({item.jurisdiction for item in group}) > 1:
            found.append(_concert(group, held, governments))
    return tuple(sorted(found, key=lambda item: (item.first, item.situation, item.actions[0].id)))


def _groups(actions: Sequence[FoundAction], window: dt.timedelta) -> list[list[FoundAction]]:
    """Return actions that are connected by a target or a situation, each group within the window of its first."""
    groups: list[list[FoundAction]] = []
    for action in sorted(actions, key=lambda item: (item.when.latest, item.id)):
        near = [group for group in groups if action.when.latest - group[0].when.latest <= window]
        joined = [group for group in near if any(_connected(action, other) for other in group)]
        if not joined:
            groups.append([action])
            continue
        first, *others = joined
        first.append(action)
        for group in others:
            first.extend(group)
            groups.remove(group)
    return groups


def _connected(one: FoundAction, other: FoundAction) -> bool:
    return bool(one.targets & other.targets) or (one.situation != "" and one.situation == other.situation)


def _concert(
    group: Sequence[FoundAction], held: Mapping[tuple[str, str], Sequence[Start]], governments: Sequence[str]
) -> Concert:
    union = sorted({target for action in group for target in action.targets})
    first = min(action.when.earliest for action in group)
    last = max(action.when.latest for action in group)
    acting = {action.jurisdiction for action in group}
    parts = tuple(
        _part(name, [item for item in group if item.jurisdiction == name], union, held, (first, last))
        for name in dict.fromkeys([*governments, *sorted(acting)])
    )
    situations = [item.situation for item in group if item.situation]
    return Concert(
        situation=max(sorted(set(situations)), key=situations.count, default=""),
        first=first.isoformat(),
        last=last.isoformat(),
        actions=tuple(sorted(group, key=lambda item: (item.when.latest, item.id))),
        parts=parts,
        overlaps=_overlaps([part for part in parts if part.actions]),
        names={item.target: item.name for action in group for item in action.members},
    )


def _part(
    name: str,
    actions: Sequence[FoundAction],
    union: Sequence[str],
    held: Mapping[tuple[str, str], Sequence[Start]],
    span: tuple[dt.date, dt.date],
) -> Part:
    """Return what one government did: a listing under any regime counts, the earliest speaks."""
    first, last = span
    earlier, later, not_known, missing = [], [], [], []
    listed = {target for action in actions for target in action.targets}
    for target in union:
        whens = [item.when for item in held.get((target, name), ())]
        before = [when for when in whens if when.latest < first]
        if target in listed:
            continue
        if before:
            earlier.append((target, min(before, key=lambda when: when.latest)))
        elif not whens:
            missing.append(target)
        elif after := [when for when in whens if when.earliest > last]:
            later.append((target, min(after, key=lambda when: when.latest)))
        else:
            not_known.append((target, min(whens, key=lambda when: when.latest)))
    return Part(
        name,
        tuple(item.id for item in actions),
        tuple(sorted(listed)),
        tuple(earlier),
        tuple(later),
        tuple(not_known),
        tuple(missing),
    )


def _overlaps(parts: Sequence[Part]) -> tuple[Overlap, ...]:
    found = []
    for left, right in itertools.combinations(parts, 2):
        one, other = set(left.listed), set(right.listed)
        found.append(
            Overlap(
                left.jurisdiction,
                right.jurisdiction,
                tuple(sorted(one & other)),
                tuple(sorted(one - other)),
                tuple(sorted(other - one)),
            )
        )
    return tuple(found)
