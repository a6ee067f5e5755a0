"""Records and judgements to clusters: who is the same, what a person must judge, and the proof of each merge.

Rules this module holds:
- a printed cross-reference or a shared identifying number joins only where the names agree;
- names alone never join: a birth date or a nationality must agree, and nothing contradict;
- a person's judgement is stronger than any rule, and a negative one is never merged over;
- the same records in any order give the same clusters.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from inconcert.model.judgement import End, Judgement
from inconcert.model.vocabulary import Decision, IdentifierKind, Kind
from inconcert.resolve.clusters import Edge, cluster
from inconcert.resolve.judgements import standing
from inconcert.resolve.letters import fold, sound
from inconcert.resolve.record import Record

RULE = "link-1"


@dataclass(frozen=True, slots=True)
class Unsure:
    """A pair that a person should judge, best first by score in [0, 1], with the reasons."""

    left: End
    right: End
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """Clusters (every key in exactly one), pairs for a person, and the proof of each merge.

    `parts` are (part, whole): one body is part of the other, which is a relation and never a merge.
    """

    clusters: tuple[frozenset[End], ...]
    unsure: tuple[Unsure, ...]
    proofs: tuple[Edge, ...]
    parts: tuple[tuple[End, End], ...] = ()

    def cluster_of(self) -> dict[End, frozenset[End]]:
        """Return the cluster of each key."""
        return {key: members for members in self.clusters for key in members}


def link(records: Sequence[Record], judgements: Iterable[Judgement] = ()) -> Links:
    """Return the clusters of `records` (one per official number) under rules and judgements."""
    by_key = {record.key: record for record in records}
    held = {pair: item for pair, item in standing(judgements).items() if pair[0] in by_key and pair[1] in by_key}
    apart = {pair for pair, item in held.items() if item.decision is not Decision.SAME}
    by_hand = [
        Edge(*pair, 1.0, item.rule, (item.reason or f"judged the same by {item.by or item.rule}",), by_hand=True)
        for pair, item in held.items()
        if item.decision is Decision.SAME
    ]
    sure, unsure = _evidence(by_key)
    edges = by_hand + [edge for edge in sure if edge.pair not in held]
    made = cluster(by_key, edges, apart, {key: record.editions for key, record in by_key.items()})
    root = {key: members for members in made.clusters for key in members}
    asked = {edge.pair: Unsure(*edge.pair, edge.score, edge.reasons) for edge in unsure}
    asked |= {edge.pair: Unsure(*edge.pair, edge.score, (*edge.reasons, why)) for edge, why in made.refused}
    open_pairs = [item for pair, item in asked.items() if pair not in held and root[item.left] is not root[item.right]]
    open_pairs.sort(key=lambda item: (-item.score, item.left, item.right))
    return Links(made.clusters, tuple(open_pairs), made.joined)


_NUMBERS = frozenset(
    kind.value
    for kind in (
        IdentifierKind.PASSPORT, IdentifierKind.NATIONAL_ID, IdentifierKind.TAX_ID, IdentifierKind.REGISTRATION,
        IdentifierKind.IMO, IdentifierKind.AIRCRAFT_SERIAL, IdentifierKind.SWIFT,
    )
)  # fmt: skip


def _evidence(by_key: Mapping[End, Record]) -> tuple[list[Edge], list[Edge]]:
    names = {key: name_keys(record) for key, record in by_key.items()}
    sure: list[Edge] = []
    unsure: list[Edge] = []
    for left, right, what in itertools.chain(_by_reference(by_key), _by_number(by_key)):
        agree = _names_agree(names[left], names[right])
        kinds = by_key[left].kind is by_key[right].kind
        edge = Edge(left, right, 0.99 if agree else 0.5, RULE, (what, "names agree" if agree else "names differ"))
        (sure if agree and kinds and left[0] != right[0] else unsure).append(edge)
    for left, right in _by_name(names):
        found, certain = _same_name(by_key[left], by_key[right])
        if found:
            (sure if certain else unsure).append(found)
    return sure, unsure


def name_keys(record: Record) -> frozenset[str]:
    """Return the record's names as sorted sounding words: order, case, script and marks do not matter."""
    keys = set()
    for name in record.names:
        words = [sound(word) for word in fold(name.text).split() if word not in _PARTICLES]
        if len(words) > 1 or (words and record.kind is not Kind.PERSON):
            keys.add(" ".join(sorted(words)))
            keys.add("".join(sorted(words)))
    return frozenset(key for key in keys if len(key) > 4)


_PARTICLES = frozenset({"al", "el", "bin", "ibn", "ben", "the", "of", "de", "and"})


def _by_reference(by_key: Mapping[End, Record]) -> Iterator[tuple[End, End, str]]:
    owners = {reference: record.key for record in by_key.values() for reference in record.own_references}
    for record in by_key.values():
        for reference in record.references:
            owner = owners.get(reference)
            if owner and owner != record.key:
                yield (*_ordered(record.key, owner), f"the entry prints the other's number: {' '.join(reference)}")


def _by_number(by_key: Mapping[End, Record]) -> Iterator[tuple[End, End, str]]:
    holders: dict[tuple[str, str], list[End]] = defaultdict(list)
    for record in by_key.values():
        for kind, value in record.identifiers:
            if kind in _NUMBERS:
                holders[(kind, value)].append(record.key)
    for (kind, value), keys in sorted(holders.items()):
        if 1 < len(keys) <= 12:
            for left, right in itertools.combinations(sorted(set(keys)), 2):
                yield left, right, f"both print {kind} {value}"


def _by_name(names: Mapping[End, frozenset[str]]) -> Iterator[tuple[End, End]]:
    holders: dict[str, list[End]] = defaultdict(list)
    for key, keys in names.items():
        for name in keys:
            holders[name].append(key)
    pairs = {
        pair for keys in holders.values() if 1 < len(keys) <= 60 for pair in itertools.combinations(sorted(keys), 2)
    }
    return iter(sorted(pairs))


def _same_name(left: Record, right: Record) -> tuple[Edge | None, bool]:
    if left.kind is not right.kind:
        return None, False
    dates = [(a, b) for a in left.birth_dates for b in right.birth_dates]
    agreeing = [a for a, b in dates if a.agrees(b)]
    years = {a.value[:4] for a in left.birth_dates} & {b.value[:4] for b in right.birth_dates}
    countries = sorted(set(left.countries) & set(right.countries))
    against = []
    if dates and not agreeing:
        against.append("birth dates differ, year the same" if years else "birth dates differ")
    if set(left.genders).isdisjoint(right.genders) and left.genders and right.genders:
        against.append("genders differ")
    if left.countries and right.countries and not countries:
        against.append("nationalities differ")
    if dates and not agreeing and not years:
        return None, False
    reasons = ["same name"]
    if agreeing:
        reasons.append(f"same birth date {agreeing[0]}")
    if countries:
        reasons.append("both " + ", ".join(code.upper() for code in countries))
    certain = bool((agreeing or countries) and not against and left.key[0] != right.key[0])
    score = 0.97 if agreeing else 0.95 if certain else 0.6
    return Edge(left.key, right.key, score, RULE, (*reasons, *(against or ["no contradiction"]))), certain


def _names_agree(left: frozenset[str], right: frozenset[str]) -> bool:
    if left & right:
        return True
    return any(fuzz.token_set_ratio(one, other) >= 78 for one in left for other in right)


def _ordered(left: End, right: End) -> tuple[End, End]:
    return (left, right) if left < right else (right, left)
