"""Requests to correct: kept for the home's own organisation, decided once, their outcome for everybody.

Rules
- Whoever asks holds no account: a request is found again by the hash of its receipt code, and by nothing else.
- The contact is erased in the same transaction as the decision; what was sent in, a year later (`forget`).
- `published` gives everybody the outcome and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from inconcert.model.correction import Correction, CorrectionKind, Effect, Published, State, Word
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.judgement import Judgement
from inconcert.model.rights import HOME, Right, Viewer
from inconcert.store import audit, schema
from inconcert.store.home import Store
from inconcert.store.judgements import insert_judgement
from inconcert.store.owned import owner_for, theirs

OPEN_MAX = 2_000
OPEN_PER_TARGET_MAX = 25

_table = schema.correction
_words = schema.correction_word
_decided = _table.c.state.in_((State.ACCEPTED.value, State.DECLINED.value))


def keep_correction(store: Store, made: Correction, code_hash: str) -> None:
    """Keep a request that anybody sent; RefusedByCheck where too many wait already."""
    waits = sa.and_(_table.c.owner == HOME, ~_decided)
    with store.writing() as connection:
        count = sa.select(sa.func.count()).select_from(_table).where(waits)
        total = connection.execute(count).scalar_one()
        of_target = connection.execute(count.where(_table.c.target == made.target)).scalar_one()
        if total >= OPEN_MAX or of_target >= OPEN_PER_TARGET_MAX:
            raise RefusedByCheck(
                "too many requests wait already", remedy="Try again in some days, or write to who runs this service."
            )
        row = _row(made) | {"owner": HOME, "code_hash": code_hash}
        connection.execute(sa.insert(_table).values(row))
        audit.add(connection, store.now(), "anyone", "correction.ask", {"correction": made.id, "target": made.target})


def corrections(store: Store, viewer: Viewer) -> tuple[Correction, ...]:
    """Return every request of the viewer's home, those due first; RefusedByCheck without the right."""
    query = sa.select(_table).where(theirs(viewer, Right.CORRECT, _table)).order_by(_table.c.due_on, _table.c.id)
    with store.reading(viewer, Right.CORRECT) as connection:
        return tuple(_read(row) for row in connection.execute(query).all())


def by_code(store: Store, code_hash: str) -> Correction | None:
    """Return the request of a receipt code, None where no request has it."""
    with store.reading_ours() as connection:
        row = connection.execute(sa.select(_table).where(_table.c.code_hash == code_hash)).first()
    return _read(row) if row is not None else None


def words_of(store: Store, correction_id: str) -> tuple[Word, ...]:
    """Return what the desk and who asked said, oldest first; the caller has shown the code or the right."""
    query = sa.select(_words).where(_words.c.owner == HOME, _words.c.correction_id == correction_id)
    with store.reading_ours() as connection:
        rows = connection.execute(query.order_by(_words.c.id)).all()
    return tuple(Word(row.at, bool(row.by_desk), row.said) for row in rows)


def add_word(store: Store, correction_id: str, text: str, *, by_desk: bool, words_max: int = 20) -> None:
    """Keep one more message; RefusedByCheck where `words_max` are there already."""
    mine = sa.and_(_words.c.owner == HOME, _words.c.correction_id == correction_id)
    with store.writing() as connection:
        held = connection.execute(sa.select(sa.func.count()).select_from(_words).where(mine)).scalar_one()
        if held >= words_max:
            raise RefusedByCheck("no more messages can be kept here", remedy="Send another request.")
        row = {"owner": HOME, "correction_id": correction_id, "at": store.now(), "by_desk": int(by_desk), "said": text}
        connection.execute(sa.insert(_words).values(row))


