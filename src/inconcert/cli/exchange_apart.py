"""inconcert exchange apart: key, propose, sign, finish."""

from __future__ import annotations

import os
from pathlib import Path

import click

from inconcert.cli.exchange_words import print_plan
from inconcert.cli.options import home_option, open_house
from inconcert.exchange.apart import CHANGES
from inconcert.verbs import apart, exchange

_folder = click.Path(path_type=Path, file_okay=False)
_file = click.Path(path_type=Path, dir_okay=False, exists=True)
_new = click.Path(path_type=Path, dir_okay=False)
_dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")


@click.group(name="apart", epilog="Begin with: inconcert exchange apart key --root-drive /media/a --out ada.key.json")
def command() -> None:
    """Found an outbox, or change its keys, with custodians who sit apart: no root key leaves its drive.

    key (each custodian), propose (the desk), sign (each custodian), finish (the desk). The files between them are
    public and go by mail; the SHA-256 of the request is compared by voice.
    """


def _passphrase() -> bytes:
    return os.environ.get(exchange.PASSPHRASE, "").encode("utf-8")


@command.command(epilog="Example: inconcert exchange apart key --root-drive /media/a --out ada.key.json --dry-run")
@click.option("--root-drive", "drive", type=_folder, required=True, help="The drive that keeps this root key.")
@click.option("--out", type=_new, required=True, help="Where the public part goes, to be sent to the desk.")
@_dry_run
def key(drive: Path, out: Path, dry_run: bool) -> None:
    """Custodian: make a root key, and the public part that the desk needs."""
    print_plan(apart.make_key(drive, _passphrase(), out, dry_run=dry_run))


@command.command(
    epilog="Example: inconcert exchange apart propose found --party alder --key ada.json --key ben.json --key cai.json "
    "--out request.json"
)
@click.argument("what", type=click.Choice([apart.FOUND, *CHANGES]))
@click.option("--party", default="", help="With found: our name in the exchange.")
@click.option("--key", "keys", type=_file, multiple=True, help="With found or root: a custodian's public part.")
@click.option("--threshold", default=2, show_default=True, help="With found or root: how many root keys are needed.")
@click.option(
    "--desks", default=1, show_default=True, help="With found: desk keys, all of which sign each publication."
)
@click.option("--last-good", type=int, help="With author: the last message to be believed of the old key.")
@click.option("--out", type=_new, required=True, help="Where the request goes, to be sent to each custodian.")
@_dry_run
@home_option
def propose(
    what: str, party: str, keys: tuple[Path, ...], threshold: int, desks: int, last_good: int | None, out: Path,
    dry_run: bool, home: Path | None,
) -> None:  # fmt: skip
    """Desk: make the new keys, and the request that the custodians sign."""
    if (what == apart.FOUND) != bool(party) or (what == apart.FOUND and not keys):
        raise click.UsageError("found needs --party and --key for each custodian; other changes have no --party.")
    with open_house(home) as house:
        plan, request = apart.propose(
            exchange.desk_of(house), what, party, keys, threshold, desks, out, last_good=last_good, dry_run=dry_run
        )
    print_plan(plan)
    if request is not None:
        click.echo("\n".join(request.told()))
        click.echo(f"SHA-256 of the request, to be read by voice:\n{request.fingerprint}")


@command.command(
    epilog="Example: inconcert exchange apart sign request.json --root-drive /media/a --fingerprint 4f1a… "
    "--out ada.signature.json"
)
@click.argument("request", type=_file)
@click.option("--root-drive", "drive", type=_folder, required=True, help="The drive with our root key.")
@click.option("--fingerprint", default="", help="SHA-256 of the request, as the desk told it by voice.")
@click.option("--out", type=_new, help="Where the signature goes, to be sent to the desk.")
@_dry_run
def sign(request: Path, drive: Path, fingerprint: str, out: Path | None, dry_run: bool) -> int:
    """Custodian: read what is asked, compare it by voice, and sign."""
    found = apart.read_request(request)
    click.echo("\n".join(found.told()))
    if not fingerprint or dry_run:
        click.echo(f"SHA-256 of this request:\n{found.fingerprint}")
        click.echo("Nothing was signed. Ask the desk to read it to you by voice, then give --fingerprint and --out.")
        return 0 if dry_run else 1
    if out is None:
        raise click.UsageError("Say with --out where the signature goes.")
    apart.sign(found, drive, _passphrase(), fingerprint, out)
    click.echo(f"Signed. Send {out} to the desk, and take the drive away.")
    return 0


@command.command(epilog="Example: inconcert exchange apart finish request.json ada.signature.json ben.signature.json")
@click.argument("request", type=_file)
@click.argument("signatures", type=_file, nargs=-1, required=True)
@_dry_run
@home_option
def finish(request: Path, signatures: tuple[Path, ...], dry_run: bool, home: Path | None) -> None:
    """Desk: publish what enough custodians signed."""
    found = apart.read_request(request)
    with open_house(home) as house:
        print_plan(apart.finish(exchange.desk_of(house), found, signatures, dry_run=dry_run))
