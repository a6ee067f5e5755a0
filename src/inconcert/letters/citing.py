"""How a fact of the register is cited in a footnote: list, edition, how it came to us; or the curated source."""

from __future__ import annotations

import re

from inconcert.letters.facts import phrases, spelt_day
from inconcert.letters.plan import LetterRow, Missing, Plan
from inconcert.model.dates import EventDate
from inconcert.model.edition import Edition
from inconcert.model.target import Cell, Designation

_LEVEL = re.compile(r"^curated \([HML]\): ")


def edition_words(plan: Plan, edition: Edition) -> str:
    """Return how an edition came to us, in words: the same on every day on which the letter is made again."""
    words = phrases(plan.language)
    text = words[f"provenance_{edition.provenance.value}"]
    if edition.entries_embedded is not None:
        text += words["embedded"].format(some=edition.entries_embedded, all=edition.entries_total)
    return text


def list_title(plan: Plan, list_id: str) -> str:
    """Return the title of a list, else its id."""
    return dict(plan.list_titles).get(list_id, list_id)


def cited(plan: Plan, list_id: str, date: str) -> str:
    """Return an edition as a footnote names it; the hash stands in the annex of editions."""
    edition = next((item for item in plan.editions if (item.list_id, item.date) == (list_id, date)), None)
    how = f" ({phrases(plan.language)[f'provenance_{edition.provenance.value}']})" if edition else ""
    return f"{list_title(plan, list_id)} [{list_id}], {spelt_day(date, plan.language)}{how}"


def of_designation(plan: Plan, item: Designation) -> str:
    """Return where a designation is read: the list's edition, else the announcement."""
    if item.source is not None:
        return cited(plan, item.source.list_id, item.source.edition)
    sources = [of_date(date) for date in item.dates if date.source]
    return "; ".join(dict.fromkeys(sources)) or f"{item.jurisdiction}: {item.why}"


def of_date(date: EventDate) -> str:
    """Return where a date that no list prints was read."""
    return _LEVEL.sub("", date.source)


def of_since(plan: Plan, cell: Cell) -> str:
    """Return where the first day of a listing is read."""
    if cell.since is None or not cell.since.source:
        return of_cell(plan, cell)
    dates = [date for item in cell.designations for date in item.dates if date.value == cell.since.value]
    return "; ".join(dict.fromkeys(of_date(date) for date in dates if date.source)) or of_date(cell.since)


def of_cell(plan: Plan, cell: Cell) -> str:
    """Return what a cell rests on: its reason in words, and the editions behind it."""
    held = [cited(plan, *item.split(" ", 1)) for item in cell.editions]
    return f"{cell.why}. {'; '.join(held)}" if held else cell.why


def of_missing(plan: Plan, missing: tuple[Missing, ...]) -> str:
    """Return the evidence of "not found" for several targets, each distinct kind once."""
    held = dict.fromkeys(of_cell(plan, item.gap.lack) for item in missing)
    return " | ".join(held)


def of_annex(plan: Plan, rows: tuple[LetterRow, ...]) -> str:
    """Return the source of a count: the lists that name the targets counted."""
    held = dict.fromkeys(
        cited(plan, item.source.list_id, item.source.edition)
        for row in rows
        for cell in row.have
        for item in cell.designations
        if item.source
    )
    return "; ".join(held) or "; ".join(dict.fromkeys(cell.why for row in rows for cell in row.have))
