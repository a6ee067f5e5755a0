"""Records and judgements to clusters: who is the same, what a person must judge, and the proof of each merge.

Rules this module holds:
- a printed cross-reference or a shared identifying number joins only where the names agree;
- names alone never join: something beside them must agree, and nothing contradict (`resolve.decide`);
- where one list has two numbers that fit one entry, none is taken unless one fits far better;
- a person's judgement is stronger than any rule, and a negative one is never merged over;
- the same records in any order give the same clusters.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inconcert.model.judgement import End, Judgement
from inconcert.model.uncollected import uncollected
from inconcert.model.vocabulary import Decision, IdentifierKind, Kind
from inconcert.resolve.blocking import candidates
from inconcert.resolve.clusters import Edge, cluster
from inconcert.resolve.decide import DIFFERENT, NEVER_SAME, decide, is_part
from inconcert.resolve.evidence import weigh
from inconcert.resolve.judgements import standing
from inconcert.resolve.parts import parts
from inconcert.resolve.profile import Profile
from inconcert.resolve.record import Record
from inconcert.resolve.score import model_of, score, value_of

RULE = "link-4"
LEAST_ASKED = 0.12
"""Pairs below this score are not asked of a person."""
WORTH_ASKING_AGAIN = 0.9
"""A pair below this is not asked where both sides have found their match on the other's list."""
LEAST_TOLD = 0.7
"""What the blocking keys of a pair must tell for it to be compared."""
CLEARLY_BETTER = 2.5
"""How much better, in the sum of a score, one of two homonyms of a list must fit to be taken."""


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
    with uncollected():
        return _link(records, judgements)


def _link(records: Sequence[Record], judgements: Iterable[Judgement]) -> Links:
    profiles = {record.key: Profile(record) for record in sorted(records, key=lambda record: record.key)}
    held = {ends: item for ends, item in standing(judgements).items() if ends[0] in profiles and ends[1] in profiles}
    apart = {ends for ends, item in held.items() if item.decision is not Decision.SAME}
    by_hand = [
        Edge(*ends, 1.0, item.rule, (item.reason or f"judged the same by {item.by or item.rule}",), by_hand=True)
        for ends, item in held.items()
        if item.decision is Decision.SAME
    ]
    sure, unsure = evidence(profiles)
    edges = by_hand + [edge for edge in sure if edge.pair not in held]
    made = cluster(
        profiles,
        edges,
        apart,
        {key: profile.record.editions for key, profile in profiles.items()},
        lambda one, other: contradiction(profiles[one], profiles[other]),
    )
    bodies = {key: profile.as_bodies() for key, profile in profiles.items() if profile.kind is Kind.ENTITY}
    root = {key: members for members in made.clusters for key in members}
    kept_apart = {
        frozenset((root[ends[0]], root[ends[1]])) for ends, item in held.items() if item.decision is Decision.DIFFERENT
    }
    asked = {edge.pair: Unsure(*edge.pair, edge.score, edge.reasons) for edge in unsure}
    asked |= {edge.pair: Unsure(*edge.pair, edge.score, (*edge.reasons, why)) for edge, why in made.refused}
    open_pairs = [
        item
        for ends, item in asked.items()
        if ends not in held
        and root[item.left] is not root[item.right]
        and frozenset((root[item.left], root[item.right])) not in kept_apart
        and not _settled(item, root)
    ]
    open_pairs.sort(key=lambda item: (-item.score, item.left, item.right))
    return Links(made.clusters, tuple(open_pairs), made.joined, parts(records, bodies))


def _settled(item: Unsure, root: Mapping[End, frozenset[End]]) -> bool:
    """Return whether a weak question is answered: each side already is one with another entry of the other's list."""
    return (
        item.score < WORTH_ASKING_AGAIN
        and any(key[0] == item.right[0] for key in root[item.left])
        and any(key[0] == item.left[0] for key in root[item.right])
    )


def contradiction(one: Profile, other: Profile) -> str:
    """Return why two entries can never be one target; empty where they can."""
    if one.kind is not other.kind:
        return f"one is a {one.kind}, the other a {other.kind}"
    if one.genders and other.genders and not one.genders & other.genders:
        return "genders differ"
    if one.kind is Kind.PERSON and one.years and other.years and not one.years & other.years:
        nearest = min(abs(int(a) - int(b)) for a in one.years for b in other.years)
        if nearest > 2 and not any(a.agrees(b) for a in one.dates for b in other.dates):
            return f"birth years are {nearest} years apart"
    return ""


