"""The revision of a home: a cheap mark that moves with every edition, judgement, digest or decided correction."""

from __future__ import annotations

import sqlalchemy as sa

from inconcert.store import schema
from inconcert.store.home import Store

Revision = tuple[int, int, int, int]


def revision(store: Store) -> Revision:
    """Return the highest numbers of editions, judgements and digests, and what decided corrections say."""
    newest = [
        sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0)).scalar_subquery()
        for table in (schema.edition, schema.judgement)
    ]
    held = sa.select(sa.func.count()).select_from(schema.list_digest).scalar_subquery()
    decided = sa.func.length(schema.correction.c.decided_at) > 0
    length = sa.func.sum(sa.func.length(schema.correction.c.changed))  # "[]" at first, longer with what it changed
    told = sa.select(sa.func.coalesce(length, 0)).where(decided).scalar_subquery()
    with store.reading_ours() as connection:
        row = connection.execute(sa.select(*newest, held, told)).one()
    return (int(row[0]), int(row[1]), int(row[2]), int(row[3]))
