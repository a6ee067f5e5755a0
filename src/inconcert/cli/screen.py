"""inconcert screen and inconcert screened."""

from __future__ import annotations

import json
from pathlib import Path

import click

from inconcert.cli.options import home_option, json_option, names_of, open_house
from inconcert.formats.display import safe_text
from inconcert.gaps.gaps import THEMES
from inconcert.model.codec import to_plain
from inconcert.screening.audit import RunRecord
from inconcert.screening.columns import Columns
from inconcert.screening.screen import DEFAULT_THRESHOLD
from inconcert.verbs.screen import Asked, columns_for, local_engine, repeat, screen_file, spark_engine
from inconcert.verbs.screen_judged import carry_over
from inconcert.verbs.screen_result import FORMS
from inconcert.verbs.screen_since import since_engine
from inconcert.verbs.screen_targets import Wanted

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(name="screen", epilog="Example: inconcert screen customers.csv --out screened-2026-05")
@click.argument("file", type=_FILE)
@click.option("--out", type=_FOLDER, help="Folder of the run (else FILE.screened).")
@click.option("--mapping", type=_FILE, help='JSON {"columns": {COLUMN: ROLE}, "date_format": "%d/%m/%Y"}.')
@click.option("--date-format", default="", metavar="FORM", help="How dates are written, where not YYYY-MM-DD.")
@click.option("--threshold", type=click.FloatRange(0.35, 1.0), default=DEFAULT_THRESHOLD, show_default=True)
@click.option("--result", type=click.Choice(FORMS), default="csv", show_default=True)
@click.option(
    "--only-if", "only_if", metavar="C,D", help="Only targets not in force with these: who would hit if they mirrored."
)
@click.option("--have", metavar="A,B", help="With --only-if: only targets in force with any of these.")
@click.option("--theme", type=click.Choice(THEMES), default="all", show_default=True)
@click.option("--situation", default="", metavar="S", help="Only targets of a curated situation.")
@click.option(
    "--judgements", type=click.Path(path_type=Path, exists=True), help="An earlier run whose judgements hold."
)
@click.option(
    "--repeat", "repeated", type=_FILE, metavar="RECORD", help="Repeat the run of this record.json and compare."
)
@click.option("--since", type=_FILE, metavar="RECORD", help="Compare again only targets that changed since this run.")
@click.option("--processes", type=click.IntRange(0, 512), default=0, help="0: one for each processor.")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True)
@click.option("--master", default="local[*]", show_default=True, help="The Spark to use, with --engine spark.")
@click.option("--columns-only", is_flag=True, help="Show which columns would be used, and screen nothing.")
@home_option
@json_option
def command(
    file: Path, out: Path | None, mapping: Path | None, date_format: str, threshold: float, result: str,
    only_if: str | None, have: str | None, theme: str, situation: str, judgements: Path | None,
    repeated: Path | None, processes: int, since: Path | None, engine: str, master: str, columns_only: bool,
    home: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Which of your customers, companies or ships may be targets: CSV, Parquet, JSON lines or FollowTheMoney.

    Everything of the run stays in its folder: hits with scores and reasons, what could not be read, and record.json,
    from which anybody repeats it. A run that was interrupted goes on when the same command is given again.
    """
    wanted = Wanted(names_of(have or ""), names_of(only_if or ""), theme, situation)
    folder = out or file.with_name(file.name + ".screened")
    asked = Asked(file, folder, wanted, mapping, date_format, threshold, result, processes)
    run = spark_engine(master) if engine == "spark" else local_engine(processes)
    if repeated:
        with open_house(home) as house:
            _report(
                repeat(house, repeated, asked, run, _tell, engine), folder, as_json, "the same bytes as in the record"
            )
        return
    columns, heads = columns_for(asked)
    _show(columns, heads, as_json and not columns_only)
    if columns_only:
        return
    if since:
        run = since_engine(since, asked, run)
    if judgements:
        carry_over(judgements, folder)
    with open_house(home) as house:
        _report(screen_file(house, asked, columns, run, _tell, engine), folder, as_json)


def _show(columns: Columns, heads: tuple[str, ...], quiet: bool) -> None:
    if not quiet:
        used = {column: role for role, column in columns.roles}
        for head in heads:
            click.echo(safe_text(f"{head}: {used.get(head, 'not used').replace('_', ' ')}"), err=True)


def _tell(done: int, share: float, seconds: float) -> None:
    rate = done / max(seconds, 0.001)
    left = seconds * (1 - share) / share if share > 0 else 0.0
    click.echo(f"… {done:,} customers, {rate:,.0f} a second, about {left / 60:.0f} min left", err=True)


def _report(record: RunRecord, folder: Path, as_json: bool, more: str = "") -> None:
    if as_json:
        click.echo(json.dumps(to_plain(record), ensure_ascii=False, indent=2))
        return
    click.echo(
        f"{record.customers:,} customers, {record.hits:,} hits at {record.plan.threshold} or more, "
        f"{record.issues:,} values that could not be read ({record.seconds:,.0f} s, {record.busy_s:,.0f} s of cores)"
    )
    click.echo(safe_text(f"{folder / record.result}, SHA-256 {record.result_sha256}" + (f": {more}" if more else "")))
    click.echo("A hit is a question for a person, never an answer: `inconcert screened` shows them.")
