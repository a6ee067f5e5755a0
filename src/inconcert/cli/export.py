"""inconcert export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from inconcert.cli.options import as_of_option, day_of, home_option, names_of, open_house, say, write_whole
from inconcert.formats import csvout, parquetout, xlsxout
from inconcert.gaps.gaps import Question
from inconcert.verbs.export import FTM, NOUNS, export
from inconcert.verbs.export_ftm import export_ftm


@click.command(name="export", epilog="Example: inconcert export gaps --have us --lack gb --format xlsx --out gaps.xlsx")
@click.argument("noun", type=click.Choice((*NOUNS, FTM)))
@click.option(
    "--format", "form", type=click.Choice(["csv", "xlsx", "jsonl", "parquet"]), default="csv", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write (else standard output).")
@click.option("--have", default="us", show_default=True, help="For gaps: governments that list the target.")
@click.option("--lack", default="gb", show_default=True, help="For gaps: governments where it is not in force.")
@as_of_option
@home_option
def command(noun: str, form: str, out: Path | None, have: str, lack: str, as_of: str | None, home: Path | None) -> None:
    """Export entries, targets, designations or gaps, each row with its edition; or ftm, entities of FollowTheMoney.

    Rows of an imported list say its licence; ftm, always JSON lines, carries none of them. In CSV a cell that a
    spreadsheet would take for a formula gets an apostrophe; in XLSX every cell is text.
    """
    day = day_of(as_of)
    with open_house(home) as house:
        if noun == FTM:
            write_whole(out, export_ftm(house, day))
            return
        heads, rows = export(house, noun, day=day, question=Question(names_of(have), names_of(lack), day=day))
        write_whole(out, _bytes(form, heads, rows))
    if out:
        say(f"written: {out}")


def _bytes(form: str, heads: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> Iterator[bytes]:
    if form == "csv":
        yield from csvout.stream(heads, rows)
    elif form == "jsonl":
        for row in rows:
            yield (json.dumps(dict(zip(heads, row, strict=True)), ensure_ascii=False) + "\n").encode("utf-8")
    elif form == "xlsx":
        yield xlsxout.write(heads, rows)
    else:
        yield parquetout.write(heads, rows)
