"""Statistics: listings by year and government, lead times, coverage; each picture with its table and its words."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from inconcert.gaps.gaps import Question
from inconcert.model.target import Cell
from inconcert.model.vocabulary import Precision
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House
from inconcert.verbs.status import status
from inconcert.web import pictures
from inconcert.web.answering import Table, facts, kept, only, page
from inconcert.web.asking import Asking
from inconcert.web.languages import Language
from inconcert.web.saying import government

COMPARED = ("us", "gb", "ca", "eu", "au")
FIRST_YEAR = 2016


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counts of listings under thematic regimes: by (year, government), and the days from one government to another.

    `lead` holds for each pair (first, then) the days between, known to the day, for targets that both list.
    """

    by_year: dict[tuple[str, str], int]
    undated: dict[str, int]
    lead: dict[tuple[str, str], tuple[int, ...]]
    shared: dict[tuple[str, str], int]
    totals: dict[str, int]


def numbers_of(house: House) -> Numbers:
    """Return the statistics of the newest editions, worked out once for each state of the home."""
    return house.memory.once("statistics", lambda: _numbers(house))


def _numbers(house: House) -> Numbers:
    by_year: Counter[tuple[str, str]] = Counter()
    undated: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    lead: dict[tuple[str, str], list[int]] = {}
    for have in COMPARED:
        lacking = tuple(code for code in COMPARED if code != have)
        asked = Question(have=(have,), lack=lacking, thematic=True, include_in_force=True)
        seen: set[str] = set()
        for gap in find_gaps(house, asked).answer.gaps:
            if gap.target.id not in seen:
                seen.add(gap.target.id)
                totals[have] += 1
                _count(gap.have[0], have, by_year, undated)
            if gap.status == "in_force":
                shared[have, gap.lack.jurisdiction] += 1
                if gap.lead_time_days is not None and gap.lead_time_days >= 0:
                    lead.setdefault((have, gap.lack.jurisdiction), []).append(gap.lead_time_days)
    return Numbers(
        dict(by_year), dict(undated), {k: tuple(sorted(v)) for k, v in lead.items()}, dict(shared), dict(totals)
    )


def _count(cell: Cell, have: str, by_year: Counter[tuple[str, str]], undated: Counter[str]) -> None:
    if cell.since is None or cell.since.precision is Precision.INTERVAL:
        undated[have] += 1
    else:
        by_year[cell.since.value[:4], have] += 1


def year_rows(found: Numbers) -> list[tuple[str, list[int]]]:
    """Return (year, listings of each compared government), oldest first."""
    years = sorted({year for year, _ in found.by_year if int(year) >= FIRST_YEAR})
    return [(year, [found.by_year.get((year, code), 0) for code in COMPARED]) for year in years]


def statistics_page(house: House, asking: Asking) -> Response:
    """Answer the statistics with their pictures."""
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
        }

    if answer := facts(asking, shape, table):
        return answer
    leads = [
        (a, b, len(days), int(statistics.median(days)), days[0], days[-1])
        for (a, b), days in sorted(found.lead.items(), key=lambda item: -len(item[1]))
    ]
    return page(house, asking, "statistics.html", found=found, compared=COMPARED, years=year_rows(found), leads=leads,
                lists=status(house), drawn=pictures.can_draw())  # fmt: skip


def picture(house: House, asking: Asking) -> Response:
    """Answer one picture as SVG; its table stands on the page of statistics."""
    name = asking.request.path_params["picture"]
    if asking.form != "svg" or name not in SPECS or not pictures.can_draw():
        raise HTTPException(404)
    drawn = house.memory.answer(("svg", name, asking.language.code), lambda: _draw(house, asking.language, name))
    return kept(asking, drawn.encode("utf-8"), "image/svg+xml")


def _draw(house: House, language: Language, name: str) -> str:
    found = numbers_of(house)
    words = {code: government(language, code) for code in COMPARED}
    if name == "years":
        rows = [
            {"year": year, "government": words[code], "number": number}
            for year, counts in year_rows(found)
            for code, number in zip(COMPARED, counts, strict=True)
        ]
        return pictures.years(rows, [words[code] for code in COMPARED], language)
    if name == "lead":
        pairs = [
            {"pair": f"{words[a]} → {words[b]}", "days": day}
            for (a, b), days in found.lead.items()
            for day in days
            if len(days) >= 5
        ]
        return pictures.lead(pairs, language)
    held = [
        {"list": item.publication.list_id, "day": edition.date if len(edition.date) == 10 else f"{edition.date}-01"}
        for item in status(house)
        for edition in item.editions
    ]
    return pictures.coverage(held, language)


SPECS = ("years", "lead", "coverage")
