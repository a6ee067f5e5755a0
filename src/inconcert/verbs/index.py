"""The index: every target of the register in brief, with its ids, entries, names and regimes.

It is worked out from the stored entries and judgements, and kept beside them under the hash of what it was made from;
a new edition or judgement makes it anew. It is a convenience, never a source: deleting it loses nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inconcert.gaps.explain import first_used
from inconcert.gaps.register import build_target, order_of_lists
from inconcert.jurisdictions import regimes
from inconcert.model.codec import from_plain, to_plain
from inconcert.model.curated import Curated, Marks, printed_words
from inconcert.model.imported import is_imported
from inconcert.model.judgement import Judgement
from inconcert.model.target import EntryKey, Related, Version
from inconcert.model.uncollected import uncollected
from inconcert.model.vocabulary import Decision, Kind, RelationKind
from inconcert.resolve.link import RULE, Links, link
from inconcert.resolve.record import merge, record_of
from inconcert.store.editions import editions
from inconcert.store.entries import StoredEntry, versions
from inconcert.store.judgements import judgements
from inconcert.verbs.house import House

SHAPE = "index-3"
CURATED_RULE = "curated-1"


@dataclass(frozen=True, slots=True)
class Brief:
    """A target in brief: `regimes` are all it ever stood under, on any edition at hand.

    `imported`: (list id, name) of the entries of imported lists beside it; `names` are of official lists alone.
    """

    id: str
    kind: Kind
    name: str
    ids: tuple[str, ...]
    keys: tuple[EntryKey, ...]
    names: tuple[str, ...]
    countries: tuple[str, ...]
    regimes: tuple[str, ...]
    related: tuple[Related, ...] = ()
    proof: tuple[str, ...] = ()
    imported: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A pair that a person should judge, with the score and its reasons."""

    left: EntryKey
    right: EntryKey
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """All targets in brief, sorted by id; the pairs that wait for a person, best first.

    `used` holds each regime that was ever used, with the first day of which a listing under it is known.
    """

    targets: tuple[Brief, ...]
    unsure: tuple[Question, ...] = ()
    used: tuple[tuple[str, str], ...] = ()

    def by_id(self) -> dict[str, Brief]:
        """Return every id that was ever printed → the target that bears it now."""
        found = {old: brief for brief in self.targets for old in brief.ids}
        return found | {brief.id: brief for brief in self.targets}

    def by_key(self) -> dict[EntryKey, Brief]:
        """Return (list id, official number) → target."""
        return {key: brief for brief in self.targets for key in brief.keys}


def index_of(house: House) -> Index:
    """Return the index of a home, from its cache where that is of the same register, else made anew and kept."""
    return house.memory.once("index", lambda: _kept_or_made(house))


def _kept_or_made(house: House) -> Index:
    path = house.store.home / "cache" / "index.json.gz"
    state = _state(house)
    kept = _read(path, state)
    if kept is not None:
        return kept
    house.progress("working out who is the same")
    with uncollected():
        made = _make(house)
    _write(path, state, made)
    return made


def briefs_by_id(house: House) -> dict[str, Brief]:
    """Return every id that was ever printed → the target that bears it now."""
    return house.memory.once("by id", lambda: index_of(house).by_id())


def briefs_by_key(house: House) -> dict[EntryKey, Brief]:
    """Return (list id, official number) → target."""
    return house.memory.once("by key", lambda: index_of(house).by_key())


def keep_index(house: House, index: Index) -> None:
    """Keep an index that was worked out elsewhere for exactly the editions of this home."""
    _write(house.store.home / "cache" / "index.json.gz", _state(house), index)


def _state(house: House) -> str:
    """Return the hash of everything the index is made from."""
    kept = (item for item in editions(house.store, house.viewer) if not is_imported(item.list_id))
    held = [[e.list_id, e.date, e.sha256, e.rules, e.entries_embedded] for e in kept]
    judged = [to_plain(item) for item in _judged(house)]
    curated = [to_plain(item.targets) for _, item in sorted(house.curated.situations.items())]
    text = json.dumps([SHAPE, RULE, held, judged, curated], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read(path: Path, state: str) -> Index | None:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            plain = json.load(file)
    except (OSError, ValueError, EOFError):
        return None
    return from_plain(Index, plain["index"]) if plain.get("state") == state else None


def _write(path: Path, state: str, index: Index) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"state": state, "index": to_plain(index)}, ensure_ascii=False, separators=(",", ":"))
    fresh = path.with_suffix(".new")
    fresh.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=3, mtime=0))
    fresh.replace(path)


def official_lists(house: House) -> tuple[str, ...]:
    """Return the ids of the lists with an edition that governments publish, sorted; imported ones take no part."""
    held = {item.list_id for item in editions(house.store, house.viewer)}
    return tuple(sorted(name for name in held if not is_imported(name)))


def _judged(house: House) -> Iterator[Judgement]:
    """Yield the judgements of official entries."""
    for item in judgements(house.store, house.viewer):
        if not is_imported(item.left[0]) and not is_imported(item.right[0]):
            yield item


