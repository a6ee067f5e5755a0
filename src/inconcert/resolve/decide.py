"""From score to decision: same, different or unsure; same only where its precision is proven.

Rules this module holds (docs/matching.md gives the figures behind the thresholds):
- same: the score is at least SAME, the names agree, something beside the names agrees, and no veto holds;
- different: the score is below DIFFERENT, or a veto holds that cannot be an error of a list;
- anything else is a question for a person.
Vetoes: another kind of target · a birth year two or more off · another gender · another place or another number in
the name of a body · a part and its whole · another IMO number.
"""

from __future__ import annotations

from inconcert.model.vocabulary import Decision, Kind
from inconcert.resolve import organisations
from inconcert.resolve.evidence import Profile, Weighed, weigh
from inconcert.resolve.score import Score

SAME = 0.985
SAME_BODY = 0.95
DIFFERENT = 0.35

_NEVER_SAME = frozenset(
    {"kind_differs", "date_year_off", "date_year_far", "gender_differs", "number_differs", "reference_differs"}
)
_BESIDE = frozenset(
    {"date_same_day", "date_same_month", "date_same_year", "country_same", "country_weak_same", "number_same",
     "reference_same", "address_shared", "place_same"}
)  # fmt: skip


def decide(one: Profile, other: Profile, found: Score, weighed: Weighed | None = None) -> Decision:
    """Return what the rules hold of two profiles with this score; symmetric."""
    names = {part.name for part in found.parts}
    value = found.value
    if value < DIFFERENT:
        return Decision.DIFFERENT
    if names & _NEVER_SAME and not names & {"number_same", "reference_same"}:
        return Decision.DIFFERENT if value < 0.6 else Decision.UNSURE
    if names & _NEVER_SAME:
        return Decision.UNSURE
    evidence = (weighed or weigh(one, other)).names
    least = SAME if Kind.PERSON in (one.kind, other.kind) else SAME_BODY
    if value < least or evidence.close < 0.72 or evidence.against > 0.45 or not names & _BESIDE:
        return Decision.UNSURE
    if one.kind is not Kind.PERSON and is_part(one, other):
        return Decision.DIFFERENT
    return Decision.SAME


def is_part(one: Profile, other: Profile) -> bool:
    """Return whether the names say that one body is a part of the other, and no name of both is the same."""
    if one.kind is Kind.PERSON or other.kind is Kind.PERSON or one.exact & other.exact:
        return False
    mine, theirs = one.as_bodies(), other.as_bodies()
    return any(organisations.part_of(a, b) or organisations.part_of(b, a) for a in mine for b in theirs)
