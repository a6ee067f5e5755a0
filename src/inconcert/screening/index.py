"""Which targets a customer's name calls up: an index that only speeds up a rule about two names.

The rule looks at one customer's name and one name of a target and at nothing else, so that a run over a part of the
targets finds exactly what a run over all of them finds of that part. Two names meet
- where two words of the one are within one letter of words of the other (two letters in long words), or sound or read
  alike in another script, and the whole names are alike;
- where they share one word that few names bear and the whole names are nearly alike;
- where one is a single word, and the whole names are nearly alike.

    >>> from inconcert.resolve.record import record_of_ftm
    >>> plain = {"schema": "Person", "properties": {"name": ["ZHU, Hailun"]}}
    >>> index = TargetIndex([Target("us-29219", "ZHU, Hailun", record_of_ftm(plain))])
    >>> sorted(index.called("Hailum Zhu")), sorted(index.called("朱海仑")), sorted(index.called("Ann Lee"))
    ([0], [0], [])
"""

from __future__ import annotations

import functools
import itertools
import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources

from rapidfuzz import process
from rapidfuzz.distance import Indel

from inconcert.resolve.called import alike, form_of, near_forms, query_words, words_of
from inconcert.resolve.letters import fold, sound
from inconcert.resolve.profile import Profile
from inconcert.screening.slips import spelt
from inconcert.screening.targets import Target

ALIKE_WITH_TWO = 0.62
"""Likeness in [0, 1] of whole names that share two words."""
ALIKE_WITH_ONE = 0.72
"""Likeness in [0, 1] of whole names that share one."""
COMMON = 150
"""A word that so many names of the published counts bear calls up nobody alone."""
GROUPS_MAX = 8
WORDS_TURNED_MAX = 3
LONG_WORD = 6


class TargetIndex:
    """The targets of one table, with the words of their names; built once, then only read."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self.targets = targets
        self._profiles: dict[int, Profile] = {}
        self._letters: dict[int, tuple[tuple[str, str], ...]] = {}
        self._owner = array("I")
        self._forms: list[str] = []
        holders: defaultdict[str, set[int]] = defaultdict(set)
        self.by_number: defaultdict[str, list[int]] = defaultdict(list)
        for place, target in enumerate(targets):
            for _, number in target.record.identifiers:
                self.by_number[number].append(place)
            for text in dict.fromkeys(name.text for name in target.record.names):
                for word in words_of(text).union(fold(text).split()):
                    holders[word].add(len(self._owner))
                self._owner.append(place)
                self._forms.append(form_of(text))
        self._holders = {word: frozenset(held) for word, held in holders.items()}
        self._near = _near_words(self._holders)
        self._group = functools.lru_cache(maxsize=1 << 15)(self._group_of)
        self._alone = functools.lru_cache(maxsize=1 << 12)(self._alone_of)

    def profile(self, place: int) -> Profile:
        """Return the profile of the target at a place, made when it is first asked for."""
        if place not in self._profiles:
            self._profiles[place] = Profile(self.targets[place].record)
        return self._profiles[place]

    def letters(self, place: int) -> tuple[tuple[str, str], ...]:
        """Return (letters, as printed) of each name of the target at a place."""
        if place not in self._letters:
            names = dict.fromkeys(name.text for name in self.targets[place].record.names)
            self._letters[place] = tuple((letters, name) for name in names for letters in spelt(name))
        return self._letters[place]

    def called(self, name: str) -> set[int]:
        """Return the places of the targets of which some name meets this one."""
        groups = [tuple(dict.fromkeys(group)) for group in _groups(name)][:GROUPS_MAX]
        asked = orders(form_of(name))
        found = self._two(asked, [self._group(group) for group in groups if group])
        if asked:
            found |= self._one(asked, groups)
        return {self._owner[number] for number in found}

    def _two(self, asked: tuple[str, ...], held: list[frozenset[int]]) -> set[int]:
        """Return the names that share two words with the one asked for, or its only one."""
        if len(held) == 1:
            return self._whole(asked, held[0], ALIKE_WITH_ONE)
        both: set[int] = set()
        for one, other in itertools.combinations([group for group in held if group], 2):
            both |= one & other
        return self._whole(asked, both, ALIKE_WITH_TWO)

    def _whole(self, asked: tuple[str, ...], numbers: Iterable[int], least: float) -> set[int]:
        """Return those of the names that are alike as wholes; one in another script is left to the score."""
        numbers = list(numbers)
        if not asked:
            return set(numbers)
        forms = [self._forms[number] for number in numbers]
        closed = {number for number, form in zip(numbers, forms, strict=True) if not form}
        return closed.union(numbers[place] for place in _likes(asked, forms, least))

    def _one(self, asked: tuple[str, ...], groups: list[tuple[str, ...]]) -> set[int]:
        """Return the names that share a word which few bear, and are nearly alike as wholes."""
        found: set[int] = set()
        for group in groups:
            numbers, forms = self._alone(group)
            found.update(numbers[place] for place in _likes(asked, forms, ALIKE_WITH_ONE))
        return found

    def _group_of(self, group: tuple[str, ...]) -> frozenset[int]:
        """Return the names that bear a word of a group, or one within a letter of it."""
        words = dict.fromkeys(word for word in group if word in self._holders)
        for word in group:
            for form in _asked_forms(word):
                words.update((near, None) for near in self._near.get(form, ()) if near in words or alike(word, near))
        return frozenset().union(*(self._holders[word] for word in words))

    def _alone_of(self, group: tuple[str, ...]) -> tuple[list[int], list[str]]:
        """Return the names that bear a word of a group which few bear, and their forms."""
        numbers = sorted({n for word in group if rare(word) for n in self._holders.get(word, ()) if self._forms[n]})
        return numbers, [self._forms[number] for number in numbers]


def orders(form: str) -> tuple[str, ...]:
    """Return a name's words in the orders that one wrong letter at the head of a word may give; empty for no name."""
    parts = form.split()
    if not 1 < len(parts) <= WORDS_TURNED_MAX:
        return (form,) if form else ()
    return tuple(" ".join(turned) for turned in itertools.permutations(parts))


