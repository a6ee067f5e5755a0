"""An ask: one request to one addressee, with what happened to it; values only.

Where it stands is `model.messages.AskLife`; it is computed from the events and the register, never stored.

    >>> AskKind("mirror") is AskKind.MIRROR
    True
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inconcert.model.messages import AskLife
from inconcert.model.vocabulary import Kind


class AskKind(StrEnum):
    """What is asked."""

    MIRROR = "mirror"  # list whom another government lists
    LIST_FIRST = "list_first"  # list whom no government lists
    SHARE_INFORMATION = "share_information"  # give partners the information used for a listing
    ROUTINE_SHARING = "routine_sharing"  # make such sharing routine
    KEEP = "keep"  # keep or renew a listing
    CORRECT = "correct"  # correct or remove a listing

    @property
    def of_a_target(self) -> bool:
        """Return whether it is about one target (or candidate) and not about a practice."""
        return self not in (AskKind.SHARE_INFORMATION, AskKind.ROUTINE_SHARING)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: `to` is the addressee, `have` the governments that list the target, `regime` the route asked for.

    `asked_on` (YYYY-MM-DD) is the day from which its answer is counted; `targets` holds one id for a target (the name
    alone for a candidate), every id of the letter for sharing. `warning` says what the law makes impossible, `grounds`
    why it is asked, in the words of those who ask; a `priority` of 1 comes first, 0 is none.
    """

    id: str
    kind: AskKind
    to: str
    asked_on: str
    targets: tuple[str, ...] = ()
    name: str = ""
    target_kind: Kind | None = None
    have: tuple[str, ...] = ()
    regime: str = ""
    letter: str = ""
    priority: int = 0
    warning: str = ""
    grounds: str = ""


@dataclass(frozen=True, slots=True)
class AskEvent:
    """Something that happened to an ask: what it then was, when (YYYY-MM-DD or UTC), said by whom and where."""

    ask: str
    life: AskLife
    at: str
    by: str
    note: str = ""
