"""Cold refresh of every real list to the table of gaps, and each reader beside a bare parse of the same bytes.

    INCONCERT_SHARED=… python bench/refresh.py [--json FILE]

Prints wall and processor seconds and peak memory of the whole (one process and its children, from an empty home), then
per format: entries, our seconds, the bare parse's seconds, and the ratio; the best of five runs, the two in turn.
The bare parse is csv.reader for CSV, lxml.etree.fromstring for XML, python-calamine (XLSX) or lxml (ODS) in process.
"""

from __future__ import annotations

import argparse
import csv
import functools
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook

from inconcert.intake.catalogue import files_of, read_catalogue
from inconcert.intake.read import read_edition
from inconcert.jurisdictions import regimes
from inconcert.model.edition import Files

RUNS = 5

WHOLE = """
import resource, sys, time
from pathlib import Path
from inconcert.gaps.gaps import Question
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import house
from inconcert.verbs.refresh import refresh_from_folder
start = time.perf_counter()
with house(Path(sys.argv[2])) as opened:
    report = refresh_from_folder(opened, Path(sys.argv[1]), None, {})
    rows = len(find_gaps(opened, Question(have=("us",), lack=("gb", "ca", "eu", "au"))).answer.gaps)
wall = time.perf_counter() - start
own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
print(wall, cpu, own.ru_maxrss / 1024, children.ru_maxrss / 1024, len(report.committed), len(report.refused), rows)
"""


def whole(data: Path) -> dict[str, float]:
    """Return the figures of one cold refresh to the gap table in a fresh process and an empty home."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", WHOLE, str(data), str(Path(folder) / "home")]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    names = ("wall_s", "cpu_s", "peak_mib", "peak_child_mib", "editions", "refused", "gap_rows")
    return dict(zip(names, map(float, done.stdout.split()), strict=True))


def bare_parse(files: Files) -> Callable[[], object]:
    """Return the bare parse of an edition's files."""

    def parse() -> None:
        for name, data in files.items():
            kind = name.rpartition(".")[2].lower()
            if kind == "csv":
                list(csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline="")))
            elif kind == "xml":
                etree.fromstring(data, etree.XMLParser(huge_tree=True))
            elif kind == "zip":
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    for item in archive.namelist():
                        etree.fromstring(archive.read(item))
            elif kind == "xlsx":
                CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
            elif kind == "ods":
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    etree.fromstring(archive.read("content.xml"), etree.XMLParser(huge_tree=True))

    return parse


def timed(work: Callable[[], object]) -> float:
    """Return the processor seconds of this process and its children that one call takes."""
    before = processor_s()
    work()
    return processor_s() - before


def processor_s() -> float:
    """Return the processor seconds of this process and its children so far, to the microsecond."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in spent)


def readers(data: Path) -> list[dict[str, object]]:
    """Return one row per edition: entries, the least seconds of ours and of the bare parse, and the ratio."""
    rows = []
    by_list = {item.list_id: item for item in regimes.publications()}
    for line in read_catalogue(data).lines:
        publication = by_list[line.list_id]
        files = files_of(data, line)
        bare, read = bare_parse(files), functools.partial(read_edition, publication, files)
        form, reading = read()
        entries = len(reading.entries)
        del reading  # nothing of it may burden the garbage collector while the bare parse is timed
        ours, theirs = [], []
        for _ in range(RUNS):
            ours.append(timed(read))
            theirs.append(timed(bare))
        mine, their = min(ours), min(theirs)
        rows.append(
            {
                "list": line.list_id,
                "edition": line.date,
                "format": form.name,
                "entries": entries,
                "ours_s": round(mine, 3),
                "bare_s": round(their, 3),
                "ratio": round(mine / their, 1),
                "entries_per_s": round(entries / mine),
            }
        )
        print(
            "{list:<14}{edition:<12}{format:<24}{entries:>7}{ours_s:>9}{bare_s:>9}{ratio:>7}×{entries_per_s:>9}/s".format(
                **rows[-1]
            )
        )
    return rows


def main() -> None:
    """Run both benchmarks and print them."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--json", type=Path)
    chosen = arguments.parse_args()
    data = Path(os.environ["INCONCERT_SHARED"]) / "data"
    started = time.strftime("%Y-%m-%d")
    total = whole(data)
    print("refresh to gap table: " + ", ".join(f"{key} {value:,.1f}" for key, value in total.items()))
    rows = readers(data)
    if chosen.json:
        chosen.json.write_text(json.dumps({"date": started, "whole": total, "readers": rows}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
