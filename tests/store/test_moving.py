"""A register goes from SQLite to PostgreSQL and back without loss, also one with every kind of row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

import postgres_server
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.judgement import Judgement
from inconcert.model.rights import OPERATOR
from inconcert.model.vocabulary import Decision
from inconcert.store import schema
from inconcert.store.audit import record
from inconcert.store.editions import commit_edition
from inconcert.store.entries import versions
from inconcert.store.home import Home
from inconcert.store.judgements import add_judgements, judgements
from inconcert.store.moving import content_hash, copy_register, snapshot
from inconcert.verbs.migrate import migrate


def clock() -> dt.datetime:
    return dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture
def filled(tmp_path: Path, entry, edition) -> Home:
    """A home with editions, judgements that supersede, an act, and a name with what a database may mangle."""
    home = Home(tmp_path / "filled", clock)
    odd = "a\tb\u0001 \u202e朱海仑 'x' \\ %s {} \U0001f47b"
    with home.open() as store:
        for day, numbers in (("2020-01-01", (1, 2)), ("2020-02-02", (2, 3))):
            made, files = edition(day)
            commit_edition(store, made, [entry(number, name=odd) for number in numbers], files=files)
        pair = (("us_sdn", "1"), ("us_sdn", "2"))
        add_judgements(store, [Judgement(*pair, Decision.SAME, "because", by="Ada Example")])
        add_judgements(store, [Judgement(*pair, Decision.DIFFERENT, "not", by="Ada Example")])
        record(store, "Ada Example", "judge", {"pair": [list(end) for end in pair]})
    return home


def test_there_and_back_is_the_same(filled: Home, postgres: postgres_server.Server, tmp_path: Path) -> None:
    url = postgres.make("moved")
    there = migrate(filled.path, clock, "", url)
    (filled.path / "register.sqlite").rename(tmp_path / "before.sqlite")
    back = migrate(filled.path, clock, url, "")
    assert there.content == back.content
    with filled.open() as store:
        assert content_hash(store) == there.content
        store.check()
    assert not (filled.path / "migrating").exists()


def test_what_is_written_after_the_move_is_numbered_on(filled: Home, postgres: postgres_server.Server) -> None:
    url = postgres.make("numbered")
    migrate(filled.path, clock, "", url)
    with Home(filled.path, clock, url).open() as store:
        held = len(judgements(store, OPERATOR))
        add_judgements(store, [Judgement(("us_sdn", "1"), ("us_sdn", "3"), Decision.SAME, "x", by="Ada Example")])
        assert len(judgements(store, OPERATOR)) == held + 1
        assert len(versions(store, OPERATOR)) == 3


def test_a_database_that_holds_anything_is_not_written_over(filled: Home, tmp_path: Path) -> None:
    with filled.open() as source, Home(tmp_path / "other", clock).open() as other:
        copy_register(source, other)
        with pytest.raises(RefusedByCheck, match="not empty"):
            copy_register(source, other)


def test_a_row_lost_on_the_way_is_seen_and_nothing_is_kept(filled: Home, tmp_path: Path) -> None:
    with filled.open() as source, Home(tmp_path / "other", clock).open() as other:
        with other.engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER thief AFTER INSERT ON judgement BEGIN UPDATE judgement SET reason = ''; END"
            )
        with pytest.raises(RefusedByCheck, match="differs"):
            copy_register(source, other)
        with other.engine.connect() as connection:
            assert connection.execute(sa.select(sa.func.count()).select_from(schema.edition)).scalar() == 0


def test_a_register_is_not_carried_onto_itself_or_over_another(filled: Home) -> None:
    with pytest.raises(UserError, match="already"):
        migrate(filled.path, clock, "", "")
    with pytest.raises(UserError, match="no register"):
        migrate(filled.path / "nowhere", clock, "", "postgresql+psycopg://x")


def test_a_snapshot_is_one_file_with_the_same_content(filled: Home, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with filled.open() as store:
        made = snapshot(store, folder / "register.sqlite")
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["register.sqlite"]
    home = tmp_path / "again"
    home.mkdir()
    (folder / "register.sqlite").rename(home / "register.sqlite")
    with Home(home, clock).open() as store:
        assert content_hash(store) == made
