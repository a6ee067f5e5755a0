"""The matrix: targets × jurisdictions as of a date, each cell with its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from inconcert.gaps.designations import cell
from inconcert.gaps.register import Register
from inconcert.model.target import Cell, Related, Row, Target, Waiting
from inconcert.model.vocabulary import Status


def row(register: Register, target: Target, jurisdictions: Sequence[str], day: dt.date | None) -> Row:
    """Return one target's cells as of a day (None: each list's newest edition), with what is beside silence."""
    found = (_with_related(register, target, cell(register, target, item, day), day) for item in jurisdictions)
    return Row(target, tuple(_with_waiting(register, target, item, day) for item in found))


def matrix(
    register: Register, targets: Iterable[Target], jurisdictions: Sequence[str], day: dt.date | None
) -> tuple[Row, ...]:
    """Return a row for each target, in the order given."""
    return tuple(row(register, target, jurisdictions, day) for target in targets)


def _with_related(register: Register, target: Target, found: Cell, day: dt.date | None) -> Cell:
    """Return the cell with the related bodies that stand where the target itself is not found."""
    if found.status is not Status.NOT_FOUND or not target.related:
        return found
    listed: list[Related] = []
    for item in target.related:
        other = register.targets.get(item.target_id)
        if other and cell(register, other, found.jurisdiction, day).status is Status.IN_FORCE:
            listed.append(item)
    return replace(found, related=tuple(listed)) if listed else found


def _with_waiting(register: Register, target: Target, found: Cell, day: dt.date | None) -> Cell:
    """Return the cell with the targets in force there that may be this one: pairs that wait for a person."""
    if found.status is Status.IN_FORCE or not target.waiting:
        return found
    held: list[Waiting] = []
    for item in target.waiting:
        other = register.targets.get(item.target_id)
        if other and cell(register, other, found.jurisdiction, day).status is Status.IN_FORCE:
            held.append(item)
    return replace(found, waiting=tuple(held)) if held else found
