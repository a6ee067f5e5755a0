"""The annexes of a letter: every target with where it is listed and where it is not found, and the editions."""

from __future__ import annotations

from inconcert.letters import citing
from inconcert.letters.facts import Fact, in_number, joined, phrases, spelt_day, spelt_event
from inconcert.letters.naming import name_runs
from inconcert.letters.plan import LetterRow, Missing, Plan, best_power
from inconcert.model.target import Cell, Designation
from inconcert.model.vocabulary import Status
from inconcert.typeset.tree import Block, Heading, PageBreak, Run, Runs, Table, plain

_STATUS = {
    Status.NOT_FOUND: "not_found_cell",
    Status.ENDED: "ended_cell",
    Status.NOT_COVERED: "not_covered_cell",
    Status.IN_FORCE: "in_force_cell",
}


def annexes(plan: Plan) -> list[Block]:
    """Return the annex of targets on pages on their side, and the annex of editions."""
    words = phrases(plan.language)
    return [
        PageBreak(landscape=True),
        Heading(words["annex"]),
        targets_table(plan),
        Heading(words["editions"]),
        editions_table(plan),
    ]


def targets_table(plan: Plan) -> Table:
    """Return a row for each target: who lists it since when, legal basis and number, and each addressee."""
    words = phrases(plan.language)
    places = tuple(words["head_missing"].format(addressee=words[item]) for item in plan.to)
    heads = (words["head_number"], words["head_target"], words["head_listed"], words["head_basis"], *places)
    rows = tuple(_row(plan, place, row) for place, row in enumerate(plan.rows, 1))
    caption = _caption(plan)
    return Table(caption, heads, rows, (4, 20, 15, 21, *(24,) * len(places)))


def short_table(plan: Plan) -> Table:
    """Return a row for each target, for one page: who lists it since when, and what each addressee's list shows."""
    words = phrases(plan.language)
    heads = (words["head_target"], words["head_listed"], *(words[item] for item in plan.to))
    rows = tuple(
        (name_runs(row), joined(tuple(_listed(plan, cell) for cell in row.have), words),
         *(_short(plan, row.at(where)) for where in plan.to))
        for row in plan.rows
    )  # fmt: skip
    return Table(_caption(plan), heads, rows, (40, 26, *(17,) * len(plan.to)))


def _caption(plan: Plan) -> str:
    words, count = phrases(plan.language), len(plan.rows)
    text = words["annex_caption_newest"] if plan.newest else in_number(words, "annex_caption", count)
    return text.format(count=count, day=spelt_day(plan.day, plan.language))


def _short(plan: Plan, missing: Missing | None) -> Runs:
    words = phrases(plan.language)
    if missing is None:
        return plain(words["no_gap_cell"])
    return plain(words[_STATUS[missing.gap.status]])


def _row(plan: Plan, place: int, row: LetterRow) -> tuple[Runs, ...]:
    words = phrases(plan.language)
    target = (*name_runs(row), Run(f"; {words[row.target.kind.value]}"))
    listed = joined(tuple(_listed(plan, cell) for cell in row.have), words)
    basis = tuple(_basis(plan, item) for cell in row.have for item in cell.designations if item.targeted)
    there = tuple(_missing(plan, row.at(where)) for where in plan.to)
    return (plain(str(place)), target, listed, joined(basis, {"and": "; ", "comma": "; "}), *there)


def _listed(plan: Plan, cell: Cell) -> Runs:
    words = phrases(plan.language)
    text = spelt_event(cell.since, plan.language) if cell.since else words["date_not_known"]
    return (Run(f"{words[cell.jurisdiction]}, "), Fact(text, citing.of_since(plan, cell)).run)


def _basis(plan: Plan, item: Designation) -> Runs:
    title = plan.titles.get(item.regime, item.programme)
    number = f", {item.list_id} {item.official_id}" if item.official_id else ""
    return (Fact(f"{title}{number}", citing.of_designation(plan, item)).run,)


def _missing(plan: Plan, missing: Missing | None) -> Runs:
    words = phrases(plan.language)
    if missing is None:
        return plain(words["no_gap_cell"])
    cell = missing.gap.lack
    text = words[_STATUS[missing.gap.status]]
    if cell.related:
        text += words["part_only"].format(related=", ".join(item.name for item in cell.related))
    power = best_power(missing.route)
    route = words["route_cell"].format(power=power.title) if power else words["no_route_cell"]
    return (Fact(text, citing.of_cell(plan, cell)).run, Run(f"; {route}"))


def editions_table(plan: Plan) -> Table:
    """Return a row for each edition that the letter rests on, with its full hash."""
    words = phrases(plan.language)
    heads = (words["head_list"], words["head_edition"], words["head_how"], words["head_hash"])
    rows = tuple(
        (
            plain(f"{citing.list_title(plan, item.list_id)} [{item.list_id}]"),
            plain(spelt_day(item.date, plan.language)),
            plain(citing.edition_words(plan, item)),
            plain(_in_groups(item.sha256)),
        )
        for item in plan.editions
    )
    return Table(words["editions_caption"], heads, rows, (28, 14, 26, 32))


def _in_groups(sha256: str) -> str:
    """Return a hash in groups of eight, so that a line can break in it."""
    return " ".join(sha256[at : at + 8] for at in range(0, len(sha256), 8))
