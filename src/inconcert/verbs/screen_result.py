"""The result of a screening run from its chunk files: CSV, Parquet or JSON lines, with what people held of each hit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inconcert.formats import csvout, jsonlines
from inconcert.formats.cells import Row
from inconcert.model.errors import UserError
from inconcert.screening.screen import HITS
from inconcert.verbs.screen_judged import Judgements

FORMS = ("csv", "parquet", "jsonl")
HEADS = (*HITS.names, "judged", "judged_by", "judged_at")
_SCHEMA = pa.schema([*HITS, *((name, pa.string()) for name in HEADS[-3:])])
_ROWS_AT_A_TIME = 20_000


@dataclass(frozen=True, slots=True)
class Result:
    """The file that was written, and how many hits stand in it."""

    path: Path
    hits: int


def write_result(folder: Path, form: str, judgements: Judgements) -> Result:
    """Write hits.FORM whole from the chunk files of a folder; the same chunks and judgements give the same bytes."""
    if form not in FORMS:
        raise UserError(f"a result is not written as {form}", remedy=f"Known: {', '.join(FORMS)}.")
    path = folder / f"hits.{form}"
    fresh = path.with_name(path.name + ".part")
    hits = _parquet(fresh, folder, judgements) if form == "parquet" else _text(fresh, folder, judgements, form)
    fresh.replace(path)
    return Result(path, hits)


def hit_rows(folder: Path, judgements: Judgements) -> Iterator[Row]:
    """Yield the hits of a run in the order of its customers, with what was held of each."""
    for path in sorted((folder / "chunks").glob("*.parquet")):
        table = pq.read_table(path)
        for row in zip(*(table.column(name).to_pylist() for name in HITS.names), strict=True):
            held = judgements.held.get((row[1], row[3]))
            yield (*row, held.decision, held.by, held.at) if held else (*row, "", "", "")


def _text(path: Path, folder: Path, judgements: Judgements, form: str) -> int:
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in hit_rows(folder, judgements):
            count += 1
            yield row

    stream = csvout.stream if form == "csv" else jsonlines.stream
    with path.open("wb") as file:
        file.writelines(stream(HEADS, counted()))
    return count


def _parquet(path: Path, folder: Path, judgements: Judgements) -> int:
    count, waiting = 0, list[Row]()
    with pq.ParquetWriter(path, _SCHEMA, compression="zstd") as writer:
        for row in hit_rows(folder, judgements):
            count += 1
            waiting.append(row)
            if len(waiting) == _ROWS_AT_A_TIME:
                writer.write_table(_table(waiting))
                waiting = []
        writer.write_table(_table(waiting))
    return count


def _table(rows: list[Row]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    return pa.table([pa.array(values, field.type) for values, field in zip(columns, _SCHEMA, strict=True)], _SCHEMA)