def _make(house: House) -> Index:
    stored = versions(house.store, house.viewer, official_lists(house))
    by_key: dict[EntryKey, list[StoredEntry]] = defaultdict(list)
    for item in stored:
        by_key[item.entry.list_id, item.entry.official_id].append(item)
    records = [merge(record_of(item.entry, item.editions) for item in items) for items in by_key.values()]
    found = link(records, [*_curated(house.curated, by_key), *_judged(house)])
    used = first_used(Version(item.entry, item.editions) for item in stored)
    return Index(_briefs(by_key, found, house.curated), _questions(found), tuple(sorted(used.items())))


def _curated(facts: Curated, by_key: Mapping[EntryKey, Sequence[StoredEntry]]) -> Iterator[Judgement]:
    """Yield that entries which a curated situation names as one target are the same; a later judgement is stronger."""
    marks = [(f"{place.id}/{item.id}", item.marks) for place in facts.situations.values() for item in place.targets]
    by_name: dict[tuple[str, str], list[EntryKey]] = defaultdict(list)
    for key, items in by_key.items():
        for item in items:
            by_name[key[0], printed_words(item.entry.primary_name.full)].append(key)
    for name, mark in marks:
        keys = {key for key in mark.entries.items() if any(_fits(mark, item) for item in by_key.get(key, ()))}
        for list_id, printed in mark.printed.items():
            if list_id not in mark.entries:
                named = set(by_name.get((list_id, printed_words(printed)), ()))
                keys |= named if len(named) == 1 else set()
        first, *others = sorted(keys) or [("", "")]
        for other in others:
            reason = f"curated: one target of the situation {name}"
            yield Judgement(first, other, Decision.SAME, reason, rule=CURATED_RULE, at="0001-01-01T00:00:00Z")


def _curated_parts(
    facts: Curated, by_key: Mapping[EntryKey, Sequence[StoredEntry]]
) -> Iterator[tuple[EntryKey, EntryKey]]:
    """Yield (part, whole) for every target that a curated situation calls a part of another."""
    for place in facts.situations.values():
        keys = {item.id: [key for key in item.marks.entries.items() if key in by_key] for item in place.targets}
        for item in place.targets:
            if item.part_of and keys[item.id] and keys.get(item.part_of):
                yield keys[item.id][0], keys[item.part_of][0]


def _fits(mark: Marks, item: StoredEntry) -> bool:
    return mark.fits(item.entry.list_id, item.entry.official_id, item.entry.primary_name.full)


def _questions(found: Links) -> tuple[Question, ...]:
    return tuple(Question(item.left, item.right, item.score, item.reasons) for item in found.unsure)


def _briefs(by_key: Mapping[EntryKey, Sequence[StoredEntry]], found: Links, curated: Curated) -> tuple[Brief, ...]:
    order = order_of_lists(regimes.publications())
    proof: dict[EntryKey, list[str]] = defaultdict(list)
    for edge in found.proofs:
        text = f"{' '.join(edge.left)} and {' '.join(edge.right)}: {', '.join(edge.reasons)}"
        proof[edge.left].append(text)
    drafts = []
    for members in found.clusters:
        held = [Version(item.entry, item.editions) for key in sorted(members) for item in by_key[key]]
        target = build_target(held, order)
        why = tuple(sorted({text for key in members for text in proof.get(key, ())}))
        drafts.append((target, held, why))
    owner = {key: target.id for target, held, _ in drafts for version in held for key in (version.key,)}
    names = {target.id: target.name for target, _, _ in drafts}
    related = _related([*found.parts, *_curated_parts(curated, by_key)], owner, names)
    return tuple(
        sorted(
            (
                Brief(
                    id=target.id,
                    kind=target.kind,
                    name=target.name,
                    ids=target.ids,
                    keys=target.keys,
                    names=tuple(name.full for name in target.names),
                    countries=tuple(country.code for country in target.countries),
                    regimes=_regimes(held),
                    related=related.get(target.id, ()),
                    proof=why,
                )
                for target, held, why in drafts
            ),
            key=lambda brief: brief.id,
        )
    )


def _regimes(held: Iterable[Version]) -> tuple[str, ...]:
    return tuple(sorted({item.regime for version in held for item in version.entry.listings}))


def _related(
    pairs: Iterable[tuple[EntryKey, EntryKey]], owner: Mapping[EntryKey, str], names: Mapping[str, str]
) -> dict[str, tuple[Related, ...]]:
    """Return target id → the targets it is a part of or that are part of it, each named once."""
    found: dict[str, dict[tuple[str, str], Related]] = defaultdict(dict)
    for part, whole in pairs:
        small, large = owner[part], owner[whole]
        if small != large:
            source = f"{' '.join(part)} is part of {' '.join(whole)}: by its name, as its list prints, or curated"
            found[small][large, "whole"] = Related(large, names[large], RelationKind.PARENT, source)
            found[large][small, "part"] = Related(small, names[small], RelationKind.SUBSIDIARY, source)
    return {key: tuple(items[name] for name in sorted(items)) for key, items in found.items()}
