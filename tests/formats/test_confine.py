"""The confined child: what it gives up, and that its death never becomes ours."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inconcert.formats import confine, sheets, windowsjob
from inconcert.model.errors import LimitExceeded, OurError, UnreadableSource

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="what the kernel of Linux takes away")


def in_child(code: str) -> subprocess.CompletedProcess[str]:
    """Run code after confinement, in a process like the child."""
    script = f"import sys; sys.path[:0] = {confine._import_path()!r}\n"
    script += f"from inconcert.formats import confined\nheld = confined.confine(400_000_000, 2)\n{code}"
    return subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, timeout=30)


def test_the_probe_says_what_is_held_and_starts_quickly():
    confine.ask("probe", b"", "probe")
    starts = []
    for _ in range(5):
        start = time.perf_counter()
        answer = confine.ask("probe", b"bytes", "probe")
        starts.append(time.perf_counter() - start)
    assert min(starts) < 1, "about 0.05 s on an idle machine"
    assert answer.body == b"bytes"
    if sys.platform == "linux":
        assert {"memory", "time", "files", "processes", "core"} <= set(answer.head["held"])


@LINUX
def test_memory_is_capped():
    assert "MemoryError" in in_child("x = bytearray(500_000_000)").stderr


@LINUX
def test_processor_time_is_capped():
    assert in_child("while True: pass").returncode == -24


@LINUX
def test_nothing_can_be_written(tmp_path):
    file = tmp_path / "out"
    told = in_child(f"import signal; signal.signal(25, 1); open({str(file)!r}, 'wb', buffering=0).write(b'x')")
    assert "File too large" in told.stderr
    assert file.stat().st_size == 0


@LINUX
def test_no_network_where_the_probe_says_so():
    if "network" not in confine.ask("probe", b"", "probe").head["held"]:
        pytest.skip("this system does not let an ordinary user leave the network")
    told = in_child("import socket\nsocket.create_connection(('127.0.0.1', 9), timeout=1)")
    assert "unreachable" in told.stderr


def test_the_environment_stays_behind(monkeypatch):
    monkeypatch.setenv("INCONCERT_SECRET", "x")
    started = []
    real = subprocess.Popen

    def spy(*arguments, **options):
        started.append(options["env"])
        return real(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", spy)
    confine.ask("probe", b"", "probe")
    assert set(started[0]) <= {"SYSTEMROOT", "LD_LIBRARY_PATH"}


def fake_child(monkeypatch, tmp_path, code: str) -> None:
    script = tmp_path / "child.py"
    script.write_text(f"import sys, os, time\n{code}\n", encoding="utf-8")
    monkeypatch.setattr(confine, "_CHILD", script)
    monkeypatch.setattr(confine, "_import_path", list)


HEAD = "h = {!r}.encode(); sys.stdout.buffer.write(len(h).to_bytes(8, 'big') + h + {!r})"


@pytest.mark.parametrize(
    "code, error, message",
    [
        ("", UnreadableSource, "exit code 0: no message"),
        ("sys.exit(3)", UnreadableSource, "exit code 3"),
        ("raise ValueError('what it said')", UnreadableSource, "what it said"),
        ("os.abort()", UnreadableSource, "crashed"),
        ("raise MemoryError", LimitExceeded, "bytes of memory"),
        ("os.write(2, b'memory allocation of 9 bytes failed'); os.abort()", LimitExceeded, "bytes of memory"),
        ("time.sleep(60)", LimitExceeded, r"longer than 1\.5 s"),
        ("while True: os.write(2, b'x' * 65536)", LimitExceeded, r"longer than 1\.5 s"),
        ("sys.stdin.buffer.read()\nwhile True: os.write(1, b'x' * 65536)", LimitExceeded, "more than 1000 bytes"),
        ("os.write(1, b'\\xff' * 900)", UnreadableSource, "crashed"),
        (HEAD.format("[" * 90, b""), UnreadableSource, "crashed"),
        (HEAD.format("[]", b""), UnreadableSource, "crashed"),
        (HEAD.format("{}", b""), UnreadableSource, "does not add up"),
        (HEAD.format(json.dumps({"sheets": [["a", 2, 2]]}), b"a\x1fb"), UnreadableSource, "does not add up"),
        (HEAD.format(json.dumps({"sheets": [["a", 1, 1]]}), b"a\x1fb"), UnreadableSource, "does not add up"),
        (HEAD.format(json.dumps({"sheets": [["a", 1, 1]]}), b"a\x1eb"), UnreadableSource, "does not add up"),
        (HEAD.format(json.dumps({"sheets": [["a", "x", None]]}), b"a"), UnreadableSource, "does not add up"),
        (HEAD.format(json.dumps({"sheets": [["a", 1, 1]]}), b"\xff"), UnreadableSource, "does not add up"),
    ],
)
def test_whatever_the_child_does_the_error_is_ours(monkeypatch, tmp_path, code, error, message):
    fake_child(monkeypatch, tmp_path, code)
    caps = confine.Caps(time_max_s=1.5 if "longer" in message else 60, answer_max_bytes=1000)
    with pytest.raises(error, match=message) as caught:
        sheets.read_xlsx(b"x" * 300_000, "list.xlsx", caps=caps)
    assert "list.xlsx" in str(caught.value)


def test_a_library_that_is_missing_is_our_error(monkeypatch):
    monkeypatch.setattr(confine, "_PACKAGES", ("no_such_library_here",))
    with pytest.raises(OurError, match="not installed"):
        confine.ask("probe", b"", "probe")


def test_no_file_descriptor_of_ours_is_left_open():
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        pytest.skip("needs /proc")
    confine.ask("probe", b"", "probe")
    before = len(list(folder.iterdir()))
    for _ in range(3):
        confine.ask("probe", b"", "probe")
    assert len(list(folder.iterdir())) == before


def test_the_record_for_windows_has_the_layout_of_winnt_h():
    record = windowsjob.limits_record(1000, 60)
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert ctypes.sizeof(record) == 144
        assert windowsjob._Extended.ProcessMemoryLimit.offset == 112
    assert record.BasicLimitInformation.PerProcessUserTimeLimit == 600_000_000
    assert record.ProcessMemoryLimit == 1000


def test_a_python_that_cannot_be_started_is_our_error(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(OurError, match="could not be started"):
        confine.ask("probe", b"", "probe")
