"""From score to decision: same, different or unsure; same only where its precision is proven.

Rules this module holds (docs/matching.md gives the figures behind the thresholds):
- same: the score is at least SAME, the names agree, something beside the names agrees, and no veto holds;
- same, too, where a full name that no other entry of either list bears agrees and nothing contradicts;
- different: the score is below DIFFERENT, or a veto holds that cannot be an error of a list;
- anything else is a question for a person.
Vetoes: another kind of target · a birth year two or more off · another gender · another place or another number in
the name of a body · a part and its whole · another IMO number.
"""

from __future__ import annotations

from inconcert.model.vocabulary import Decision, Kind
from inconcert.resolve import organisations
from inconcert.resolve.evidence import Weighed, weigh
from inconcert.resolve.names import Evidence
from inconcert.resolve.profile import Profile
from inconcert.resolve.score import Score

SAME = 0.985
SAME_BODY = 0.95
SAME_UNIQUE = 0.98
SAME_BODY_UNIQUE = 0.85
DIFFERENT = 0.35

NEVER_SAME = frozenset(
    {"kind_differs", "date_year_off", "date_year_far", "gender_differs", "number_differs", "reference_differs"}
)
_BESIDE = frozenset(
    {"date_same_day", "date_same_month", "date_same_year", "country_same", "country_weak_same", "number_same",
     "reference_same", "address_shared", "place_same"}
)  # fmt: skip


_NUMBERS = frozenset({"number_same", "reference_same"})
_AGAINST = frozenset({"date_year_near", "date_other_day", "country_differs", "country_weak_differs", "place_differs"})


def decide(
    one: Profile, other: Profile, found: Score, weighed: Weighed | None = None, *, unique: bool = False
) -> Decision:
    """Return what the rules hold of two profiles with this score; symmetric.

    `unique`: a name both bear is borne by no other entry of either's list, which only who knows the lists can say.
    """
    names = {part.name for part in found.parts}
    value = found.value
    if value < DIFFERENT:
        return Decision.DIFFERENT
    if names & NEVER_SAME and not names & {"number_same", "reference_same"}:
        return Decision.DIFFERENT if value < 0.6 else Decision.UNSURE
    if names & NEVER_SAME:
        return Decision.UNSURE
    weighed = weighed or weigh(one, other)
    evidence = weighed.names
    if one.kind is not Kind.PERSON and is_part(one, other):
        return Decision.DIFFERENT
    if evidence.close < 0.72 or evidence.against > 0.45 or not _enough(one, other, value, names, evidence, unique):
        return Decision.UNSURE
    if one.kind is not Kind.PERSON and weighed.amounts.get("name_primary", 0.0) < 0.6 and not names & _NUMBERS:
        return Decision.UNSURE
    return Decision.SAME


def _enough(one: Profile, other: Profile, value: float, names: set[str], evidence: Evidence, unique: bool) -> bool:
    person = Kind.PERSON in (one.kind, other.kind)
    if names & _BESIDE and value >= (SAME if person else SAME_BODY):
        return True
    if not unique or names & _AGAINST:
        return False
    if person:
        return value >= SAME_UNIQUE and evidence.support >= 1.6
    return value >= SAME_BODY_UNIQUE and evidence.close >= 0.9 and evidence.support >= 0.8


def is_part(one: Profile, other: Profile) -> bool:
    """Return whether the names say that one body is a part of the other, and no name of both is the same."""
    if one.kind is Kind.PERSON or other.kind is Kind.PERSON or one.exact & other.exact:
        return False
    mine, theirs = one.as_bodies(), other.as_bodies()
    return any(organisations.part_of(a, b) or organisations.part_of(b, a) for a in mine for b in theirs)
