"""Chinese characters against Latin letters: pinyin with the readings of family names, Wade-Giles, Hong Kong spellings.

A name in characters is read as family name and given name; each character has several spellings, and a Latin name
agrees as far as it can be spelt by them, in either order. A longer name without a known family name is taken as the
rendering of a Uyghur, Tibetan or other name, which is compared by its elements and by how they sound in Chinese.

    >>> agreement("朱海仑", ("zhu", "hailun")), agreement("鄧炳強", ("tang", "ping", "keung"))
    (1.0, 1.0)
"""

from __future__ import annotations

import functools
import importlib.util
import itertools
import re
import tomllib
import unicodedata
from importlib import resources
from pathlib import Path
from typing import Any

from opencc import OpenCC
from rapidfuzz.distance import OSA

from inconcert.model.errors import OurError
from inconcert.resolve.letters import sound
from inconcert.resolve.syllables import cut, is_chinese, wade_giles

_CHARACTERS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")


@functools.cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(resources.files("inconcert.resolve.data").joinpath("han.toml").read_text("utf-8"))


@functools.cache
def _hong_kong() -> dict[str, tuple[str, ...]]:
    spellings: dict[str, list[str]] = {}
    for spelling, characters in _tables()["hong_kong"].items():
        for character in characters:
            spellings.setdefault(character, []).append(spelling)
    return {character: tuple(found) for character, found in spellings.items()}


@functools.cache
def _compound_surnames() -> frozenset[str]:
    return frozenset(_tables()["surnames"]["two"].split())


@functools.cache
def _converter() -> Any:
    return OpenCC("t2s")


@functools.lru_cache(maxsize=1 << 14)
def simplified(text: str) -> str:
    """Return the Chinese characters of a text, simplified, other signs as they are."""
    return str(_converter().convert(text)).replace("锺", "钟").replace("峯", "峰")


def chunks(text: str) -> tuple[str, ...]:
    """Return the runs of simplified Chinese characters of a text."""
    return tuple(_CHARACTERS.findall(simplified(text)))


@functools.cache
def _pinyin() -> dict[int, str]:
    """Character → its readings with marks, from pypinyin's table of single characters.

    Loaded by itself: the package as a whole brings a dictionary of phrases, which takes 40 MB and is of no use here.
    """
    package = importlib.util.find_spec("pypinyin")
    if package is None or not package.submodule_search_locations:
        raise OurError("the table of pinyin readings is missing", remedy="Install inconcert again, with pypinyin.")
    path = Path(package.submodule_search_locations[0]) / "pinyin_dict.py"
    spec = importlib.util.spec_from_file_location("inconcert_pinyin_readings", path)
    if spec is None or spec.loader is None:
        raise OurError(
            "the table of pinyin readings cannot be read", where=str(path), remedy="Install inconcert again."
        )
    table = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(table)
    found: dict[int, str] = table.pinyin_dict
    return found


@functools.lru_cache(maxsize=1 << 14)
def readings(character: str) -> tuple[str, ...]:
    """Return the pinyin readings of one simplified character, most usual first, folded (ü as u)."""
    marked = unicodedata.normalize("NFD", _pinyin().get(ord(character), ""))
    plain = "".join(sign for sign in marked if not unicodedata.combining(sign))
    return tuple(dict.fromkeys(item for item in plain.split(",") if item.isascii() and item))


@functools.lru_cache(maxsize=1 << 14)
def _spellings(character: str) -> frozenset[str]:
    plain = readings(character)
    older = [wade_giles(item) for item in plain]
    extra = _tables()["conventional"].get(character, "").split()
    return frozenset((*plain, *older, *extra, *_hong_kong().get(character, ())))


@functools.lru_cache(maxsize=1 << 14)
def family_and_given(name: str) -> tuple[str, str]:
    """Return the family name and given name of a run of characters; family empty where it is not of that form."""
    if len(name) > 2 and name[:2] in _compound_surnames():
        return name[:2], name[2:]
    if 2 <= len(name) <= 3:
        return name[0], name[1:]
    return "", name


