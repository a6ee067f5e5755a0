"""inconcert compare."""

from __future__ import annotations

import json
from pathlib import Path

import click

from inconcert.cli.options import write_whole
from inconcert.verbs.compare import compare_pairs


@click.command(name="compare", epilog="Example: inconcert compare --pairs pairs.jsonl --out scores.jsonl")
@click.option("--pairs", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help='JSON lines {"id", "left": ENTITY, "right": ENTITY} as FollowTheMoney writes entities.')  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write (else standard output).")
def command(pairs: Path, out: Path | None) -> None:
    """Score pairs of entities for being the same person, body or ship.

    Writes one JSON line for each: id, score in [0, 1], same | different | unsure, and the reasons in words.
    """
    lines = (
        json.dumps(found, ensure_ascii=False).encode("utf-8") + b"\n"
        for found in compare_pairs(pairs.read_bytes(), pairs.name)
    )
    write_whole(out, lines)
