"""The same function on an existing Spark: mapInArrow over the chunks, the targets sent once to each machine.

No scheduler, shuffle or cluster of ours: Spark repeats a task that was lost with its machine. Each task gives its hits
back under the number of its chunk, so that the files of a run are the same bytes as those of the local engine.
pyspark is an extra (`inconcert[spark]`) and is loaded only here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from inconcert.model.errors import OurError, UserError
from inconcert.screening.engine import index_from
from inconcert.screening.index import TargetIndex
from inconcert.screening.screen import screen_batch
from inconcert.screening.targets import hash_of

ROUND_CHUNKS = 64
"""So many chunks go to Spark as one job: what an interruption may cost, and what this process holds."""

_held: dict[str, TargetIndex] = {}
"""The index of this Python worker, by the hash of its targets: made once, not for each task."""


def on_spark(
    master: str, targets: bytes, chunks: Iterable[tuple[int, pa.RecordBatch]], threshold: float
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield (number, hits) of each (number, customers), in order, worked out by the Spark at `master`.

    Raises UserError where pyspark is not installed, OurError where Spark gives the run up.
    """
    session = _session(master)
    try:
        shared = session.sparkContext.broadcast(targets)
        rounds = iter(chunks)
        while some := list(itertools.islice(rounds, ROUND_CHUNKS)):
            yield from _round(session, shared, some, threshold)
    finally:
        session.stop()


def _session(master: str) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UserError("pyspark is not installed", remedy="Install inconcert[spark].") from error
    return (
        SparkSession.builder.master(master)
        .appName("inconcert screen")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )


def _round(
    session: Any, shared: Any, chunks: list[tuple[int, pa.RecordBatch]], threshold: float
) -> Iterator[tuple[int, pa.RecordBatch]]:
    from pyspark.errors import PySparkException

    def screened(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        index = _index(shared.value)
        for batch in batches:
            for number, data in zip(*(batch.column(place).to_pylist() for place in (0, 1)), strict=True):
                hits = screen_batch(index, _from_ipc(data), threshold)
                yield pa.record_batch(
                    [pa.array([number], pa.int64()), pa.array([_to_ipc(hits)], pa.binary())], ["n", "d"]
                )

    rows = [(number, bytearray(_to_ipc(chunk))) for number, chunk in chunks]
    try:
        spread = session.sparkContext.parallelize(rows, len(rows))
        frame = session.createDataFrame(spread, "n bigint, d binary").mapInArrow(screened, "n bigint, d binary")
        found = sorted((int(row[0]), bytes(row[1])) for row in frame.collect())
    except PySparkException as error:
        raise OurError(f"Spark gave the run up: {str(error)[:300]}", remedy="Run the same command again.") from error
    for number, data in found:
        yield number, _from_ipc(data)


def _index(targets: bytes) -> TargetIndex:
    key = hash_of(targets)
    if key not in _held:
        _held.clear()
        _held[key] = index_from(targets)
    return _held[key]


def _to_ipc(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _from_ipc(data: bytes) -> pa.RecordBatch:
    with pa.ipc.open_stream(data) as reader:
        return reader.read_next_batch()
