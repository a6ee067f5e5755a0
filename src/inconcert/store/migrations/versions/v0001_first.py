"""The first tables: editions and their entries, judgements, acts, digests of what is not embedded, retrievals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables."""
    _editions()
    _entries()
    _judgements()
    _others()


def _editions() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer, nullable=False),
        *_texts("list_id", "date", "date_precision", "sha256", "provenance", "complete", "format", "origin"),
        *_texts("printed_date", "retrieved_at"),
        sa.Column("entries_total", sa.Integer, nullable=False),
        sa.Column("entries_embedded", sa.Integer),
        *_texts("accepted_by", "committed_at", "rule_version"),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("list_id", "date", "sha256", "rule_version", name="uq_edition"),
    )
    op.create_table(
        "edition_file",
        sa.Column("edition_id", sa.Integer, nullable=False),
        *_texts("name", "sha256"),
        sa.Column("size", sa.BigInteger),
        sa.PrimaryKeyConstraint("edition_id", "name", name="pk_edition_file"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_edition_file_edition_id"),
    )
    op.create_index("ix_edition_file_sha256", "edition_file", ["sha256"])
    op.create_table(
        "edition_issue",
        sa.Column("edition_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *_texts("severity", "code", "what", "place"),
        sa.PrimaryKeyConstraint("edition_id", "number", name="pk_edition_issue"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_edition_issue_edition_id"),
    )


def _entries() -> None:
    op.create_table(
        "entry_version",
        sa.Column("id", sa.Integer, nullable=False),
        *_texts("list_id", "official_id", "hash", "kind", "payload"),
        sa.PrimaryKeyConstraint("id", name="pk_entry_version"),
        sa.UniqueConstraint("list_id", "official_id", "hash", name="uq_entry_version"),
    )
    op.create_table(
        "edition_entry",
        sa.Column("edition_id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        *_texts("rows"),
        sa.PrimaryKeyConstraint("edition_id", "version_id", name="pk_edition_entry"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_edition_entry_edition_id"),
        sa.ForeignKeyConstraint(["version_id"], ["entry_version.id"], name="fk_edition_entry_version_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_edition_entry_version_id", "edition_entry", ["version_id"])


def _judgements() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer, nullable=False),
        *_texts("left_list", "left_id", "right_list", "right_id", "decision", "by_name", "rule", "reason", "at"),
        sa.Column("supersedes", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_judgement"),
        sa.ForeignKeyConstraint(["supersedes"], ["judgement.id"], name="fk_judgement_supersedes"),
    )
    op.create_index("ix_judgement_pair", "judgement", ["left_list", "left_id", "right_list", "right_id"])


def _others() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Integer, nullable=False),
        *_texts("at", "who", "verb", "facts"),
        sa.PrimaryKeyConstraint("id", name="pk_act"),
    )
    op.create_table(
        "list_digest",
        sa.Column("id", sa.Integer, nullable=False),
        *_texts("list_id", "edition_date", "kind"),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_list_digest"),
        sa.UniqueConstraint("list_id", "edition_date", "kind", name="uq_list_digest"),
    )
    op.create_table(
        "retrieval",
        sa.Column("id", sa.Integer, nullable=False),
        *_texts("list_id", "address", "at", "outcome", "etag", "last_modified", "sha256", "what"),
        sa.PrimaryKeyConstraint("id", name="pk_retrieval"),
    )
    op.create_index("ix_retrieval_list_id_address", "retrieval", ["list_id", "address"])
