"""What parties of the exchange send each other: kinds of message, markings, answers, and a message as a value.

The markings are TLP 2.0 (FIRST, 2022) for who may see, and PAP adapted for what may be done. Beside them stand two
rules of the OFAC-OFSI memorandum of 2024: nothing is passed on without the originator's consent where it says so, and
a message says whether it may be cited in open reasons. Every word is closed: WHITE (TLP 1.0) or `amber` is refused.

    >>> Tlp("AMBER+STRICT").sealed, Tlp("GREEN").sealed
    (True, False)
    >>> LIFE_OF_ASK[AnswerStatus.DESIGNATED].value
    'met'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Place = tuple[str, int]
"""A message by its party and its number in that party's outbox, counted from 1."""


class MessageKind(StrEnum):
    """What a message is."""

    DESIGNATION_NOTICE = "designation_notice"
    INTENDED_DESIGNATION = "intended_designation"  # asks partners whether they will act the same day
    PROPOSAL = "proposal"  # of a designee
    MIRROR_REQUEST = "mirror_request"
    DOSSIER = "dossier"  # an open part that commits to sealed parts, and each sealed part
    INFORMATION_REQUEST = "information_request"  # reason, legal basis and notice time
    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    CONSENT_WITHDRAWAL = "consent_withdrawal"  # every holder must acknowledge it
    DELISTING_NOTICE = "delisting_notice"
    LETTER = "letter"
    SIGNATURE = "signature"
    DIGEST = "digest"  # on schedule, also when there is nothing to say


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0: who may see a message."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"

    @property
    def sealed(self) -> bool:
        """Return whether a message so marked is never published unencrypted."""
        return self in (Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED)


class Pap(StrEnum):
    """Permissible Actions Protocol, adapted: what may be done with a message."""

    RED = "RED"  # read only: no query outside
    AMBER = "AMBER"  # passive corroboration from open sources
    GREEN = "GREEN"  # may contact others and ask partners
    CLEAR = "CLEAR"  # may be used and cited publicly


class Deed(StrEnum):
    """What a person may want to do with a message that they were sent."""

    READ = "read"
    CORROBORATE = "corroborate"  # look it up in open sources
    ASK_PARTNERS = "ask_partners"
    PUBLISH = "publish"


DEEDS: Mapping[Pap, frozenset[Deed]] = {
    Pap.RED: frozenset({Deed.READ}),
    Pap.AMBER: frozenset({Deed.READ, Deed.CORROBORATE}),
    Pap.GREEN: frozenset({Deed.READ, Deed.CORROBORATE, Deed.ASK_PARTNERS}),
    Pap.CLEAR: frozenset(Deed),
}
"""PAP marking → what it permits."""


class AnswerStatus(StrEnum):
    """What an answer says of a request. No comment is a full answer: governments seldom confirm consideration."""

    RECEIVED = "received"
    UNDER_REVIEW = "under_review"
    MORE_INFORMATION = "more_information"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    DESIGNATED = "designated"
    NO_COMMENT = "no_comment"


class DeclineCode(StrEnum):
    """Why a request is declined: the grounds of refusal that the 2024 memorandum and the laws themselves know."""

    NO_REGIME = "no_regime"  # the law has no regime for it
    NOT_LISTABLE = "not_listable"  # the law cannot list this kind of target or ground
    EVIDENCE = "evidence"  # it does not meet the standard of proof
    INVESTIGATION = "investigation"  # it would harm an investigation
    NATIONAL_INTEREST = "national_interest"
    LAW = "law"  # another law forbids it
    ALREADY_LISTED = "already_listed"
    TIMING = "timing"  # not on that day; may be asked again
    NOT_COMPETENT = "not_competent"  # another authority decides


class AskLife(StrEnum):
    """Where an ask stands (DESIGN.md section 1)."""

    DRAFTED = "drafted"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    UNDER_REVIEW = "under_review"
    MORE_INFORMATION = "more_information"
    DECLINED = "declined"
    NO_COMMENT = "no_comment"
    MET = "met"


LIFE_OF_ASK: Mapping[AnswerStatus, AskLife] = {
    AnswerStatus.RECEIVED: AskLife.ACKNOWLEDGED,
    AnswerStatus.UNDER_REVIEW: AskLife.UNDER_REVIEW,
    AnswerStatus.MORE_INFORMATION: AskLife.MORE_INFORMATION,
    AnswerStatus.DECLINED: AskLife.DECLINED,
    AnswerStatus.ACCEPTED: AskLife.UNDER_REVIEW,  # agreed to, but only the act itself meets the ask
    AnswerStatus.DESIGNATED: AskLife.MET,
    AnswerStatus.NO_COMMENT: AskLife.NO_COMMENT,
}
"""Status of an answer → where the ask stands then."""

ASKS = frozenset(
    {
        MessageKind.MIRROR_REQUEST,
        MessageKind.PROPOSAL,
        MessageKind.INFORMATION_REQUEST,
        MessageKind.INTENDED_DESIGNATION,
    }
)
"""Kinds that wait for an answer."""

SEALED_KINDS = frozenset({MessageKind.INTENDED_DESIGNATION, MessageKind.PROPOSAL})
"""Kinds that are never in the clear, whatever their marking: assets flee before a designation."""


class Refusal(StrEnum):
    """Why a pull is refused whole; nothing of it is kept."""

    UNSIGNED = "UnsignedMetadata"
    VERSION = "BadVersionNumber"
    EXPIRED = "ExpiredMetadata"
    MISMATCH = "LengthOrHashMismatch"
    DOWNLOAD = "DownloadError"
    SLOW = "SlowRetrieval"
    METADATA = "RepositoryError"  # metadata that is not what the TUF specification says
    HISTORY = "HistoryRewritten"
    KEYS = "KeysNotByRoot"
    CLOCK = "ClockBeforeAccepted"
    FINGERPRINT = "FingerprintDiffers"


class Held(StrEnum):
    """How one numbered message stands with a subscriber."""

    ACCEPTED = "accepted"
    SEALED = "sealed"  # not for us: it exists, that is all we know
    QUARANTINED = "quarantined"  # shown with its reason, never used
    REPORTED = "reported"  # told by mail or voice and entered by an operator; never signed


class Standing(StrEnum):
    """What a claim about another party's outbox is worth, as far as we can see."""

    AGREES = "agrees"
    BEHIND = "behind"  # it has seen more than we have: we are behind, no alarm
    SPLIT_VIEW = "split_view"  # it was shown another history than we were
    INVALID = "invalid"  # it speaks of what does not exist or was not addressed to it


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file within a message: `content` in base64, `sha256` of its bytes."""

    name: str
    media_type: str
    sha256: str
    content: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a party wants to say; the outbox adds number and time.

    `sources` are messages of others whose content this one passes on; `answer_by` a day, YYYY-MM-DD.
    """

    kind: MessageKind
    tlp: Tlp
    to: tuple[str, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)
    pap: Pap = Pap.AMBER
    originator_control: bool = True
    citable: bool = False
    in_reply_to: Place | None = None
    answer_by: str = ""
    entities: tuple[Mapping[str, Any], ...] = ()  # FollowTheMoney
    attachments: tuple[Attachment, ...] = ()
    sources: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A message as its author signed it: `created` in UTC, ISO 8601, ending in Z."""

    party: str
    seq: int
    created: str
    draft: Draft

    @property
    def place(self) -> Place:
        """Return whose it is and its number there."""
        return (self.party, self.seq)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a party says it holds of an outbox: how many messages, and the SHA-256 of so much of the index."""

    party: str
    size: int
    sha256: str
