"""Workbooks whose inner XML is changed and packed again, at the XLSX reader as the confined child runs it.

    python bench/fuzz_xlsx.py 200000 600     at most so many executions in so many seconds; prints a line for the docs

Blind bytes in a ZIP hardly ever pass its checksums; so the parts of a small honest workbook are changed (tags dropped,
doubled and nested, values taken from elsewhere or odd) and packed with honest headers. A batch runs in a child with
the caps of the real one. Values and refusals are what is hoped for; where the child dies, which it may, the same bytes
go through `sheets.read_xlsx` and must come back as a refusal there. Anything else is a finding.
"""

from __future__ import annotations

import datetime as dt
import io
import multiprocessing
import os
import random
import re
import resource
import signal
import sys
import time
import zipfile
from collections import Counter
from functools import cache
from multiprocessing.connection import Connection

import xlsxwriter

from inconcert.formats import limits, sheets
from inconcert.formats.sheetjobs import prepared
from inconcert.model.errors import InconcertError

BATCH = 500
SECONDS_MAX = 10
_TAG = re.compile(rb"<[^<>]{1,200}>")
_VALUE = re.compile(rb'="[^"<>]{0,80}"|>[^<>]{1,80}<')
_ODD = (
    b"", b"-1", b"0", b"4294967295", b"99999999999999999999", b"1e308", b"NaN", b"inf", b"A0", b"XFD1048576", b"XFE1",
    b"ZZZZ9", b"A1:XFD1048576", b"B2:A1", b"A", b"1", b"s", b"b", b"e", b"n", b"d", b"str", b"inlineStr", b"2958466",
    b"-657435", b"\xef\xbf\xbf", "ا".encode(), b"&#0;", b"&#x1f;", b"&#55296;", b"_x0000_", b"../../x", b"x" * 70,
)  # fmt: skip


@cache
def parts() -> dict[str, bytes]:
    """Return the members of a small workbook with every kind of cell a list could hold."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for title in ("List", "More"):
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, ["Number", "Name", "Born", "Listed", "Yes"])
        for row in range(1, 6):
            sheet.write_row(row, 0, [row, f"Name {row} é朱"])
            sheet.write_datetime(row, 2, dt.datetime(1960 + row, 1, row), day)
            sheet.write_rich_string(row, 3, "a", book.add_format({"bold": True}), "b")
            sheet.write_boolean(row, 4, row % 2)
        sheet.merge_range(7, 0, 8, 2, "merged")
    book.close()
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(chance: random.Random) -> bytes:
    """Return a workbook with one to four changes in the XML of its parts, packed with honest headers."""
    held = dict(parts())
    for _ in range(chance.randint(1, 4)):
        name = chance.choice([*held, "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
        if name in held:
            held[name] = _changed_part(held[name], chance)
        if chance.random() < 0.02:
            held.pop(name, None)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return file.getvalue()


def _changed_part(content: bytes, chance: random.Random) -> bytes:
    tags, values = list(_TAG.finditer(content)), list(_VALUE.finditer(content))
    kind = chance.randrange(6)
    if kind < 3 and values:
        at = chance.choice(values)
        other = chance.choice(_ODD) if kind else chance.choice(values)[0].strip(b'=">< ')
        mark = at[0][:2] if at[0].startswith(b"=") else b">"
        return content[: at.start()] + mark + other + at[0][-1:] + content[at.end() :]
    if kind == 3 and tags:
        at = chance.choice(tags)
        return content[: at.start()] + content[at.end() :]
    if kind == 4 and tags:
        at, to = chance.choice(tags), chance.choice(tags)
        return content[: to.start()] + at[0] * chance.choice((1, 2, 50)) + content[to.start() :]
    start, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:start] + chance.choice((b"", content[start:end] * 2)) + content[end:]


def _batch(seed: int, first: int, told: Connection) -> None:
    """Read one batch in this child, telling before each how far it is and at last what became of them."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a library that gives up prints pages about it
    cap = limits.child_memory_max_bytes
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    job, counts = prepared("xlsx"), Counter[str]()
    for number in range(first, BATCH):
        told.send((number, dict(counts)))
        signal.alarm(SECONDS_MAX)
        data = changed(random.Random(f"{seed} {number}"))
        try:
            job(data, "fuzz.xlsx")
            counts["read"] += 1
        except InconcertError as error:
            counts["refused" if "fuzz.xlsx" in str(error) else "an error that names no file"] += 1
        except BaseException as error:  # noqa: BLE001  a panic of the library is no Exception
            counts[f"raised {type(error).__name__}"] += 1
            told.send((-1, number))
    told.send((BATCH, dict(counts)))


def batch(seed: int) -> tuple[Counter[str], list[bytes]]:
    """Return what became of a batch of changed workbooks, and those at which the child died or raised otherwise."""
    counts, odd, first = Counter[str](), [], 0
    while first < BATCH:
        mine, theirs = multiprocessing.Pipe(duplex=False)
        child = multiprocessing.get_context("fork").Process(target=_batch, args=(seed, first, theirs))
        child.start()
        theirs.close()
        reached, last = first, {}
        try:
            while True:
                number, said = mine.recv()
                if number < 0:
                    odd.append(changed(random.Random(f"{seed} {said}")))
                else:
                    reached, last = number, said
        except EOFError:
            pass
        child.join()
        counts.update(last)
        if reached < BATCH:
            counts["child died"] += 1
            odd.append(changed(random.Random(f"{seed} {reached}")))
        first = reached + 1
    return counts, odd


def refused_in_confinement(data: bytes) -> bool:
    """Return whether the real reader, with its own child, gives values or a refusal for these bytes."""
    try:
        sheets.read_xlsx(data, "fuzz.xlsx")
    except InconcertError:
        return True
    return True


def main(executions: int, seconds: int) -> None:
    """Run batches until either is used up, and print what became of them."""
    start, total, counts = time.monotonic(), 0, Counter[str]()
    seed = time.time_ns()
    while total < executions and time.monotonic() - start < seconds:
        seed += 1
        found, odd = batch(seed)
        counts += found
        total += BATCH
        for data in odd:
            counts["of those refused or read by the real reader"] += refused_in_confinement(data)
    print(f"{total:,} executions in {time.monotonic() - start:.0f} s: {dict(counts)}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
