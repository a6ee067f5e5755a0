"""Looking at an exhibit without opening it: its pages as pixels, its words as plain text.

Rules:
- the exhibit is parsed in a child without network, memory and time capped; what comes out was drawn, never copied;
- the viewing is logged before the first page has a name;
- what cannot be drawn safely is refused, and never handed over raw.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from inconcert.formats import pixels
from inconcert.formats.kinds import FileKind
from inconcert.model.errors import RefusedByCheck, SourceError, UserError
from inconcert.model.vault import Action, Exhibit
from inconcert.vault.case import Case, Entry, record
from inconcert.vault.files import name_it, nameless, our_errors
from inconcert.vault.reading import content, exhibit_of
from inconcert.vault.ring import Signing
from inconcert.vault.sealing import Identity

WORDS = frozenset((FileKind.TEXT, FileKind.MAIL, FileKind.HTML, FileKind.SVG))
"""Kinds that are shown as plain text."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown: the exhibit, what it carries beside its pages, how many there are, and the files written."""

    exhibit: Exhibit
    found: tuple[str, ...]
    pages: int
    files: tuple[Path, ...]


def view(case: Case, who: Signing, secrets: Sequence[Identity], item: str, out: Path) -> Shown:
    """Write an exhibit's pages as PNG, or its words as text, to the new folder `out`; raises RefusedByCheck."""
    if out.exists() or out.resolve().is_relative_to(case.folder.parent.resolve()):
        raise UserError("pages are written to a new folder outside the vault", where=str(out))
    exhibit = exhibit_of(case, case.log(), secrets, item)
    data = content(case, who, exhibit, secrets)
    with our_errors(out), ExitStack() as held:
        seen = seen_of(data, exhibit)
        out.mkdir(mode=0o700)
        try:
            made = []
            for name, drawn in _drawn(case, data, exhibit, seen):
                file = held.enter_context(nameless(out))
                file.write(drawn)
                made.append((file, out / name))
            with case.lock():
                record(case, who, Entry(Action.VIEWED, item))
                for file, path in made:
                    name_it(file, path)
        except BaseException:
            if not any(out.iterdir()):
                out.rmdir()
            raise
    return Shown(exhibit, seen.found, seen.pages or len(made), tuple(path for _, path in made))


def seen_of(data: bytes, exhibit: Exhibit) -> pixels.Seen:
    """Return what a file is and carries; raises RefusedByCheck for what is hostile, or is not what it says."""
    try:
        return pixels.look(data, exhibit.deposit.name)
    except SourceError as error:
        raise refusal(error, exhibit) from error


def refusal(error: SourceError, exhibit: Exhibit) -> RefusedByCheck:
    """Return the refusal of an exhibit for what its reader said; its own name stays out of it."""
    remedy = "It stays sealed and is not shown. If it must be read, let somebody do it on a machine of its own."
    return RefusedByCheck(f"not opened: {error.what}", where=f"exhibit {exhibit.id}", remedy=remedy)


def _drawn(case: Case, data: bytes, exhibit: Exhibit, seen: pixels.Seen) -> Iterator[tuple[str, bytes]]:
    if seen.kind in WORDS:
        yield "words.txt", pixels.shown_text(seen.text).encode("utf-8")
        return
    try:
        for number, page in enumerate(pixels.pages(data, exhibit.deposit.name, hidden=[case.folder.parent]), 1):
            yield f"page-{number:03}.png", pixels.png(page)
    except SourceError as error:
        raise refusal(error, exhibit) from error
