"""The words of the vault: actors, custody events, exhibits, consent. Values only; nothing here reads a disk.

Rules:
- every word is closed: an unknown action, role, use or reason is refused, never passed on;
- consent is for one source, one recipient and one use; what was not given is not there;
- an exhibit names the sources it rests on, or says that it is open-source material; never neither.

    >>> Use("publish").value, Action.RECEIVED.by_intake, Action.READ.by_intake
    ('publish', True, False)
    >>> f"gb may {Use.SHARE.words}"
    'gb may be given it'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ActorRole(StrEnum):
    """What an actor's signature may stand under."""

    CUSTODIAN = "custodian"  # holds a key of the case
    INTAKE = "intake"  # holds public keys only: may receive, and nothing else


class Use(StrEnum):
    """What a recipient may do with what rests on a source."""

    SHARE = "share"  # be given it, in confidence
    PUBLISH = "publish"  # make it public, or cite it in open reasons
    COURT = "court"  # put it before a court, where the other side may see it

    @property
    def words(self) -> str:
        """Return it as a sentence says it: who "may be given it"."""
        return {Use.SHARE: "be given it", Use.PUBLISH: "publish it", Use.COURT: "put it before a court"}[self]


class Action(StrEnum):
    """What a custody event records."""

    CASE_MADE = "case_made"
    RECEIVED = "received"  # content stored, encrypted to the case
    INDEXED = "indexed"  # hash, sources and elements only; the material left where it is
    COPIED = "copied"  # a working copy made here of what was received: stripped, or redacted; a new exhibit
    READ = "read"
    VIEWED = "viewed"  # as pixels or plain text only
    FLAGGED = "flagged"  # known to be hostile: it stays sealed
    TERMS_SEALED = "terms_sealed"  # words that nothing which leaves may hold
    RELEASED = "released"  # by one person; two are needed
    REPLIED = "replied"  # a reply lies ready for who holds a receipt code
    JUDGED = "judged"  # how reliable it is, what it supports, what it tells of its source
    RENDERED = "rendered"  # cited in a dossier for a recipient
    CARRIED = "carried"  # by which message of the exchange it went
    EXPORTED = "exported"
    EXPORT_REFUSED = "export_refused"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CUSTODIAN_ADDED = "custodian_added"
    CUSTODIAN_REMOVED = "custodian_removed"  # a new case key holds from here on
    REKEYED = "rekeyed"  # everything stored is encrypted to the new case key
    HOLD_SET = "hold_set"
    HOLD_LIFTED = "hold_lifted"
    KEEP_UNTIL = "keep_until"
    STAMPED = "stamped"
    DESTROYED = "destroyed"

    @property
    def by_intake(self) -> bool:
        """Return whether an intake, which holds public keys only, may sign it."""
        return self is Action.RECEIVED

    @property
    def brings(self) -> bool:
        """Return whether an exhibit comes into the case by it."""
        return self in (Action.RECEIVED, Action.INDEXED, Action.COPIED)

    @property
    def stores(self) -> bool:
        """Return whether content is stored by it."""
        return self in (Action.RECEIVED, Action.COPIED)


class ReleaseForm(StrEnum):
    """As what an exhibit is released: two custodians sign the same form before it leaves."""

    COPY = "copy"  # pixels or plain words, proven to hold no sealed term, no text behind them and no metadata
    AS_RECEIVED = "as_received"  # the evidentiary copy with all it carries: never for publication


class DestroyReason(StrEnum):
    """Why a case was destroyed; stands in the log for ever, so it names nobody."""

    RETENTION_ENDED = "retention_ended"
    SOURCE_ASKED = "source_asked"
    COURT_ORDER = "court_order"
    NO_LONGER_NEEDED = "no_longer_needed"


class Reliability(StrEnum):
    """How reliable an exhibit is held to be; the words of a case file."""

    PRIMARY = "primary"
    OFFICIAL = "official"
    PRESS = "press"
    NGO = "ngo"
    TESTIMONY = "testimony"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a custodian holds of an exhibit, with why; the newest counts.

    `tells`: what it lets a reader know of its source, a few words each (`place:anwe`, `work:baker`).
    """

    item: str
    reliability: Reliability
    why: str
    elements: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who signs custody events: a handle (never a person's name), a role, and the Ed25519 public key in hex."""

    name: str
    role: ActorRole
    key: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How a custody log began: its first `size` bytes have this SHA-256. Worth what its keeper is worth."""

    case: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One line of a custody log, its signature verified.

    `at`: UTC, to the second; for an intake the day alone. `commitment`: SHA-256 that binds the sealed facts; empty
    where there are none. `open`: what may stand in clear for ever: keys, days, closed words.
    """

    number: int
    at: str
    actor: str
    action: Action
    case: str
    item: str
    commitment: str
    open: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What an event says under seal: `material` may be disclosed with an item, `private` never leaves the case."""

    material: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Collection:
    """How open-source material was collected (Berkeley Protocol): each part empty where not known."""

    url: str = ""
    at: str = ""
    tool: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Deposit:
    """What is said about an exhibit when it is added.

    `sources` are pseudonyms; `elements` are legal elements it supports, by id; `kept_at` is where the material is left
    when only its index is kept. A copy says of which exhibit, and `how` it was made; `reply_to`: the box and the
    public key of who holds the receipt code of a submission.
    """

    name: str
    sources: tuple[str, ...] = ()
    open_source: bool = False
    elements: tuple[str, ...] = ()
    kept_at: str = ""
    collection: Collection = Collection()
    copy_of: str = ""
    how: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """An exhibit of a case, as its custodian sees it; `stored` False: only its index is kept."""

    id: str
    stored: bool
    size: int
    sha256: str
    sha512: str
    received: str
    deposit: Deposit
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What one source allowed one recipient to do; `until` empty: no end named. Recipient `public`: everybody."""

    source: str
    recipient: str
    use: Use
    explained_by: str
    explained_on: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an exhibit may go to a recipient for a use on a day; `because` says why not, one line a source."""

    item: str
    allowed: bool
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has an exhibit already, outside or inside the case: by which action, for which use, since when."""

    item: str
    who: str
    action: Action
    use: str
    at: str
