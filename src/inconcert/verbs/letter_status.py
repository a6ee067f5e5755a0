"""The verb `letter status`: what became of asks, of letters kept here or of public ones that were curated.

A list answers a mirror ask: where a later edition shows the designation, it is met, with its date and the days it took.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inconcert.gaps.matrix import row
from inconcert.gaps.register import Register
from inconcert.jurisdictions import regimes
from inconcert.letters.asks import Standing, standing, summary
from inconcert.letters.outcome import outcome_document
from inconcert.model.ask import Ask, AskKind
from inconcert.model.curated import CuratedAsk, Situation
from inconcert.model.errors import UserError
from inconcert.store.asks import asks, events, letters
from inconcert.typeset.tree import Document
from inconcert.verbs.house import House
from inconcert.verbs.index import Index, index_of
from inconcert.verbs.registers import register_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """A letter, and where each of its asks stands."""

    letter: str
    title: str
    asked_on: str
    standings: tuple[Standing, ...]
    page: Document


def outcome(house: House, letter_id: str = "", day: dt.date | None = None, language: str = "en") -> Outcome:
    """Return what became of a letter's asks; `letter_id` empty: the only letter there is, kept or curated.

    Raises UserError where no letter is called so.
    """
    chosen = letter_id or _only(house)
    index = index_of(house)
    title, asked = _asks(house, index, chosen)
    found = standings_of(house, asked, day)
    titles = {item.id: item.title for item in regimes.regimes().values()}
    asked_on = asked[0].asked_on
    page = outcome_document((title, asked_on, (day or house.today).isoformat(), language), found, titles)
    return Outcome(chosen, title, asked_on, found, page)


def standings_of(house: House, asked: Sequence[Ask], day: dt.date | None = None) -> tuple[Standing, ...]:
    """Return where asks stand by their events and the addressees' own lists as of a day (None: the newest editions)."""
    index = index_of(house)
    wanted = {item for ask in asked for item in ask.targets}
    by_id = index.by_id()
    briefs = list(dict.fromkeys(by_id[item] for item in sorted(wanted) if item in by_id))
    register = register_of(house, index, briefs)
    told = events(house.store, house.viewer)
    where = {item: by_id[item].id for item in wanted if item in by_id}
    return tuple(standing(ask, told, _cell(register, where, ask, day)) for ask in asked)


def _cell(register: Register, where: dict[str, str], ask: Ask, day: dt.date | None) -> Any:
    if not ask.kind.of_a_target or not ask.targets or ask.targets[0] not in where:
        return None
    return row(register, register.targets[where[ask.targets[0]]], (ask.to,), day).cells[0]


def _only(house: House) -> str:
    known = known_letters(house)
    if len(known) == 1:
        return next(iter(known))
    raise UserError("say which letter", remedy="; ".join(f"{name}: {title}" for name, title in known.items()))


def known_letters(house: House) -> dict[str, str]:
    """Return letter id → title, of those kept here and of the public ones that are curated."""
    kept = {name: json.loads(payload)["title"] for name, payload in letters(house.store, house.viewer).items()}
    public = {ask.id: ask.title for place in house.curated.situations.values() for ask in place.asks}
    return kept | {name: title for name, title in public.items() if name not in kept}


def _asks(house: House, index: Index, letter_id: str) -> tuple[str, tuple[Ask, ...]]:
    kept = letters(house.store, house.viewer)
    if letter_id in kept:
        held = asks(house.store, house.viewer, letter_id)
        return json.loads(kept[letter_id])["title"], _in_order(held)
    for place in house.curated.situations.values():
        for made in place.asks:
            if made.id == letter_id:
                return made.title[0].upper() + made.title[1:], _curated(index, place, made)
    raise UserError(f"no letter is called {letter_id!r}", remedy=f"Known: {', '.join(known_letters(house))}.")


def _in_order(held: Sequence[Ask]) -> tuple[Ask, ...]:
    kinds = list(AskKind)
    return tuple(sorted(held, key=lambda ask: (kinds.index(ask.kind), ask.to, ask.name)))


def _curated(index: Index, place: Situation, made: CuratedAsk) -> tuple[Ask, ...]:
    """Return the asks of a public letter: one for each of its targets and addressees."""
    by_key = index.by_key()
    targets = {item.id: item for item in place.targets}
    found = []
    for to in made.to:
        for name in made.targets:
            target = targets[name]
            ids = tuple(dict.fromkeys(by_key[key].id for key in target.marks.entries.items() if key in by_key))[:1]
            found.append(
                Ask(f"{made.id}-{to}-{name}", AskKind.MIRROR, to, made.date, ids, target.name, target.kind,
                    (made.have,), letter=made.id)
            )  # fmt: skip
    return tuple(found)


def outcome_shape(found: Outcome) -> dict[str, Any]:
    """Return the object that `letter status --json` prints."""
    return {
        "letter": found.letter,
        "title": found.title,
        "asked_on": found.asked_on,
        "met": {to: {"met": met, "asked": asked} for to, (met, asked) in summary(found.standings).items()},
        "asks": [
            {
                "id": item.ask.id,
                "kind": item.ask.kind.value,
                "to": item.ask.to,
                "name": item.ask.name or None,
                "targets": list(item.ask.targets),
                "life": item.life.value,
                "reopened": item.reopened,
                "why": item.why,
                "date": item.date.value if item.date else None,
                "date_kind": item.date.kind.value if item.date else None,
                "days": item.days,
                "days_to_announcement": item.announced_days,
                "regimes": list(item.regimes),
            }
            for item in found.standings
        ],
    }
