"""The register that a question needs: the lines with their editions, and only the targets that can answer it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from inconcert.gaps.register import Register, build_target, lines_from, order_of_lists
from inconcert.jurisdictions import regimes
from inconcert.model.target import EntryKey, Target, Version, Waiting
from inconcert.store.editions import editions
from inconcert.store.entries import versions_of
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief, Index, briefs_by_id, briefs_by_key


def register_of(house: House, index: Index, wanted: Iterable[Brief], *, unsure: bool = True) -> Register:
    """Return the register with the targets `wanted`, those related to them, and all lines whole.

    `unsure`: also the targets that may be the same as one of them, for answers that say where a target is missing.
    """
    briefs = {brief.id: brief for brief in wanted}
    by_id, waiting = briefs_by_id(house), waiting_of(house, index) if unsure else {}
    for brief in list(briefs.values()):
        beside = [item.target_id for item in brief.related]
        for name in (*beside, *(item.target_id for item in waiting.get(brief.id, ()))):
            other = by_id.get(name)
            if other:
                briefs.setdefault(other.id, other)
    publications = regimes.publications()
    return Register(
        lines=house.memory.once("lines", lambda: lines_from(publications, editions(house.store, house.viewer))),
        targets=_targets(house, index, briefs.values()),
        regimes=regimes.regimes(),
        publications={item.list_id: item for item in publications},
        curated=house.curated,
    )


def waiting_of(house: House, index: Index) -> dict[str, tuple[Waiting, ...]]:
    """Return target id → the targets that may be the same, best first: the pairs that wait for a person, both ways."""
    return house.memory.once("waiting", lambda: _waiting(briefs_by_key(house), index))


def _waiting(by_key: dict[EntryKey, Brief], index: Index) -> dict[str, tuple[Waiting, ...]]:
    found: dict[str, dict[str, Waiting]] = defaultdict(dict)
    for item in index.unsure:  # best first: of several pairs between two targets the best one speaks
        left, right = by_key.get(item.left), by_key.get(item.right)
        if left is None or right is None or left.id == right.id:
            continue
        for mine, other in ((left, right), (right, left)):
            pair = Waiting(other.id, other.name, item.left, item.right, item.score, item.reasons)
            found[mine.id].setdefault(other.id, pair)
    return {name: tuple(items.values()) for name, items in found.items()}


def _targets(house: House, index: Index, briefs: Iterable[Brief]) -> dict[str, Target]:
    """Return id → target for these briefs, sorted by id; those that were asked for before are remembered."""
    held: dict[str, Target] = house.memory.once("targets", dict)
    wanted = sorted(briefs, key=lambda brief: brief.id)
    held.update(_read(house, index, [brief for brief in wanted if brief.id not in held]))
    return {brief.id: held[brief.id] for brief in wanted}


def _read(house: House, index: Index, wanted: list[Brief]) -> dict[str, Target]:
    held: dict[EntryKey, list[Version]] = defaultdict(list)
    for item in versions_of(house.store, house.viewer, [key for brief in wanted for key in brief.keys]):
        held[item.entry.list_id, item.entry.official_id].append(Version(item.entry, item.editions))
    order, waiting = order_of_lists(regimes.publications()), waiting_of(house, index)
    found = {}
    for brief in wanted:
        target = build_target([version for key in brief.keys for version in held[key]], order, brief.proof)
        found[brief.id] = replace(
            target, id=brief.id, ids=brief.ids, related=brief.related, waiting=waiting.get(brief.id, ())
        )
    return found


def select(index: Index, fits: Callable[[Brief], bool]) -> tuple[Brief, ...]:
    """Return the targets in brief that fit."""
    return tuple(brief for brief in index.targets if fits(brief))
