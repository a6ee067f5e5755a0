"""A register carried from one database to another, whole or not at all, and the hash that says that it is the same.

The hash is over every row of every table, as canonical JSON lines in the order of the keys, so that two databases have
it in common exactly if they hold the same; which engine holds them does not matter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from inconcert.model.errors import RefusedByCheck
from inconcert.store import dialect, schema
from inconcert.store.home import Store

_batch_rows = 2_000


def content_hash(store: Store) -> str:
    """Return the SHA-256 (hex) of everything the register of a home holds, the same on each engine."""
    with store.reading_ours() as connection:
        return _hash(connection)


def copy_register(source: Store, destination: Store) -> str:
    """Copy every row of one register into an empty one and return the content hash that both have then.

    Raises RefusedByCheck where the destination holds anything, or where the copy turns out to differ; nothing is
    kept then. The source is read in one transaction, so that it may be written to meanwhile.
    """
    with source.reading_ours() as here, destination.writing() as there:
        held = [table.name for table in _tables() if there.execute(sa.select(table).limit(1)).first()]
        if held:
            raise RefusedByCheck(
                f"the database to copy into is not empty: {', '.join(held)}",
                remedy="Name an empty database, or keep using that one.",
            )
        for table in _tables():
            for rows in _rows(here, table):
                there.execute(sa.insert(table), rows)
        dialect.count_on(there, _tables())
        expected, found = _hash(here), _hash(there)
        if expected != found:
            raise RefusedByCheck(
                "the copy differs from what was copied; nothing was kept", remedy="Report this defect."
            )
    return expected


def snapshot(store: Store, file: Path) -> str:
    """Write the register as it stands now into a new SQLite file, while others read and write; return its hash."""
    from inconcert.store.home import Home

    home = Home(file.parent / "snapshot", store.clock)
    with home.open() as opened:
        made = copy_register(store, opened)
        dialect.fold(opened.engine)
    (home.path / "register.sqlite").replace(file)
    return made


def _tables() -> list[sa.Table]:
    return list(schema.metadata.sorted_tables)


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table in the order of its key, in batches."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    for batch in connection.execution_options(stream_results=True).execute(query).mappings().partitions(_batch_rows):
        yield [dict(row) for row in batch]


def _hash(connection: sa.Connection) -> str:
    found = hashlib.sha256()
    for table in _tables():
        lines = sorted(
            json.dumps({key: _plain(value) for key, value in row.items()}, sort_keys=True, ensure_ascii=False)
            for batch in _rows(connection, table)
            for row in batch
        )
        found.update(f"{table.name} {len(lines)}\n".encode())
        for line in lines:
            found.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return found.hexdigest()


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value
