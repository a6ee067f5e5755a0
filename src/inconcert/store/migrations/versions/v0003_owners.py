"""Every row of casework belongs to an organisation; what was there before belongs to the home's own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

HOME = "home"


def upgrade() -> None:
    """Add the owner, and where an id is chosen by a person let each organisation choose its own."""
    for name in ("letter", "organisation"):
        _made_again(name, _texts("owner", "id", "payload", "at"))
    _made_again("ask", _texts("owner", "id", "letter_id", "payload"))
    op.create_index("ix_ask_letter_id", "ask", ["letter_id"])
    for name in ("ask_event", "signing_event", "signing_link"):
        # the default serves the rows that are there; it is not taken away, which SQLite could only do by a new table
        op.add_column(name, sa.Column("owner", sa.Text, nullable=False, server_default=HOME))


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _made_again(name: str, columns: list[sa.Column[Any]]) -> None:
    connection = op.get_bind()
    held = [dict(row) for row in connection.execute(sa.text(f"SELECT * FROM {name}")).mappings()]
    op.drop_table(name)
    made = op.create_table(name, *columns, sa.PrimaryKeyConstraint("owner", "id", name=f"pk_{name}"))
    if held:
        connection.execute(sa.insert(made), [{"owner": HOME, **row} for row in held])
