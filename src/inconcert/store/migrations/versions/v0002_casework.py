"""Letters, their asks and what became of them; signatures, one-time links, organisations that may sign."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables of casework."""
    for name in ("letter", "organisation"):
        op.create_table(name, *_texts("id", "payload", "at"), sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))
    op.create_table("ask", *_texts("id", "letter_id", "payload"), sa.PrimaryKeyConstraint("id", name="pk_ask"))
    op.create_index("ix_ask_letter_id", "ask", ["letter_id"])
    op.create_table(
        "ask_event",
        sa.Column("id", sa.Integer, nullable=False),
        *_texts("ask_id", "payload"),
        sa.PrimaryKeyConstraint("id", name="pk_ask_event"),
    )
    op.create_index("ix_ask_event_ask_id", "ask_event", ["ask_id"])
    op.create_table(
        "signing_event",
        sa.Column("id", sa.Integer, nullable=False),
        *_texts("letter_id", "payload"),
        sa.PrimaryKeyConstraint("id", name="pk_signing_event"),
    )
    op.create_index("ix_signing_event_letter_id", "signing_event", ["letter_id"])
    op.create_table(
        "signing_link",
        *_texts("token_hash", "payload", "used_at"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_signing_link"),
    )
