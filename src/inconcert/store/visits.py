"""Who is signed in: read at every request, so that what ended has ended everywhere; and what the door remembers."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from inconcert.model.account import Account, AccountState, Visit
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.rights import HOME, Role, Viewer
from inconcert.store import audit, schema
from inconcert.store.home import Store

_visit, _account, _tenant = schema.visit, schema.account, schema.tenant


def visit_of(store: Store, id_hash: str) -> tuple[Visit, Account] | None:
    """Return a visit with its account, where both and the account's organisation still stand."""
    joined = _visit.join(_account, _account.c.id == _visit.c.account_id).join(_tenant, _tenant.c.id == _account.c.owner)
    query = sa.select(_visit, _account.c.owner, _account.c.name, _account.c.roles, _account.c.created_at.label("since"))
    query = query.select_from(joined).where(
        _visit.c.id_hash == id_hash, _account.c.state == AccountState.ACTIVE.value, _tenant.c.closed_at == ""
    )
    with store.reading_ours() as connection:
        row = connection.execute(query).first()
    if row is None:
        return None
    roles = frozenset(Role(word) for word in row.roles.split())
    return _read(row), Account(row.account_id, row.owner, row.name, roles, AccountState.ACTIVE, row.since)


def open_visit(store: Store, visit: Visit, owner: str, mark: str, until: str, sign_count: int = -1) -> None:
    """Begin a visit and keep the passkey's counter; RefusedByCheck if what it was opened with (`mark`) came before."""
    row = {
        "id_hash": visit.id_hash, "account_id": visit.account, "opened_by": visit.opened_by, "browser": visit.browser,
        "created_at": visit.created_at, "seen_at": visit.seen_at, "proved_at": visit.proved_at,
    }  # fmt: skip
    with store.writing() as connection:
        use_mark(connection, mark, until, store.now())
        if sign_count >= 0:
            _count(connection, visit.opened_by, sign_count, store.now())
        connection.execute(sa.insert(_visit).values(row))
        audit.add(connection, store.now(), visit.account, "visit.open", {"account": visit.account}, owner)


def prove(store: Store, visit: Visit, owner: str, mark: str, until: str, sign_count: int = -1) -> None:
    """Keep that the person showed again who they are."""
    with store.writing() as connection:
        use_mark(connection, mark, until, store.now())
        if sign_count >= 0:
            _count(connection, visit.opened_by, sign_count, store.now())
        change = sa.update(_visit).where(_visit.c.id_hash == visit.id_hash).values(proved_at=store.now())
        connection.execute(change)
        audit.add(connection, store.now(), visit.account, "visit.prove", {"account": visit.account}, owner)


def seen(store: Store, visit: Visit) -> None:
    """Keep when somebody was last here, unless another writes just now: a page never waits for this."""
    with suppress(UserError), store.lock(wait_s=0), store.transaction() as connection:
        change = sa.update(_visit).where(_visit.c.id_hash == visit.id_hash).values(seen_at=store.now())
        connection.execute(change)


def end_visit(store: Store, viewer: Viewer, id_hash: str) -> None:
    """End a visit of the viewer's own account."""
    mine = sa.and_(_visit.c.id_hash == id_hash, _visit.c.account_id == viewer.account)
    with store.writing() as connection:
        connection.execute(sa.delete(_visit).where(mine))
        facts = {"account": viewer.account}
        audit.add(connection, store.now(), viewer.account, "visit.end", facts, viewer.organisation or HOME)


def visits(store: Store, account_id: str) -> tuple[Visit, ...]:
    """Return the visits of an account, newest first."""
    query = sa.select(_visit).where(_visit.c.account_id == account_id).order_by(_visit.c.created_at.desc())
    with store.reading_ours() as connection:
        return tuple(_read(row) for row in connection.execute(query).all())


def use_mark(connection: sa.Connection, mark: str, until: str, now: str) -> None:
    """Remember that something single-use was used; RefusedByCheck if it was used before."""
    table = schema.used_mark
    connection.execute(sa.delete(table).where(table.c.until < now))
    if connection.execute(sa.select(table.c.mark).where(table.c.mark == mark)).first():
        raise RefusedByCheck("this was answered before", remedy="Open the page again.")
    connection.execute(sa.insert(table).values(mark=mark, until=until))


def secret(store: Store) -> bytes:
    """Return the secret with which this home signs what travels through browsers, made the first time."""
    table = schema.home_secret
    query = sa.select(table.c.value).where(table.c.name == "door")
    with store.reading_ours() as connection:
        held = connection.execute(query).scalar()
    if held is None:
        with store.writing() as connection:
            held = connection.execute(query).scalar()
            if held is None:
                held = secrets.token_bytes(32)
                connection.execute(sa.insert(table).values(name="door", value=held))
    return bytes(held)


def _count(connection: sa.Connection, passkey_id: str, sign_count: int, now: str) -> None:
    """Keep a passkey's counter; of two that show the same count at once, one is refused."""
    table = schema.passkey
    fresh = table.c.sign_count < sign_count if sign_count else table.c.sign_count == 0
    change = sa.update(table).where(table.c.id == passkey_id, fresh).values(sign_count=sign_count, used_at=now)
    if not connection.execute(change).rowcount:
        raise RefusedByCheck("this passkey does not open the door", remedy="Try again, on this page.")


def _read(row: Any) -> Visit:
    return Visit(
        row.id_hash, row.account_id, row.opened_by, row.browser, row.created_at, row.seen_at, row.proved_at
    )  # fmt: skip
