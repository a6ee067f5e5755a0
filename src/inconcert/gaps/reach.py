"""What a target's designations reach, and what one more mirror would add: sets with a list, never a score.

A measure counts only where a designation in force imposes it. Ownership is never computed: the rule is named, and the
bodies that lists connect to the target are shown with what the list says.

>>> one = reach_of([("gb", (Measure.ASSET_FREEZE,))], (), ())
>>> one.freeze
()
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inconcert.gaps.rules import BANS
from inconcert.model.law import LawOf
from inconcert.model.reach import Bound, Reach, TakenAlong, Territory
from inconcert.model.target import Related
from inconcert.model.vocabulary import Kind, Measure, RelationKind

OWNERSHIP = frozenset(
    {RelationKind.OWNS, RelationKind.SUBSIDIARY, RelationKind.LEADER_OF, RelationKind.LINKED_TO, RelationKind.PARENT}
)
"""Relations, as lists print them, behind which ownership or control may stand."""


def reach_of(
    imposed: Iterable[tuple[str, Sequence[Measure]]],
    territories: Sequence[Territory],
    bound: Sequence[Bound],
    kind: Kind = Kind.PERSON,
) -> Reach:
    """Return what is bound by designations in force, given as (jurisdiction, measures); only persons can be banned."""
    held: dict[str, set[Measure]] = {}
    for jurisdiction, measures in imposed:
        held.setdefault(jurisdiction, set()).update(measures)
    frozen = {name for name, measures in held.items() if Measure.ASSET_FREEZE in measures}
    banned = {name for name, measures in held.items() if measures & BANS} if kind is Kind.PERSON else set()
    return Reach(
        freeze=_where(territories, frozen, {Measure.ASSET_FREEZE}),
        ban=_where(territories, banned, set(BANS)),
        persons=tuple(item for item in bound if item.jurisdiction in frozen),
    )


def added_by(
    reach: Reach,
    jurisdiction: str,
    measures: Sequence[Measure],
    territories: Sequence[Territory],
    bound: Sequence[Bound],
    kind: Kind = Kind.PERSON,
) -> Reach:
    """Return what a designation with these measures would add to a reach; empty where it adds nothing."""
    more = reach_of([(jurisdiction, measures)], territories, bound, kind)
    return Reach(
        freeze=_without(more.freeze, reach.freeze),
        ban=_without(more.ban, reach.ban),
        persons=tuple(item for item in more.persons if item not in reach.persons),
    )


def taken_along(related: Sequence[Related], law: LawOf) -> tuple[TakenAlong, ...]:
    """Return the bodies that a law's ownership rule might take along; none where the law has no such rule recorded."""
    rules = law.statements("ownership")
    return tuple(TakenAlong(item, rules[0]) for item in related if rules and item.relation in OWNERSHIP)


def _where(territories: Sequence[Territory], jurisdictions: set[str], any_of: set[Measure]) -> tuple[Territory, ...]:
    found = [item for item in territories if item.jurisdiction in jurisdictions and any_of & set(item.measures)]
    return tuple(sorted(found, key=lambda item: (item.jurisdiction, item.code or "zz", item.name)))


def _without(more: Sequence[Territory], held: Sequence[Territory]) -> tuple[Territory, ...]:
    known = {(item.code, item.name) for item in held}
    return tuple(item for item in more if (item.code, item.name) not in known)
