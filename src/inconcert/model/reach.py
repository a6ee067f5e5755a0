"""How far a designation reaches: territories and persons bound, as sets with sources, never a score."""

from __future__ import annotations

from dataclasses import dataclass

from inconcert.model.law import Statement
from inconcert.model.target import Related
from inconcert.model.vocabulary import Measure


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory where a government's designations bind: ISO code (lower case), or a name where ISO has none.

    `measures`: asset_freeze, travel_ban or both. `statement` says by which act.
    """

    code: str
    jurisdiction: str
    measures: tuple[Measure, ...]
    statement: Statement
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """Persons bound wherever they are, e.g. the nationals of a government that listed."""

    jurisdiction: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a target's assets are frozen, where it may not enter, and who is bound elsewhere."""

    freeze: tuple[Territory, ...] = ()
    ban: tuple[Territory, ...] = ()
    persons: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """A body that lists connect to the target, and the ownership rule that might take it along; no share is known."""

    related: Related
    rule: Statement