def change(
    store: Store, viewer: Viewer, before: Correction, after: Correction, judgement: Judgement | None = None
) -> None:
    """Keep the next state of a request, with the judgement that goes with it, both or neither.

    Raises RefusedByCheck where somebody else changed it meanwhile, or without the right.
    """
    owner_for(viewer, Right.CORRECT)
    mine = sa.and_(
        theirs(viewer, Right.CORRECT, _table), _table.c.id == before.id, _table.c.state == before.state.value
    )
    mine = sa.and_(mine, _table.c.proposed_at == before.proposed_at)
    with store.writing() as connection:
        if connection.execute(sa.update(_table).where(mine).values(_row(after))).rowcount != 1:
            raise RefusedByCheck("somebody changed this request meanwhile", remedy="Look at it again.")
        if judgement is not None:
            insert_judgement(connection, judgement)
        facts = {"correction": after.id, "state": after.state.value, "effect": after.effect.value}
        who = after.decided_by or after.proposed_by or viewer.name
        audit.add(connection, store.now(), who, "correction.decide", facts, viewer.organisation)


def note_changed(store: Store, correction_id: str, changed: Sequence[str]) -> None:
    """Keep what a decision did to cells, which is known only once it stands."""
    mine = sa.and_(_table.c.owner == HOME, _table.c.id == correction_id)
    with store.writing() as connection:
        connection.execute(sa.update(_table).where(mine).values(changed=json.dumps(list(changed))))


def published(store: Store) -> tuple[Published, ...]:
    """Return the outcome of every decided request, newest first."""
    query = sa.select(_table).where(_decided).order_by(_table.c.decided_at.desc(), _table.c.id)
    with store.reading_ours() as connection:
        rows = connection.execute(query).all()
    return tuple(_public(_read(row)) for row in rows)


def one(found: Sequence[Correction], correction_id: str) -> Correction:
    """Return the request of this id; UserError where there is none."""
    for item in found:
        if item.id == correction_id:
            return item
    raise UserError("there is no such request", remedy="`inconcert corrections list` names them.")


def forget(store: Store, before: str) -> int:
    """Erase what was sent in with requests decided before a day (YYYY-MM-DD); return how many. Outcomes stay."""
    old = sa.and_(_decided, _table.c.decided_at < before, _table.c.said != "")
    with store.writing() as connection:
        ids = connection.execute(sa.select(_table.c.id).where(old)).scalars().all()
        if ids:
            connection.execute(sa.update(_table).where(old).values(said="", proof="", contact="", code_hash=""))
            connection.execute(sa.delete(_words).where(_words.c.correction_id.in_(ids)))
            audit.add(connection, store.now(), "inconcert", "correction.forget", {"count": len(ids)})
    return len(ids)


def _row(item: Correction) -> dict[str, Any]:
    return {
        "id": item.id, "target": item.target, "kind": item.kind.value, "entry": item.entry, "said": item.said,
        "proof": item.proof, "contact": item.contact, "at": item.at, "due_on": item.due_on, "state": item.state.value,
        "effect": item.effect.value, "left_list": item.left[0], "left_id": item.left[1], "right_list": item.right[0],
        "right_id": item.right[1], "outcome": item.outcome, "proposed_by": item.proposed_by,
        "proposed_at": item.proposed_at, "decided_by": item.decided_by, "decided_at": item.decided_at,
        "changed": json.dumps(list(item.changed)),
    }  # fmt: skip


def _read(row: Any) -> Correction:
    return Correction(
        row.id, row.target, CorrectionKind(row.kind), row.said, row.at, row.due_on, row.entry, row.proof, row.contact,
        State(row.state), Effect(row.effect), (row.left_list, row.left_id), (row.right_list, row.right_id), row.outcome,
        row.proposed_by, row.proposed_at, row.decided_by, row.decided_at, tuple(json.loads(row.changed)),
    )  # fmt: skip


def _public(item: Correction) -> Published:
    accepted = item.state is State.ACCEPTED
    return Published(
        item.id, item.target, item.kind, accepted, item.effect if accepted else Effect.NONE, item.left, item.right,
        item.outcome, item.decided_at[:10], item.changed,
    )  # fmt: skip
