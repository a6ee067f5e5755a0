"""Arabic and Persian letters against Latin ones, by their consonants: short vowels are not written.

`skeletons` gives the consonants of a word of either script, in two readings where a letter has two (ض is d or z).
The weak letters w and y are kept in the second string of each reading and at the start of a word only in the first.

    >>> skeletons_of_arabic("عبدالرحمن")[0][0] == skeletons_of_latin("abdurrahman")[0]
    True
"""

from __future__ import annotations

import functools
import re
import unicodedata

_LETTERS = {
    "ب": "b", "پ": "b", "ت": "t", "ث": "Θ", "ج": "j", "چ": "S", "ح": "h", "خ": "x", "د": "d", "ذ": "Z", "ر": "r",
    "ز": "z", "ژ": "J", "س": "s", "ش": "S", "ص": "s", "ض": "Z", "ط": "t", "ظ": "Z", "ع": "", "غ": "g", "ف": "f",
    "ق": "Q", "ك": "k", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ھ": "h", "ة": "", "و": "w",
    "ي": "y", "ی": "y", "ى": "", "ئ": "y", "ؤ": "w", "ا": "", "أ": "", "إ": "", "آ": "", "ء": "", "ٱ": "", "ﻯ": "",
    "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n", "ہ": "h", "ے": "y", "ڤ": "f", "ۀ": "h", "ې": "y", "ۍ": "y", "ټ": "t",
    "ډ": "d", "ړ": "r", "ږ": "J", "ښ": "S", "ڼ": "n", "ګ": "g", "څ": "T", "ځ": "z",
}  # fmt: skip
_SAME = str.maketrans(
    {"ك": "ک", "ي": "ی", "ى": "ی", "ﻯ": "ی", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ۀ": "ه", "ھ": "ه",
     "ہ": "ه", "ؤ": "و", "ئ": "ی", "ـ": None, "ے": "ی", "ء": None}
)  # fmt: skip
_SERVANT = re.compile("^عبد(?:ال)(?!له)(?=..)")
_DIGRAPHS = (
    (re.compile("^abd[aeiou]*l(?!l?ah)(?!la)(?=.)"), "abd"),
    (re.compile("kh"), "x"),
    (re.compile("gh"), "g"),
    (re.compile("tch|ch"), "S"),
    (re.compile("sh"), "S"),
    (re.compile("zh"), "J"),
    (re.compile("dj"), "j"),
    (re.compile("th"), "t"),
    (re.compile("dh"), "Z"),
    (re.compile("ph|v(?=f)"), "f"),
    (re.compile("ou|oo"), "u"),
    (re.compile("ee"), "i"),
    (re.compile("ck|q|c"), "k"),
    (re.compile("p"), "b"),
    (re.compile("v"), "w"),
)
_ARTICLE = re.compile("^ال(?=...)|^ال(?=له$)")


def normal(word: str) -> str:
    """Return an Arabic-script word with one form for each letter and without marks."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", word) if not unicodedata.combining(sign))
    return plain.translate(_SAME).replace("\u200c", "")


@functools.lru_cache(maxsize=1 << 14)
def skeletons_of_arabic(word: str) -> tuple[tuple[str, str], ...]:
    """Return (consonants, consonants with weak letters) for each reading of an Arabic or Persian word."""
    bare = _SERVANT.sub("عبد", normal(word))
    bare = _ARTICLE.sub("", bare)
    letters = "".join(_LETTERS.get(sign, "") for sign in bare)
    starts_weak = bare[:1] in ("و", "ي", "ی")
    readings = dict.fromkeys(letters.translate(reading) for reading in _READINGS)
    return tuple((strong(reading, starts_weak), squeeze(reading)) for reading in readings)


_READINGS = tuple(
    str.maketrans({"Z": z, "Θ": th, "Q": q})
    for z, th, q in (("d", "t", "k"), ("z", "s", "g"), ("z", "t", "k"), ("d", "s", "g"))
)


@functools.lru_cache(maxsize=1 << 14)
def skeletons_of_latin(word: str) -> tuple[str, str]:
    """Return (consonants, consonants with u and i as the weak letters they may stand for) of a folded Latin word."""
    for pattern, plain in _DIGRAPHS:
        word = pattern.sub(plain, word)
    word = word.replace("Z", "d")
    weak = "".join("y" if sign == "i" else "w" if sign in "uo" else sign for sign in word if sign not in "ae")
    consonants = "".join(sign for sign in word if sign not in "aeiou")
    return strong(consonants, word[:1] in ("w", "y")), squeeze(weak)


def strong(letters: str, starts_weak: bool) -> str:
    """Return the consonants without weak letters, but for one that the word starts with."""
    head, tail = (letters[:1], letters[1:]) if starts_weak else ("", letters)
    return squeeze(head + tail.replace("w", "").replace("y", ""))


def squeeze(letters: str) -> str:
    """Return the letters with doubled ones written once, and without a silent h at the end."""
    squeezed = _DOUBLED.sub(r"\1", letters)
    return squeezed[:-1] if len(squeezed) > 2 and squeezed.endswith("h") else squeezed


_DOUBLED = re.compile(r"(.)\1+")
