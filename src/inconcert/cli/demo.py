"""inconcert demo: the first screen, in the terminal and as one self-contained HTML file."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from pathlib import Path

import click

from inconcert.cli.options import say
from inconcert.cli.words import cell_words, government, long_day, pad, spelt, width
from inconcert.model.edition import Edition
from inconcert.model.errors import UserError
from inconcert.verbs.demo import Line, Screen, demo_home, first_screen
from inconcert.verbs.shapes import is_stale
from inconcert.web.firstpage import first_page

PLAYED = {"letter": "inconcert.cli.letter", "exchange": "inconcert.cli.exchange"}
"""A scenario played from end to end → the module whose group has it as `demo`."""


class Scenarios(click.Group):
    """The first screen, and scenarios that are played from end to end."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the scenarios."""
        return list(PLAYED)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a scenario's command, importing its module."""
        if cmd_name not in PLAYED:
            return None
        group: click.Group = import_module(PLAYED[cmd_name]).command
        return group.get_command(ctx, "demo")


@click.command(cls=Scenarios, name="demo", invoke_without_command=True, epilog="Example: inconcert demo")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("inconcert-first-screen.html"),
              show_default=True, help="Where the screen is written as one HTML file.")  # fmt: skip
@click.pass_context
def command(context: click.Context, out: Path) -> None:
    """Load the embedded register and show who one government sanctioned and others did not.

    No network, no account, no configuration. With letter or exchange: a scenario played from end to end.
    """
    if context.invoked_subcommand:
        return
    with demo_home(progress=say) as house:
        screen = first_screen(house)
        page = first_page(screen)
    click.echo(text_of(screen, house.today))
    try:
        out.write_text(page, "utf-8")
    except OSError as error:
        what = f"the page could not be written: {error.strerror}"
        raise UserError(what, where=str(out), remedy="Name another --out.") from error
    click.echo(f"Written: {out}   Open the pages: scripts/run --serve (or: inconcert serve)")


def text_of(screen: Screen, today: dt.date) -> str:
    """Return the first screen as text of at most eighty columns."""
    name, cell = 22, 14
    lines = [
        "Who did one government sanction for human-rights abuse or corruption,",
        "and others not?",
        f"Asked on {long_day(screen.asked.date)}: {screen.asked.title}.",
        "",
        pad("", name) + "".join(pad(government(item), cell) for item in screen.columns).rstrip(),
        pad("list as of", name) + "".join(pad(spelt(held[0].date), cell) for held in screen.editions).rstrip(),
    ]
    second = [f"names {spelt(held[1].date)}" if len(held) > 1 else "" for held in screen.editions]
    if any(second):
        lines.append((pad("", name) + "".join(text or pad("", cell) for text in second)).rstrip())
    for line in screen.lines:
        lines.extend(_target(line, name, cell))
    total = len(screen.lines)
    counts = "".join(pad(f"{number} of {total}", cell) for number in screen.mirrored)
    lines.append((pad("mirrored", name) + counts).rstrip())
    lines += [f"* {note}" for note in screen.notes]
    lines.append("Editions: " + "; ".join(_edition(held[-1]) for held in screen.editions if held) + ".")
    old = [government(name) for name, held in zip(screen.columns, screen.editions, strict=True)
           if held and is_stale(held[-1].date, today)]  # fmt: skip
    if old:
        lines.append(f"Older than 30 days: {', '.join(old)}; inconcert refresh reads newer ones.")
    if screen.curated:
        lines.append("US dates are curated from the announcements (the list prints none): inconcert show NAME.")
    lines += ["", *_others(screen)]
    lines.append('Next: scripts/run --serve · inconcert show "Chen Quanguo"')
    lines.append("      inconcert gaps --have us --lack gb")
    return "\n".join(wrapped for line in lines for wrapped in _wrap(line))


def _target(line: Line, name: int, cell: int) -> list[str]:
    label = f"{line.name} {line.native}".strip()
    words = "".join(pad(cell_words(item), cell) for item in line.cells).rstrip()
    if width(label) < name:
        return [pad(label, name) + words]
    if width(line.name) < name:
        return [pad(line.name, name) + words] + ([f"  {line.native}"] if line.native else [])
    return [label, pad("", name) + words]


def _others(screen: Screen) -> list[str]:
    kinds = (("person", "persons"), ("entity", "bodies"), ("vessel", "vessels"), ("aircraft", "aircraft"))
    counts = ", ".join(f"{screen.others[key]:,} {word}" for key, word in kinds if screen.others.get(key))
    found = [f"Other gaps of the same kind, US to UK: {counts or 'none'}."]
    if screen.others_not_covered:
        found.append(f"{screen.others_not_covered:,} more cannot be compared: the UK list is older than the listing.")
    if screen.by_situation:
        found.append("By situation: " + " · ".join(f"{title} {number}" for title, number in screen.by_situation) + ".")
    return found


def _edition(edition: Edition) -> str:
    return f"{edition.list_id} ({edition.provenance})"


def _wrap(line: str, columns: int = 80) -> list[str]:
    if width(line) <= columns:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    words, out = line.strip().split(" "), [indent]
    for word in words:
        if width(out[-1]) + 1 + width(word) > columns:
            out.append("  " + word)
        else:
            out[-1] = f"{out[-1]} {word}" if out[-1].strip() else out[-1] + word
    return out
