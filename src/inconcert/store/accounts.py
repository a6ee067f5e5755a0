"""Accounts and the organisations they act for, passkeys and identities: what the door must know answers to no viewer.

Every change is written with its act, in one transaction. A role, an account or an organisation that is taken away is
gone at the next request in every process, for every request reads it here.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from inconcert.model.account import Account, AccountState, Identity, Passkey, Tenant
from inconcert.model.errors import UserError
from inconcert.model.rights import HOME, Right, Role, Viewer
from inconcert.store import audit, schema
from inconcert.store.home import Store
from inconcert.store.owned import owner_for, theirs

_account, _tenant, _passkey = schema.account, schema.tenant, schema.passkey


def add_tenant(store: Store, viewer: Viewer, tenant_id: str, name: str) -> Tenant:
    """Keep a new organisation; UserError if its id is taken."""
    owner_for(viewer, Right.MANAGE_ORGANISATIONS)
    made = Tenant(tenant_id, name, store.now())
    with store.writing() as connection:
        if connection.execute(sa.select(_tenant.c.id).where(_tenant.c.id == tenant_id)).first():
            raise UserError(f"an organisation {tenant_id!r} is here already", remedy="Choose another id.")
        row = {"id": made.id, "name": made.name, "created_at": made.created_at, "closed_at": ""}
        connection.execute(sa.insert(_tenant).values(row))
        _act(connection, store, viewer, "organisation.open", {"organisation": tenant_id})
    return made


def close_tenant(store: Store, viewer: Viewer, tenant_id: str) -> None:
    """Close an organisation: none of its accounts counts from now on."""
    owner_for(viewer, Right.MANAGE_ORGANISATIONS)
    with store.writing() as connection:
        held = sa.and_(_tenant.c.id == tenant_id, _tenant.c.closed_at == "")
        if not connection.execute(sa.update(_tenant).where(held).values(closed_at=store.now())).rowcount:
            raise UserError("there is no such organisation", remedy="See the page of organisations.")
        whose = sa.select(_account.c.id).where(_account.c.owner == tenant_id)
        connection.execute(sa.delete(schema.visit).where(schema.visit.c.account_id.in_(whose)))
        _act(connection, store, viewer, "organisation.close", {"organisation": tenant_id})


def tenants(store: Store, viewer: Viewer) -> tuple[Tenant, ...]:
    """Return every organisation with accounts here."""
    query = sa.select(_tenant).order_by(_tenant.c.id)
    with store.reading(viewer, Right.MANAGE_ORGANISATIONS) as connection:
        rows = connection.execute(query).all()
    return tuple(Tenant(row.id, row.name, row.created_at, row.closed_at) for row in rows)


def tenant(store: Store, tenant_id: str) -> Tenant | None:
    """Return an organisation as it is now."""
    with store.reading_ours() as connection:
        row = connection.execute(sa.select(_tenant).where(_tenant.c.id == tenant_id)).first()
    return Tenant(row.id, row.name, row.created_at, row.closed_at) if row else None


def add_account(store: Store, viewer: Viewer, account: Account) -> None:
    """Keep a new account of the viewer's organisation, invited."""
    owner = owner_for(viewer, Right.MANAGE_PEOPLE)
    row = {
        "id": account.id, "owner": owner, "name": account.name, "roles": _words(account.roles),
        "state": account.state.value, "created_at": account.created_at,
    }  # fmt: skip
    with store.writing() as connection:
        connection.execute(sa.insert(_account).values(row))
        _act(connection, store, viewer, "account.invite", {"account": account.id, "roles": _words(account.roles)})


def accounts(store: Store, viewer: Viewer) -> tuple[Account, ...]:
    """Return the accounts of the viewer's organisation, by name."""
    query = sa.select(_account).where(theirs(viewer, Right.READ_PEOPLE, _account))
    with store.reading(viewer, Right.READ_PEOPLE) as connection:
        rows = connection.execute(query.order_by(_account.c.name, _account.c.id)).all()
    return tuple(_read(row) for row in rows)


def account(store: Store, account_id: str) -> Account | None:
    """Return an account as it is now, whoever's it is: for the door alone."""
    with store.reading_ours() as connection:
        row = connection.execute(sa.select(_account).where(_account.c.id == account_id)).first()
    return _read(row) if row else None


def set_roles(store: Store, viewer: Viewer, account_id: str, roles: frozenset[Role]) -> None:
    """Give an account of the viewer's organisation other roles; UserError where there is no such account."""
    _change(store, viewer, account_id, {"roles": _words(roles)}, "account.roles")


def close_account(store: Store, viewer: Viewer, account_id: str) -> None:
    """Close an account of the viewer's organisation; its visits end."""
    _change(store, viewer, account_id, {"state": AccountState.CLOSED.value}, "account.close")


