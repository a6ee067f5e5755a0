"""Who may sign, one-time links, and every signature and withdrawal: added to, never changed; each organisation its own.

A link is kept by the SHA-256 of its token, and used once: of two that use it at the same time, one is refused. Whoever
holds it needs no account: the token is the proof, and says whose letter it is about.
"""

from __future__ import annotations

import sqlalchemy as sa

from inconcert.model.rights import Right, Viewer
from inconcert.store import schema
from inconcert.store.home import Store
from inconcert.store.owned import owner_for, theirs


def keep_organisation(store: Store, viewer: Viewer, organisation_id: str, payload: str) -> None:
    """Keep an organisation as it is now."""
    owner, table = owner_for(viewer, Right.WRITE_CASEWORK), schema.organisation
    with store.writing() as connection:
        connection.execute(sa.delete(table).where(table.c.owner == owner, table.c.id == organisation_id))
        row = {"owner": owner, "id": organisation_id, "payload": payload, "at": store.now()}
        connection.execute(sa.insert(table).values(row))


def organisations(store: Store, viewer: Viewer) -> tuple[str, ...]:
    """Return the payloads of all organisations, sorted by id."""
    table = schema.organisation
    query = sa.select(table.c.payload).where(theirs(viewer, Right.READ_CASEWORK, table)).order_by(table.c.id)
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        return tuple(connection.execute(query).scalars())


def add_signing_event(store: Store, viewer: Viewer, letter_id: str, payload: str) -> None:
    """Keep one signature, withdrawal or notice."""
    row = {"owner": owner_for(viewer, Right.WRITE_CASEWORK), "letter_id": letter_id, "payload": payload}
    with store.writing() as connection:
        connection.execute(sa.insert(schema.signing_event).values(row))


def signing_events(store: Store, viewer: Viewer, letter_id: str) -> tuple[str, ...]:
    """Return every event of a letter, oldest first."""
    table = schema.signing_event
    query = sa.select(table.c.payload).where(theirs(viewer, Right.READ_CASEWORK, table))
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        return tuple(connection.execute(query.where(table.c.letter_id == letter_id).order_by(table.c.id)).scalars())


def opened_as(store: Store, handle: str) -> tuple[str, str] | None:
    """Return (payload, whose it is) of the event that opened a letter under a handle of 32 hexadecimal signs, or None.

    Who knows the handle was invited: it holds 128 bits of chance and stands in no list.
    """
    if len(handle) != 32 or not set(handle) <= set("0123456789abcdef"):
        return None
    table = schema.signing_event
    query = sa.select(table.c.payload, table.c.owner).where(
        table.c.payload.like(f'%"action":"open"%"nonce":"{handle}"%')
    )
    with store.reading_ours() as connection:
        row = connection.execute(query).first()
    return (row.payload, row.owner) if row else None


def keep_link(store: Store, viewer: Viewer, token_hash: str, payload: str) -> None:
    """Keep a link by the hash of its token."""
    owner = owner_for(viewer, Right.WRITE_CASEWORK)
    row = {"owner": owner, "token_hash": token_hash, "payload": payload, "used_at": ""}
    with store.writing() as connection:
        connection.execute(sa.insert(schema.signing_link).values(row))


def link(store: Store, token_hash: str) -> tuple[str, str, str] | None:
    """Return (payload, when it was used or empty, whose letter it is about); None where there is no such link."""
    table = schema.signing_link
    query = sa.select(table.c.payload, table.c.used_at, table.c.owner).where(table.c.token_hash == token_hash)
    with store.reading_ours() as connection:
        row = connection.execute(query).first()
    return (row.payload, row.used_at, row.owner) if row else None


def use_link(store: Store, token_hash: str) -> bool:
    """Mark a link as used; return whether it was still unused."""
    table = schema.signing_link
    unused = sa.update(table).where(table.c.token_hash == token_hash, table.c.used_at == "")
    with store.writing() as connection:
        done = connection.execute(unused.values(used_at=store.now()))
    return done.rowcount == 1


def links(store: Store, viewer: Viewer) -> tuple[str, ...]:
    """Return the payloads of all links, used or not."""
    table = schema.signing_link
    query = sa.select(table.c.payload).where(theirs(viewer, Right.READ_CASEWORK, table))
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        return tuple(connection.execute(query).scalars())
