"""Subscriptions, their alerts, and what became of the messages that carry them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables of alerts."""
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer, nullable=False),
        *_texts("name", "payload", "at", "ended_at", "owner"),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("subscription_id", sa.Integer, nullable=False),
        *_texts("alert_id", "at"),
        sa.Column("standing", sa.Integer, nullable=False),
        *_texts("payload"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"], name="fk_alert_subscription_id"),
        sa.UniqueConstraint("subscription_id", "alert_id", name="uq_alert"),
    )
    op.create_table(
        "alert_message",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("subscription_id", sa.Integer, nullable=False),
        *_texts("message_id", "kind", "at"),
        sa.Column("through", sa.Integer, nullable=False),
        *_texts("text"),
        sa.PrimaryKeyConstraint("id", name="pk_alert_message"),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"], name="fk_alert_message_subscription_id"),
    )
    op.create_index("ix_alert_message_subscription_id", "alert_message", ["subscription_id", "message_id"])
