"""inconcert changes."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import day_of, home_option, json_option, names_of, open_house, print_json
from inconcert.cli.words import print_table
from inconcert.model.errors import UserError
from inconcert.verbs.changes import IN_PART, NOTE, Asked, Changes, changes_shape, counts_of, find_changes, when_words
from inconcert.watch.changes import Change

_values_shown_max = 3


@click.command(name="changes", epilog="Example: inconcert changes --since 2021-12-09 --until 2021-12-10 --by us")
@click.option("--since", required=True, metavar="DATE", help="The first day, YYYY-MM-DD.")
@click.option("--until", metavar="DATE", help="The last day. Without it: each list's newest edition.")
@click.option("--by", default="", metavar="A,B", help="Only these governments.")
@click.option("--list", "lists", default="", metavar="L,M", help="Only these lists.")
@home_option
@json_option
def command(since: str, until: str | None, by: str, lists: str, home: Path | None, as_json: bool) -> None:
    """What was listed, varied, moved, numbered anew and removed between two days.

    Records are compared field by field; a new official number for the same target is no removal and no listing.
    """
    first = day_of(since)
    if first is None:
        raise UserError("--since needs a day", remedy="Write it as YYYY-MM-DD.")
    asked = Asked(first, day_of(until), names_of(by), names_of(lists))
    with open_house(home) as house:
        found = find_changes(house, asked)
        if as_json:
            print_json(changes_shape(found, house.today))
        else:
            _print(found)


def _print(found: Changes) -> None:
    print_table(("what", "when", "id", "name", "list", "detail"), [_row(found, item) for item in found.found])
    click.echo(", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts_of(found).items()))
    for item in found.compared:
        older = f"{item.older.list_id} {item.older.date} → " if item.older else "by dates alone: "
        click.echo(f"{older}{item.newer.list_id} {item.newer.date}")
    if any(item.in_part for item in found.compared):
        click.echo(IN_PART)
    click.echo(NOTE)


def _row(found: Changes, change: Change) -> tuple[str, ...]:
    when = when_words(change.when) + ("" if found.certain(change) else " (?)")
    return (change.kind.value, when, change.target, change.name, change.list_id, _detail(change))


def _detail(change: Change) -> str:
    parts = [", ".join(change.regimes)]
    if change.was:
        parts.append(f"was {', '.join(change.was)}, now {change.official_id}")
    for item in change.fields:
        signs = [f"+{value}" for value in item.added] + [f"−{value}" for value in item.removed]
        more = f" … {len(signs) - _values_shown_max} more" if len(signs) > _values_shown_max else ""
        parts.append(f"{item.field}: {', '.join(signs[:_values_shown_max])}{more}")
    return "; ".join(filter(None, parts))
