"""Names found in any script and with up to two typos, by two indexes held in memory.

Rules
- A name that has exactly the words asked for, in any order, is always found, whatever its script.
- Letters: every name within two letters of the query is called up (`spelling`), and ranked letter by letter.
- Words: every word of every name is held as it sounds, with each letter left out once, and by its consonants as Arabic
  script would write them; a name in Chinese characters by its readings, one in Hangul by its spellings. A query's words
  call up the names that share the rarest; the best of these are compared as the matcher compares names.

    >>> index = NameIndex([(("us_sdn", "29219"), "ZHU, Hailun"), (("us_sdn", "29220"), "WANG, Mingshan")])
    >>> [hit.key for hit in index.search("Zhu Hailum")], [hit.key for hit in index.search("朱海仑")]
    ([('us_sdn', '29219')], [('us_sdn', '29219')])
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from inconcert.model.judgement import End
from inconcert.resolve import names, organisations
from inconcert.resolve.called import alike, form_of, letters_of, near_forms, query_words, turned, words_of
from inconcert.resolve.letters import fold, sound
from inconcert.resolve.spelling import Spellings

most_called = 400
"""Words that more names bear than this call none up where rarer ones have."""
most_near = 600
"""A word with a typo calls up no word that more names bear: then it is likelier another word."""
most_ranked = 150
most_compared = 8
most_beside = 3
"""So many are compared beside names that are sure to be near."""
most_of_one = 2
"""So many names of one target are compared at most, that its other names leave room for other targets."""
least_score = 0.5
least_spelling = 0.6
most_slips = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found: score in [0, 1] and the name that matched."""

    key: End
    score: float
    name: str


