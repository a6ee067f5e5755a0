"""The words under which a name is called up: as they sound, by their consonants, by their readings in another script.

Both sides are functions of one name alone: `words_of` of the name that is held, `query_words` of the one asked for.

    >>> held = words_of("ZHU, Hailun")
    >>> [bool(held.intersection(forms)) for forms in query_words("朱海仑")]
    [True, True]
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from inconcert.resolve import arabic, han, hangul, names, phrases, uyghur
from inconcert.resolve.letters import bones, fold, sound
from inconcert.resolve.words import little, servant

_NO_WORD = re.compile(r"[\W_]+")
_CLOSED = re.compile(r"[\u0590-\u1fff\u2e80-\uffdc]")
"""Scripts that are compared by their own signs: from Hebrew and Arabic to Han and Hangul."""
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile(r"[가-힣]")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\u200c]+")


def letters_of(text: str) -> str:
    """Return the lower-case words of a text with single spaces: Latin and Cyrillic ones in plain Latin letters."""
    if not _CLOSED.search(text):
        return fold(text)
    return " ".join(_NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split())


def turned(text: str) -> str:
    """Return the words in alphabetical order."""
    return " ".join(sorted(text.split()))


def form_of(text: str) -> str:
    """Return the words of a Latin or Cyrillic name as they sound, in alphabetical order; empty for another script."""
    if _HAN.search(text) or _HANGUL.search(text) or _ARABIC.search(text):
        return ""
    return " ".join(sorted(sound(part) for part in _plain_words(text)))


def near_forms(word: str) -> Iterator[str]:
    """Yield the word and the word with each letter left out: words that share a form are a letter or two apart."""
    yield word
    if len(word) > 3 and word.isascii() and word[1] != ":":
        for place in range(len(word)):
            yield word[:place] + word[place + 1 :]


def alike(one: str, other: str) -> bool:
    """Return whether two words are one letter apart (two, where both have six letters or more)."""
    return OSA.distance(one, other, score_cutoff=2) <= (1 if min(len(one), len(other)) < 6 else 2)


def _plain_words(text: str) -> list[str]:
    parts = [servant(part) for part in fold(text).split()]
    strong = [part for part in parts if part not in little("particles") and len(part) > 1] or parts
    return strong


def words_of(name: str) -> set[str]:
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


def query_words(query: str) -> list[list[str]]:
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
