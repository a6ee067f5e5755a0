"""inconcert vault view, copy, terms, release: looking at exhibits, and what may leave."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inconcert.model.errors import UserError
from inconcert.model.vault import ReleaseForm
from inconcert.vault import case as cases
from inconcert.vault import copies, leaving, viewing
from inconcert.verbs.vault import Desk, working


def view(desk: Desk, case: str, item: str, out: Path) -> viewing.Shown:
    """Write an exhibit's pages as pixels, or its words as text, to a new folder; logged before they appear."""
    with working(desk, case) as opened:
        return viewing.view(opened, desk.who, cases.unlocked(opened, desk.name, desk.own), item, out)


def make_copy(desk: Desk, case: str, item: str, boxes: Sequence[str], words: Sequence[str], *, redact: bool) -> str:
    """Make a stripped copy of an exhibit; with boxes, words or `redact` (the case's sealed terms) a redacted one."""
    with working(desk, case) as opened:
        secrets = cases.unlocked(opened, desk.name, desk.own)
        terms = leaving.sealed_terms(opened, opened.log(), secrets) if redact or boxes or words else ()
        wanted = copies.Redaction(_boxes(boxes), (*words, *terms))
        return copies.make_copy(opened, desk.who, secrets, item, wanted)


def seal_terms(desk: Desk, case: str, terms: Sequence[str]) -> None:
    """Keep words that nothing which is published may hold."""
    with working(desk, case) as opened:
        leaving.seal_terms(opened, desk.who, terms)


def release(desk: Desk, case: str, item: str, form: ReleaseForm) -> int:
    """Release an exhibit as the one at the desk; return how many have released it, of the two that are needed."""
    with working(desk, case) as opened:
        return leaving.release(opened, desk.who, cases.unlocked(opened, desk.name, desk.own), item, form)


def _boxes(texts: Sequence[str]) -> dict[int, list[tuple[int, int, int, int]]]:
    """Return boxes by page from texts of the form PAGE:LEFT,TOP,WIDTH,HEIGHT; raises UserError."""
    found: dict[int, list[tuple[int, int, int, int]]] = {}
    for text in texts:
        try:
            page, _, rest = text.partition(":")
            left, top, width, height = (int(part) for part in rest.split(","))
            if int(page) < 1 or min(left, top) < 0 or min(width, height) < 1:
                raise ValueError(text)
        except ValueError as error:
            raise UserError(
                f"not a box: {text[:60]!r}", remedy="Write PAGE:LEFT,TOP,WIDTH,HEIGHT in pixels."
            ) from error
        found.setdefault(int(page), []).append((left, top, width, height))
    return found
