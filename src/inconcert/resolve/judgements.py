"""The algebra of judgements: the latest of a pair holds, an undo brings back the one before, and same is transitive.

>>> from inconcert.model.judgement import Judgement
>>> a, b = ("gb_uksl", "GHR0001"), ("us_sdn", "1")
>>> said = Judgement(a, b, Decision.SAME, "one birth date", by="Ada", at="2026-01-01T00:00:00Z")
>>> later = Judgement(a, b, Decision.DIFFERENT, "father and son", by="Ada", at="2026-01-02T00:00:00Z")
>>> standing([later, said])[(a, b)].decision.value
'different'
>>> standing([said, later, undo(later, "Ada", "2026-01-03T00:00:00Z")])[(a, b)].decision.value
'same'
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from inconcert.model.judgement import End, Judgement, pair
from inconcert.model.vocabulary import Decision

Pair = tuple[End, End]


def undo(judgement: Judgement, by: str, at: str) -> Judgement:
    """Return the judgement that takes `judgement` back (nothing is deleted)."""
    return dataclasses.replace(
        judgement,
        decision=Decision.WITHDRAWN,
        reason=f"takes back: {judgement.decision.value} of {judgement.at}",
        by=by,
        rule="",
        at=at,
        supersedes=judgement.id or None,
        id=0,
    )


def standing(judgements: Iterable[Judgement]) -> dict[Pair, Judgement]:
    """Return for each pair the judgement that holds: the latest not taken back; independent of the input's order."""
    stacks: dict[Pair, list[Judgement]] = {}
    for judgement in sorted(set(judgements), key=_in_time):
        stack = stacks.setdefault((judgement.left, judgement.right), [])
        if judgement.decision is not Decision.WITHDRAWN:
            stack.append(judgement)
        elif stack:
            stack.pop()
    return {ends: stack[-1] for ends, stack in sorted(stacks.items()) if stack}


def closure(judgements: Iterable[Judgement]) -> dict[Pair, Decision]:
    """Return what standing judgements imply: same is transitive, and different carries over what is the same.

    Where people contradict each other (same along a path, different directly) the direct judgement stands.
    """
    held = standing(judgements)
    groups = _groups(ends for ends, judgement in held.items() if judgement.decision is Decision.SAME)
    implied: dict[Pair, Decision] = {}
    for members in {id(group): group for group in groups.values()}.values():
        ordered = sorted(members)
        for index, left in enumerate(ordered):
            implied.update({(left, right): Decision.SAME for right in ordered[index + 1 :]})
    for (left, right), judgement in held.items():
        if judgement.decision is Decision.DIFFERENT:
            for one in groups.get(left, {left}):
                for other in groups.get(right, {right}):
                    if one != other and (ends := pair(one, other)) not in implied:
                        implied[ends] = Decision.DIFFERENT
    implied.update({ends: judgement.decision for ends, judgement in held.items()})
    return dict(sorted(implied.items()))


def _in_time(judgement: Judgement) -> tuple[str, int, str, str, str]:
    return (judgement.at, judgement.id, judgement.decision.value, judgement.by, judgement.reason)


def _groups(pairs: Iterable[Pair]) -> dict[End, set[End]]:
    groups: dict[End, set[End]] = {}
    for left, right in pairs:
        joined = groups.get(left, {left}) | groups.get(right, {right})
        for key in joined:
            groups[key] = joined
    return groups
