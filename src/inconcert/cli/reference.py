"""The reference pages that are made from the program itself: command line, rights, lists, law.

`python -m inconcert.cli.reference docs/reference` writes them; a test proves that the committed pages are the same.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from inconcert.cli.main import VERBS, group
from inconcert.jurisdictions.law_text import all_law_pages
from inconcert.verbs.list_pages import all_list_pages
from inconcert.verbs.settings import settings_page
from inconcert.web.rights_page import rights_page


def command_page() -> str:
    """Return the page on every verb: its help as the program prints it."""
    parts = [
        "# The command line\n",
        "Made from the program by `scripts/docs`; do not edit by hand. "
        "Exit codes: 0 done · 1 a finding that asks for a person · 2 usage · 3 a source is at fault · "
        "4 refused by a check.\n",
        "What answers out of the lists takes `--as-of DATE`; what answers about a span of days (`changes`, `digest`) "
        "takes `--until DATE`, which is the same, and `actions` takes both. `review` judges pairs over every edition "
        "at hand, for who is the same does not change with the day, and `compare` reads two entities from a file: a "
        "day would mean nothing to them, and they take none. Nor do the verbs that bring lists in, carry them, or keep "
        "one's own work.\n",
    ]
    context = click.Context(group, info_name="inconcert", terminal_width=100, **group.context_settings)
    for name in VERBS:
        command = group.get_command(context, name)
        if command is not None:
            parts += _sections(command, click.Context(command, parent=context, info_name=name))
    return "\n".join(parts)


def _sections(command: click.Command, context: click.Context) -> list[str]:
    title = context.command_path
    parts = [f"## {title}\n", "```text", command.get_help(context).rstrip(), "```\n"]
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            inner = command.commands[name]
            parts += _sections(inner, click.Context(inner, parent=context, info_name=name))
    return parts


def pages() -> dict[str, str]:
    """Return path under docs/reference → content of every page that is made from the program."""
    found = {"commands.md": command_page(), "rights.md": rights_page(), "settings.md": settings_page()}
    found |= {f"law/{name}": text for name, text in all_law_pages().items()}
    found |= {f"lists/{name}": text for name, text in all_list_pages().items()}
    return found


def main() -> None:
    """Write the pages under the folder that the first argument names."""
    folder = Path(sys.argv[1])
    for name, text in pages().items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
