"""What a new edition changes in an earlier run: only targets that are new or print something else are compared again.

A hit rests on one customer and one target alone (`screen`), so the hits of the targets that stayed, taken from the
earlier run, and the hits of the others, worked out now, are together exactly the hits of a whole run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from inconcert.screening.screen import HITS
from inconcert.screening.targets import SCHEMA

_PLACE = {name: place for place, name in enumerate(HITS.names)}


def changed(before: pa.Table, now: pa.Table) -> pa.Table:
    """Return the targets of `now` that `before` has not, or that print something else that matching looks at."""
    old = dict(zip(before.column("id").to_pylist(), before.column("record").to_pylist(), strict=True))
    rows = zip(now.column("id").to_pylist(), now.column("record").to_pylist(), strict=True)
    return now.filter(pa.array([old.get(key) != record for key, record in rows], pa.bool_()))


def joined(
    now: pa.Table, compared: pa.Table, earlier: Iterable[pa.Table], fresh: Iterable[tuple[int, pa.RecordBatch]]
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield (number, hits) of the whole: `earlier` hits of what stayed, in today's words, and the `fresh` ones."""
    columns = [now.column(name).to_pylist() for name in SCHEMA.names]
    again = set(compared.column("id").to_pylist())
    words = {key: (name, said, editions) for key, name, _, said, editions in zip(*columns, strict=True)}
    for (number, hits), table in zip(fresh, earlier, strict=False):
        rows = [_today(row, words) for row in _rows(table) if row[_PLACE["target_id"]] in words.keys() - again]
        rows += _rows(pa.Table.from_batches([hits]))
        rows.sort(key=lambda row: (row[_PLACE["row"]], -row[_PLACE["score"]], row[_PLACE["target_id"]]))
        parts = list(zip(*rows, strict=True)) or [()] * len(HITS)
        arrays = [pa.array(values, field.type) for values, field in zip(parts, HITS, strict=True)]
        yield number, pa.RecordBatch.from_arrays(arrays, schema=HITS)


def _rows(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in HITS.names), strict=True))


def _today(row: tuple[Any, ...], words: dict[str, tuple[str, str, str]]) -> tuple[Any, ...]:
    name, said, editions = words[str(row[_PLACE["target_id"]])]
    shown = {"target_name": name, "designations": said, "editions": editions}
    return tuple(shown.get(head, value) for head, value in zip(HITS.names, row, strict=True))
