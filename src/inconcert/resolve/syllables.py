"""Syllables of Chinese in Latin letters: pinyin, the Wade-Giles of each, and how a word is cut into them.

>>> wade_giles("zedong"[:2]), wade_giles("xue"), cut("tuniyazi")
('tse', 'hsueh', ('tu', 'ni', 'ya', 'zi'))
"""

from __future__ import annotations

import functools

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo ue v",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo ue v",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
PINYIN = frozenset(first + final for first, finals in _FINALS.items() for final in finals.split())

_INITIALS = {
    "zh": "ch", "ch": "ch", "sh": "sh", "b": "p", "p": "p", "d": "t", "t": "t", "g": "k", "k": "k", "j": "ch",
    "q": "ch", "x": "hs", "z": "ts", "c": "ts", "s": "s", "r": "j",
}  # fmt: skip
_WHOLE = {
    "zi": "tzu", "ci": "tzu", "si": "ssu", "ri": "jih", "yi": "i", "yan": "yen", "ye": "yeh", "you": "yu",
    "yong": "yung", "er": "erh", "ge": "ko", "ke": "ko", "he": "ho", "e": "o", "guo": "kuo", "kuo": "kuo",
    "huo": "huo", "shuo": "shuo", "gui": "kuei", "kui": "kuei", "yue": "yueh", "shi": "shih", "zhi": "chih",
    "chi": "chih",
}  # fmt: skip


@functools.cache
def wade_giles(syllable: str) -> str:
    """Return the Wade-Giles spelling of a pinyin syllable, without apostrophes and marks."""
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    first = next((mark for mark in ("zh", "ch", "sh") if syllable.startswith(mark)), syllable[:1])
    if first not in _FINALS:
        return syllable
    final = syllable[len(first) :]
    if final.endswith("ong"):
        final = final[:-3] + "ung"
    elif final in ("ian", "ie", "ue"):
        final = {"ian": "ien", "ie": "ieh", "ue": "ueh"}[final]
    elif final == "uo":
        final = "o"
    elif final == "v":
        final = "u"
    return _INITIALS.get(first, first) + final


WADE_GILES = frozenset(wade_giles(syllable) for syllable in PINYIN)


@functools.lru_cache(maxsize=1 << 14)
def cut(word: str) -> tuple[str, ...]:
    """Return the pinyin syllables of a folded word, the fewest possible; empty where it is not pinyin."""
    return _cut(word, PINYIN)


@functools.lru_cache(maxsize=1 << 14)
def is_chinese(word: str) -> bool:
    """Return whether a folded word can be one or two syllables of pinyin or Wade-Giles, as a given name is."""
    return 0 < len(_cut(word, PINYIN)) <= 2 or 0 < len(_cut(word, WADE_GILES)) <= 2


@functools.lru_cache(maxsize=1 << 14)
def in_wade_giles(word: str) -> str:
    """Return a folded word in Wade-Giles whether it is pinyin or already so; empty where it is neither."""
    syllables = _cut(word, PINYIN)
    if syllables and len(syllables) <= 2:
        return "".join(wade_giles(syllable) for syllable in syllables)
    return word if len(_cut(word, WADE_GILES)) in (1, 2) else ""


def _cut(word: str, known: frozenset[str]) -> tuple[str, ...]:
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is not None and word[start:end] in known:
                now = best[end]
                if now is None or len(before) + 1 < len(now):
                    best[end] = (*before, word[start:end])
    return best[len(word)] or ()
