"""The child of `confine`: reads one file from standard input, confined, and answers on standard output.

Run by path with `-I -S` (no environment, no site packages), so it sets its own import path first. It imports all it
needs, gives up what it does not need (memory, processor time, files, processes, network), and only then reads the
first hostile byte. The answer is 8 bytes of length, a JSON head, and a body of text.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from typing import Any


def main() -> int:
    """Do the task that the one argument describes as JSON; the exit code is 0 when an answer was given."""
    task = json.loads(sys.argv[1])
    sys.path[:0] = task["path"]
    from inconcert.model.errors import LimitExceeded, SourceError

    gc.disable()  # one file and then the end: there are no circles to look for
    job = _job(task)
    held = confine(int(task["memory_max_bytes"]), max(1, int(task["time_max_s"])))
    if lacks := [word for word in task["must_hold"] if word not in held]:
        _write({"answer": "not held", "lacks": lacks}, b"")
        return 0
    data = sys.stdin.buffer.read()
    try:
        head, body = job(data, task["name"])
        if len(body) > task["answer_max_bytes"]:
            raise LimitExceeded(f"it holds more than {task['answer_max_bytes']} bytes of text", where=task["name"])
    except MemoryError:
        return _refuse("LimitExceeded", f"reading it needed more than {task['memory_max_bytes']} bytes of memory", task)
    except SourceError as error:
        _write({"answer": "refused", "kind": type(error).__name__, "what": error.what, "where": error.where}, b"")
        return 0
    _write({**head, "held": held}, body)
    return 0


def _job(task: dict[str, Any]) -> Any:
    """Return the function of a job, all that it needs imported."""
    if task["must_hold"]:
        from inconcert.formats import pagejobs

        return pagejobs.prepared(task["job"], task["options"])
    from inconcert.formats import sheetjobs

    return sheetjobs.prepared(task["job"])


def _refuse(kind: str, what: str, task: dict[str, Any]) -> int:
    _write({"answer": "refused", "kind": kind, "what": what, "where": task["name"]}, b"")
    return 0


def _write(head: dict[str, Any], body: bytes) -> None:
    raw = json.dumps(head).encode("utf-8")
    for part in (len(raw).to_bytes(8, "big"), raw, body):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


def confine(memory_max_bytes: int, time_max_s: int) -> list[str]:
    """Give up what a reader does not need; return the words for what this system really took away."""
    if sys.platform == "win32":
        return _confine_by_job(memory_max_bytes, time_max_s)
    held = _confine_by_rlimits(memory_max_bytes, time_max_s)
    if sys.platform == "linux" and _leave_network():
        held.append("network")
    return held


def _confine_by_rlimits(memory_max_bytes: int, time_max_s: int) -> list[str]:
    import resource

    wanted = [
        ("memory", "RLIMIT_AS", memory_max_bytes, memory_max_bytes),
        ("time", "RLIMIT_CPU", time_max_s, time_max_s + 1),
        ("files", "RLIMIT_FSIZE", 0, 0),
        ("processes", "RLIMIT_NPROC", 0, 0),
        ("core", "RLIMIT_CORE", 0, 0),
    ]
    held = []
    for word, limit, soft, hard in wanted:
        # macOS refuses some of these; what it refused is missing in `held`
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, limit), (soft, hard))
            held.append(word)
    return held


def _leave_network() -> bool:
    """Move into a network of one's own with nothing in it (unshare(2)); false where the system does not let us."""
    import ctypes

    clone_newuser, clone_newnet, set_no_new_privileges = 0x10000000, 0x40000000, 38
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(set_no_new_privileges, 1, 0, 0, 0)
    return bool(libc.unshare(clone_newuser | clone_newnet) == 0)


def _confine_by_job(memory_max_bytes: int, time_max_s: int) -> list[str]:
    from inconcert.formats import windowsjob

    return windowsjob.confine(memory_max_bytes, time_max_s)


if __name__ == "__main__":
    sys.exit(main())
