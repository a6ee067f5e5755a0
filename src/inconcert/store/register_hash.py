"""The hash of the whole register: the same facts give the same hash.

It covers list, edition date, official number and content of every entry of the editions that speak. It does not depend
on the order in which editions were committed, on rows of files, on raw bytes, or on the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa

from inconcert.model.codec import json_of
from inconcert.model.rights import Viewer
from inconcert.store import schema
from inconcert.store.editions import speaking
from inconcert.store.home import Store


def register_hash(store: Store, viewer: Viewer, list_ids: Sequence[str] | None = None) -> str:
    """Return the SHA-256 (hex) of the register's content, or of these lists of it."""
    version, part = schema.entry_version, schema.edition_entry
    query = sa.select(version.c.official_id, version.c.hash).join(part, part.c.version_id == version.c.id)
    total = hashlib.sha256()
    chosen = speaking(store, viewer, list_ids)
    with store.reading(viewer) as connection:
        for number, edition in chosen:
            rows = connection.execute(query.where(part.c.edition_id == number)).all()
            total.update(json_of([edition.list_id, edition.date]).encode())
            for official_id, hash_ in sorted((row.official_id, row.hash) for row in rows):
                total.update(json_of([official_id, hash_]).encode())
    return total.hexdigest()
