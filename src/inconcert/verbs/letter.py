"""The verb `letter`: a joint letter from the register, kept with its asks; what became of them; marked as sent.

Rules:
- a letter built on a copy, a derived file or a list older than 30 days is not marked sent until a named person has
  confirmed its editions on the official lists;
- the same home, day and question give the same letter, to the byte.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inconcert.gaps.explain import regimes_there
from inconcert.gaps.gaps import Question
from inconcert.gaps.matrix import row
from inconcert.gaps.register import Register
from inconcert.jurisdictions import regimes
from inconcert.letters.asks import asks_for, check_ask
from inconcert.letters.checklist import check_document
from inconcert.letters.compose import letter_document
from inconcert.letters.plan import Extra, LetterRow, Plan, to_confirm
from inconcert.model.ask import Ask, AskEvent, AskKind
from inconcert.model.codec import from_json, json_of, to_json
from inconcert.model.curated import CuratedAsk
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.messages import AskLife
from inconcert.model.target import Gap
from inconcert.model.vocabulary import Status
from inconcert.store.asks import add_events, asks, events, keep_letter, letters
from inconcert.typeset.characters import prepared
from inconcert.typeset.to_text import text_of
from inconcert.typeset.tree import Document
from inconcert.verbs.gaps import find_gaps, of_situation
from inconcert.verbs.house import House
from inconcert.verbs.index import Index, index_of
from inconcert.verbs.letter_rows import editions_of, in_order, missing_of, row_of
from inconcert.verbs.releases import leave
from inconcert.verbs.show import show

OPEN = (Status.NOT_FOUND, Status.ENDED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a letter is asked to be; `day` None: today, on each list's newest edition. `id` names it in this home.

    `also`: further asks as (kind, addressee, name of the target or candidate). `asks`: ids of asks kept here that it
    carries, instead of every gap of the situation; `about` then says what it is about, where no situation does.
    """

    situation: str
    to: tuple[str, ...]
    have: str = "us"
    day: dt.date | None = None
    language: str = "en"
    id: str = ""
    also: tuple[tuple[str, str, str], ...] = ()
    asks: tuple[str, ...] = ()
    about: str = ""


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
    if wanted.asks:
        return _plan_of_asks(house, index, wanted)
    question = Question(have=(wanted.have,), lack=wanted.to, day=wanted.day)
    found = find_gaps(house, question, wanted.situation)
    made = _matching(house, wanted, (wanted.day or house.today).isoformat())
    by_target = list(_by_target(house, index, wanted, made, found.answer.gaps))
    set_aside = [gap for _, gaps in by_target for gap in gaps
                 if gap.status is Status.NOT_COVERED or gap.likely_elsewhere]  # fmt: skip
    rows = _rows(house, index, found.register, wanted, by_target)
    if not rows:
        raise UserError(
            "there is no gap to ask about: every target at hand is in force there, or no edition covers the day",
            remedy="`inconcert matrix --situation S` shows where each target stands.",
        )
    return _plan(house, found.register, wanted, made, rows, tuple(set_aside))


def _plan_of_asks(house: House, index: Index, wanted: Wanted) -> Plan:
    """Return the plan of a letter that carries asks kept here; UserError where one cannot stand in it."""
    held = {item.id: item for item in asks(house.store, house.viewer)}
    chosen = [held[name] for name in wanted.asks if name in held]
    if len(chosen) != len(wanted.asks) or any(item.letter for item in chosen):
        raise UserError(
            "an ask is not known here, or stands in a letter already", remedy="Choose asks without a letter."
        )
    mirrors = [item for item in chosen if item.kind is AskKind.MIRROR]
    pairs = {(item.targets[0], item.to) for item in mirrors}
    to = tuple(dict.fromkeys(item.to for item in mirrors))
    if not pairs:
        raise UserError("a letter needs at least one mirror ask", remedy="Choose one, or write a dossier instead.")
    ids = frozenset(target for target, _ in pairs)
    question = Question(have=(wanted.have,), lack=to, day=wanted.day, theme="all", targets=ids)
    found = find_gaps(house, question)
    fitting = [gap for gap in found.answer.gaps if (gap.target.id, gap.lack.jurisdiction) in pairs]
    by_target = [
        (name, [gap for gap in fitting if gap.target.id == name]) for name in dict.fromkeys(t for t, _ in pairs)
    ]
    rows = _rows(house, index, found.register, wanted, sorted(by_target))
    shown = {(row.target.id, item.to) for row in rows for item in row.missing}
    if lost := sorted({item.name for item in mirrors if (item.targets[0], item.to) not in shown}):
        raise UserError(
            f"not listed by {wanted.have}, or no longer a gap: {', '.join(lost)}",
            remedy="Choose another government that listed, or leave these asks for a letter of their own.",
        )
    also = tuple((item.kind.value, item.to, item.targets[0] if item.targets else item.name) for item in chosen
                 if item.kind in (AskKind.LIST_FIRST, AskKind.KEEP, AskKind.CORRECT))  # fmt: skip
    plan = _plan(house, found.register, replace(wanted, to=to, also=also), None, rows, ())
    mine = tuple(replace(item, letter=plan.id) for item in chosen)
    practice = tuple(item for item in plan.asks if not item.kind.of_a_target)
    return replace(plan, asks=(*mine, *(item for item in practice if (item.kind, item.to) not in
                                        {(one.kind, one.to) for one in mine})))  # fmt: skip


