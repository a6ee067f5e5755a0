"""A judgement: what is held of two entries, by whom or by which rule, when and why; never lost.

A pair has no direction: `pair` puts the smaller end first.

    >>> pair(("us_sdn", "29219"), ("gb_uksl", "GHR0070"))
    (('gb_uksl', 'GHR0070'), ('us_sdn', '29219'))
"""

from __future__ import annotations

from dataclasses import dataclass

from inconcert.model.vocabulary import Decision

End = tuple[str, str]
"""List id and official number of an entry."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision about two entries.

    `by` is a person's name, or empty where `rule` (a rule with its version) decided. `at` is UTC, ISO 8601 with Z.
    `supersedes` is the id of the judgement it replaces; `id` is 0 until it is kept.
    Raises ValueError for a pair with itself, or where neither a person nor a rule answers for it.
    """

    left: End
    right: End
    decision: Decision
    reason: str
    by: str = ""
    rule: str = ""
    at: str = ""
    supersedes: int | None = None
    id: int = 0

    def __post_init__(self) -> None:
        if self.left >= self.right:
            raise ValueError(f"a judgement names two different entries, the smaller first: {self.left} {self.right}")
        if bool(self.by) == bool(self.rule):
            raise ValueError(f"a judgement is by a person or by a rule: {self.left} {self.right}")


def pair(one: End, other: End) -> tuple[End, End]:
    """Return the two ends in their order."""
    return (one, other) if one < other else (other, one)
