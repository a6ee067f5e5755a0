"""Names of people, analysed once, and what two names say for and against being one.

>>> evidence = compare(analyse("Zhu Hailun"), analyse("朱海仑"))
>>> evidence.against, evidence.support > 1
(0.0, True)
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import OSA, Indel

from inconcert.resolve import arabic, han, hangul, uyghur
from inconcert.resolve.letters import fold, sound
from inconcert.resolve.syllables import in_wade_giles
from inconcert.resolve.words import Word, consonants_agree, likeness, little, servant, word

_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile(r"[가-힣]")
_ARABIC_WORD = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\u200c]+")
_ARABIC_LITTLE = frozenset(
    {"بن", "ابن", "بنت", "ال", "آل", "السید", "سید", "شیخ", "الشیخ", "دکتر", "حاج", "الحاج", "حاجی", "ملا"}
)


class Name:
    """A name ready to compare: its words in order, particles and titles apart, and its text in closed scripts."""

    __slots__ = (
        "generation",
        "han",
        "hangul",
        "joined",
        "keys",
        "size",
        "text",
        "weight",
        "words",
    )

    def __init__(self, text: str, words: tuple[Word, ...], generation: str, characters: str, syllables: str) -> None:
        self.text = text
        self.words = words
        self.generation = generation
        self.han = characters
        self.hangul = syllables
        self.joined = "".join(item.sound for item in words)
        self.weight = sum(item.weight for item in words)
        self.size = len(words)
        self.keys = frozenset(_key(item) for item in words if item.weight > 0.2)

    @property
    def plain(self) -> tuple[str, ...]:
        """The texts of the words."""
        return tuple(item.text for item in self.words)

    @property
    def syllabic(self) -> bool:
        """Whether all words are short syllables, as in Korean and Chinese names."""
        return 1 < self.size < 5 and all(map(_is_syllable, self.plain))

    @property
    def wade(self) -> frozenset[str]:
        """The whole name in Wade-Giles, in both orders; empty where it is not Chinese."""
        return _wade_giles(self.plain)


@functools.lru_cache(maxsize=1 << 14)
def _wade_giles(plain: tuple[str, ...]) -> frozenset[str]:
    found = [in_wade_giles(item) for item in plain]
    return frozenset({"".join(found), "".join(found[1:] + found[:1])} if found and all(found) else ())


@functools.lru_cache(maxsize=1 << 14)
def _is_syllable(part: str) -> bool:
    return bool(_SYLLABLE.fullmatch(part))


def _key(item: Word) -> str:
    if item.root:
        return item.root
    if item.kind == "arabic":
        return arabic.skeletons_of_arabic(item.text)[0][0]
    return item.bones if len(item.bones) > 2 else item.sound


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two names say: how much agrees, how much both sides have against it, what one side has more, how inexactly.

    All in units of a rare word. `pairs` are the words that were matched, `left` and `right` those left over.
    `close` is in [0, 1]: the one number by which names are ranked.
    """

    support: float
    against: float
    extra: float
    doubt: float
    close: float
    pairs: tuple[tuple[str, str, float], ...] = ()
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


NOTHING = Evidence(0.0, 1.0, 0.0, 0.0, 0.0)


@functools.lru_cache(maxsize=1 << 12)
def analyse(text: str) -> Name:
    """Return the analysed form of a person's name as printed."""
    bare = _BRACKETS.sub(" ", text) or text
    if bare.count(",") == 1:
        family, _, given = bare.partition(",")
        bare = f"{given} {family}"
    if not bare.strip():
        bare = text.strip("()[] ")
    characters = "·".join(han.chunks(bare)) if _HAN.search(bare) else ""
    syllables = "".join(_HANGUL.findall(bare)) if _HANGUL.search(bare) else ""
    if characters:
        return Name(text, tuple(word(item) for item in han.latin(bare).split()), "", characters, "")
    if syllables:
        return Name(text, (), "", "", syllables)
    if _ARABIC_WORD.search(bare):
        if uyghur.is_uyghur(bare):
            return Name(text, _latin_words(fold(uyghur.latin(bare)).split())[0], "", "", "")
        return Name(text, _arabic_words(bare), "", "", "")
    words, generation = _latin_words(fold(bare).split())
    return Name(text, words, generation, "", "")


