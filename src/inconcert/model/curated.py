"""Curated facts: what people looked up because no list prints it, each with its source and confidence.

An action is what one authority did on one day under one regime; a situation is what actions are about. Members are
named by the official number of the list that carries them; where numbers are not stable (Canada's items are
renumbered) by the name as printed as well, and then the name decides wherever it is asked with.

    >>> Curated().dates_for("us_sdn", "29220")
    ()
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from inconcert.model.dates import EventDate
from inconcert.model.law import ConductCode, Confidence, Statement
from inconcert.model.vocabulary import DateKind, Kind, Measure, Theme


@dataclass(frozen=True, slots=True)
class Marks:
    """How entries are found again: list id → official number, and list id → name as printed, word order aside."""

    entries: dict[str, str] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)

    def fits(self, list_id: str, official_id: str, name: str = "") -> bool:
        """Return whether an entry with this number and name is meant; a curated printed name outweighs the number."""
        if name and list_id in self.printed:
            return printed_words(self.printed[list_id]) == printed_words(name)
        return self.entries.get(list_id) == official_id


@functools.lru_cache(maxsize=1 << 15)
def printed_words(name: str) -> str:
    """Return the words of a printed name in sorted order: the form in which a curated name finds an entry."""
    return " ".join(sorted(re.findall(r"\w+", name.casefold())))


@dataclass(frozen=True, slots=True)
class CuratedDate:
    """A date of an action: the event's `source` is the printable citation; `sources` are ids."""

    event: EventDate
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class CuratedGround:
    """Why an authority acted, as its announcement says: a theme and the conduct codes it names (may be none).

    `victims`: defenders (people who defend rights or expose officials), others, or empty where nobody said.
    """

    theme: Theme
    conduct: tuple[ConductCode, ...]
    statement: Statement
    victims: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One target of an action; `note` says what is particular to it."""

    name: str
    kind: Kind
    marks: Marks
    note: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Designations that one authority made together: one day, one regime, one situation.

    `act` is added (designations made), varied (regime or measures changed, no delisting) or ended.
    `uncounted`: members that the source counts and does not name, or that are not curated yet, in words.
    """

    id: str
    jurisdiction: str
    authority: str
    title: str
    regime: str
    situation: str
    act: str
    measures: tuple[Measure, ...]
    dates: tuple[CuratedDate, ...]
    grounds: tuple[CuratedGround, ...]
    members: tuple[Member, ...]
    statement: Statement
    members_total: int
    uncounted: str = ""

    def member(self, list_id: str, official_id: str, name: str = "") -> Member | None:
        """Return the member that an entry is; None if it is none of them."""
        return next((item for item in self.members if item.marks.fits(list_id, official_id, name)), None)


@dataclass(frozen=True, slots=True)
class CuratedName:
    """A name that no list prints for a target, with the script (ISO 15924) and where it was read."""

    full: str
    script: str
    language: str
    sources: tuple[str, ...]
    confidence: Confidence
    source: str = ""


@dataclass(frozen=True, slots=True)
class SituationTarget:
    """A target of a situation: where it stands on lists, its curated names, and what a reader must be told of it.

    `part_of` is the id of another target of the situation that this body is a part of; a note says where that is read.
    """

    id: str
    name: str
    kind: Kind
    marks: Marks
    names: tuple[CuratedName, ...] = ()
    notes: tuple[Statement, ...] = ()
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class CuratedAsk:
    """A request that was made in public: its day, to whom, which targets, and what became of it."""

    id: str
    date: str
    title: str
    to: tuple[str, ...]
    have: str
    targets: tuple[str, ...]
    statement: Statement


