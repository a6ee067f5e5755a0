"""inconcert history."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import home_option, json_option, print_json, say
from inconcert.verbs.history import replay_history
from inconcert.verbs.house import default_home, house
from inconcert.verbs.refresh import report_shape

_refused_shown_max = 20


@click.command(name="history", epilog="Example: inconcert history sdn_history.bundle --list us_sdn")
@click.argument("bundle", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--list", "list_id", required=True, metavar="LIST", help="The list whose file the history keeps.")
@home_option
@json_option
def command(bundle: Path, list_id: str, home: Path | None, as_json: bool) -> None:
    """Read every edition of a list that somebody kept in git, out of a bundle, oldest first.

    Each edition is taken whole or refused, as by `refresh`; its day is the day of the commit that brought it.
    """
    with house(home or default_home(), progress=say) as opened:
        report = replay_history(opened, bundle, list_id)
    if as_json:
        print_json(report_shape(report))
    else:
        for item in report.refused[:_refused_shown_max]:
            click.echo(f"refused   {item.list_id:<16}{item.date:<12}{item.why}")
        click.echo(f"{len(report.committed)} taken, {len(report.unchanged)} unchanged, {len(report.refused)} refused")
    if report.refused:
        raise SystemExit(3)
