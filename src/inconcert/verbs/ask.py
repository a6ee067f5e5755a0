"""The verb `ask`: one request to one addressee from a chosen gap or a candidate, shown before it is made; followed.

Rules:
- before an ask is made its route, what the law makes impossible and what is asked instead are shown;
- what a list already answers is refused, with what to ask instead;
- a candidate stands on no list; nothing but its name is kept here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from inconcert.gaps.explain import regimes_there
from inconcert.gaps.gaps import Question
from inconcert.gaps.matrix import row
from inconcert.jurisdictions import regimes
from inconcert.letters.asks import Standing, check_ask
from inconcert.letters.plan import best_power
from inconcert.model.ask import Ask, AskEvent, AskKind
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.messages import AskLife
from inconcert.model.route import Route
from inconcert.model.target import Cell, Gap
from inconcert.model.vocabulary import Kind, Status
from inconcert.store.asks import add_asks, asks, events
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House
from inconcert.verbs.index import briefs_by_id, index_of
from inconcert.verbs.letter_rows import missing_of, shown_name
from inconcert.verbs.letter_status import standings_of
from inconcert.verbs.registers import register_of
from inconcert.verbs.show import show

ASKS_AT_ONCE_MAX = 200
NAME_SIGNS_MAX = 200
GROUNDS_SIGNS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Choice:
    """An ask as it would be made; `refused` says why it cannot be, and what to ask instead.

    `have` are the governments where the target is in force; `target` is empty for a candidate and for a practice.
    """

    kind: AskKind
    to: str
    name: str
    target: str = ""
    target_kind: Kind | None = None
    have: tuple[str, ...] = ()
    gap: Gap | None = None
    route: Route | None = None
    cell: Cell | None = None
    refused: str = ""

    @property
    def key(self) -> str:
        """Return how a form names it: target:addressee."""
        return f"{self.target}:{self.to}"

    @property
    def impossible(self) -> tuple[tuple[str, str], ...]:
        """Return (title of a law, why it cannot be used here)."""
        shut = self.route.excluded if self.route else ()
        return tuple((item.title, " ".join(said.text for said in item.statements)) for item in shut)

    @property
    def regime(self) -> str:
        """Return the power it is asked under: one whose law was read, else empty."""
        power = best_power(self.route)
        return power.regime if power else ""


def choose(house: House, pairs: Sequence[tuple[str, str]], day: dt.date | None = None) -> tuple[Choice, ...]:
    """Return a mirror ask for each (target, addressee), with its route; UserError for what is not known."""
    if not 1 <= len(pairs) <= ASKS_AT_ONCE_MAX:
        raise UserError(f"choose between 1 and {ASKS_AT_ONCE_MAX} rows", remedy="Go back and choose.")
    known = briefs_by_id(house)
    for target, to in pairs:
        _government(to)
        if target not in known:
            raise UserError(f"no target is called {target!r}", remedy="Choose rows on the page of gaps.")
    index = index_of(house)
    wanted = [(known[target].id, to) for target, to in dict.fromkeys(pairs)]
    register = register_of(house, index, [known[target] for target, _ in wanted])
    gaps = {to: _gaps(house, to, {target for target, other in wanted if other == to}, day)
            for to in dict.fromkeys(to for _, to in wanted)}  # fmt: skip
    there = {to: regimes_there(register, to, dict(index.used), day.isoformat() if day else "") for to in gaps}
    text_day = (day or house.today).isoformat()
    found = []
    for target, to in wanted:
        cell = row(register, register.targets[target], (to,), day).cells[0]
        gap = gaps[to].get(target)
        route = (
            missing_of(register, gap, there[to], text_day).route if gap and gap.status is not Status.IN_FORCE else None
        )
        brief = register.targets[target]
        have = tuple(item.jurisdiction for item in gap.have) if gap else ()
        choice = Choice(AskKind.MIRROR, to, shown_name(house, brief), target, brief.kind, have, gap, route, cell)
        found.append(replace(choice, refused=_refusal(choice)))
    return tuple(found)


def _gaps(house: House, to: str, targets: set[str], day: dt.date | None) -> dict[str, Gap]:
    others = tuple(dict.fromkeys(item.jurisdiction for item in regimes.publications() if item.jurisdiction != to))
    question = Question(have=others, lack=(to,), day=day, theme="all", targets=frozenset(targets))
    return {gap.target.id: gap for gap in find_gaps(house, question).answer.gaps}


def _refusal(choice: Choice) -> str:
    if choice.cell is None:
        return ""
    try:
        check_ask(choice.kind, choice.name, choice.cell)
    except RefusedByCheck as error:
        return str(error)
    if choice.kind is AskKind.MIRROR and choice.gap is None:
        return f"{choice.name} is in force with no other government at hand, so there is nothing to mirror."
    if choice.gap and choice.gap.likely_elsewhere:
        names = "; ".join(f"{item.name} [{item.target_id}]" for item in choice.gap.waiting)
        return f"{choice.name} may be listed there already as {names}: judge the pair on the page of review first."
    if choice.cell.status is Status.NOT_COVERED:
        return f"No edition covers the day: {choice.cell.why}."
    return ""


def choose_other(house: House, kind: AskKind, to: str, name: str, day: dt.date | None = None) -> Choice:
    """Return an ask of another kind: list first, keep, correct (about `name`), or a practice; UserError if unknown."""
    _government(to)
    if not kind.of_a_target:
        return Choice(kind, to, "")
    if not name.strip() or len(name) > NAME_SIGNS_MAX:
        raise UserError("an ask of this kind is about somebody: give a name or an official number")
    try:
        shown = show(house, name, day)
    except UserError:
        if kind is not AskKind.LIST_FIRST:
            raise
        return Choice(kind, to, name.strip())
    cell = row(shown.register, shown.target, (to,), day).cells[0]
    have = tuple(item.jurisdiction for item in shown.row.cells if item.status is Status.IN_FORCE)
    choice = Choice(kind, to, shown_name(house, shown.target), shown.target.id, shown.target.kind, have, cell=cell)
    if kind is AskKind.LIST_FIRST and have and cell.status is not Status.IN_FORCE:
        return replace(choice, refused=f"{choice.name} is listed by another government already: ask for a mirror.")
    return replace(choice, refused=_refusal(choice))


def _government(to: str) -> None:
    known = {item.jurisdiction for item in regimes.publications()}
    if to not in known:
        raise UserError(f"no government is called {to!r}", remedy=f"Known: {', '.join(sorted(known))}.")


def make(house: House, choices: Sequence[Choice], grounds: str = "", priority: int = 0) -> tuple[Ask, ...]:
    """Keep asks as drafted, all or none; RefusedByCheck if one is refused or was asked already and waits still."""
    for choice in choices:
        if choice.refused:
            raise RefusedByCheck(choice.refused, remedy="Leave it out.")
    if len(grounds) > GROUNDS_SIGNS_MAX:
        raise UserError(f"the grounds have more than {GROUNDS_SIGNS_MAX:,} characters", remedy="Write less.")
    if priority not in range(10):
        raise UserError("a priority is a number from 0 (none) to 9", remedy="1 comes first.")
    day = house.today.isoformat()
    known = {item.id for item in asks(house.store, house.viewer)}
    made = tuple(_ask(choice, day, grounds.strip(), priority) for choice in choices)
    if twice := [item.name or item.kind.value for item in made if item.id in known]:
        raise RefusedByCheck(f"this was asked today already: {', '.join(twice)}", remedy="Look at the page of asks.")
    at = house.store.now()
    drafted = [AskEvent(item.id, AskLife.DRAFTED, at, house.viewer.name, item.grounds) for item in made]
    add_asks(house.store, house.viewer, made, drafted)
    return made


def _ask(choice: Choice, day: str, grounds: str, priority: int) -> Ask:
    about = choice.target or "-".join(re.findall(r"\w+", choice.name.lower())) or "all"
    return Ask(
        id=f"{day}-{choice.kind.value.replace('_', '-')}-{choice.to}-{about}"[:120],
        kind=choice.kind,
        to=choice.to,
        asked_on=day,
        targets=(choice.target,) if choice.target else (),
        name=choice.name,
        target_kind=choice.target_kind,
        have=choice.have,
        regime=choice.regime,
        priority=priority,
        warning=" ".join(why for _, why in choice.impossible),
        grounds=grounds,
    )


def standings(house: House, day: dt.date | None = None) -> tuple[Standing, ...]:
    """Return where every ask kept here stands, those of a priority first, then the newest."""
    held = sorted(asks(house.store, house.viewer), key=lambda item: item.id)
    held.sort(key=lambda item: item.asked_on, reverse=True)
    held.sort(key=lambda item: item.priority or 10)
    return standings_of(house, tuple(held), day)


def life_of(house: House, ask_id: str) -> tuple[Standing, tuple[AskEvent, ...]]:
    """Return where one ask stands and everything that happened to it, oldest first; UserError if it is not known."""
    held = [item for item in asks(house.store, house.viewer) if item.id == ask_id]
    if not held:
        raise UserError(f"no ask is called {ask_id!r}", remedy="The page of asks names them.")
    told = tuple(item for item in events(house.store, house.viewer) if item.ask == ask_id)
    return standings_of(house, (held[0],))[0], told