class NameIndex:
    """An index over (key, name as printed) pairs; a key may have many names. Built once, then only read."""

    def __init__(self, named: Iterable[tuple[End, str]]) -> None:
        self._names = list(dict.fromkeys(named))
        self._forms = [form_of(name) for _, name in self._names]
        self._plain = [letters_of(name) for _, name in self._names]
        self._spellings = Spellings(self._plain)
        self._same: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._plain):
            self._same[turned(text)].append(number)
        by_word: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, (_, name) in enumerate(self._names):
            for word in words_of(name):
                by_word[word].append(number)
        self._holders = dict(by_word)
        self._many = {word: frozenset(held) for word, held in by_word.items() if len(held) > most_called}
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._holders:
            for form in near_forms(word):
                self._near[form].append(word)
        self._near, self._same = dict(self._near), dict(self._same)
        self._long_words = [word for word in self._holders if len(word) > 4]
        self._long_spellings = Spellings(self._long_words)
        self._total = max(len(self._names), 2)

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """Return up to `limit` hits, best first (one per key); empty where nothing is near."""
        text = letters_of(query)
        if not text:
            return []
        same = self._same.get(turned(text), [])
        sure = dict.fromkeys(same, 1.0) or self._spelt(text)
        groups = [self._called(group, near=not same) for group in query_words(query)]
        if not sure and not any(groups):
            groups = [self._far(query)]
        wanted = most_beside if sure else most_compared
        called = self._likest(
            query, self._names_of([group for group in groups if group], 1 if sure else wanted), 4 * wanted
        )
        return self._best(sure | self._compared(query, self._chosen(called, sure, wanted), bodies=not sure), limit)

    def _spelt(self, text: str) -> dict[int, float]:
        """Return the names at most two slips away, each with the share of its letters that agree."""
        ordered = turned(text)
        found: dict[int, float] = {}
        for number in self._spellings.near(text):
            other = self._plain[number]
            slips = OSA.distance(text, other, score_cutoff=most_slips)
            if slips > most_slips:
                slips = OSA.distance(ordered, turned(other), score_cutoff=most_slips)
            likeness = 1 - slips / max(len(text), len(other))
            if slips <= most_slips and likeness >= least_spelling:
                found[number] = likeness
        return found

    def _chosen(self, numbers: Iterable[int], sure: Mapping[int, float], wanted: int) -> list[int]:
        """Return the first few names of targets that are not sure, not more than `most_of_one` of one target."""
        held = dict.fromkeys((self._names[number][0] for number in sure), most_of_one)
        chosen: list[int] = []
        for number in numbers:
            key = self._names[number][0]
            held[key] = held.get(key, 0) + 1
            if held[key] <= most_of_one:
                chosen.append(number)
            if len(chosen) == wanted:
                break
        return chosen

    def _likest(self, query: str, called: dict[int, float], wanted: int) -> list[int]:
        """Return the names called up, those first whose letters are likest the query's (where those are Latin)."""
        form = form_of(query)
        if len(called) > most_ranked:
            called = dict(heapq.nlargest(most_ranked, called.items(), key=lambda item: (item[1], -item[0])))
        ranked = sorted(called, key=lambda number: (-called[number], number))
        if not form:
            return ranked
        near = process.extract(form, [self._forms[number] for number in ranked], scorer=Indel.normalized_similarity,
                               limit=wanted)  # fmt: skip
        return [ranked[place] for _, _, place in near]

    def _called(self, words: Iterable[str], *, near: bool) -> dict[str, float]:
        """Return the index words that a query word (in its readings) calls up, `near` ones too; and what each tells."""
        found: dict[str, float] = {}
        for word in words:
            if word in self._holders:
                found[word] = self._tells(word)
            for form in near_forms(word) if near else ():
                for other in self._near.get(form, ()):
                    if other not in found and len(self._holders[other]) <= most_near and alike(word, other):
                        found[other] = 0.75 * self._tells(other)
        return found

    def _far(self, query: str) -> dict[str, float]:
        """Return the index words nearest to the query's longest word, where none is near (two typos in one word)."""
        words = sorted(fold(query).split(), key=len)
        if not words:
            return {}
        asked = sound(words[-1])
        near = [self._long_words[number] for number in self._long_spellings.near(asked)]
        likest = process.extract(asked, near, scorer=OSA.normalized_similarity, score_cutoff=0.6, limit=12)
        return {word: ratio * self._tells(word) for word, ratio, _ in likest}

    def _tells(self, word: str) -> float:
        return math.log(1 + self._total / len(self._holders[word]))

    def _names_of(self, groups: list[dict[str, float]], wanted: int) -> dict[int, float]:
        """Return the names called up, each with the sum of what its best word of each group tells.

        The groups of rare words call names up; once those are as many as wanted, the others only add to them.
        """
        sizes = [sum(len(self._holders[word]) for word in group) for group in groups]
        called: defaultdict[int, float] = defaultdict(float)
        for _, group in sorted(zip(sizes, groups, strict=True), key=lambda item: item[0]):
            enough_called = len(called) >= wanted
            best: dict[int, float] = {}
            for word, tells in sorted(group.items(), key=lambda item: item[1]):
                if enough_called and word in self._many:
                    best.update(dict.fromkeys(self._many[word].intersection(called), tells))
                else:
                    best.update(dict.fromkeys(self._holders[word], tells))
            for number, tells in best.items():
                called[number] += tells
        if len(called) <= wanted:
            return called
        enough = 0.3 * max(called.values())
        return {number: tells for number, tells in called.items() if tells >= enough}

    def _compared(self, query: str, numbers: list[int], *, bodies: bool) -> dict[int, float]:
        """Return the score of each name by the comparison of names, or of `bodies` where it is one."""
        asked, body = names.analyse(query), organisations.analyse(query) if bodies else None
        found: dict[int, float] = {}
        for number in numbers:
            name = self._names[number][1]
            close = names.compare(asked, names.analyse(name)).close
            if close < 0.8 and body and body.concepts:
                close = max(close, organisations.compare(body, organisations.analyse(name)).close)
            found[number] = min(close / 0.94, 1.0)
        return found

    def _best(self, scores: Mapping[int, float], limit: int) -> list[Hit]:
        """Return the best name of each key that scores enough, best first."""
        best: dict[End, Hit] = {}
        for number, close in scores.items():
            key, name = self._names[number]
            score = round(close, 4)
            if score >= least_score and (key not in best or score > best[key].score):
                best[key] = Hit(key, score, name)
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.name, hit.key))[:limit]
