"""The command line: `inconcert VERB`. Exit codes: 0 done, 1 asks for a person, 2 usage, 3 source at fault, 4 refused.

Each verb is a module of this room, imported only when it is asked for, so that help and errors come at once.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from inconcert import __version__
from inconcert.model.errors import InconcertError

VERBS = {
    "demo": "inconcert.cli.demo",
    "refresh": "inconcert.cli.refresh",
    "history": "inconcert.cli.history",
    "import": "inconcert.cli.importing",
    "status": "inconcert.cli.status",
    "search": "inconcert.cli.search",
    "show": "inconcert.cli.show",
    "matrix": "inconcert.cli.matrix",
    "gaps": "inconcert.cli.gaps",
    "changes": "inconcert.cli.changes",
    "actions": "inconcert.cli.actions",
    "digest": "inconcert.cli.digest",
    "alerts": "inconcert.cli.alerts",
    "reach": "inconcert.cli.reach",
    "situations": "inconcert.cli.situations",
    "law": "inconcert.cli.law",
    "review": "inconcert.cli.review",
    "corrections": "inconcert.cli.corrections",
    "compare": "inconcert.cli.compare",
    "screen": "inconcert.cli.screen",
    "screened": "inconcert.cli.screened",
    "renewals": "inconcert.cli.renewals",
    "stats": "inconcert.cli.stats",
    "export": "inconcert.cli.export",
    "letter": "inconcert.cli.letter",
    "dossier": "inconcert.cli.dossier",
    "exchange": "inconcert.cli.exchange",
    "vault": "inconcert.cli.vault",
    "doctor": "inconcert.cli.doctor",
    "serve": "inconcert.cli.serve",
    "backup": "inconcert.cli.backup",
    "restore": "inconcert.cli.restore",
    "migrate": "inconcert.cli.migrate",
    "accounts": "inconcert.cli.accounts",
    "keys": "inconcert.cli.keys",
}
"""Verb → the module whose `command` it is."""


class Verbs(click.Group):
    """The verbs, in the order a newcomer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a verb's command, importing its module."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(VERBS[cmd_name]).command
        return command


@click.command(
    cls=Verbs,
    name="inconcert",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: inconcert demo",
)
@click.version_option(__version__, prog_name="inconcert")
def group() -> None:
    """Show who one government sanctioned for human-rights abuse or corruption, and others did not.

    The official lists in, a table of gaps out, every value with its source.
    """


def main() -> None:
    """Run the command line and leave with its exit code; never show a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = group.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        _say("stopped")
        sys.exit(130)
    except InconcertError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # the one broad except, at the door: no person is shown a traceback
        if os.environ.get("INCONCERT_DEBUG"):
            raise
        _say(f"a defect of inconcert: {type(error).__name__}: {error}. Nothing was lost; INCONCERT_DEBUG=1 shows more")
        sys.exit(4)


def _say(text: str) -> None:
    click.echo(f"inconcert: {text}", err=True)
