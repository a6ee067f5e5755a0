"""The N-th write fails, for every N: the register is wholly old or wholly new, and the next commit succeeds."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from inconcert.model.errors import OurError
from inconcert.model.rights import OPERATOR
from inconcert.store.editions import all_editions, commit_edition
from inconcert.store.home import Home, Store
from inconcert.store.raw import Disk, real_disk
from inconcert.store.register_hash import register_hash


@dataclass
class FailsAt:
    """Lets writes through until the N-th, which is torn and raises; reads are not counted."""

    nth: int
    number: int = errno.ENOSPC
    count: int = 0

    def due(self) -> bool:
        self.count += 1
        return self.count == self.nth

    def disk(self) -> Disk:
        def write(file: Path, data: bytes) -> None:
            if self.due():
                file.write_bytes(data[: len(data) // 2])
                raise OSError(self.number, os.strerror(self.number))
            real_disk.write(file, data)

        def rename(source: Path, target: Path) -> None:
            if self.due():
                raise OSError(self.number, os.strerror(self.number))
            real_disk.rename(source, target)

        def sync_folder(folder: Path) -> None:
            if self.due():
                raise OSError(self.number, os.strerror(self.number))
            real_disk.sync_folder(folder)

        return Disk(write, rename, sync_folder)

    def statement(self, connection, cursor, statement: str, parameters, context, executemany) -> None:
        if statement.startswith(("INSERT", "CREATE", "UPDATE")) and self.due():
            raise self._error()

    def commit(self, connection) -> None:
        if self.due():
            raise self._error()

    def _error(self) -> sa.exc.OperationalError:
        said = "database or disk is full" if self.number == errno.ENOSPC else "disk I/O error"
        return sa.exc.OperationalError("a write", {}, sqlite3.OperationalError(said))

    def watch(self, store: Store) -> None:
        sa.event.listen(store.engine, "before_cursor_execute", self.statement)
        sa.event.listen(store.engine, "commit", self.commit)


def raw_files(home: Home) -> set[str]:
    return {file.name for file in (home.path / "raw").rglob("*") if file.is_file()}


def named_files(store: Store) -> set[str]:
    return {sha for _, edition in all_editions(store, OPERATOR) for _, sha in edition.files}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_whichever_write_fails_nothing_is_half_done(home, entry, edition, number):
    def commit(store: Store, date: str, name: str) -> bool:
        wanted, files = edition(date, f"raw {date}".encode())
        return commit_edition(store, wanted, [entry(1, name=name), entry(2)], (), files)

    with home.open() as store:
        commit(store, "2020-01-01", "old")
        old = register_hash(store, OPERATOR)
    failed = 0
    for nth in range(1, 100):
        faults = FailsAt(nth, number)
        with replace(home, disk=faults.disk()).open() as store:
            faults.watch(store)
            try:
                commit(store, "2022-01-01", "new")
            except OurError as error:
                assert "nothing was half written" in str(error)
                failed += 1
            else:
                break
        with home.open() as store:
            store.check()
            assert register_hash(store, OPERATOR) == old, f"after write {nth} failed"
            assert raw_files(home) == named_files(store), f"after write {nth} failed"
    else:
        pytest.fail("it never succeeded")
    assert failed >= 12  # three writes, renames and syncs; edition, files, versions, entries, act; the commit
    with home.open() as store:
        assert register_hash(store, OPERATOR) != old
        assert raw_files(home) == named_files(store)


def test_a_failed_commit_does_not_spoil_the_next_of_the_same_process(home, entry, edition):
    faults = FailsAt(8)
    with replace(home, disk=faults.disk()).open() as store:
        faults.watch(store)
        for date in ("2020-01-01", "2021-01-01"):
            wanted, files = edition(date, date.encode())
            try:
                commit_edition(store, wanted, [entry(1)], (), files)
            except OurError:
                assert date == "2020-01-01"
        assert [kept.date for _, kept in all_editions(store, OPERATOR)] == ["2021-01-01"]
        assert raw_files(home) == named_files(store)


def test_a_database_that_is_really_full(home, entry, edition):
    if home.database_url:
        pytest.skip("the page limit is SQLite's")
    many = [entry(number, name="N" * 500) for number in range(2000)]
    wanted, files = edition("2022-01-01")
    with home.open() as store:
        full = sa.event.listens_for(store.engine, "connect")
        full(lambda connection, record: connection.execute("PRAGMA max_page_count=100").close())
        store.engine.dispose()
        with pytest.raises(OurError, match="full"):
            commit_edition(store, wanted, many, (), files)
    with home.open() as store:
        store.check()
        assert all_editions(store, OPERATOR) == () and raw_files(home) == set()
        assert commit_edition(store, wanted, many, (), files) is True


@pytest.mark.parametrize("nth", range(1, 40))
def test_a_home_whose_first_migration_fails_is_made_by_the_next_open(home, nth, monkeypatch):
    faults = FailsAt(nth)
    monkeypatch.setattr("inconcert.store.dialect.engine_for", _watched(faults))
    try:
        home.open().close()
    except OurError:
        monkeypatch.undo()
        with home.open() as store:
            store.check()
            assert all_editions(store, OPERATOR) == ()


def _watched(faults: FailsAt) -> Callable[..., sa.Engine]:
    from inconcert.store.dialect import engine_for

    def made(*arguments: object) -> sa.Engine:
        engine = engine_for(*arguments)  # type: ignore[arg-type]
        sa.event.listen(engine, "before_cursor_execute", faults.statement)
        sa.event.listen(engine, "commit", faults.commit)
        return engine

    return made
