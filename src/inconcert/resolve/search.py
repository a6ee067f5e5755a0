"""Names found in any script and with up to two typos, by an index of words held in memory.

Every word of every name is held as it sounds, with each letter left out once, and by its consonants as Arabic script
would write them; a name in Chinese characters by its readings, one in Hangul by its spellings. A query's words call up
the names that share the rarest; the best of these are compared as the matcher compares names.

    >>> index = NameIndex([(("us_sdn", "29219"), "ZHU, Hailun"), (("us_sdn", "29220"), "WANG, Mingshan")])
    >>> [hit.key for hit in index.search("Zhu Hailum")], [hit.key for hit in index.search("朱海仑")]
    ([('us_sdn', '29219')], [('us_sdn', '29219')])
"""

from __future__ import annotations

import heapq
import itertools
import math
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from inconcert.model.judgement import End
from inconcert.resolve import arabic, han, hangul, names, organisations, phrases, uyghur
from inconcert.resolve.letters import bones, fold, sound
from inconcert.resolve.words import little, servant

most_called = 400
"""Words that more names bear than this call none up where rarer ones have."""
most_near = 600
"""A word with a typo calls up no word that more names bear: then it is likelier another word."""
most_ranked = 150
most_compared = 12
least_score = 0.5

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile(r"[가-힣]")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\u200c]+")


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
        self._forms = [_form(name) for _, name in self._names]
        self._holders: dict[str, array[int]] = {}
        by_word: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, (_, name) in enumerate(self._names):
            for word in _words_of(name):
                by_word[word].append(number)
        self._holders = dict(by_word)
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._holders:
            for form in _near_forms(word):
                self._near[form].append(word)
        self._near = dict(self._near)
        self._all_words = [word for word in self._holders if len(word) > 4]
        self._total = max(len(self._names), 2)

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """Return up to `limit` hits, best first (one per key); empty where nothing is near."""
        groups = [self._called(group) for group in _query_words(query)]
        if not any(groups):
            groups = [self._far(query)]
        called = self._names_of([group for group in groups if group])
        wanted = most_compared + limit // 4
        called = self._likest(query, called, wanted)
        nearest = heapq.nlargest(wanted, called.items(), key=lambda item: (item[1], -item[0]))
        return self._compared(query, [number for number, _ in nearest], limit)

    def _likest(self, query: str, called: dict[int, float], wanted: int) -> dict[int, float]:
        """Return the names called up whose letters are likest the query's, where it is in Latin letters."""
        form = _form(query)
        if not form or len(called) <= wanted:
            return called
        ranked = heapq.nlargest(most_ranked, called, key=called.__getitem__)
        near = process.extract(form, [self._forms[number] for number in ranked], scorer=Indel.normalized_similarity,
                               limit=wanted)  # fmt: skip
        return {ranked[place]: ratio for _, ratio, place in near}

    def _called(self, words: Iterable[str]) -> dict[str, float]:
        """Return the index words that a query word (in its readings) calls up, each with what it tells."""
        found: dict[str, float] = {}
        for word in words:
            if word in self._holders:
                found[word] = self._tells(word)
            for form in _near_forms(word):
                for other in self._near.get(form, ()):
                    if other not in found and len(self._holders[other]) <= most_near and _alike(word, other):
                        found[other] = 0.75 * self._tells(other)
        return found

    def _far(self, query: str) -> dict[str, float]:
        """Return the index words nearest to the query's longest word, where none is near (two typos in one word)."""
        words = sorted(fold(query).split(), key=len)
        if not words:
            return {}
        near = process.extract(
            sound(words[-1]), self._all_words, scorer=OSA.normalized_similarity, score_cutoff=0.6, limit=12
        )
        return {word: ratio * self._tells(word) for word, ratio, _ in near}

    def _tells(self, word: str) -> float:
        return math.log(1 + self._total / len(self._holders[word]))

    def _names_of(self, groups: list[dict[str, float]]) -> dict[int, float]:
        """Return the names called up, each with the sum of what its best word of each group tells.

        The groups of rare words call names up; the others only add to those.
        """
        sizes = [sum(len(self._holders[word]) for word in group) for group in groups]
        called: defaultdict[int, float] = defaultdict(float)
        for _, group in sorted(zip(sizes, groups, strict=True), key=lambda item: item[0]):
            enough_called = len(called) >= most_compared
            best: dict[int, float] = {}
            for word, tells in sorted(group.items(), key=lambda item: item[1]):
                if enough_called and len(self._holders[word]) > most_called:
                    best.update((number, tells) for number in self._holders[word] if number in called)
                else:
                    best.update(dict.fromkeys(self._holders[word], tells))
            for number, tells in best.items():
                called[number] += tells
        if len(called) <= most_compared:
            return called
        enough = 0.3 * max(called.values())
        return {number: tells for number, tells in called.items() if tells >= enough}

    def _compared(self, query: str, numbers: list[int], limit: int) -> list[Hit]:
        asked, asked_body = names.analyse(query), organisations.analyse(query)
        best: dict[End, Hit] = {}
        for number in numbers:
            key, name = self._names[number]
            close = names.compare(asked, names.analyse(name)).close
            if close < 0.8 and asked_body.concepts:
                close = max(close, organisations.compare(asked_body, organisations.analyse(name)).close)
            score = round(min(close / 0.94, 1.0), 4)
            if score >= least_score and (key not in best or score > best[key].score):
                best[key] = Hit(key, score, name)
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.name, hit.key))[:limit]


