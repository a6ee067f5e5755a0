"""The verb `screen`: a file of customers against the targets, into a folder that holds everything of the run.

Rules
- the folder holds plan.json, targets.arrow, one hits file for each chunk, issues.csv, the result, and record.json last;
  a chunk file is whole or not there, so the same command after an interruption goes on where it stopped;
- a run is never written over: another plan in the same folder is refused;
- customers stay in that folder: nothing of them enters the register, the log or the record.
"""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inconcert import __version__
from inconcert.formats.csvout import neutral
from inconcert.formats.largefile import Reading
from inconcert.model.codec import from_plain, to_plain
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.resolve.link import RULE as LINK_RULE
from inconcert.screening.audit import Plan, RunRecord, record_from, to_text
from inconcert.screening.columns import Columns, Issue
from inconcert.screening.engine import locally
from inconcert.screening.screen import DEFAULT_THRESHOLD, HITS, RULE
from inconcert.screening.targets import hash_of, to_bytes
from inconcert.verbs.house import House
from inconcert.verbs.screen_input import chunks, columns_of, file_sha256
from inconcert.verbs.screen_judged import FILE, HitJudgement, add, carry_over, judgements_in
from inconcert.verbs.screen_result import write_result
from inconcert.verbs.screen_targets import Wanted, sources_of, targets_table

