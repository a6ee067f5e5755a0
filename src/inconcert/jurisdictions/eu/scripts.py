"""The script of a name, as an ISO 15924 code, where it is not Latin.

>>> script_of("朱海仑"), script_of("Zhu Hailun"), script_of("Александр"), script_of("Al-Haramain (нидерландски)")
('Hani', '', 'Cyrl', '')
"""

from __future__ import annotations

import functools
import unicodedata

_CODES = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "CJK": "Hani",
    "HANGUL": "Hang",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HEBREW": "Hebr",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "MYANMAR": "Mymr",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "ETHIOPIC": "Ethi",
    "TIFINAGH": "Tfng",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "TAMIL": "Taml",
    "SYRIAC": "Syrc",
}
EU_SCRIPTS = frozenset({"", "Latn", "Cyrl", "Grek"})
"""Scripts in which the Union's own languages are written: a Cyrillic name may be the Bulgarian version."""


def script_of(name: str) -> str:
    """Return the one script of a name's letters; empty for Latin, for a mixture and for no letters."""
    if name.isascii():
        return ""
    found = {_letter_script(character) for character in name} - {""}
    return next(iter(found)) if len(found) == 1 and found != {"Latn"} else ""


@functools.lru_cache(maxsize=65536)
def _letter_script(character: str) -> str:
    if not character.isalpha():
        return ""
    return _CODES.get(unicodedata.name(character, "?").split(" ")[0].split("-")[0], "Zyyy")
