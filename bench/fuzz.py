"""Random bytes at the readers, guided by coverage where atheris is installed.

    python bench/fuzz.py                     every reader in turn, and a table for docs/fuzzing.md
    python bench/fuzz.py csv 500000 120      one reader: at most so many executions in so many seconds
    python bench/fuzz.py lists 1000000 600   the readers of the lists in turn, by changed values of their fixtures

A reader may answer with values or with a `SourceError` that names the file; anything else is a finding, and the input
that caused it is written to the folder FUZZ_FINDINGS (default: a temporary folder). Atheris has no wheel for every
system; without it, seeds are mutated blindly, and the table says so.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

GUIDED = find_spec("atheris") is not None
READERS = Path(__file__).parents[1] / "tests" / "jurisdictions"
BUDGET = {"csv": 400_000, "xml": 300_000, "zip": 300_000, "ods": 100_000, "json": 300_000, "ftm": 300_000}
SECONDS_EACH = 110
FTM_SEEDS = [
    b'{"id":"a","schema":"Person","caption":"A B","properties":{"name":["A B"],"birthDate":["1961-12"]}}\n'
    b'{"id":"s","schema":"Sanction","properties":{"entity":["a"],"program":["P"],"startDate":["2020-08-18"]}}\n',
    b'{"id":"v","schema":"Vessel","properties":{"name":["V"],"imoNumber":["9999999"],"owner":["o"],"flag":["pa"]}}\n'
    b'{"id":"t","schema":"Sanction","properties":{"entity":["v","a"],"endDate":["2021"],"unscId":["QDi.001"]}}\n',
]
_ZIP_NAME = "fuzz.zip"


def targets() -> dict[str, tuple[Callable[[bytes], object], list[bytes]]]:
    """Return reader name → (what reads the bytes to their end, seeds)."""
    from hostile import deflated, ods, stored, zipped
    from inconcert.formats import archive, csvfile, jsonlines, odscells, xmlfile
    from inconcert.intake import ftm_reader

    row = '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3">'
    row += "<text:p>a<text:s/>b</text:p></table:table-cell></table:table-row>"
    content = archive.members(ods(row), "seed")["content.xml"]

    def csv(data: bytes) -> object:
        return list(csvfile.rows(data[1:], "fuzz.csv", trailing_sub=bool(data[:1] > b"\x80")))

    def xml(data: bytes) -> object:
        return xmlfile.parse(data, "fuzz.xml"), list(xmlfile.records(data, "fuzz.xml", "r", "n"))

    def resealed(data: bytes) -> object:
        """Read the archive as it is, or as one whose members' content is `data` between honest headers."""
        if data[:1] == b"\x01":
            data = zipped(stored(b"a", data[1:]), deflated(b"b", data[1:20], crc=zlib.crc32(data[1:20])))
        return archive.members(data, _ZIP_NAME)

    def ftm(data: bytes) -> object:
        return ftm_reader.read(data, "fuzz.jsonl", "ftm-fuzz", "2026-01-01")

    return {
        "ftm": (ftm, FTM_SEEDS),
        "csv": (csv, [b'\0a,b\n"1\n2",""""\r\n', b"\xff1,2\r\n\x1a", b"\0\xef\xbb\xbfa;b\n"]),
        "xml": (xml, [b"<?xml version='1.0' encoding='utf-8'?><l a='1'><r><n>&amp;x</n></r><!-- c --><r/></l>"]),
        "zip": (resealed, [zipped(stored(b"a", b"1,2\n"), deflated(b"b/c", b"x" * 99)), b"\x01PK\x03\x04"]),
        "ods": (lambda data: odscells.content_grids(data, "fuzz.ods"), [content]),
        "json": (
            lambda data: list(jsonlines.values(data, "fuzz.jsonl")),
            [b'{"id":1,"left":{"schema":"Person","properties":{"name":["\\u00e9"]}},"score":0.5e-3}\n[true,null]\n'],
        ),
    }


def checked(read: Callable[[bytes], object], data: bytes) -> None:
    """Read `data`; raises whatever is not a SourceError that names the file."""
    from inconcert.model.errors import SourceError

    try:
        read(data)
    except SourceError as error:
        if "fuzz." not in str(error):
            raise AssertionError(f"an error that names no file: {error}") from error


def run(name: str, executions: int, seconds: int) -> None:
    """Fuzz one reader in this process; prints how many executions there were."""
    if GUIDED:
        run_guided(name, executions, seconds)
    else:
        run_blind(name, executions, seconds)


