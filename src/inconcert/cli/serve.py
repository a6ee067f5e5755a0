"""inconcert serve: one person's tool on loopback; to others only where people sign in."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inconcert.cli.options import home_option, open_house, say
from inconcert.model.errors import InconcertError, RefusedByCheck, UserError
from inconcert.model.rights import ANYONE
from inconcert.vault.place import holds_vault
from inconcert.verbs.demo import demo_home
from inconcert.verbs.house import House, default_home
from inconcert.verbs.index import index_of
from inconcert.verbs.people import has_accounts

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import ASGIApp

    from inconcert.web.accounts.signed import Signed

LOOPBACK = "127.0.0.1"
PORTS_TRIED = 50


@click.command(name="serve", epilog="Example: inconcert serve --port 8600")
@click.option(
    "--port", default=8600, show_default=True, type=click.IntRange(1, 65535), help="The next free one if taken."
)
@click.option("--demo", is_flag=True, help="Serve the embedded register.")
@click.option("--accounts", is_flag=True, help="People sign in; see `inconcert accounts begin`.")
@click.option("--origin", default="", help="With --accounts: where people reach this home, as https://host.")
@click.option("--listen", default=LOOPBACK, show_default=True, help="With --accounts and --origin: another address.")
@click.option("--proxy", "proxies", multiple=True, help="A proxy's address whose X-Forwarded-For is believed.")
@click.option("--keepers-port", type=click.IntRange(1, 65535),
              help="A port of this machine for /health, /ready and /metrics.")  # fmt: skip
@click.option("--log", "log", type=click.Choice(["none", "json"]), default="none", show_default=True,
              help="json: one line for each answer on standard error, without names, addresses or tokens.")  # fmt: skip
@home_option
def command(
    port: int, demo: bool, accounts: bool, origin: str, listen: str, proxies: tuple[str, ...],
    keepers_port: int | None, log: str, home: Path | None,
) -> None:  # fmt: skip
    """Serve the pages on this machine alone, until stopped; with accounts, to others too."""
    from inconcert.api.app import routes
    from inconcert.web.app import make_app
    from inconcert.web.observing import Counts, Observed, json_log, keepers_app, no_log
    from inconcert.web.warming import warm, warm_through

    _refuse_to_be_open(accounts, origin, listen)
    _refuse_a_vault(home or default_home())
    opened = demo_home(progress=say) if demo else open_house(home)
    with opened as house:
        public = house.for_viewer(ANYONE) if accounts else house
        index_of(public)
        public.memory.patient = lambda: warm(public)
        public.memory.afterwards = lambda: warm_through(public)
        threading.Thread(target=_warm, args=(public, (warm, warm_through)), daemon=True).start()
        listening = _listen(listen, port)
        at = origin or f"http://localhost:{listening.getsockname()[1]}"
        visitors = _signed(house, at, proxies) if accounts else None
        click.echo(f"Pages: {at}   (stop with Ctrl-C)")
        counts = Counts()
        app = Observed(make_app(public, routes(public), visitors), counts, json_log() if log == "json" else no_log)
        if keepers_port:
            _beside(keepers_app(public, counts), keepers_port)
        _run(app, listening)


def _beside(app: Starlette, port: int) -> None:
    """Serve what keepers ask for on a port of this machine, in a thread that ends with the process."""
    import uvicorn

    config = uvicorn.Config(app, host=LOOPBACK, port=port, log_level="error", access_log=False, server_header=False)
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, daemon=True).start()


def _run(app: ASGIApp, listening: socket.socket) -> None:
    import uvicorn

    # who asks is read from the connection; X-Forwarded-For only by our own rule
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, date_header=True
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _signed(house: House, origin: str, proxies: tuple[str, ...]) -> Signed:
    from inconcert.accounts.passkeys import site
    from inconcert.web.accounts.signed import Signed

    if not has_accounts(house):
        raise UserError("this home has no accounts", remedy="Make the first: inconcert accounts begin --help")
    return Signed(house, site(origin), proxies)


def _refuse_to_be_open(accounts: bool, origin: str, listen: str) -> None:
    if accounts and (origin or listen == LOOPBACK):
        return
    if accounts:
        raise UserError("to listen elsewhere, say where people reach this home", remedy="Add --origin https://host.")
    if listen != LOOPBACK or origin:
        raise RefusedByCheck(
            "without accounts everybody who reaches these pages has every right: they stay on this machine",
            remedy="Add --accounts (see `inconcert accounts begin --help`).",
        )


def _warm(house: House, steps: Sequence[Callable[[House], None]]) -> None:
    """Work out what pages need while nobody waits yet; a page that comes earlier works it out itself."""
    with contextlib.suppress(InconcertError):
        for step in steps:
            step(house)


def _refuse_a_vault(home: Path) -> None:
    if holds_vault(home):
        raise RefusedByCheck(
            "this home holds a vault: evidence is never on a machine's pages",
            where=str(home),
            remedy="Move the vault to a folder of its own, best on another machine.",
        )


def _listen(address: str, port: int) -> socket.socket:
    """Return a socket that listens at the port, or at the next free one."""
    for number in range(port, min(port + PORTS_TRIED, 65536)):
        # asyncio sends small packets at once only where the protocol is named; else each answer waits 40 ms
        listening = socket.socket(
            socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
        )
        try:
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((address, number))
            listening.listen(128)
        except OSError:
            listening.close()
            continue
        return listening
    raise UserError(f"no port between {port} and {port + PORTS_TRIED - 1} is free", remedy="Name another with --port.")
