"""Cells that hold several values, numbered by hand: "(1) Russia (2) Ukraine", "a) French, b) Tunisian".

A cell is split only where it begins with its first number; otherwise it is one value, whatever brackets it has.

    >>> items("(1) Syria. (2) United Kingdom")
    ['Syria.', 'United Kingdom']
    >>> items("(1)-(2) Tunisia (3) Libya")
    ['Tunisia', 'Libya']
    >>> items("Bank (1) of two")
    ['Bank (1) of two']
"""

from __future__ import annotations

import re

_MARK = re.compile(r"(?<![\w(])\(?(\d{1,2}|[a-z])(?:\s*[-–]\s*(\d{1,2}))?\)\s*")
_NOTHING = frozenset(("", "-", "–", "to", "and", "-."))


def items(printed: str) -> list[str]:
    """Return the values of a cell in printed order, white space collapsed; placeholders such as "-" are left out."""
    text = clean(printed)
    first = _MARK.match(text) if ")" in text else None
    if not first or first[1] not in ("1", "a"):
        return [] if text in _NOTHING else [text]
    found, start, last = [], first.end(), _number(first)
    for mark in _MARK.finditer(text, start):
        if mark[1].isdigit() == first[1].isdigit() and _number(mark) > last:
            found.append(text[start : mark.start()])
            start, last = mark.end(), _number(mark)
    found.append(text[start:])
    return [value for value in (part.strip(" ,;") for part in found) if value not in _NOTHING]


def clean(printed: str) -> str:
    """Return the text with every run of white space (no-break spaces too) as one space, and none at its ends."""
    return " ".join(printed.split())


def _number(mark: re.Match[str]) -> int:
    if mark[2]:
        return int(mark[2])
    return int(mark[1]) if mark[1].isdigit() else ord(mark[1]) - ord("a") + 1
