"""The register that a question needs: the lines with their editions, and only the targets that can answer it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from inconcert.gaps.register import Register, build_target, lines_from, order_of_lists
from inconcert.jurisdictions import regimes
from inconcert.model.target import EntryKey, Target, Version
from inconcert.store.editions import editions
from inconcert.store.entries import versions_of
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief, Index, briefs_by_id


def register_of(house: House, index: Index, wanted: Iterable[Brief]) -> Register:
    """Return the register with the targets `wanted` and those related to them; all lines are whole."""
    briefs = {brief.id: brief for brief in wanted}
    by_id = briefs_by_id(house)
    for brief in list(briefs.values()):
        for item in brief.related:
            other = by_id.get(item.target_id)
            if other:
                briefs.setdefault(other.id, other)
    publications = regimes.publications()
    return Register(
        lines=house.memory.once("lines", lambda: lines_from(publications, editions(house.store, house.viewer))),
        targets=_targets(house, briefs.values()),
        regimes=regimes.regimes(),
        publications={item.list_id: item for item in publications},
        curated=house.curated,
    )


def _targets(house: House, briefs: Iterable[Brief]) -> dict[str, Target]:
    """Return id → target for these briefs, sorted by id; those that were asked for before are remembered."""
    held: dict[str, Target] = house.memory.once("targets", dict)
    wanted = sorted(briefs, key=lambda brief: brief.id)
    held.update(_read(house, [brief for brief in wanted if brief.id not in held]))
    return {brief.id: held[brief.id] for brief in wanted}


def _read(house: House, wanted: list[Brief]) -> dict[str, Target]:
    held: dict[EntryKey, list[Version]] = defaultdict(list)
    for item in versions_of(house.store, house.viewer, [key for brief in wanted for key in brief.keys]):
        held[item.entry.list_id, item.entry.official_id].append(Version(item.entry, item.editions))
    order = order_of_lists(regimes.publications())
    found = {}
    for brief in wanted:
        target = build_target([version for key in brief.keys for version in held[key]], order, brief.proof)
        found[brief.id] = replace(target, id=brief.id, ids=brief.ids, related=brief.related)
    return found


def select(index: Index, fits: Callable[[Brief], bool]) -> tuple[Brief, ...]:
    """Return the targets in brief that fit."""
    return tuple(brief for brief in index.targets if fits(brief))
