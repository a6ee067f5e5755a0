"""The figures of the statistics: each a picture with its table, its source, its words for who cannot see it.

Each is served as SVG and PNG (drawn for a page, or with `narrow` for a phone), CSV (its table) and JSON (its Vega-Lite,
so that anyone can draw it again).
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from inconcert.verbs.house import House
from inconcert.verbs.status import status
from inconcert.web import pictures
from inconcert.web.answering import facts, kept, only, page
from inconcert.web.asking import Asking
from inconcert.web.languages import Language
from inconcert.web.numbers import COMPARED, numbers_of, statistics_facts, year_rows
from inconcert.web.saying import government

LEAD_LEAST = 5
SETS_WIDE, SETS_NARROW = 20, 8
FORMS = ("svg", "png", "csv", "json")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture and what stands beside it. `alt` says what is seen, with its figures; the table holds every number.

    `spec` gives its Vega-Lite for a page, or for a phone where it is asked with True.
    """

    name: str
    title: str
    alt: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    spec: Callable[[bool], pictures.Spec]


def figure(house: House, language: Language, name: str) -> Figure:
    """Return a figure by its name; raises KeyError for none."""
    make = FIGURES[name]
    return house.memory.answer(("figure", name, language.code), lambda: make(house, language))


def figures(house: House, language: Language) -> dict[str, Figure]:
    """Return every figure by name."""
    return {name: figure(house, language, name) for name in FIGURES}


def statistics_page(house: House, asking: Asking) -> Response:
    """Answer the statistics: every figure with its table."""
    if answer := statistics_facts(house, asking):
        return answer
    language = asking.language
    return page(house, asking, "statistics.html", figures=figures(house, language), drawn=pictures.can_draw(),
                sources=source_of(house, language), least=LEAD_LEAST)  # fmt: skip


def picture(house: House, asking: Asking) -> Response:
    """Answer one figure: /pictures/NAME.svg, .png, .csv or .json."""
    name = asking.request.path_params["picture"]
    if asking.form not in FORMS or name not in FIGURES:
        raise HTTPException(404)
    found = figure(house, asking.language, name)
    narrow, alone = asking.get("narrow") == "on", asking.get("alone") == "on"

    def spec() -> pictures.Spec:
        plain = found.spec(narrow)
        source = source_line(house, asking.language)
        rtl = asking.language.direction == "rtl"
        return pictures.titled(plain, found.title, source, rtl=rtl) if alone else plain

    if answer := facts(asking, lambda: pictures.whole(spec()), lambda: (found.heads, found.rows)):
        return answer
    return drawn(house, asking, ("svg", name, asking.language.code, narrow, alone), lambda: pictures.svg(spec()))


def drawn(house: House, asking: Asking, key: tuple[object, ...], draw: Callable[[], str]) -> Response:
    """Answer a picture as SVG or PNG, drawn once for each state of the home; 404 where nothing can draw."""
    only(asking, "svg", "png")
    if not pictures.can_draw():
        raise HTTPException(404)
    seen = house.memory.answer(key, draw)
    if asking.form == "svg":
        return kept(asking, seen.encode("utf-8"), "image/svg+xml")
    return kept(asking, house.memory.answer(("png", *key), lambda: pictures.png(seen)), "image/png")


def _years(house: House, language: Language) -> Figure:
    found, rows = numbers_of(house), year_rows(numbers_of(house))
    text, said = language.text, {code: government(language, code) for code in COMPARED}
    strips = {code: _dated(language, said[code], found.totals.get(code, 0), found.undated.get(code, 0))
              for code in COMPARED}  # fmt: skip
    years: list[tuple[str | int, ...]] = [(year, *counts) for year, counts in rows]
    bars = [
        {"strip": strips[code], "year": year, "number": number}
        for year, counts in rows
        for code, number in zip(COMPARED, counts, strict=True)
    ]
    most = []
    for place, code in enumerate(COMPARED):
        year, counts = max(rows, key=lambda item: item[1][place], default=("–", [0] * len(COMPARED)))
        peak = text("most in %(year)s: %(number)s") % {"year": year, "number": language.number(counts[place])}
        most.append(f"{_plain(strips[code])}; {peak}")
    order, words = list(strips.values()), pictures.Words(x=text("Year"), rtl=language.direction == "rtl")
    return Figure(
        "years",
        text("Listings by year"),
        text("Bars, for each government the targets listed each year.") + " " + ". ".join(most) + ".",
        (text("Year"), *said.values()),
        (*years,
         (text("day not known"), *(found.undated.get(code, 0) for code in COMPARED)),
         (text("all"), *(found.totals.get(code, 0) for code in COMPARED))),
        lambda narrow: pictures.years(bars, order, words, narrow=narrow),
    )  # fmt: skip


def _dated(language: Language, name: str, number: int, undated: int) -> str:
    many = language.texts("%s target", "%s targets", number) % language.number(number)
    if undated:
        many += ", " + language.text("of %s the day is not known") % language.number(undated)
    return _lines(language, name, many)


def _lines(language: Language, *parts: str) -> str:
    """Return lines with `|` between them; each says by a mark where it is read from right to left (UAX 9)."""
    start, end = ("\u2067", "\u2069") if language.direction == "rtl" else ("", "")
    return "|".join(f"{start}{part}{end}" for part in parts)


def _plain(words: str) -> str:
    return words.replace("|", ": ").replace("\u2067", "").replace("\u2069", "")