def evidence(profiles: Mapping[End, Profile]) -> tuple[list[Edge], list[Edge]]:
    """Return the edges that rules hold for sure, and those for a person."""
    keys = list(profiles)
    ordered = list(profiles.values())
    found: dict[tuple[End, End], tuple[Edge, bool]] = {}
    twice = [(ends, _printed_twice(profiles[ends[0]], profiles[ends[1]])) for ends in _twice(ordered)]
    bearers = bearers_of(ordered, {ends[1]: ends[0] for ends, (_, sure) in twice if sure})
    for left, right, what in printed_numbers(profiles):
        found[left, right] = printed_edge(profiles[left], profiles[right], what)
    for i, j in candidates(ordered, LEAST_TOLD):
        pair = (keys[i], keys[j])
        if pair not in found and (edge := scored_edge(ordered[i], ordered[j], bearers)):
            found[pair] = edge
    for ends, edge in twice:
        found.setdefault(ends, edge)
    return _without_homonyms(found.values())


def printed_edge(one: Profile, other: Profile, what: str) -> tuple[Edge, bool]:
    """Return the edge of a printed number, and whether it is sure: the names must agree."""
    weighed = weigh(one, other)
    made = score(one, other, weighed)
    agree = weighed.names.close >= 0.55 and weighed.names.against < 0.6
    sure = agree and not contradiction(one, other) and one.record.key[0] != other.record.key[0]
    sure = sure and not is_part(one, other)
    value = max(made.value, 0.99) if sure else min(made.value, 0.9)
    reasons = tuple(dict.fromkeys((what, *made.reasons())))
    return Edge(one.record.key, other.record.key, value, RULE, reasons), sure


Bearers = Mapping[tuple[str, Kind, str], int]


def bearers_of(profiles: Iterable[Profile], twins: Mapping[End, End] | None = None) -> Bearers:
    """Return how many of each list bear each full name; an entry and its twin under another regime are one."""
    same = twins or {}
    held = {
        (item.record.key[0], item.kind, name, same.get(item.record.key, item.record.key))
        for item in profiles
        for name in item.exact
    }
    return Counter((where, kind, name) for where, kind, name, _ in held)


def scored_edge(one: Profile, other: Profile, bearers: Bearers) -> tuple[Edge, bool] | None:
    """Return the edge of two entries by their scores, and whether it is sure; None where they differ."""
    weighed = weigh(one, other)
    if value_of(weighed, model_of(one, other)) < LEAST_ASKED:
        return None
    made = score(one, other, weighed)
    shared = one.exact & other.exact
    counts = [
        (bearers[one.record.key[0], one.kind, name], bearers[other.record.key[0], other.kind, name]) for name in shared
    ]
    unique = (1, 1) in counts
    decision = decide(one, other, made, weighed, unique=unique)
    if decision is Decision.DIFFERENT:
        if made.value >= DIFFERENT or weighed.names.close < 0.55 or weighed.amounts.keys() & NEVER_SAME:
            return None
        decision = Decision.UNSURE
    reasons = made.reasons()
    named_alike = bool(counts) and not unique
    if decision is Decision.SAME and named_alike and not _FIRM & weighed.amounts.keys():
        decision = Decision.UNSURE
        reasons = (*reasons, "others on the same list bear this name")
    return Edge(one.record.key, other.record.key, made.value, RULE, reasons), decision is Decision.SAME


_FIRM = {"date_same_day", "date_same_month", "number_same", "reference_same"}


def _printed_twice(one: Profile, other: Profile) -> tuple[Edge, bool]:
    """Return the edge of two numbers of one list under different regimes, with one name and no contradiction."""
    made = score(one, other)
    sure = not contradiction(one, other) and (made.value >= 0.9 or not one.dates or not other.dates)
    reasons = ("one list, two regimes", *made.reasons())
    return Edge(one.record.key, other.record.key, max(made.value, 0.9), RULE, reasons, across_numbers=sure), sure


def _twice(profiles: Sequence[Profile]) -> Iterator[tuple[End, End]]:
    """Yield pairs of one list, numbered by regulation, that bear one full name which no third entry of it bears."""
    holders: dict[tuple[str, Kind, str], list[Profile]] = defaultdict(list)
    for profile in profiles:
        for name in profile.names[: profile.primaries]:
            if name.size > 1 or profile.kind is not Kind.PERSON:
                holders[profile.record.key[0], profile.kind, " ".join(sorted(item.text for item in name.words))].append(
                    profile
                )
    seen = set()
    for group in holders.values():
        unique = {profile.record.key: profile for profile in group}
        if len(unique) == 2:
            one, other = unique.values()
            if _by_regulation(one.record) and _by_regulation(other.record):
                seen.add(_ordered(one.record.key, other.record.key))
    yield from sorted(seen)


