"""A home opens, migrates, locks, and refuses what a newer program wrote."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from inconcert.model.errors import OurError, RefusedByCheck, UserError
from inconcert.model.judgement import Judgement
from inconcert.model.rights import OPERATOR
from inconcert.model.vocabulary import Decision
from inconcert.store import schema
from inconcert.store.digests import WIDTH, DigestKind, digest_holds, digest_of, digests, keep_digest
from inconcert.store.home import Home
from inconcert.store.judgements import add_judgements, judgements
from inconcert.store.lock import only_writer
from inconcert.store.retrievals import Retrieval, last_bytes, last_verified, record_retrieval


def test_the_migrations_make_the_tables_that_the_code_uses(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
        assert context.get_current_revision() == schema.REVISIONS[-1]


def test_a_home_opens_again(home, store):
    with home.open() as again:
        assert again.now() == "2026-01-02T02:04:05Z"


def test_a_home_of_a_newer_program_is_refused(home):
    with home.open() as store, store.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RefusedByCheck, match="newer inconcert"):
        home.open()


def test_a_file_that_is_no_register_is_an_error_of_ours(tmp_path):
    (tmp_path / "register.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(OurError, match="cannot be read or written"):
        Home(tmp_path, lambda: pytest.fail("no clock needed")).open()


def test_a_home_that_cannot_be_made_is_the_users_mistake(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot make the home"):
        Home(tmp_path / "file" / "home", lambda: pytest.fail("no clock needed")).open()


@pytest.mark.parametrize("url", ["mysql://x", "sqlite:///x", "nonsense", "postgresql+nodriver://x"])
def test_another_database_is_refused(tmp_path, url):
    with pytest.raises(UserError):
        Home(tmp_path, lambda: pytest.fail("no clock needed"), url).open()


def test_a_second_writer_waits(store):
    order = []

    def second():
        with store.writing():
            order.append("second")

    with store.writing():
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_a_writer_that_waited_too_long_says_so(tmp_path):
    lock = tmp_path / "lock"
    with only_writer(lock), pytest.raises(UserError, match="another process"), only_writer(lock, wait_s=0.1):
        pytest.fail("two writers at once")


def test_a_transaction_that_fails_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        connection.execute(sa.insert(schema.act).values(at="", who="", verb="", facts="{}", owner="", salt="", link=""))
        raise ZeroDivisionError
    with store.reading(OPERATOR) as connection:
        assert connection.execute(sa.select(schema.act)).all() == []


def test_judgements_are_only_added(store):
    said = Judgement(("gb_uksl", "GHR1"), ("us_sdn", "1"), Decision.SAME, "one birth date", rule="exact-1")
    (first,) = add_judgements(store, [said])
    undone = Judgement(said.left, said.right, Decision.DIFFERENT, "father and son", by="Ada", supersedes=first.id)
    (second,) = add_judgements(store, [undone])
    assert judgements(store, OPERATOR) == (first, second)
    assert first.at == "2026-01-02T02:04:05Z" and second.supersedes == first.id


def test_a_judgement_cannot_supersede_one_that_was_never_made(store):
    said = Judgement(("gb_uksl", "GHR1"), ("us_sdn", "1"), Decision.SAME, "x", by="Ada", supersedes=99)
    with pytest.raises(OurError):
        add_judgements(store, [said])
    assert judgements(store, OPERATOR) == ()


def test_digests_answer_whether_a_text_is_on_a_list(store):
    digest = digest_of(["29219", "29220", "29219"])
    assert len(digest) == 2 * WIDTH
    assert keep_digest(store, "us_sdn", "2024-05-03", DigestKind.NUMBER, digest) is True
    assert keep_digest(store, "us_sdn", "2024-05-03", DigestKind.NUMBER, b"") is False
    assert digests(store, OPERATOR, DigestKind.NAME) == {}
    kept = digests(store, OPERATOR, DigestKind.NUMBER)["us_sdn", "2024-05-03"]
    assert [digest_holds(kept, text) for text in ("29219", "29220", "1", "")] == [True, True, False, False]
    assert not digest_holds(b"", "29219")


def test_the_last_bytes_of_an_address_and_when_a_list_was_verified(store):
    address = "https://toy.example/toy.csv"
    assert last_bytes(store, OPERATOR, "zz_toy", address) is None
    assert last_verified(store, OPERATOR, "zz_toy") == ""
    for outcome, etag, sha, at in (
        ("fetched", '"1"', "ab", "2026-01-01T00:00:00Z"),
        ("unchanged", '"2"', "ab", ""),
        ("refused", '"3"', "cd", "2026-03-01T00:00:00Z"),
        ("refused", "", "", "2026-04-01T00:00:00Z"),
    ):
        record_retrieval(store, Retrieval("zz_toy", address, outcome, etag=etag, sha256=sha, at=at))
    found = last_bytes(store, OPERATOR, "zz_toy", address)
    assert found is not None and (found.etag, found.sha256) == ('"3"', "cd")
    assert last_verified(store, OPERATOR, "zz_toy") == "2026-01-02T02:04:05Z"
