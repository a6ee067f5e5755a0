"""inconcert renewals."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import as_of_option, day_of, home_option, json_option, names_of, open_house, print_json
from inconcert.cli.words import government, print_table, spelt
from inconcert.verbs.renewals import Renewals, by_due, find_renewals, name_of, renewals_shape

_names_shown_max = 5


@click.command(name="renewals", epilog="Example: inconcert renewals --within 90")
@click.option("--within", type=click.IntRange(0, 3660), default=90, show_default=True, metavar="DAYS",
              help="Within so many days.")  # fmt: skip
@click.option("--by", default="", metavar="A,B", help="Only these governments.")
@as_of_option
@home_option
@json_option
def command(within: int, by: str, as_of: str | None, home: Path | None, as_json: bool) -> None:
    """Listings that end, or are reviewed, within so many days unless somebody acts.

    What ends and when is said by the law of each regime, with its source; a listing without a known day is counted.
    """
    with open_house(home) as house:
        found = find_renewals(house, within, names_of(by), day_of(as_of))
        if as_json:
            print_json(renewals_shape(found))
        else:
            _print(found)


def _print(found: Renewals) -> None:
    rows = []
    for (due, kind, where, regime), items in by_due(found.found):
        names = ", ".join(name_of(found, item) for item in items[:_names_shown_max])
        more = f" and {len(items) - _names_shown_max} more" if len(items) > _names_shown_max else ""
        rows.append(
            (spelt(due), str(items[0].runs_out.days), kind, government(where), regime, str(len(items)), names + more)
        )
    print_table(("due", "days", "what", "by", "regime", "targets", "who"), rows)
    for text in dict.fromkeys(
        item.runs_out.statement.text for item in found.found if item.runs_out.kind != "anniversary"
    ):
        click.echo(text)
    if found.without_day:
        click.echo(f"{found.without_day} more listings have no known day: their clock cannot be read")
    click.echo(f"{len(found.found)} within {found.within_days} days of {spelt(found.today.isoformat())}")
