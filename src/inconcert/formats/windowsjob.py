"""A Windows job object around this process: one process, capped memory and processor time.

Windows has no rlimits and no network namespace; what this gives and does not give: docs/decisions/confined-readers.md.
Structures as in Microsoft's winnt.h (JOBOBJECT_EXTENDED_LIMIT_INFORMATION).
"""

from __future__ import annotations

import ctypes
from typing import Any

_EXTENDED_LIMIT_INFORMATION = 9
_PROCESS_TIME, _ACTIVE_PROCESS, _PROCESS_MEMORY, _KILL_ON_CLOSE = 0x2, 0x8, 0x100, 0x2000
_TICKS_PER_S = 10_000_000


class _Basic(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("BasicLimitInformation", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def limits_record(memory_max_bytes: int, time_max_s: int) -> _Extended:
    """Return the record that asks for one process of so much memory (bytes) and user time (seconds)."""
    record = _Extended()
    record.BasicLimitInformation.LimitFlags = _PROCESS_TIME | _ACTIVE_PROCESS | _PROCESS_MEMORY | _KILL_ON_CLOSE
    record.BasicLimitInformation.PerProcessUserTimeLimit = time_max_s * _TICKS_PER_S
    record.BasicLimitInformation.ActiveProcessLimit = 1
    record.ProcessMemoryLimit = memory_max_bytes
    return record


def confine(memory_max_bytes: int, time_max_s: int) -> list[str]:
    """Put this process into a job of its own; return the words for what Windows granted."""
    loader: Any = vars(ctypes)["WinDLL"]
    kernel = loader("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.SetInformationJobObject.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
    kernel.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    job = kernel.CreateJobObjectW(None, None)
    record = limits_record(memory_max_bytes, time_max_s)
    if not job or not kernel.SetInformationJobObject(
        job, _EXTENDED_LIMIT_INFORMATION, ctypes.byref(record), ctypes.sizeof(record)
    ):
        return []
    # the handle stays open on purpose: closing it would end this process
    return ["memory", "time", "processes"] if kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()) else []
