"""Imported lists beside the official register: their publications, and the index of targets with what stands beside.

Rules this module holds
- `index_of` never knows of an imported list; whoever wants them asks here, by name.
- A target's id, name, kind and countries are those of official entries wherever it has one.
- Deleting HOME/cache loses nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inconcert.gaps.register import build_target
from inconcert.intake.imports import import_list
from inconcert.intake.refresh import Outcome
from inconcert.jurisdictions import regimes
from inconcert.model.codec import from_plain, to_plain
from inconcert.model.edition import Publication, Reading
from inconcert.model.entry import Issue
from inconcert.model.imported import ImportedList, imported_target_id
from inconcert.model.target import EntryKey, Version
from inconcert.model.uncollected import uncollected
from inconcert.resolve.attach import attach
from inconcert.resolve.link import RULE
from inconcert.resolve.record import Record, merge, record_of
from inconcert.store.editions import editions
from inconcert.store.entries import StoredEntry, versions
from inconcert.store.imported import imported_lists
from inconcert.store.judgements import judgements
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief, Index, Question, index_of, official_lists

SHAPE = "imported-1"
_FILE = "imported.json.gz"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an import: "committed" or "unchanged", and for a fresh one its issues and where entries stand.

    `beside`: how many stand beside a target of an official list; `alone`: how many do not.
    """

    word: str
    outcome: Outcome
    issues: tuple[Issue, ...] = ()
    beside: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class _Beside:
    """The part of the index that imported lists add: briefs of those alone, and what stands beside which target."""

    alone: tuple[Brief, ...]
    beside: tuple[tuple[str, Brief], ...]
    unsure: tuple[Question, ...]


def take_over(
    house: House, said: ImportedList, files: Mapping[str, bytes], date: str = "", *, accept: bool = False
) -> Taken:
    """Import a file of FollowTheMoney entities as the edition of a day (empty: today), and find what it stands beside.

    Raises UserError or a SourceError where it is refused; nothing of it is kept then.
    """
    word, outcome, reading = import_list(house.store, said, files, date or house.today.isoformat(), accept=accept)
    return _told(house, said.list_id, word, outcome, reading)


def _told(house: House, list_id: str, word: str, outcome: Outcome, reading: Reading | None) -> Taken:
    found = [brief for brief in wide_index_of(house).targets if any(name == list_id for name, _ in brief.imported)]
    beside = sum(1 for brief in found if brief.names)
    return Taken(word, outcome, reading.issues if reading else (), beside, len(found) - beside)


def imported_publications(house: House) -> tuple[Publication, ...]:
    """Return the imported lists of a home as publications, sorted by list id."""
    return house.memory.once(
        "imported lists",
        lambda: tuple(item.publication() for item in imported_lists(house.store, house.viewer)),
    )


def all_publications(house: House) -> tuple[Publication, ...]:
    """Return the official publications, then the imported lists of this home."""
    return (*regimes.publications(), *imported_publications(house))


def licence_of(house: House, list_id: str) -> str:
    """Return publisher and licence of an imported list in words; empty for an official one."""
    for item in imported_publications(house):
        if item.list_id == list_id:
            return f"derived by a third party: {item.publisher}; licence: {item.licence}"
    return ""


def wide_index_of(house: House) -> Index:
    """Return the index with imported lists: targets as they are, what stands beside them, and who stands alone."""
    return house.memory.once("wide index", lambda: _wide(house))


def wide_briefs_by_id(house: House) -> dict[str, Brief]:
    """Return every id that was ever printed, or that an import bears → the target that bears it now."""
    return house.memory.once("wide by id", lambda: wide_index_of(house).by_id())


def _wide(house: House) -> Index:
    index = index_of(house)
    if not imported_publications(house):
        return index
    found = _kept_or_made(house, index)
    added: dict[str, list[Brief]] = defaultdict(list)
    for target_id, brief in found.beside:
        added[target_id].append(brief)
    targets = [_joined(brief, added.get(brief.id, ())) for brief in index.targets]
    every = sorted([*targets, *found.alone], key=lambda brief: brief.id)
    return Index(tuple(every), (*index.unsure, *found.unsure), index.used)


