"""How targets, counts and titles are written in a letter."""

from __future__ import annotations

from inconcert.letters import citing
from inconcert.letters.facts import Fact, in_number, in_sentence, joined, phrases
from inconcert.letters.plan import LetterRow, Plan, kinds
from inconcert.model.vocabulary import Kind
from inconcert.typeset.tree import Run, Runs

_PLURALS = {Kind.PERSON: "persons", Kind.ENTITY: "entities", Kind.VESSEL: "vessels", Kind.AIRCRAFT: "aircrafts"}


def title_of(plan: Plan) -> str:
    """Return the title of a letter: its own, else what it asks for."""
    words = phrases(plan.language)
    count = len(plan.rows)
    return plan.title or in_number(words, "title", count).format(count=count, situation=in_sentence(plan.situation))


def counted(plan: Plan, rows: tuple[LetterRow, ...]) -> Runs:
    """Return how many persons, bodies, vessels and aircraft there are, each number with its source."""
    words = phrases(plan.language)
    items = []
    for kind, number in kinds(rows).items():
        text = words[f"{kind.value}_one"] if number == 1 else words[_PLURALS[kind]].format(count=number)
        of_kind = tuple(row for row in rows if row.target.kind is kind)
        items.append((Fact(text, citing.of_annex(plan, of_kind)).run,))
    return joined(tuple(items), words)


def name_runs(row: LetterRow) -> Runs:
    """Return a target's name, in its own script after it."""
    latin = Run(row.name)
    if not row.native:
        return (latin,)
    return (latin, Run(f" ({row.native})", language=row.native_language, note=row.native_source))


def targets_words(plan: Plan, rows: tuple[LetterRow, ...]) -> Runs:
    """Return the names of targets as a list in a sentence."""
    return joined(tuple((Run(row.name),) for row in rows), phrases(plan.language))
