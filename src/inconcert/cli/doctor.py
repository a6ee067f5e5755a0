"""inconcert doctor."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import home_option, json_option, open_house, print_json
from inconcert.verbs.doctor import drift, examine


@click.command(name="doctor", epilog="Example: inconcert doctor --list us_sdn sdn.csv alt.csv add.csv")
@click.option("--list", "list_id", metavar="LIST", help="Look at new files of this list.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@home_option
@json_option
def command(list_id: str | None, files: tuple[Path, ...], home: Path | None, as_json: bool) -> None:
    """What is wrong, and how to mend it; with --list: what new files have that the reader does not know."""
    if bool(list_id) != bool(files):
        raise click.UsageError("--list LIST and one or more files belong together.")
    if list_id:
        found = drift(list_id, {file.name: file.read_bytes() for file in files})
        if as_json:
            print_json({"list": found.list_id, "format": found.format, "entries": found.entries,
                        "problems": list(found.problems), "draft": list(found.draft)})  # fmt: skip
        else:
            click.echo(f"{found.list_id}: {found.format or 'not read'}, {found.entries:,} entries")
            for line in (*found.problems, *found.draft):
                click.echo(f"  {line}")
            click.echo(
                f"{len(found.problems)} things the reader does not know" if found.problems else "nothing unknown"
            )
        raise SystemExit(1 if found.problems else 0)
    with open_house(home) as house:
        checks = examine(house)
    if as_json:
        print_json(
            [{"name": c.name, "well": c.well, "saw": c.saw, "remedy": "" if c.well else c.remedy} for c in checks]
        )
    else:
        for check in checks:
            click.echo(
                f"{'well ' if check.well else 'LOOK '} {check.name:<16}{check.saw}"
                + ("" if check.well else f". {check.remedy}")
            )
    raise SystemExit(0 if all(check.well for check in checks) else 1)
