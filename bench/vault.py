"""The vault at its promised sizes: 100 MB in and out, 10,000 custody events, 1,000 exhibits re-keyed through kills.

    python bench/vault.py [FOLDER]

Each measure runs in a process of its own, so that its peak memory is its own. FOLDER: on the disk that counts.
Promised: receive and read 100 MB in 2 s each with flat memory; 10,000 events verified in 3 s; a re-keying resumes.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]


def words() -> ModuleType:
    """Return the stage of the tests."""
    spec = importlib.util.spec_from_file_location("vault_stage", ROOT / "tests" / "vault" / "stage.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["vault_stage"] = module
    spec.loader.exec_module(module)
    return module


class Chance(io.RawIOBase):
    """So many bytes of chance, made as they are read."""

    def __init__(self, size: int) -> None:
        self.left, self.block = size, random.Random(7).randbytes(1 << 20)

    def read(self, size: int = -1) -> bytes:
        """Return more of them."""
        part = self.block[: min(self.left, len(self.block), size if size >= 0 else 1 << 20)]
        self.left -= len(part)
        return part


def big(folder: Path, megabytes: int) -> dict[str, float]:
    """Receive and read one exhibit; seconds, and how much the peak memory grew (MiB)."""
    from inconcert.model.vault import Deposit
    from inconcert.vault import reading, receive

    stage = words().Stage(folder)
    receive.receive(stage.case, stage.signing("door"), io.BytesIO(b"warm"), Deposit("x", ("lark",)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, worked = time.perf_counter(), time.process_time()
    item = receive.receive(stage.case, stage.signing("door"), Chance(megabytes * 1_000_000), Deposit("x", ("lark",)))
    received = time.perf_counter() - start
    secrets = stage.secrets()
    start = time.perf_counter()
    reading.read(stage.case, stage.signing("ada"), secrets, item, folder / "out")
    read = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    worked = time.process_time() - worked
    return {
        "MB": megabytes,
        "receive_s": received,
        "read_s": read,
        "both_processor_s": worked,
        "memory_grew_MiB": grown,
    }


def events(folder: Path, number: int) -> dict[str, float]:
    """Verify a log of so many events."""
    from inconcert.model.vault import Action
    from inconcert.vault import log

    stage = words().Stage(folder)
    who = stage.signing("ada")
    data = stage.case.log().data
    lines = [data]
    previous = data[:-1]
    for count in range(2, number + 1):
        event = log.CustodyEvent(count, "2026-03-02T09:00:00Z", "ada", Action.READ, stage.id, "", "", {})
        line = log.line_of(event, previous, who)
        lines.append(line)
        previous = line[:-1]
    whole = b"".join(lines)
    start, worked = time.perf_counter(), time.process_time()
    found = log.verified(whole, stage.id, stage.trust)
    seconds = time.perf_counter() - start
    return {"events": len(found.events), "verify_s": seconds, "processor_s": time.process_time() - worked}


def rekey(folder: Path, number: int) -> dict[str, float]:
    """Re-key so many exhibits in a process that is killed again and again; seconds in all, and how often it died."""
    from inconcert.model.vault import Deposit
    from inconcert.vault import consent, reading, receive
    from inconcert.vault import rekey as keys

    stage = words().Stage(folder)
    stage.add_bo()
    for count in range(number):
        receive.receive(stage.case, stage.signing("door"), io.BytesIO(b"%d" % count), Deposit("x", ("lark",)))
    old = stage.secrets("bo")
    start, kills, code = time.perf_counter(), 0, -9
    act = "from inconcert.vault import rekey as k\n"
    act += "done = k.unfinished(s.case.log())\n"
    act += "given = (s.case, s.signing('ada'), s.identity('ada'))\n"
    act += "k.resume(*given) if done else k.remove_custodian(*given, 'bo')"
    text = (
        f"import sys; sys.path[:0] = [{str(ROOT / 'bench')!r}]\nimport vault\nfrom pathlib import Path\n"
        f"m = vault.words()\ns = object.__new__(m.Stage)\n"
        f"m.reopened(s, Path({str(folder)!r}), {stage.id!r})\n{act}"
    )
    chance = random.Random(3)
    while code:
        run = subprocess.Popen([sys.executable, "-c", text], env=os.environ | {"PYTHONPATH": str(ROOT / "src")})
        try:
            code = run.wait(1.5 + chance.random() * 2 if kills < 6 else 600)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            kills += 1
    seconds = time.perf_counter() - start
    assert keys.unfinished(stage.case.log()) == "" and len(stage.secrets()) == 1
    readable = 0
    for item in consent.exhibits(stage.book()):
        reading.compare(stage.case, item, stage.secrets())
        try:
            reading.compare(stage.case, item, old)
        except Exception as error:  # noqa: BLE001 - counted, whatever it is
            readable += "sealed to others" in str(error)
    return {"exhibits": readable, "kills": kills, "rekey_s": seconds}


def main() -> None:
    """Run each measure in a process of its own and print what it found."""
    if len(sys.argv) > 2:
        print(json.dumps(globals()[sys.argv[1]](Path(sys.argv[3]), int(sys.argv[2]))))
        return
    base = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for name, number in (("big", 10), ("big", 100), ("big", 400), ("events", 10_000), ("rekey", 1000)):
        folder = Path(tempfile.mkdtemp(dir=base))
        try:
            run = [sys.executable, __file__, name, str(number), str(folder)]
            done = subprocess.run(
                run, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}
            )
            said = json.loads(done.stdout)
            print(name, ", ".join(f"{key} {value:.2f}".rstrip("0").rstrip(".") for key, value in said.items()))
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
