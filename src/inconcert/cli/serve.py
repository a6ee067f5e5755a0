"""inconcert serve."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import click

from inconcert.cli.options import home_option, open_house, say
from inconcert.model.errors import InconcertError, RefusedByCheck, UserError
from inconcert.vault.place import holds_vault
from inconcert.verbs.demo import demo_home
from inconcert.verbs.house import House, default_home
from inconcert.verbs.index import index_of

LOOPBACK = "127.0.0.1"
PORTS_TRIED = 50


@click.command(name="serve", epilog="Example: inconcert serve --port 8600")
@click.option(
    "--port", default=8600, show_default=True, type=click.IntRange(1, 65535), help="The next free one if taken."
)
@click.option("--demo", is_flag=True, help="Serve the embedded register.")
@home_option
def command(port: int, demo: bool, home: Path | None) -> None:
    """Serve the pages on this machine alone, until stopped."""
    import uvicorn

    from inconcert.api.app import routes
    from inconcert.web.app import make_app, warm

    _refuse_a_vault(home or default_home())
    opened = demo_home(progress=say) if demo else open_house(home)
    with opened as house:
        index_of(house)
        house.memory.patient = lambda: warm(house)
        threading.Thread(target=_warm, args=(warm, house), daemon=True).start()
        listening = _listen(port)
        click.echo(f"Pages: http://localhost:{listening.getsockname()[1]}   (stop with Ctrl-C)")
        config = uvicorn.Config(
            make_app(house, routes(house)), log_level="warning", access_log=False, server_header=False
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _warm(warm: Callable[[House], None], house: House) -> None:
    """Work out what the first pages need while nobody waits yet; a page that comes earlier works it out itself."""
    with contextlib.suppress(InconcertError):
        warm(house)


def _refuse_a_vault(home: Path) -> None:
    if holds_vault(home):
        raise RefusedByCheck(
            "this home holds a vault: evidence is never on a machine's pages",
            where=str(home),
            remedy="Move the vault to a folder of its own, best on another machine.",
        )


def _listen(port: int) -> socket.socket:
    """Return a socket that listens on loopback at the port, or at the next free one."""
    for number in range(port, min(port + PORTS_TRIED, 65536)):
        # asyncio sends small packets at once only where the protocol is named; else each answer waits 40 ms
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((LOOPBACK, number))
            listening.listen(128)
        except OSError:
            listening.close()
            continue
        return listening
    raise UserError(f"no port between {port} and {port + PORTS_TRIED - 1} is free", remedy="Name another with --port.")
