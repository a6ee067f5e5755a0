"""Who may sign, one-time links, and every signature and withdrawal: added to, never changed.

A link is kept by the SHA-256 of its token, and used once: of two that use it at the same time, one is refused.
"""

from __future__ import annotations

import sqlalchemy as sa

from inconcert.model.rights import Subject, Viewer
from inconcert.store import schema
from inconcert.store.home import Store


def keep_organisation(store: Store, organisation_id: str, payload: str) -> None:
    """Keep an organisation as it is now."""
    table = schema.organisation
    with store.writing() as connection:
        connection.execute(sa.delete(table).where(table.c.id == organisation_id))
        connection.execute(sa.insert(table).values(id=organisation_id, payload=payload, at=store.now()))


def organisations(store: Store, viewer: Viewer) -> tuple[str, ...]:
    """Return the payloads of all organisations, sorted by id."""
    with store.reading(viewer, Subject.CASEWORK) as connection:
        query = sa.select(schema.organisation.c.payload).order_by(schema.organisation.c.id)
        return tuple(connection.execute(query).scalars())


def add_signing_event(store: Store, letter_id: str, payload: str) -> None:
    """Keep one signature, withdrawal or notice."""
    with store.writing() as connection:
        connection.execute(sa.insert(schema.signing_event).values(letter_id=letter_id, payload=payload))


def signing_events(store: Store, viewer: Viewer, letter_id: str) -> tuple[str, ...]:
    """Return every event of a letter, oldest first."""
    table = schema.signing_event
    with store.reading(viewer, Subject.CASEWORK) as connection:
        query = sa.select(table.c.payload).where(table.c.letter_id == letter_id).order_by(table.c.id)
        return tuple(connection.execute(query).scalars())


def keep_link(store: Store, token_hash: str, payload: str) -> None:
    """Keep a link by the hash of its token."""
    with store.writing() as connection:
        connection.execute(sa.insert(schema.signing_link).values(token_hash=token_hash, payload=payload, used_at=""))


def link(store: Store, token_hash: str) -> tuple[str, str] | None:
    """Return (payload, when it was used or empty) of a link; None where there is none."""
    table = schema.signing_link
    with store.reading_ours() as connection:
        row = connection.execute(
            sa.select(table.c.payload, table.c.used_at).where(table.c.token_hash == token_hash)
        ).first()
    return (row.payload, row.used_at) if row else None


def use_link(store: Store, token_hash: str) -> bool:
    """Mark a link as used; return whether it was still unused."""
    table = schema.signing_link
    with store.writing() as connection:
        done = connection.execute(
            sa.update(table).where(table.c.token_hash == token_hash, table.c.used_at == "").values(used_at=store.now())
        )
    return done.rowcount == 1


def links(store: Store) -> tuple[str, ...]:
    """Return the payloads of all links, used or not."""
    with store.reading_ours() as connection:
        return tuple(connection.execute(sa.select(schema.signing_link.c.payload)).scalars())
