"""Names of organisations: legal forms aside, public bodies as concepts in any language, places apart.

A name becomes words: concepts (a ministry is a ministry in any tongue), places, numbers, and what is left, which is
the name proper. Another place or another number speaks against; a further body (… Public Security Bureau) makes it a
part of the whole, which is a relation and not the same.

    >>> one, other = analyse("Xinjiang Public Security Bureau"), analyse("新疆维吾尔自治区公安厅")
    >>> compare(one, other).against
    0.0
    >>> compare(analyse("Aksu Public Security Bureau"), analyse("Hotan Public Security Bureau")).against > 0.5
    True
"""

from __future__ import annotations

import functools
import re

from babel import Locale
from rapidfuzz.distance import OSA

from inconcert.resolve import arabic, han
from inconcert.resolve.letters import fold, sound
from inconcert.resolve.names import Evidence, align
from inconcert.resolve.phrases import Unit, units_of
from inconcert.resolve.words import Word, likeness, word

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HANGUL = re.compile(r"[가-힣]+")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\u200c]+")
_LITTLE = frozenset(
    [
        "the",
        "of",
        "for",
        "and",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "von",
        "und",
        "et",
        "y",
        "e",
        "in",
        "a",
        "an",
        "al",
        "el",
        "i",
        "na",
        "po",
        "dlya",
        "im",
        "imeni",
        "on",
        "to",
        "der",
        "die",
        "das",
        "mv",
        "mt",
        "ul",
        "ol",
        "wa",
        "wal",
        "lil",
    ]
)
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11",
          "v": "5", "x": "10", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xx": "20"}  # fmt: skip
_NUMBER_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
                 "nine": "9", "ten": "10", "first": "1", "1st": "1", "second": "2",
                 "2nd": "2", "third": "3", "3rd": "3", "4th": "4", "fourth": "4", "fifth": "5", "5th": "5"}  # fmt: skip
MARKERS = frozenset({
    "security_bureau", "prison", "police", "battalion", "brigade", "division", "regiment", "department", "committee",
    "court", "prosecutor", "intelligence", "state_security", "special_forces", "ministry", "construction_corps", "army",
    "navy", "air_force", "guard_corps",
})  # fmt: skip
_COMMON = frozenset({
    "group", "holding", "enterprise", "trade", "technology", "international", "development", "association", "center",
    "management", "service", "production", "plant", "state", "organisation", "office", "republic", "city", "province",
    "county", "autonomous_region", "prefecture", "united", "federal", "logistics", "machinery", "electronic", "public",
    "information", "investment", "construction", "engineering", "trust", "digital", "special", "commercial", "people",
    "corporation", "concern", "components", "solutions", "first", "islamic", "general",
})  # fmt: skip


class Body:
    """An organisation's name ready to compare."""

    __slots__ = (
        "acronym", "concepts", "forms", "joined", "keys", "numbers", "places", "size", "text", "weight",
        "words",
    )  # fmt: skip

    def __init__(self, text: str, words: tuple[Word, ...], forms: frozenset[str], acronym: frozenset[str]) -> None:
        self.text = text
        self.words = words
        self.forms = forms
        self.acronym = acronym
        self.places = frozenset(item.text for item in words if item.kind == "place")
        self.numbers = frozenset(item.text for item in words if item.kind == "number")
        self.concepts = frozenset(item.text for item in words if item.kind == "concept")
        self.joined = "".join(item.sound for item in words)
        self.size = len(words)
        self.weight = sum(item.weight for item in words)
        self.keys = frozenset(_key(item) for item in words if item.weight > 0.3)


def _key(item: Word) -> str:
    if item.kind == "arabic":
        return arabic.skeletons_of_arabic(item.text)[0][0]
    return item.bones if len(item.bones) > 2 else item.sound


@functools.lru_cache(maxsize=1 << 12)
def _concept(marked: str) -> Word | None:
    mark, _, name = marked.partition(":")
    if mark == "form":
        return None
    if mark == "place":
        return Word(name, "place", PLACE_WEIGHT)
    return Word(name, "concept", 0.3 if name in _COMMON else 0.55)


@functools.lru_cache(maxsize=1 << 12)
def analyse(text: str) -> Body:
    """Return the analysed form of an organisation's name as printed."""
    shown = _SHORT_FORM.sub(_unless_other, text) if len(text) > 12 else text
    words: list[Word] = []
    forms: set[str] = set()
    letters: list[str] = []
    for item in units_of(shown):
        _add(item, words, forms)
        letters.append(item[2])
    if not words:
        words = [word(part) for part in fold(shown).split()]
    return Body(text, tuple(words), frozenset(forms), _acronyms(letters))


