"""Names found in any script and with up to two typos, by an index of letter pairs and triples held in memory.

>>> index = NameIndex([(("us_sdn", "29219"), "ZHU, Hailun"), (("us_sdn", "29220"), "WANG, Mingshan")])
>>> [hit.key for hit in index.search("Zhu Hailum")]
[('us_sdn', '29219')]
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from inconcert.model.judgement import End
from inconcert.resolve.letters import fold, sound


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found: score in [0, 1] and the name that matched."""

    key: End
    score: float
    name: str


class NameIndex:
    """An index over (key, name as printed) pairs; a key may have many names. Built once, then only read."""

    def __init__(self, names: Iterable[tuple[End, str]]) -> None:
        self._names: list[tuple[End, str]] = []
        self._forms: list[str] = []
        places: defaultdict[str, list[int]] = defaultdict(list)
        for key, name in names:
            form = _form(name)
            if not form:
                continue
            number = len(self._forms)
            self._names.append((key, name))
            self._forms.append(form)
            for gram in set(_grams(form)):
                places[gram].append(number)
        self._places = dict(places)
        total = max(len(self._forms), 1)
        self._weights = {gram: math.log(1 + total / len(found)) for gram, found in places.items()}

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """Return up to `limit` hits, best first (one per key); empty where nothing is near."""
        form = _form(query)
        counts: defaultdict[int, float] = defaultdict(float)
        grams = sorted({gram for gram in _grams(form) if gram in self._weights}, key=lambda gram: -self._weights[gram])
        for gram in grams[:12]:
            weight = self._weights[gram]
            for number in self._places[gram]:
                counts[number] += weight
        near = heapq.nlargest(max(60, 4 * limit), counts.items(), key=lambda item: (item[1], -item[0]))
        best: dict[End, Hit] = {}
        for number, _ in near:
            score = fuzz.token_sort_ratio(form, self._forms[number]) / 100
            key, name = self._names[number]
            if score >= 0.6 and (key not in best or score > best[key].score):
                best[key] = Hit(key, score, name)
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.name, hit.key))[:limit]


def _form(name: str) -> str:
    return " ".join(sound(word) for word in fold(name).split())


def _grams(form: str) -> list[str]:
    grams = []
    for word in form.split():
        padded = f" {word} "
        grams += [padded[start : start + 3] for start in range(max(len(padded) - 2, 1))]
    return grams
