"""Which regimes of different governments answer each other, and where they do not: values only."""

from __future__ import annotations

from dataclasses import dataclass

from inconcert.model.law import ConductCode, Statement
from inconcert.model.vocabulary import Theme


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Regimes of several governments that can be used for the same, under one theme, with the reason.

    `countries` is empty where they reach the whole world. `apart` says where two of them part: (one, other, why).
    """

    id: str
    title: str
    theme: Theme | None
    countries: tuple[str, ...]
    regimes: tuple[str, ...]
    statement: Statement
    apart: tuple[tuple[str, str, Statement], ...] = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """The grounds of two regimes compared by their law on a day: shared, and each one's own.

    A conduct counts where a law names it, applies it in practice, or reaches it under a condition.
    `unrecorded`: the criteria of one of them are not recorded, so nothing follows from an empty overlap.
    """

    one: str
    other: str
    shared: tuple[ConductCode, ...]
    only_one: tuple[ConductCode, ...]
    only_other: tuple[ConductCode, ...]
    reasons: tuple[Statement, ...] = ()
    unrecorded: bool = False
