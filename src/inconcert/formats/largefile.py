r"""Files of millions of rows, read piece by piece: CSV, JSON lines and Parquet as rows of named texts.

What is refused, with its place: what is not UTF-8, a NUL, a quote that never ends, a column that stands twice, a row of
another length than the head, a record or line beyond `limits`, and a nested Parquet column. Nothing is read whole.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from inconcert.formats import jsonlines, limits
from inconcert.model.errors import LimitExceeded, UnreadableSource, UserError

Row = dict[str, Any]
KINDS = {".csv": "csv", ".parquet": "parquet", ".jsonl": "jsonl", ".json": "jsonl", ".ndjson": "jsonl"}
PARQUET_BATCH_ROWS = 10_000


@dataclass(slots=True)
class Reading:
    """How far a file has been read: bytes of `total` (0 while unknown)."""

    total: int = 0
    done: int = 0


def kind_of(path: Path) -> str:
    """Return csv, jsonl or parquet by the file's ending; UserError for another."""
    found = KINDS.get(path.suffix.lower())
    if not found:
        raise UserError(f"not a file that can be screened: {path.name}", remedy="Give .csv, .parquet or .jsonl.")
    return found


def rows(path: Path, reading: Reading) -> Iterator[tuple[str, Row]]:
    """Yield (place in words, column → value) for every row; `reading` is brought up to date on the way."""
    kind = kind_of(path)
    reading.total = path.stat().st_size
    if kind == "parquet":
        yield from _parquet_rows(path, reading)
        return
    with path.open("rb") as file:
        lines = _Lines(file, path.name, reading)
        yield from _csv_rows(lines, path.name) if kind == "csv" else _json_rows(lines, path.name)


class _Lines:
    """The lines of a file as bytes or text, none longer than its limit; a CSV record of many lines counts as one."""

    def __init__(self, file: IO[bytes], name: str, reading: Reading) -> None:
        self._file, self._name, self._reading = file, name, reading
        self.number = 0
        self.record_bytes = 0

    def __iter__(self) -> Iterator[str]:
        while line := self.raw(limits.csv_record_max_bytes):
            yield self.text(line)

    def raw(self, most: int) -> bytes:
        """Return the next line; empty at the end."""
        line = self._file.readline(most + 1)
        self.number += 1
        self.record_bytes += len(line)
        self._reading.done += len(line)
        if self.record_bytes > most:
            raise LimitExceeded(f"a record longer than {most} bytes (or a quote that never ends)", where=self.where)
        if b"\0" in line:
            raise UnreadableSource("a NUL byte: not a text file, or damaged", where=self.where)
        return line.removeprefix(b"\xef\xbb\xbf") if self.number == 1 else line

    def text(self, line: bytes) -> str:
        """Return a line as text."""
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError as error:
            where = f"{self.where}, byte {error.start}"
            raise UnreadableSource("not UTF-8 text", where=where, remedy="Save the file as UTF-8.") from error

    @property
    def where(self) -> str:
        return f"{self._name} line {self.number}"


def _csv_rows(lines: _Lines, name: str) -> Iterator[tuple[str, Row]]:
    reader = csv.reader(iter(lines), strict=True)
    heads: list[str] = []
    try:
        for cells in reader:
            start, lines.record_bytes = lines.where, 0
            if not heads:
                heads = _heads(cells, name)
            elif len(cells) == len(heads):
                yield start, dict(zip(heads, cells, strict=True))
            elif cells:
                raise UnreadableSource(f"{len(cells)} cells under {len(heads)} columns", where=start)
    except csv.Error as error:
        raise UnreadableSource(f"not CSV: {error}", where=lines.where) from error
    if not heads:
        raise UnreadableSource("an empty file", where=name)


def _heads(cells: list[str], name: str) -> list[str]:
    heads = [cell.strip() for cell in cells]
    for place, head in enumerate(heads, 1):
        if not head or head in heads[: place - 1]:
            what = f"the column {head!r} stands twice" if head else "a column without a name"
            raise UnreadableSource(what, where=f"{name} line 1, column {place}", remedy="Name each column once.")
    return heads


def _json_rows(lines: _Lines, name: str) -> Iterator[tuple[str, Row]]:
    for _ in range(limits.json_lines_max * 1000):
        line = lines.raw(limits.csv_record_max_bytes)
        lines.record_bytes = 0
        if not line:
            return
        if line.strip():
            found = jsonlines.value(line, lines.where)
            if not isinstance(found, dict):
                raise UnreadableSource("a line that is no JSON object", where=lines.where)
            yield lines.where, found


def _parquet_rows(path: Path, reading: Reading) -> Iterator[tuple[str, Row]]:
    try:
        file = pq.ParquetFile(path)
        _heads(file.schema_arrow.names, path.name)
        number = 0
        total = max(file.metadata.num_rows, 1)
        for batch in file.iter_batches(PARQUET_BATCH_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield f"{path.name} row {number}", row
            reading.done = reading.total * number // total
    except (pa.ArrowException, OSError) as error:
        raise UnreadableSource(f"not Parquet, or damaged: {error}", where=path.name) from error