def _likes(asked: tuple[str, ...], forms: list[str], least: float) -> set[int]:
    """Return the places of the forms that are as alike as `least` to one of the orders asked for."""
    found: set[int] = set()
    for order in asked if forms else ():
        near = process.extract(order, forms, scorer=Indel.normalized_similarity, score_cutoff=least, limit=None)
        found.update(place for _, _, place in near)
    return found


def rare(word: str) -> bool:
    """Return whether a word, as it sounds, is borne by so few that it calls up names alone."""
    return len(word) > 2 and word[1] != ":" and _counts().get(word, 0) <= COMMON


@functools.cache
def _counts() -> dict[str, int]:
    text = resources.files("inconcert.resolve.data").joinpath("word_counts.json").read_text("utf-8")
    return dict(json.loads(text)["counts"])


def _near_words(words: Iterable[str]) -> dict[str, list[str]]:
    near: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        for form in _own_forms(word):
            near[form].append(word)
    return dict(near)


def _groups(name: str) -> list[list[str]]:
    """Return the words of a name in the forms they may have, Latin ones letter by letter too."""
    groups = query_words(name)
    parts = [part for part in fold(name).split() if len(part) > 1] if form_of(name) else []
    for part in parts:
        heard = sound(part)
        mine = next((group for group in groups if group[0] == heard), None)
        if mine is None:
            groups.append([heard, part])
        else:
            mine.append(part)
    return groups


def _asked_forms(word: str) -> set[str]:
    """Return a word with up to one letter left out, or two where it is long: the other side leaves out one."""
    forms = set(near_forms(word))
    if len(word) >= LONG_WORD and len(forms) > 1:
        forms.update(form[:place] + form[place + 1 :] for form in tuple(forms) for place in range(len(form)))
    return forms


def _own_forms(word: str) -> Iterator[str]:
    return iter(dict.fromkeys(near_forms(word)))
