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
import itertools
import math
import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from inconcert.model.judgement import End
from inconcert.resolve import arabic, han, hangul, names, organisations, phrases, uyghur
from inconcert.resolve.letters import bones, fold, sound
from inconcert.resolve.spelling import Spellings
from inconcert.resolve.words import little, servant

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

_NO_WORD = re.compile(r"[\W_]+")
_CLOSED = re.compile(r"[\u0590-\u1fff\u2e80-\uffdc]")
"""Scripts that are compared by their own signs: from Hebrew and Arabic to Han and Hangul."""
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
        self._plain = [_letters(name) for _, name in self._names]
        self._spellings = Spellings(self._plain)
        self._same: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._plain):
            self._same[_turned(text)].append(number)
        by_word: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, (_, name) in enumerate(self._names):
            for word in _words_of(name):
                by_word[word].append(number)
        self._holders = dict(by_word)
        self._many = {word: frozenset(held) for word, held in by_word.items() if len(held) > most_called}
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._holders:
            for form in _near_forms(word):
                self._near[form].append(word)
        self._near, self._same = dict(self._near), dict(self._same)
        self._long_words = [word for word in self._holders if len(word) > 4]
        self._long_spellings = Spellings(self._long_words)
        self._total = max(len(self._names), 2)

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """Return up to `limit` hits, best first (one per key); empty where nothing is near."""
        text = _letters(query)
        if not text:
            return []
        same = self._same.get(_turned(text), [])
        sure = dict.fromkeys(same, 1.0) or self._spelt(text)
        groups = [self._called(group, near=not same) for group in _query_words(query)]
        if not sure and not any(groups):
            groups = [self._far(query)]
        wanted = most_beside if sure else most_compared
        called = self._likest(
            query, self._names_of([group for group in groups if group], 1 if sure else wanted), 4 * wanted
        )
        return self._best(sure | self._compared(query, self._chosen(called, sure, wanted), bodies=not sure), limit)

    def _spelt(self, text: str) -> dict[int, float]:
        """Return the names at most two slips away, each with the share of its letters that agree."""
        turned = _turned(text)
        found: dict[int, float] = {}
        for number in self._spellings.near(text):
            other = self._plain[number]
            slips = OSA.distance(text, other, score_cutoff=most_slips)
            if slips > most_slips:
                slips = OSA.distance(turned, _turned(other), score_cutoff=most_slips)
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
        form = _form(query)
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
            for form in _near_forms(word) if near else ():
                for other in self._near.get(form, ()):
                    if other not in found and len(self._holders[other]) <= most_near and _alike(word, other):
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


def _letters(text: str) -> str:
    """Return the lower-case words of a text with single spaces: Latin and Cyrillic ones in plain Latin letters."""
    if not _CLOSED.search(text):
        return fold(text)
    return " ".join(_NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split())


def _turned(text: str) -> str:
    """Return the words in alphabetical order."""
    return " ".join(sorted(text.split()))


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