@dataclass(frozen=True, slots=True)
class Situation:
    """What actions are about: one neutral paragraph, its targets, and the asks that concern it.

    `contested`: statements that say by whom and why a listing of it is disputed; empty where none is known.
    """

    id: str
    title: str
    countries: tuple[str, ...]
    description: Statement
    targets: tuple[SituationTarget, ...] = ()
    asks: tuple[CuratedAsk, ...] = ()
    contested: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class CuratedDesignation:
    """A public designation that no machine list carries: s.7031(c), s.353, a national entry ban.

    `family_count`: relatives designated with the person, counted and never named; -1 where the source says
    "immediate family" without a number, 0 where it mentions none.
    `status`: in_force or ended.
    """

    id: str
    jurisdiction: str
    authority: str
    regime: str
    name: str
    kind: Kind
    marks: Marks
    measures: tuple[Measure, ...]
    dates: tuple[CuratedDate, ...]
    statement: Statement
    grounds: tuple[CuratedGround, ...] = ()
    situation: str = ""
    status: str = "in_force"
    family_count: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A printed date that the same list shows to be a slip: it is shown with the reason and proves nothing."""

    list_id: str
    official_id: str
    kind: DateKind
    value: str
    statement: Statement


T = TypeVar("T")

EntryMark = tuple[str, str, str]
"""An entry as it is asked for: list id, official number, primary name as printed (may be empty)."""


class _Found(Generic[T]):
    """Items by the marks that find them, so that a whole list can be asked entry by entry."""

    def __init__(self, rows: Iterable[tuple[Marks, T]]) -> None:
        self._by_number: dict[tuple[str, str], list[tuple[Marks, T]]] = {}
        self._by_name: dict[tuple[str, str], list[tuple[Marks, T]]] = {}
        for marks, item in rows:
            for list_id, number in marks.entries.items():
                self._by_number.setdefault((list_id, number), []).append((marks, item))
            for list_id, printed in marks.printed.items():
                self._by_name.setdefault((list_id, printed_words(printed)), []).append((marks, item))
        self._naming = {list_id for list_id, _ in self._by_name}

    def of(self, entry: EntryMark) -> tuple[T, ...]:
        list_id, official_id, name = entry
        rows = self._by_number.get((list_id, official_id), [])
        if name and list_id in self._naming:
            rows = rows + self._by_name.get((list_id, printed_words(name)), [])
        if not rows:
            return ()
        fitting = [item for marks, item in rows if marks.fits(list_id, official_id, name)]
        return tuple(item for place, item in enumerate(fitting) if item not in fitting[:place])


@dataclass(frozen=True)
class Curated:
    """Every curated fact, with the questions that other rooms ask of them; the empty one knows nothing."""

    situations: dict[str, Situation] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    designations: tuple[CuratedDesignation, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def doubt(self, list_id: str, official_id: str, date: EventDate) -> Doubt | None:
        """Return why a printed date of an entry is doubted; None where nobody doubts it."""
        return self._doubts.get((list_id, official_id, date.kind, date.value))

    @functools.cached_property
    def _doubts(self) -> dict[tuple[str, str, DateKind, str], Doubt]:
        return {(item.list_id, item.official_id, item.kind, item.value): item for item in self.doubts}

    def actions_for(self, list_id: str, official_id: str, name: str = "") -> tuple[Action, ...]:
        """Return the actions an entry is a member of, oldest first; `name` as the list prints it."""
        return self._actions.of((list_id, official_id, name))

    def dates_for(self, list_id: str, official_id: str, name: str = "", regime: str = "") -> tuple[EventDate, ...]:
        """Return the curated dates of an entry's designations, each with its citation; only of `regime` if given."""
        acts = self.actions_for(list_id, official_id, name)
        return tuple(date.event for act in acts if regime in ("", act.regime) for date in act.dates)

    def grounds_for(
        self, list_id: str, official_id: str, name: str = "", regime: str = ""
    ) -> tuple[CuratedGround, ...]:
        """Return the curated grounds of an entry's designations; only of `regime` if given."""
        acts = self.actions_for(list_id, official_id, name)
        return tuple(ground for act in acts if regime in ("", act.regime) for ground in act.grounds)

    def names_for(self, list_id: str, official_id: str, name: str = "") -> tuple[CuratedName, ...]:
        """Return the curated names of the target an entry is about."""
        found = self.targets_for(list_id, official_id, name)
        return tuple(dict.fromkeys(item for _, target in found for item in target.names))

    def targets_for(
        self, list_id: str, official_id: str, name: str = ""
    ) -> tuple[tuple[Situation, SituationTarget], ...]:
        """Return (situation, target) for every situation that has the entry as a target."""
        return self._targets.of((list_id, official_id, name))

    def designations_for(self, list_id: str, official_id: str, name: str = "") -> tuple[CuratedDesignation, ...]:
        """Return the curated designations of the target an entry is about."""
        return self._designations.of((list_id, official_id, name))

    def situations_for(self, list_id: str, official_id: str, name: str = "") -> tuple[str, ...]:
        """Return the ids of the situations an entry belongs to, as a target or as a member of an action."""
        targets = [situation.id for situation, _ in self.targets_for(list_id, official_id, name)]
        acts = [act.situation for act in self.actions_for(list_id, official_id, name) if act.situation]
        return tuple(dict.fromkeys(targets + acts))

    @functools.cached_property
    def _actions(self) -> _Found[Action]:
        return _Found((member.marks, act) for act in self.actions for member in act.members)

    @functools.cached_property
    def _targets(self) -> _Found[tuple[Situation, SituationTarget]]:
        return _Found((item.marks, (place, item)) for place in self.situations.values() for item in place.targets)

    @functools.cached_property
    def _designations(self) -> _Found[CuratedDesignation]:
        return _Found((item.marks, item) for item in self.designations)
