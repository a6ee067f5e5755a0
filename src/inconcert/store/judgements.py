"""Judgements: added, superseded, never changed or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from inconcert.model.judgement import Judgement
from inconcert.model.rights import Viewer
from inconcert.model.vocabulary import Decision
from inconcert.store import schema
from inconcert.store.home import Store


def add_judgements(store: Store, judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """Keep judgements all together; return them with their id and, where it was empty, the time of the home's clock."""
    kept = []
    with store.writing() as connection:
        for judgement in judgements:
            kept.append(insert_judgement(connection, replace(judgement, at=judgement.at or store.now())))
    return tuple(kept)


def insert_judgement(connection: sa.Connection, judgement: Judgement) -> Judgement:
    """Keep a dated judgement within a transaction that does more; return it with its id."""
    inserted = connection.execute(sa.insert(schema.judgement).values(_row(judgement))).inserted_primary_key
    return replace(judgement, id=int(inserted[0]) if inserted else 0)


def judgements(store: Store, viewer: Viewer) -> tuple[Judgement, ...]:
    """Return every judgement ever made, oldest first; which of them hold is for `resolve` to say."""
    with store.reading(viewer) as connection:
        rows = connection.execute(sa.select(schema.judgement).order_by(schema.judgement.c.id)).all()
    return tuple(_judgement(row) for row in rows)


def _row(judgement: Judgement) -> dict[str, Any]:
    (left_list, left_id), (right_list, right_id) = judgement.left, judgement.right
    return {
        "left_list": left_list,
        "left_id": left_id,
        "right_list": right_list,
        "right_id": right_id,
        "decision": judgement.decision.value,
        "by_name": judgement.by,
        "rule": judgement.rule,
        "reason": judgement.reason,
        "at": judgement.at,
        "supersedes": judgement.supersedes,
    }


def _judgement(row: Any) -> Judgement:
    return Judgement(
        left=(row.left_list, row.left_id),
        right=(row.right_list, row.right_id),
        decision=Decision(row.decision),
        reason=row.reason,
        by=row.by_name,
        rule=row.rule,
        at=row.at,
        supersedes=row.supersedes,
        id=row.id,
    )
