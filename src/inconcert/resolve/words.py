"""Words of names: what a word is worth, and how alike two words are, whatever their script.

A word that many bear is worth little; a patronymic, a title or a particle less. Words are values made once each, so
that likeness is looked up and not worked out again.

    >>> likeness(word("akhmatovich"), word("akhmadovitch")) > 0.85
    True
    >>> likeness(word("yevgeny"), word("yauhen")) > 0.9
    True
"""

from __future__ import annotations

import functools
import json
import math
import re
import tomllib
from importlib import resources
from typing import Any

from rapidfuzz.distance import OSA, Indel

from inconcert.resolve.arabic import normal, skeletons_of_arabic, skeletons_of_latin
from inconcert.resolve.han import looks_rendered, rendered_forms, skeleton
from inconcert.resolve.letters import bones, sound

_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_PATRONYMIC = re.compile(
    r".{3,}(?:[oe]vi(?:t?ch|cz|c)|avi(?:t?ch|c)|[oe]vna|[aoei]una|inichna|ichna|ovych|evych|ivna|yich|[bdgklmnprtv]ich|avich|evitch|evich|ovitj|jevic)$"
)
_SERVANT = re.compile(r"^abd[aeiou]+(?:l(?=[^l])|([rsnztd])(?=\1))?")
_FAITH = re.compile(r"(?:[ueai]|al|el|ul)?d?din[e]?$")
_GOD = re.compile(r"^abd[aeiou]*l+[aeo]+h?$")


class Word:
    """One word of a name: folded text (or normal Arabic letters), how it sounds, and what it is worth in [0, 1]."""

    __slots__ = (
        "bones",
        "foreign",
        "initial",
        "kind",
        "missing",
        "number",
        "root",
        "skeleton",
        "sound",
        "text",
        "weight",
    )

    def __init__(self, text: str, kind: str, weight: float) -> None:
        self.text = text
        self.kind = kind  # latin | arabic | patronymic | concept | place | number
        self.weight = weight
        self.sound = sound(text) if kind in ("latin", "patronymic") else text
        self.bones = bones(text) if kind in ("latin", "patronymic") else text
        self.root = _roots().get(text) or _root_sounds().get(self.sound) or ""
        self.initial = len(text) == 1 and kind == "latin"
        self.number = kind == "number"
        self.skeleton = ""
        self.missing = weight * (0.3 if kind == "patronymic" else 1.0)
        self.foreign = kind == "latin" and (bool(rendered_forms(text)) or looks_rendered(text))

    def __repr__(self) -> str:
        return f"Word({self.text!r})"


@functools.cache
def tables() -> dict[str, Any]:
    """Return the table of words in people's names (`data/names.toml`)."""
    return tomllib.loads(resources.files("inconcert.resolve.data").joinpath("names.toml").read_text("utf-8"))


@functools.cache
def little(kind: str) -> frozenset[str]:
    """Return the particles, titles or generations (`kind`) that count for little."""
    return frozenset(tables()["little"][kind].split())


@functools.cache
def _roots() -> dict[str, str]:
    return {name: group.split()[0] for group in reversed(tables()["same"]["groups"]) for name in group.split()}


@functools.cache
def _root_sounds() -> dict[str, str]:
    return {sound(name): root for name, root in _roots().items() if len(name) > 3}


@functools.cache
def _counts() -> tuple[dict[str, int], int]:
    plain = json.loads(resources.files("inconcert.resolve.data").joinpath("word_counts.json").read_text("utf-8"))
    return plain["counts"], plain["names"]


@functools.lru_cache(maxsize=1 << 14)
def rarity(text: str) -> float:
    """Return in [0.3, 1] how much a folded word tells: 1 for a word that no list bears often."""
    counts, total = _counts()
    found = counts.get(sound(text), 1)
    return max(0.3, 1.0 - 0.85 * math.log(found) / math.log(total)) if found > 1 else 1.0


@functools.lru_cache(maxsize=1 << 17)
def word(text: str) -> Word:
    """Return the one Word of a folded Latin word or of a word in Arabic script."""
    if _ARABIC.search(text):
        return Word(normal(text), "arabic", 0.8)
    if text.isdigit():
        return Word(text, "number", 0.9)
    if text in little("particles"):
        return Word(text, "latin", 0.05)
    if text in little("titles"):
        return Word(text, "latin", 0.15)
    if len(text) == 1:
        return Word(text, "latin", 0.3)
    if _PATRONYMIC.match(text):
        return Word(text, "patronymic", 0.8)
    return Word(text, "latin", rarity(text))


