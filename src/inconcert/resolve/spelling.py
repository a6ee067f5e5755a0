"""Names a letter or two away from a text, in any script: found by the pairs of letters that their words share.

Rules
- Each name lights one of 256 bits for each pair of neighbouring letters in a word, its edges included; the order of
  words makes no difference. A letter changed puts out at most two bits and lights two, so a name with two letters
  changed differs from the text by at most eight bits: no name that near is passed over.
- The bits stand in columns: one whole number holds one bit of every name. Columns are added as a processor adds, by
  "and" and "exclusive or", so that the bits which each of 100,000 names shares with the text are counted all at once.

    >>> spellings = Spellings(["zhu hailun", "wang mingshan", "chen quanguo"])
    >>> spellings.near("wang minghsan"), spellings.near("hailun zhu")
    ([1], [0])
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Sequence

BITS = 256
APART = (12, 10, 8)
"""Two neighbours exchanged are one slip and differ by at most 6 bits; two letters changed by at most 8."""
NEAR_MAX = 120
"""Where more names differ by so many bits, only those that differ by fewer are near."""
_SIZE_PLANES = 8
_LIT = re.compile(b"[^\0]")

Planes = list[int]
"""A number for each name, in binary: the first plane holds every name's lowest bit."""


class Spellings:
    """The pairs of letters of texts (words with single spaces), in columns; built once, then only read."""

    def __init__(self, texts: Sequence[str]) -> None:
        by_word: dict[str, frozenset[int]] = {}
        columns = [bytearray(len(texts) // 8 + 1) for _ in range(BITS)]
        sizes = [bytearray(len(texts) // 8 + 1) for _ in range(_SIZE_PLANES)]
        for number, text in enumerate(texts):
            place, bit = number >> 3, 1 << (number & 7)
            marks = _marks(text, by_word)
            for mark in marks:
                columns[mark][place] |= bit
            for plane in range(_SIZE_PLANES):
                if not len(marks) >> plane & 1:  # kept as 255 - size: then a size is taken away by adding it
                    sizes[plane][place] |= bit
        self._columns = [int.from_bytes(column, "little") for column in columns]
        self._lacking = [int.from_bytes(plane, "little") for plane in sizes]
        self._every = (1 << len(texts)) - 1

    def near(self, text: str) -> list[int]:
        """Return the numbers of the texts whose pairs of letters are near a text's, in their order."""
        marks = _marks(text, {})
        if not marks or not self._every:
            return []
        shared = _counted([self._columns[mark] for mark in marks])
        agreed = _added([0, *shared], self._lacking)  # twice what is shared, and 255 less the size
        found = 0
        for apart in APART:
            found = _at_least(agreed, len(marks) - min(apart, len(marks)) + 255, self._every)
            if found.bit_count() <= NEAR_MAX:
                break
        return _numbers(found)


def _counted(columns: list[int]) -> Planes:
    """Return how many of the columns each name has lit."""
    planes: Planes = []
    while columns:
        carried: list[int] = []
        while len(columns) > 2:
            one, two, three = columns.pop(), columns.pop(), columns.pop()
            half = one ^ two
            columns.insert(0, half ^ three)
            carried.append((one & two) | (half & three))
        if len(columns) == 2:
            one, two = columns
            columns = [one ^ two]
            carried.append(one & two)
        planes += columns
        columns = carried
    return planes


def _added(ones: Planes, others: Planes) -> Planes:
    """Return the sum of two numbers for each name."""
    planes: Planes = []
    carry = 0
    for one, other in itertools.zip_longest(ones, others, fillvalue=0):
        half = one ^ other
        planes.append(half ^ carry)
        carry = (one & other) | (half & carry)
    return [*planes, carry]


def _at_least(planes: Planes, least: int, every: int) -> int:
    """Return the names whose number is `least` or more."""
    equal, more = every, 0
    for place in reversed(range(max(len(planes), least.bit_length()))):
        plane = planes[place] if place < len(planes) else 0
        if least >> place & 1:
            equal &= plane
        else:
            more |= equal & plane
            equal &= ~plane
    return more | equal


def _numbers(found: int) -> list[int]:
    """Return the places of the bits that are lit."""
    lit = found.to_bytes((found.bit_length() + 7) // 8, "little")
    return [(item.start() << 3) + bit for item in _LIT.finditer(lit) for bit in range(8) if item.group()[0] >> bit & 1]


def _marks(text: str, by_word: dict[str, frozenset[int]]) -> frozenset[int]:
    """Return the bits that a text lights, not more than 255; `by_word` remembers those of its words."""
    found: frozenset[int] = frozenset()
    for word in text.split():
        marks = by_word.get(word)
        if marks is None:
            pairs = itertools.pairwise(f" {word} ")
            marks = by_word[word] = frozenset(zlib.crc32(f"{a}{b}".encode("utf-8", "replace")) % BITS for a, b in pairs)
        found |= marks
    return found if len(found) < BITS else found - {0}