def run_guided(name: str, executions: int, seconds: int) -> None:
    """Fuzz one reader under atheris, which ends the process itself; a finding is its exit code 77."""
    import atheris

    with atheris.instrument_imports(include=["inconcert.formats", "inconcert.intake"]):
        read, seeds = targets()[name]
    folder = Path(tempfile.mkdtemp(prefix="fuzz-seeds-"))
    for number, seed in enumerate(seeds):
        (folder / str(number)).write_bytes(seed)
    findings = Path(os.environ.get("FUZZ_FINDINGS") or tempfile.mkdtemp(prefix="fuzz-findings-"))
    options = [f"-runs={executions}", f"-max_total_time={seconds}", "-max_len=4096", "-timeout=10"]
    options += ["-rss_limit_mb=1500", "-print_final_stats=1", f"-artifact_prefix={findings}{os.sep}{name}-"]
    atheris.Setup([sys.argv[0], *options, str(folder)], lambda data: checked(read, bytes(data)))
    atheris.Fuzz()


def run_blind(name: str, executions: int, seconds: int) -> None:
    """Fuzz one reader by blind mutation of its seeds, the same sequence each time."""
    read, seeds = targets()[name]
    chance, end, done = random.Random(name), time.monotonic() + seconds, 0
    while done < executions and time.monotonic() < end:
        data = mutated(chance.choice(seeds), seeds, chance)
        checked(read, data)
        done += 1
    print(f"Done {done} runs")


def mutated(seed: bytes, seeds: list[bytes], chance: random.Random) -> bytes:
    """Return the seed with a few bytes changed, dropped, doubled or taken from another seed."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(4)
        if kind == 0 and at < len(data):
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randint(1, 8)]
        elif kind == 2:
            data[at:at] = data[at : at + chance.randint(1, 30)]
        else:
            other = chance.choice(seeds)
            start = chance.randrange(len(other))
            data[at:at] = other[start : start + chance.randint(1, 20)]
    return bytes(data)


def run_lists(executions: int, seconds: int) -> None:
    """Show every list's reader its fixture with a few values changed, in turn; prints one line of a table for each."""
    sys.path.insert(0, str(READERS))
    import all_fixtures
    import mutations

    from inconcert.formats import confine
    from inconcert.model.errors import SourceError

    confine.ask = mutations.ask_cells  # the cells as a child would give them: what is fuzzed is the reader
    total, names = 0, list(all_fixtures.FOLDERS)
    print("| reader | executions | read | refused | findings |\n|---|---:|---:|---:|---:|")
    for name in names:
        mutator = mutations.Mutator(all_fixtures.files_of(name), f"{name} {time.time_ns()}")
        end, counts = time.monotonic() + seconds / len(names), {"read": 0, "refused": 0}
        findings: dict[str, str] = {}
        while sum(counts.values()) < executions / len(names) and time.monotonic() < end:
            files = mutator.once()
            try:
                all_fixtures.read(name, files)
                counts["read"] += 1
            except SourceError:
                counts["refused"] += 1
            except Exception as error:  # noqa: BLE001  what must not happen is what is looked for
                counts["refused"] += 1
                place = traceback.extract_tb(error.__traceback__)[-1]
                findings[f"{type(error).__name__} {Path(place.filename).name}:{place.lineno}"] = str(error)[:80]
        total += sum(counts.values())
        told = "; ".join(f"{place}: {what}" for place, what in findings.items()) or "none"
        print(
            f"| `{name}` | {sum(counts.values()):,} | {counts['read']:,} | {counts['refused']:,} | {told} |", flush=True
        )
    print(f"\n{total:,} executions, values of fixtures changed")


def main() -> None:
    """Fuzz every reader in a process of its own and print the table."""
    if len(sys.argv) == 4:
        if sys.argv[1] == "lists":
            run_lists(int(sys.argv[2]), int(sys.argv[3]))
        else:
            run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
        return
    print("| reader | executions | seconds | findings |\n|---|---:|---:|---:|")
    total = 0
    for name, executions in BUDGET.items():
        start = time.monotonic()
        command = [sys.executable, __file__, name, str(executions), str(SECONDS_EACH)]
        told = subprocess.run(command, capture_output=True, text=True)
        said = told.stdout + told.stderr
        done = int((re.findall(r"Done (\d+) runs|number_of_executed_units: (\d+)", said) or [("0", "")])[-1][0] or 0)
        done = done or int((re.findall(r"number_of_executed_units: (\d+)", said) or ["0"])[-1])
        total += done
        found = "none" if told.returncode == 0 else f"exit {told.returncode}: {said.strip().splitlines()[-1][:200]}"
        print(f"| {name} | {done:,} | {time.monotonic() - start:.0f} | {found} |", flush=True)
    print(f"\n{total:,} executions, {'guided by coverage (atheris)' if GUIDED else 'blind mutation of seeds'}")


if __name__ == "__main__":
    main()
