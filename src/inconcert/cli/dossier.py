"""inconcert dossier: one body of facts, a rendering for each destination's law, and what each still lacks."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.documents import write_documents
from inconcert.cli.options import home_option, json_option, names_of, open_house, print_json
from inconcert.model.errors import UserError
from inconcert.verbs.dossier import destinations, duplicates, example, read, render


@click.group(name="dossier", epilog="Example: inconcert dossier example > zakir.toml")
def command() -> None:
    """A dossier on a possible designee, rendered for the law of each destination."""


@command.command(name="example", epilog="Example: inconcert dossier example > zakir.toml")
def example_() -> None:
    """Print an example case file: a real, already designated person, from public sources only."""
    click.echo(example().decode("utf-8"), nl=False)


@command.command(name="render", epilog="Example: inconcert dossier render zakir.toml --for gb,ca")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--for", "wanted", default="", metavar="A,B", help="Governments or laws; without it: all.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder for the documents."
)
@home_option
def render_(file: Path, wanted: str, out: Path, home: Path | None) -> None:
    """Write the dossier and its sheet of what is lacking, for each destination; exit code 1 where something is."""
    case = read(_bytes(file), str(file))
    with open_house(home) as house:
        found = render(case, destinations(names_of(wanted)), house.today.isoformat())
        for line in duplicates(house, case, ()):
            click.echo(f"Perhaps the same: {line}")
    for item in found:
        names = {f"{case.id}-{item.destination.id}": item.dossier, f"{case.id}-{item.destination.id}-lacks": item.sheet}
        for path in write_documents(out, names):
            click.echo(f"Written: {path}")
    raise SystemExit(1 if any(item.lacking for item in found) else 0)


@command.command(name="check", epilog="Example: inconcert dossier check zakir.toml --for gb")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--for", "wanted", default="", metavar="A,B", help="Governments or laws; without it: all.")
@click.option("--beside", "beside", multiple=True, type=click.Path(path_type=Path, dir_okay=False),
              help="Other open case files, to find duplicates.")  # fmt: skip
@home_option
@json_option
def check(file: Path, wanted: str, beside: tuple[Path, ...], home: Path | None, as_json: bool) -> None:
    """What each law still lacks, and whether the person is listed or in another open case already."""
    case = read(_bytes(file), str(file))
    others = [read(_bytes(path), str(path)) for path in beside]
    with open_house(home) as house:
        found = render(case, destinations(names_of(wanted)), house.today.isoformat())
        same = duplicates(house, case, others)
    if as_json:
        print_json({"case": case.id, "same": list(same), "lacking": {i.destination.id: list(i.lacking) for i in found}})
    else:
        for line in same:
            click.echo(f"Perhaps the same: {line}")
        for item in found:
            click.echo(f"{item.destination.id}: {item.destination.short}")
            for text in item.lacking or ("nothing lacking",):
                click.echo(f"  - {text}")
    raise SystemExit(1 if any(item.lacking for item in found) else 0)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror}", where=str(path)) from error
