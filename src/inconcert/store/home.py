"""A home: one folder with the register, the raw editions and the lock; opening it brings it up to date.

    HOME/register.sqlite      the register (or a PostgreSQL database, by address)
    HOME/raw/AA/SHA256        raw editions
    HOME/lock                 held by the one who writes

The clock is passed in. A home that a newer inconcert wrote is refused, not guessed at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa

from inconcert.model.errors import OurError, RefusedByCheck, Unavailable, UserError
from inconcert.model.rights import Right, Viewer, holds
from inconcert.store import dialect, schema
from inconcert.store.lock import only_writer, wait_max_s
from inconcert.store.raw import Disk, RawFolder, real_disk

Clock = Callable[[], dt.datetime]
"""Returns the present moment with its time zone."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open home: what every function of this room is given."""

    home: Path
    engine: sa.Engine
    clock: Clock
    raw: RawFolder

    def now(self) -> str:
        """Return the present moment in UTC, ISO 8601 to the second, ending in Z."""
        return self.clock().astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @contextmanager
    def reading(self, viewer: Viewer, right: Right = Right.READ_REGISTER) -> Iterator[sa.Connection]:
        """Give a connection that sees one state; RefusedByCheck if the viewer does not hold the right.

        The right opens the room; which rows are the viewer's is said by `store.owned.theirs`.
        """
        if not holds(viewer, right):
            raise RefusedByCheck(f"{viewer.name} does not hold the right {right}")
        with self.reading_ours() as connection:
            yield connection

    @contextmanager
    def reading_ours(self) -> Iterator[sa.Connection]:
        """Give a connection for what the store must know in order to write: it answers to no viewer."""
        with _our_errors(self.home), dialect.for_reading(self.engine).connect() as connection:
            yield connection

    @contextmanager
    def lock(self, *, wait_s: float = wait_max_s) -> Iterator[None]:
        """Be the only writer of this home, and first clear what an interrupted one left."""
        with _our_errors(self.home), only_writer(self.home / "lock", wait_s=wait_s):
            self._clear_after_a_crash()
            yield

    def keep_raw(self, data: bytes) -> None:
        """Keep bytes that came but are not, or not yet, an edition."""
        with self.lock():
            self.raw.keep([data])
            self.raw.settle()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Give a connection whose statements are kept whole or not at all; hold `lock` around it."""
        with _our_errors(self.home), dialect.for_writing(self.engine).begin() as connection:
            dialect.begin_writing(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a transaction under the lock, for what is written to the database alone."""
        with self.lock(), self.transaction() as connection:
            yield connection

    def _clear_after_a_crash(self) -> None:
        if not self.raw.unsettled():
            return
        table = schema.edition_file
        with self.engine.connect() as connection:
            query = sa.select(table.c.sha256).where(table.c.sha256.in_(self.raw.pending()))
            self.raw.clear(frozenset(connection.execute(query).scalars()))

    def check(self) -> None:
        """Raise OurError if the register is damaged."""
        with _our_errors(self.home), self.engine.connect() as connection:
            dialect.check_integrity(connection)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Home:
    """Where a home is and what it is given: a clock, for PostgreSQL a database address, in tests a disk."""

    path: Path
    clock: Clock
    database_url: str = field(default="", repr=False)  # may hold a password
    disk: Disk = real_disk

    def open(self) -> Store:
        """Open the home, making it if need be; raises UserError, RefusedByCheck or OurError if it cannot be used."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise UserError(f"cannot make the home: {error.strerror}", where=str(self.path)) from error
        engine = dialect.engine_for(self.path / "register.sqlite", self.database_url)
        store = Store(self.path, engine, self.clock, RawFolder(self.path / "raw", self.disk))
        try:
            _bring_up_to_date(store)
            if store.raw.unsettled():
                # whoever holds the lock now clears it, or is at work: a reader need not wait
                with suppress(UserError), store.lock(wait_s=0):
                    pass
        except BaseException:
            store.close()
            raise
        return store


def _bring_up_to_date(store: Store) -> None:
    with _our_errors(store.home), store.engine.connect() as connection:
        revision = _revision(connection)
    if revision == schema.REVISIONS[-1]:
        return
    with only_writer(store.home / "lock"), store.transaction() as connection:
        revision = _revision(connection)
        if revision and revision not in schema.REVISIONS:
            raise RefusedByCheck(
                f"this home was written by a newer inconcert (its tables are at {revision})",
                where=str(store.home),
                remedy="Install that version, or name another home.",
            )
        if revision != schema.REVISIONS[-1]:
            _migrate(connection)


def _revision(connection: sa.Connection) -> str:
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() or "")


def _migrate(connection: sa.Connection) -> None:
    # imported here: a home that is up to date, the usual case, starts faster without it
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _our_errors(home: Path) -> Iterator[None]:
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
        raise Unavailable(
            f"the register does not answer: {getattr(error, 'orig', None) or error}",
            where=str(home),
            remedy="See that the database runs and the disk has room, then try again; nothing was half written.",
        ) from error
    except sa.exc.SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise OurError(
            f"the register cannot be read or written: {cause}",
            where=str(home),
            remedy="See that the disk has room and the database runs; nothing was half written.",
        ) from error
    except OSError as error:
        raise OurError(
            f"the home cannot be read or written: {error.strerror}",
            where=str(home),
            remedy="See that the disk has room; nothing was half written.",
        ) from error