def _latin_words(parts: list[str]) -> tuple[tuple[Word, ...], str]:
    generation = next((part for part in parts[1:] if part in little("generations")), "")
    parts = [part for part in parts if part not in little("generations")]
    strong = [part for part in parts if part not in little("particles") and part not in little("titles")]
    if not strong:
        strong = [part for part in parts if part not in little("particles")] or parts
    joined: list[str] = []
    for part in strong:
        if joined and _is_servant(joined[-1]) and len(part) > 2:
            joined[-1] = "abd" + part
        elif joined and part in _TAILS:
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(word(servant(part)) for part in joined), generation


@functools.lru_cache(maxsize=1 << 12)
def _is_servant(part: str) -> bool:
    """Return whether a word is Abd or Abdul in a usual spelling, two letters exchanged or not."""
    return part in _SERVANTS or (len(part) == 5 and "".join(sorted(part)) in _SERVANT_LETTERS)


_SERVANT_LETTERS = frozenset({"abdlu", "abdel", "abdru"})
_TAILS = frozenset({"ullah", "allah", "ollah", "uddin", "eddine", "eddin", "addin", "din", "dine", "udin"})
_ARABIC_TAILS = frozenset({"الله", "الدین", "اللە"})
_SERVANTS = frozenset({"abd", "abdul", "abdel", "abdal", "abdol", "abdoul", "abdur", "abdus", "abdu", "abdil"})


def _arabic_words(text: str) -> tuple[Word, ...]:
    parts = [arabic.normal(part) for found in _ARABIC_WORD.findall(text) for part in found.split("\u200c") if part]
    parts = [part for part in parts if part not in _ARABIC_LITTLE] or parts
    joined: list[str] = []
    for part in parts:
        if joined and (joined[-1] == "عبد" or part in _ARABIC_TAILS):
            joined[-1] += part
        else:
            joined.append(part)
    others = [part for part in fold(_ARABIC_WORD.sub(" ", text)).split() if len(part) > 1]
    return tuple(word(part) for part in joined) + tuple(word(part) for part in others if not joined)


def compare(one: Name, other: Name) -> Evidence:
    """Return what two analysed names say; symmetric but for the sides of `left` and `right`."""
    if one.han or other.han:
        return _compare_han(one, other)
    if one.hangul or other.hangul:
        return _compare_hangul(one, other)
    if not one.words or not other.words:
        return NOTHING
    found = align(one.words, other.words)
    if found.doubt and one.syllabic and other.syllabic:
        found = align_syllables(one, other)
    if found.close < 0.93 and (found.left or found.right or found.doubt > 0.2) and _may_be_cut(one, other):
        found = max(found, _run_together(one, other), key=lambda evidence: evidence.close)
    if one.generation != other.generation:
        found = _generations(one, other, found)
    return found


def _may_be_cut(one: Name, other: Name) -> bool:
    return one.size != other.size or bool(one.wade and other.wade) or one.words[0].kind != other.words[0].kind


_LEAST = 0.64
_SYLLABLE = re.compile("(?:[bcdfghjklmnprstwyz]|ch|sh|zh|kh|th|ph|ts|hs)?[yw]?(?:[aeiou]{1,3})(?:ng?|[klmprt])?h?")


def align_syllables(one: Name, other: Name) -> Evidence:
    """Return the evidence of names of short syllables (Korean, Chinese …): one other letter is another syllable."""
    return align(one.words, other.words, alike=_syllables_alike)


@functools.lru_cache(maxsize=1 << 16)
def _syllables_alike(mine: Word, theirs: Word) -> float:
    near = likeness(mine, theirs)
    if near >= 0.94 or (len(mine.text) < 6 and hangul.coarse(mine.text) == hangul.coarse(theirs.text)):
        return max(near, 0.94)
    return near * 0.8


