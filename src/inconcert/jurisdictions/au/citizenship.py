"""Citizenships as the Australian list prints them: until 2025 as nationals are called, several in one cell.

A cell is tried whole, then parted; what then names no one country is kept as printed, without a code. The list's own
misprints are taken as what they stand for, each by name.
"""

from __future__ import annotations

import functools
import re

from inconcert.jurisdictions.countries import code_of

NOTHING = frozenset({"", "na", "n/a"})
NATIONALS = {
    "afghani": "af",
    "australian": "au",
    "azerbaijani": "az",
    "belarusian": "by",
    "belarussian": "by",
    "british": "gb",
    "bulgarian": "bg",
    "chinese": "cn",
    "egyptian": "eg",
    "filipino": "ph",
    "french": "fr",
    "georgian": "ge",
    "indonesian": "id",
    "indonesian (as at dec. 2003)": "id",
    "iranian": "ir",
    "iraqi": "iq",
    "israeli": "il",
    "jordanian": "jo",
    "kazakhstani": "kz",
    "lebanese": "lb",
    "libyan": "ly",
    "malian": "ml",
    "mauritanian": "mr",
    "mauritian": "mu",
    "moldovan": "md",
    "nigerian": "ng",
    "north korean": "kp",
    "norwegian": "no",
    "qatari": "qa",
    "russian": "ru",
    "rwandan": "rw",
    "senegalese": "sn",
    "slovak": "sk",
    "sudanese": "sd",
    "syrian": "sy",
    "turkish": "tr",
    "türkiyish": "tr",
    "ugandan": "ug",
    "ukrainian": "ua",
    "ukranian": "ua",
    "uzbek": "uz",
    "uzbekistani": "uz",
}
NO_ONE_COUNTRY = frozenset(
    {
        "congolese",  # of either Congo
        "kuwaiti citizenship withdrawn in 2002",
        "possibly ethiopian",
        "saudi arabian (this aka only, alt citizenship yemeni)",
    }
)
_SEPARATORS = (re.compile(r";|\s*\b[a-z]\)\s*"), re.compile(r"/"), re.compile(r","), re.compile(r"\s+and\s+"))


@functools.lru_cache(maxsize=4096)
def known(printed: str) -> bool:
    """Return whether a piece is one whose code, or whose lack of one, is settled."""
    return bool(country_code(printed)) or printed.casefold() in NO_ONE_COUNTRY


@functools.lru_cache(maxsize=4096)
def country_code(printed: str) -> str:
    """Return the ISO code of one citizenship as printed; empty if it names no one country or is not known."""
    return NATIONALS.get(printed.casefold(), "") or code_of(printed)


@functools.lru_cache(maxsize=4096)
def citizenships(printed: str) -> tuple[str, ...]:
    """Return the citizenships in a cell (white space collapsed), each as printed, in the order printed."""
    return tuple(dict.fromkeys(_parts(printed, 0)))


def _parts(printed: str, depth: int) -> list[str]:
    text = printed.strip()
    if text.casefold() in NOTHING:
        return []
    if known(text) or depth == len(_SEPARATORS):
        return [text]
    return [part for piece in _SEPARATORS[depth].split(text) for part in _parts(piece, depth + 1)]
