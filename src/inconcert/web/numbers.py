"""Statistics: listings by year and government, lead times, coverage; each picture with its table and its words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from starlette.responses import Response

from inconcert.gaps.gaps import Question
from inconcert.model.target import Cell
from inconcert.model.vocabulary import Precision
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House
from inconcert.web.answering import Table, facts, only
from inconcert.web.asking import Asking

COMPARED = ("us", "gb", "ca", "eu", "au")
FIRST_YEAR = 2016


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counts of listings under thematic regimes: by (year, government), and the days from one government to another.

    `lead` holds for each pair (first, then) the days between, known to the day, for targets that both list. `sets`
    counts each target once, under exactly those governments that list it (at least one of them thematically).
    """

    by_year: dict[tuple[str, str], int]
    undated: dict[str, int]
    lead: dict[tuple[str, str], tuple[int, ...]]
    shared: dict[tuple[str, str], int]
    totals: dict[str, int]
    sets: dict[tuple[str, ...], int]


def numbers_of(house: House) -> Numbers:
    """Return the statistics of the newest editions, worked out once for each state of the home."""
    return house.memory.once("statistics", lambda: _numbers(house))


def _numbers(house: House) -> Numbers:
    by_year: Counter[tuple[str, str]] = Counter()
    undated: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    lead: dict[tuple[str, str], list[int]] = {}
    listed: dict[str, set[str]] = {}
    for have in COMPARED:
        lacking = tuple(code for code in COMPARED if code != have)
        asked = Question(have=(have,), lack=lacking, thematic=True, include_in_force=True)
        seen: set[str] = set()
        for gap in find_gaps(house, asked).answer.gaps:
            if gap.target.id not in seen:
                seen.add(gap.target.id)
                totals[have] += 1
                _count(gap.have[0], have, by_year, undated)
            listed.setdefault(gap.target.id, set()).add(have)
            if gap.status == "in_force":
                listed[gap.target.id].add(gap.lack.jurisdiction)
                shared[have, gap.lack.jurisdiction] += 1
                if gap.lead_time_days is not None and gap.lead_time_days >= 0:
                    lead.setdefault((have, gap.lack.jurisdiction), []).append(gap.lead_time_days)
    return Numbers(
        dict(by_year), dict(undated), {k: tuple(sorted(v)) for k, v in lead.items()}, dict(shared), dict(totals),
        dict(Counter(tuple(code for code in COMPARED if code in held) for held in listed.values())),
    )  # fmt: skip


def _count(cell: Cell, have: str, by_year: Counter[tuple[str, str]], undated: Counter[str]) -> None:
    if cell.since is None or cell.since.precision is Precision.INTERVAL:
        undated[have] += 1
    else:
        by_year[cell.since.value[:4], have] += 1


def year_rows(found: Numbers) -> list[tuple[str, list[int]]]:
    """Return (year, listings of each compared government), oldest first."""
    years = sorted({year for year, _ in found.by_year if int(year) >= FIRST_YEAR})
    return [(year, [found.by_year.get((year, code), 0) for code in COMPARED]) for year in years]


def statistics_facts(house: House, asking: Asking) -> Response | None:
    """Return the statistics as JSON, CSV or a spreadsheet where the address asks for them; None for the page."""
    only(asking, "json", "csv", "xlsx")
    found = numbers_of(house)

    def table() -> Table:
        return ("year", *COMPARED), [(year, *counts) for year, counts in year_rows(found)]

    def shape() -> object:
        return {
            "listed_by_year": {year: dict(zip(COMPARED, counts, strict=True)) for year, counts in year_rows(found)},
            "date_not_known": found.undated,
            "lead_time_days": {f"{a}-{b}": list(days) for (a, b), days in sorted(found.lead.items())},
            "shared": {f"{a}-{b}": number for (a, b), number in sorted(found.shared.items())},
            "totals": found.totals,
            "sets": {"+".join(codes): number for codes, number in sorted(found.sets.items())},
        }

    return facts(asking, shape, table)
