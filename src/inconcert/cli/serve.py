"""inconcert serve."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import click

from inconcert.cli.options import home_option, open_house, say
from inconcert.model.errors import UserError
from inconcert.verbs.demo import demo_home
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

    from inconcert.web.app import make_app

    opened = demo_home(progress=say) if demo else open_house(home)
    with opened as house:
        index_of(house)
        listening = _listen(port)
        click.echo(f"Pages: http://localhost:{listening.getsockname()[1]}   (stop with Ctrl-C)")
        config = uvicorn.Config(make_app(house), log_level="warning", access_log=False, server_header=False)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    """Return a socket that listens on loopback at the port, or at the next free one."""
    for number in range(port, min(port + PORTS_TRIED, 65536)):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
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