@functools.lru_cache(maxsize=1 << 14)
def family_spellings(family: str) -> frozenset[str]:
    """Return the Latin spellings of a family name in simplified characters, by all systems."""
    read = _tables()["surname_readings"].get(family, "").split()
    if len(family) > 1:
        joined = {"".join(parts) for parts in itertools.product(*(_spellings(sign) for sign in family))}
        return frozenset((*read, *joined))
    if not read:
        return _spellings(family)
    extra = (*_tables()["conventional"].get(family, "").split(), *_hong_kong().get(family, ()))
    return frozenset((*read, *(wade_giles(item) for item in read), *extra))


@functools.lru_cache(maxsize=1 << 14)
def given_spellings(given: str) -> frozenset[str]:
    """Return the Latin spellings of a given name in simplified characters, by all systems."""
    return frozenset("".join(parts) for parts in itertools.product(*(sorted(_spellings(sign)) for sign in given)))


@functools.lru_cache(maxsize=1 << 14)
def latin(name: str) -> str:
    """Return the pinyin of a name, family name first: 'zhu hailun'."""
    words = []
    for run in chunks(name):
        family, given = family_and_given(run)
        if family:
            read = _tables()["surname_readings"].get(family, "").split()
            words.append(read[0] if read else "".join(readings(sign)[0] for sign in family if readings(sign)))
        words.append("".join(readings(sign)[0] for sign in given if readings(sign)))
    return " ".join(word for word in words if word)


@functools.lru_cache(maxsize=1 << 14)
def agreement(name: str, words: tuple[str, ...]) -> float:
    """Return in [0, 1] how far a name in characters can be read as the folded Latin `words`, in either order."""
    runs = chunks(name)
    if not runs or not words:
        return 0.0
    best = _rendered(runs, words)
    if len(runs) == 1 and len(runs[0]) <= 4:
        family, given = family_and_given(runs[0])
        if family:
            best = max(best, _chinese(family, given, words))
        elif len(runs[0]) == 1:
            best = max(best, 0.6 if "".join(words) in _spellings(runs[0]) else 0.0)
        best = max(best, _whole(runs[0], words))
    return best


def _chinese(family: str, given: str, words: tuple[str, ...]) -> float:
    heads, tails = family_spellings(family), given_spellings(given)
    best = 0.0
    if len(family) > 1 and len(words) > 2:
        words = (words[0] + words[1], *words[2:])
    for index, word in enumerate(words):
        if 0 < index < len(words) - 1 and word not in heads:
            continue
        likeness = 1.0 if word in heads else 0.6 if any(_near(word, head) for head in heads) else 0.0
        if likeness:
            best = max(best, likeness * _given(words[:index] + words[index + 1 :], given, tails))
    return best


def _given(rest: tuple[str, ...], given: str, tails: frozenset[str]) -> float:
    if not rest:
        return 0.3
    joined = "".join(rest)
    if joined in tails:
        return 1.0
    if len(rest) > 1 and any("".join(rest[:i] + rest[i + 1 :]) in tails for i in range(len(rest))):
        return 0.95
    near = max(OSA.normalized_similarity(joined, tail) for tail in tails)
    if near >= 0.8:
        return near * 0.95
    if _initials(rest, given):
        return 0.6
    if len(given) > 1 and any(word in _spellings(sign) for sign in given for word in rest if len(word) > 1):
        return 0.5
    if not any(len(word) > 1 and is_chinese(word) for word in rest):
        return 0.4
    return near * 0.3


def _initials(rest: tuple[str, ...], given: str) -> bool:
    """Return whether each word is an initial, or a whole syllable, of the character at its place."""
    if len(rest) < len(given) or not any(len(word) == 1 for word in rest):
        return False
    tail = rest[len(rest) - len(given) :]
    return all(
        any(spelling == word or (len(word) == 1 and spelling[:1] == word) for spelling in _spellings(sign))
        for word, sign in zip(tail, given, strict=True)
    )


def _whole(run: str, words: tuple[str, ...]) -> float:
    """Return how far pen names, written as one word or as two syllables, agree."""
    joined = "".join(words)
    spelt = "".join(readings(sign)[0] for sign in run if readings(sign))
    if joined == spelt:
        return 0.97
    near = OSA.normalized_similarity(joined, spelt)
    return near * (0.9 if near >= 0.85 else 0.45)


def _near(word: str, head: str) -> bool:
    return len(head) > 3 and OSA.distance(word, head) <= 1


