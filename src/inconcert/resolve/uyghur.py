"""Uyghur letters: its Arabic script writes every vowel, so each word has a Latin form, letter by letter.

>>> latin("شۆھرەت زاكىر")
'shohret zakir'
"""

from __future__ import annotations

import re

_LETTERS = {
    "ا": "a", "ە": "e", "ب": "b", "پ": "p", "ت": "t", "ج": "j", "چ": "ch", "خ": "kh", "د": "d", "ر": "r", "ز": "z",
    "ژ": "zh", "س": "s", "ش": "sh", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ک": "k", "گ": "g", "ڭ": "ng", "ل": "l",
    "م": "m", "ن": "n", "ھ": "h", "ه": "h", "و": "o", "ۇ": "u", "ۆ": "o", "ۈ": "u", "ۋ": "w", "ې": "e", "ى": "i",
    "ي": "y", "ئ": "",
}  # fmt: skip
_ONLY_UYGHUR = re.compile("[ەڭۇۆۈۋ]|\\bئ[اەوۇۆۈېى]")


def is_uyghur(text: str) -> bool:
    """Return whether a text in Arabic script has letters that only Uyghur uses."""
    return bool(_ONLY_UYGHUR.search(text))


def latin(text: str) -> str:
    """Return the Latin form of Uyghur words in Arabic script."""
    return "".join(_LETTERS.get(sign, sign) for sign in text)
