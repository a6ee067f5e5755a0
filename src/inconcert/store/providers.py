"""The identity providers that were agreed with; who may sign in by them is kept with the accounts."""

from __future__ import annotations

import sqlalchemy as sa

from inconcert.model.rights import HOME, Right, Viewer
from inconcert.store import audit, schema
from inconcert.store.home import Store
from inconcert.store.owned import owner_for

Row = dict[str, str]


def keep_provider(store: Store, viewer: Viewer, row: Row) -> None:
    """Keep a provider as it is now."""
    owner_for(viewer, Right.MANAGE_KEYS)
    table = schema.provider
    with store.writing() as connection:
        connection.execute(sa.delete(table).where(table.c.id == row["id"]))
        connection.execute(sa.insert(table).values(row))
        facts = {"provider": row["id"], "issuer": row["issuer"]}
        audit.add(connection, store.now(), viewer.account or viewer.name, "provider.keep", facts, HOME)


def remove_provider(store: Store, viewer: Viewer, provider_id: str) -> None:
    """Forget a provider and end the visits that it opened; nobody signs in by it from now on."""
    owner_for(viewer, Right.MANAGE_KEYS)
    table = schema.provider
    with store.writing() as connection:
        issuer = connection.execute(sa.select(table.c.issuer).where(table.c.id == provider_id)).scalar()
        connection.execute(sa.delete(schema.visit).where(schema.visit.c.opened_by == (issuer or "")))
        connection.execute(sa.delete(table).where(table.c.id == provider_id))
        facts = {"provider": provider_id}
        audit.add(connection, store.now(), viewer.account or viewer.name, "provider.remove", facts, HOME)


def providers(store: Store) -> tuple[Row, ...]:
    """Return every provider, by name: what the sign-in page offers to anybody."""
    with store.reading_ours() as connection:
        rows = connection.execute(sa.select(schema.provider).order_by(schema.provider.c.name)).mappings().all()
    return tuple({key: str(value) for key, value in row.items()} for row in rows)