@functools.cache
def _elements() -> dict[str, tuple[str, ...]]:
    return {simplified(key): tuple(value.split()) for key, value in _tables()["elements"].items()}


@functools.cache
def _rendered_latin() -> dict[str, tuple[str, ...]]:
    """The pinyin of each element → its Latin forms."""
    return {"".join(readings(sign)[0] for sign in key): value for key, value in _elements().items()}


@functools.lru_cache(maxsize=1 << 14)
def pieces(run: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (pinyin, Latin forms of the element or ()) of a run, longest elements first from the left."""
    known = _elements()
    found: list[tuple[str, tuple[str, ...]]] = []
    start = 0
    rest = ""
    while start < len(run):
        size = next((size for size in range(min(8, len(run) - start), 1, -1) if run[start : start + size] in known), 0)
        if size:
            if rest:
                found.append((rest, ()))
                rest = ""
            key = run[start : start + size]
            found.append(("".join(readings(sign)[0] for sign in key), known[key]))
            start += size
        else:
            rest += (readings(run[start]) or ("",))[0]
            start += 1
    if rest:
        found.append((rest, ()))
    return tuple(found)


def _rendered(runs: tuple[str, ...], words: tuple[str, ...]) -> float:
    parts = [piece for run in runs for piece in pieces(run)]
    if len(runs) == 1 and len(runs[0]) < 4 and not any(forms for _, forms in parts):
        return 0.0
    left = list(words)
    total = weight = 0.0
    for spelt, forms in parts:
        likeness, where = max(((_piece(spelt, forms, word), i) for i, word in enumerate(left)), default=(0.0, -1))
        size = len(spelt)
        weight += size
        total += size * likeness
        if likeness > 0.5:
            left.pop(where)
    extra = sum(len(word) for word in left if len(word) > 2)
    by_word = total / (weight + extra) if weight else 0.0
    joined, sounded = "".join(words), "".join(spelt for spelt, _ in parts)
    whole = 0.85 if len(skeleton(joined)) > 3 and skeleton(joined) == skeleton(sounded) else 0.0
    return max(by_word, whole)


def _piece(spelt: str, forms: tuple[str, ...], word: str) -> float:
    if word == spelt:
        return 1.0
    heard = sound(word)
    if any(sound(form) == heard for form in forms):
        return 0.97
    near = max((OSA.normalized_similarity(sound(form), heard) for form in forms), default=0.0)
    if near >= 0.75:
        return near
    if len(skeleton(spelt)) > 2 and skeleton(spelt) == skeleton(word):
        return 0.85
    return OSA.normalized_similarity(spelt, word) * 0.8


_COARSE = (
    (re.compile("ck"), "k"),
    (re.compile("zh|ch|sh|j|q(?=[iu])|c|z"), lambda found: "S" if found.group() == "sh" else "Z"),
    (re.compile("x|s"), "S"),
    (re.compile("ng|m"), "n"),
    (re.compile("kh|gh|[hkgq]"), "K"),
    (re.compile("[lr]"), "R"),
    (re.compile("[td]"), "T"),
    (re.compile("[pb]"), "P"),
    (re.compile("[wvf]"), "F"),
)


@functools.lru_cache(maxsize=1 << 14)
def skeleton(word: str) -> str:
    """Return what is left of a word when it is rendered in Chinese: consonants in the few classes that survive."""
    for pattern, plain in _COARSE:
        word = pattern.sub(plain, word)
    bare = re.sub("[aeiouy]", "", word)
    return re.sub(r"(.)\1+", r"\1", bare)


_RENDERED_TAILS = ("zi", "ti", "er", "mu", "ke", "ha", "hong", "jiang", "si", "pu", "fu", "man", "sha", "te", "di")


@functools.lru_cache(maxsize=1 << 14)
def rendered_forms(word: str) -> tuple[str, ...]:
    """Return the Latin forms of a pinyin word that renders a foreign name's element ('zhakeer': zakir); else ()."""
    return _rendered_latin().get(word, ())


@functools.lru_cache(maxsize=1 << 14)
def looks_rendered(word: str) -> bool:
    """Return whether a Latin word is the pinyin of a rendered foreign name: three syllables and a typical end."""
    if len(word) < 6 or not word.endswith(_RENDERED_TAILS):
        return False
    return len(cut(word)) >= 3
