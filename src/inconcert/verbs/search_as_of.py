"""Search as of a day: by the names that editions until then print, with where each target stood on that day.

Rules
- A name or number counts that an edition of that day or an older one prints; a curated name is marked as ever.
- What only later editions print finds a target where these prove that it stood on the day (as gaps take them), and the
  hit names the edition: `printed_from`.
- A target that nobody had listed by then, as far as the editions at hand tell, is not found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from inconcert.gaps.matrix import row
from inconcert.gaps.register import Register, target_id
from inconcert.model.dates import last_day
from inconcert.model.imported import is_imported
from inconcert.model.target import Cell, Version
from inconcert.model.vocabulary import Status
from inconcert.resolve.search import NameIndex
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.registers import register_of
from inconcert.verbs.search import Found, Hits, finder_of, normal, search
from inconcert.verbs.show import columns_of

_CALLED_AT_LEAST = 60
_CALLED_PER_HIT = 3
"""Names of every day call up so many targets; those of the day asked for are chosen among them."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A target called up, its cells on the day, and what counts: text → the later edition that first prints it.

    The edition is empty where one of the day or older does; `curated` are the texts that no list prints.
    """

    called: Found
    cells: tuple[Cell, ...]
    printed: dict[str, str]
    curated: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Return the target's id."""
        return self.called.brief.id

    def found(self, query: str, matched: str, score: float) -> Found:
        """Return the target as found by one text."""
        alone = all(is_imported(list_id) for list_id, _ in self.called.brief.keys)
        return replace(
            self.called,
            score=score,
            matched=matched,
            curated=matched in self.curated,
            exact=normal(matched) == normal(query),
            imported=self.called.imported if alone else "",
            printed_from=self.printed.get(matched, ""),
            cells=self.cells,
        )


def search_on(house: House, query: str, day: dt.date | None, limit: int = 20) -> Hits:
    """Return what a home knows of a name, id or official number as of a day; None: on every edition at hand."""
    if day is None:
        return search(house, query, limit)
    every = search(house, query, max(_CALLED_AT_LEAST, _CALLED_PER_HIT * limit))
    called = {item.brief.id: item for item in every.found}
    wide = any(item.brief.imported for item in called.values())
    register = register_of(house, index_of(house), [item.brief for item in called.values()], imported=wide)
    known = [_known(house, register, item, day) for item in called.values()]
    found = _ranked(query.strip(), [item for item in known if item.printed], limit)
    whose = {item.imported for item in found}
    licences = {name: said for name, said in every.licences.items() if name in whose}
    return replace(every, found=found, licences=licences, day=day)


def _known(house: House, register: Register, called: Found, day: dt.date) -> _Known:
    target = register.targets[called.brief.id]
    cells = row(register, target, columns_of(register, target), day).cells
    stood = any(cell.status in (Status.IN_FORCE, Status.ENDED) for cell in cells)
    printed = {text: first for text, first in _printed(target.versions, called.matched, day) if stood or not first}
    curated = frozenset(finder_of(house).curated_names(called.brief)) if printed else frozenset()
    return _Known(called, cells, printed, curated - printed.keys())


def _printed(versions: Iterable[Version], asked: str, day: dt.date) -> Iterator[tuple[str, str]]:
    """Yield each name, and the number or id that was asked for, with the later edition that first prints it."""
    seen: set[str] = set()
    for version in sorted(versions, key=lambda item: last_day(item.editions[0])):
        first, entry = version.editions[0], version.entry
        place = "" if last_day(first) <= day else f"{entry.list_id} {first}"
        numbers = {entry.official_id, target_id(*version.key)} & {asked}
        for text in (*(name.full for name in entry.names), *numbers):
            if text not in seen:
                seen.add(text)
                yield text, place


def _ranked(query: str, known: list[_Known], limit: int) -> tuple[Found, ...]:
    """Return the targets whose names of the day are like the query, best first; what imports alone print comes last."""
    by_id = {item.id: item for item in known}
    index = NameIndex((("", item.id), text) for item in known for text in (*item.printed, *item.curated))
    numbered = [item.found(query, query, 1.0) for item in known if query in item.printed]
    named = [by_id[hit.key[1]].found(query, hit.name, hit.score) for hit in index.search(query, max(len(known), 1))]
    beside = {item.brief.id for item in numbered}
    found = [*numbered, *(item for item in named if item.brief.id not in beside)]
    return tuple(sorted(found, key=lambda item: (bool(item.imported), -item.score)))[:limit]
