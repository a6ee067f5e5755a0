"""Each organisation has its own casework: the same ids side by side, nothing seen of others; old rows are home's."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from inconcert.model.errors import RefusedByCheck
from inconcert.model.rights import ANYONE, OPERATOR, Role, Viewer
from inconcert.store import home as home_module
from inconcert.store import schema, signatures
from inconcert.store.asks import asks, events, keep_letter, letters
from inconcert.store.home import Home

ADA = Viewer("Ada", frozenset({Role.CASEWORKER}), "ngo", "a")
BEN = Viewer("Ben", frozenset({Role.CASEWORKER}), "other", "b")
HEAD = Viewer("Head", frozenset({Role.ADMINISTRATOR}), "ngo", "h")
PRIVATE = ("letter", "organisation", "ask", "ask_event", "signing_event", "signing_link")


def test_two_organisations_choose_the_same_id_and_learn_nothing(store):
    keep_letter(store, ADA, "spring", '{"canary": "ada"}', ())
    keep_letter(store, BEN, "spring", '{"canary": "ben"}', ())
    assert letters(store, ADA) == {"spring": '{"canary": "ada"}'}
    assert letters(store, BEN) == {"spring": '{"canary": "ben"}'}
    assert letters(store, OPERATOR) == {}
    signatures.keep_organisation(store, ADA, "hrw", "canary")
    signatures.add_signing_event(store, ADA, "spring", "canary")
    signatures.keep_link(store, ADA, "hash", "canary")
    assert signatures.organisations(store, BEN) == signatures.signing_events(store, BEN, "spring") == ()
    assert signatures.links(store, BEN) == ()
    assert signatures.link(store, "hash") == ("canary", "", "ngo")


@pytest.mark.parametrize("viewer", [ANYONE, HEAD])
def test_who_may_not_read_cases_reads_none(store, viewer):
    for read in (letters, asks, events, signatures.organisations, signatures.links):
        with pytest.raises(RefusedByCheck):
            read(store, viewer)
    with pytest.raises(RefusedByCheck):
        keep_letter(store, viewer, "x", "{}", ())


def test_every_private_table_has_an_owner():
    assert {name for name, table in schema.metadata.tables.items() if "owner" in table.c} >= set(PRIVATE)


def test_what_was_there_before_belongs_to_the_home(home, monkeypatch):
    opened = Home(home.path, home.clock, home.database_url)
    monkeypatch.setattr(home_module, "_migrate", _to("0002"))
    monkeypatch.setattr(schema, "REVISIONS", ("0001", "0002"))
    with opened.open() as old, old.writing() as connection:
        for name in ("letter", "organisation"):
            connection.execute(sa.text(f"INSERT INTO {name} (id, payload, at) VALUES ('old', 'kept', 't')"))
        connection.execute(sa.text("INSERT INTO ask (id, letter_id, payload) VALUES ('old/1', 'old', 'kept')"))
        connection.execute(sa.text("INSERT INTO ask_event (ask_id, payload) VALUES ('old/1', 'kept')"))
        connection.execute(sa.text("INSERT INTO signing_event (letter_id, payload) VALUES ('old', 'kept')"))
        connection.execute(sa.text("INSERT INTO signing_link (token_hash, payload, used_at) VALUES ('h', 'kept', '')"))
    monkeypatch.undo()
    with opened.open() as new:
        assert letters(new, OPERATOR) == {"old": "kept"} and letters(new, ADA) == {}
        assert signatures.signing_events(new, OPERATOR, "old") == ("kept",)
        assert signatures.links(new, OPERATOR) == ("kept",)
        with new.reading_ours() as connection:
            for name in PRIVATE:
                rows = connection.execute(sa.select(schema.metadata.tables[name])).mappings().all()
                assert [(row["owner"], row["payload"]) for row in rows] == [("home", "kept")], name


def _to(revision: str):
    def migrate(connection: sa.Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(home_module.__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    return migrate
