"""What the commands of the vault share: where it is, whose keys, who acts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inconcert.model.errors import RefusedByCheck
from inconcert.model.vault import ActorRole, Use

if TYPE_CHECKING:
    from inconcert.exchange.desk import Desk as ExchangeDesk
    from inconcert.vault.ring import Ring

folder_type = click.Path(path_type=Path, file_okay=False)
file_type = click.Path(path_type=Path, dir_okay=False)
vault_option = click.option(
    "--vault", envvar="INCONCERT_VAULT", type=folder_type, required=True, help="The vault (INCONCERT_VAULT)."
)
keys_option = click.option(
    "--keys",
    envvar="INCONCERT_VAULT_KEYS",
    type=folder_type,
    required=True,
    help="Your drive with keys (INCONCERT_VAULT_KEYS).",
)
passphrase_option = click.option("--passphrase", is_flag=True, help="Ask for the passphrase of the keys.")
actor_option = click.option(
    "--as", "name", envvar="INCONCERT_VAULT_AS", required=True, metavar="HANDLE", help="Who acts (INCONCERT_VAULT_AS)."
)
use_option = click.option("--use", type=click.Choice([item.value for item in Use]), required=True)
role_option = click.option(
    "--role", type=click.Choice([item.value for item in ActorRole]), default="custodian", show_default=True
)


def prepare() -> None:
    """Refuse another system than Linux, and have no memory of this process left on disk."""
    if sys.platform != "linux":
        raise RefusedByCheck("the vault runs on Linux only", remedy="Nothing was read or written.")
    from inconcert.vault.files import no_core_dumps

    no_core_dumps()


def ring_at(keys: Path, passphrase: bool) -> Ring:
    """Return the ring of keys in a folder, asking for its passphrase if need be."""
    from inconcert.vault.ring import Ring

    text = click.prompt("Passphrase", hide_input=True, err=True) if passphrase else ""
    return Ring(keys, text.encode("utf-8"))


@contextmanager
def open_exchange(home: Path | None) -> Iterator[ExchangeDesk | None]:
    """Give the exchange of a home, None where no home is named."""
    if home is None:
        yield None
        return
    from inconcert.cli.options import open_house
    from inconcert.verbs.exchange import desk_of

    with open_house(home) as house:
        yield desk_of(house)


def at_desk(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command its desk from the options --vault, --keys, --as and --passphrase."""

    @vault_option
    @keys_option
    @actor_option
    @passphrase_option
    @wraps(function)
    def run(vault: Path, keys: Path, name: str, passphrase: bool, **rest: Any) -> None:
        prepare()
        from inconcert.verbs.vault import Desk

        function(Desk(vault, ring_at(keys, passphrase), name), **rest)

    return run
