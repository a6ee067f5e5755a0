"""inconcert doctor."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from inconcert.cli.options import home_option, json_option, open_house, print_json
from inconcert.formats.display import safe_text
from inconcert.model.edition import Files
from inconcert.verbs.doctor import examine
from inconcert.verbs.drift import Drift, Problem, drift
from inconcert.verbs.house import default_home
from inconcert.verbs.house import house as house_at


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
        found = _drift(list_id, {file.name: file.read_bytes() for file in files}, home or default_home())
        if as_json:
            print_json(asdict(found))
        else:
            _print_drift(found)
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


def _drift(list_id: str, files: Files, home: Path) -> Drift:
    """Return the drift of new files, compared with the editions of a home that is there already."""
    if not (home / "register.sqlite").exists():
        return drift(list_id, files)
    with house_at(home) as opened:
        return drift(list_id, files, opened)


def _print_drift(found: Drift) -> None:
    click.echo(f"{found.list_id}: {found.format or 'no format recognises it'}, {found.entries:,} entries read")
    for problem in found.problems:
        _print_problem(problem)
    if found.compared:
        click.echo(f"compared with the edition of {found.compared}: {len(found.changes) or 'no'} changes")
        for problem in found.changes:
            _print_problem(problem)
    click.echo(f"{len(found.problems)} things the reader does not know" if found.problems else "nothing unknown")


def _print_problem(problem: Problem) -> None:
    times = f" ({problem.times} times)" if problem.times > 1 else ""
    where = f" at {problem.where}" if problem.where else ""
    click.echo(f"  {safe_text(problem.what)}{safe_text(where)}{times}")
    for line in problem.draft:
        click.echo(f"    add: {safe_text(line)}")
