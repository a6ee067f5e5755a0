"""inconcert gaps."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import click

from inconcert.cli.options import as_of_option, day_of, home_option, json_option, names_of, open_house, print_json
from inconcert.cli.words import government, print_editions, print_table, spelt_event
from inconcert.formats.display import safe_text
from inconcert.gaps.gaps import THEMES, Question
from inconcert.model.target import Gap
from inconcert.model.vocabulary import Kind
from inconcert.verbs.gaps import Gaps, find_gaps
from inconcert.verbs.shapes import gaps_shape
from inconcert.verbs.words import EXPLAINED, FITS, waiting_words


@click.command(name="gaps", epilog="Example: inconcert gaps --have us --lack gb,ca --situation xinjiang")
@click.option("--have", metavar="A,B", help="Governments that list the target: any of them.")
@click.option("--have-all", "have_all", metavar="A,B", help="Governments that all list the target.")
@click.option("--lack", metavar="C,D", help="Governments where it is not in force: any of them, one row each.")
@click.option("--lack-all", "lack_all", metavar="C,D", help="Governments none of which lists it.")
@click.option("--situation", default="", metavar="S", help="Only targets of a curated situation.")
@click.option("--country", default="", metavar="CC", help="Only targets of a country (ISO code).")
@click.option("--regime", default="", metavar="R", help="Only designations under this regime of a *have*.")
@click.option("--kind", type=click.Choice([item.value for item in Kind]), help="Only targets of this kind.")
@click.option("--theme", type=click.Choice(THEMES), default="any", show_default=True,
              help="any: regimes that carry either theme. all: every targeted regime.")  # fmt: skip
@click.option(
    "--thematic", is_flag=True, help="Only regimes about human rights or corruption anywhere (GLOMAG, GHR …)."
)
@click.option("--listed-since", "listed_since", metavar="DATE", help="Only listings since this day.")
@click.option("--sort", type=click.Choice(["governments", "open", "newest"]), default="governments", show_default=True)
@click.option("--include", type=click.Choice(["in_force"]), help="in_force: the rows that are no gaps as well.")
@click.option("--explain", is_flag=True, help="Why and how: the kind of each gap, and the powers that could close it.")
@as_of_option
@home_option
@json_option
def command(
    have: str | None,
    have_all: str | None,
    lack: str | None,
    lack_all: str | None,
    situation: str,
    country: str,
    regime: str,
    kind: str | None,
    theme: str,
    thematic: bool,
    listed_since: str | None,
    sort: str,
    include: str | None,
    explain: bool,
    as_of: str | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """Who is listed by one government and not found with another, as of a date.

    Not found is never a fact of the world: it means not found on that list as of that edition.
    """
    if bool(have) == bool(have_all) or bool(lack) == bool(lack_all):
        raise click.UsageError("Give --have (or --have-all) and --lack (or --lack-all).")
    question = Question(
        have=names_of(have or have_all or ""),
        lack=names_of(lack or lack_all or ""),
        day=day_of(as_of),
        have_all=bool(have_all),
        lack_all=bool(lack_all),
        theme=theme,
        regime=regime,
        kind=Kind(kind) if kind else None,
        country=country.lower(),
        listed_since=day_of(listed_since),
        include_in_force=bool(include),
        thematic=thematic,
        sort=sort,
    )
    with open_house(home) as house:
        found = find_gaps(house, question, situation, imported=True)
        if as_json:
            print_json(gaps_shape(found.register, found.answer, house.today))
        else:
            _print(found, explain, house.today)


def _print(found: Gaps, explain: bool, today: dt.date) -> None:
    rows = [_row(gap) for gap in found.answer.gaps]
    print_table(("id", "name", "listed by", "since", "not with", "status"), rows)
    if explain:
        for gap in found.answer.gaps:
            _explain(gap)
    counts = Counter(gap.status.value for gap in found.answer.gaps)
    click.echo(", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in sorted(counts.items())) or "no row")
    unsure = sum(bool(gap.waiting) for gap in found.answer.gaps)
    if unsure:
        click.echo(
            f"{unsure:,} of them wait for a person: they may be listed there by another entry (`inconcert review`)"
        )
    if found.answer.ground_not_stated:
        click.echo(f"{found.answer.ground_not_stated:,} more: ground not stated")
    print_editions(found.register, (*found.answer.question.have, *found.answer.question.lack), today)


def _explain(gap: Gap) -> None:
    """Print the kind of a gap, each power with what must be argued and what speaks against it, and its sources."""
    if gap.route is None:
        return
    why = EXPLAINED[gap.explained] if gap.explained else gap.why
    click.echo(f"\n{safe_text(gap.target.name)} → {government(gap.lack.jurisdiction)}: {why}.")
    route: dict[str, Any] = gap.route
    for power in route["powers"]:
        click.echo(f"  {power['title']} ({power['regime']}): {FITS[power['fit']]}")
        for line in power["lines"]:
            unsure = "" if line["confidence"] == "H" else f" [unverified, {line['confidence']}]"
            click.echo(f"    {line['heading']}: {line['text']}{unsure}")
    for shut in route["excluded"]:
        said = " ".join(item["text"] for item in shut["why"])
        click.echo(f"  Not by {shut['title']} ({shut['regime']}): {said}")
    for note in route["notes"]:
        click.echo(f"  Also: {note['text']}")
    if route["none"]:
        click.echo(f"  No route: {route['none']}")
    click.echo(f"  {route['not_advice']}")


def _row(gap: Gap) -> tuple[str, ...]:
    listed = ", ".join(
        f"{government(cell.jurisdiction)} {'+'.join(sorted({item.regime for item in cell.designations}))}"
        for cell in gap.have
    )
    starts = [cell.since for cell in gap.have if cell.since]
    since = spelt_event(min(starts, key=lambda item: item.latest)) if starts else ""
    status = gap.status.value.replace("_", " ")
    if gap.related:
        status += f"; part only: {', '.join(item.name for item in gap.related)}"
    if gap.waiting:
        status += f"; unsure: may be {', '.join(waiting_words(item) for item in gap.waiting)}"
    return (gap.target.id, gap.target.name, listed, since, government(gap.lack.jurisdiction), status)