def align(
    one: tuple[Word, ...],
    other: tuple[Word, ...],
    least: float = 0.12,
    alike: Callable[[Word, Word], float] = likeness,
) -> Evidence:
    """Return the evidence of two runs of words, matched one to one, the most alike first.

    `least`: what a name needs beside its words to be close, in units of a rare word (one common word is not enough).
    """
    support = doubt = 0.0
    pairs = []
    mine_left, theirs_left = list(one), list(other)
    for item in one:
        if item in theirs_left:
            mine_left.remove(item)
            theirs_left.remove(item)
            support += item.weight
            pairs.append((item.text, item.text, 1.0))
    if mine_left and theirs_left:
        for near, weight, mine, theirs in _likes(mine_left, theirs_left, alike):
            if mine in mine_left and theirs in theirs_left:
                mine_left.remove(mine)
                theirs_left.remove(theirs)
                sure = 1.0 if near >= 0.95 else (near - 0.55) / 0.4
                support += weight * sure
                doubt += weight * (1 - sure)
                pairs.append((mine.text, theirs.text, near))
    return _weigh((support, doubt, least), mine_left, theirs_left, tuple(pairs))


Like = tuple[float, float, Word, Word]


def _likes(one: list[Word], other: list[Word], alike: Callable[[Word, Word], float]) -> list[Like]:
    found = []
    for i, mine in enumerate(one):
        for j, theirs in enumerate(other):
            near = alike(mine, theirs)
            if near >= _LEAST:
                found.append((-near, -(mine.weight + theirs.weight), abs(i - j), i, j))
    found.sort()
    return [(-near, -weight / 2, one[i], other[j]) for near, weight, _, i, j in found]


def _weigh(
    found: tuple[float, float, float], mine: list[Word], theirs: list[Word], pairs: tuple[tuple[str, str, float], ...]
) -> Evidence:
    support, doubt, least = found
    against = extra = 0.0
    if mine or theirs:
        left = right = left_full = right_full = 0.0
        for item in mine:
            left_full += item.weight
            left += item.missing
        for item in theirs:
            right_full += item.weight
            right += item.missing
        if mine and theirs:
            # a patronymic that is missing says nothing; one that is another speaks against
            against = min(left_full, right_full)
        extra = max(0.0, max(left, right) - against)
    close = support / (support + 1.2 * doubt + 1.6 * against + 0.45 * extra + least)
    return Evidence(
        support, against, extra, doubt, close, pairs, tuple(item.text for item in mine), tuple(i.text for i in theirs)
    )


def _run_together(one: Name, other: Name) -> Evidence:
    """Return the evidence of names whose words are cut at other places (Jongun, Jong Un; محمدرضا, Mohammad Reza)."""
    here, there = one.words[0].kind == "arabic", other.words[0].kind == "arabic"
    weight = min(one.weight, other.weight)
    if here != there:
        arab, plain = (one, other) if here else (other, one)
        near = _consonants(arab, plain)
    else:
        near = OSA.normalized_similarity(one.joined, other.joined, score_cutoff=0.7)
        if one.wade & other.wade:
            near = max(near, 0.97)
        turned = "".join(item.sound for item in (*other.words[1:], other.words[0]))
        near = max(near, OSA.normalized_similarity(one.joined, turned, score_cutoff=0.7))
        turned = "".join(item.sound for item in (*one.words[1:], one.words[0]))
        near = max(near, OSA.normalized_similarity(other.joined, turned, score_cutoff=0.7))
    sure = max(0.0, (near - 0.7) / 0.28) if near < 0.98 else 1.0
    support = weight * sure
    doubt = weight * (1 - sure)
    close = support / (support + 1.6 * doubt + 0.1)
    return Evidence(support, doubt * 0.5, 0.0, doubt, close, ((one.text, other.text, near),))


