"""People who sign in, the organisations they act for, and how they show who they are.

An account is a person in one organisation. It is known by its passkeys, or by (issuer, subject) of one identity
provider; never by an address of mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inconcert.model.rights import Role


class AccountState(StrEnum):
    """Whether an account can sign in."""

    INVITED = "invited"  # the link was made, nobody came yet
    ACTIVE = "active"
    CLOSED = "closed"


class InvitationKind(StrEnum):
    """What a one-time link lets its holder do."""

    FIRST = "first"  # come for the first time
    RECOVERY = "recovery"  # come again: what was known before is forgotten


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organisation with accounts here; `closed_at` is empty while it is open."""

    id: str
    name: str
    created_at: str
    closed_at: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A person: `owner` is the organisation they act for."""

    id: str
    owner: str
    name: str
    roles: frozenset[Role]
    state: AccountState
    created_at: str


@dataclass(frozen=True, slots=True)
class Passkey:
    """A public key that an account signs in with; `id` is the credential's, base64url."""

    id: str
    account: str
    public_key: bytes
    sign_count: int
    label: str
    created_at: str
    used_at: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an account is at an identity provider."""

    issuer: str
    subject: str
    account: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser that signed in: kept by the hash of its secret; times in UTC.

    `opened_by` is the passkey or the issuer, `browser` a hash of what the browser says it is.
    """

    id_hash: str
    account: str
    opened_by: str
    browser: str
    created_at: str
    seen_at: str
    proved_at: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link, kept by the hash of its token."""

    token_hash: str
    account: str
    kind: InvitationKind
    made_by: str
    expires_at: str
    used_at: str = ""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Two administrators vouch for a person: each is shown one code; kept by their argon2 hashes."""

    id: str
    account: str
    first_by: str
    first_hash: str
    expires_at: str
    second_by: str = ""
    second_hash: str = ""
    tries: int = 0
    used_at: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """What two persons let leave: `sha256` is of the exact bytes, markings and addressees included."""

    id: str
    owner: str
    kind: str
    thing: str
    sha256: str
    asked_by: str
    asked_at: str
    decided_by: str = ""
    decided_at: str = ""
    decision: str = ""  # approved | refused; empty while it waits
