"""What a letter is made from: its rows (a target, who lists it, the gap and the route at each addressee) and editions.

Pure values, gathered by a verb; everything that is written is worked out from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inconcert.model.ask import Ask
from inconcert.model.curated import CuratedName
from inconcert.model.dates import last_day
from inconcert.model.edition import Edition
from inconcert.model.law import Statement
from inconcert.model.route import Power, Route
from inconcert.model.target import Cell, Gap, Target
from inconcert.model.vocabulary import Kind, Provenance

STALE_AFTER_DAYS = 30


@dataclass(frozen=True, slots=True)
class Missing:
    """A target at one addressee: the gap and the route by which it could close (None where the gap has none)."""

    to: str
    gap: Gap
    route: Route | None


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One target of the letter: its name in Latin and in its own script, where it is listed, and where it is not found.

    `grounds` are what the listing government stated, each with its day; `unsure_names` are curated names that were not
    read on a list or an official page.
    """

    target: Target
    name: str
    native: str
    native_language: str
    have: tuple[Cell, ...]
    missing: tuple[Missing, ...]
    grounds: tuple[tuple[str, Statement], ...] = ()
    native_source: str = ""
    unsure_names: tuple[CuratedName, ...] = ()

    def at(self, jurisdiction: str) -> Missing | None:
        """Return the target at an addressee; None where it is in force there or not compared."""
        return next((item for item in self.missing if item.to == jurisdiction), None)


@dataclass(frozen=True, slots=True)
class Extra:
    """A further ask that no gap shows: list first, keep, correct; `name` as written by those who ask."""

    kind: str
    to: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A letter before it is written. `day` is the day its facts are of and that it bears; `today` the day it is made.

    `editions`: list id and date → edition, of all that it cites. `titles`: regime id → official short title.
    `newest`: no day was asked for, so its facts are of each list's newest edition.
    `signed` are the names that signed its text; `sealed` counts those that are not named.
    """

    id: str
    situation: str
    language: str
    day: str
    today: str
    have: str
    to: tuple[str, ...]
    rows: tuple[LetterRow, ...]
    editions: tuple[Edition, ...]
    titles: Mapping[str, str]
    asks: tuple[Ask, ...]
    title: str = ""
    set_aside: tuple[Gap, ...] = ()
    contested: tuple[Statement, ...] = ()
    extras: tuple[Extra, ...] = ()
    signed: tuple[str, ...] = ()
    sealed: int = 0
    list_titles: tuple[tuple[str, str], ...] = ()
    newest: bool = False

    @property
    def partners(self) -> tuple[str, ...]:
        """Return the addressees and the government that listed."""
        return (*self.to, *(() if self.have in self.to else (self.have,)))

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the addressees where at least one target is missing."""
        return tuple(item for item in self.to if self.missing_at(item))

    def missing_at(self, jurisdiction: str) -> tuple[LetterRow, ...]:
        """Return the rows that are not found at an addressee."""
        return tuple(row for row in self.rows if row.at(jurisdiction))


def best_power(route: Route | None) -> Power | None:
    """Return the first power that may be named in a letter; None where there is none."""
    if route is None:
        return None
    return next((power for power in route.powers if power.confidence.value == "H"), None)


def to_confirm(plan: Plan) -> tuple[Edition, ...]:
    """Return the editions that a person must confirm on the official list before the letter is marked sent."""
    return tuple(item for item in plan.editions if item.provenance is not Provenance.FETCHED or is_stale(item, plan))


def is_stale(edition: Edition, plan: Plan) -> bool:
    """Return whether an edition is older than 30 days on the day the letter is made."""
    return (last_day(plan.today) - last_day(edition.date)).days > STALE_AFTER_DAYS


def kinds(rows: tuple[LetterRow, ...]) -> dict[Kind, int]:
    """Return how many targets there are of each kind, persons first."""
    counts = {kind: sum(row.target.kind is kind for row in rows) for kind in Kind}
    return {kind: number for kind, number in counts.items() if number}
