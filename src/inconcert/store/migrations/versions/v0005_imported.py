"""Lists that a person took over from somebody else, with publisher and licence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of imported lists."""
    op.create_table(
        "imported_list",
        sa.Column("id", sa.Integer, nullable=False),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("list_id", "payload", "at")],
        sa.PrimaryKeyConstraint("id", name="pk_imported_list"),
    )
    op.create_index("ix_imported_list_list_id", "imported_list", ["list_id"])
