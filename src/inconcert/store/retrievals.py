"""Each attempt to fetch a file of a list: when, with what outcome, and what makes the next attempt cheap."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import sqlalchemy as sa

from inconcert.model.rights import Viewer
from inconcert.store import schema
from inconcert.store.home import Store


@dataclass(frozen=True, slots=True)
class Retrieval:
    """One attempt: `outcome` is fetched (a new edition), unchanged or refused; `what` says why it was refused.

    `etag` and `last_modified` are as the publisher sent them; `sha256` is of the bytes (empty where none came).
    """

    list_id: str
    address: str
    outcome: str
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    what: str = ""
    at: str = ""


def record_retrieval(store: Store, retrieval: Retrieval) -> None:
    """Add an attempt, dated by the home's clock where it has no time yet."""
    with store.writing() as connection:
        dated = replace(retrieval, at=retrieval.at or store.now())
        connection.execute(sa.insert(schema.retrieval).values(asdict(dated)))


def last_bytes(store: Store, viewer: Viewer, list_id: str, address: str) -> Retrieval | None:
    """Return the newest attempt that brought bytes from this address, taken over or not, or None."""
    table = schema.retrieval
    query = sa.select(table).where(table.c.list_id == list_id, table.c.address == address, table.c.sha256 != "")
    with store.reading(viewer) as connection:
        row = connection.execute(query.order_by(table.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    return Retrieval(row.list_id, row.address, row.outcome, row.etag, row.last_modified, row.sha256, row.what, row.at)


def last_verified(store: Store, viewer: Viewer, list_id: str) -> str:
    """Return when the publisher last showed that what is served is what it publishes (UTC; empty: never fetched)."""
    table = schema.retrieval
    query = sa.select(sa.func.max(table.c.at)).where(table.c.list_id == list_id, table.c.outcome != "refused")
    with store.reading(viewer) as connection:
        return str(connection.execute(query).scalar() or "")
