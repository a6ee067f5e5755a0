"""inconcert screened."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import home_option, json_option, open_house, print_json
from inconcert.cli.words import print_table
from inconcert.verbs.screen import judge
from inconcert.verbs.screen_judged import DECISIONS, HitJudgement, judgements_in
from inconcert.verbs.screen_result import HEADS, hit_rows


@click.command(name="screened", epilog="Example: inconcert screened customers.csv.screened --limit 20")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.option("--judge", "pair", nargs=2, metavar="REFERENCE TARGET", help="Judge this hit.")
@click.option("--as", "decision", type=click.Choice(DECISIONS), help="What you hold of it.")
@click.option("--by", default="", metavar="NAME", help="Who judges.")
@click.option("--reason", default="", metavar="TEXT")
@home_option
@json_option
def command(
    folder: Path, limit: int, pair: tuple[str, str] | None, decision: str | None, by: str, reason: str,
    home: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """The hits of a run that wait for a person, best first; and what a person holds of one.

    Judgements stay in the run's folder. Give a later run `--judgements FOLDER`, and they hold there too.
    """
    if pair:
        if not decision:
            raise click.UsageError("Say --as same, different or unsure.")
        with open_house(home) as house:
            judge(house, folder, HitJudgement(pair[0], pair[1], decision, by, "", reason))
        return
    rows = [row for row in hit_rows(folder, judgements_in(folder)) if row[-3] in ("", "unsure")]
    rows = sorted(rows, key=lambda row: (-float(row[5] or 0), row[0]))[:limit]
    if as_json:
        print_json([dict(zip(HEADS, row, strict=True)) for row in rows])
    elif rows:
        heads = ("reference", "name", "target", "listed as", "score", "reasons")
        print_table(heads, [(str(r[1]), str(r[2]), str(r[3]), str(r[4]), f"{r[5]:.3f}", str(r[7])) for r in rows])
    else:
        click.echo("No hit waits.")
