"""LibreOffice run so that it can reach nothing: the child of `office`. Linux only.

Run by path with `-I -S`. Before the file is read it has: no network, no process of ours in sight (where the system lets
it have a /proc of its own), a disk it cannot write, empty folders where people's files lie, a folder in memory for its
own, caps on memory, time and size. When it ends, everything it started ends with it, and what lay in memory is gone.
It answers with the PDF on standard output; exit code 3: not held.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

_NEW_NAMESPACES = 0x10000000 | 0x40000000 | 0x00020000 | 0x20000000 | 0x08000000  # user, network, mounts, pids, ipc
_MS_REC_PRIVATE = 0x4000 | 0x40000
_MS_READ_ONLY = 0x1 | 0x20 | 0x1000  # read-only, remount, bind
_MS_QUIET = 0x2 | 0x4 | 0x8  # nosuid, nodev, noexec
_NO_NEW_PRIVILEGES = 38


def main() -> int:
    """Do the task that the one argument describes as JSON."""
    task = json.loads(sys.argv[1])
    libc = ctypes.CDLL(None, use_errno=True)
    if not _alone(libc, task["hidden"]):
        return 3
    _capped(task)
    folder = Path("/tmp/work")  # noqa: S108 - in memory, in a file system of this process alone
    folder.mkdir(mode=0o700)
    source = folder / f"in.{task['ending']}"
    source.write_bytes(sys.stdin.buffer.read())
    command = [task["program"], "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
               f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir", str(folder),
               str(source)]  # fmt: skip
    _write_profile(folder)
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    done = subprocess.run(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          preexec_fn=lambda: libc.mount(b"proc", b"/proc", b"proc", _MS_QUIET, None))  # fmt: skip
    made = folder / "in.pdf"
    if done.returncode or not made.is_file():
        return 4
    sys.stdout.buffer.write(made.read_bytes())
    sys.stdout.buffer.flush()
    return 0


def _alone(libc: ctypes.CDLL, hidden: list[str]) -> bool:
    """Leave network, processes and people's files; false where the system does not let us."""
    user, group = os.getuid(), os.getgid()
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.unshare(_NEW_NAMESPACES) != 0:
        return False
    for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path(f"/proc/self/{file}").write_text(text)
    if libc.mount(b"none", b"/", None, _MS_REC_PRIVATE, None) != 0:
        return False
    if libc.mount(b"none", b"/", None, _MS_READ_ONLY | _flags("/"), None) != 0:
        return False
    empty = b"size=4k,mode=0700"
    for place in hidden:
        if Path(place).is_dir() and libc.mount(b"none", os.fsencode(place), b"tmpfs", _MS_QUIET, empty) != 0:
            return False
    return bool(libc.mount(b"none", b"/tmp", b"tmpfs", _MS_QUIET, b"size=512m,mode=0700") == 0)


def _flags(place: str) -> int:
    """Return the flags a mount has, which a less privileged one may not take off (mount_namespaces(7))."""
    found = os.statvfs(place).f_flag
    kept = ((os.ST_NOSUID, 2), (os.ST_NODEV, 4), (os.ST_NOEXEC, 8), (os.ST_NOATIME, 1024), (os.ST_NODIRATIME, 2048),
            (os.ST_RELATIME, 1 << 21))  # fmt: skip
    return sum(flag for mark, flag in kept if found & mark)


def _capped(task: dict[str, int]) -> None:
    for limit, value in (
        (resource.RLIMIT_AS, task["memory_max_bytes"]),
        (resource.RLIMIT_CPU, task["time_max_s"]),
        (resource.RLIMIT_FSIZE, task["file_max_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def _write_profile(folder: Path) -> None:
    """Have macros off at the highest level, and no link followed, whatever the file asks for."""
    item = '<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="{}" oor:op="fuse">'
    item += "<value>{}</value></prop></item>"
    settings = (("MacroSecurityLevel", "3"), ("DisableMacrosExecution", "true"), ("BlockUntrustedRefererLinks", "true"),
                ("DisableActiveContent", "true"))  # fmt: skip
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    text = '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    text += "".join(item.format(*setting) for setting in settings) + "</oor:items>"
    (user / "registrymodifications.xcu").write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
