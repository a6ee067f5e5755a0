"""Who did what in this home, and when: added to, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from inconcert.model.codec import json_of
from inconcert.model.rights import Right, Viewer
from inconcert.store import schema
from inconcert.store.home import Store


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done: `at` in UTC, `who` by name, `verb`, and the facts of it."""

    at: str
    who: str
    verb: str
    facts: Mapping[str, Any]


def record(store: Store, who: str, verb: str, facts: Mapping[str, Any]) -> None:
    """Add an act, dated by the home's clock."""
    with store.writing() as connection:
        add(connection, store.now(), who, verb, facts)


def add(connection: sa.Connection, at: str, who: str, verb: str, facts: Mapping[str, Any]) -> None:
    """Add an act within a transaction that does more."""
    connection.execute(sa.insert(schema.act).values(at=at, who=who, verb=verb, facts=json_of(dict(facts))))


def acts(store: Store, viewer: Viewer) -> tuple[Act, ...]:
    """Return every act, oldest first; raises RefusedByCheck for a viewer without that right."""
    with store.reading(viewer, Right.READ_AUDIT) as connection:
        rows = connection.execute(sa.select(schema.act).order_by(schema.act.c.id)).all()
    return tuple(Act(row.at, row.who, row.verb, json.loads(row.facts)) for row in rows)
