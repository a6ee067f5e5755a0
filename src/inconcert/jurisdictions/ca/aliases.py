"""Canada's `Aliases` column: many names in one text, told apart by rules that never cut a company's name in two.

Rules, in their order:
- a language label ("Belarusian:", "Arabic:") begins a section, whose names are in that language;
- a semicolon, and a slash between spaces, part names; so does a comma, except inside brackets and quotation marks,
  before a legal form ("Ltd.", "LLC", "АО"), and before a Cyrillic word in lower case, which continues a sentence;
- " or " parts names where each side has two words or more ("Aleksander or Alexander Karnienko" stays whole);
- a change between a right-to-left or Han script and Latin parts names; Cyrillic and Latin do not, because the list
  mixes look-alike letters of the two inside words.

    >>> [alias.text for alias in split("Air Bagan Holdings Pte., Ltd., Air Bagan Limited")]
    ['Air Bagan Holdings Pte., Ltd.', 'Air Bagan Limited']
    >>> [(alias.text, alias.language) for alias in split("Yury Shoigu; Russian: Юрий Шойгу")]
    [('Yury Shoigu', ''), ('Юрий Шойгу', 'Russian')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from inconcert.jurisdictions.scripts import script_of

LANGUAGES = ("Arabic", "Belarusian", "Belarussian", "Russian", "Ukrainian")
_LATIN_FORMS = "ltd limited inc llc llp lp plc jsc ojsc cjsc pjsc oao ooo zao pao corp co gmbh sa fze"
_CYRILLIC_FORMS = "ао ап ооо оао зао пао сао нко ано"
LEGAL_FORMS = frozenset(f"{_LATIN_FORMS} {_CYRILLIC_FORMS}".split())
_LABEL = re.compile(rf"[(\s]*\b({'|'.join(LANGUAGES)})\s*:\s*")
_OPENING, _CLOSING = "(«“", ")»”"
_APART = frozenset({"Arab", "Hebr", "Hani"})
_EXOTIC = re.compile(r"[\u0530-\u07ff\u3400-\u9fff\ufb50-\ufeff]")


class Alias(NamedTuple):
    """One name out of the column: its text, ISO 15924 script, and the language the list gives (empty: none)."""

    text: str
    script: str
    language: str


def split(printed: str) -> tuple[Alias, ...]:
    """Return the names of an `Aliases` value (white space collapsed) in the order printed, each once."""
    if not printed:
        return ()
    found: dict[str, Alias] = {}
    for language, section in _sections(printed):
        for part in _names(section):
            text = _trim(part)
            if text:
                found.setdefault(text, Alias(text, script_of(text), language))
    return tuple(found.values())


def _sections(printed: str) -> Iterator[tuple[str, str]]:
    if ":" not in printed:
        yield "", printed
        return
    parts = _LABEL.split(printed)
    yield "", parts[0]
    yield from zip(parts[1::2], parts[2::2], strict=True)


def _names(section: str) -> Iterator[str]:
    for piece in section.split(";"):
        for half in re.split(r"\s/\s", piece) if " / " in piece else (piece,):
            for part in _at_commas(half) if "," in half else (half,):
                for name in _at_or(part) if " or " in part else (part,):
                    yield from _at_scripts(name) if _EXOTIC.search(name) else (name,)


def _at_commas(text: str) -> list[str]:
    parts: list[str] = []
    for piece in _outside_brackets(text):
        if parts and _continues(piece):
            parts[-1] += "," + piece
        else:
            parts.append(piece)
    return parts


def _outside_brackets(text: str) -> list[str]:
    parts, start, depth = [], 0, 0
    for index, letter in enumerate(text):
        if letter in _OPENING:
            depth += 1
        elif letter in _CLOSING:
            depth = max(0, depth - 1)
        elif letter == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return parts


def _continues(piece: str) -> bool:
    word = piece.strip()
    if word.rstrip(".").replace(".", "").casefold() in LEGAL_FORMS:
        return True
    return bool(re.match(r"[\u0430-\u044f\u0451-\u045f]", word))


def _at_or(text: str) -> list[str]:
    sides = text.split(" or ")
    whole = all(len(side.split()) > 1 and "/" not in side for side in sides)
    return sides if whole else [text]


def _at_scripts(text: str) -> Iterator[str]:
    words: list[str] = []
    current = ""
    for word in text.split():
        script = script_of(word)
        if script and current and script != current and (script in _APART or current in _APART):
            yield " ".join(words)
            words = []
        words.append(word)
        current = script or current
    yield " ".join(words)


def _trim(text: str) -> str:
    text = text.strip(" ,\u200b")
    if text.startswith("(") and (")" not in text or (text.endswith(")") and text.count("(") == 1)):
        text = text[1:]
    if text.endswith(")") and "(" not in text:
        text = text[:-1]
    return text.strip(" ,")
