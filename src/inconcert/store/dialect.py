"""What differs between SQLite and PostgreSQL; no other module knows which of the two it speaks to.

SQLite runs in WAL mode with synchronous=FULL: readers never wait for a writer, and an edition reported as committed
survives a power cut. There are some thirty commits in a cold refresh, so the syncs cost less than a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from inconcert.model.errors import OurError, UserError

busy_timeout_ms = 60_000
write_lock_key = 0x696E636F  # one number for all writers of one database
_WRITES = "inconcert_writes"


def engine_for(register: Path, database_url: str = "") -> sa.Engine:
    """Return the engine of a home: SQLite at `register`, or the PostgreSQL database that `database_url` names."""
    if not database_url:
        return _sqlite(register)
    try:
        engine = sa.create_engine(database_url, pool_pre_ping=True, pool_size=10, max_overflow=40)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise UserError(
            f"cannot use this database address: {error}",
            remedy="Set INCONCERT_DATABASE_URL to "
            "postgresql+psycopg://… and install the extra [postgresql], or leave it unset.",
        ) from error
    if engine.dialect.name != "postgresql":
        raise UserError(f"the database must be PostgreSQL, not {engine.dialect.name}")
    return engine


def begin_writing(connection: sa.Connection) -> None:
    """Take the database's own lock for one writer, until the transaction ends; call it before the first statement."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(write_lock_key)))


def for_writing(engine: sa.Engine) -> sa.Engine:
    """Return the same engine, marked so that its transactions take the write lock when they begin."""
    return engine.execution_options(**{_WRITES: True})


def for_reading(engine: sa.Engine) -> sa.Engine:
    """Return the same engine, whose transactions see one state from their first statement to their last."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


def check_integrity(connection: sa.Connection) -> None:
    """Raise OurError if the database file is damaged (PostgreSQL sees to itself)."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if found != "ok" or broken:
            raise OurError(f"the register is damaged: {found}", remedy="Restore a backup, or refresh an empty home.")


def count_on(connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """Let the numbers of rows that were copied with their numbers go on after the highest (SQLite does by itself)."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.c and isinstance(table.c.id.type, sa.Integer):
            highest = connection.execute(sa.select(sa.func.max(table.c.id))).scalar()
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            if highest:
                connection.execute(sa.select(sa.func.setval(sequence, highest)))


def fold(engine: sa.Engine) -> None:
    """Bring everything into the one file of an SQLite database, so that the file alone is the register."""
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")


def _sqlite(register: Path) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(register)), connect_args={"timeout": busy_timeout_ms / 1000}
    )
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: object) -> None:
    # the driver would open transactions by itself, and not before DDL: we say BEGIN
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