CHUNK_ROWS = 5_000
Tell = Callable[[int, float, float], None]
"""Told after each chunk: customers done, share of the file in [0, 1], seconds."""
Engine = Callable[[bytes, Iterator[tuple[int, pa.RecordBatch]], float], Iterator[tuple[int, pa.RecordBatch]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of a run: the file, the folder, and everything that may change the result."""

    file: Path
    folder: Path
    wanted: Wanted = field(default_factory=Wanted)
    mapping: Path | None = None
    date_format: str = ""
    threshold: float = DEFAULT_THRESHOLD
    result: str = "csv"
    processes: int = 0
    chunk_rows: int = CHUNK_ROWS


def local_engine(processes: int) -> Engine:
    """Return the engine of this machine with so many processes; 0: one for each processor."""
    many = processes or os.cpu_count() or 1
    return lambda targets, parts, threshold: locally(targets, parts, threshold, many)


def spark_engine(master: str) -> Engine:
    """Return the engine of an existing Spark (`master`: local[2], spark://host:7077, …)."""
    from inconcert.screening.spark import on_spark

    return lambda targets, parts, threshold: on_spark(master, targets, parts, threshold)


def columns_for(asked: Asked) -> tuple[Columns, tuple[str, ...]]:
    """Return the columns that a run would use, and all heads of the file."""
    return columns_of(asked.file, asked.mapping, asked.date_format)


def screen_file(
    house: House, asked: Asked, columns: Columns, engine: Engine, tell: Tell, name: str = "local"
) -> RunRecord:
    """Screen a file into a folder and return the record of the run.

    Raises UserError for a folder that holds another run, SourceError for a file that cannot be read, with its place.
    """
    targets = to_bytes(targets_table(house, asked.wanted))
    plan = Plan(
        asked.file.name, file_sha256(asked.file), hash_of(targets),
        tuple((item.list_id, item.date, item.sha256) for item in sources_of(house)), to_plain(asked.wanted),
        rules(), asked.threshold, columns, asked.chunk_rows,
    )  # fmt: skip
    return carry_out(house, asked, plan, targets, engine, tell, name)


def rules() -> dict[str, str]:
    """Return the versions of everything that decides a hit."""
    return {"screen": RULE, "link": LINK_RULE, "inconcert": __version__}


def carry_out(
    house: House, asked: Asked, plan: Plan, targets: bytes, engine: Engine, tell: Tell, name: str
) -> RunRecord:
    """Carry out a plan in its folder, going on where an earlier attempt stopped; return the record."""
    began, started, busy = house.store.now(), time.perf_counter(), _busy()
    _settle(asked.folder, plan, targets)
    counts = _screened(asked, plan, targets, engine, tell)
    judged = judgements_in(asked.folder)
    result = write_result(asked.folder, asked.result, judged)
    issues = (asked.folder / "issues.csv").read_bytes().count(b"\r\n") - 1
    record = RunRecord(
        plan, counts, result.hits, issues, result.path.name, file_sha256(result.path), judged.sha256, began,
        round(time.perf_counter() - started, 1), round(_busy() - busy, 1), name,
    )  # fmt: skip
    _whole(asked.folder / "record.json", to_text(record).encode("utf-8"))
    return record


def _settle(folder: Path, plan: Plan, targets: bytes) -> None:
    """Make the folder ready; UserError where it holds a run of another plan."""
    text = to_text(plan).encode("utf-8")
    path = folder / "plan.json"
    if path.exists() and path.read_bytes() != text:
        raise UserError("this folder holds another run", where=str(folder), remedy="Name another --out.")
    (folder / "chunks").mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / "targets.arrow").exists():
        _whole(folder / "targets.arrow", targets)
    _whole(path, text)


def _screened(asked: Asked, plan: Plan, targets: bytes, engine: Engine, tell: Tell) -> int:
    """Screen every chunk that is not there yet; return how many customers the file holds."""
    reading, issues, seen = Reading(), io.StringIO(newline=""), [0]
    out, started = csv.writer(issues), time.perf_counter()
    out.writerow(("place", "column", "issue"))

    def note(item: Issue) -> None:
        out.writerow((item.where, neutral(item.column), item.what))

    def missing() -> Iterator[tuple[int, pa.RecordBatch]]:
        for number, chunk in enumerate(chunks(asked.file, plan.columns, plan.chunk_rows, reading, note)):
            seen[0] += chunk.num_rows
            if not _chunk(asked.folder, number).exists():
                yield number, chunk

    for number, hits in engine(targets, missing(), plan.threshold):
        sink = io.BytesIO()
        pq.write_table(pa.Table.from_batches([hits], HITS), sink, compression="zstd")
        _whole(_chunk(asked.folder, number), sink.getvalue())
        tell((number + 1) * plan.chunk_rows, reading.done / max(reading.total, 1), time.perf_counter() - started)
    _whole(asked.folder / "issues.csv", issues.getvalue().encode("utf-8"))
    return seen[0]


def repeat(house: House, path: Path, asked: Asked, engine: Engine, tell: Tell, name: str) -> RunRecord:
    """Repeat a run from its record into another folder; RefusedByCheck where a side or the result is not the same.

    The targets are taken from beside the record where they are there, else made anew from this home's editions.
    """
    record = record_from(path.read_text("utf-8"), str(path))
    if record.plan.rules != rules():
        raise RefusedByCheck(f"the run was made by {record.plan.rules}, this is {rules()}", where=str(path))
    if file_sha256(asked.file) != record.plan.input_sha256:
        raise RefusedByCheck("not the file of that run: another SHA-256", where=str(asked.file))
    beside = path.parent / "targets.arrow"
    wanted = from_plain(Wanted, record.plan.question)
    targets = beside.read_bytes() if beside.exists() else to_bytes(targets_table(house, wanted))
    if hash_of(targets) != record.plan.targets_sha256:
        raise RefusedByCheck("not the targets of that run: other editions or judgements", where=str(house.store.home))
    if (path.parent / FILE).exists():
        carry_over(path.parent, asked.folder)
    again = replace(asked, result=record.result.rpartition(".")[2])
    found = carry_out(house, again, record.plan, targets, engine, tell, name)
    if found.result_sha256 != record.result_sha256:
        raise RefusedByCheck(f"other bytes: {found.result_sha256}, in the record {record.result_sha256}")
    return found


def judge(house: House, folder: Path, judgement: HitJudgement) -> RunRecord:
    """Keep what a person holds of a hit, and write the result and the record of the run anew with it."""
    record = record_from((folder / "record.json").read_text("utf-8"), str(folder / "record.json"))
    add(folder, replace(judgement, at=judgement.at or house.store.now()))
    judged = judgements_in(folder)
    result = write_result(folder, record.result.rpartition(".")[2], judged)
    found = replace(record, result_sha256=file_sha256(result.path), judgements_sha256=judged.sha256)
    _whole(folder / "record.json", to_text(found).encode("utf-8"))
    return found


def _chunk(folder: Path, number: int) -> Path:
    return folder / "chunks" / f"{number:08}.parquet"


def _whole(path: Path, data: bytes) -> None:
    """Write a file that takes its name only when it is whole."""
    fresh = path.with_name(path.name + ".part")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _busy() -> float:
    """Return the seconds of processors that this process and its ended children have used."""
    return sum(os.times()[:4])
