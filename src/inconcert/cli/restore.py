"""inconcert restore."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from inconcert.model.errors import UserError
from inconcert.verbs.house import now
from inconcert.verbs.restore import restore


@click.command(name="restore", epilog="Example: inconcert restore monday.age --key keeper.txt --into /srv/inconcert")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--key", "keys", multiple=True, required=True, type=click.Path(path_type=Path, dir_okay=False),
              help="A file with a private age key (AGE-SECRET-KEY-1…).")  # fmt: skip
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="The folder to restore into.")
@click.option("--check", is_flag=True, help="Restore into a scratch folder, compare everything, and keep nothing.")
def command(file: Path, keys: tuple[Path, ...], into: Path | None, check: bool) -> None:
    """Restore a backup: every file compared with its hash, each register read through; or nothing at all."""
    if check == (into is not None):
        raise click.UsageError("Give --into FOLDER, or --check.")
    texts = [_key_of(path) for path in keys]
    if into is None:
        with tempfile.TemporaryDirectory(prefix="inconcert-restore-") as scratch:
            found = restore(file, Path(scratch), texts, now, check_only=True)
        click.echo(f"whole: {found.files:,} files of {found.made_at} as they were backed up")
    else:
        found = restore(file, into, texts, now)
        click.echo(f"restored {found.files:,} files of {found.made_at}: {', '.join(map(str, found.folders))}")
    for name, content in found.registers.items():
        click.echo(f"register of {name}: content {content}")


def _key_of(path: Path) -> str:
    """Return the private key in a file as age-keygen writes it, comments left out."""
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("the key file cannot be read", where=str(path)) from error
    keys = [line for line in lines if line and not line.startswith("#")]
    if len(keys) != 1:
        raise UserError("a key file holds exactly one private key", where=str(path))
    return keys[0]
