"""inconcert vault import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inconcert.cli.vault_desk import at_desk
from inconcert.model.vault import Collection, Deposit

if TYPE_CHECKING:
    from inconcert.verbs.vault import Desk


@click.command(name="import", epilog="Example: inconcert vault import CASE page.wacz --open-source --kept-at 'drive 2'")
@click.argument("case")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--source", "sources", multiple=True, metavar="PSEUDONYM", help="Who it rests on; may be repeated.")
@click.option("--open-source", is_flag=True, help="It rests on nobody: public material.")
@click.option("--element", "elements", multiple=True, metavar="ID", help="Legal element it supports; may be repeated.")
@click.option("--kept-at", default="", metavar="TEXT", help="Where the material is left.")
@click.option("--url", default="", help="Where it was collected; else what the capture says.")
@click.option("--why", default="", metavar="TEXT", help="Why it was collected.")
@click.option("--store", is_flag=True, help="Store the content too, not its index alone.")
@click.option("--yes", is_flag=True, help="Do not ask before content is stored.")
@at_desk
def bring_in(
    desk: Desk, case: str, path: Path, sources: tuple[str, ...], open_source: bool, elements: tuple[str, ...],
    kept_at: str, url: str, why: str, store: bool, yes: bool,
) -> None:  # fmt: skip
    """Add a web capture (WACZ), an e-mail with its attachments, or a folder of the auto-archiver, proofs checked."""
    from inconcert.vault.place import WARNING
    from inconcert.verbs.vault_intake import bring_in as add

    if store:
        click.echo(f"This vault is {WARNING}.", err=True)
        if not yes:
            click.confirm("Store the content in it all the same?", abort=True, err=True)
    deposit = Deposit(path.name, sources, open_source, elements, kept_at, Collection(url, why=why))
    for came in add(desk, case, path, deposit, store=store):
        click.echo(f"{came.item}  {came.what}")


COMMANDS = (bring_in,)
