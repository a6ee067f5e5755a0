"""A run that begins where an earlier one ended: the same customers, after new editions, in a folder of its own.

The union is that of a whole run to the byte. It needs the same file, threshold, columns, rules and chunks; where one of
them is another, that is said, and a whole run is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inconcert.model.errors import UserError
from inconcert.screening.audit import RunRecord, record_from
from inconcert.screening.delta import changed, joined
from inconcert.screening.targets import from_bytes, to_bytes
from inconcert.verbs.screen import Asked, Engine, rules
from inconcert.verbs.screen_input import file_sha256


def since_engine(path: Path, asked: Asked, engine: Engine) -> Engine:
    """Return an engine that takes from the run of a record what stays; UserError where that run does not fit."""
    record = record_from(path.read_text("utf-8"), str(path))
    _check(record, asked)
    before = from_bytes((path.parent / "targets.arrow").read_bytes())

    def carried(
        targets: bytes, chunks: Iterator[tuple[int, pa.RecordBatch]], threshold: float
    ) -> Iterator[tuple[int, pa.RecordBatch]]:
        now = from_bytes(targets)
        compared = changed(before, now)
        numbers: list[int] = []

        def noted() -> Iterator[tuple[int, pa.RecordBatch]]:
            for number, chunk in chunks:
                numbers.append(number)
                yield number, chunk

        def earlier() -> Iterator[pa.Table]:
            place = 0
            while place < len(numbers):
                yield pq.read_table(path.parent / "chunks" / f"{numbers[place]:08}.parquet")
                place += 1

        yield from joined(now, compared, earlier(), engine(to_bytes(compared), noted(), threshold))

    return carried


def _check(record: RunRecord, asked: Asked) -> None:
    plan = record.plan
    other = [
        word
        for word, same in (
            ("file", plan.input_sha256 == file_sha256(asked.file)),
            ("threshold", plan.threshold == asked.threshold),
            ("chunks", plan.chunk_rows == asked.chunk_rows),
            ("rules", plan.rules == rules()),
        )
        if not same
    ]
    if other:
        raise UserError(f"the earlier run had another {' and another '.join(other)}", remedy="Screen it whole.")