def _consonants(arab: Name, plain: Name) -> float:
    readings: list[tuple[str, str]] = [("", "")]
    for item in arab.words:
        found = arabic.skeletons_of_arabic(item.text) if item.kind == "arabic" else ()
        readings = [(s + a, w + b) for s, w in readings for a, b in found or (("", ""),)][:8]
    parts = [arabic.skeletons_of_latin(item.text) for item in plain.words if item.kind != "arabic"]
    turned = parts[1:] + parts[:1]
    last = parts[-1:] + parts[:-1]
    joined = tuple((arabic.squeeze(s), arabic.squeeze(w)) for s, w in readings)
    return max(
        consonants_agree(joined, ("".join(s for s, _ in order), "".join(w for _, w in order)))
        for order in (parts, turned, last)
    )


def _generations(one: Name, other: Name, found: Evidence) -> Evidence:
    named = "".join(filter(None, (one.generation, other.generation)))
    return Evidence(
        found.support, found.against + 0.6, found.extra, found.doubt, found.close * 0.8, found.pairs,
        found.left + ((named,) if one.generation else ()), found.right + ((named,) if other.generation else ()),
    )  # fmt: skip


def _compare_han(one: Name, other: Name) -> Evidence:
    if one.han and other.han:
        near = _characters(one.han, other.han)
        weight = 2.2
    else:
        characters, plain = (one, other) if one.han else (other, one)
        near = han.agreement(characters.han, characters_free(plain)) if plain.words else 0.0
        weight = max(1.0, min(plain.weight, 2.5))
    return _by_agreement(one, other, near, weight)


def characters_free(plain: Name) -> tuple[str, ...]:
    """Return the folded words of a name for comparison with Chinese characters."""
    return tuple(part for part in fold(_BRACKETS.sub(" ", plain.text)).split() if part not in little("generations"))


def _characters(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if "·" in one or "·" in other or min(len(one), len(other)) > 3:
        return OSA.normalized_similarity(one, other) ** 2
    (family, given), (family2, given2) = han.family_and_given(one), han.family_and_given(other)
    if family != family2:
        return 0.1
    return 0.35 + 0.6 * OSA.normalized_similarity(given, given2) if len(given) == len(given2) else 0.35


def _compare_hangul(one: Name, other: Name) -> Evidence:
    if one.hangul and other.hangul:
        near = 1.0 if one.hangul == other.hangul else OSA.normalized_similarity(one.hangul, other.hangul) * 0.75
        return _by_agreement(one, other, near, 1.8)
    korean, plain = (one, other) if one.hangul else (other, one)
    words = [hangul.coarse(item) for item in characters_free(plain)]
    orders = {" ".join(words), " ".join((*words[-1:], *words[:-1])), " ".join((*words[1:], *words[:1]))}
    spelt = {spelling.replace(" ", "") for spelling in hangul.spellings(korean.hangul)}
    near = 0.0
    for order in orders:
        bare = order.replace(" ", "")
        for spelling in spelt:
            fine = Indel.normalized_similarity(bare, spelling)
            rough = Indel.normalized_similarity(_rough(bare), _rough(spelling))
            near = max(near, 0.5 * fine + 0.5 * rough)
    return _by_agreement(one, other, near**2, 1.8)


def _rough(text: str) -> str:
    return text.translate(_ROUGH)


_ROUGH = str.maketrans({"u": "o", "e": "o", "y": None, "w": None})


def _by_agreement(one: Name, other: Name, near: float, weight: float) -> Evidence:
    sure = max(0.0, (near - 0.4) / 0.55) if near < 0.95 else 1.0
    return Evidence(
        weight * sure, weight * (1 - sure) * 0.8, 0.0, weight * (1 - sure) * 0.3, near * weight / (weight + 0.12),
        ((one.text, other.text, near),),
    )  # fmt: skip


def heard(name: Name) -> str:
    """Return the words of a name as they sound, in order."""
    return " ".join(sound(item) for item in name.plain)