def _by_regulation(record: Record) -> bool:
    """Return whether the list numbers its entries anew in each regulation, so that a number is not a target's own."""
    return any(record.key[1].startswith(f"{regime}|") for regime in record.regimes)


def _without_homonyms(found: Iterable[tuple[Edge, bool]]) -> tuple[list[Edge], list[Edge]]:
    """Return sure and unsure edges: where two numbers of one list fit one entry, only a far better one stays sure."""
    sure = [edge for edge, certain in found if certain]
    unsure = [edge for edge, certain in found if not certain and edge.score >= LEAST_ASKED]
    joined = {edge.pair for edge in sure if edge.across_numbers}
    rivals: dict[tuple[End, str], list[Edge]] = defaultdict(list)
    for edge in sure:
        rivals[edge.left, edge.right[0]].append(edge)
        rivals[edge.right, edge.left[0]].append(edge)
    doubtful: set[tuple[End, End]] = set()
    for (key, _), edges in rivals.items():
        if len(edges) < 2:
            continue
        edges = sorted(edges, key=lambda edge: (-edge.score, edge.pair))
        others = [edge.right if edge.left == key else edge.left for edge in edges]
        if all(_ordered(a, b) in joined for a, b in itertools.combinations(others, 2)):
            continue
        clear = sum_of(edges[0].score) - sum_of(edges[1].score) >= CLEARLY_BETTER
        doubtful.update(edge.pair for edge in edges[1 if clear else 0 :])
    kept = [edge for edge in sure if edge.pair not in doubtful]
    asked = [
        dataclasses.replace(edge, reasons=(*edge.reasons, "another number of the same list fits as well"))
        for edge in sure
        if edge.pair in doubtful
    ]
    return kept, unsure + asked


def sum_of(value: float) -> float:
    """Return the sum of evidence that a score in [0, 1] stands for."""
    value = min(max(value, 1e-9), 1 - 1e-9)
    return math.log(value / (1 - value))


_NUMBERS = frozenset(
    kind.value
    for kind in (
        IdentifierKind.PASSPORT, IdentifierKind.NATIONAL_ID, IdentifierKind.TAX_ID, IdentifierKind.REGISTRATION,
        IdentifierKind.IMO, IdentifierKind.AIRCRAFT_SERIAL, IdentifierKind.SWIFT,
    )
)  # fmt: skip


def printed_numbers(profiles: Mapping[End, Profile]) -> Iterator[tuple[End, End, str]]:
    """Yield every pair, in order, that printed numbers connect, and in words by which."""
    yield from _by_reference(profiles)
    yield from _by_number(profiles)


def _by_reference(profiles: Mapping[End, Profile]) -> Iterator[tuple[End, End, str]]:
    holders: dict[tuple[str, str], list[End]] = defaultdict(list)
    owners = {reference: key for key, profile in profiles.items() for reference in profile.record.own_references}
    for key, profile in profiles.items():
        for reference in profile.record.references:
            holders[reference].append(key)
    for reference, keys in sorted(holders.items()):
        shown = " ".join(reference).upper()
        owner = owners.get(reference)
        if owner:
            for key in keys:
                if key != owner:
                    yield (*_ordered(key, owner), f"the entry prints the other's number: {shown}")
        elif 1 < len(keys) <= 8:
            for left, right in itertools.combinations(sorted(keys), 2):
                yield left, right, f"both print {shown}"


def _by_number(profiles: Mapping[End, Profile]) -> Iterator[tuple[End, End, str]]:
    holders: dict[tuple[str, str], list[End]] = defaultdict(list)
    for key, profile in profiles.items():
        for kind, value in profile.record.identifiers:
            if kind in _NUMBERS:
                holders[kind, value].append(key)
    for (kind, value), keys in sorted(holders.items()):
        if 1 < len(keys) <= 12:
            for left, right in itertools.combinations(sorted(set(keys)), 2):
                yield left, right, f"both print {kind} {value}"


def _ordered(left: End, right: End) -> tuple[End, End]:
    return (left, right) if left < right else (right, left)