def servant(text: str) -> str:
    """Return a folded word with the article after abd dropped: abdurrahman, abdelrahman → abdrahman."""
    if _GOD.match(text):
        return "abdalah"
    if len(text) > 6 and (tail := _FAITH.search(text)):
        return text[: tail.start()] + "din"
    return _SERVANT.sub("abd", text) if text.startswith("abd") and len(text) > 5 else text


@functools.lru_cache(maxsize=1 << 15)
def likeness(one: Word, other: Word) -> float:
    """Return in [0, 1] how alike two words are; symmetric."""
    if one is other or one.text == other.text:
        return 1.0
    if one.kind == "arabic" or other.kind == "arabic":
        return _with_arabic(one, other)
    if one.kind in _CLOSED or other.kind in _CLOSED:
        return 0.0
    if one.root and one.root == other.root:
        return 0.95
    if one.initial or other.initial:
        return 0.7 if one.text[0] == other.text[0] else 0.0
    if one.sound == other.sound:
        return 0.97
    return _latin(one, other)


_CLOSED = frozenset({"concept", "place", "number"})


def _latin(one: Word, other: Word) -> float:
    near = max(
        OSA.normalized_similarity(one.text, other.text, score_cutoff=0.5),
        OSA.normalized_similarity(one.sound, other.sound, score_cutoff=0.5),
    )
    longer = max(len(one.text), len(other.text))
    if longer <= 3:
        near *= 0.75
    elif abs(len(one.text) - len(other.text)) == 2 and _article(one.text, other.text):
        near = 0.94
    if one.bones == other.bones:
        size = len(one.bones)
        near = max(near, 0.86 if size >= 4 else 0.82 if size == 3 else near)
    if (one.kind == "patronymic") != (other.kind == "patronymic"):
        near = min(near, 0.5)
    elif one.kind == "patronymic":
        near = 0.92 if _voiceless(one) == _voiceless(other) else max(0.0, 1 - (1 - near) * 1.6)
    elif one.root and other.root:
        near = min(near, 0.6)
    if near < 0.85 and (one.foreign or other.foreign):
        near = max(near, _rendered(one.text, other.text))
    if one.skeleton or other.skeleton:
        mine, theirs = one.skeleton or skeleton(one.text), other.skeleton or skeleton(other.text)
        if min(len(mine), len(theirs)) > 2:
            near = max(near, 0.9 * Indel.normalized_similarity(mine, theirs))
    return near


def _article(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long[:2] in ("al", "el") and long[2:] == short


def _voiceless(item: Word) -> str:
    return item.bones.translate(_VOICELESS)


_VOICELESS = str.maketrans("dbgzv", "tpksf")


def _rendered(one: str, other: str) -> float:
    best = 0.0
    for here, there in ((one, other), (other, one)):
        forms = rendered_forms(here)
        if forms and any(sound(form) == sound(there) for form in forms):
            return 0.93
        if looks_rendered(here):
            mine = skeleton(here)
            if len(mine) > 2 and mine == skeleton(there):
                best = 0.88
    return best


def _with_arabic(one: Word, other: Word) -> float:
    if one.kind == other.kind:
        near = OSA.normalized_similarity(one.text, other.text)
        return near * 0.95 if near < 1 else 1.0
    arab, plain = (one, other) if one.kind == "arabic" else (other, one)
    if plain.kind in _CLOSED:
        return 0.0
    return consonants_agree(skeletons_of_arabic(arab.text), skeletons_of_latin(plain.text))


def consonants_agree(readings: tuple[tuple[str, str], ...], plain: tuple[str, str]) -> float:
    """Return in [0, 0.97] how far the consonants of an Arabic word and of a Latin one agree."""
    best = 0.0
    for strong, weak in readings:
        if not strong or not plain[0]:
            near = 0.9 if strong == plain[0] and weak[:2] == plain[1][:2] else 0.0
        else:
            near = Indel.normalized_similarity(strong, plain[0])
            if min(len(strong), len(plain[0])) < 3 and strong != plain[0]:
                near *= 0.7
            near = 0.75 * near + 0.25 * Indel.normalized_similarity(weak, plain[1])
        best = max(best, near)
    return 0.97 * best
