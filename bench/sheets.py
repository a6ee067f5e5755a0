"""What confinement costs: reading each real spreadsheet in the child, against a bare parse in process.

    INCONCERT_SHARED=… python bench/sheets.py

XLSX against calamine alone; ODS against lxml's tree with the text of each cell. Best of three, seconds.
"""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import python_calamine
from lxml import etree

from inconcert.formats import confine, sheets

_ROW = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-row"


def bare_xlsx(data: bytes) -> object:
    """Return the rows as calamine gives them."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def bare_ods(data: bytes) -> object:
    """Return the text of each cell of lxml's whole tree."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    return [["".join(cell.itertext()) for cell in row] for row in root.iter(_ROW)]


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the quickest of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print one line a file."""
    folder = Path(os.environ["INCONCERT_SHARED"]) / "data"
    print(f"start of an empty child: {best(lambda: confine.ask('probe', b'', 'probe')):.3f} s")
    print("| file | bare, s | confined, s | ratio |\n|---|---:|---:|---:|")
    for file in sorted([*folder.glob("*/*/*/*.xlsx"), *folder.glob("*/*/*/*.ods")]):
        data, ods = file.read_bytes(), file.suffix == ".ods"
        bare = best(lambda data=data, ods=ods: (bare_ods if ods else bare_xlsx)(data))
        ours = best(lambda data=data, ods=ods: (sheets.read_ods if ods else sheets.read_xlsx)(data, "list"))
        print(f"| {file.relative_to(folder)} | {bare:.3f} | {ours:.3f} | {ours / bare:.2f} |")


if __name__ == "__main__":
    main()
