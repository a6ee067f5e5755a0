"""Asks and their life: made from the rows of a letter, closed by a later edition, opened again by a later removal.

Rules:
- an ask that the register already answers is refused: no mirror where the target is in force, nothing to keep or to
  correct where it is not;
- where it stands is worked out from its events and the addressee's own list, never stored;
- a list closes a mirror ask when it shows the designation, with the first day of it and the days since the ask; where
  that listing has ended, the ask is open again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inconcert.letters.facts import phrases
from inconcert.letters.plan import LetterRow, best_power
from inconcert.model.ask import Ask, AskEvent, AskKind
from inconcert.model.dates import EventDate, first_day
from inconcert.model.errors import RefusedByCheck
from inconcert.model.messages import AskLife
from inconcert.model.target import Cell
from inconcert.model.vocabulary import DateKind, Precision, Status

_SHOWN_BY_A_LIST = frozenset({AskKind.MIRROR, AskKind.LIST_FIRST})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an ask stands: its life, since when, the days it took, and by which designation.

    `days` counts from the day of the ask to the first day of the listing; None where that is not known to the day.
    `announced_days` is the same to the announcement, where one is curated. `reopened`: the listing has ended again.
    """

    ask: Ask
    life: AskLife
    why: str
    date: EventDate | None = None
    days: int | None = None
    announced_days: int | None = None
    regimes: tuple[str, ...] = ()
    reopened: bool = False
    cell: Cell | None = None


def asks_for(letter: str, day: str, have: str, to: Sequence[str], rows: Sequence[LetterRow]) -> tuple[Ask, ...]:
    """Return the asks of a letter: a mirror for each gap, sharing by the one that lists, and routine sharing by all."""
    found = [_mirror(letter, day, have, where, row) for where in to for row in rows if row.at(where) is not None]
    ids = tuple(row.target.id for row in rows)
    found.append(Ask(f"{letter}-share-{have}", AskKind.SHARE_INFORMATION, have, day, ids, have=(have,), letter=letter))
    partners = dict.fromkeys((*to, have))
    found += [Ask(f"{letter}-routine-{item}", AskKind.ROUTINE_SHARING, item, day, letter=letter) for item in partners]
    return tuple(found)


def _mirror(letter: str, day: str, have: str, where: str, row: LetterRow) -> Ask:
    missing = row.at(where)
    route = missing.route if missing else None
    power = best_power(route)
    barred = " ".join(item.text for shut in (route.excluded if route else ()) for item in shut.statements)
    return Ask(
        id=f"{letter}-{where}-{row.target.id}",
        kind=AskKind.MIRROR,
        to=where,
        asked_on=day,
        targets=(row.target.id,),
        name=row.name,
        target_kind=row.target.kind,
        have=(have,),
        regime=power.regime if power else "",
        letter=letter,
        warning=barred,
    )


def check_ask(kind: AskKind, name: str, cell: Cell) -> None:
    """Raise RefusedByCheck for an ask that the addressee's own list already answers."""
    in_force = cell.status is Status.IN_FORCE
    if kind in _SHOWN_BY_A_LIST and in_force:
        raise RefusedByCheck(
            f"{name} is already in force with {_government(cell)}: {cell.why}",
            remedy="Ask to keep or to correct that listing instead.",
        )
    if kind in (AskKind.KEEP, AskKind.CORRECT) and not in_force:
        raise RefusedByCheck(
            f"{name} is not in force with {_government(cell)}, so there is nothing to {kind.value}: {cell.why}",
            remedy="Ask for a mirror instead.",
        )


def _government(cell: Cell) -> str:
    return phrases("en").get(f"the_{cell.jurisdiction}", cell.jurisdiction)


def standing(ask: Ask, events: Iterable[AskEvent], cell: Cell | None) -> Standing:
    """Return where an ask stands by its events and, for a listing, by the addressee's cell (None: no list shows it)."""
    told_of = sorted((item for item in events if item.ask == ask.id), key=lambda item: item.at)
    last = told_of[-1] if told_of else None
    told = Standing(ask, last.life if last else AskLife.SENT, last.note if last else "", cell=cell)
    if cell is None or not ask.kind.of_a_target:
        return told
    if ask.kind in _SHOWN_BY_A_LIST:
        return _by_list(ask, told, cell)
    return told


def _by_list(ask: Ask, told: Standing, cell: Cell) -> Standing:
    if cell.status is Status.IN_FORCE:
        return Standing(
            ask,
            AskLife.MET,
            cell.why,
            cell.since,
            _days(ask, cell.since),
            _days(ask, _announced(cell)),
            tuple(dict.fromkeys(item.regime for item in cell.designations if item.regime)),
            cell=cell,
        )
    if cell.status is Status.ENDED:
        life = AskLife.SENT if told.life is AskLife.MET else told.life
        return Standing(ask, life, cell.why, cell.since, reopened=True, cell=cell)
    if told.life is AskLife.MET:
        return Standing(ask, AskLife.SENT, cell.why, reopened=True, cell=cell)
    return Standing(ask, told.life, told.why or cell.why, cell=cell)


def _announced(cell: Cell) -> EventDate | None:
    dates = [date for item in cell.designations for date in item.dates if date.kind is DateKind.ANNOUNCED]
    return min(dates, default=None, key=lambda date: date.value)


def _days(ask: Ask, date: EventDate | None) -> int | None:
    if date is None or date.precision is not Precision.DAY:
        return None
    return (date.earliest - first_day(ask.asked_on)).days


def summary(standings: Iterable[Standing]) -> Mapping[str, tuple[int, int]]:
    """Return addressee → (met, asked) of the asks that a list can answer."""
    counts: dict[str, tuple[int, int]] = {}
    for item in standings:
        if item.ask.kind in _SHOWN_BY_A_LIST:
            met, asked = counts.get(item.ask.to, (0, 0))
            counts[item.ask.to] = (met + (item.life is AskLife.MET), asked + 1)
    return counts
