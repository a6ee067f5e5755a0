"""How a page is cited: its address with the day, the editions it rests on, and the hash of its facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inconcert.gaps.register import Register
from inconcert.model.edition import Edition
from inconcert.verbs.house import House
from inconcert.web.asking import Asking


@dataclass(frozen=True, slots=True)
class Citation:
    """What stands under "cite this": `sha256` is of the page's facts as JSON, keys sorted, without spaces."""

    text: str
    editions: tuple[Edition, ...]
    sha256: str
    permalink: str


def cite(house: House, asking: Asking, register: Register, codes: Sequence[str], shape: Any, title: str) -> Citation:
    """Return the citation of a page about some governments, or of all lists where `codes` is empty."""
    plain = json.dumps(shape, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    newest = {}
    for line in register.lines:
        if line.editions and (not codes or line.jurisdiction in codes):
            newest[line.id] = line.editions[-1]
    language, today = asking.language, house.today.isoformat()
    day = asking.day.isoformat() if asking.day else today
    text = language.text("inconcert, “%(title)s”, as of %(day)s, read on %(today)s.") % {
        "title": title, "day": language.day(day), "today": language.day(today),
    }  # fmt: skip
    return Citation(
        text=text,
        editions=tuple(newest[key] for key in sorted(newest)),
        sha256=hashlib.sha256(plain.encode("utf-8")).hexdigest(),
        permalink=asking.here(lang=language.code, as_of=day if asking.day else None),
    )
