"""inconcert actions."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import as_of_option, day_of, home_option, json_option, names_of, open_house, print_json
from inconcert.cli.words import government, print_table, spelt_event
from inconcert.verbs.actions import (
    GOVERNMENTS,
    Actions,
    ActionsAsked,
    actions_shape,
    find_actions,
    not_at_hand,
)
from inconcert.watch.actions import WINDOW_DAYS, Concert, Part

_names_shown_max = 4


@click.command(name="actions", epilog="Example: inconcert actions --situation xinjiang --json")
@click.option("--situation", default="", metavar="S", help="Only actions of a curated situation.")
@click.option("--since", metavar="DATE", help="Only actions since this day, YYYY-MM-DD.")
@click.option("--until", metavar="DATE", help="Only actions until this day.")
@click.option("--by", default="", metavar="A,B", help="Only actions of these governments.")
@click.option("--window", type=click.IntRange(0, 365), default=WINDOW_DAYS, show_default=True, metavar="DAYS",
              help="Governments that act within so many days act together.")  # fmt: skip
@click.option("--with", "governments", default=",".join(GOVERNMENTS), show_default=True, metavar="A,B",
              help="Governments whose part in a concert is told, also where they did nothing.")  # fmt: skip
@click.option("--smallest", type=click.IntRange(1), default=1, show_default=True, help="Leave out smaller actions.")
@as_of_option
@home_option
@json_option
def command(
    situation: str,
    since: str | None,
    until: str | None,
    by: str,
    window: int,
    governments: str,
    smallest: int,
    as_of: str | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """Who acted together: listings of one day and regime, and governments that acted within days of each other.

    For each concert: who joined, who had listed earlier, who listed later, who is missing. Acting together does not
    mean listing the same persons. With --as-of nobody had yet listed what was listed later; --until only leaves out
    later actions.
    """
    if not situation and not since:
        raise click.UsageError("Give --situation or --since.")
    asked = ActionsAsked(situation, day_of(since), day_of(until), names_of(by), window, names_of(governments), smallest,
                         day_of(as_of))  # fmt: skip
    with open_house(home) as house:
        found = find_actions(house, asked)
        if as_json:
            print_json(actions_shape(found, house.today))
        else:
            _print(found)


def _print(found: Actions) -> None:
    rows = []
    for item in found.actions:
        of = f" of {item.curated.members_total} announced" if item.curated else ""
        names = ", ".join(member.name for member in item.members[:_names_shown_max])
        absent = not_at_hand(item)
        gone = f"; not at hand: {', '.join(absent)}" if absent else ""
        more = " …" if len(item.members) > _names_shown_max else ""
        rows.append((spelt_event(item.when), government(item.jurisdiction), item.regime or "not stated",
                     f"{len(item.targets)}{of}", item.id, names + more + gone))  # fmt: skip
    print_table(("when", "by", "regime", "targets", "action", "who"), rows)
    for concert in found.concerts:
        _print_concert(concert)


def _print_concert(concert: Concert) -> None:
    count, all_ = len(concert.union), len(concert.by_all)
    days = concert.first if concert.first == concert.last else f"{concert.first} to {concert.last}"
    click.echo(f"\nIn concert, {days} ({concert.situation or 'no curated situation'}): {count} targets, {all_} by all")
    print_table(("government", "listed then", "earlier", "later", "not known", "missing"),
                [_part_row(part) for part in concert.parts])  # fmt: skip
    for two in concert.overlaps:
        left, right = government(two.left), government(two.right)
        click.echo(f"{left} and {right}: {len(two.both)} the same, {len(two.only_left)} {left} only, "
                   f"{len(two.only_right)} {right} only")  # fmt: skip


def _part_row(part: Part) -> tuple[str, ...]:
    counts = (part.listed, part.earlier, part.later, part.not_known, part.missing)
    return (government(part.jurisdiction), *(str(len(item)) for item in counts))
