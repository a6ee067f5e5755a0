"""Gaps: targets in force with one government and not with another.

One row per target × lacking jurisdiction. A lacking list older than the listing it is compared with is `not_covered`
("the list is older than the listing"), never `not_found`; where the start is only known as an interval that the lacking
list's date falls into, it may be older too, and is `not_covered` as well.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from inconcert.gaps.designations import cell
from inconcert.gaps.matrix import row
from inconcert.gaps.register import Register
from inconcert.model.dates import EventDate, last_day
from inconcert.model.regime import Regime
from inconcert.model.target import Cell, Designation, Gap, Target
from inconcert.model.vocabulary import Evidence, Explanation, Kind, Precision, Status, Theme

THEMES = ("any", "all", *(item.value for item in Theme))
"""any: either theme; all: every targeted regime, whatever it is for."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the gaps; `day` None means each list's own newest edition.

    `have_all`/`lack_all`: in force in every *have*, missing in every *lack*. `targets`: only these ids.
    `thematic`: only regimes that are about human rights or corruption everywhere, not one country.
    """

    have: tuple[str, ...]
    lack: tuple[str, ...]
    day: dt.date | None = None
    have_all: bool = False
    lack_all: bool = False
    theme: str = "any"
    regime: str = ""
    kind: Kind | None = None
    country: str = ""
    listed_since: dt.date | None = None
    targets: frozenset[str] | None = None
    include_in_force: bool = False
    thematic: bool = False
    sort: str = "governments"


@dataclass(frozen=True, slots=True)
class Answer:
    """The gaps and what was counted on the way: by status and kind, and rows whose ground is not stated."""

    question: Question
    gaps: tuple[Gap, ...]
    counts: dict[str, int]
    ground_not_stated: int = 0


Explain = Callable[[Register, Gap], Gap]


def gaps(register: Register, question: Question, explain: Explain | None = None) -> Answer:
    """Return the gaps that answer a question; `explain` adds the kind of gap and its route."""
    found: list[Gap] = []
    unstated: set[str] = set()
    for target in _asked(register, question):
        have = _have(register, question, target, unstated)
        if not have:
            continue
        rows = [_gap(register, question, target, have, lack) for lack in question.lack]
        missing = [item.status is not Status.IN_FORCE for item in rows]
        if question.lack_all and not all(missing):
            continue
        kept = [item for item, gone in zip(rows, missing, strict=True) if gone or question.include_in_force]
        found.extend(explain(register, item) if explain else item for item in kept)
    return Answer(question, tuple(sorted(found, key=_order(question))), _counts(found), len(unstated))


def _asked(register: Register, question: Question) -> Iterable[Target]:
    for target in register.targets.values():
        if question.targets is not None and target.id not in question.targets:
            continue
        if question.kind and target.kind is not question.kind:
            continue
        if question.country and question.country not in {item.code for item in target.countries}:
            continue
        yield target


def _have(register: Register, question: Question, target: Target, unstated: set[str]) -> tuple[Cell, ...]:
    """Return the *have* cells in force that fit the question's regime, theme and date; empty if the target does not."""
    cells = []
    for jurisdiction in question.have:
        if not any(register.publications[key[0]].jurisdiction == jurisdiction for key in target.keys):
            continue
        found = cell(register, target, jurisdiction, question.day)
        if found.status is not Status.IN_FORCE:
            continue
        fitting = tuple(item for item in found.designations if _fits(register, question, item, target, unstated))
        if not fitting:
            continue
        if question.listed_since and not (found.since and found.since.earliest >= question.listed_since):
            continue
        cells.append(replace(found, designations=fitting))
    if question.have_all and len(cells) < len(question.have):
        return ()
    return tuple(cells)


def _fits(register: Register, question: Question, item: Designation, target: Target, unstated: set[str]) -> bool:
    regime = register.regimes.get(item.regime)
    if question.regime and item.regime.casefold() != question.regime.casefold():
        return False
    if question.thematic and not (regime and regime.scope == "thematic"):
        return False
    if question.theme == "all" or (question.regime and question.theme == "any"):
        return True
    if regime is None or not regime.themes:
        return False
    if question.theme == "any":
        return True
    themes = themes_of(regime, item)
    if not themes:
        unstated.add(target.id)
        return False
    return Theme(question.theme) in themes


