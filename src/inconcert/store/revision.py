"""The revision of a home: a cheap mark that moves with every edition, judgement or digest that is kept."""

from __future__ import annotations

import sqlalchemy as sa

from inconcert.store import schema
from inconcert.store.home import Store

Revision = tuple[int, int, int]


def revision(store: Store) -> Revision:
    """Return the highest numbers of editions, judgements and digests: nothing is ever changed in place."""
    with store.reading_ours() as connection:
        newest = [
            connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))).scalar_one()
            for table in (schema.edition, schema.judgement)
        ]
        held = connection.execute(sa.select(sa.func.count()).select_from(schema.list_digest)).scalar_one()
    return (int(newest[0]), int(newest[1]), int(held))
