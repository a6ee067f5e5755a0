"""inconcert migrate."""

from __future__ import annotations

import os
from pathlib import Path

import click

from inconcert.cli.options import home_option
from inconcert.verbs.house import default_home, now
from inconcert.verbs.migrate import SQLITE, migrate


@click.command(name="migrate", epilog="Example: inconcert migrate --to postgresql+psycopg://inconcert@db/register")
@click.option("--to", "destination", required=True, metavar="URL|sqlite", help="Where the register is carried to.")
@home_option
def command(destination: str, home: Path | None) -> None:
    """Carry the register from SQLite to PostgreSQL or back, whole or not at all, and check that nothing was lost.

    INCONCERT_DATABASE_URL names the database in use; without it, the home's own SQLite file is. The source stays.
    """
    source = os.environ.get("INCONCERT_DATABASE_URL", "")
    done = migrate(home or default_home(), now, source, "" if destination == SQLITE else destination)
    click.echo(f"carried from {done.source} to {done.destination}, the same content on both: {done.content}")
    if destination != SQLITE:
        click.echo("set INCONCERT_DATABASE_URL to that address; the SQLite file stays as it was and is no longer read")
    else:
        click.echo("unset INCONCERT_DATABASE_URL; the database stays as it was and is no longer read")
