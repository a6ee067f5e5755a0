"""Requests to correct what is shown of a target, and what the desk and who asked say to each other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_texts = (
    "owner id code_hash target kind entry said proof contact at due_on state effect left_list left_id right_list "
    "right_id outcome proposed_by proposed_at decided_by decided_at changed"
)


def upgrade() -> None:
    """Make both tables."""
    columns = [sa.Column(each, sa.Text, nullable=False) for each in _texts.split()]
    op.create_table("correction", *columns, sa.PrimaryKeyConstraint("owner", "id", name="pk_correction"))
    op.create_index("ix_correction_code_hash", "correction", ["code_hash"])
    op.create_table(
        "correction_word",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("correction_id", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("by_desk", sa.Integer, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_correction_word"),
    )
    op.create_index("ix_correction_word_correction_id", "correction_word", ["correction_id"])
