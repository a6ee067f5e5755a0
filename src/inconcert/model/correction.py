"""A request to correct what is shown of a target: what was asked, what was decided, and what the public may read of it.

Rules
- A request says what is wrong in the words of who asks. No address and no browser of theirs is kept.
- What changes the register is proposed by one person and decided by another (`State.PROPOSED` lies between).
- `Published` holds what everybody may read: never what was sent in, never a contact, never who decided.

    >>> State.PROPOSED.waits, State.DECLINED.waits
    (True, False)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from inconcert.model.judgement import End

ANSWER_DAYS = 30
"""Days within which a request is decided: one month, as data-protection law has it (GDPR art. 12(3))."""

KEPT_DAYS = 365
"""Days after the decision for which what was sent in is kept, for a complaint; then only the outcome stands."""


class CorrectionKind(StrEnum):
    """What is said to be wrong."""

    NOT_ME = "not_me"  # this is another person of that name
    DELISTED = "delisted"
    WRONG_MATCH = "wrong_match"  # entries that are not one target, or one target shown as two
    OTHER = "other"


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    PROPOSED = "proposed"  # one person proposes to correct; another one decides
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def waits(self) -> bool:
        """Return whether somebody still has to act."""
        return self in (State.OPEN, State.PROPOSED)


class Effect(StrEnum):
    """What an accepted request does."""

    DIFFERENT = "different"  # two entries are judged to be different targets
    SAME = "same"  # two entries are judged to be one target
    DOUBT = "doubt"  # a doubt stands beside the target; no cell moves
    NONE = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """One request as the desk sees it; `at` … are UTC (ISO 8601), `due_on` is a day.

    `entry` is the list and official number it is about, as the form offered it; `proof` says where it can be checked;
    `contact` is erased with the decision. `outcome` is the public text. `changed` says what the decision did to cells.
    """

    id: str
    target: str
    kind: CorrectionKind
    said: str
    at: str
    due_on: str
    entry: str = ""
    proof: str = ""
    contact: str = ""
    state: State = State.OPEN
    effect: Effect = Effect.NONE
    left: End = ("", "")
    right: End = ("", "")
    outcome: str = ""
    proposed_by: str = ""
    proposed_at: str = ""
    decided_by: str = ""
    decided_at: str = ""
    changed: tuple[str, ...] = ()

    def overdue(self, today: dt.date) -> bool:
        """Return whether it waits past its day."""
        return self.state.waits and self.due_on < today.isoformat()


@dataclass(frozen=True, slots=True)
class Word:
    """One message between the desk and who asked, under the receipt code; `by_desk` False: who asked."""

    at: str
    by_desk: bool
    text: str


@dataclass(frozen=True, slots=True)
class Published:
    """The public outcome of a request: `decided_on` is a day, `targets` the ids it concerned then."""

    id: str
    target: str
    kind: CorrectionKind
    accepted: bool
    effect: Effect
    left: End
    right: End
    outcome: str
    decided_on: str
    changed: tuple[str, ...] = ()

    def concerns(self, ids: tuple[str, ...], keys: tuple[End, ...]) -> bool:
        """Return whether it is about a target with these ids and entries, before or after what it changed."""
        return self.target in ids or self.left in keys or self.right in keys