def _change(store: Store, viewer: Viewer, account_id: str, values: dict[str, str], verb: str) -> None:
    mine = sa.and_(
        theirs(viewer, Right.MANAGE_PEOPLE, _account),
        _account.c.id == account_id,
        _account.c.state != AccountState.CLOSED.value,
    )
    with store.writing() as connection:
        if not connection.execute(sa.update(_account).where(mine).values(values)).rowcount:
            raise UserError("there is no such account", remedy="See the page of people.")
        if values.get("state") == AccountState.CLOSED.value:
            for table in (schema.visit, schema.passkey, schema.identity):
                connection.execute(sa.delete(table).where(table.c.account_id == account_id))
        _act(connection, store, viewer, verb, {"account": account_id, **values})


def passkey(store: Store, passkey_id: str) -> Passkey | None:
    """Return a passkey by its id: for the door alone."""
    with store.reading_ours() as connection:
        row = connection.execute(sa.select(_passkey).where(_passkey.c.id == passkey_id)).first()
    return _key(row) if row else None


def passkeys(store: Store, account_id: str) -> tuple[Passkey, ...]:
    """Return the passkeys of an account, oldest first."""
    query = sa.select(_passkey).where(_passkey.c.account_id == account_id).order_by(_passkey.c.created_at)
    with store.reading_ours() as connection:
        return tuple(_key(row) for row in connection.execute(query).all())


def identities(store: Store, account_id: str) -> tuple[Identity, ...]:
    """Return by which providers an account is known."""
    table = schema.identity
    with store.reading_ours() as connection:
        rows = connection.execute(sa.select(table).where(table.c.account_id == account_id)).all()
    return tuple(Identity(row.issuer, row.subject, row.account_id) for row in rows)


def account_of(store: Store, issuer: str, subject: str) -> str:
    """Return which account a provider's subject is, empty where it is none."""
    table = schema.identity
    query = sa.select(table.c.account_id).where(table.c.issuer == issuer, table.c.subject == subject)
    with store.reading_ours() as connection:
        return connection.execute(query).scalar() or ""


def keep_passkey(connection: sa.Connection, found: Passkey) -> None:
    """Keep a new passkey; UserError if it is known already, here or with another account."""
    if connection.execute(sa.select(_passkey.c.id).where(_passkey.c.id == found.id)).first():
        raise UserError("this passkey is known already", remedy="Use another device, or sign in with it.")
    row = {
        "id": found.id, "account_id": found.account, "label": found.label, "created_at": found.created_at,
        "used_at": "", "public_key": found.public_key, "sign_count": found.sign_count,
    }  # fmt: skip
    connection.execute(sa.insert(_passkey).values(row))


def keep_identity(connection: sa.Connection, found: Identity, now: str) -> None:
    """Keep by which provider an account is known; UserError if that subject is an account already."""
    table = schema.identity
    held = sa.select(table.c.account_id).where(table.c.issuer == found.issuer, table.c.subject == found.subject)
    if connection.execute(held).first():
        raise UserError("that sign-in is known here already", remedy="Sign in with it.")
    row = {"issuer": found.issuer, "subject": found.subject, "account_id": found.account, "created_at": now}
    connection.execute(sa.insert(table).values(row))


def add_passkey(store: Store, viewer: Viewer, found: Passkey) -> None:
    """Keep one more passkey of the viewer's own account."""
    with store.writing() as connection:
        keep_passkey(connection, found)
        _act(connection, store, viewer, "passkey.add", {"account": found.account})


def remove_passkey(store: Store, viewer: Viewer, passkey_id: str) -> None:
    """Take away a passkey of the viewer's own account with the visits it opened; the last way in is not taken away."""
    mine = sa.and_(_passkey.c.id == passkey_id, _passkey.c.account_id == viewer.account)
    with store.writing() as connection:
        others = sa.select(sa.func.count()).select_from(_passkey).where(_passkey.c.account_id == viewer.account)
        known = sa.select(sa.func.count()).select_from(schema.identity)
        known = known.where(schema.identity.c.account_id == viewer.account)
        if connection.execute(others).scalar_one() + connection.execute(known).scalar_one() < 2:
            raise UserError("this is the only way into your account", remedy="Add another passkey first.")
        if not connection.execute(sa.delete(_passkey).where(mine)).rowcount:
            raise UserError("there is no such passkey")
        connection.execute(sa.delete(schema.visit).where(schema.visit.c.opened_by == passkey_id))
        _act(connection, store, viewer, "passkey.remove", {"account": viewer.account})


def _act(connection: sa.Connection, store: Store, viewer: Viewer, verb: str, facts: dict[str, str]) -> None:
    audit.add(connection, store.now(), viewer.account or viewer.name, verb, facts, viewer.organisation or HOME)


def _words(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


def _read(row: Any) -> Account:
    roles = frozenset(Role(word) for word in row.roles.split())
    return Account(row.id, row.owner, row.name, roles, AccountState(row.state), row.created_at)


def _key(row: Any) -> Passkey:
    return Passkey(row.id, row.account_id, row.public_key, row.sign_count, row.label, row.created_at, row.used_at)
