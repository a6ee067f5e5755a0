"""The verb `letter`: a joint letter from the register, kept with its asks; what became of them; marked as sent.

Rules:
- a letter built on a copy, a derived file or a list older than 30 days is not marked sent until a named person has
  confirmed its editions on the official lists;
- the same home, day and question give the same letter, to the byte.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from inconcert.gaps.explain import case_of, regimes_there
from inconcert.gaps.gaps import Question
from inconcert.gaps.matrix import row
from inconcert.gaps.register import Register
from inconcert.gaps.route import route_of
from inconcert.jurisdictions import law, regimes
from inconcert.letters.asks import asks_for, check_ask
from inconcert.letters.checklist import check_document
from inconcert.letters.compose import letter_document
from inconcert.letters.plan import Extra, LetterRow, Missing, Plan, to_confirm
from inconcert.model.ask import Ask, AskEvent, AskKind
from inconcert.model.codec import json_of
from inconcert.model.curated import CuratedAsk, CuratedName, SituationTarget
from inconcert.model.edition import Edition
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.law import Confidence, Statement
from inconcert.model.messages import AskLife
from inconcert.model.route import RegimeThere
from inconcert.model.target import Cell, Gap, Target
from inconcert.model.vocabulary import Status
from inconcert.store.asks import add_events, asks, keep_letter, letters
from inconcert.typeset.characters import prepared
from inconcert.typeset.to_text import text_of
from inconcert.typeset.tree import Document
from inconcert.verbs.gaps import find_gaps, of_situation
from inconcert.verbs.house import House
from inconcert.verbs.index import Index, index_of
from inconcert.verbs.show import show

OPEN = (Status.NOT_FOUND, Status.ENDED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a letter is asked to be; `day` None: today, on each list's newest edition. `id` names it in this home.

    `also`: further asks as (kind, addressee, name of the target or candidate).
    """

    situation: str
    to: tuple[str, ...]
    have: str = "us"
    day: dt.date | None = None
    language: str = "en"
    id: str = ""
    also: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A letter and its sheet for those who send it."""

    plan: Plan
    letter: Document
    check: Document


def write(house: House, wanted: Wanted) -> Written:
    """Return the letter that a situation's gaps make, and the sheet; UserError where there is no gap to ask about."""
    plan = plan_of(house, wanted)
    return Written(plan, letter_document(plan), check_document(plan))


def plan_of(house: House, wanted: Wanted) -> Plan:
    """Return all that a letter is made from; UserError where there is no gap to ask about."""
    index = index_of(house)
    question = Question(have=(wanted.have,), lack=wanted.to, day=wanted.day)
    found = find_gaps(house, question, wanted.situation)
    day = (wanted.day or house.today).isoformat()
    made = _matching(house, wanted, day)
    past = day if wanted.day else ""
    there = {item: regimes_there(found.register, item, dict(index.used), past) for item in wanted.to}
    rows, set_aside = [], []
    for target_id, gaps in _by_target(house, index, wanted, made, found.answer.gaps):
        set_aside += [gap for gap in gaps if gap.status is Status.NOT_COVERED or gap.likely_elsewhere]
        open_gaps = [gap for gap in gaps if gap.status in OPEN and not gap.likely_elsewhere]
        if open_gaps:
            missing = tuple(_missing(found.register, gap, there[gap.lack.jurisdiction], day) for gap in open_gaps)
            rows.append(_row(house, wanted.situation, found.register.targets[target_id], missing, day))
    if not rows:
        raise UserError(
            "there is no gap to ask about: every target at hand is in force there, or no edition covers the day",
            remedy="`inconcert matrix --situation S` shows where each target stands.",
        )
    return _plan(house, found.register, wanted, made, tuple(rows), tuple(set_aside))


def _matching(house: House, wanted: Wanted, day: str) -> CuratedAsk | None:
    """Return the public letter of that very day to the same addressees, if one is curated."""
    known = house.curated.situations.get(wanted.situation)
    for item in known.asks if known else ():
        if item.date == day and set(item.to) == set(wanted.to) and item.have == wanted.have:
            return item
    return None


def _by_target(
    house: House, index: Index, wanted: Wanted, made: CuratedAsk | None, gaps: Sequence[Gap]
) -> Iterable[tuple[str, list[Gap]]]:
    """Yield each target's gaps in the situation's order; only those of the public letter where there was one."""
    held: dict[str, list[Gap]] = {}
    for brief in of_situation(house, index, wanted.situation):
        held[brief.id] = [gap for gap in gaps if gap.target.id == brief.id]
    if made:
        by_key = index.by_key()
        targets = {item.id: item for item in house.curated.situations[wanted.situation].targets}
        asked = [key for name in made.targets for key in targets[name].marks.entries.items()]
        ids = dict.fromkeys(by_key[key].id for key in asked if key in by_key)
        return [(name, held[name]) for name in ids if held.get(name)]
    return [(name, items) for name, items in held.items() if items]


