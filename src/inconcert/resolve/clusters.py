"""Clusters from edges, never over a negative judgement.

Rules this module holds:
- what a person judged the same is joined first, strongest evidence next; the order of the input never matters;
- two entries that a person judged different never stand in one cluster, however long the way round;
- two numbers of one list that stood on one edition together are two targets, unless a person or the list itself
  (an edge with `across_numbers`) says they are one;
- an edge that is refused is given back, so that a person sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from inconcert.model.judgement import End

Pair = tuple[End, End]


@dataclass(frozen=True, slots=True)
class Edge:
    """Evidence that two entries are one target: a score in [0, 1], the rule and the reasons in words.

    `by_hand`: a person judged it. `across_numbers`: strong enough to join two numbers of one list.
    """

    left: End
    right: End
    score: float
    rule: str
    reasons: tuple[str, ...]
    across_numbers: bool = False
    by_hand: bool = False

    @property
    def pair(self) -> Pair:
        """Return both keys in a fixed order."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)


@dataclass(frozen=True, slots=True)
class Clustering:
    """Clusters (every key in exactly one, sorted), the edges that joined, and those that were refused with the why."""

    clusters: tuple[frozenset[End], ...]
    joined: tuple[Edge, ...]
    refused: tuple[tuple[Edge, str], ...]


def cluster(
    keys: Iterable[End],
    edges: Iterable[Edge],
    apart: Collection[Pair] = (),
    editions: Mapping[End, frozenset[str]] | None = None,
    contradicts: Callable[[End, End], str] | None = None,
) -> Clustering:
    """Return the clusters of `keys` under `edges`; `apart` are pairs (in order) that must never meet.

    `editions`: the editions on which each number stood; without them two numbers of a list count as simultaneous.
    `contradicts`: why two entries can never be one ("" where they can): no rule joins clusters that hold such a pair.
    """
    forest = _Forest(keys, apart, editions or {}, contradicts)
    joined: list[Edge] = []
    refused: list[tuple[Edge, str]] = []
    for edge in sorted(edges, key=lambda edge: (not edge.by_hand, -edge.score, edge.pair, edge.rule)):
        why = forest.join(edge)
        if why:
            refused.append((edge, why))
        else:
            joined.append(edge)
    clusters = sorted(forest.clusters(), key=min)
    return Clustering(tuple(clusters), tuple(joined), tuple(refused))


class _Forest:
    def __init__(self, keys: Iterable[End], apart: Collection[Pair], editions: Mapping[End, frozenset[str]],
                 contradicts: Callable[[End, End], str] | None) -> None:  # fmt: skip
        self._contradicts = contradicts
        self._root = {key: key for key in keys}
        self._members: dict[End, set[End]] = {key: {key} for key in self._root}
        self._enemies: dict[End, set[End]] = {}
        for left, right in apart:
            self._enemies.setdefault(left, set()).add(right)
            self._enemies.setdefault(right, set()).add(left)
        self._editions = editions
        self._one: set[Pair] = set()

    def find(self, key: End) -> End:
        while self._root[key] != key:
            self._root[key] = self._root[self._root[key]]
            key = self._root[key]
        return key

    def join(self, edge: Edge) -> str:
        left, right = self.find(edge.left), self.find(edge.right)
        if edge.across_numbers or edge.by_hand:
            self._one.add(edge.pair)
        if left == right:
            return ""
        small, large = sorted(
            (self._members[left], self._members[right]), key=lambda members: (len(members), min(members))
        )
        for key in small:
            if self._enemies.get(key, set()) & large:
                return "would join what was judged different"
        clash = self._clash(small, large)
        if clash:
            return clash
        if self._contradicts and not edge.by_hand:
            for key in sorted(small):
                for other in sorted(large):
                    if why := self._contradicts(key, other):
                        return f"would join {key[0]} {key[1]} and {other[0]} {other[1]}: {why}"
        root = min(left, right)
        other = right if root == left else left
        self._root[other] = root
        self._members[root] |= self._members.pop(other)
        return ""

    def _clash(self, small: set[End], large: set[End]) -> str:
        by_list: dict[str, list[End]] = {}
        for key in sorted(large):
            by_list.setdefault(key[0], []).append(key)
        for key in sorted(small):
            for other in by_list.get(key[0], ()):
                pair = (key, other) if key < other else (other, key)
                if pair not in self._one and self._together(key, other):
                    return f"would join two numbers of one list: {pair[0][0]} {pair[0][1]} and {pair[1][1]}"
        return ""

    def _together(self, left: End, right: End) -> bool:
        mine, others = self._editions.get(left), self._editions.get(right)
        return not mine or not others or bool(mine & others)

    def clusters(self) -> list[frozenset[End]]:
        return [frozenset(members) for members in self._members.values()]
