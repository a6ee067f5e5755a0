"""Entries of imported lists put beside the targets that official lists make, which they never change.

Rules this module holds
- The official targets are given, and come out as they went in: an imported entry joins no two of them, parts none,
  and mints no id. What an importer merged is not evidence that governments' entries are one.
- An imported entry stands beside at most one target: by a rule that would join two official entries, where no entry of
  that target contradicts and no other target fits as well. Else it stands alone, and what fits is asked of a person.
- Of two entries of one imported list that fit one target, none is taken unless one fits far better.
- A person's judgement is stronger, but judged the same as two targets it stands beside neither.
- Entries of two imported lists are never joined with each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inconcert.model.judgement import End, Judgement
from inconcert.model.vocabulary import Decision
from inconcert.resolve.blocking import candidates
from inconcert.resolve.clusters import Edge
from inconcert.resolve.judgements import standing
from inconcert.resolve.link import (
    CLEARLY_BETTER,
    LEAST_ASKED,
    LEAST_TOLD,
    Unsure,
    bearers_of,
    contradiction,
    printed_edge,
    printed_numbers,
    scored_edge,
    sum_of,
)
from inconcert.resolve.profile import Profile
from inconcert.resolve.record import Record


@dataclass(frozen=True, slots=True)
class Attached:
    """Imported entry → id of the target it stands beside; the proof of each; the pairs that ask for a person."""

    beside: Mapping[End, str]
    proofs: Mapping[End, tuple[str, ...]]
    unsure: tuple[Unsure, ...]


def attach(
    official: Sequence[Record], imported: Sequence[Record], owner: Mapping[End, str], judgements: Iterable[Judgement]
) -> Attached:
    """Return where each imported record stands; `owner` is official entry → target id."""
    profiles = {item.key: Profile(item) for item in sorted([*official, *imported], key=lambda item: item.key)}
    held = standing(judgements)
    found = [
        (edge, sure)
        for edge, sure in _edges(profiles, frozenset(item.key for item in imported))
        if edge.pair not in held
    ]
    made = _Attaching(profiles, owner)
    for ends, item in held.items():
        made.judged(ends, item)
    made.by_rule([edge for edge, sure in found if sure], [edge for edge, sure in found if not sure])
    return made.result()


def _edges(profiles: Mapping[End, Profile], imported: frozenset[End]) -> Iterator[tuple[Edge, bool]]:
    """Yield the edge of each imported and official entry that may be one, and whether rules hold it for sure."""
    ordered = list(profiles.values())
    bearers = bearers_of(ordered)
    seen: set[tuple[End, End]] = set()
    for left, right, what in printed_numbers(profiles):
        if (left in imported) != (right in imported) and (left, right) not in seen:
            seen.add((left, right))
            yield printed_edge(profiles[left], profiles[right], what)
    lists = {key[0] for key in imported}

    def side_of(list_id: str) -> str:
        return list_id if list_id in lists else ""

    for i, j in candidates(ordered, LEAST_TOLD, side_of):
        one, other = ordered[i], ordered[j]
        pair = (one.record.key, other.record.key)
        if pair not in seen and (pair[0] in imported) != (pair[1] in imported):
            edge = scored_edge(one, other, bearers)
            if edge:
                yield edge


class _Attaching:
    """The imported entries as they find their targets."""

    def __init__(self, profiles: Mapping[End, Profile], owner: Mapping[End, str]) -> None:
        self.profiles = profiles
        self.owner = owner
        self.members: dict[str, list[End]] = defaultdict(list)
        for key, target in owner.items():
            self.members[target].append(key)
        self.by_hand: dict[End, set[str]] = defaultdict(set)
        self.reasons: dict[tuple[End, str], tuple[str, ...]] = {}
        self.never: set[tuple[End, str]] = set()
        self.beside: dict[End, str] = {}
        self.unsure: dict[tuple[End, End], Unsure] = {}

    def ends(self, pair: tuple[End, End]) -> tuple[End, str] | None:
        """Return (imported entry, target id) of a pair; None where it is not one of each."""
        left, right = pair
        if right in self.owner and left in self.profiles and left not in self.owner:
            return left, self.owner[right]
        if left in self.owner and right in self.profiles and right not in self.owner:
            return right, self.owner[left]
        return None

    def judged(self, pair: tuple[End, End], item: Judgement) -> None:
        """Take a person's judgement of an imported and an official entry."""
        found = self.ends(pair)
        if found and item.decision is Decision.SAME:
            self.by_hand[found[0]].add(found[1])
            self.reasons[found] = (item.reason or f"judged the same by {item.by or item.rule}",)
        elif found:
            self.never.add(found)

    def by_rule(self, sure: Sequence[Edge], unsure: Sequence[Edge]) -> None:
        """Put each entry beside the one target that fits; ask about all others."""
        fits: dict[End, dict[str, Edge]] = defaultdict(dict)
        for edge in sorted(sure, key=lambda edge: (-edge.score, edge.pair)):
            key, target = self._ends(edge)
            if (key, target) not in self.never and not self._contradicted(key, target):
                fits[key].setdefault(target, edge)
            else:
                self._ask(edge, "another entry of the target contradicts, or was judged different")
        for key, targets in self.by_hand.items():
            if len(targets) == 1:
                self.beside[key] = next(iter(targets))
        rivals: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        for key, edges in fits.items():
            if key in self.by_hand:
                continue
            if len(edges) > 1:
                for edge in edges.values():
                    self._ask(edge, "it fits several targets, and an imported list never joins two")
            else:
                ((target, edge),) = edges.items()
                rivals[target, key[0]].append(edge)
        for (target, _), found in sorted(rivals.items()):
            self._take(target, found)
        for edge in unsure:
            if self._ends(edge) not in self.never:
                self._ask(edge)

    def _ends(self, edge: Edge) -> tuple[End, str]:
        found = self.ends(edge.pair)
        if found is None:
            raise KeyError(edge.pair)
        return found

    def _take(self, target: str, found: Sequence[Edge]) -> None:
        """Put the one of a list's entries that fits a target beside it: where several do, only a far better one."""
        ordered = sorted(found, key=lambda edge: (-edge.score, edge.pair))
        clear = len(ordered) == 1 or sum_of(ordered[0].score) - sum_of(ordered[1].score) >= CLEARLY_BETTER
        for edge in ordered[1 if clear else 0 :]:
            self._ask(edge, "another number of the same list fits as well")
        if clear:
            key, _ = self._ends(ordered[0])
            self.beside[key] = target
            self.reasons[key, target] = ordered[0].reasons

    def _contradicted(self, key: End, target: str) -> bool:
        return any(contradiction(self.profiles[key], self.profiles[other]) for other in self.members[target])

    def _ask(self, edge: Edge, *why: str) -> None:
        if edge.score >= LEAST_ASKED:
            self.unsure[edge.pair] = Unsure(*edge.pair, edge.score, (*edge.reasons, *why))

    def result(self) -> Attached:
        """Return where each stands; what is settled is no longer asked."""
        asked = [item for pair, item in self.unsure.items() if (self.ends(pair) or ((), ""))[0] not in self.beside]
        asked.sort(key=lambda item: (-item.score, item.left, item.right))
        proofs = {key: self.reasons[key, target] for key, target in self.beside.items()}
        return Attached(self.beside, proofs, tuple(asked))