def _form(text: str) -> str:
    """Return the words of a Latin or Cyrillic name as they sound, in alphabetical order; empty for another script."""
    if _HAN.search(text) or _HANGUL.search(text) or _ARABIC.search(text):
        return ""
    return " ".join(sorted(sound(part) for part in _plain_words(text)))


def _near_forms(word: str) -> Iterator[str]:
    """Yield the word and the word with each letter left out: words that share a form are a letter or two apart."""
    yield word
    if len(word) > 3 and word.isascii() and word[1] != ":":
        for place in range(len(word)):
            yield word[:place] + word[place + 1 :]


def _alike(one: str, other: str) -> bool:
    return OSA.distance(one, other, score_cutoff=2) <= (1 if min(len(one), len(other)) < 6 else 2)


def _plain_words(text: str) -> list[str]:
    parts = [servant(part) for part in fold(text).split()]
    strong = [part for part in parts if part not in little("particles") and len(part) > 1] or parts
    return strong


def _words_of(name: str) -> set[str]:
    """Return the words under which a name is held."""
    if _HAN.search(name):
        return {word for group in _han_words(name) for word in group}
    if _HANGUL.search(name):
        return {f"K:{part}" for spelt in hangul.spellings(name) for part in _joined(spelt.split())}
    if _ARABIC.search(name):
        return {word for group in _arabic_words(name) for word in group}
    parts = _plain_words(name)
    found = {sound(part) for part in parts}
    for part in parts:
        found.update(f"a:{key}" for key in (arabic.skeletons_of_latin(part)[0],) if len(key) > 1)
        consonants = bones(part)
        if len(consonants) > 3:
            found.add(f"b:{consonants}")
    if len(parts) < 5 and all(len(part) < 9 for part in parts):
        for one, other in itertools.pairwise(parts):
            if len(one) + len(other) < 11:
                found.add(sound(one + other))
                found.add(f"k:{hangul.coarse(one)}{hangul.coarse(other)}")
        found.update(f"k:{hangul.coarse(part)}" for part in parts if len(part) < 9)
    return found


def _joined(parts: list[str]) -> list[str]:
    """Return a Korean name's family name and its given name in one word."""
    return [parts[0], "".join(parts[1:])] if len(parts) > 1 else parts


def _query_words(query: str) -> list[list[str]]:
    """Return the words of a query, each as the forms it may have in the index."""
    if _HAN.search(query):
        return _han_words(query)
    if _HANGUL.search(query):
        spelt = [_joined(item.split()) for item in hangul.spellings(query)]
        columns = [dict.fromkeys(column) for column in zip(*spelt, strict=False)]
        return [[f"{mark}:{part}" for part in column for mark in "kK"] for column in columns]
    if _ARABIC.search(query):
        return _arabic_words(query)
    parts = _plain_words(query)
    groups = []
    for part in parts:
        forms = [sound(part), f"A:{arabic.skeletons_of_latin(part)[0]}", f"K:{hangul.coarse(part)}"]
        consonants = bones(part)
        if len(consonants) > 3:
            forms.append(f"b:{consonants}")
        groups.append(forms)
    for one, other in itertools.pairwise(parts):
        if len(one) + len(other) < 11:
            groups.append([sound(one + other), f"K:{hangul.coarse(one)}{hangul.coarse(other)}"])
    return groups


def _arabic_words(text: str) -> list[list[str]]:
    if uyghur.is_uyghur(text):
        return [[sound(part)] for part in fold(uyghur.latin(text)).split()]
    found = []
    for item in names.analyse(text).words:
        if item.kind == "arabic":
            bare = dict.fromkeys(strong for strong, _ in arabic.skeletons_of_arabic(item.text) if len(strong) > 1)
            found.append([f"{mark}:{strong}" for strong in bare for mark in "aA"])
    return found


def _han_words(text: str) -> list[list[str]]:
    """Return the readings of a name in characters: of a person's family and given name, or of a body's concepts."""
    groups = []
    for run in han.chunks(text):
        family, given = han.family_and_given(run)
        if len(run) <= 4 and family:
            groups.append([sound(spelling) for spelling in sorted(han.family_spellings(family))])
            groups.append([sound(spelling) for spelling in sorted(han.given_spellings(given))])
        else:
            groups += _rendered_words(run)
    return groups


def _rendered_words(run: str) -> list[list[str]]:
    groups = [[sound(form) for form in (spelt, *forms) if form] for spelt, forms in han.pieces(run) if len(spelt) > 2]
    for kind, value, _ in phrases.units_of(run):
        if kind == "known" and not value.startswith("form:"):
            groups += [[sound(part)] for part in phrases.in_english(value).split()]
    return groups