def themes_of(regime: Regime, item: Designation) -> frozenset[Theme]:
    """Return the themes stated or curated for a designation, or the only theme of its regime; never inferred."""
    if len(regime.themes) == 1:
        return frozenset(regime.themes)
    return frozenset(Theme(text) for text in item.grounds if text in set(Theme))


def _gap(register: Register, question: Question, target: Target, have: tuple[Cell, ...], lack: str) -> Gap:
    there = row(register, target, (lack,), question.day).cells[0]
    start = _first(have)
    status, why = there.status, there.why
    if status is Status.NOT_FOUND and start and question.day is None:
        newest = last_day(there.as_of)
        if start.earliest > newest:
            status, why = Status.NOT_COVERED, f"the list of {there.as_of} is older than the listing ({start.value})"
        elif start.precision is Precision.INTERVAL and start.latest > newest:
            between = start.value.replace("/", " and ")
            status, why = (
                Status.NOT_COVERED,
                f"the list of {there.as_of} may be older than the listing (between {between})",
            )
        if status is Status.NOT_COVERED:
            there = replace(there, status=status, evidence=Evidence.NONE, why=why)
    have_as_of = min(item.as_of for item in have)
    days, span = _days_open(start, min(last_day(have_as_of), last_day(there.as_of or have_as_of)))
    return Gap(
        target=target,
        have=have,
        lack=there,
        status=status,
        have_as_of=have_as_of,
        lack_as_of=there.as_of,
        why=why,
        explained=_explained(have, there, status),
        partial=there.partial,
        related=there.related,
        lead_time_days=_lead_time(start, there.since) if status is Status.IN_FORCE else None,
        days_open=days if status is not Status.IN_FORCE else None,
        days_open_range=span if status is not Status.IN_FORCE else None,
        grounds_stated=any(item.grounds for cell_ in have for item in cell_.designations),
    )


def _explained(have: Sequence[Cell], there: Cell, status: Status) -> Explanation | None:
    if status is not Status.NOT_FOUND:
        return None
    if all(item.un_derived for cell_ in have for item in cell_.designations):
        return Explanation.UN_DERIVED
    return Explanation.RELATED_ONLY if there.related else None


def _first(cells: Sequence[Cell]) -> EventDate | None:
    dates = [item.since for item in cells if item.since]
    exact = [item for item in dates if item.precision is not Precision.INTERVAL]
    return min(exact or dates, key=lambda item: (item.latest, item.earliest), default=None)


def _days_open(start: EventDate | None, until: dt.date) -> tuple[int | None, tuple[int, int] | None]:
    if start is None:
        return None, None
    if start.precision is Precision.DAY:
        return max(0, (until - start.earliest).days), None
    if start.earliest == dt.date.min:
        return None, None
    return None, (max(0, (until - start.latest).days), max(0, (until - start.earliest).days))


def _lead_time(first: EventDate | None, here: EventDate | None) -> int | None:
    if first is None or here is None or {first.precision, here.precision} != {Precision.DAY}:
        return None
    return (here.earliest - first.earliest).days


def _order(question: Question) -> Callable[[Gap], tuple[object, ...]]:
    def governments(item: Gap) -> tuple[object, ...]:
        return (-len(item.have), -_open(item), item.target.name, item.target.id, item.lack.jurisdiction)

    def longest(item: Gap) -> tuple[object, ...]:
        return (-_open(item), item.target.name, item.target.id, item.lack.jurisdiction)

    def newest(item: Gap) -> tuple[object, ...]:
        start = _first(item.have)
        return (-(start.latest.toordinal() if start else 0), item.target.name, item.target.id, item.lack.jurisdiction)

    return {"governments": governments, "open": longest, "newest": newest}[question.sort]


def _open(item: Gap) -> int:
    return item.days_open if item.days_open is not None else (item.days_open_range or (0, 0))[0]


def _counts(found: Sequence[Gap]) -> dict[str, int]:
    """Return counts by status, by kind of target, by explanation of what is not found, and of unsure rows."""
    counts: Counter[str] = Counter()
    for item in found:
        counts["rows"] += 1
        counts[item.status] += 1
        if item.status in (Status.NOT_FOUND, Status.ENDED):
            counts[f"{item.target.kind}_open"] += 1
        if item.explained:
            counts[item.explained] += 1
        if item.waiting:
            counts["unsure"] += 1
    return dict(sorted(counts.items()))