def _missing(register: Register, gap: Gap, there: tuple[RegimeThere, ...], day: str) -> Missing:
    route = route_of(case_of(register, gap, there, day), law.law_of)
    return Missing(gap.lack.jurisdiction, gap, route)


def _row(house: House, situation: str, target: Target, missing: tuple[Missing, ...], day: str) -> LetterRow:
    curated = _curated_target(house, situation, target)
    names = curated.names if curated else ()
    sure = next((item for item in names if item.confidence is Confidence.HIGH), None)
    return LetterRow(
        target=target,
        name=curated.name if curated else _in_order(target.name),
        native=sure.full if sure else "",
        native_language=_language(sure) if sure else "",
        have=missing[0].gap.have,
        missing=missing,
        grounds=_grounds(house, target, missing[0].gap.have, day),
        native_source=sure.source.partition(": ")[2] or sure.source if sure else "",
        unsure_names=tuple(item for item in names if item.confidence is not Confidence.HIGH),
    )


def _language(name: CuratedName) -> str:
    return f"{name.language}-{name.script}" if name.script else name.language


def _curated_target(house: House, situation: str, target: Target) -> SituationTarget | None:
    for item in house.curated.situations[situation].targets:
        if any(key in target.keys for key in item.marks.entries.items()):
            return item
    return None


def _in_order(name: str) -> str:
    """Return a printed name without the list's comma and capitals: CHEN, Quanguo → Chen Quanguo."""
    family, _, given = name.partition(", ")
    text = f"{family.title() if family.isupper() else family} {given}".strip()
    return text


def _grounds(house: House, target: Target, have: tuple[Cell, ...], day: str) -> tuple[tuple[str, Statement], ...]:
    known = {item.regime for cell in have for item in cell.designations}
    governments = {cell.jurisdiction for cell in have}
    found: dict[tuple[str, Statement], None] = {}
    for version in target.versions:
        entry = version.entry
        for act in house.curated.actions_for(entry.list_id, entry.official_id, entry.primary_name.full):
            begun = min(date.event.value for date in act.dates)
            if act.jurisdiction in governments and act.regime in known and act.act == "added" and begun <= day:
                found |= {(begun, ground.statement): None for ground in act.grounds}
    return tuple(found)


def _plan(
    house: House,
    register: Register,
    wanted: Wanted,
    made: CuratedAsk | None,
    rows: tuple[LetterRow, ...],
    set_aside: tuple[Gap, ...],
) -> Plan:
    day = (wanted.day or house.today).isoformat()
    situation = house.curated.situations[wanted.situation]
    also = tuple(further(house, wanted, day, item) for item in wanted.also)
    name = wanted.id or (made.id if made else f"{wanted.situation}-{day}-{'-'.join(wanted.to)}")
    letter_id = name if wanted.language == "en" else f"{name}-{wanted.language}"
    title = f"{made.title[0].upper()}{made.title[1:]}" if made and wanted.language == "en" else ""
    return Plan(
        id=letter_id,
        situation=situation.title,
        language=wanted.language,
        day=day,
        today=house.today.isoformat(),
        have=wanted.have,
        to=wanted.to,
        rows=rows,
        editions=_editions(register, rows),
        titles={item.id: item.title for item in regimes.regimes().values()},
        asks=(*asks_for(letter_id, day, wanted.have, wanted.to, rows), *_asks_of(letter_id, day, also)),
        title=title,
        set_aside=set_aside,
        newest=wanted.day is None,
        contested=situation.contested,
        extras=tuple(extra for extra, _ in also),
        list_titles=tuple((item.list_id, item.title) for item in regimes.publications()),
    )


