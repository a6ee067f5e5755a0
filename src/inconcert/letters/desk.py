"""The desk sheet: one page on one target for the officer who decides.

Public reasons are quoted only where the list's licence allows it (the UK's and the EU's); others are named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from inconcert.gaps.route import check_before_you_send, renderable
from inconcert.jurisdictions.sources import cite
from inconcert.letters.facts import Fact, phrases, spelt_day, spelt_event
from inconcert.letters.plan import best_power
from inconcert.model.dates import EventDate
from inconcert.model.law import Statement
from inconcert.model.route import Route
from inconcert.model.target import Cell, Designation, Gap, Target
from inconcert.model.vocabulary import Status
from inconcert.typeset.tree import Block, Document, Heading, Items, Paragraph, Run, Runs, Table, plain

QUOTABLE = frozenset({"gb", "eu"})
"""Governments whose licences allow their statements of reasons to be quoted: OGL v3.0, Decision 2011/833/EU."""

QUOTED_SIGNS_MAX = 600


@dataclass(frozen=True, slots=True)
class Value:
    """A printed value: what it is, the text, and where it stands."""

    what: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a desk sheet is made from; `cells` are of every government at hand, `gap` and `route` of the addressee.

    `reasons`: (government, text, source) as printed by a list. `titles`: regime id → official short title.
    """

    target: Target
    name: str
    to: str
    day: str
    language: str
    values: tuple[Value, ...]
    cells: tuple[Cell, ...]
    here: Cell
    gap: Gap | None
    route: Route | None
    reasons: tuple[tuple[str, str, str], ...]
    contested: tuple[Statement, ...]
    titles: Mapping[str, str]


def desk_document(sheet: Sheet) -> Document:
    """Return the page: who it is, who lists it, the power here, public reasons, what is missing, what is contested."""
    blocks: list[Block] = [
        Paragraph(_state(sheet)),
        Heading("Who it is"),
        identity_table(sheet),
        Heading("Who lists it, by the editions at hand"),
        _listed(sheet),
        Heading(f"The power here: {phrases(sheet.language)[sheet.to]}"),
        *_power(sheet),
        Heading("Public reasons of other governments"),
        *_reasons(sheet),
        Heading("What is missing for this addressee"),
        Items(tuple(missing(sheet))),
        Heading("Contested or not"),
        *_contested(sheet),
    ]
    title = f"Desk sheet: {sheet.name} ({sheet.target.id})"
    return Document(title, "en", sheet.day, tuple(blocks), sheet=True)


def _state(sheet: Sheet) -> Runs:
    words = phrases(sheet.language)
    status = {
        Status.IN_FORCE: "in force",
        Status.ENDED: "ended",
        Status.NOT_FOUND: "not found",
        Status.NOT_COVERED: "not covered by an edition",
    }[sheet.here.status]
    source = "; ".join(sheet.here.editions) or sheet.here.why
    where = f"{words[sheet.to]}, {spelt_day(sheet.day, sheet.language)}: "
    return (Run(where, bold=True), Fact(status, f"{sheet.here.why} ({source})").run)


def conflicts(values: tuple[Value, ...]) -> frozenset[str]:
    """Return the kinds of value on which sources differ: birth dates, places and genders that cannot all hold."""
    held: dict[str, list[str]] = {}
    for item in values:
        if item.what in ("birth date", "place of birth", "gender"):
            held.setdefault(item.what, []).append(item.text)
    return frozenset(what for what, texts in held.items() if not _agree(what, texts))


def _agree(what: str, texts: list[str]) -> bool:
    """Return whether one text says all that the others say: China agrees with Lianshui, China; 1958 with 1958-01."""
    if what == "birth date":
        longest = max(texts, key=len)
        return all(longest.startswith(text) for text in texts)
    parts = [frozenset(re.findall(r"\w+", text.casefold())) for text in texts]
    return all(part <= max(parts, key=len) for part in parts)


def identity_table(sheet: Sheet) -> Table:
    """Return identifying values by kind, each text once with every list that prints it, conflicts marked."""
    differing = conflicts(sheet.values)
    held: dict[str, dict[str, list[str]]] = {}
    for item in sheet.values:
        held.setdefault(item.what, {}).setdefault(item.text, []).append(item.source)
    rows = tuple(
        (
            (Run(what), *((Run(" (sources differ)", bold=True),) if what in differing else ())),
            tuple(run for place, (text, sources) in enumerate(texts.items()) for run in _printed(place, text, sources)),
        )
        for what, texts in held.items()
    )
    return Table("Identifiers as the lists print them", ("What", "Value, and where it is printed"), rows, (20, 80))


