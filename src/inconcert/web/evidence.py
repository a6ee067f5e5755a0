"""Why a cell says what it says, in the reader's language: the few sentences of `gaps.timeline`, word for word.

A sentence that is not known here stays in English and is marked so.
"""

from __future__ import annotations

import re

from inconcert.web.languages import Language
from inconcert.web.saying import _

_DAY = r"(\d{4}(?:-\d{2}){0,2})"
SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern.replace("DAY", _DAY)), words)
    for pattern, words in (
        (r"on the edition of DAY", _("on the edition of %s")),
        (r"not found on the edition of DAY", _("not found on the edition of %s")),
        (r"on the edition of DAY, no longer on that of DAY", _("on the edition of %s, no longer on that of %s")),
        (r"no edition of this list", _("no edition of this list")),
        (r"the newest edition is of DAY", _("the newest edition is of %s")),
        (r"the oldest edition at hand is of DAY", _("the oldest edition at hand is of %s")),
        (r"on the editions of DAY and DAY", _("on the editions of %s and %s")),
        (r"since DAY \(announced\); the edition of DAY agrees", _("since %s (announced); the edition of %s agrees")),
        (r"since DAY \(printed by the list\); the edition of DAY agrees",
         _("since %s (printed by the list); the edition of %s agrees")),
        (r"listed later, on DAY \(announced\); the edition of DAY agrees",
         _("listed later, on %s (announced); the edition of %s agrees")),
        (r"listed later, on DAY \(printed by the list\); the edition of DAY agrees",
         _("listed later, on %s (printed by the list); the edition of %s agrees")),
        (r"first seen on the edition of DAY, not on that of DAY: the day between is not known",
         _("first seen on the edition of %s, not on that of %s: the day between is not known")),
        (r"ended on DAY", _("ended on %s")),
        (r"on the edition of DAY, not on that of DAY: the day of its end is not known",
         _("on the edition of %s, not on that of %s: the day of its end is not known")),
        (r"between DAY and DAY, on neither edition: a listing and removal in between cannot be excluded",
         _("between %s and %s, on neither edition: a listing and removal in between cannot be excluded")),
        (r"the list is older than the listing", _("the list is older than the listing")),
    )
)  # fmt: skip


def why_words(language: Language, why: str) -> tuple[str, str]:
    """Return the reason of a cell and the language it stands in: the reader's, or English where it is not known."""
    for pattern, words in SENTENCES:
        if found := pattern.fullmatch(why):
            days = tuple(language.day(day) for day in found.groups())
            return (language.text(words) % days if days else language.text(words)), language.code
    return language.dated(why) if language.code == "en" else why, "en"
