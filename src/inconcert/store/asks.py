"""Letters and asks as they were made, and what happened to them: added to, never changed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from inconcert.model.ask import Ask, AskEvent
from inconcert.model.codec import from_json, to_json
from inconcert.model.errors import UserError
from inconcert.model.rights import Subject, Viewer
from inconcert.store import schema
from inconcert.store.home import Store


def keep_letter(store: Store, letter_id: str, payload: str, asks: Sequence[Ask]) -> None:
    """Keep a letter with its asks, whole or not at all; UserError if a letter of this id is kept with other content."""
    with store.writing() as connection:
        kept = connection.execute(sa.select(schema.letter.c.payload).where(schema.letter.c.id == letter_id)).scalar()
        if kept == payload:
            return
        if kept is not None:
            raise UserError(f"a letter {letter_id!r} is kept already, with other content", remedy="Name another --id.")
        connection.execute(sa.insert(schema.letter).values(id=letter_id, payload=payload, at=store.now()))
        for ask in asks:
            connection.execute(sa.insert(schema.ask).values(id=ask.id, letter_id=letter_id, payload=to_json(ask)))


def letters(store: Store, viewer: Viewer) -> dict[str, str]:
    """Return letter id → its payload, in the order in which they were kept."""
    table = schema.letter
    with store.reading(viewer, Subject.CASEWORK) as connection:
        rows = connection.execute(sa.select(table.c.id, table.c.payload).order_by(table.c.at, table.c.id)).all()
    return {row.id: row.payload for row in rows}


def asks(store: Store, viewer: Viewer, letter_id: str = "") -> tuple[Ask, ...]:
    """Return the asks of a letter, or all of them, sorted by id."""
    query = sa.select(schema.ask.c.payload).order_by(schema.ask.c.id)
    if letter_id:
        query = query.where(schema.ask.c.letter_id == letter_id)
    with store.reading(viewer, Subject.CASEWORK) as connection:
        return tuple(from_json(Ask, text) for text in connection.execute(query).scalars())


def add_ask(store: Store, ask: Ask) -> None:
    """Keep one more ask; UserError if one of this id is kept."""
    with store.writing() as connection:
        if connection.execute(sa.select(schema.ask.c.id).where(schema.ask.c.id == ask.id)).first():
            raise UserError(f"this was asked already: {ask.id}")
        connection.execute(sa.insert(schema.ask).values(id=ask.id, letter_id=ask.letter, payload=to_json(ask)))


def add_events(store: Store, events: Sequence[AskEvent]) -> None:
    """Keep what happened to asks, all together."""
    with store.writing() as connection:
        for event in events:
            connection.execute(sa.insert(schema.ask_event).values(ask_id=event.ask, payload=to_json(event)))


def events(store: Store, viewer: Viewer) -> tuple[AskEvent, ...]:
    """Return everything that happened to asks, oldest first."""
    with store.reading(viewer, Subject.CASEWORK) as connection:
        rows = connection.execute(sa.select(schema.ask_event.c.payload).order_by(schema.ask_event.c.id)).scalars().all()
    return tuple(from_json(AskEvent, text) for text in rows)
