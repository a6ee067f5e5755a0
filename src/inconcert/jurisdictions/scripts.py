"""The script of a name as an ISO 15924 code, read off its letters.

>>> [script_of(name) for name in ("Huo Liujun", "Iгар", "朱海仑", "عبد", "1990")]
['Latn', 'Cyrl', 'Hani', 'Arab', '']
"""

from __future__ import annotations

import bisect
import functools
from collections import Counter

_BLOCKS = (
    (0x0041, 0x005A, "Latn"),
    (0x0061, 0x007A, "Latn"),
    (0x00C0, 0x024F, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0530, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0750, 0x077F, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1200, 0x137F, "Ethi"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x3040, 0x309F, "Hira"),
    (0x30A0, 0x30FF, "Kana"),
    (0x3400, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Hang"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFF, "Arab"),
)
_STARTS = [start for start, _, _ in _BLOCKS]


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script that most letters of `text` are in; empty if it has none we know."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else ""
    counts = Counter(map(_script_of_letter, text))
    del counts[""]
    return max(counts, key=lambda script: (counts[script], script)) if counts else ""


@functools.cache
def _script_of_letter(letter: str) -> str:
    if not letter.isalpha():
        return ""
    index = bisect.bisect_right(_STARTS, ord(letter)) - 1
    if index < 0:
        return ""
    _, end, script = _BLOCKS[index]
    return script if ord(letter) <= end else ""
