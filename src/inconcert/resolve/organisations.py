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
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

from babel import Locale
from rapidfuzz.distance import OSA

from inconcert.resolve import arabic, han, hangul, uyghur
from inconcert.resolve.letters import fold, sound
from inconcert.resolve.names import Evidence, align
from inconcert.resolve.words import Word, likeness, word

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HANGUL = re.compile(r"[가-힣]+")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\u200c]+")
_LITTLE = frozenset(
    {
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
        "m",
        "v",
        "on",
        "to",
        "der",
        "die",
        "das",
    }
)
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11",
          "v": "5", "x": "10", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xx": "20"}  # fmt: skip
_NUMBER_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
                 "nine": "9", "ten": "10", "first": "1", "1st": "1", "second": "2",
                 "2nd": "2", "third": "3", "3rd": "3", "4th": "4", "fourth": "4", "fifth": "5", "5th": "5"}  # fmt: skip
_MARKERS = frozenset({
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
        "acronym", "concepts", "forms", "joined", "keys", "numbers", "places", "size", "squeezed", "text", "weight",
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
        self.squeezed = fold(text).replace(" ", "")
        self.size = len(words)
        self.weight = sum(item.weight for item in words)
        self.keys = frozenset(_key(item) for item in words if item.weight > 0.3)


def _key(item: Word) -> str:
    if item.kind == "arabic":
        return arabic.skeletons_of_arabic(item.text)[0][0]
    return item.bones if len(item.bones) > 2 else item.sound


@functools.cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(resources.files("inconcert.resolve.data").joinpath("organisations.toml").read_text("utf-8"))


@functools.cache
def _phrases() -> dict[str, str]:
    """Phrase (folded, or in its own closed script) → "kind:concept"."""
    found: dict[str, str] = {}
    tables = _tables()
    for kind, mark in (("bodies", "body"), ("places", "place"), ("forms", "form")):
        for concept, phrases in tables[kind].items():
            for phrase in phrases.split("|"):
                found[_plain(phrase)] = f"{mark}:{concept}"
    for territory, code in _countries().items():
        found.setdefault(_heard(territory.split()), f"place:{code}")
    return found


@functools.cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "fr", "ru"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and len(fold(str(name))) > 3:
                plain = fold(str(name))
                found[plain] = fold(str(Locale("en").territories[code])).replace(" ", "")
                if language == "en" and plain.endswith("a"):
                    found[plain + "n"] = found[plain]
    return found


@functools.cache
def _renames() -> dict[str, str]:
    tables = _tables()
    return {_plain(short): long for key in ("renames", "acronyms") for short, long in tables[key].items()}


@functools.cache
def _longest() -> int:
    return max(phrase.count(" ") + 1 for phrase in (*_phrases(), *_renames()))


def _plain(phrase: str) -> str:
    if _HAN.search(phrase):
        return han.simplified(phrase)
    if _ARABIC.search(phrase):
        return " ".join(arabic.normal(part) for part in phrase.split())
    return phrase if _HANGUL.search(phrase) else _heard(fold(phrase).split())


def _heard(parts: list[str]) -> str:
    return " ".join(sound(part) if len(part) > 4 else part for part in parts)


@functools.lru_cache(maxsize=1 << 12)
def _concept(marked: str) -> Word | None:
    mark, _, name = marked.partition(":")
    if mark == "form":
        return None
    if mark == "place":
        return Word(name, "place", 0.6)
    return Word(name, "concept", 0.3 if name in _COMMON else 0.55)


@functools.lru_cache(maxsize=1 << 16)
def analyse(text: str) -> Body:
    """Return the analysed form of an organisation's name as printed."""
    shown = _SHORT_FORM.sub(_unless_other, text) if len(text) > 12 else text
    words: list[Word] = []
    forms: set[str] = set()
    letters: list[str] = []
    closed = bool(_HAN.search(shown) or _HANGUL.search(shown) or _ARABIC.search(shown))
    if closed:
        for item in _closed(shown):
            _add(item, words, forms)
    else:
        plain = _POSSESSIVE.sub("", shown).replace("&", " and ")
        units = _units(_merge_letters(fold(plain)).split())
        for item in units:
            _add(item, words, forms)
            if item[0] == "word" or ":" in item[1]:
                letters.append(item[2])
    if not words:
        words = [word(part) for part in fold(shown).split()]
    return Body(text, tuple(words), frozenset(forms), _acronyms(letters))


Unit = tuple[str, str, str]
"""("word" | "known", the word or "kind:concept", the letters it begins with)."""


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


def _merge_letters(folded: str) -> str:
    """Return the words with runs of single letters joined: a b c company → abc company."""
    formed = _LETTERED_FORM.sub(lambda found: " " + found.group().replace(" ", ""), folded)
    return _LETTERS.sub(lambda found: found.group().replace(" ", ""), formed)


_SHORT_FORM = re.compile(r"\(([A-ZА-Я-]{2,7})\)|\s/\s*([A-Z]{2,6})$")


def _unless_other(found: re.Match[str]) -> str:
    """Return nothing for a short form that is made of the first letters of the name before it."""
    letters = (found.group(1) or found.group(2)).replace("-", "").lower()
    firsts = iter(part[0].lower() for part in re.findall(r"\w+", found.string[: found.start()]))
    return " " if all(letter in firsts for letter in letters) else found.group()


_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_LETTERS = re.compile(r"\b(?:[a-z] ){1,5}[a-z]\b")
_LETTERED_FORM = re.compile(
    r" (?:l p|l l c|l l p|s a r l|s a s|s a|b v|n v|a s|s l|g m b h|s r l|s p a|j s c|p l c|n a|s a e|b v b a)$"
)


def _units(parts: list[str]) -> Iterator[Unit]:
    parts = _renamed(parts)
    heard_parts = [sound(part) if len(part) > 4 and part.isascii() else part for part in parts]
    phrases = _phrases()
    start = 0
    while start < len(parts):
        for size in range(min(_longest(), len(parts) - start), 0, -1):
            known = phrases.get(" ".join(heard_parts[start : start + size]))
            if known:
                yield "known", known, "".join(part[0] for part in parts[start : start + size])
                start += size
                break
        else:
            yield "word", parts[start], parts[start][0]
            start += 1


def _renamed(parts: list[str]) -> list[str]:
    renames = _renames()
    heard_parts = [sound(part) if len(part) > 4 and part.isascii() else part for part in parts]
    out: list[str] = []
    start = 0
    while start < len(parts):
        for size in range(min(5, len(parts) - start), 0, -1):
            other = renames.get(" ".join(heard_parts[start : start + size]))
            if other is not None:
                out += other.split()
                start += size
                break
        else:
            out.append(parts[start])
            start += 1
    return out


def _acronyms(letters: list[str]) -> frozenset[str]:
    joined = "".join(letters)
    return frozenset({joined}) if len(joined) >= 3 else frozenset()


def _closed(text: str) -> Iterator[Unit]:
    """Yield the units of a name in Han, Hangul or Arabic script, with the Latin words that stand beside them."""
    text = han.simplified(text)
    rest = _ARABIC.sub(" ", _HANGUL.sub(" ", _HAN.sub(" ", text)))
    for run in _HAN.findall(text):
        yield from _cut(run, _read_han, "han")
    for run in _HANGUL.findall(text):
        yield from _cut(run, _read_hangul, "word")
    arabic_parts = [arabic.normal(part) for found in _ARABIC.findall(text) for part in found.split("\u200c") if part]
    if arabic_parts:
        if uyghur.is_uyghur(text):
            yield from _units(fold(uyghur.latin(text)).split())
        else:
            yield from _arabic_units(arabic_parts)
    yield from _units([part for part in fold(rest).split() if len(part) > 1 or part.isdigit()])


def _arabic_units(parts: list[str]) -> Iterator[Unit]:
    for kind, value, letters in _units(parts):
        bare = value[2:] if value.startswith("ال") and len(value) > 4 else value
        known = _phrases().get(bare) if kind == "word" else None
        yield ("known", known, letters) if known else (kind, value, letters)


def _cut(run: str, read: Any, kind: str) -> Iterator[Unit]:
    phrases, renames = _phrases(), _renames()
    rest = ""
    start = 0
    while start < len(run):
        for size in range(min(12, len(run) - start), 0, -1):
            piece = run[start : start + size]
            known = phrases.get(piece) or (f"place:{renames[piece]}" if piece in renames else None)
            if known and (size > 1 or start + 1 == len(run)):
                if rest:
                    yield kind, read(rest), rest[0]
                    rest = ""
                yield "known", known, ""
                start += size
                break
        else:
            rest += run[start]
            start += 1
    if rest:
        yield kind, read(rest), rest[0]


def _read_han(run: str) -> str:
    return "".join((han.readings(sign) or ("",))[0] for sign in run)


def _read_hangul(run: str) -> str:
    return "".join(hangul.syllable(sign) for sign in run).lower()


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
    if (one.concepts ^ other.concepts) & _MARKERS:
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
        near = max(near, OSA.normalized_similarity(one.squeezed, other.squeezed, score_cutoff=0.97))
    weight = min(one.weight, other.weight)
    sure = max(0.0, (near - 0.75) / 0.23) if near < 0.98 else 1.0
    support, doubt = weight * sure, weight * (1 - sure)
    close = support / (support + 1.6 * doubt + 0.1)
    return Evidence(support, doubt * 0.5, 0.0, doubt, close, ((one.text, other.text, near),))


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
    return any(item.kind == "concept" and item.text in _MARKERS for item in mine)


def heard(body: Body) -> str:
    """Return the words of a name as they sound, in order."""
    return " ".join(sound(item.text) for item in body.words)
