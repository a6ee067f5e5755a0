"""What the verb `screen` compares customers with: the targets of a home, or those that a question about gaps finds.

Each target is taken with every name, date and number that any of its entries ever printed, and with its designations as
of the newest editions, in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from inconcert.gaps.designations import designations
from inconcert.gaps.gaps import Question
from inconcert.gaps.register import Register
from inconcert.model.errors import UserError
from inconcert.model.imported import is_imported
from inconcert.model.target import Designation, EntryKey
from inconcert.model.target import Target as Found
from inconcert.resolve.record import Record, merge, record_of
from inconcert.screening.targets import Target, table_of
from inconcert.store.editions import editions
from inconcert.store.entries import versions
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief, index_of, official_lists
from inconcert.verbs.registers import register_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which targets to screen against: all, or those in force with a *have* and not in force with a *lack*.

    Empty `have` with a `lack` means every other government; `theme` as in `gaps`.
    """

    have: tuple[str, ...] = ()
    lack: tuple[str, ...] = ()
    theme: str = "all"
    situation: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An edition that a run rests on."""

    list_id: str
    date: str
    sha256: str


def sources_of(house: House) -> tuple[Source, ...]:
    """Return every edition of an official list at hand, sorted."""
    held = (item for item in editions(house.store, house.viewer) if not is_imported(item.list_id))
    return tuple(sorted((Source(e.list_id, e.date, e.sha256) for e in held), key=lambda e: (e.list_id, e.date)))


def targets_table(house: House, wanted: Wanted) -> pa.Table:
    """Return the targets to screen against as the table of `screening.targets`; UserError where there is none."""
    briefs = _briefs(house, wanted)
    if not briefs:
        raise UserError("no target to screen against", remedy="Run `inconcert refresh`, or ask about another gap.")
    house.progress(f"gathering {len(briefs):,} targets")
    records = _records(house)
    register = register_of(house, index_of(house), briefs, unsure=False)
    return table_of(_target(brief, records, register) for brief in briefs)


def _briefs(house: House, wanted: Wanted) -> Sequence[Brief]:
    every = index_of(house).targets
    if not wanted.lack and not wanted.have and not wanted.situation:
        return every
    if not wanted.lack:
        raise UserError("--have asks about a gap, which needs a --lack", remedy="Add --lack gb, or --only-if gb.")
    governments = sorted({jurisdiction for jurisdiction in _governments(house) if jurisdiction not in wanted.lack})
    question = Question(have=wanted.have or tuple(governments), lack=wanted.lack, lack_all=True, theme=wanted.theme)
    ids = {gap.target.id for gap in find_gaps(house, question, wanted.situation).answer.gaps}
    return [brief for brief in every if brief.id in ids]


def _governments(house: House) -> tuple[str, ...]:
    return register_of(house, index_of(house), (), unsure=False).jurisdictions


def _records(house: House) -> dict[EntryKey, Record]:
    held: defaultdict[EntryKey, list[Record]] = defaultdict(list)
    for item in versions(house.store, house.viewer, official_lists(house)):
        held[item.entry.list_id, item.entry.official_id].append(record_of(item.entry))
    return {key: merge(found) for key, found in held.items()}


def _target(brief: Brief, records: dict[EntryKey, Record], register: Register) -> Target:
    found = register.targets[brief.id]
    shown = [item for where in register.jurisdictions for item in designations(register, found, where, None)]
    return Target(brief.id, brief.name, _record(brief, records), _words(shown), _editions(found, shown))


def _record(brief: Brief, records: dict[EntryKey, Record]) -> Record:
    """Return one record of all entries of a target; what only tells entries of lists apart is left out."""
    key = ("target", brief.id)
    mine = [replace(records[entry], key=key) for entry in brief.keys if entry in records]
    bare = replace(
        merge(mine), kind=brief.kind, references=(), own_references=(), relations=(), regimes=(), positions=(),
        birth_places=(), addresses=(), editions=frozenset(),
    )  # fmt: skip
    first = [name for name in bare.names if name.text == brief.name]
    return replace(bare, names=tuple(dict.fromkeys((*first, *bare.names))))


def _words(shown: Sequence[Designation]) -> str:
    return "; ".join(
        dict.fromkeys(
            f"{item.jurisdiction} {item.regime or item.programme or 'regime not stated'}: "
            f"{item.status.value.replace('_', ' ')} ({item.list_id} {item.official_id})".replace(" ( )", "")
            for item in shown
        )
    )


def _editions(found: Found, shown: Sequence[Designation]) -> str:
    sources = {f"{item.source.list_id} {item.source.edition}" for item in shown if item.source}
    return "; ".join(sorted(sources))
