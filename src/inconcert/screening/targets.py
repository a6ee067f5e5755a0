"""The targets to screen against, as one Arrow table: what matching looks at, and what a hit must show.

The table is the whole of one side: its bytes are kept with a run, sent to other processes and machines, and hashed in
the run's record. Rows are sorted by id, so that the same targets give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from inconcert.model.codec import from_plain, to_plain
from inconcert.resolve.record import Record

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("record", pa.string()),
        ("designations", pa.string()),
        ("editions", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Target:
    """A target as it is screened against: its record, and its designations and their editions in words."""

    id: str
    name: str
    record: Record
    designations: str = ""
    editions: str = ""


def table_of(targets: Iterable[Target]) -> pa.Table:
    """Return the targets as a table of `SCHEMA`, sorted by id."""
    ordered = sorted(targets, key=lambda target: target.id)
    rows = [(item.id, item.name, _plain(item.record), item.designations, item.editions) for item in ordered]
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.table([pa.array(values, pa.string()) for values in columns], schema=SCHEMA)


def targets_of(table: pa.Table) -> list[Target]:
    """Return the targets of a table, in its order."""
    rows = zip(*(table.column(name).to_pylist() for name in SCHEMA.names), strict=True)
    return [
        Target(key, name, from_plain(Record, json.loads(record)), said, editions)
        for key, name, record, said, editions in rows
    ]


def to_bytes(table: pa.Table) -> bytes:
    """Return a table as an Arrow stream; the same targets give the same bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, SCHEMA) as writer:
        writer.write_table(table.combine_chunks())
    return bytes(sink.getvalue())


def from_bytes(data: bytes) -> pa.Table:
    """Return the table of an Arrow stream made by `to_bytes`."""
    return pa.ipc.open_stream(data).read_all()


def hash_of(data: bytes) -> str:
    """Return the SHA-256 of a table's bytes."""
    return hashlib.sha256(data).hexdigest()


def _plain(record: Record) -> str:
    return json.dumps(to_plain(record), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
