"""Working copies: what leaves is made anew from pixels or words, and is a new exhibit of its own.

Rules:
- the evidentiary copy is never touched;
- a stripped copy is the same pages drawn again: no author, place, camera, comment, change, layer, attachment or
  earlier revision can be in it, for nothing of the file is in it;
- a redacted copy has boxes burned in: what was under them is not there. Where the page has text, the case's sealed
  terms are found and boxed too; in a picture of text nobody finds them but a person who looks;
- a kind that cannot be drawn (video, sound, older Office files) has no copy, and so does not leave.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from inconcert.formats import pixels
from inconcert.formats.kinds import FileKind
from inconcert.formats.pixels import Box, Page
from inconcert.model.errors import SourceError, UserError
from inconcert.model.vault import Action, Exhibit
from inconcert.vault.case import Case
from inconcert.vault.reading import content, exhibit_of
from inconcert.vault.receive import receive
from inconcert.vault.ring import Signing
from inconcert.vault.sealing import Identity
from inconcert.vault.viewing import WORDS, refusal, seen_of

HIDDEN = "█████"


@dataclass(frozen=True, slots=True)
class Redaction:
    """What a copy shall not show: boxes by page (from 1, in pixels as `view` drew them), and words."""

    boxes: Mapping[int, Sequence[Box]] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    @property
    def how(self) -> str:
        """Return what a copy made by it is called."""
        return "redacted" if self.boxes or self.words else "stripped"


def make_copy(case: Case, who: Signing, secrets: Sequence[Identity], item: str, wanted: Redaction) -> str:
    """Make a copy of an exhibit from its pixels or words, as a new exhibit; return its id. Raises RefusedByCheck."""
    exhibit = exhibit_of(case, case.log(), secrets, item)
    data = content(case, who, exhibit, secrets)
    seen = seen_of(data, exhibit)
    try:
        made, ending = _made(data, exhibit, seen, wanted, case.folder.parent)
    except SourceError as error:
        raise refusal(error, exhibit) from error
    stem = exhibit.deposit.name.rpartition(".")[0] or exhibit.deposit.name
    name = f"{stem} ({wanted.how}).{ending}"
    deposit = replace(exhibit.deposit, name=name, copy_of=item, how=wanted.how)
    return receive(case, who, io.BytesIO(made), deposit, Action.COPIED)


def _made(data: bytes, exhibit: Exhibit, seen: pixels.Seen, wanted: Redaction, vault: Path) -> tuple[bytes, str]:
    if seen.kind in WORDS:
        if wanted.boxes:
            raise UserError("text has no pages to put boxes on", where=exhibit.id, remedy="Name the words to hide.")
        return _without(pixels.shown_text(seen.text), wanted.words).encode("utf-8"), "txt"
    drawn = []
    for number, page in enumerate(pixels.pages(data, exhibit.deposit.name, wanted.words, [vault]), 1):
        drawn.append(pixels.burned(page, (*wanted.boxes.get(number, ()), *page.boxes)))
    beyond = [number for number in wanted.boxes if not 1 <= number <= len(drawn)]
    if beyond or seen.pages > len(drawn):
        what = f"no page {beyond[0]}" if beyond else f"only {len(drawn)} of {seen.pages} pages can be drawn"
        raise UserError(what, where=f"exhibit {exhibit.id}", remedy="A copy is of the whole exhibit.")
    return _file(drawn, seen.kind)


def _file(drawn: Sequence[Page], kind: FileKind) -> tuple[bytes, str]:
    if kind.picture and len(drawn) == 1:
        return (pixels.jpeg(drawn[0]), "jpg") if kind is FileKind.JPEG else (pixels.png(drawn[0]), "png")
    return pixels.pdf(drawn), "pdf"


def _without(text: str, words: Sequence[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = re.sub(re.escape(word), HIDDEN, text, flags=re.IGNORECASE)
    return text
