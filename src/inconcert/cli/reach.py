"""inconcert reach."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import as_of_option, day_of, home_option, json_option, open_house, print_json
from inconcert.cli.words import government
from inconcert.formats.display import safe_text
from inconcert.model.reach import Reach, Territory
from inconcert.verbs.reach import Reached, reach, reach_shape, territory_name


@click.command(name="reach", epilog='Example: inconcert reach "Zhu Hailun"')
@click.argument("target", nargs=-1, required=True)
@as_of_option
@home_option
@json_option
def command(target: tuple[str, ...], as_of: str | None, home: Path | None, as_json: bool) -> None:
    """Where a target's assets are frozen and where it may not enter, and what one more mirror would add.

    Sets with their sources, never a score; whom an ownership rule takes along is not computed, the rule is named.
    """
    with open_house(home) as house:
        found = reach(house, " ".join(target), day_of(as_of))
    if as_json:
        print_json(reach_shape(found))
    else:
        _print(found)


def _print(found: Reached) -> None:
    click.echo(f"{safe_text(found.target.name)} ({found.target.id})")
    click.echo(f"Assets frozen in {len(found.now.freeze)} territories: {_list(found.now.freeze) or 'none'}")
    click.echo(f"Entry banned to {len(found.now.ban)} territories: {_list(found.now.ban) or 'none'}")
    for who in found.now.persons:
        click.echo(
            f"Also bound ({government(who.jurisdiction)}): {who.statement.text}{_unsure(who.statement.confidence)}"
        )
    for name, more in found.more:
        click.echo(f"{government(name)} would add: {_more(more)}")
    for name, item in found.along:
        rule = f"{item.rule.text}{_unsure(item.rule.confidence)}"
        click.echo(f"Perhaps taken along ({name}): {safe_text(item.related.name)}. {rule}")


def _more(more: Reach) -> str:
    parts = [f"freeze in {len(more.freeze)} ({_list(more.freeze)})"] if more.freeze else []
    parts += [f"entry ban to {len(more.ban)} ({_list(more.ban)})"] if more.ban else []
    return "; ".join(parts) or "no territory"


def _list(places: tuple[Territory, ...]) -> str:
    return ", ".join(territory_name(item) for item in places)


def _unsure(confidence: str) -> str:
    return "" if confidence == "H" else f" [unverified, {confidence}]"
