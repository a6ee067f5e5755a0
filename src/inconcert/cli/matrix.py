"""inconcert matrix."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inconcert.cli.options import as_of_option, day_of, home_option, json_option, names_of, open_house, print_json
from inconcert.cli.words import cell_words, government, print_editions, print_table
from inconcert.verbs.matrix import DEFAULT_JURISDICTIONS, Matrix, matrix_of_names, matrix_of_situation, matrix_shape
from inconcert.verbs.words import waiting_words


@click.command(name="matrix", epilog="Example: inconcert matrix --situation xinjiang --as-of 2021-03-23")
@click.option("--situation", metavar="S", help="The targets of a curated situation (default: xinjiang).")
@click.option("--names", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.csv",
              help="Your own names, one a line or in a column called name.")  # fmt: skip
@click.option("--by", "by", default=",".join(DEFAULT_JURISDICTIONS), show_default=True, help="The governments.")
@as_of_option
@home_option
@json_option
def command(
    situation: str | None, names: Path | None, by: str, as_of: str | None, home: Path | None, as_json: bool
) -> None:
    """Targets × governments as of a date; with your own names, the unsure ones shown."""
    if situation and names:
        raise click.UsageError("Give --situation or --names, not both.")
    with open_house(home) as house:
        if names:
            found = matrix_of_names(house, names.read_bytes(), names.name, names_of(by), day_of(as_of))
        else:
            found = matrix_of_situation(house, situation or "xinjiang", names_of(by), day_of(as_of))
        if as_json:
            print_json(matrix_shape(found, house.today))
        else:
            print_matrix(found, house.today)
        if any(line.row is None for line in found.lines):
            raise SystemExit(1)


def print_matrix(found: Matrix, today: dt.date) -> None:
    """Print the matrix with the editions it rests on; unsure names below with what is near them."""
    rows = []
    for line in found.lines:
        if line.row:
            rows.append((line.name, *(cell_words(line.row.cell(item)) for item in found.jurisdictions)))
        else:
            rows.append((f"{line.name} ?", *("unsure" for _ in found.jurisdictions)))
    print_table(("name", *(government(item) for item in found.jurisdictions)), rows)
    for line in found.lines:
        if line.row is None:
            near = "; ".join(f"{hit.brief.name} ({hit.brief.id}, {hit.score:.2f})" for hit in line.near)
            click.echo(f"? {line.name}: {line.note}" + (f". Near: {near}" if near else ""))
        elif any(cell.related for cell in line.row.cells):
            names = sorted({item.name for cell in line.row.cells for item in cell.related})
            click.echo(f"* {line.name}: only {', '.join(names)} is listed")
    _print_unsure(found)
    print_editions(found.register, found.jurisdictions, today)


def _print_unsure(found: Matrix) -> None:
    """Print the cells whose target may be listed by another entry, until a person judges the pair."""
    for line in found.lines:
        for cell in line.row.cells if line.row else ():
            if cell.waiting:
                others = ", ".join(waiting_words(item) for item in cell.waiting)
                click.echo(f"? {line.name}, {government(cell.jurisdiction)}: may be {others}; see `inconcert review`")
