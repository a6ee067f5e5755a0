"""The gaps explorer: one question, facets with counts, an order that is printed, and pages that survive change.

A question (who has listed, who has not) is answered once for each state of the home; facets narrow that answer. Each
facet's counts are those under all the other facets chosen, so that a count is what a click gives.
A page begins after a row's place in the order, not at a number: rows that come or go elsewhere repeat or skip none.

The first order, in words: most governments already listing, then a route open today, then longest open.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from inconcert.gaps.gaps import Answer, Question
from inconcert.gaps.register import Register
from inconcert.model.errors import UserError
from inconcert.model.target import Gap, Target
from inconcert.model.vocabulary import Precision, Status
from inconcert.verbs.gaps import Gaps, find_gaps
from inconcert.verbs.house import House

FACETS = (
    "status", "route", "explained", "open", "since", "ground", "regime", "country", "kind", "situation", "by", "at",
    "others",
)  # fmt: skip
SORTS = ("governments", "open", "newest", "name")
ROUTE_RANK = {"urgent": 0, "direct": 0, "argued": 1, "not_stated": 1, "unrecorded": 1, "weak": 2, "new_regulation": 3}
NO_ROUTE = "none"
NOT_KNOWN = "not_known"
"""Under `since` and `open`: the day lies between two editions. Under `ground`: none is stated."""
OPEN_DAYS = (("under_1", 365), ("under_3", 1095), ("under_5", 1826), ("over_5", 10**6))
"""Days open in years: value of the facet, and below how many days it ends."""
IN_ORDER = {"open": ("under_1", "under_3", "under_5", "over_5", NOT_KNOWN)}

Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A gap with the governments that list its target now, its values under each facet, and its best power."""

    gap: Gap
    listed_by: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    power: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Explored:
    """The lines that fit, in order; the counts of each facet; how many there were before it was narrowed."""

    question: Question
    register: Register
    chosen: Mapping[str, str]
    sort: str
    lines: tuple[Line, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    total: int
    ground_not_stated: int

    def as_gaps(self) -> Gaps:
        """Return the same rows as `gaps` gives them, for JSON and tables."""
        found = tuple(line.gap for line in self.lines)
        counts = {name: sum(gap.status == name for gap in found) for name in Status}
        kept = {str(name): number for name, number in counts.items() if number} | {"rows": len(found)}
        return Gaps(self.register, Answer(self.question, found, kept, self.ground_not_stated))


def explore(house: House, question: Question, chosen: Mapping[str, str], sort: str = "governments") -> Explored:
    """Return the answer to a question narrowed by facets; UserError for a facet or order that is not known."""
    if sort not in SORTS:
        raise UserError(f"no order is called {sort!r}", remedy=f"Known: {', '.join(SORTS)}.")
    unknown = sorted(set(chosen) - set(FACETS))
    if unknown:
        raise UserError(f"no facet is called {unknown[0]!r}", remedy=f"Known: {', '.join(FACETS)}.")
    asked = ("explored", question, tuple(sorted(chosen.items())), sort, house.today)
    return house.memory.answer(asked, lambda: _explore(house, question, dict(chosen), sort))


def _explore(house: House, question: Question, chosen: dict[str, str], sort: str) -> Explored:
    found, every = _lines(house, question)
    kept = [line for line in every if _fits(line, chosen)]
    return Explored(
        question=question,
        register=found.register,
        chosen=chosen,
        sort=sort,
        lines=tuple(sorted(kept, key=lambda line: key_of(line, sort))),
        facets={name: _counts(every, chosen, name) for name in FACETS},
        total=len(every),
        ground_not_stated=found.answer.ground_not_stated,
    )


def _lines(house: House, question: Question) -> tuple[Gaps, tuple[Line, ...]]:
    def made() -> tuple[Gaps, tuple[Line, ...]]:
        found = find_gaps(house, replace(question, sort="governments"))
        listed = _Listed(found.register)
        return found, tuple(_line(house, found.register, gap, listed(gap.target)) for gap in found.answer.gaps)

    return house.memory.answer(("lines", replace(question, sort="governments"), house.today), made)


class _Listed:
    """Which governments list a target now: those one of whose newest editions carries an entry of it."""

    def __init__(self, register: Register) -> None:
        self._newest = {
            (line.days[-1].list_id, line.days[-1].date): line.jurisdiction for line in register.lines if line.days
        }

    def __call__(self, target: Target) -> tuple[str, ...]:
        places = {(item.entry.list_id, item.editions[-1]) for item in target.versions}
        return tuple(sorted({where for place, where in self._newest.items() if place in places}))


def _line(house: House, register: Register, gap: Gap, listed: tuple[str, ...]) -> Line:
    power = best_power(gap)
    regimes = dict.fromkeys(item.regime for cell in gap.have for item in cell.designations if item.regime)
    marks = [(*item.key, item.entry.primary_name.full) for item in gap.target.versions]
    situations = dict.fromkeys(name for mark in marks for name in house.curated.situations_for(*mark))
    have = {cell.jurisdiction for cell in gap.have}
    values = {
        "open": (_open_years(gap),),
        "since": (_since_year(gap),),
        "ground": _grounds(gap, register),
        "by": tuple(cell.jurisdiction for cell in gap.have),
        "at": (gap.lack.jurisdiction,),
        "status": (gap.status.value,),
        "route": (str(power["fit"]) if power else NO_ROUTE,),
        "explained": (gap.explained.value,) if gap.explained else (),
        "regime": tuple(regimes),
        "country": tuple(item.code for item in gap.target.countries if item.code),
        "kind": (gap.target.kind.value,),
        "situation": tuple(situations),
        "others": tuple(name for name in listed if name not in have),
    }
    return Line(gap, tuple(sorted({*listed, *have})), values, power)


def _open_years(gap: Gap) -> str:
    if gap.days_open is None:
        return NOT_KNOWN
    return next(name for name, below in OPEN_DAYS if (gap.days_open or 0) < below)


def _since_year(gap: Gap) -> str:
    """Return the year of the first listing that is known to the year; a day between two editions is not known."""
    known = [cell.since for cell in gap.have if cell.since and cell.since.precision is not Precision.INTERVAL]
    return min((date.value[:4] for date in known), default=NOT_KNOWN)


def _grounds(gap: Gap, register: Register) -> tuple[str, ...]:
    """Return the grounds that are stated; a regime of one theme states it, one of both states none."""
    found: dict[str, None] = {}
    for item in (designation for cell in gap.have for designation in cell.designations):
        regime = register.regimes.get(item.regime)
        only = tuple(theme.value for theme in regime.themes) if regime and len(regime.themes) == 1 else ()
        found |= dict.fromkeys(item.grounds or only)
    return tuple(found) or (NOT_KNOWN,)


def best_power(gap: Gap) -> Mapping[str, object] | None:
    """Return the fittest power of a gap's route, as JSON shows it; None where there is none."""
    powers = (gap.route or {}).get("powers")
    return powers[0] if isinstance(powers, list) and powers else None


def _fits(line: Line, chosen: Mapping[str, str]) -> bool:
    return all(value in line.values[name] for name, value in chosen.items())


def _counts(every: Sequence[Line], chosen: Mapping[str, str], name: str) -> tuple[tuple[str, int], ...]:
    rest = {key: value for key, value in chosen.items() if key != name}
    found = Counter(value for line in every if _fits(line, rest) for value in line.values[name])
    if name == "since":
        return tuple(sorted(found.items(), key=lambda item: (item[0] != NOT_KNOWN, item[0]), reverse=True))
    order = {value: place for place, value in enumerate(IN_ORDER.get(name, ()))}
    return tuple(sorted(found.items(), key=lambda item: (order.get(item[0], 0), -item[1], item[0])))


def key_of(line: Line, sort: str) -> Key:
    """Return the place of a line in an order: whole numbers and text only, no two alike."""
    gap = line.gap
    end: Key = (gap.target.name.casefold(), gap.target.id, gap.lack.jurisdiction)
    heads: dict[str, Callable[[], Key]] = {
        "governments": lambda: (-len(line.listed_by), _rank(line), -_open(gap)),
        "open": lambda: (-_open(gap),),
        "newest": lambda: (-_newest(gap),),
        "name": lambda: (),
    }
    return (*heads[sort](), *end)


def _rank(line: Line) -> int:
    return ROUTE_RANK[str(line.power["fit"])] if line.power else len(ROUTE_RANK)


def _open(gap: Gap) -> int:
    return gap.days_open if gap.days_open is not None else (gap.days_open_range or (0, 0))[0]


def _newest(gap: Gap) -> int:
    return max((cell.since.latest.toordinal() for cell in gap.have if cell.since), default=dt.date.min.toordinal())


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of an answer, the number of the first, and where the next page begins (empty: this is the last)."""

    lines: tuple[Line, ...]
    first: int
    next: str


def page_of(found: Explored, after: str, size: int) -> Page:
    """Return the `size` lines that follow a place in the order; UserError for a place that is none."""
    start = 0
    if after:
        place = decoded(after)
        start = next((i for i, line in enumerate(found.lines) if key_of(line, found.sort) > place), len(found.lines))
    lines = found.lines[start : start + size]
    more = start + size < len(found.lines)
    return Page(lines, start + 1, encoded(key_of(lines[-1], found.sort)) if more else "")


def encoded(key: Key) -> str:
    """Return a place in an order as text for an address."""
    plain = json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return base64.urlsafe_b64encode(plain).decode("ascii").rstrip("=")


def decoded(text: str) -> Key:
    """Return the place in an order that an address holds; UserError for a text that is none."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, UnicodeError) as error:
        raise UserError("this page's place is not readable", remedy="Begin again from the first page.") from error
    if not isinstance(plain, list) or not plain or not all(isinstance(part, int | str) for part in plain):
        raise UserError("this page's place is not readable", remedy="Begin again from the first page.")
    return _Place(plain)


class _Place(tuple[int | str, ...]):
    """A place from an address: it may be of another order, and compares as the first where it does."""

    def __lt__(self, other: object) -> bool:
        try:
            return isinstance(other, tuple) and tuple(self) < other
        except TypeError:
            return True
