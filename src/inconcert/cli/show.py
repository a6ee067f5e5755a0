"""inconcert show."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import as_of_option, day_of, home_option, json_option, open_house, print_json
from inconcert.cli.words import government, print_table, spelt, spelt_event
from inconcert.formats.display import safe_text
from inconcert.model.imported import is_imported
from inconcert.model.vocabulary import Status
from inconcert.verbs.shapes import NOTE
from inconcert.verbs.show import Shown, show, show_shape
from inconcert.verbs.words import waiting_words


@click.command(name="show", epilog='Example: inconcert show "Chen Quanguo"')
@click.argument("target", nargs=-1, required=True)
@click.option("--values", "with_values", is_flag=True, help="Also every printed value with its place in its edition.")
@as_of_option
@home_option
@json_option
def command(target: tuple[str, ...], with_values: bool, as_of: str | None, home: Path | None, as_json: bool) -> None:
    """All names and all designations of one target, every value with its source."""
    with open_house(home) as house:
        shown = show(house, " ".join(target), day_of(as_of), imported=True)
        if as_json:
            print_json(show_shape(shown))
        else:
            _print(shown, with_values)


def _print(shown: Shown, with_values: bool) -> None:
    target = shown.target
    native = " ".join(name.full for name in shown.curated_names)
    click.echo(safe_text(f"{target.name} {native}".strip()) + f"  ({target.kind.value}, {target.id})")
    if shown.redirected_from:
        click.echo(f"Formerly {shown.redirected_from}.")
    for name in shown.curated_names:
        click.echo(f"  {safe_text(name.full)}: on no list; {name.source}")
    others = [name.full for name in target.names if name.full != target.name]
    if others:
        click.echo("Also: " + safe_text("; ".join(others)))
    rows = []
    for item in shown.designations:
        dates = "; ".join(f"{date.kind.value.replace('_', ' ')} {spelt_event(date)}" for date in item.dates)
        where = (
            f"{item.source.list_id} {item.official_id}, {spelt(item.source.edition)}" if item.source else item.programme
        )
        measures = ", ".join(measure.value.replace("_", " ") for measure in item.measures)
        if item.measures_from in ("regime", "entry and regime"):
            measures += " (by the regime)"
        rows.append(
            (government(item.jurisdiction), item.regime or "not stated", item.status.value.replace("_", " "),
             dates, measures, where)
        )  # fmt: skip
    print_table(("by", "regime", "status", "dates", "measures", "stands in"), rows)
    missing = [cell for cell in shown.row.cells if cell.status is not Status.IN_FORCE]
    for cell in missing:
        click.echo(f"{government(cell.jurisdiction)}: {cell.status.value.replace('_', ' ')} ({cell.why})")
        for related in cell.related:
            click.echo(f"  only a related body is listed: {related.name} ({related.target_id})")
        for pair in cell.waiting:
            click.echo(f"  unsure: may be {waiting_words(pair)}, listed there; see `inconcert review`")
    for related in target.related:
        click.echo(f"Related ({related.relation.value}): {related.name} ({related.target_id})")
    for line in target.proof:
        click.echo(f"One target because: {line}")
    if all(is_imported(list_id) for list_id, _ in target.keys):
        click.echo("On no official list for sure; pairs that could be one wait in `inconcert review`.")
    for list_id, licence in shown.licences:
        click.echo(safe_text(f"{list_id}: {licence}"))
    if with_values:
        print_table(
            ("what", "value", "list", "edition", "place"),
            [(item.what, item.text, item.list_id, item.edition, item.place) for item in shown.values],
        )
    click.echo(NOTE)
