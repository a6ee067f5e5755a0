"""inconcert backup."""

from __future__ import annotations

import os
from pathlib import Path

import click

from inconcert.verbs.backup import backup
from inconcert.verbs.house import default_home, now


@click.command(name="backup", epilog="Example: inconcert backup --out monday.age --to age1…")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path, file_okay=False))
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--to", "recipients", multiple=True, required=True, metavar="KEY",
              help="A public age key (age1…); repeat it for several keepers.")  # fmt: skip
def command(folders: tuple[Path, ...], out: Path, recipients: tuple[str, ...]) -> None:
    """Write FOLDERS (without any: the home) as one sealed file, while they are in use.

    The first folder's register is read from INCONCERT_DATABASE_URL where that is set. Name the folders of an exchange
    or a vault as well. Prove a backup with `inconcert restore --check`.
    """
    chosen = folders or (default_home(),)
    made = backup(chosen, out, recipients, now, os.environ.get("INCONCERT_DATABASE_URL", ""))
    click.echo(f"{out}: {len(made.files):,} files, {made.size:,} bytes, sealed to {len(recipients)}")
    for name, content in made.registers.items():
        click.echo(f"register of {name}: content {content}")
    for link in made.links:
        click.echo(f"not followed, a link: {link}")
    click.echo("prove it on another machine: inconcert restore --check --key FILE " + out.name)
