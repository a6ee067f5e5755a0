"""The verb `demo`: the embedded register in a scratch home, and the first screen.

The first screen asks who one government sanctioned and others did not, on the letter of 18 August 2020. Every cell and
count comes from the editions, or from a curated fact that is shown as curated.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inconcert.gaps.gaps import Question
from inconcert.gaps.register import Register
from inconcert.model.curated import CuratedAsk, Situation
from inconcert.model.edition import Edition
from inconcert.model.target import Cell
from inconcert.model.vocabulary import Evidence, Kind, Status
from inconcert.store.schema import REVISIONS
from inconcert.verbs.embedded import Embedded, load, shipped
from inconcert.verbs.gaps import find_gaps, of_situation
from inconcert.verbs.house import House, Progress, house
from inconcert.verbs.index import index_of
from inconcert.verbs.matrix import Matrix, matrix_of_situation

COLUMNS = ("us", "gb", "ca", "eu")


@dataclass(frozen=True, slots=True)
class Line:
    """One target of the first screen: its curated name in Latin and in its own script, and its cells."""

    name: str
    native: str
    kind: Kind
    target_id: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """The first screen as values; doors only lay it out.

    `mirrored` counts the lines in force per column; `curated` says whether a cell rests on a curated date;
    `others` counts the other gaps of the same kind by kind of target, `by_situation` by curated situation.
    """

    asked: CuratedAsk
    columns: tuple[str, ...]
    editions: tuple[tuple[Edition, ...], ...]
    lines: tuple[Line, ...]
    mirrored: tuple[int, ...]
    notes: tuple[str, ...]
    others: dict[str, int]
    others_not_covered: int
    by_situation: tuple[tuple[str, int], ...]
    curated: bool


def first_screen(house: House) -> Screen:
    """Return the first screen from whatever editions the home holds."""
    return house.memory.answer(("screen", house.today), lambda: _screen(house))


def _screen(house: House) -> Screen:
    situation = house.curated.situations["xinjiang"]
    asked = situation.asks[0]
    matrix = matrix_of_situation(house, situation.id, COLUMNS)
    lines = _lines(house, situation, asked, matrix)
    others, not_covered, by_situation = _others(house, {line.target_id for line in lines})
    return Screen(
        asked=asked,
        columns=COLUMNS,
        editions=tuple(_newest(matrix.register, column) for column in COLUMNS),
        lines=lines,
        mirrored=tuple(sum(line.cells[i].status is Status.IN_FORCE for line in lines) for i in range(len(COLUMNS))),
        notes=_notes(lines),
        others=others,
        others_not_covered=not_covered,
        by_situation=by_situation,
        curated=any(_is_curated(cell) for line in lines for cell in line.cells),
    )


def _is_curated(cell: Cell) -> bool:
    return cell.evidence is Evidence.CURATED_DATE or bool(cell.since and cell.since.source.startswith("curated"))


def _lines(house: House, situation: Situation, asked: CuratedAsk, matrix: Matrix) -> tuple[Line, ...]:
    index = index_of(house).by_key()
    rows = {line.row.target.id: line.row for line in matrix.lines if line.row}
    curated = {target.id: target for target in situation.targets}
    found = []
    for name in asked.targets:
        target = curated[name]
        ids = [index[key].id for key in target.marks.entries.items() if key in index]
        if ids and ids[0] in rows:
            row = rows[ids[0]]
            native = target.names[0].full if target.names else ""
            found.append(Line(target.name, native, target.kind, row.target.id, row.cells))
    return tuple(found)


def _newest(register: Register, jurisdiction: str) -> tuple[Edition, ...]:
    """Return the newest edition of the principal line, and before it the newest that states regimes if it does not."""
    for line in register.lines_of(jurisdiction):
        if line.editions:
            newest = line.editions[-1]
            if "no programme" in newest.complete and len(line.editions) > 1:
                return (line.editions[-2], newest)
            return (newest,)
    return ()


def _notes(lines: Sequence[Line]) -> tuple[str, ...]:
    notes = []
    for line in lines:
        names = sorted({_short(item.name) for cell in line.cells for item in cell.related})
        if names:
            notes.append(f"of {line.name}, only {', '.join(names)} is listed; the body itself is not")
    return tuple(notes)


def _short(name: str) -> str:
    return name.title() if name.isupper() else name


def _others(house: House, shown: set[str]) -> tuple[dict[str, int], int, tuple[tuple[str, int], ...]]:
    """Count targets under US human-rights and corruption programmes that the UK list does not show."""
    answer = find_gaps(house, Question(have=("us",), lack=("gb",), thematic=True)).answer
    open_gaps = [gap for gap in answer.gaps if gap.target.id not in shown]
    found = [gap for gap in open_gaps if gap.status in (Status.NOT_FOUND, Status.ENDED)]
    kinds = Counter(gap.target.kind.value for gap in found)
    ids = {gap.target.id for gap in found}
    index = index_of(house)
    by_situation = []
    for name, situation in sorted(house.curated.situations.items()):
        number = len(ids & {brief.id for brief in of_situation(house, index, name)})
        if number:
            by_situation.append((situation.title, number))
    by_situation.sort(key=lambda item: (-item[1], item[0]))
    return dict(kinds), len(open_gaps) - len(found), tuple(by_situation)


@contextmanager
def demo_home(progress: Progress) -> Iterator[House]:
    """Open the scratch home of the embedded register, made once and kept in the cache folder.

    The folder's name holds the register and the tables it is kept in: another version of inconcert makes its own.
    """
    embedded = shipped()
    path = _cache_folder() / f"embedded-{embedded.name}-{REVISIONS[-1]}"
    if not (path / "complete").exists():
        progress("loading the embedded register")
        path = _make(embedded, path, progress)
    with house(path, progress=progress) as opened:
        yield opened


def is_scratch(house: House) -> bool:
    """Return whether a home is the scratch home of the embedded register, where nothing of a person's is kept."""
    return (house.store.home / "complete").exists()


def _make(embedded: Embedded, path: Path, progress: Progress) -> Path:
    """Load the register into a fresh folder and rename it into place whole; a temporary one where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="new-", dir=path.parent))
    except OSError:
        fresh = Path(tempfile.mkdtemp(prefix="inconcert-"))
        path = fresh.with_name(fresh.name + "-embedded")
    with house(fresh, progress=progress) as opened:
        load(opened, embedded)
    (fresh / "complete").write_text("", "utf-8")
    try:
        fresh.replace(path)
    except OSError:  # another run was quicker
        if not (path / "complete").exists():
            return fresh
        shutil.rmtree(fresh, ignore_errors=True)
    return path


def _cache_folder() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir())) / "inconcert" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "inconcert"
