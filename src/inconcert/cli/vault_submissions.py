"""inconcert vault submissions and reply: the page for sources, a process of its own, and answers to them."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inconcert.cli.vault_desk import (
    actor_option,
    at_desk,
    file_type,
    keys_option,
    prepare,
    ring_at,
    vault_option,
)
from inconcert.model.errors import RefusedByCheck, UserError

if TYPE_CHECKING:
    from inconcert.verbs.vault import Desk

LOOPBACK = "127.0.0.1"
_MIB = 1024 * 1024


@click.group(name="submissions", epilog="Example: inconcert vault submissions serve CASE --as door")
def submissions() -> None:
    """The page for sources: works without scripts in Tor Browser, keeps no address; public keys only."""


@submissions.command(name="serve", epilog="Example: inconcert vault submissions serve CASE --as door --port 8610")
@click.argument("case")
@click.option("--port", default=8610, show_default=True, type=click.IntRange(1, 65535), help="On loopback alone.")
@click.option(
    "--socket", "socket_file", type=file_type, default=None, help="A Unix socket instead, for an onion service."
)
@click.option("--most-mib", default=1024, show_default=True, type=click.IntRange(1, 100_000), help="A submission.")
@click.option("--case-gib", default=50, show_default=True, type=click.IntRange(1, 100_000), help="All of the case.")
@vault_option
@keys_option
@actor_option
def serve(
    case: str, port: int, socket_file: Path | None, most_mib: int, case_gib: int, vault: Path, keys: Path, name: str
) -> None:
    """Serve the page for sources into one case, until stopped. Nothing is logged.

    It listens on this machine alone: put an onion service before it. It refuses to start where a private key that
    opens anything lies within its reach.
    """
    prepare()
    import uvicorn

    from inconcert.verbs.vault_submissions import Limits, open_door
    from inconcert.web.submissions.app import make_app

    limits = Limits(submission_max_bytes=most_mib * _MIB, case_max_bytes=case_gib * 1024 * _MIB)
    door = open_door(vault, ring_at(keys, False), name, case, limits)
    if socket_file is not None and socket_file.exists():
        raise UserError("a file of that name is there already", where=str(socket_file))
    click.echo("Not externally reviewed: do not put a life on it.", err=True)
    logging.disable(logging.CRITICAL)  # a line of a log is what a seized machine would tell
    config = uvicorn.Config(
        make_app(door), log_config=None, access_log=False, server_header=False, date_header=False,
        proxy_headers=False, limit_concurrency=64, timeout_keep_alive=5,
        uds=str(socket_file) if socket_file else None,
    )  # fmt: skip
    listening = None if socket_file else [_listen(port)]
    click.echo(f"Page for sources: {socket_file or f'http://localhost:{port}'}   (stop with Ctrl-C)")
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=listening)


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise UserError(f"port {port} is taken", remedy="Name another with --port.") from error
    return listening


@click.command(name="reply", epilog="Example: inconcert vault reply CASE EXHIBIT --words answer.txt")
@click.argument("case")
@click.argument("exhibit")
@click.option("--words", type=file_type, required=True, help="A text file; it is not kept.")
@at_desk
def reply(desk: Desk, case: str, exhibit: str, words: Path) -> None:
    """Answer who sent an exhibit by the page for sources: only the holder of the receipt code can read it."""
    from inconcert.verbs.vault_submissions import reply as answer

    try:
        text = words.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"the words cannot be read: {error}", where=str(words)) from error
    if not text.strip():
        raise RefusedByCheck("nothing is said", where=str(words))
    answer(desk, case, exhibit, text)
    click.echo("The answer waits for who holds the code. Delete your file of it.")


COMMANDS = (submissions, reply)
