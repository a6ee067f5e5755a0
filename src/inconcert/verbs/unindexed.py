"""Which targets no search engine should hold: who was a child when listed, and who is listed only as family.

Rules
- Printed facts only. A child: under 18 on the first day of listing that is printed (or on the first edition that shows
  the entry), also where a birth date known to the year alone leaves that open.
- Family alone: each entry prints that its person is family of somebody, and no position, reason or other tie.
- They stay in the register, where whoever looks for a listing finds it; they are not offered to the curious.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from inconcert.model.dates import EventDate, first_day
from inconcert.model.entry import Entry
from inconcert.model.target import Target, Version
from inconcert.model.vocabulary import DateKind, Kind, Precision, RelationKind
from inconcert.verbs.house import House
from inconcert.verbs.index import briefs_by_id, index_of
from inconcert.verbs.registers import register_of

ADULT_YEARS = 18
_listed = frozenset({DateKind.DECIDED, DateKind.REGISTERED, DateKind.ANNOUNCED, DateKind.EFFECTIVE, DateKind.LISTED})


def to_suggest(house: House, ids: Sequence[str]) -> tuple[str, ...]:
    """Return those of some targets that may be offered to who only began to type; whoever asks for a name finds all."""
    known = briefs_by_id(house)

    def hidden() -> frozenset[str]:
        people = [known[each] for each in ids if each in known and known[each].kind is Kind.PERSON]
        register = register_of(house, index_of(house), people)
        return frozenset(brief.id for brief in people if unindexed(register.targets[brief.id]))

    kept = house.memory.answer(("unindexed", tuple(ids)), hidden)
    return tuple(each for each in ids if each not in kept)


def unindexed(target: Target) -> str:
    """Return why a target is not to be indexed: minor, family, or nothing where it may be."""
    if target.kind is not Kind.PERSON or not target.versions:
        return ""
    if any(_minor(version) for version in target.versions):
        return "minor"
    newest = {version.key: version.entry for version in sorted(target.versions, key=lambda item: item.editions[-1])}
    return "family" if all(_family_alone(entry) for entry in newest.values()) else ""


def _minor(version: Version) -> bool:
    entry = version.entry
    printed = [first_day(date.value) for each in entry.listings for date in each.dates if _dated(date)]
    listed = min([*printed, first_day(version.editions[0])])
    return any(_under_age(item.date.latest, listed) for item in entry.birth_dates)


def _dated(date: EventDate) -> bool:
    return date.kind in _listed and date.precision is not Precision.INTERVAL


def _under_age(born: dt.date, on: dt.date) -> bool:
    """Return whether somebody born on a day was no adult yet on another; a date before the birth says nothing."""
    if born > on:
        return False
    return (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < ADULT_YEARS


def _family_alone(entry: Entry) -> bool:
    ties = {item.kind for item in entry.relations}
    return ties == {RelationKind.FAMILY} and not entry.positions and not entry.reasons
