"""The register that a question needs: the lines with their editions, and only the targets that can answer it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from inconcert.gaps.register import Register, build_target, lines_from, order_of_lists
from inconcert.jurisdictions import regimes
from inconcert.model.imported import is_imported
from inconcert.model.target import EntryKey, Target, Version, Waiting
from inconcert.store.editions import editions
from inconcert.store.entries import versions_of
from inconcert.verbs.house import House
from inconcert.verbs.imported import all_publications, wide_briefs_by_id
from inconcert.verbs.index import Brief, Index, briefs_by_id, briefs_by_key, index_of


def register_of(
    house: House, index: Index, wanted: Iterable[Brief], *, unsure: bool = True, imported: bool = False
) -> Register:
    """Return the register with the targets `wanted`, those related to them, and all lines whole.

    `unsure`: also the targets that may be the same as one of them, for answers that say where a target is missing.
    Imported lists take part only with `imported`, or where a wanted brief comes from the index that knows them; they
    are never among the targets that may be the same.
    """
    briefs = {brief.id: brief for brief in wanted}
    wide = imported or any(brief.imported for brief in briefs.values())
    index = index_of(house) if wide else index
    by_id = wide_briefs_by_id(house) if wide else briefs_by_id(house)
    waiting = waiting_of(house, index) if unsure else {}
    for brief in list(briefs.values()):
        beside = [item.target_id for item in brief.related]
        for name in (*beside, *(item.target_id for item in waiting.get(brief.id, ()))):
            other = by_id.get(name)
            if other:
                briefs.setdefault(other.id, other)
    publications = all_publications(house) if wide else regimes.publications()
    kept = "wide" if wide else ""
    return Register(
        lines=house.memory.once(("lines", kept), lambda: lines_from(publications, editions(house.store, house.viewer))),
        targets=_targets(house, index, briefs.values(), kept),
        regimes=regimes.regimes(),
        publications={item.list_id: item for item in publications},
        curated=house.curated,
        cells=house.memory.once("cells", dict),
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


def _targets(house: House, index: Index, briefs: Iterable[Brief], kept: str) -> dict[str, Target]:
    """Return id → target for these briefs, sorted by id; those that were asked for before are remembered."""
    held: dict[str, Target] = house.memory.once(("targets", kept), dict)
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
        mine = [version for key in brief.keys if not is_imported(key[0]) for version in held[key]]
        beside = [version for key in brief.keys if is_imported(key[0]) for version in held[key]]
        target = build_target(mine or beside, order, brief.proof)
        every = (*target.versions, *beside) if mine else target.versions
        unsure = waiting.get(brief.id, ())
        found[brief.id] = replace(
            target, id=brief.id, ids=brief.ids, related=brief.related, versions=every, waiting=unsure
        )
    return found


def select(index: Index, fits: Callable[[Brief], bool]) -> tuple[Brief, ...]:
    """Return the targets in brief that fit."""
    return tuple(brief for brief in index.targets if fits(brief))
