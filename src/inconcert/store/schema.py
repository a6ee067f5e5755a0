"""The tables, as the code uses them; `migrations/` makes them, and a test proves that both say the same."""

from __future__ import annotations

import sqlalchemy as sa

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""Every migration in order; a home at the last one is current."""

_names = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=_names)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _owner() -> sa.Column[str]:
    """The organisation whose row it is: every private table has it, and `store.owned` narrows every query by it."""
    return sa.Column("owner", sa.Text, nullable=False)


def _part(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


edition = sa.Table(
    "edition",
    metadata,
    _id(),
    _text("list_id"),
    _text("date"),  # YYYY-MM-DD or YYYY-MM
    _text("date_precision"),
    _text("sha256"),
    _text("provenance"),
    _text("complete"),
    _text("format"),
    _text("origin"),
    _text("printed_date"),
    _text("retrieved_at"),  # when we fetched it; empty where somebody else did
    sa.Column("entries_total", sa.Integer, nullable=False),
    sa.Column("entries_embedded", sa.Integer),  # set where only some entries are kept
    _text("accepted_by"),
    _text("committed_at"),
    _text("rule_version"),  # of the reader: better rules read the same bytes again
    sa.UniqueConstraint("list_id", "date", "sha256", "rule_version"),
)

edition_file = sa.Table(
    "edition_file",
    metadata,
    sa.Column("edition_id", sa.ForeignKey("edition.id"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False, index=True),
    sa.Column("size", sa.BigInteger),  # empty where the raw bytes are not kept here
)

entry_version = sa.Table(
    "entry_version",
    metadata,
    _id(),
    _text("list_id"),
    _text("official_id"),
    _text("hash"),  # of the payload
    _text("kind"),
    _text("payload"),  # canonical JSON of the entry without its rows
    sa.UniqueConstraint("list_id", "official_id", "hash"),
)

edition_entry = sa.Table(
    "edition_entry",
    metadata,
    sa.Column("edition_id", sa.ForeignKey("edition.id"), primary_key=True),
    sa.Column("version_id", sa.ForeignKey("entry_version.id"), primary_key=True, index=True),
    _text("rows"),  # JSON list of absolute places
    sqlite_with_rowid=False,
)

edition_issue = sa.Table(
    "edition_issue",
    metadata,
    sa.Column("edition_id", sa.ForeignKey("edition.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    _text("severity"),
    _text("code"),
    _text("what"),
    _text("place"),
)

judgement = sa.Table(
    "judgement",
    metadata,
    _id(),
    _text("left_list"),
    _text("left_id"),
    _text("right_list"),
    _text("right_id"),
    _text("decision"),
    _text("by_name"),
    _text("rule"),
    _text("reason"),
    _text("at"),
    sa.Column("supersedes", sa.ForeignKey("judgement.id")),
    sa.Index("ix_judgement_pair", "left_list", "left_id", "right_list", "right_id"),
)

act = sa.Table(
    "act", metadata, _id(), _text("at"), _text("who"), _text("verb"), _text("facts"), _owner(), _text("salt"),
    _text("link"),  # of the chain: `store.chain`
)  # fmt: skip

list_digest = sa.Table(
    "list_digest",
    metadata,
    _id(),
    _text("list_id"),
    _text("edition_date"),
    _text("kind"),  # number | name
    sa.Column("digest", sa.LargeBinary, nullable=False),  # sorted hashes of eight bytes, end to end
    sa.UniqueConstraint("list_id", "edition_date", "kind"),
)

retrieval = sa.Table(
    "retrieval",
    metadata,
    _id(),
    _text("list_id"),
    _text("address"),
    _text("at"),
    _text("outcome"),  # fetched | unchanged | refused
    _text("etag"),
    _text("last_modified"),
    _text("sha256"),
    _text("what"),
    sa.Index("ix_retrieval_list_id_address", "list_id", "address"),
)

imported_list = sa.Table(
    "imported_list",
    metadata,
    _id(),
    sa.Column("list_id", sa.Text, nullable=False, index=True),
    _text("payload"),  # what a person said of it when taking it over
    _text("at"),
)

letter = sa.Table("letter", metadata, _part("owner"), _part("id"), _text("payload"), _text("at"))

organisation = sa.Table("organisation", metadata, _part("owner"), _part("id"), _text("payload"), _text("at"))

ask = sa.Table(
    "ask",
    metadata,
    _part("owner"),
    _part("id"),
    sa.Column("letter_id", sa.Text, nullable=False, index=True),
    _text("payload"),
)

ask_event = sa.Table(
    "ask_event", metadata, _id(), sa.Column("ask_id", sa.Text, nullable=False, index=True), _text("payload"), _owner()
)

signing_event = sa.Table(
    "signing_event",
    metadata,
    _id(),
    sa.Column("letter_id", sa.Text, nullable=False, index=True),
    _text("payload"),
    _owner(),
)

signing_link = sa.Table("signing_link", metadata, _part("token_hash"), _text("payload"), _text("used_at"), _owner())

subscription = sa.Table(
    "subscription",
    metadata,
    _id(),
    _text("name"),
    _text("payload"),
    _text("at"),
    _text("ended_at"),  # empty while it lasts
    _owner(),
)

alert = sa.Table(
    "alert",
    metadata,
    _id(),
    sa.Column("subscription_id", sa.ForeignKey("subscription.id"), nullable=False),
    _text("alert_id"),
    _text("at"),
    sa.Column("standing", sa.Integer, nullable=False),  # 1: there when the subscription began, never sent
    _text("payload"),
    sa.UniqueConstraint("subscription_id", "alert_id"),
)

alert_message = sa.Table(
    "alert_message",
    metadata,
    _id(),
    sa.Column("subscription_id", sa.ForeignKey("subscription.id"), nullable=False),
    _text("message_id"),
    _text("kind"),  # queued | sent | failed
    _text("at"),
    sa.Column("through", sa.Integer, nullable=False),
    _text("text"),
    sa.Index("ix_alert_message_subscription_id", "subscription_id", "message_id"),
)

tenant = sa.Table("tenant", metadata, _part("id"), _text("name"), _text("created_at"), _text("closed_at"))
"""An organisation with accounts here (`organisation` holds those that may sign letters)."""

account = sa.Table(
    "account",
    metadata,
    _part("id"),
    sa.Column("owner", sa.Text, nullable=False, index=True),
    _text("name"),
    _text("roles"),  # words, sorted, between spaces
    _text("state"),
    _text("created_at"),
)

passkey = sa.Table(
    "passkey",
    metadata,
    _part("id"),  # of the credential, base64url
    sa.Column("account_id", sa.Text, nullable=False, index=True),
    _text("label"),
    _text("created_at"),
    _text("used_at"),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("sign_count", sa.BigInteger, nullable=False),
)

identity = sa.Table("identity", metadata, _part("issuer"), _part("subject"), _text("account_id"), _text("created_at"))

provider = sa.Table(
    "provider", metadata, _part("id"), _text("name"), _text("issuer"), _text("client_id"), _text("algorithm"),
    _text("secret"),
)  # fmt: skip

visit = sa.Table(
    "visit",
    metadata,
    _part("id_hash"),
    sa.Column("account_id", sa.Text, nullable=False, index=True),
    _text("opened_by"),
    _text("browser"),
    _text("created_at"),
    _text("seen_at"),
    _text("proved_at"),
)

invitation = sa.Table(
    "invitation", metadata, _part("token_hash"), _text("account_id"), _text("kind"), _text("made_by"),
    _text("expires_at"), _text("used_at"),
)  # fmt: skip

recovery = sa.Table(
    "recovery",
    metadata,
    _part("id"),
    _text("account_id"),
    _text("first_by"),
    _text("first_hash"),
    _text("second_by"),
    _text("second_hash"),
    _text("expires_at"),
    _text("used_at"),
    sa.Column("tries", sa.Integer, nullable=False),
)

used_mark = sa.Table("used_mark", metadata, _part("mark"), _text("until"))
"""Challenges that were answered: none is answered twice."""

home_secret = sa.Table("home_secret", metadata, _part("name"), sa.Column("value", sa.LargeBinary, nullable=False))

release = sa.Table(
    "release",
    metadata,
    _part("owner"),
    _part("id"),
    _text("kind"),
    _text("thing"),
    _text("sha256"),
    _text("asked_by"),
    _text("asked_at"),
    _text("decided_by"),
    _text("decided_at"),
    _text("decision"),
)

correction = sa.Table(
    "correction",
    metadata,
    _part("owner"),
    _part("id"),
    sa.Column("code_hash", sa.Text, nullable=False, index=True),  # of the receipt code: the code itself is not kept
    _text("target"),
    _text("kind"),
    _text("entry"),
    _text("said"),
    _text("proof"),
    _text("contact"),
    _text("at"),
    _text("due_on"),
    _text("state"),
    _text("effect"),
    _text("left_list"),
    _text("left_id"),
    _text("right_list"),
    _text("right_id"),
    _text("outcome"),
    _text("proposed_by"),
    _text("proposed_at"),
    _text("decided_by"),
    _text("decided_at"),
    _text("changed"),  # JSON list of lines
)

correction_word = sa.Table(
    "correction_word",
    metadata,
    _id(),
    _owner(),
    sa.Column("correction_id", sa.Text, nullable=False, index=True),
    _text("at"),
    sa.Column("by_desk", sa.Integer, nullable=False),
    _text("said"),
)