def _rows(
    house: House, index: Index, register: Register, wanted: Wanted, by_target: Iterable[tuple[str, list[Gap]]]
) -> tuple[LetterRow, ...]:
    """Return a row for each target that has an open gap."""
    day = (wanted.day or house.today).isoformat()
    past = day if wanted.day else ""
    governments = dict.fromkeys(gap.lack.jurisdiction for _, gaps in by_target for gap in gaps)
    there = {item: regimes_there(register, item, dict(index.used), past) for item in governments}
    rows = []
    for target_id, gaps in by_target:
        open_gaps = [gap for gap in gaps if gap.status in OPEN and not gap.likely_elsewhere]
        if open_gaps:
            missing = tuple(missing_of(register, gap, there[gap.lack.jurisdiction], day) for gap in open_gaps)
            rows.append(row_of(house, wanted.situation, register.targets[target_id], missing, day))
    return tuple(rows)


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


def _plan(
    house: House,
    register: Register,
    wanted: Wanted,
    made: CuratedAsk | None,
    rows: tuple[LetterRow, ...],
    set_aside: tuple[Gap, ...],
) -> Plan:
    day = (wanted.day or house.today).isoformat()
    situation = house.curated.situations.get(wanted.situation)
    about = situation.title if situation else wanted.about.strip()
    if not about:
        raise UserError("what is the letter about?", remedy="Choose a situation, or say it in a few words.")
    also = tuple(further(house, wanted, day, item) for item in wanted.also)
    name = wanted.id or (made.id if made else f"{wanted.situation or _slug(about)}-{day}-{'-'.join(wanted.to)}")
    letter_id = name if wanted.language == "en" else f"{name}-{wanted.language}"
    title = f"{made.title[0].upper()}{made.title[1:]}" if made and wanted.language == "en" else ""
    return Plan(
        id=letter_id,
        situation=about,
        language=wanted.language,
        day=day,
        today=house.today.isoformat(),
        have=wanted.have,
        to=wanted.to,
        rows=rows,
        editions=editions_of(register, rows),
        titles={item.id: item.title for item in regimes.regimes().values()},
        asks=(*asks_for(letter_id, day, wanted.have, wanted.to, rows), *_asks_of(letter_id, day, also)),
        title=title,
        set_aside=set_aside,
        newest=wanted.day is None,
        contested=situation.contested if situation else (),
        extras=tuple(extra for extra, _ in also),
        list_titles=tuple((item.list_id, item.title) for item in regimes.publications()),
    )


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:40].strip("-") or "letter"


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
    return Extra(kind, to, in_order(shown.target.name), cell.why), shown.target.id


def _asks_of(letter_id: str, day: str, also: tuple[tuple[Extra, str], ...]) -> tuple[Ask, ...]:
    return tuple(
        Ask(f"{letter_id}-{item.kind}-{item.to}-{number}", AskKind(item.kind), item.to, day,
            (target,) if target else (), item.name, letter=letter_id)
        for number, (item, target) in enumerate(also, 1)
    )  # fmt: skip


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
        "plan": base64.b64encode(zlib.compress(to_json(plan).encode("utf-8"), 9)).decode(),
    }
    keep_letter(house.store, house.viewer, plan.id, json_of(payload), plan.asks)
    at = house.store.now()
    told = {item.ask for item in events(house.store, house.viewer)}
    new = [item for item in plan.asks if item.id not in told]
    add_events(house.store, house.viewer, [AskEvent(item.id, AskLife.DRAFTED, at, house.viewer.name) for item in new])


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter as it was kept: `confirm` names the editions to look up before it is marked sent ("list date")."""

    id: str
    title: str
    day: str
    language: str
    have: str
    to: tuple[str, ...]
    confirm: tuple[str, ...]


def kept_letters(house: House) -> tuple[KeptLetter, ...]:
    """Return the letters of this home, in the order in which they were kept."""
    return tuple(_kept(name, json.loads(text)) for name, text in letters(house.store, house.viewer).items())


def _kept(name: str, said: dict[str, Any]) -> KeptLetter:
    return KeptLetter(name, said["title"], said["day"], said["language"], said["have"], tuple(said["to"]),
                      tuple(said["confirm"]))  # fmt: skip


def kept_plan(house: House, letter_id: str) -> Plan:
    """Return the plan from which a kept letter was made: the same documents on any later day.

    Raises UserError where no letter is called so, or it was kept before plans were.
    """
    text = letters(house.store, house.viewer).get(letter_id)
    packed = json.loads(text).get("plan", "") if text else ""
    if not packed:
        raise UserError(f"no letter is called {letter_id!r}", remedy="The page of letters names those kept here.")
    return from_json(Plan, zlib.decompress(base64.b64decode(packed)))


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
    leave(house, "letter", letter_id, kept[letter_id].encode("utf-8"))
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