def _lead(house: House, language: Language) -> Figure:
    found, text = numbers_of(house), language.text
    pairs = sorted(found.lead.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = tuple(
        (f"{government(language, a)} → {government(language, b)}", len(days), int(statistics.median(days)),
         days[0], days[-1])
        for (a, b), days in pairs
    )  # fmt: skip
    strips = {row[0]: _strip(language, row) for row in rows}
    shown = [row for row in rows if row[1] >= LEAD_LEAST]
    ticks = [
        {"strip": strips[row[0]], "days": day}
        for row, (_, days) in zip(rows, pairs, strict=True)
        for day in days
        if len(days) >= LEAD_LEAST
    ]
    words = pictures.Words(x=text("Days from the first listing to the other"), rtl=language.direction == "rtl")
    return Figure(
        "lead",
        text("Lead times"),
        text("Strips with a tick for each target and a diamond at the median.") + " "
        + ". ".join(_plain(strips[row[0]]) for row in shown) + ".",
        (text("First, then"), text("Targets"), text("Median days"), text("Least"), text("Most")),
        rows,
        lambda narrow: pictures.lead(ticks, [strips[row[0]] for row in shown], words, narrow=narrow),
    )  # fmt: skip


def _strip(language: Language, row: Sequence[str | int]) -> str:
    number, median = int(row[1]), int(row[2])
    many = language.texts("%s target", "%s targets", number) % language.number(number)
    return _lines(language, str(row[0]), f"{many}, {language.text('median %s days') % language.number(median)}")


def _overlap(house: House, language: Language) -> Figure:
    found, text = numbers_of(house), language.text
    sets = sorted(found.sets.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
    shared = [(codes, number) for codes, number in sets if len(codes) > 1]
    rows = tuple((" + ".join(government(language, code) for code in codes), number) for codes, number in sets)
    labels = {}
    for code in COMPARED:
        every = sum(number for codes, number in sets if code in codes)
        alone = text("%(all)s, alone %(alone)s") % {
            "all": language.number(every), "alone": language.number(found.sets.get((code,), 0)),
        }  # fmt: skip
        labels[code] = _lines(language, government(language, code), alone)

    def spec(narrow: bool) -> pictures.Spec:
        dots = [
            {"set": place, "number": number, "row": labels[code], "in": code in codes}
            for place, (codes, number) in enumerate(shared[: SETS_NARROW if narrow else SETS_WIDE])
            for code in COMPARED
        ]
        return pictures.overlap(dots, list(labels.values()), pictures.Words(y=text("Targets")), narrow=narrow)

    first = ". ".join(f"{_joined(language, codes)}: {language.number(number)}" for codes, number in shared[:3])
    return Figure(
        "overlap",
        text("How far the lists overlap"),
        text("Bars over dots: how many targets each set of governments lists, most first.") + " " + first + ". "
        + ". ".join(_plain(label) for label in labels.values()) + ".",
        (text("Listed by exactly"), text("Targets")), rows, spec,
    )  # fmt: skip


def _joined(language: Language, codes: Sequence[str]) -> str:
    return " + ".join(government(language, code) for code in codes)


def _coverage(house: House, language: Language) -> Figure:
    text, lists = language.text, status(house)
    strips = {
        item.publication.list_id: f"{government(language, item.publication.jurisdiction)}|{item.publication.title}"
        for item in lists
    }
    dots = [
        {"strip": strips[item.publication.list_id], "day": edition.date + "-01" * (2 - edition.date.count("-"))}
        for item in lists
        for edition in item.editions
    ]
    rows = tuple(
        (_plain(strips[item.publication.list_id]), len(item.editions), language.day(item.editions[0].date),
         language.day(item.newest.date))
        for item in lists
    )  # fmt: skip
    words = pictures.Words(x=text("Day of the edition"), rtl=language.direction == "rtl")
    number = sum(len(item.editions) for item in lists)
    return Figure(
        "coverage",
        text("Coverage over time"),
        text("A dot for each of %(editions)s editions of %(lists)s lists, by its day.")
        % {"editions": language.number(number), "lists": language.number(len(lists))},
        (text("List"), text("Editions"), text("First"), text("Newest")),
        rows,
        lambda narrow: pictures.coverage(dots, list(strips.values()), words, narrow=narrow),
    )


FIGURES: dict[str, Callable[[House, Language], Figure]] = {
    "years": _years, "overlap": _overlap, "lead": _lead, "coverage": _coverage,
}  # fmt: skip


def source_line(house: House, language: Language) -> str:
    """Return the source of every figure in lines, `|` between them: the lists, their days, and by whom."""
    days = "; ".join(f"{who} {day}" for who, day in source_of(house, language))
    read = language.text("Drawn by inconcert on %s.") % language.day(house.today.isoformat())
    return _lines(language, language.text("Source: official lists, newest editions at hand:"), days, read)


def source_of(house: House, language: Language) -> list[tuple[str, str]]:
    """Return (government, day spelt out) of the newest edition of each principal list, by name."""
    newest: dict[str, Any] = {}
    for item in status(house):
        held = newest.get(item.publication.jurisdiction)
        if item.publication.principal and (held is None or item.newest.date > held):
            newest[item.publication.jurisdiction] = item.newest.date
    return sorted((government(language, code), language.day(date)) for code, date in newest.items())


def gap_counts(house: House) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return for each compared government how many of its targets each other one does not list now."""
    found = numbers_of(house)
    return [
        (have, [(lack, found.totals.get(have, 0) - found.shared.get((have, lack), 0) if lack != have else -1)
                for lack in COMPARED])
        for have in COMPARED
    ]  # fmt: skip
