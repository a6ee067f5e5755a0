"""inconcert stats."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import as_of_option, day_of, home_option, json_option, names_of, open_house, print_json
from inconcert.cli.words import government, print_table
from inconcert.verbs.leadtimes import GROUPS, LeadTimes, lead_times, lead_times_shape
from inconcert.verbs.stats import Figure, figures, figures_page, figures_shape, value_words
from inconcert.watch.leadtimes import Distribution


@click.command(name="stats", epilog="Example: inconcert stats us-glomag-newest gb-of-us-newest")
@click.argument("names", nargs=-1, metavar="[FIGURE]...")
@click.option("--lead-times", "pair", metavar="A,B", help="Days from a listing by A to one by B, instead of figures.")
@click.option("--situation", default="", metavar="S", help="For lead times: only targets of a curated situation.")
@click.option("--markdown", is_flag=True, help="Print the figures as the table of docs/figures.md.")
@as_of_option
@home_option
@json_option
def command(
    names: tuple[str, ...],
    pair: str | None,
    situation: str,
    markdown: bool,
    as_of: str | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """Figures with their definition, the editions they rest on, and what others have published.

    Lead times count open ones as open: a median is reached only when half have been mirrored.
    With --as-of, what is defined by the newest edition is counted as of that day; a figure that its definition sets on
    another day is given where that day had come, and refused by name where it had not.
    """
    day = day_of(as_of)
    governments = names_of(pair or "")
    if pair and len(governments) != 2:
        raise click.UsageError("--lead-times takes two governments: --lead-times us,gb")
    if (situation and not pair) or (names and pair):
        raise click.UsageError("--situation is for --lead-times, figures are asked for without it.")
    with open_house(home) as house:
        if pair:
            found = lead_times(house, governments[0], governments[1], situation, day)
            if as_json:
                print_json(lead_times_shape(found, house.today))
            else:
                _print_lead_times(found)
            return
        counted = figures(house, names, day)
        if as_json:
            print_json(figures_shape(counted, house.today))
        elif markdown:
            click.echo(figures_page(counted), nl=False)
        else:
            _print(counted)


def _print(found: tuple[Figure, ...]) -> None:
    for item in found:
        click.echo(f"{item.wanted.id}: {value_words(item)}")
        click.echo(f"  {item.wanted.definition}")
        if item.note:
            click.echo(f"  note: {item.note}")
        if item.wanted.published:
            click.echo(f"  published: {item.wanted.published} ({item.wanted.published_by})")
        if item.wanted.why:
            click.echo(f"  why it may differ: {item.wanted.why}")
        for edition in item.editions:
            click.echo(f"  {edition.list_id} {edition.date}, {edition.provenance}, sha256 {edition.sha256}")


def _print_lead_times(found: LeadTimes) -> None:
    heads = ("group", "mirrored", "open", "before", "median days", "mirrored alone", "shortest", "longest", "open for")
    for name in GROUPS:
        print_table(heads, [_row(item) for item in found.by[name]], title=f"by {name}" if name != "all" else "")
    differing = [item for item in found.found if item.mirrored and not item.same_kind and item.days is not None]
    for item in differing:
        click.echo(
            f"{item.name}: {item.days} days between {item.started.kind} {item.started.value} and "
            f"{item.mirrored.kind if item.mirrored else ''} {item.mirrored.value if item.mirrored else ''}"
        )
    covered = sum(item.outcome == "not_covered" for item in found.found)
    click.echo(
        f"{government(found.first)} to {government(found.second)}: {len(found.found)} targets, {covered} not covered, "
        f"{sum(item.days is None for item in found.found if item.outcome in ('mirrored', 'open'))} without a day"
    )


def _row(item: Distribution) -> tuple[str, ...]:
    days = (item.closed_median, item.shortest, item.longest, item.open_median)
    return (item.group, str(item.mirrored), str(item.open), str(item.before), _span(*item.median),
            *("–" if value is None else str(value) for value in days))  # fmt: skip


def _span(least: int | None, most: int | None) -> str:
    if least is None:
        return "not reached"
    if least == most:
        return str(least)
    return f"{least} … {'not reached' if most is None else most}"
