"""Phrases in the names of organisations: words cut into legal forms, public bodies, places, and the name proper.

>>> [unit[:2] for unit in units_of("Xinjiang Public Security Bureau")]
[('known', 'place:xinjiang'), ('known', 'body:security_bureau')]
>>> [unit[:2] for unit in units_of("新疆生产建设兵团公安局")]
[('known', 'place:xinjiang'), ('known', 'body:construction_corps'), ('known', 'body:security_bureau')]
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

from babel import Locale

from inconcert.resolve import arabic, han, hangul, uyghur
from inconcert.resolve.letters import fold, sound

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HANGUL = re.compile(r"[가-힣]+")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\u200c]+")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")

Unit = tuple[str, str, str]
"""("word" | "known", the word or "kind:concept", the letters it begins with)."""


def units_of(text: str) -> Iterator[Unit]:
    """Yield the units of a name in any script, in order."""
    if _HAN.search(text) or _HANGUL.search(text) or _ARABIC.search(text):
        yield from _closed(text)
    else:
        plain = _POSSESSIVE.sub("", text).replace("&", " and ")
        yield from _units(_merge_letters(fold(plain)).split())


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


def _merge_letters(folded: str) -> str:
    """Return the words with runs of single letters joined: a b c company → abc company."""
    formed = _LETTERED_FORM.sub(lambda found: " " + found.group().replace(" ", ""), folded)
    return _LETTERS.sub(lambda found: found.group().replace(" ", ""), formed)


_LETTERS = re.compile(r"\b(?:[a-z] ){1,5}[a-z]\b")
_LETTERED_FORM = re.compile(
    r" (?:l p|l l c|l l p|s a r l|s a s|s a|b v|n v|a s|s l|g m b h|s r l|s p a|j s c|p l c|n a|s a e|b v b a)$"
)


def _units(parts: list[str]) -> Iterator[Unit]:
    parts = _renamed(parts)
    spelt = [_as_heard(part) for part in parts]
    known, longest = _phrases(), _longest_from(False)
    start = 0
    while start < len(parts):
        for size in range(min(longest.get(spelt[start], 0), len(parts) - start), 0, -1):
            found = known.get(" ".join(spelt[start : start + size]))
            if found:
                yield "known", found, "".join(part[0] for part in parts[start : start + size])
                start += size
                break
        else:
            yield "word", parts[start], parts[start][0]
            start += 1


def _renamed(parts: list[str]) -> list[str]:
    renames, longest = _renames(), _longest_from(True)
    spelt = [_as_heard(part) for part in parts]
    if not any(part in longest for part in spelt):
        return parts
    out: list[str] = []
    start = 0
    while start < len(parts):
        for size in range(min(longest.get(spelt[start], 0), len(parts) - start), 0, -1):
            other = renames.get(" ".join(spelt[start : start + size]))
            if other is not None:
                out += other.split()
                start += size
                break
        else:
            out.append(parts[start])
            start += 1
    return out


@functools.cache
def _longest_from(renamed: bool) -> dict[str, int]:
    """First word of a phrase → the most words of a phrase that begins so."""
    longest: dict[str, int] = {}
    for phrase in _renames() if renamed else _phrases():
        first, size = phrase.split(" ", 1)[0], phrase.count(" ") + 1
        longest[first] = max(longest.get(first, 0), size)
    return longest


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


def _plain(phrase: str) -> str:
    if _HAN.search(phrase):
        return han.simplified(phrase)
    if _ARABIC.search(phrase):
        return " ".join(arabic.normal(part) for part in phrase.split())
    return phrase if _HANGUL.search(phrase) else _heard(fold(phrase).split())


def _heard(parts: list[str]) -> str:
    return " ".join(map(_as_heard, parts))


def _as_heard(part: str) -> str:
    return sound(part) if len(part) > 4 and part.isascii() else part


@functools.cache
def in_english(concept: str) -> str:
    """Return the first phrase of a "kind:concept", which is its English one; empty for a country or a rename."""
    kind, _, name = concept.partition(":")
    table = {"body": "bodies", "place": "places", "form": "forms"}[kind]
    return fold(str(_tables()[table].get(name, name)).split("|")[0])
