"""Hangul against the many ways of writing Korean names in Latin letters.

Both sides are brought to a coarse spelling in which lax, tense and aspirated consonants fall together.

    >>> "kim coN un" in spellings("김정은"), coarse("jong")
    (True, 'coN')
"""

from __future__ import annotations

import functools
import re

_FIRST = ("k", "k", "n", "t", "t", "l", "m", "p", "p", "s", "s", "", "c", "c", "c", "k", "t", "p", "h")
_MIDDLE = (
    "a", "e", "ya", "ye", "o", "e", "yo", "ye", "o", "wa", "e", "e", "yo", "u", "wo", "we", "wi", "yu", "u", "i", "i",
)  # fmt: skip
_LAST = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "N", "t",
    "t", "k", "t", "p", "",
)  # fmt: skip
_SURNAMES = {
    "이": ("li", "i", "yi"), "리": ("li", "i", "yi"), "박": ("pak", "palk"), "최": ("ce", "coi", "coe", "cwe"),
    "임": ("im", "lim", "yim"), "림": ("lim", "im"), "노": ("no", "lo"), "로": ("lo", "no"), "유": ("yu", "lyu", "yo"),
    "류": ("lyu", "yu"), "여": ("yo", "lyo"), "려": ("lyo", "yo"), "양": ("yaN", "lyaN"), "량": ("lyaN", "yaN"),
    "정": ("coN", "cuN", "ceN"), "전": ("con", "cun"), "우": ("u", "wu"), "오": ("o", "oh"), "안": ("an", "ahn"),
    "구": ("ku", "koo"), "서": ("so", "suh", "su"), "허": ("ho", "huh", "heo"), "선우": ("sonu",),
    "남궁": ("namkuN",), "황보": ("hwaNpo",), "제갈": ("cekal",), "독고": ("tokko",), "촤": ("ce", "cwa"),
    "나": ("na", "la"), "라": ("la", "na"), "윤": ("yun",), "염": ("yom", "lyom"), "연": ("yon", "lyon"),
}  # fmt: skip
_LATIN = (
    (re.compile("ng"), "N"),
    (re.compile("tch|dj|ch|ts|j|z"), "c"),
    (re.compile("sh"), "s"),
    (re.compile("ph"), "p"),
    (re.compile("th"), "t"),
    (re.compile("kh|gg|kk|q"), "k"),
    (re.compile("ck"), "k"),
    (re.compile("yeo|yuh|youn?(?=N)"), "yo"),
    (re.compile("eui|ui"), "i"),
    (re.compile("wae|oae|oe|oi"), "e"),
    (re.compile("eo|ou(?=N|n|l|k)"), "o"),
    (re.compile("eu"), "u"),
    (re.compile("oo|ou"), "u"),
    (re.compile("ae|ai|ay"), "e"),
    (re.compile("ee"), "i"),
    (re.compile("(?<=[aeiou])h(?![aeiouy])"), ""),
    (re.compile("(?<=[b-df-hj-np-tv-z])y$"), "i"),
    (re.compile("g"), "k"),
    (re.compile("d"), "t"),
    (re.compile("b"), "p"),
    (re.compile("v"), "w"),
    (re.compile("rh"), "l"),
    (re.compile("r"), "l"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@functools.lru_cache(maxsize=1 << 14)
def coarse(word: str) -> str:
    """Return a folded Latin word in the coarse Korean spelling."""
    for pattern, plain in _LATIN:
        word = pattern.sub(plain, word)
    return word


def syllable(sign: str) -> str:
    """Return the coarse spelling of one Hangul syllable."""
    number = ord(sign) - 0xAC00
    return _FIRST[number // 588] + _MIDDLE[number % 588 // 28] + _LAST[number % 28]


@functools.lru_cache(maxsize=1 << 14)
def spellings(name: str) -> tuple[str, ...]:
    """Return "family syllables…" coarse spellings of a Hangul name, one for each usual spelling of its family name."""
    signs = [sign for sign in name if "가" <= sign <= "힣"]
    if not signs:
        return ()
    family = "".join(signs[:2]) if len(signs) > 3 and "".join(signs[:2]) in _SURNAMES else signs[0]
    given = " ".join(syllable(sign) for sign in signs[len(family) :])
    plain = "".join(syllable(sign) for sign in family)
    heads = dict.fromkeys((plain, *_SURNAMES.get(family, ())))
    return tuple(f"{head} {given}".strip() for head in heads)