def _add(item: Unit, words: list[Word], forms: set[str]) -> None:
    kind, value, _ = item
    if kind in ("word", "han"):
        if value in _LITTLE:
            return
        number = _ROMAN.get(value) if words else None
        if kind == "han":
            words.append(_rendered(value))
        else:
            words.append(word(number or _NUMBER_WORDS.get(value) or _ADJECTIVE.sub("", value)))
    elif value.startswith("form:"):
        forms.add(value[5:])
    else:
        known = _concept(value)
        if known is not None and known not in words:
            words.append(known)


_ADJECTIVE = re.compile("(?<=[a-z]{4})sk(?:iy|ii|ij|y|i|aya|aia|oe|oye|ogo)$")


@functools.lru_cache(maxsize=1 << 14)
def _rendered(spelt: str) -> Word:
    """Return the word of a run of characters, which may render a foreign name by its sound."""
    made = Word(spelt, "latin", 1.0)
    made.skeleton = han.skeleton(spelt)
    return made


_SHORT_FORM = re.compile(r"\(([A-ZА-Я-]{2,7})\)|\s/\s*([A-Z]{2,6})$")


def _unless_other(found: re.Match[str]) -> str:
    """Return nothing for a short form that is made of the first letters of the name before it."""
    letters = (found.group(1) or found.group(2)).replace("-", "").lower()
    firsts = iter(part[0].lower() for part in re.findall(r"\w+", found.string[: found.start()]))
    return " " if all(letter in firsts for letter in letters) else found.group()


def _acronyms(letters: list[str]) -> frozenset[str]:
    joined = "".join(letters)
    return frozenset({joined}) if len(joined) >= 3 else frozenset()


def compare(one: Body, other: Body) -> Evidence:
    """Return what two organisations' names say; symmetric but for the sides of `left` and `right`."""
    if _abbreviates(one, other) or _abbreviates(other, one):
        weight = 1.2
        return Evidence(weight, 0.0, 0.2, 0.2, 0.8, ((one.text, other.text, 0.8),))
    found = align(one.words, other.words, 0.06)
    if found.close < 0.95 and (found.left or found.right or found.doubt > 0.2):
        found = max(found, _run_together(one, other), key=lambda evidence: evidence.close)
    against = found.against
    if one.places and other.places and not one.places & other.places:
        against += 0.5
    elif bool(one.places) != bool(other.places):
        against += 0.15
    if (one.concepts ^ other.concepts) & MARKERS:
        against += 0.5
    if bool(one.numbers) != bool(other.numbers):
        against += 0.25
    if against == found.against and one.forms and other.forms and not one.forms & other.forms:
        against += 0.12
    if against == found.against:
        return found
    close = found.support / (found.support + 1.2 * found.doubt + 1.6 * against + 0.45 * found.extra + 0.06)
    return Evidence(found.support, against, found.extra, found.doubt, close, found.pairs, found.left, found.right)


def _abbreviates(short: Body, long: Body) -> bool:
    return len(short.words) == 1 and short.words[0].text in long.acronym and len(long.words) > 2


def _run_together(one: Body, other: Body) -> Evidence:
    near = OSA.normalized_similarity(one.joined, other.joined, score_cutoff=0.75)
    if one.numbers == other.numbers:
        near = max(
            near,
            OSA.normalized_similarity(
                fold(one.text).replace(" ", ""), fold(other.text).replace(" ", ""), score_cutoff=0.97
            ),
        )
    weight = min(one.weight, other.weight)
    sure = max(0.0, (near - 0.75) / 0.23) if near < 0.98 else 1.0
    support, doubt = weight * sure, weight * (1 - sure)
    close = support / (support + 1.6 * doubt + 0.1)
    return Evidence(support, doubt * 0.5, 0.0, doubt, close, ((one.text, other.text, near),))


PLACE_WEIGHT = 0.6


@functools.lru_cache(maxsize=512)
def country_word(code: str) -> str:
    """Return the word that a country's name is in an analysed name ("" for a code that CLDR does not have)."""
    return fold(str(Locale("en").territories.get(code.upper(), ""))).replace(" ", "")


def part_of(one: Body, other: Body) -> bool:
    """Return whether `one`'s name says it is a part of `other`: all of the whole's words and a body of its own."""
    if not other.words or len(other.words) >= len(one.words):
        return False
    mine = list(one.words)
    for item in other.words:
        found = next((own for own in mine if likeness(own, item) >= 0.93), None)
        if found is None:
            return False
        mine.remove(found)
    return any(item.kind == "concept" and item.text in MARKERS for item in mine)


def heard(body: Body) -> str:
    """Return the words of a name as they sound, in order."""
    return " ".join(sound(item.text) for item in body.words)
