"""The verb `matrix`: targets × jurisdictions as of a date; a situation's targets, or names of your own.

Names of your own: a CSV file with a column `name`, or one name a line. A name that fits exactly
one target to the letter is sure; anything else is shown as unsure with the nearest targets, never decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from inconcert.formats.csvfile import rows as csv_rows
from inconcert.gaps.matrix import row
from inconcert.gaps.register import Register
from inconcert.model.errors import UserError
from inconcert.model.imported import is_imported
from inconcert.model.target import Row
from inconcert.verbs.gaps import of_situation
from inconcert.verbs.house import House
from inconcert.verbs.imported import all_publications, wide_briefs_by_id, wide_index_of
from inconcert.verbs.index import Brief, briefs_by_id, briefs_by_key, index_of
from inconcert.verbs.registers import register_of
from inconcert.verbs.search import Found, finder_of, imported_finder_of, outside
from inconcert.verbs.shapes import editions_shape, row_shape

DEFAULT_JURISDICTIONS = ("us", "gb", "ca", "eu", "au")


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the matrix: the name asked for, its row where one target is sure, else what is near it."""

    name: str
    row: Row | None
    near: tuple[Found, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Lines in the order asked, on the register they were worked out on."""

    register: Register
    jurisdictions: tuple[str, ...]
    day: dt.date | None
    lines: tuple[Asked, ...]


def matrix_of_situation(
    house: House, situation: str, jurisdictions: Sequence[str], day: dt.date | None = None
) -> Matrix:
    """Return the matrix of a curated situation's targets; UserError if the situation is not known."""
    index = index_of(house)
    briefs = of_situation(house, index, situation)
    labels = _labels(house, situation)
    register, rows = _rows(house, briefs, jurisdictions, day)
    lines = tuple(Asked(labels.get(item.id, item.name), rows[item.id]) for item in briefs)
    return Matrix(register, tuple(jurisdictions), day, lines)


def _labels(house: House, situation: str) -> dict[str, str]:
    """Return target id → curated name, Latin first and then in its own script."""
    by_key = briefs_by_key(house)
    labels = {}
    for target in house.curated.situations[situation].targets:
        for key in target.marks.entries.items():
            if key in by_key:
                labels[by_key[key].id] = " ".join([target.name, *(name.full for name in target.names[:1])])
    return labels


def matrix_of_names(
    house: House, data: bytes, file_name: str, jurisdictions: Sequence[str], day: dt.date | None = None
) -> Matrix:
    """Return the matrix of the names in a CSV file; UserError if it has no name."""
    return matrix_of(house, _read_names(data, file_name), jurisdictions, day)


def matrix_of(house: House, names: Iterable[str], jurisdictions: Sequence[str], day: dt.date | None = None) -> Matrix:
    """Return the matrix of names, each sure, or unsure with what is near it."""
    finder = finder_of(house)
    found = [(name, finder.find(name, 5)) for name in names]
    sure = {name: brief for name, hits in found if (brief := _sure(hits))}
    register, rows = _rows(house, sure.values(), jurisdictions, day)
    lines = []
    for name, hits in found:
        brief = sure.get(name)
        if brief:
            lines.append(Asked(name, rows[brief.id]))
        else:
            lines.append(Asked(name, None, hits, _why_unsure(house, name, hits)))
    return Matrix(register, tuple(jurisdictions), day, tuple(lines))


def _rows(
    house: House, briefs: Iterable[Brief], jurisdictions: Sequence[str], day: dt.date | None
) -> tuple[Register, dict[str, Row]]:
    """Return the register and target id → row; imported lists take part only where one is a column."""
    known = {item.jurisdiction for item in all_publications(house)}
    for item in jurisdictions:
        if item not in known:
            raise UserError(f"no jurisdiction is called {item!r}", remedy=f"Known: {', '.join(sorted(known))}.")
    wide = any(is_imported(item) for item in jurisdictions)
    index = wide_index_of(house) if wide else index_of(house)
    by_id = wide_briefs_by_id(house) if wide else briefs_by_id(house)
    register = register_of(house, index, [by_id[brief.id] for brief in briefs], imported=wide)
    return register, {name: row(register, target, jurisdictions, day) for name, target in register.targets.items()}


def _sure(hits: Sequence[Found]) -> Brief | None:
    exact = [hit for hit in hits if hit.exact]
    return exact[0].brief if len(exact) == 1 else None


def _why_unsure(house: House, name: str, hits: Sequence[Found]) -> str:
    if sum(hit.exact for hit in hits) > 1:
        return "several targets bear this name"
    if hits:
        return "no target bears exactly this name"
    beside = imported_finder_of(house).find(name, 1)
    if beside and beside[0].exact:
        return f"only the imported list {beside[0].imported} prints this name: {beside[0].brief.id}"
    return outside(house, name).says or "no name like this on the lists at hand"


def _read_names(data: bytes, file_name: str) -> tuple[str, ...]:
    lines = [cells for _, cells in csv_rows(data, file_name) if any(cell.strip() for cell in cells)]
    if not lines:
        raise UserError("the file holds no name", where=file_name, remedy="Put one name on each line.")
    heads = [cell.strip().casefold() for cell in lines[0]]
    body = lines[1:] if "name" in heads else lines
    if len(heads) == 1 or "name" not in heads:  # one name a line, its own commas part of it
        names = (",".join(cells) for cells in body)
    else:
        column = heads.index("name")
        names = (cells[column] for cells in body if len(cells) > column)
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def matrix_shape(found: Matrix, today: dt.date) -> dict[str, Any]:
    """Return the object that `matrix --json` prints."""
    return {
        "as_of": found.day.isoformat() if found.day else None,
        "jurisdictions": list(found.jurisdictions),
        "editions": editions_shape(found.register, found.jurisdictions, today),
        "rows": [
            {"asked": line.name, "sure": True, **row_shape(line.row)}
            if line.row
            else {
                "asked": line.name,
                "sure": False,
                "note": line.note,
                "near": [
                    {"id": hit.brief.id, "name": hit.brief.name, "score": round(hit.score, 4)} for hit in line.near
                ],
            }
            for line in found.lines
        ],
    }
