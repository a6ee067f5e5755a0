"""A list that somebody else made out of official ones and a person took over: never a government's own list.

Rules
- It keeps its own column: its jurisdiction is its own id, which begins with `ftm-`, and never that of a government.
- Its facts are *derived by a third party*; publisher and licence stand beside them wherever they are shown.
- It is never embedded in the shipped register.

>>> is_imported("ftm-nz"), is_imported("us_sdn")
(True, False)
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from inconcert.model.edition import Bounds, Files, Format, Programmes, Publication, Reading
from inconcert.model.errors import UnreadableSource, UserError

PREFIX = "ftm-"
FORMAT = "followthemoney-jsonl"
_NAME = re.compile(r"[a-z0-9]{1,40}")
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_PAGE = re.compile(r"https://[!-~]{1,500}")
_text_max_chars = 2_000

BOUNDS = Bounds(least=1, regime_share=0.0)
"""Its programmes are those of others: no share of regimes is asked for."""


@dataclass(frozen=True, slots=True)
class ImportedList:
    """What a person says of a list when taking it over; `by` is that person, `page` where the list is described."""

    list_id: str
    title: str
    publisher: str
    licence: str
    by: str
    page: str = ""

    def __post_init__(self) -> None:
        for what, text in (("publisher", self.publisher), ("licence", self.licence), ("title", self.title)):
            if not text.strip() or len(text) > _text_max_chars or any(ord(sign) < 32 for sign in text):
                raise UserError(f"the {what} of an imported list is one line of text", remedy=f"Give --{what}.")
        if self.page and not _PAGE.fullmatch(self.page):
            raise UserError("the page of an imported list is an https address", remedy="Leave --page out.")
        if not self.by.strip():
            raise UserError("a person answers for an imported list", remedy="Give --by NAME.")

    def publication(self) -> Publication:
        """Return it as a publication: its own jurisdiction and line, no address, never embeddable."""
        return Publication(
            list_id=self.list_id,
            jurisdiction=self.list_id,
            title=self.title,
            publisher=self.publisher,
            licence=self.licence,
            page=self.page,
            addresses=(),
            formats=(Format(FORMAT, lambda _: False, _unread, BOUNDS),),
            embeddable=False,
            attribution=f"{self.title}, {self.publisher}, {self.licence}",
        )


def _unread(_: Files, __: Programmes) -> Reading:
    raise UnreadableSource(
        "an imported list is read only when a person takes it over", remedy="Use `inconcert import`."
    )


def is_imported(list_id: str) -> bool:
    """Return whether a list, or a jurisdiction, is an imported list."""
    return list_id.startswith(PREFIX)


def list_id_of(name: str) -> str:
    """Return the list id for the name a person gives it; UserError if it is no plain name."""
    short = name.removeprefix(PREFIX)
    if not _NAME.fullmatch(short):
        raise UserError(
            f"not a name for a list: {name!r}",
            remedy="Use small letters and digits, at most 40, for instance nz2026.",
        )
    return PREFIX + short


def imported_target_id(list_id: str, official_id: str) -> str:
    """Return the id of a target that is on an imported list alone; no two numbers of a list give the same.

    >>> imported_target_id("ftm-nz", "NK-1"), imported_target_id("ftm-nz", "a b")
    ('ftm-nz-NK-1', 'ftm-nz-a-b-c8687a08')
    """
    if _PLAIN.fullmatch(official_id):
        return f"{list_id}-{official_id}"
    plain = re.sub(r"[^A-Za-z0-9]+", "-", official_id).strip("-")
    return f"{list_id}-{plain}-{hashlib.sha256(official_id.encode('utf-8')).hexdigest()[:8]}"
