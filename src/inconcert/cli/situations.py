"""inconcert situations."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import as_of_option, day_of, home_option, json_option, open_house, print_json
from inconcert.cli.words import print_table
from inconcert.verbs.situations import situations, without_situation


@click.command(name="situations", epilog="Example: inconcert situations --queue")
@click.option("--queue", is_flag=True, help="The targets of thematic regimes that no situation has yet.")
@as_of_option
@home_option
@json_option
def command(queue: bool, as_of: str | None, home: Path | None, as_json: bool) -> None:
    """What actions are about: the curated situations, and the targets that wait for one.

    A situation is a TOML file and needs no code: docs/how-to/add-a-situation-or-an-action.md.
    With --as-of: the targets that a government had listed by that day, and the actions that were made by then.
    """
    day = day_of(as_of)
    with open_house(home) as house:
        if queue:
            waiting = without_situation(house, day)
            if as_json:
                print_json([{"id": x.id, "name": x.name, "kind": x.kind.value, "regimes": x.regimes} for x in waiting])
            else:
                print_table(
                    ("id", "name", "kind", "regimes"),
                    [(item.id, item.name, item.kind.value, " ".join(filter(None, item.regimes))) for item in waiting],
                )
                click.echo(f"{len(waiting):,} targets without a situation")
            raise SystemExit(1 if waiting else 0)
        found = situations(house, day)
    if as_json:
        print_json(
            [{"id": x.situation.id, "title": x.situation.title, "countries": x.situation.countries,
              "targets": [brief.id for brief in x.targets], "actions": x.actions,
              "as_of": day.isoformat() if day else None} for x in found]
        )  # fmt: skip
    else:
        rows = [(x.situation.id, x.situation.title, str(len(x.targets)), str(x.actions)) for x in found]
        print_table(("id", "title", "targets", "actions"), rows)
