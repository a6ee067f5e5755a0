r"""Which characters can be set, and what stands for those that cannot: their number, the same in every format.

The shipped fonts cover Latin, Greek, Cyrillic, Arabic with Uyghur, Hebrew, Armenian, Georgian, Thai, Myanmar,
Devanagari, Ethiopic, Han (GB 2312, Big5 level 1), Kana and Hangul. What turns or hides text (bidirectional controls,
zero-width characters) counts as what cannot be set, so that a name in a document is what it looks like.

    >>> settable("Zhu \u202eHailun")
    'Zhu [U+202E]Hailun'
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import re
import unicodedata
from importlib import resources
from typing import Any

from inconcert.typeset.sheet import as_sheet
from inconcert.typeset.tree import Document, Paragraph, Run

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_KEPT = frozenset("\u200c")  # Persian and Uyghur spelling needs the non-joiner
_NOTE = {
    "en": "Characters that could not be set stand here by their number: ",
    "fr": "Les caractères qui ne peuvent être composés figurent par leur numéro : ",
}


@functools.cache
def coverage() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the first and last code points of the runs that the shipped fonts cover."""
    lines = resources.files("inconcert.typeset").joinpath("fonts/coverage.txt").read_text("ascii").split()
    pairs = [line.split("-") for line in lines]
    return tuple(int(first, 16) for first, _ in pairs), tuple(int(last, 16) for _, last in pairs)


@functools.lru_cache(maxsize=65_536)
def can_be_set(sign: str) -> bool:
    """Return whether one character can stand in a document."""
    if unicodedata.category(sign) in _HIDDEN and sign not in _KEPT:
        return False
    firsts, lasts = coverage()
    at = bisect.bisect_right(firsts, ord(sign)) - 1
    return at >= 0 and ord(sign) <= lasts[at]


def settable(text: str) -> str:
    """Return the text in NFC with white space as single blanks and every other character set or numbered."""
    joined = re.sub(r"[ \t\r\n\f\v\u2028\u2029]+", " ", unicodedata.normalize("NFC", text))
    return "".join(sign if can_be_set(sign) else f"[U+{ord(sign):04X}]" for sign in joined)


def unsettable(document: Document) -> tuple[str, ...]:
    """Return the distinct characters of a document that cannot be set, in order of their number."""
    found: set[str] = set()
    _walk(document, found)
    return tuple(sorted(found))


def prepared(document: Document) -> Document:
    """Return the document as it can be set, with a last paragraph that names what could not be."""
    document = as_sheet(document)
    missing = unsettable(document)
    ready: Document = _map(document)
    if not missing:
        return ready
    names = "; ".join(f"[U+{ord(sign):04X}] {unicodedata.name(sign, 'no name')}" for sign in missing)
    note = Paragraph((Run(_NOTE.get(document.language[:2], _NOTE["en"]) + names),), style="small")
    return dataclasses.replace(ready, blocks=(*ready.blocks, note))


def _map(value: Any) -> Any:
    if isinstance(value, str):
        return settable(value)
    if isinstance(value, tuple):
        return tuple(_map(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {item.name: _map(getattr(value, item.name)) for item in dataclasses.fields(value)}
        return dataclasses.replace(value, **changed)
    return value


def _walk(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        normal = re.sub(r"[ \t\r\n\f\v\u2028\u2029]+", " ", unicodedata.normalize("NFC", value))
        found.update(sign for sign in normal if not can_be_set(sign))
    elif isinstance(value, tuple):
        for item in value:
            _walk(item, found)
    elif dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            _walk(getattr(value, item.name), found)
