"""The local engine: processes that each hold the index, and give their hits back in the order of the chunks."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pyarrow as pa

from inconcert.model.errors import OurError
from inconcert.screening.index import TargetIndex
from inconcert.screening.screen import screen_batch
from inconcert.screening.targets import from_bytes, targets_of

WAITING_PER_PROCESS = 3
"""Chunks read ahead for each process: more would only fill memory."""

_index: list[TargetIndex] = []
"""The index of this process, made once when it starts."""


def index_from(data: bytes) -> TargetIndex:
    """Return the index of a table's bytes."""
    return TargetIndex(targets_of(from_bytes(data)))


def locally(
    targets: bytes, chunks: Iterable[tuple[int, pa.RecordBatch]], threshold: float, processes: int
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield (number, hits) of each (number, customers), in order; `processes` 1 works in this process alone."""
    if processes == 1:
        index = index_from(targets)
        for number, chunk in chunks:
            yield number, screen_batch(index, chunk, threshold)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_ready, initargs=(targets,)) as pool:
        try:
            yield from _in_order(pool, chunks, threshold, processes * WAITING_PER_PROCESS)
        except BrokenProcessPool as error:
            raise OurError(
                "a process of the run was killed", remedy="Run the same command again: it goes on."
            ) from error


def _in_order(
    pool: ProcessPoolExecutor, chunks: Iterable[tuple[int, pa.RecordBatch]], threshold: float, most: int
) -> Iterator[tuple[int, pa.RecordBatch]]:
    waiting: deque[tuple[int, Future[pa.RecordBatch]]] = deque()
    for number, chunk in chunks:
        waiting.append((number, pool.submit(_screen, chunk, threshold)))
        if len(waiting) >= most:
            place, done = waiting.popleft()
            yield place, done.result()
    while waiting:
        place, done = waiting.popleft()
        yield place, done.result()


def _ready(targets: bytes) -> None:
    _index.append(index_from(targets))


def _screen(chunk: pa.RecordBatch, threshold: float) -> pa.RecordBatch:
    return screen_batch(_index[0], chunk, threshold)
