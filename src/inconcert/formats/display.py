r"""Text from outside made safe to look at: what is invisible or misleading is shown by its number.

Bidirectional overrides and isolates, control characters, invisible separators, tags, lone surrogates, and combining
marks beyond `limits.combining_marks_max` in a row become [U+XXXX]. Letters are never changed; zero-width joiners stay,
for Persian, Uyghur and Indic scripts need them.

>>> safe_text("Zhu\u202eIUH")
'Zhu[U+202E]IUH'
"""

from __future__ import annotations

import re
import unicodedata

from inconcert.formats import limits

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def safe_text(text: str, *, keep: str = "") -> str:
    r"""Return `text` with everything invisible or misleading shown as [U+XXXX]; `keep` names exceptions, as "\n\t"."""
    shown = _HIDDEN.sub(lambda found: found[0] if found[0] in keep else _number(found[0]), text)
    return shown if shown.isascii() else _without_towers(shown)


def _number(char: str) -> str:
    return f"[U+{ord(char):04X}]"


def _without_towers(text: str) -> str:
    """Cut each run of combining marks to the limit and say how many more there were."""
    pieces: list[str] = []
    run: list[str] = []
    for char in text:
        if unicodedata.category(char) in ("Mn", "Me"):
            run.append(char)
            continue
        pieces += (_cut(run), char) if run else (char,)
        run = []
    return "".join([*pieces, _cut(run)])


def _cut(run: list[str]) -> str:
    beyond = run[limits.combining_marks_max :]
    if not beyond:
        return "".join(run)
    more = f" and {len(beyond) - 1} more" if len(beyond) > 1 else ""
    return "".join(run[: limits.combining_marks_max]) + f"[U+{ord(beyond[0]):04X}{more}]"
