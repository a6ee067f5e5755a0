"""What a person said of each list taken over from somebody else: added to, never changed; the newest speaks."""

from __future__ import annotations

import sqlalchemy as sa

from inconcert.model.codec import from_json, to_json
from inconcert.model.imported import ImportedList
from inconcert.model.rights import Viewer
from inconcert.store import schema
from inconcert.store.home import Store


def add_imported(connection: sa.Connection, now: str, said: ImportedList) -> None:
    """Keep what is said of a list within a transaction that keeps its edition; nothing where it is said already."""
    table = schema.imported_list
    newest = sa.select(table.c.payload).where(table.c.list_id == said.list_id).order_by(table.c.id.desc()).limit(1)
    payload = to_json(said)
    if connection.execute(newest).scalar() != payload:
        connection.execute(sa.insert(table).values(list_id=said.list_id, payload=payload, at=now))


def imported_lists(store: Store, viewer: Viewer) -> tuple[ImportedList, ...]:
    """Return what is said of each imported list now, sorted by list id."""
    table = schema.imported_list
    with store.reading(viewer) as connection:
        rows = connection.execute(sa.select(table.c.list_id, table.c.payload).order_by(table.c.id)).all()
    newest = {row.list_id: row.payload for row in rows}
    return tuple(from_json(ImportedList, newest[list_id]) for list_id in sorted(newest))
