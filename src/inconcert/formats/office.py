"""An Office file to PDF by LibreOffice, judged first and then run where it can reach nothing; else refused.

The PDF that comes back is as little trusted as the file: it is for `pixels` alone, never for a person.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

from inconcert.formats import confine, limits
from inconcert.model.errors import LimitExceeded, RefusedByCheck, UnreadableSource

_CHILD = Path(__file__).with_name("officechild.py")
_HIDDEN = ("/home", "/root", "/srv", "/media", "/mnt", "/var/tmp", "/var/lib", "/run", "/dev/shm")  # noqa: S108


def program() -> str | None:
    """Return where LibreOffice is; None where there is none, and Office files are refused."""
    return shutil.which("soffice")


def judged(data: bytes, name: str) -> confine.Answer:
    """Return what an Office file carries beside its text; raises UnreadableSource for what may not be opened."""
    return confine.ask("office-look", data, name, confine.Caps(must_hold=confine.MUST_HOLD))


def to_pdf(data: bytes, name: str, hidden: Iterable[Path] = ()) -> bytes:
    """Return an Office file as PDF; `hidden`: further folders LibreOffice shall see empty.

    Raises UnreadableSource, LimitExceeded, or RefusedByCheck where LibreOffice is not here or cannot be confined.
    """
    judged(data, name)
    found = program()
    if found is None:
        raise RefusedByCheck(
            "an Office file is shown as pixels only, and LibreOffice is not here",
            where=name,
            remedy="Install LibreOffice (libreoffice-core, -writer, -calc, -impress).",
        )
    return _converted(found, data, name, [*_HIDDEN, *(str(path.resolve()) for path in hidden)])


def _converted(found: str, data: bytes, name: str, hidden: list[str]) -> bytes:
    task = {
        "program": found,
        "ending": _ending(data),
        "hidden": [place for place in hidden if not Path(found).resolve().is_relative_to(place)],
        "memory_max_bytes": limits.office_memory_max_bytes,
        "time_max_s": limits.office_time_max_s,
        "file_max_bytes": limits.office_file_max_bytes,
    }
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", str(_CHILD), json.dumps(task)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, start_new_session=True,
    )  # fmt: skip
    try:
        made, _ = child.communicate(data, timeout=limits.office_time_max_s)
    except subprocess.TimeoutExpired as error:
        raise LimitExceeded(f"LibreOffice took longer than {limits.office_time_max_s} s", where=name) from error
    finally:
        # it is the parent of a process namespace: what it started ends with the first process in there
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.returncode == 3:
        raise RefusedByCheck(
            "this system does not let LibreOffice be shut in, so no Office file is opened",
            where=name,
            remedy="Allow user namespaces to ordinary users, or use a machine that does.",
        )
    if child.returncode != 0 or len(made) > limits.office_file_max_bytes:
        raise UnreadableSource("LibreOffice could not read it within its limits", where=name)
    return made


def _ending(data: bytes) -> str:
    """Return the ending of the format that an archive declares, whatever its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = set(parts.namelist())
        if "mimetype" in names:
            kind = parts.read("mimetype")[:100].decode("ascii", "replace").rpartition(".")[2]
            return {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}.get(kind, "odt")
    for folder, ending in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if any(item.startswith(folder) for item in names):
            return ending
    return "docx"