def _joined(brief: Brief, beside: Iterable[Brief]) -> Brief:
    for item in beside:
        brief = replace(
            brief,
            keys=(*brief.keys, *item.keys),
            proof=(*brief.proof, *item.proof),
            imported=(*brief.imported, *item.imported),
            ids=(*brief.ids, *item.ids),
        )
    return brief


def _kept_or_made(house: House, index: Index) -> _Beside:
    path, state = house.store.home / "cache" / _FILE, _state(house, index)
    kept = _read(path, state)
    if kept is None:
        house.progress("working out what imported lists stand beside")
        with uncollected():
            kept = _make(house, index)
        _write(path, state, kept)
    return kept


def _state(house: House, index: Index) -> str:
    held = [[e.list_id, e.date, e.sha256, e.rules] for e in editions(house.store, house.viewer)]
    judged = [to_plain(item) for item in judgements(house.store, house.viewer)]
    owners = [[brief.id, *map(list, brief.keys)] for brief in index.targets]
    text = json.dumps([SHAPE, RULE, held, judged, owners], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read(path: Path, state: str) -> _Beside | None:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            plain: dict[str, Any] = json.load(file)
    except (OSError, ValueError, EOFError):
        return None
    return from_plain(_Beside, plain["beside"]) if plain.get("state") == state else None


def _write(path: Path, state: str, found: _Beside) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"state": state, "beside": to_plain(found)}, ensure_ascii=False, separators=(",", ":"))
    fresh = path.with_suffix(".new")
    fresh.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=3, mtime=0))
    fresh.replace(path)


def _make(house: House, index: Index) -> _Beside:
    names = tuple(item.list_id for item in imported_publications(house))
    mine = _by_key(versions(house.store, house.viewer, names))
    owner = {key: brief.id for brief in index.targets for key in brief.keys}
    official = _records(_by_key(versions(house.store, house.viewer, official_lists(house))))
    found = attach(
        [item for item in official if item.key in owner], _records(mine), owner, judgements(house.store, house.viewer)
    )
    alone, beside = [], []
    for key, items in sorted(mine.items()):
        brief = _brief(key, items, found.proofs.get(key, ()))
        if key in found.beside:
            beside.append((found.beside[key], brief))
        else:
            alone.append(brief)
    unsure = tuple(Question(item.left, item.right, item.score, item.reasons) for item in found.unsure)
    return _Beside(tuple(alone), tuple(beside), unsure)


def _by_key(stored: Iterable[StoredEntry]) -> dict[EntryKey, list[StoredEntry]]:
    found: dict[EntryKey, list[StoredEntry]] = defaultdict(list)
    for item in stored:
        found[item.entry.list_id, item.entry.official_id].append(item)
    return found


def _records(by_key: Mapping[EntryKey, Iterable[StoredEntry]]) -> list[Record]:
    return [merge(record_of(item.entry, item.editions) for item in items) for items in by_key.values()]


def _brief(key: EntryKey, items: Iterable[StoredEntry], proof: tuple[str, ...]) -> Brief:
    target = build_target([Version(item.entry, item.editions) for item in items], ())
    why = (f"{' '.join(key)} stands beside it: {', '.join(proof)}",) if proof else ()
    name = imported_target_id(*key)
    return Brief(
        id=name,
        kind=target.kind,
        name=target.name,
        ids=(name,),
        keys=target.keys,
        names=(),
        countries=tuple(country.code for country in target.countries),
        regimes=("",),
        proof=why,
        imported=tuple((key[0], name.full) for name in target.names),
    )


def taken_shape(taken: Taken) -> dict[str, Any]:
    """Return the object that `import --json` prints."""
    outcome = taken.outcome
    return {
        "outcome": taken.word,
        "list": outcome.list_id,
        "date": outcome.date,
        "entries": outcome.entries,
        "set_aside": outcome.set_aside,
        "accepted": outcome.why,
        "beside": taken.beside,
        "alone": taken.alone,
        "issues": [
            {"severity": issue.severity.value, "code": issue.code, "what": issue.what, "where": issue.where}
            for issue in taken.issues
        ],
    }
