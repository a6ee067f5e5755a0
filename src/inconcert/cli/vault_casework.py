"""inconcert vault judge, dossier, carried: exhibits in casework."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inconcert.cli.documents import write_documents
from inconcert.cli.options import names_of
from inconcert.cli.vault_desk import (
    actor_option,
    at_desk,
    file_type,
    folder_type,
    keys_option,
    prepare,
    use_option,
)
from inconcert.model.errors import UserError
from inconcert.model.vault import Judgement, Reliability, Use

if TYPE_CHECKING:
    from inconcert.verbs.vault import Desk


@click.command(
    name="judge", epilog="Example: inconcert vault judge CASE EXHIBIT --reliability testimony --why 'heard twice'"
)
@click.argument("case")
@click.argument("exhibit")
@click.option("--reliability", type=click.Choice([item.value for item in Reliability]), required=True)
@click.option("--why", required=True, metavar="TEXT", help="Sealed in the case.")
@click.option("--element", "elements", multiple=True, metavar="ID", help="Legal element it supports; may be repeated.")
@click.option("--tells", multiple=True, metavar="KIND:WORDS",
              help="What it tells a reader of its source, as place:anwe; may be repeated.")  # fmt: skip
@at_desk
def judge(
    desk: Desk, case: str, exhibit: str, reliability: str, why: str, elements: tuple[str, ...], tells: tuple[str, ...]
) -> None:
    """Say how reliable an exhibit is and why, what it supports, and what it tells of its source."""
    from inconcert.verbs.vault_dossier import judge as keep

    keep(desk, case, Judgement(exhibit, Reliability(reliability), why, elements, tells))
    click.echo("kept")


@click.command(name="dossier", epilog="Example: inconcert vault dossier CASE case.toml --for gb,ca --use share")
@click.argument("case")
@click.argument("file", type=file_type)
@click.option("--for", "wanted", required=True, metavar="A,B", help="Governments or laws.")
@use_option
@click.option("--out", type=folder_type, default=Path(), help="Folder for the documents.")
@at_desk
def dossier(desk: Desk, case: str, file: Path, wanted: str, use: str, out: Path) -> None:
    """Render a case file that cites exhibits of the vault; refused where one source did not consent to one recipient.

    The file names an exhibit by `exhibit = "ID"`. Exit code 1 where the law of a destination lacks something.
    """
    from inconcert.verbs.dossier import destinations, read
    from inconcert.verbs.vault_dossier import render_from_vault

    try:
        body = read(file.read_bytes(), str(file))
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror}", where=str(file)) from error
    found = render_from_vault(desk, case, body, destinations(names_of(wanted)), Use(use))
    for item in found:
        names = {f"{body.id}-{item.destination.id}": item.dossier, f"{body.id}-{item.destination.id}-lacks": item.sheet}
        for path in write_documents(out, names):
            click.echo(f"Written: {path}")
        for text in item.lacking:
            click.echo(f"{item.destination.id} lacks: {text}")
    raise SystemExit(1 if any(item.lacking for item in found) else 0)


@click.command(
    name="carried", epilog="Example: inconcert vault carried CASE EXHIBIT --to gb --party uk --message us:12"
)
@click.argument("case")
@click.argument("exhibits", nargs=-1, required=True)
@click.option("--to", "recipient", required=True, metavar="RECIPIENT", help="As consent names it.")
@click.option("--party", required=True, metavar="PARTY", help="As the exchange names it.")
@click.option("--message", required=True, metavar="PARTY:NUMBER", help="The message that carried it.")
@at_desk
def carried(desk: Desk, case: str, exhibits: tuple[str, ...], recipient: str, party: str, message: str) -> None:
    """Keep by which message of the exchange exhibits went, so that a withdrawal can follow them."""
    from inconcert.verbs.exchange import place_from
    from inconcert.verbs.vault_withdrawal import carried as keep

    keep(desk, case, exhibits, recipient, party, place_from(message))
    click.echo("kept")


@click.command(name="panic", epilog="Example: inconcert vault panic --yes")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--vault", envvar="INCONCERT_VAULT", type=folder_type, default=None, help="Its case keys too.")
@keys_option
@actor_option
def panic(yes: bool, vault: Path | None, keys: Path, name: str) -> None:
    """Wipe your own keys at once, on your drive and in the vault; says what it cannot do."""
    prepare()
    from inconcert.vault.panic import CANNOT, wipe

    if not yes:
        click.confirm("Wipe your keys? Without another custodian nobody opens these cases again.", abort=True, err=True)
    gone = wipe(keys, name, vault)
    click.echo(f"Gone: {gone.drive} files of the drive, your keys to {gone.cases} cases. It cannot:")
    for text in CANNOT:
        click.echo(f"  - {text}")


COMMANDS = (judge, dossier, carried, panic)
