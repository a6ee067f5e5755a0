"""Slips of the pen: the printed name that a customer's name is, but for one or two letters.

The matcher decides which entries of official lists are one, and there a letter more or less is another name more often
than not. A clerk's or scanner's slip is different: the whole name is there. So it is named apart: how many letters, and
in which name; and it lowers the score by a fixed step of log-odds for each letter, which the quality report measures.

    >>> nearest((("hailun zhu", "ZHU, Hailun"),), ("Zhu Hailum",))
    Slip(name='ZHU, Hailun', letters=1, asked='Zhu Hailum')
    >>> nearest((("hailun zhu", "ZHU, Hailun"),), ("Zhao Ailing",)) is None
    True
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from inconcert.resolve.called import letters_of, turned

LETTERS_MAX = 2
LETTERS_FOR_TWO = 8
"""A name of fewer letters is allowed one slip, not two."""
LETTERS_FOR_ONE = 5
STEP = 0.15
"""What each slip takes from the log-odds of the score."""
_WORDS_TURNED_MAX = 4


@dataclass(frozen=True, slots=True)
class Slip:
    """A printed name, and how many letters the name asked about is away from it."""

    name: str
    letters: int
    asked: str

    @property
    def words(self) -> str:
        """Say it for a reason of a hit."""
        many = "one letter differs" if self.letters == 1 else f"{self.letters} letters differ"
        return f"{many} between {self.asked} and {self.name}"


def spelt(name: str) -> tuple[str, ...]:
    """Return the letters of a name as it stands and with its words in alphabetical order: what `nearest` looks at."""
    letters = letters_of(name)
    return tuple(dict.fromkeys((letters, turned(letters))))


def nearest(printed: Iterable[tuple[str, str]], asked: Iterable[str]) -> Slip | None:
    """Return the printed name (letters in order, as printed) fewest slips away, or None where none is near enough."""
    best: Slip | None = None
    printed = tuple(printed)
    for name in asked:
        for order in _orders(letters_of(name)):
            allowed = _allowed(order)
            for letters, text in printed:
                away = OSA.distance(order, letters, score_cutoff=allowed)
                if away <= allowed and (best is None or (away, text) < (best.letters, best.name)):
                    best = Slip(text, away, name)
    return best


def lowered(value: float, letters: int) -> float:
    """Return a score in [0, 1] lowered by so many slips."""
    if value in (0.0, 1.0):
        return value
    return round(1 / (1 + math.exp(STEP * letters - math.log(value / (1 - value)))), 6)


def _allowed(text: str) -> int:
    size = len(text.replace(" ", ""))
    return LETTERS_MAX if size >= LETTERS_FOR_TWO else 1 if size >= LETTERS_FOR_ONE else 0


def _orders(text: str) -> set[str]:
    """Return the words in every order that a wrong first letter may give, if few, else as they stand and sorted."""
    parts = text.split()
    if len(parts) > _WORDS_TURNED_MAX:
        return {turned(text), text}
    return {" ".join(order) for order in itertools.permutations(parts)}
