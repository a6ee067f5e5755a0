"""Letters of any script to plain Latin letters, and Latin spellings to how they sound.

`fold` gives lower-case ASCII words; `sound` lets the usual ways of writing one name in Latin letters fall together;
`bones` keeps only its consonants. All three are functions of the text alone.

    >>> fold("Müller, Łukasz"), fold("Євгеній"), sound("yevgeny") == sound("evgenii")
    ('muller lukasz', 'yevheniy', True)
"""

from __future__ import annotations

import functools
import re
import unicodedata

from anyascii import anyascii

_LATIN = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "þ": "th", "ð": "d", "ħ": "h",
     "ŋ": "ng", "ƣ": "gh", "ʒ": "zh"}
)  # fmt: skip

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c",
    "ђ": "dj", "џ": "dz", "ѓ": "gj", "ќ": "kj", "ѕ": "dz", "ә": "a", "ғ": "gh", "қ": "q", "ң": "ng", "ө": "o",
    "ұ": "u", "ү": "u", "һ": "h", "җ": "j", "ҷ": "j", "ӣ": "i", "ӯ": "u", "ҳ": "h", "ӑ": "a", "ӗ": "e", "ӏ": "",
    "ҡ": "q", "ҙ": "z", "ҫ": "s", "ӱ": "u", "ӧ": "o", "ѝ": "i",
}  # fmt: skip
_UKRAINIAN_OR_BELARUSIAN = re.compile("[іїєґў]")
_APOSTROPHES = re.compile("['’‘ʼʻ`´′ʾʿ‛ˈ]")
_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+")
_NOT_PLAIN = re.compile(r"[^0-9a-z]+")


@functools.lru_cache(maxsize=1 << 12)
def fold(text: str) -> str:
    """Return lower-case ASCII words with single spaces; letters of every script, apostrophes dropped, marks off."""
    lowered = unicodedata.normalize("NFKC", text).casefold()
    lowered = _APOSTROPHES.sub("", lowered)
    if not lowered.isascii():
        lowered = _CYRILLIC_WORD.sub(lambda word: cyrillic(word.group()), lowered)
        lowered = lowered.translate(_LATIN)
        lowered = "".join(sign for sign in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(sign))
        if not lowered.isascii():
            lowered = anyascii(lowered).lower()
            lowered = _APOSTROPHES.sub("", lowered)
    return _NOT_PLAIN.sub(" ", lowered).strip()


def cyrillic(word: str) -> str:
    """Return a lower-case Cyrillic word in Latin letters; Ukrainian and Belarusian letters make г an h."""
    eastern = _UKRAINIAN_OR_BELARUSIAN.search(word)
    out = []
    for sign in word:
        if sign == "г" and eastern:
            out.append("h")
        elif sign == "и" and "і" in word:
            out.append("y")
        else:
            out.append(_CYRILLIC.get(sign, ""))
    return "".join(out)


_SOUNDS = (
    (re.compile("shtsh|shch|schtsch|stch"), "S"),
    (re.compile("tsch|tch|tsh|cz"), "C"),
    (re.compile("sch|sh"), "S"),
    (re.compile("ch"), "C"),
    (re.compile("dzh|zh|dj"), "J"),
    (re.compile("j(?=[aeou])(?<=[b-df-hj-np-tv-xz]j)"), "i"),
    (re.compile("(?<=[aeiou])j$|(?<=[ei])j"), "i"),
    (re.compile("j"), "J"),
    (re.compile("kh"), "h"),
    (re.compile("gh"), "g"),
    (re.compile("ph"), "f"),
    (re.compile("th"), "t"),
    (re.compile("dh"), "d"),
    (re.compile("bh"), "b"),
    (re.compile("tz|ts"), "T"),
    (re.compile("ck|q"), "k"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("c"), "k"),
    (re.compile("^x"), "s"),
    (re.compile("x"), "ks"),
    (re.compile("w"), "v"),
    (re.compile("(?<=[bdfgklmnprstvzCSJT])au$"), "ov"),
    (re.compile("ou|oo"), "u"),
    (re.compile("ee"), "i"),
    (re.compile("y"), "i"),
    (re.compile("(?<=[a-zA-Z]{3})[ae]i(?=[a-zA-Z])|[ae][ei](?=[a-zA-Z]{2})"), "e"),
    (re.compile("i+(?=[aeou])"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=[aeiou])h$"), ""),
)


@functools.lru_cache(maxsize=1 << 13)
def sound(word: str) -> str:
    """Return a folded Latin word as it sounds: usual transliterations of one name give one result."""
    for pattern, plain in _SOUNDS:
        word = pattern.sub(plain, word)
    return word


@functools.lru_cache(maxsize=1 << 13)
def bones(word: str) -> str:
    """Return the consonants of a folded Latin word as it sounds, with A for a vowel at its start."""
    heard = sound(word)
    kept = heard.translate(_NO_VOWELS)
    return "A" + kept if heard[:1] in _VOWELS else kept


_VOWELS = frozenset("aeiou")
_NO_VOWELS = str.maketrans("", "", "aeiou")
