"""Letters and asks as they were made, and what happened to them: added to, never changed; each organisation its own."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from inconcert.model.ask import Ask, AskEvent
from inconcert.model.codec import from_json, to_json
from inconcert.model.errors import UserError
from inconcert.model.rights import Right, Viewer
from inconcert.store import schema
from inconcert.store.home import Store
from inconcert.store.owned import owner_for, theirs


def keep_letter(store: Store, viewer: Viewer, letter_id: str, payload: str, asks: Sequence[Ask]) -> None:
    """Keep a letter with its asks, whole or not at all; UserError if a letter of this id is kept with other content."""
    owner, table = owner_for(viewer, Right.WRITE_CASEWORK), schema.letter
    with store.writing() as connection:
        mine = sa.select(table.c.payload).where(table.c.owner == owner, table.c.id == letter_id)
        kept = connection.execute(mine).scalar()
        if kept == payload:
            return
        if kept is not None:
            raise UserError(f"a letter {letter_id!r} is kept already, with other content", remedy="Name another --id.")
        connection.execute(sa.insert(table).values(owner=owner, id=letter_id, payload=payload, at=store.now()))
        for ask in asks:
            _put(connection, owner, ask, letter_id)


def _put(connection: sa.Connection, owner: str, ask: Ask, letter_id: str) -> None:
    """Keep an ask with its letter; one that was drafted before it had a letter is given this one."""
    table = schema.ask
    mine = sa.and_(table.c.owner == owner, table.c.id == ask.id)
    row = connection.execute(sa.select(table.c.letter_id).where(mine)).first()
    values = {"letter_id": letter_id, "payload": to_json(ask)}
    if row is None:
        connection.execute(sa.insert(table).values(owner=owner, id=ask.id, **values))
    elif row.letter_id:
        raise UserError(f"this was asked already: {ask.id}", remedy="Name another --id.")
    else:
        connection.execute(sa.update(table).where(mine).values(values))


def letters(store: Store, viewer: Viewer) -> dict[str, str]:
    """Return letter id → its payload, in the order in which they were kept."""
    table = schema.letter
    query = sa.select(table.c.id, table.c.payload).where(theirs(viewer, Right.READ_CASEWORK, table))
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        rows = connection.execute(query.order_by(table.c.at, table.c.id)).all()
    return {row.id: row.payload for row in rows}


def asks(store: Store, viewer: Viewer, letter_id: str = "") -> tuple[Ask, ...]:
    """Return the asks of a letter, or all of them, sorted by id."""
    table = schema.ask
    query = sa.select(table.c.payload).where(theirs(viewer, Right.READ_CASEWORK, table)).order_by(table.c.id)
    if letter_id:
        query = query.where(table.c.letter_id == letter_id)
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        return tuple(from_json(Ask, text) for text in connection.execute(query).scalars())


def add_asks(store: Store, viewer: Viewer, asks: Sequence[Ask], events: Sequence[AskEvent]) -> None:
    """Keep more asks with what first happened to them, all or none; UserError if one of an id is kept."""
    owner, table = owner_for(viewer, Right.WRITE_CASEWORK), schema.ask
    with store.writing() as connection:
        for ask in asks:
            if connection.execute(sa.select(table.c.id).where(table.c.owner == owner, table.c.id == ask.id)).first():
                raise UserError(f"this was asked already: {ask.id}")
            row = {"owner": owner, "id": ask.id, "letter_id": ask.letter, "payload": to_json(ask)}
            connection.execute(sa.insert(table).values(row))
        for event in events:
            told = {"owner": owner, "ask_id": event.ask, "payload": to_json(event)}
            connection.execute(sa.insert(schema.ask_event).values(told))


def add_events(store: Store, viewer: Viewer, events: Sequence[AskEvent]) -> None:
    """Keep what happened to asks, all together."""
    owner = owner_for(viewer, Right.WRITE_CASEWORK)
    with store.writing() as connection:
        for event in events:
            row = {"owner": owner, "ask_id": event.ask, "payload": to_json(event)}
            connection.execute(sa.insert(schema.ask_event).values(row))


def events(store: Store, viewer: Viewer) -> tuple[AskEvent, ...]:
    """Return everything that happened to asks, oldest first."""
    table = schema.ask_event
    query = sa.select(table.c.payload).where(theirs(viewer, Right.READ_CASEWORK, table)).order_by(table.c.id)
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        rows = connection.execute(query).scalars().all()
    return tuple(from_json(AskEvent, text) for text in rows)
