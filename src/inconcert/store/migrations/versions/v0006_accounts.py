"""Accounts, organisations, passkeys, visits, one-time links, releases; acts in a chain that cannot be changed."""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from inconcert.store.chain import link_of, row_digest

revision = "0006"
down_revision = "0005"

HOME = "home"
_NEVER = "an act is never changed or taken away"


def upgrade() -> None:
    """Make the tables of accounts and chain the acts that are there."""
    _table("tenant", "id", "id name created_at closed_at")
    _table("account", "id", "id owner name roles state created_at")
    op.create_index("ix_account_owner", "account", ["owner"])
    _table(
        "passkey", "id", "id account_id label created_at used_at", public_key=sa.LargeBinary, sign_count=sa.BigInteger
    )
    op.create_index("ix_passkey_account_id", "passkey", ["account_id"])
    _table("identity", "issuer subject", "issuer subject account_id created_at")
    _table("provider", "id", "id name issuer client_id algorithm secret")
    _table("visit", "id_hash", "id_hash account_id opened_by browser created_at seen_at proved_at")
    op.create_index("ix_visit_account_id", "visit", ["account_id"])
    _table("invitation", "token_hash", "token_hash account_id kind made_by expires_at used_at")
    _table("recovery", "id", "id account_id first_by first_hash second_by second_hash expires_at used_at",
           tries=sa.Integer)  # fmt: skip
    _table("used_mark", "mark", "mark until")
    _table("home_secret", "name", "name", value=sa.LargeBinary)
    _table("release", "owner id", "owner id kind thing sha256 asked_by asked_at decided_by decided_at decision")
    _acts()


def _table(name: str, key: str, texts: str, **others: Any) -> None:
    columns = [sa.Column(each, sa.Text, nullable=False) for each in texts.split()]
    columns += [sa.Column(each, kind, nullable=False) for each, kind in others.items()]
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key.split(), name=f"pk_{name}"))


def _acts() -> None:
    for name, default in (("owner", HOME), ("salt", ""), ("link", "")):
        op.add_column("act", sa.Column(name, sa.Text, nullable=False, server_default=default))
    connection, before = op.get_bind(), ""
    for row in connection.execute(sa.text("SELECT id, at, who, verb, facts FROM act ORDER BY id")).all():
        salt = secrets.token_hex(16)
        before = link_of(before, row_digest(salt, row.at, HOME, row.who, row.verb, row.facts))
        change = sa.text("UPDATE act SET salt = :salt, link = :link WHERE id = :id")
        connection.execute(change, {"salt": salt, "link": before, "id": row.id})
    if connection.dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER act_no_{what.lower()} BEFORE {what} ON act "
                       f"BEGIN SELECT RAISE(ABORT, '{_NEVER}'); END")  # fmt: skip
    else:
        op.execute(f"CREATE FUNCTION act_never() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{_NEVER}'; END $$ "
                   "LANGUAGE plpgsql")  # fmt: skip
        op.execute("CREATE TRIGGER act_never BEFORE UPDATE OR DELETE ON act FOR EACH ROW EXECUTE FUNCTION act_never()")
