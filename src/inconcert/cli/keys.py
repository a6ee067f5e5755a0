"""inconcert keys: the private keys of this home, of the exchange and of the vault, in one place."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from inconcert.accounts import keyring
from inconcert.cli.options import home_option
from inconcert.model.errors import UserError
from inconcert.verbs.house import default_home, now

_vault_keys = click.option(
    "--vault-keys", envvar="INCONCERT_VAULT_KEYS", type=click.Path(path_type=Path), help="An actor's folder of keys."
)
_copy = click.argument("copy", type=click.Path(path_type=Path, dir_okay=False))

STEPS = {
    "exchange": (
        "make    inconcert exchange join --ourselves (the ceremony: docs/how-to/exchange-ceremony.md)",
        "change  inconcert exchange rotate author | recipient | online | desk (docs/how-to/exchange-rotate-keys.md)",
        "stolen  docs/how-to/exchange-stolen-key.md",
    ),
    "vault": (
        "make    inconcert vault key NAME --keys DRIVE --passphrase (docs/how-to/vault-first-case.md)",
        "change  inconcert vault key on a new drive, then vault custodian CASE add | remove: the case is sealed anew",
    ),
}


@click.group(name="keys", epilog="Example: inconcert keys status")
def command() -> None:
    """Private keys of this home: what is there, what is due, one sealed copy of all, and how each is made or changed.

    Keys of people who sign in (passkeys) never leave their devices and are not here.
    """


@command.command(epilog="Example: inconcert keys status --vault-keys /media/ada/keys")
@_vault_keys
@home_option
def status(vault_keys: Path | None, home: Path | None) -> int:
    """Print every private key with its age, and the commands that make or change them; exit code 1 if one is due."""
    rooms = _rooms(home, vault_keys)
    found = keyring.held(rooms, now().astimezone(dt.UTC))
    for item in found:
        lock = "passphrase" if item.locked else "NO PASSPHRASE"
        due = "  CHANGE IT" if item.due else ""
        click.echo(f"{item.room:9} {item.does:16} {item.name:16} {item.age_days:4} days  {lock}{due}")
    for room, folder in rooms.items():
        click.echo(f"\n{room}: {folder}" + ("" if any(item.room == room for item in found) else "  (no key)"))
        for step in STEPS[room]:
            click.echo(f"  {step}")
    click.echo("\nall: inconcert keys backup FILE, on a drive kept apart; try it with keys restore into empty folders")
    return 1 if any(item.due or not item.locked for item in found) else 0


@command.command(epilog="Example: inconcert keys backup /media/safe/keys.age --vault-keys /media/ada/keys")
@_copy
@_vault_keys
@home_option
def backup(copy: Path, vault_keys: Path | None, home: Path | None) -> None:
    """Put all keys into one file under a passphrase, asked for twice; it is opened and compared before it is kept."""
    if copy.exists():
        raise UserError("there is a file of this name", where=str(copy), remedy="Name another.")
    data, count = keyring.sealed_copy(_rooms(home, vault_keys), _passphrase(twice=True))
    with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    click.echo(f"{count} files in {copy}; keep it apart from this machine, and the passphrase apart from both")


@command.command(epilog="Example: inconcert keys restore /media/safe/keys.age --vault-keys /media/new/keys")
@_copy
@_vault_keys
@home_option
def restore(copy: Path, vault_keys: Path | None, home: Path | None) -> None:
    """Bring a copy back into empty folders; nothing is ever overwritten."""
    if not copy.is_file():
        raise UserError("there is no such file", where=str(copy))
    count = keyring.brought_back(copy.read_bytes(), _passphrase(twice=False), _rooms(home, vault_keys))
    click.echo(f"{count} files brought back")


def _rooms(home: Path | None, vault_keys: Path | None) -> dict[str, Path]:
    rooms = {"exchange": (home or default_home()) / "exchange" / "own" / "keys"}
    return rooms | ({"vault": vault_keys} if vault_keys else {})


def _passphrase(*, twice: bool) -> str:
    given = os.environ.get("INCONCERT_KEYS_PASSPHRASE")
    return given or str(click.prompt("Passphrase of the copy", hide_input=True, confirmation_prompt=twice))
