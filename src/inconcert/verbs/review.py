"""The verb `review`: pairs that ask for a person, ordered by what the answer would change in the table of gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inconcert.jurisdictions import regimes
from inconcert.model.entry import Entry
from inconcert.model.errors import UserError
from inconcert.model.imported import is_imported
from inconcert.model.judgement import Judgement, pair
from inconcert.model.target import EntryKey
from inconcert.model.vocabulary import Decision
from inconcert.resolve.judgements import standing, undo
from inconcert.store.audit import record_by
from inconcert.store.entries import versions_of
from inconcert.store.judgements import add_judgements, judgements
from inconcert.verbs.house import House
from inconcert.verbs.imported import wide_index_of
from inconcert.verbs.index import Brief, Question
from inconcert.verbs.show import printed


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with both entries and what they print, and what the answer would change."""

    question: Question
    left: Entry
    right: Entry
    changes: str


def queue(house: House, limit: int = 50) -> tuple[Pair, ...]:
    """Return the pairs that wait, those first that would close or open a gap of a thematic regime."""
    index = wide_index_of(house)
    by_key = index.by_key()
    chosen = sorted(index.unsure, key=lambda item: (-_weight(by_key, item), -item.score, item.left))[:limit]
    newest: dict[EntryKey, Entry] = {}
    for item in versions_of(house.store, house.viewer, [key for q in chosen for key in (q.left, q.right)]):
        newest[item.entry.list_id, item.entry.official_id] = item.entry
    return tuple(Pair(item, newest[item.left], newest[item.right], _changes(by_key, item)) for item in chosen)


def _jurisdictions(brief: Brief) -> set[str]:
    where = {item.list_id: item.jurisdiction for item in regimes.publications()}
    return {where.get(key[0], key[0]) for key in brief.keys}


def _weight(by_key: dict[EntryKey, Brief], item: Question) -> int:
    """Return 2 where a thematic designation would be found with another government, 1 where another cell changes.

    What imported lists ask comes last: their answer changes no government's cell.
    """
    if is_imported(item.left[0]) or is_imported(item.right[0]):
        return -1
    left, right = by_key[item.left], by_key[item.right]
    if _jurisdictions(left) <= _jurisdictions(right) and _jurisdictions(right) <= _jurisdictions(left):
        return 0
    known = regimes.regimes()
    names = set(left.regimes) | set(right.regimes)
    return 2 if any(name in known and known[name].scope == "thematic" for name in names) else 1


def _changes(by_key: dict[EntryKey, Brief], item: Question) -> str:
    left, right = by_key[item.left], by_key[item.right]
    mine, theirs = _jurisdictions(left), _jurisdictions(right)
    gains = [(left, theirs - mine), (right, mine - theirs)]
    said = [f"{brief.id} would also stand in {', '.join(sorted(more))}" for brief, more in gains if more]
    return "if same: " + ("; ".join(said) or "no cell changes")


def judge(house: House, question: Question, decision: Decision, by: str, reason: str) -> Judgement:
    """Keep a named person's judgement of a pair; the index is made anew when next asked for."""
    if not by.strip():
        raise UserError("a judgement has a name to it", remedy="Give --by NAME.")
    left, right = pair(question.left, question.right)
    made = Judgement(left, right, decision, reason, by=by.strip())
    if house.viewer.account:
        facts = {"left": " ".join(left), "right": " ".join(right), "decision": decision.value}
        record_by(house.store, house.viewer, "judgement", facts)
    return add_judgements(house.store, [made])[0]


def take_back(house: House, judgement: Judgement, by: str) -> Judgement:
    """Keep that a judgement is taken back; the clusters are then what they were before it."""
    return add_judgements(house.store, [undo(judgement, by, house.store.now())])[0]


def standing_judgements(house: House) -> tuple[Judgement, ...]:
    """Return the judgements that hold, by pair."""
    return tuple(standing(judgements(house.store, house.viewer)).values())


def add(house: House, found: Iterable[Judgement]) -> int:
    """Keep judgements that another team made; those that are here already are left out. Return how many were new."""
    held = {(item.left, item.right, item.decision, item.by, item.at) for item in judgements(house.store, house.viewer)}
    fresh = [item for item in found if (item.left, item.right, item.decision, item.by, item.at) not in held]
    add_judgements(house.store, fresh)
    return len(fresh)


def side_by_side(item: Pair) -> list[tuple[str, str, str, bool]]:
    """Return (what, left, right, whether they differ) for every kind of value that either entry prints."""
    sides = [_by_kind(entry) for entry in (item.left, item.right)]
    rows = []
    for what in dict.fromkeys([*sides[0], *sides[1]]):
        left, right = ("; ".join(side.get(what, ())) for side in sides)
        rows.append((what, left, right, bool(left and right and left.casefold() != right.casefold())))
    return rows


def _by_kind(entry: Entry) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for what, text, _ in printed(entry):
        if text not in found.setdefault(what, []):
            found[what].append(text)
    return found
