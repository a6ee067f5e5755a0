"""In which script a name is written, for `lang` and for groups of names: by the letters alone, nothing is guessed.

>>> script_of("陈全国"), script_of("CHEN, Quanguo"), language_tag("Кадыров")
('Hani', 'Latn', 'und-Cyrl')
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from inconcert.web.saying import _

BEGINNINGS = (
    ("CJK", "Hani"), ("HANGUL", "Hang"), ("HIRAGANA", "Jpan"), ("KATAKANA", "Jpan"), ("CYRILLIC", "Cyrl"),
    ("ARABIC", "Arab"), ("LATIN", "Latn"), ("HEBREW", "Hebr"), ("GEORGIAN", "Geor"), ("ARMENIAN", "Armn"),
    ("MYANMAR", "Mymr"), ("THAI", "Thai"), ("GREEK", "Grek"), ("DEVANAGARI", "Deva"), ("BENGALI", "Beng"),
    ("ETHIOPIC", "Ethi"),
)  # fmt: skip
SCRIPTS = {
    "Latn": _("Latin script"), "Hani": _("Chinese characters"), "Cyrl": _("Cyrillic"), "Arab": _("Arabic script"),
    "Hang": _("Korean script"), "": _("other scripts"),
}  # fmt: skip


def script_of(name: str) -> str:
    """Return the ISO 15924 code of the script that most letters of a name are of; empty where none is known."""
    found: Counter[str] = Counter()
    for letter in name:
        if letter.isalpha():
            named = unicodedata.name(letter, "")
            found[next((code for start, code in BEGINNINGS if named.startswith(start)), "")] += 1
    return found.most_common(1)[0][0] if found else ""


def language_tag(name: str) -> str:
    """Return `lang` for a name: its script and no language, for a list does not say it; empty for Latin."""
    script = script_of(name)
    return f"und-{script}" if script not in ("", "Latn") else ""


def by_script(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return (name of the script, names in it), in order of the first of each."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        script = script_of(name)
        found.setdefault(script if script in SCRIPTS else "", []).append(name)
    return [(SCRIPTS[script], held) for script, held in found.items()]
