"""The verb `search`: names in any script, on any list, two typos forgiven; and whether a register holds only a part.

Where the home is the embedded register, a name or number that it does not hold is answered "on this list, details not
embedded" or "not embedded: refresh to know", never "not found".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from inconcert.model.imported import is_imported
from inconcert.model.target import Cell
from inconcert.resolve.letters import fold
from inconcert.resolve.search import NameIndex
from inconcert.store.digests import DigestKind, digest_holds, digests
from inconcert.store.editions import editions
from inconcert.verbs.house import House
from inconcert.verbs.imported import imported_publications, licence_of, wide_index_of
from inconcert.verbs.index import Brief, Index, index_of
from inconcert.verbs.shapes import cell_shape


@dataclass(frozen=True, slots=True)
class Found:
    """A target found: its score in [0, 1] and the name that matched; `curated` where no list prints that name.

    `exact`: the same words as asked for, case, marks and order aside. `imported`: the list of somebody else's that
    alone prints the name (empty: an official list does). As of a day, `cells` say where it stood and `printed_from`
    names the later edition that first prints what matched (empty: one of the day or older does).
    """

    brief: Brief
    score: float
    matched: str
    curated: bool = False
    exact: bool = False
    imported: str = ""
    printed_from: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Outside:
    """What a partial register knows of a text it has no details of: the lists that carry it, or that it cannot know."""

    text: str
    on_lists: tuple[tuple[str, str], ...]
    partial: bool

    @property
    def says(self) -> str:
        """Return the answer in words; empty where the register is whole."""
        if self.on_lists:
            where = ", ".join(f"{name} of {date}" for name, date in self.on_lists)
            return f"on this list, details not embedded: {where}. Run `inconcert refresh` to read it."
        if self.partial:
            return "not embedded: this register holds only a part of the lists. Run `inconcert refresh` to know."
        return ""


@dataclass(frozen=True, slots=True)
class Hits:
    """The targets found, best first, and what is known outside a partial register.

    What imported lists alone print comes after what official lists print; `licences` says whose those lists are.
    `day` is the day asked about, None for every edition at hand.
    """

    query: str
    found: tuple[Found, ...]
    outside: Outside
    licences: Mapping[str, str] = field(default_factory=dict)
    day: dt.date | None = None


class Finder:
    """Names of every target in memory, built once from an index."""

    def __init__(self, house: House, index: Index) -> None:
        self._house = house
        self._by_id = {brief.id: brief for brief in index.targets}
        self._every = index.by_id()
        self._curated: dict[tuple[str, str], bool] = {}
        self._index = NameIndex(self._names(index))

    def _names(self, index: Index) -> Iterator[tuple[tuple[str, str], str]]:
        for brief in index.targets:
            for name in brief.names:
                yield ("", brief.id), name
            for name in self.curated_names(brief):
                self._curated[brief.id, name] = True
                yield ("", brief.id), name

    def curated_names(self, brief: Brief) -> Iterator[str]:
        """Yield the curated names of a target that no list prints for it."""
        for list_id, official_id in brief.keys:
            for item in self._house.curated.names_for(list_id, official_id, brief.name):
                if item.full not in brief.names:
                    yield item.full

    def find(self, query: str, limit: int = 20) -> tuple[Found, ...]:
        """Return up to `limit` targets, best first; an id that was ever printed finds its target."""
        if query in self._every:
            brief = self._every[query]
            return (Found(brief, 1.0, query, exact=True),)
        return tuple(
            Found(
                self._by_id[hit.key[1]],
                hit.score,
                hit.name,
                curated=self._curated.get((hit.key[1], hit.name), False),
                exact=normal(hit.name) == normal(query),
            )
            for hit in self._index.search(query, limit)
        )


def finder_of(house: House) -> Finder:
    """Return the names of every target of a home, built once for each state of it."""
    return house.memory.once("finder", lambda: Finder(house, index_of(house)))


def is_ready(house: House) -> bool:
    """Return whether a search is answered within milliseconds, because what it needs is in memory."""
    return all(house.memory.holds(key) for key in ("finder", "numbers", "partial"))


class ImportedFinder:
    """Names and numbers that imported lists alone print; asked after the official lists, never among them."""

    def __init__(self, house: House) -> None:
        found = [brief for brief in wide_index_of(house).targets if brief.imported]
        self._by_id = {brief.id: brief for brief in found}
        self._by_number: dict[str, list[tuple[Brief, str]]] = {}
        for brief in found:
            for list_id, number in brief.keys:
                if is_imported(list_id):
                    self._by_number.setdefault(number, []).append((brief, list_id))
            for old in brief.ids:
                if is_imported(old):
                    self._by_number.setdefault(old, []).append((brief, brief.imported[0][0]))
        self._lists = {(b.id, name): list_id for b in found for list_id, name in b.imported if name not in b.names}
        self._index = NameIndex((("", target), name) for target, name in self._lists)

    def find(self, query: str, limit: int = 20) -> tuple[Found, ...]:
        """Return up to `limit` targets, best first, each with the imported list that prints what matched."""
        numbered = self._by_number.get(query, ())
        if numbered:
            return tuple(Found(brief, 1.0, query, exact=True, imported=name) for brief, name in numbered)
        return tuple(
            Found(
                self._by_id[hit.key[1]], hit.score, hit.name, exact=normal(hit.name) == normal(query),
                imported=self._lists[hit.key[1], hit.name],
            )
            for hit in self._index.search(query, limit)
        )  # fmt: skip


def imported_finder_of(house: House) -> ImportedFinder:
    """Return the names that imported lists alone print, built once for each state of a home."""
    return house.memory.once("imported finder", lambda: ImportedFinder(house))


def by_number(house: House) -> dict[str, tuple[Brief, ...]]:
    """Return official number → the targets that bear it on some list."""

    def made() -> dict[str, tuple[Brief, ...]]:
        found: dict[str, dict[str, Brief]] = {}
        for brief in index_of(house).targets:
            for _, number in brief.keys:
                found.setdefault(number, {})[brief.id] = brief
        return {number: tuple(briefs.values()) for number, briefs in found.items()}

    return house.memory.once("numbers", made)


def search(house: House, query: str, limit: int = 20) -> Hits:
    """Return what a home knows of a name, a target id or an official number."""
    found = finder_of(house).find(query.strip(), limit)
    numbered = tuple(Found(brief, 1.0, query, exact=True) for brief in by_number(house).get(query.strip(), ()))
    official = numbered or found
    ids = {item.brief.id for item in official}
    more = imported_finder_of(house).find(query.strip(), limit) if imported_publications(house) else ()
    beside = tuple(item for item in more if item.brief.id not in ids)
    return Hits(
        query, (*official, *beside), outside(house, query), {i.imported: licence_of(house, i.imported) for i in beside}
    )


def normal(text: str) -> str:
    """Return the form of a name whose hash the embedded register carries: folded words in sorted order."""
    return " ".join(sorted(fold(text).split()))


def outside(house: House, query: str) -> Outside:
    """Return what a partial register knows of a name or number beyond its details."""
    partial = house.memory.once("partial", lambda: _is_partial(house))
    if not partial:
        return Outside(query, (), False)
    on_lists = {
        place
        for kind, text in ((DigestKind.NAME, normal(query)), (DigestKind.NUMBER, query.strip()))
        for place, digest in digests(house.store, house.viewer, kind).items()
        if text and digest_holds(digest, text)
    }
    newest: dict[str, str] = {}
    for name, date in sorted(on_lists):
        newest[name] = date
    return Outside(query, tuple(newest.items()), True)


def _is_partial(house: House) -> bool:
    return any(
        item.entries_embedded is not None and item.entries_embedded < item.entries_total
        for item in editions(house.store, house.viewer)
    )


def search_shape(hits: Hits) -> dict[str, object]:
    """Return the object that `search --json` prints."""
    shape: dict[str, object] = {
        "query": hits.query,
        "as_of": hits.day.isoformat() if hits.day else None,
        "hits": [
            {
                "id": item.brief.id,
                "name": item.brief.name,
                "kind": item.brief.kind.value,
                "score": round(item.score, 4),
                "matched": item.matched,
            }
            | ({"imported": item.imported, "licence": hits.licences[item.imported]} if item.imported else {})
            | (_stood_shape(item) if hits.day else {})
            for item in hits.found
        ],
    }
    if hits.outside.says and not hits.found:
        shape["outside"] = {"says": hits.outside.says, "lists": [list(item) for item in hits.outside.on_lists]}
    return shape


def _stood_shape(item: Found) -> dict[str, object]:
    return {"printed_from": item.printed_from or None, "cells": [cell_shape(cell) for cell in item.cells]}
