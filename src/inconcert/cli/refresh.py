"""inconcert refresh."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import home_option, json_option, print_json, say
from inconcert.intake.refresh import RefreshReport
from inconcert.verbs.house import default_home, house
from inconcert.verbs.refresh import refresh_from_folder, refresh_from_publishers, report_shape


@click.command(
    name="refresh",
    epilog="Examples: inconcert refresh   (fetches every list) · inconcert refresh us_sdn gb_uksl · "
    "inconcert refresh --from data   (reads what data/catalogue.csv names)",
)
@click.argument("lists", nargs=-1, metavar="[LIST]...")
@click.option("--from", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="Read the editions that DIR/catalogue.csv names, instead of fetching.")  # fmt: skip
@click.option("--accept", metavar="LIST", help="Take this list's edition although it lies outside its bounds.")
@click.option("--by", "by", metavar="NAME", help="The person who accepts it; kept with the edition.")
@home_option
@json_option
def command(
    lists: tuple[str, ...], folder: Path | None, accept: str | None, by: str | None, home: Path | None, as_json: bool
) -> None:
    """Fetch the official lists from their publishers, or read them from a folder, each edition whole or not at all.

    What is refused leaves the previous edition served, and says why; the exit code is then 3. An edition outside its
    bounds, and the first one in a format that no reader has met yet, waits for a named person (--accept, --by).
    """
    if bool(accept) != bool(by):
        raise click.UsageError("--accept LIST and --by NAME belong together: a person answers for it.")
    wanted, accepted = lists or None, {accept: by} if accept and by else {}
    with house(home or default_home(), progress=say) as opened:
        if folder is None:
            report = refresh_from_publishers(opened, wanted, accepted)
        else:
            report = refresh_from_folder(opened, folder, wanted, accepted)
    if as_json:
        print_json(report_shape(report))
    else:
        _print(report)
    if report.refused:
        raise SystemExit(3)


def _print(report: RefreshReport) -> None:
    for word, outcomes in (("taken", report.committed), ("unchanged", report.unchanged)):
        for item in outcomes:
            aside = f", {item.set_aside} set aside" if item.set_aside else ""
            click.echo(f"{word:<10}{item.list_id:<16}{item.date:<12}{item.entries or '':>7}{aside}")
    for item in report.refused:
        click.echo(f"refused   {item.list_id:<16}{item.date:<12}{item.why}")
    click.echo(
        f"{len(report.committed)} taken, {len(report.unchanged)} unchanged, {len(report.refused)} refused, "
        f"{len(report.skipped)} skipped: {', '.join(report.skipped) or 'none'}"
    )
