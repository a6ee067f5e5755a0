"""Signing one exact text: what is frozen, what an event says, and the public list that follows from the events.

Rules:
- a text is frozen as its SHA-256 in NFC with LF line ends; what turns or hides text is refused;
- a signature names the letter, the action, the organisation and the hash: changed text has no signature;
- events are added and never changed; the public list is computed from them, never stored;
- one organisation is one signatory, whatever its names; who signs sealed is counted and not named;
- a signature comes before the deadline; a withdrawal is taken at any time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inconcert.letters.organisations import Organisation, one_by_one
from inconcert.model.errors import RefusedByCheck

_HIDDEN = frozenset(
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2060\u2061\u2062\u2063"
    "\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"
)

_ARABIC = re.compile("[\u0620-\u06d5]\u200c[\u0620-\u06d5]")


REMINDED_DAYS_BEFORE = (1, 7)
"""A reminder goes out once in each of these spans before the deadline, nearest first."""


class Action(StrEnum):
    """What an event does."""

    OPEN = "open"  # the text and the deadline are set
    SIGN = "sign"
    WITHDRAW = "withdraw"
    NOTICE = "notice"  # a second officer was told
    INVITE = "invite"  # an organisation was asked to sign
    REMIND = "remind"  # it was reminded before the deadline
    ENROL = "enrol"  # what a link to register a passkey does; never an event of a letter


class Proof(StrEnum):
    """How an organisation proved a signature, strongest first."""

    KEY = "key"  # DSSE by the organisation's registered key
    PASSKEY = "passkey"  # an authorised signatory's own, with the user verified
    DKIM = "dkim"  # a reply from the registered address, signed by its own domain
    LINK = "link"  # a one-time link to the registered address


@dataclass(frozen=True, slots=True)
class SigningEvent:
    """One event of a letter. `at` is UTC; `nonce` is never used twice; `sealed` holds what only the addressee reads.

    For a sealed signature `organisation` is a handle that is not its name, and `name` and `role` are empty.
    `text`, `deadline` and `seal_to` (the addressee's age key) are set by `open` alone; `to` is the address of a notice,
    an invitation or a reminder.
    """

    letter: str
    action: Action
    text_sha256: str
    at: str
    nonce: str
    organisation: str = ""
    proof: Proof | None = None
    name: str = ""
    role: str = ""
    sealed: str = ""
    text: str = ""
    deadline: str = ""
    to: str = ""
    seal_to: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """One line of the public list; `withdrew_on` where it withdrew after the deadline."""

    organisation: str
    name: str
    officer: str
    role: str
    proof: Proof
    at: str
    withdrew_on: str = ""


@dataclass(frozen=True, slots=True)
class PublicList:
    """Who signed exactly one text, by name; how many signed sealed."""

    letter: str
    text_sha256: str
    deadline: str
    signatories: tuple[Signatory, ...]
    sealed: int

    @property
    def standing(self) -> int:
        """Return how many that are named have not withdrawn."""
        return sum(not item.withdrew_on for item in self.signatories)


def frozen_text(text: str) -> str:
    """Return the text in NFC with LF line ends; RefusedByCheck for bidirectional, zero-width or control characters."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for place, sign in enumerate(plain):
        if sign == "\u200c" and _ARABIC.fullmatch(plain[place - 1 : place + 2]):
            continue  # the non-joiner of Persian and Uyghur spelling, where it can be seen (as RFC 5892 A.1)
        if sign in _HIDDEN or (unicodedata.category(sign) in ("Cc", "Cs", "Co") and sign not in "\n\t"):
            line = plain.count("\n", 0, place) + 1
            raise RefusedByCheck(
                f"the text holds U+{ord(sign):04X}, which turns or hides text",
                where=f"line {line}",
                remedy="Take it out; who signs must sign what they see.",
            )
    return plain


def text_sha256(text: str) -> str:
    """Return the SHA-256 (hex) of a frozen text."""
    return hashlib.sha256(frozen_text(text).encode("utf-8")).hexdigest()


def opened(events: Iterable[SigningEvent]) -> SigningEvent:
    """Return the event that set the present text; RefusedByCheck where none did."""
    found = [item for item in events if item.action is Action.OPEN]
    if not found:
        raise RefusedByCheck("this letter is not open for signing", remedy="`inconcert letter open` sets its text.")
    return found[-1]


def accept(event: SigningEvent, events: Sequence[SigningEvent], now: str) -> SigningEvent:
    """Return a signature or withdrawal that may be kept; RefusedByCheck for a replay, another text, or one too late."""
    present = opened(events)
    if event.nonce in {item.nonce for item in events}:
        raise RefusedByCheck("this was used already", remedy="Ask for a new link, or sign anew with a new number.")
    if event.letter != present.letter or event.text_sha256 != present.text_sha256:
        raise RefusedByCheck(
            "this is a signature of another text", remedy=f"The present text has SHA-256 {present.text_sha256}."
        )
    if event.action is Action.SIGN and present.deadline and now > present.deadline:
        raise RefusedByCheck(f"signing ended on {present.deadline}", remedy="A withdrawal is taken at any time.")
    if event.action is Action.WITHDRAW and event.organisation not in {item.organisation for item in events}:
        raise RefusedByCheck("this organisation has not signed, so there is nothing to withdraw")
    if event.action not in (Action.SIGN, Action.WITHDRAW):
        raise RefusedByCheck(f"not a signature or a withdrawal: {event.action}")
    return event


def standing(
    events: Sequence[SigningEvent], organisations: Sequence[Organisation]
) -> dict[str, tuple[SigningEvent, str]]:
    """Return who signed the present text → (first signature, day of a withdrawal after the deadline), in order."""
    present, stands = opened(events), one_by_one(organisations)
    held: dict[str, tuple[SigningEvent, str]] = {}
    for item in events:
        if item.text_sha256 != present.text_sha256:
            continue
        key = stands.get(item.organisation, item.organisation)
        if item.action is Action.SIGN:
            held.setdefault(key, (item, ""))
            held[key] = (held[key][0], "")
        elif item.action is Action.WITHDRAW and key in held:
            late = bool(present.deadline) and item.at > present.deadline
            if late:
                held[key] = (held[key][0], item.at[:10])
            else:
                del held[key]
    return held


def public_list(events: Sequence[SigningEvent], organisations: Sequence[Organisation]) -> PublicList:
    """Return who has signed the present text, by name in order of signing; sealed ones are counted."""
    present, named = opened(events), {item.id: item for item in organisations}
    held = standing(events, organisations)
    lines = [_line(key, item, withdrew, named) for key, (item, withdrew) in held.items() if not item.sealed]
    sealed = sum(1 for item, withdrew in held.values() if item.sealed and not withdrew)
    return PublicList(present.letter, present.text_sha256, present.deadline, tuple(lines), sealed)


def _line(key: str, item: SigningEvent, withdrew: str, named: dict[str, Organisation]) -> Signatory:
    name = named[key].name if key in named else key
    return Signatory(key, name, item.name, item.role, item.proof or Proof.LINK, item.at, withdrew)


def sealed_handle(salt: str, organisation: str) -> str:
    """Return what stands for an organisation that signs sealed: not its name, the same for the same one."""
    return "sealed-" + hashlib.sha256(f"{salt}\n{organisation}".encode()).hexdigest()[:32]


def waiting_for(events: Sequence[SigningEvent], organisations: Sequence[Organisation], now: str) -> tuple[str, ...]:
    """Return whom to remind now: invited, not signed, and not told yet in this span before the deadline."""
    present = opened(events)
    if not present.deadline or now > present.deadline:
        return ()
    left = (dt.datetime.fromisoformat(present.deadline) - dt.datetime.fromisoformat(now)).total_seconds() / 86_400
    span = next((days for days in REMINDED_DAYS_BEFORE if left <= days), None)
    if span is None:
        return ()
    begun = dt.datetime.fromisoformat(present.deadline) - dt.timedelta(days=span)
    since = begun.strftime("%Y-%m-%dT%H:%M:%SZ")
    stands, held = one_by_one(organisations), standing(events, organisations)
    told = {item.organisation for item in events if item.action in (Action.REMIND, Action.INVITE) and item.at >= since}
    invited = dict.fromkeys(item.organisation for item in events if item.action is Action.INVITE
                            and item.text_sha256 == present.text_sha256)  # fmt: skip

    def signed(name: str) -> bool:
        one = stands.get(name, name)
        return one in held or sealed_handle(present.nonce, one) in held

    return tuple(name for name in invited if name in stands and name not in told and not signed(name))