def further(house: House, wanted: Wanted, day: str, also: tuple[str, str, str]) -> tuple[Extra, str]:
    """Return a further ask and its target's id (empty for a candidate); RefusedByCheck if a list answers it already.

    Raises UserError for an unknown kind or target, or a kind that is about no single target.
    """
    kind, to, name = also
    if kind not in {item.value for item in AskKind if item.of_a_target and item is not AskKind.MIRROR}:
        raise UserError(f"not a further ask: {kind!r}", remedy="Known: list_first, keep, correct.")
    try:
        shown = show(house, name, wanted.day)
    except UserError:
        if kind != AskKind.LIST_FIRST:
            raise
        return Extra(kind, to, name, f"found on no list at hand on {day}"), ""
    cell = row(shown.register, shown.target, (to,), wanted.day).cells[0]
    check_ask(AskKind(kind), shown.target.name, cell)
    if kind == AskKind.LIST_FIRST and any(item.status is Status.IN_FORCE for item in shown.row.cells):
        raise RefusedByCheck(f"{name} is listed by another government", remedy="Ask for a mirror instead.")
    return Extra(kind, to, _in_order(shown.target.name), cell.why), shown.target.id


def _asks_of(letter_id: str, day: str, also: tuple[tuple[Extra, str], ...]) -> tuple[Ask, ...]:
    return tuple(
        Ask(f"{letter_id}-{item.kind}-{item.to}-{number}", AskKind(item.kind), item.to, day,
            (target,) if target else (), item.name, letter=letter_id)
        for number, (item, target) in enumerate(also, 1)
    )  # fmt: skip


def _editions(register: Register, rows: tuple[LetterRow, ...]) -> tuple[Edition, ...]:
    """Return every edition that a row rests on, by list and date."""
    wanted: set[tuple[str, str]] = set()
    for held_row in rows:
        for cell in (*held_row.have, *(item.gap.lack for item in held_row.missing)):
            wanted |= {(list_id, date) for list_id, _, date in (item.partition(" ") for item in cell.editions)}
            wanted |= {(item.source.list_id, item.source.edition) for item in cell.designations if item.source}
    held = [item for line in register.lines for item in line.editions if (item.list_id, item.date) in wanted]
    return tuple(sorted(dict.fromkeys(held), key=lambda item: (item.list_id, item.date)))


def keep(house: House, written: Written) -> None:
    """Keep a letter with its asks as drafted; keeping the same again changes nothing."""
    plan = written.plan
    if plan.id in letters(house.store, house.viewer):
        return
    payload = {
        "title": written.letter.title,
        "situation": plan.situation,
        "language": plan.language,
        "day": plan.day,
        "have": plan.have,
        "to": list(plan.to),
        "confirm": [f"{item.list_id} {item.date}" for item in to_confirm(plan)],
    }
    keep_letter(house.store, house.viewer, plan.id, json_of(payload), plan.asks)
    at = house.store.now()
    drafted = [AskEvent(item.id, AskLife.DRAFTED, at, house.viewer.name) for item in plan.asks]
    add_events(house.store, house.viewer, drafted)


def mark_sent(house: House, letter_id: str, confirmed_by: str = "") -> int:
    """Mark a letter's asks as sent; return how many. RefusedByCheck until a named person confirmed its editions."""
    kept = letters(house.store, house.viewer)
    if letter_id not in kept:
        raise UserError(f"no letter is called {letter_id!r}", remedy=f"Known: {', '.join(kept) or 'none'}.")
    confirm = json.loads(kept[letter_id])["confirm"]
    if confirm and not confirmed_by:
        raise RefusedByCheck(
            "the letter rests on editions that are copies, derived or older than 30 days: " + ", ".join(confirm),
            remedy="Look its targets up on the official lists, then give --confirmed-by NAME.",
        )
    note = f"editions confirmed on the official lists by {confirmed_by}" if confirmed_by else ""
    held, at = asks(house.store, house.viewer, letter_id), house.store.now()
    add_events(
        house.store, house.viewer, [AskEvent(item.id, AskLife.SENT, at, house.viewer.name, note) for item in held]
    )
    return len(held)


def record_answer(house: House, ask_id: str, life: AskLife, note: str) -> None:
    """Keep an addressee's answer to an ask; UserError for an unknown ask."""
    known = {item.id for item in asks(house.store, house.viewer)}
    if ask_id not in known:
        raise UserError(f"no ask is called {ask_id!r}", remedy="`inconcert letter status LETTER` lists them.")
    add_events(house.store, house.viewer, [AskEvent(ask_id, life, house.store.now(), house.viewer.name, note)])


def with_signatories(plan: Plan, named: tuple[str, ...], sealed: int) -> Plan:
    """Return the plan of the same letter with who signed it."""
    return replace(plan, signed=named, sealed=sealed)


def text_to_sign(plan: Plan) -> str:
    """Return the exact text that organisations sign: the letter in plain text, without its signatories."""
    return text_of(prepared(letter_document(plan, signatories=False)))
