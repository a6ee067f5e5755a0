"""The verb `gaps`: who is in force with one government and not with another."""

from __future__ import annotations

from dataclasses import dataclass, replace

from inconcert.gaps.explain import explainer
from inconcert.gaps.gaps import THEMES, Answer, Explain, Question, gaps
from inconcert.gaps.register import Register
from inconcert.jurisdictions import law, regimes
from inconcert.model.errors import UserError
from inconcert.model.imported import is_imported
from inconcert.model.target import Gap
from inconcert.verbs.house import House
from inconcert.verbs.imported import all_publications, wide_index_of
from inconcert.verbs.index import Brief, Index, briefs_by_key, index_of
from inconcert.verbs.registers import register_of, select


@dataclass(frozen=True, slots=True)
class Gaps:
    """The answer with the register it was worked out on."""

    register: Register
    answer: Answer


def find_gaps(house: House, question: Question, situation: str = "", *, imported: bool = False) -> Gaps:
    """Return the gaps that answer a question; `situation` narrows it to a curated situation's targets.

    With `imported` a lack may be an imported list, as a column of its own; such a row has no route. A have never is
    one: a gap says that a government listed somebody.

    Raises UserError for a jurisdiction, theme, regime or situation that is not known.
    """
    _check(house, question, imported)
    asked = ("gaps", question, situation, house.today)
    return house.memory.answer(asked, lambda: _find(house, question, situation))


def _find(house: House, question: Question, situation: str) -> Gaps:
    wide = any(map(is_imported, question.lack))
    index = wide_index_of(house) if wide else index_of(house)
    if situation:
        question = replace(question, targets=frozenset(brief.id for brief in of_situation(house, index, situation)))
    wanted = _wanted_regimes(question)
    briefs = select(index, lambda brief: _asked(brief, question, wanted))
    register = register_of(house, index, briefs, imported=wide)
    chosen = frozenset(brief.id for brief in briefs)
    explain = explainer(register, law.law_of, dict(index.used), house.today, question.day)
    return Gaps(register, gaps(register, replace(question, targets=chosen), _official_only(explain)))


def _official_only(explain: Explain) -> Explain:
    """Return an `explain` that says nothing of an imported list's silence: no law stands behind it."""

    def explained(register: Register, gap: Gap) -> Gap:
        return gap if is_imported(gap.lack.jurisdiction) else explain(register, gap)

    return explained


def _asked(brief: Brief, question: Question, wanted: frozenset[str]) -> bool:
    if question.targets is not None and brief.id not in question.targets:
        return False
    if question.kind and brief.kind is not question.kind:
        return False
    if question.country and question.country not in brief.countries:
        return False
    return not wanted.isdisjoint(brief.regimes)


def _wanted_regimes(question: Question) -> frozenset[str]:
    """Return the regimes whose targets can answer; the full rules are applied to each designation afterwards."""
    known = regimes.regimes().values()
    if question.regime:
        return frozenset(item.id for item in known if item.id.casefold() == question.regime.casefold())
    mine = [item for item in known if item.jurisdiction in question.have]
    if question.thematic:
        mine = [item for item in mine if item.scope == "thematic"]
    if question.theme == "all":
        return frozenset(item.id for item in mine) | {""}
    return frozenset(item.id for item in mine if item.themes)


def of_situation(house: House, index: Index, situation: str) -> tuple[Brief, ...]:
    """Return the targets of a curated situation, in its own order, then those of its actions; UserError if unknown."""
    known = house.curated.situations
    if situation not in known:
        raise UserError(f"no situation is called {situation!r}", remedy=f"Known: {', '.join(sorted(known))}.")
    by_key = briefs_by_key(house)
    found: dict[str, Brief] = {}
    marked = [item.marks for item in known[situation].targets]
    marked += [item.marks for act in house.curated.actions if act.situation == situation for item in act.members]
    for marks in marked:
        for key in marks.entries.items():
            brief = by_key.get(key)
            if brief:
                found.setdefault(brief.id, brief)
    return tuple(found.values())


def _check(house: House, question: Question, imported: bool) -> None:
    known = {item.jurisdiction for item in (all_publications(house) if imported else regimes.publications())}
    for item in (*question.have, *question.lack):
        if is_imported(item) and (item in question.have or not imported):
            raise UserError(
                f"{item} is an imported list: somebody else made it, so it opens no gap of a government",
                remedy=f"See it beside the governments: inconcert matrix --by us,gb,{item}",
            )
        if item not in known:
            raise UserError(f"no jurisdiction is called {item!r}", remedy=f"Known: {', '.join(sorted(known))}.")
    if question.theme not in THEMES:
        raise UserError(f"no theme is called {question.theme!r}", remedy=f"Known: {', '.join(THEMES)}.")
    if question.regime and question.regime.casefold() not in {item.casefold() for item in regimes.regimes()}:
        raise UserError(f"no regime is called {question.regime!r}", remedy="`inconcert law` lists the regimes.")