def _printed(place: int, text: str, sources: list[str]) -> Runs:
    lead = "; " if place else ""
    return (Run(lead + text), Run(f" [{', '.join(dict.fromkeys(sources))}]", italic=True))


def _listed(sheet: Sheet) -> Table:
    words = phrases(sheet.language)
    rows = [
        (
            plain(words[cell.jurisdiction]),
            plain(sheet.titles.get(item.regime, item.programme or "not stated")),
            plain(item.status.value.replace("_", " ")),
            plain(_dates(item)),
            plain(_edition(item)),
        )
        for cell in sheet.cells
        for item in cell.designations
    ]
    rows += [
        (plain(words[cell.jurisdiction]), plain("–"), plain("not found"), plain("–"), plain(", ".join(cell.editions)))
        for cell in sheet.cells
        if cell.status is Status.NOT_FOUND
    ]
    heads = ("Government", "Act or regime", "Status", "Dates", "Edition")
    return Table("Designations", heads, tuple(rows), (16, 28, 12, 24, 20))


def _dates(item: Designation) -> str:
    held = dict.fromkeys(f"{_kind(date)} {spelt_event(date, 'en')}" for date in item.dates)
    return "; ".join(held) or "not printed"


def _kind(date: EventDate) -> str:
    return date.kind.value.replace("_", " ")


def _edition(item: Designation) -> str:
    if item.source is None:
        return "no machine list; announced"
    return f"{item.source.list_id} {item.source.edition} ({item.source.provenance}), {item.official_id}"


def _power(sheet: Sheet) -> list[Block]:
    if sheet.route is None:
        return [Paragraph(plain("In force here, or not covered: no route is worked out."))]
    power = best_power(sheet.route)
    about = power.title if power else ""
    lines = [line for line in renderable(sheet.route) if line.about == about and line.heading != "Rests on"]
    items = tuple((Run(f"{line.heading}: ", bold=True), _fact(line.statement).run) for line in lines)
    shut = tuple(
        (Run(f"Not by {item.title}: ", bold=True), *(_fact(said).run for said in item.statements))
        for item in sheet.route.excluded
    )
    head = [Paragraph((Run(power.title, bold=True),))] if power else [Paragraph(plain(sheet.route.none or "None."))]
    return [*head, *([Items((*items, *shut))] if items or shut else [])]


def _fact(statement: Statement) -> Fact:
    return Fact(statement.text, cite(statement.sources))


def _reasons(sheet: Sheet) -> list[Block]:
    words = phrases(sheet.language)
    found: list[Block] = []
    for government, text, source in dict.fromkeys(sheet.reasons):
        if government in QUOTABLE:
            cut = text if len(text) <= QUOTED_SIGNS_MAX else text[:QUOTED_SIGNS_MAX].rsplit(" ", 1)[0] + " […]"
            quote = Fact(f"“{cut}”", source)
            found.append(Paragraph((Run(f"{words[government]}: ", bold=True), quote.run)))
        else:
            found.append(Paragraph((Run(f"{words[government]}: ", bold=True), Fact("stated on its list", source).run)))
    return found or [Paragraph(plain("None is printed by the lists at hand."))]


def missing(sheet: Sheet) -> list[Runs]:
    """Return what an officer would still have to find: identifiers, and what the law asks that is not sure."""
    kinds = {item.what for item in sheet.values}
    found: list[Runs] = []
    if sheet.target.kind.value == "person":
        for what in ("birth date", "place of birth", "country"):
            if what not in kinds:
                found.append(plain(f"No {what} is printed by any list at hand."))
    found += [
        plain(f"{what.capitalize()}: the lists differ; settle it before designation.")
        for what in sorted(conflicts(sheet.values))
    ]
    for line in check_before_you_send(sheet.route) if sheet.route else ():
        level = line.statement.confidence.value
        found.append((Run(f"{line.heading} (to be checked, {level}): "), _fact(line.statement).run))
    return found or [plain("Nothing that this register can see.")]


def _contested(sheet: Sheet) -> list[Block]:
    if not sheet.contested:
        return [Paragraph(plain("No dispute of a listing is recorded here; that is not a finding that there is none."))]
    return [Items(tuple((_fact(item).run,) for item in sheet.contested))]
