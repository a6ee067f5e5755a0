"""One-time links into an account, and what two administrators say of who lost every way in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from inconcert.model.account import AccountState, Identity, Invitation, InvitationKind, Passkey, Recovery
from inconcert.model.errors import RefusedByCheck
from inconcert.model.rights import Right, Viewer
from inconcert.store import audit, schema
from inconcert.store.accounts import keep_identity, keep_passkey
from inconcert.store.home import Store
from inconcert.store.owned import theirs

_invitation, _recovery, _account = schema.invitation, schema.recovery, schema.account


def keep_invitation(store: Store, made: Invitation) -> None:
    """Keep a link by the hash of its token; an earlier link into the same account is void."""
    row = {
        "token_hash": made.token_hash, "account_id": made.account, "kind": made.kind.value, "made_by": made.made_by,
        "expires_at": made.expires_at, "used_at": "",
    }  # fmt: skip
    with store.writing() as connection:
        connection.execute(sa.delete(_invitation).where(_invitation.c.account_id == made.account))
        connection.execute(sa.insert(_invitation).values(row))


def invitation(store: Store, token_hash: str) -> Invitation | None:
    """Return a link, used or not."""
    with store.reading_ours() as connection:
        row = connection.execute(sa.select(_invitation).where(_invitation.c.token_hash == token_hash)).first()
    if row is None:
        return None
    kind = InvitationKind(row.kind)
    return Invitation(row.token_hash, row.account_id, kind, row.made_by, row.expires_at, row.used_at)


def enrol(store: Store, found: Invitation, owner: str, way: Passkey | Identity) -> None:
    """Use a link: keep the way in, and open the account. After a recovery every earlier way in and visit is gone."""
    now = store.now()
    with store.writing() as connection:
        unused = sa.and_(_invitation.c.token_hash == found.token_hash, _invitation.c.used_at == "")
        if not connection.execute(sa.update(_invitation).where(unused).values(used_at=now)).rowcount:
            raise RefusedByCheck("this link was used already", remedy="Ask an administrator for a new one.")
        if found.kind is InvitationKind.RECOVERY:
            for table in (schema.visit, schema.passkey, schema.identity):
                connection.execute(sa.delete(table).where(table.c.account_id == found.account))
        if isinstance(way, Passkey):
            keep_passkey(connection, way)
        else:
            keep_identity(connection, way, now)
        standing = sa.and_(_account.c.id == found.account, _account.c.state != AccountState.CLOSED.value)
        change = sa.update(_account).where(standing).values(state=AccountState.ACTIVE.value)
        if not connection.execute(change).rowcount:
            raise RefusedByCheck("this link is void", remedy="Ask an administrator for a new one.")
        audit.add(connection, now, found.account, f"account.{found.kind}", {"account": found.account}, owner)


def keep_recovery(store: Store, viewer: Viewer, made: Recovery) -> None:
    """Keep what the first administrator says; what was said before of this account is void."""
    row = {
        "id": made.id, "account_id": made.account, "first_by": made.first_by, "first_hash": made.first_hash,
        "second_by": "", "second_hash": "", "expires_at": made.expires_at, "used_at": "", "tries": 0,
    }  # fmt: skip
    with store.writing() as connection:
        connection.execute(sa.delete(_recovery).where(_recovery.c.account_id == made.account))
        connection.execute(sa.insert(_recovery).values(row))
        _act(connection, store, viewer, "recovery.first", made.account)


def second_recovery(store: Store, viewer: Viewer, recovery_id: str, by: str, code_hash: str) -> None:
    """Keep what the second administrator says; RefusedByCheck if they are the first, or there is nothing to join."""
    open_ = sa.and_(
        _recovery.c.id == recovery_id,
        _recovery.c.first_by != by,
        _recovery.c.account_id != by,
        _recovery.c.second_by == "",
        _recovery.c.used_at == "",
        _recovery.c.expires_at > store.now(),
    )
    with store.writing() as connection:
        change = sa.update(_recovery).where(open_).values(second_by=by, second_hash=code_hash)
        if not connection.execute(change).rowcount:
            raise RefusedByCheck("two different administrators vouch for a person", remedy="Let another one confirm.")
        account = connection.execute(
            sa.select(_recovery.c.account_id).where(_recovery.c.id == recovery_id)
        ).scalar_one()
        _act(connection, store, viewer, "recovery.second", account)


def recoveries(store: Store, viewer: Viewer) -> tuple[Recovery, ...]:
    """Return the recoveries of the viewer's organisation that are under way."""
    joined = _recovery.join(_account, _account.c.id == _recovery.c.account_id)
    query = sa.select(_recovery).select_from(joined).where(theirs(viewer, Right.READ_PEOPLE, _account))
    query = query.where(_recovery.c.used_at == "", _recovery.c.expires_at > store.now())
    with store.reading(viewer, Right.READ_PEOPLE) as connection:
        return tuple(_read(row) for row in connection.execute(query).all())


def try_recovery(store: Store, recovery_id: str, tries_max: int) -> Recovery | None:
    """Count one try and return what was said; None where nothing is (or no longer) said under this number."""
    open_ = sa.and_(
        _recovery.c.id == recovery_id,
        _recovery.c.used_at == "",
        _recovery.c.second_by != "",
        _recovery.c.tries < tries_max,
        _recovery.c.expires_at > store.now(),
    )
    with store.writing() as connection:
        change = sa.update(_recovery).where(open_).values(tries=_recovery.c.tries + 1)
        if not connection.execute(change).rowcount:
            return None
        row = connection.execute(sa.select(_recovery).where(_recovery.c.id == recovery_id)).one()
    return _read(row)


def use_recovery(store: Store, recovery_id: str) -> bool:
    """Mark a recovery as used; return whether it was still unused."""
    unused = sa.and_(_recovery.c.id == recovery_id, _recovery.c.used_at == "")
    with store.writing() as connection:
        change = sa.update(_recovery).where(unused).values(used_at=store.now())
        return connection.execute(change).rowcount == 1


def _act(connection: sa.Connection, store: Store, viewer: Viewer, verb: str, account: str) -> None:
    who = viewer.account or viewer.name
    audit.add(connection, store.now(), who, verb, {"account": account}, viewer.organisation)


def _read(row: Any) -> Recovery:
    return Recovery(
        row.id, row.account_id, row.first_by, row.first_hash, row.expires_at, row.second_by, row.second_hash,
        row.tries, row.used_at,
    )  # fmt: skip
