"""A reader run in a child process: capped memory, time and answer, no network, no files.

What is promised to the caller:
1. a file that makes the reader crash, hang or fill the memory ends the child, never this process;
2. the answer is read up to `limits.child_answer_max_bytes`: a JSON head, and a body of plain text or bare pixels;
   nothing is unpickled;
3. whatever happens, the error is UnreadableSource or LimitExceeded and names the file;
4. what must be held (`MUST_HOLD`: no network) is held before the first byte is read, or nothing is: RefusedByCheck.

How far each promise holds on Linux, macOS and Windows: docs/decisions/confined-readers.md.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from inconcert.formats import limits
from inconcert.model.errors import LimitExceeded, OurError, RefusedByCheck, UnreadableSource

_CHILD = Path(__file__).with_name("confined.py")
_PACKAGES = ("lxml", "python_calamine")
_PAGE_PACKAGES = ("lxml", "PIL", "pikepdf", "pypdfium2", "pypdfium2_raw", "packaging")
MUST_HOLD = ("memory", "time", "files", "core", "network")
"""What a child that opens evidence must have given up."""
_KEPT_ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH")
_HEAD_MAX_BYTES = 1_000_000
_COMPLAINT_MAX_BYTES = 4_000


@dataclass(frozen=True, slots=True)
class Caps:
    """What one child may use; `time_max_s` is both processor time and time on the wall."""

    memory_max_bytes: int = field(default_factory=lambda: limits.child_memory_max_bytes)
    time_max_s: float = field(default_factory=lambda: limits.child_time_max_s)
    answer_max_bytes: int = field(default_factory=lambda: limits.child_answer_max_bytes)
    must_hold: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child said: a head of plain JSON values, and the body it describes."""

    head: dict[str, Any]
    body: bytes


def ask(job: str, data: bytes, name: str, caps: Caps | None = None, options: Mapping[str, Any] | None = None) -> Answer:
    """Return what the child's `job` (see `sheetjobs`, `pagejobs`) makes of `data`; `name` is for messages.

    Raises UnreadableSource for what the job refuses or cannot read, LimitExceeded beyond `caps`, RefusedByCheck where
    this system does not take away what must be.
    """
    caps = caps or Caps()
    child = _start(job, name, caps, options or {})
    expired = threading.Event()

    def end() -> None:
        expired.set()
        child.kill()

    timer = threading.Timer(caps.time_max_s, end)
    timer.daemon = True
    timer.start()
    try:
        raw, complaint = _converse(child, data, caps.answer_max_bytes)
    finally:
        timer.cancel()
        child.kill()
        code = child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            _close(pipe)
    if expired.is_set():
        raise LimitExceeded(f"reading it took longer than {caps.time_max_s:g} s", where=name)
    if len(raw) > caps.answer_max_bytes:
        raise LimitExceeded(f"it holds more than {caps.answer_max_bytes} bytes of text", where=name)
    return _understood(raw, code, complaint, name, caps)


def _start(job: str, name: str, caps: Caps, options: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    task = {
        "path": _import_path(_PAGE_PACKAGES if caps.must_hold else _PACKAGES),
        "must_hold": caps.must_hold,
        "options": options,
        "job": job,
        "name": name,
        "memory_max_bytes": caps.memory_max_bytes,
        "time_max_s": caps.time_max_s,
        "answer_max_bytes": caps.answer_max_bytes,
    }
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", str(_CHILD), json.dumps(task)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ},
            cwd=_CHILD.parent,
        )
    except OSError as error:
        raise OurError(f"the confined reader could not be started: {error}", where=name) from error


def _import_path(packages: tuple[str, ...] = _PACKAGES) -> list[str]:
    """Return the folders the child imports from: ours, and those of the libraries it needs."""
    folders = [str(_CHILD.parents[2])]
    for package in packages:
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            raise OurError(f"the library {package} is not installed", remedy="Install inconcert again")
        folder = str(Path(spec.origin).parents[1])
        if folder not in folders:
            folders.append(folder)
    return folders


def _converse(child: subprocess.Popen[bytes], data: bytes, answer_max_bytes: int) -> tuple[bytes, bytes]:
    """Return (answer, what it wrote to stderr); one byte more than allowed is read, to know that it was too much.

    The child writes nothing before it has read everything, and the timer ends it if it does not keep to that.
    """
    assert child.stdin and child.stdout and child.stderr
    with contextlib.suppress(OSError):  # it died before it had read everything: its exit code says why
        child.stdin.write(data)
        child.stdin.close()
    raw = child.stdout.read(answer_max_bytes + 1)
    if len(raw) > answer_max_bytes:
        return raw, b""
    return raw, child.stderr.read(_COMPLAINT_MAX_BYTES)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with contextlib.suppress(OSError):
            pipe.close()


def _understood(raw: bytes, code: int, complaint: bytes, name: str, caps: Caps) -> Answer:
    head = _head(raw)
    if head is None:
        raise _death(code, complaint, name, caps)
    if head.get("answer") == "not held":
        raise RefusedByCheck(
            f"this system does not take away from a reader: {', '.join(map(str, head.get('lacks', ())))}",
            where=name,
            remedy="Nothing was opened. Allow user namespaces to ordinary users, or use a machine that does.",
        )
    if head.get("answer") == "refused":
        kind = LimitExceeded if head.get("kind") == "LimitExceeded" else UnreadableSource
        raise kind(str(head.get("what")), where=str(head.get("where")))
    return Answer(head, raw[8 + int.from_bytes(raw[:8], "big") :])


def _head(raw: bytes) -> dict[str, Any] | None:
    size = int.from_bytes(raw[:8], "big")
    if len(raw) < 8 or not 0 < size <= _HEAD_MAX_BYTES or len(raw) < 8 + size:
        return None
    try:
        head = json.loads(raw[8 : 8 + size])
    except (ValueError, RecursionError):
        return None
    return head if isinstance(head, dict) else None


def _death(code: int, complaint: bytes, name: str, caps: Caps) -> LimitExceeded | UnreadableSource:
    """Return the error for a child that died without an answer, by its exit code and its last words."""
    said = complaint.decode("utf-8", "replace").strip()
    if code == -getattr(signal, "SIGXCPU", 24):
        return LimitExceeded(f"reading it took more than {caps.time_max_s:g} s of processor time", where=name)
    if code == -9 or "memory allocation" in said or "MemoryError" in said:
        return LimitExceeded(f"reading it needed more than {caps.memory_max_bytes} bytes of memory", where=name)
    cause = f"signal {-code}" if code < 0 else f"exit code {code}"
    lines = said.splitlines() or ["no message"]
    words = lines[-1] if said.startswith("Traceback") else lines[0]
    return UnreadableSource(f"the reader of this format crashed on it ({cause}: {words[:200]})", where=name)
