"""A history of one list that somebody kept in git: every edition of its file, oldest first, out of a bundle.

The bundle is a local file; git is asked to copy it into an empty folder without hooks, settings or network, and to
check every object. The day of an edition is the day (UTC) of the commit that brought it.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from inconcert.formats import limits
from inconcert.intake.read import rules_version
from inconcert.intake.refresh import Outcome, RefreshReport, Wishes, take_edition
from inconcert.model.edition import Edition, Publication
from inconcert.model.errors import LimitExceeded, SourceError, UnreadableSource, UserError
from inconcert.model.vocabulary import Provenance
from inconcert.store.editions import edition_hash, file_hashes
from inconcert.store.home import Store
from inconcert.store.remembered import RememberedVersions

Progress = Callable[[int, int, str], None]
"""Called before each edition with its position from 0, the number of editions, and "list date"."""

clone_max_s = 300


@dataclass(frozen=True, slots=True)
class Kept:
    """One edition in a history: the moment (UTC) and commit that brought it, and the object that holds it."""

    at: str
    commit: str
    path: str
    blob: str

    @property
    def name(self) -> str:
        """Return the file's name without its folders."""
        return self.path.rpartition("/")[2]


def replay(
    store: Store,
    bundle: Path,
    source: Publication,
    scratch: Path,
    progress: Progress | None = None,
    only: Collection[str] | None = None,
) -> RefreshReport:
    """Read and commit every edition of a list that a bundle keeps, oldest first; what is refused is in the report.

    `scratch` is an empty folder; `only` names the days (YYYY-MM-DD) to read, None all. Raises UserError where there is
    no git or no such bundle, OurError if the home cannot be written.
    """
    _clone(bundle, scratch)
    source = _remembering(source)
    versions = RememberedVersions()
    with _reader(scratch) as read:
        every = [item for item in _of_list(source, _kept(scratch), read) if only is None or item.at[:10] in only]
        found: dict[str, list[Outcome]] = {"committed": [], "unchanged": [], "refused": []}
        for position, item in enumerate(every):
            if progress:
                progress(position, len(every), f"{source.list_id} {item.at[:10]}")
            edition, data = _edition(source, item, read(item.blob))
            try:
                word, outcome = take_edition(store, source, edition, {item.name: data}, Wishes(), versions)
            except SourceError as error:
                word, outcome = "refused", Outcome(source.list_id, edition.date, edition.origin, why=str(error))
            found[word].append(outcome)
    return RefreshReport(tuple(found["committed"]), tuple(found["unchanged"]), tuple(found["refused"]))


def _remembering(source: Publication) -> Publication:
    """Return the publication with readers that remember what they read of earlier editions."""
    formats = tuple(replace(item, read=item.remembering()) if item.remembering else item for item in source.formats)
    return replace(source, formats=formats)


def _edition(source: Publication, item: Kept, data: bytes) -> tuple[Edition, bytes]:
    hashes = file_hashes({item.name: data})
    edition = Edition(
        list_id=source.list_id,
        date=item.at[:10],
        date_precision="day",
        sha256=edition_hash(hashes),
        provenance=Provenance.COPY,
        complete=f"{item.name} alone",
        format="",
        origin=f"commit {item.commit}",
        files=hashes,
        retrieved_at=item.at,
        rules=rules_version(source),
    )
    return edition, data


def _of_list(source: Publication, kept: list[Kept], read: Callable[[str], bytes]) -> list[Kept]:
    """Return what is kept under a path whose newest readable content a format of the list recognises."""
    paths = {item.path for item in kept}
    wanted = set()
    for path in sorted(paths):
        newest = next((data for item in reversed(kept) if item.path == path and (data := read(item.blob))), b"")
        name = path.rpartition("/")[2]
        if any(form.recognises({name: newest}) for form in source.formats):
            wanted.add(path)
    if len(wanted) != 1:
        raise UserError(
            f"the history holds {len(wanted) or 'no'} files of {source.list_id}",
            where=", ".join(sorted(wanted)),
            remedy="Name the list whose file it keeps.",
        )
    return [item for item in kept if item.path in wanted]


_GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "transfer.fsckObjects=true", "-c", "protocol.ext.allow=never")


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    } | ({"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {})


def _clone(bundle: Path, scratch: Path) -> None:
    if not bundle.is_file():
        raise UserError("there is no such bundle", where=str(bundle), remedy="Name a file made by `git bundle`.")
    _run("clone", "--quiet", "--bare", "--", str(bundle.resolve()), str(scratch), where=str(bundle))


def _run(*arguments: str, where: str) -> str:
    try:
        done = subprocess.run(
            [*_GIT, *arguments], capture_output=True, env=_environment(), timeout=clone_max_s, check=False
        )
    except FileNotFoundError as error:
        raise UserError("git is not installed", remedy="Install git to read a history kept in it.") from error
    except subprocess.TimeoutExpired as error:
        raise LimitExceeded(f"git took more than {clone_max_s} seconds", where=where) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UnreadableSource(f"git cannot read it: {said[-1] if said else done.returncode}", where=where)
    return done.stdout.decode("utf-8", "replace")


def _kept(scratch: Path) -> list[Kept]:
    """Return every version of every file in the history, oldest first."""
    text = _run(
        "-C", str(scratch), "log", "--reverse", "--no-renames", "--raw", "--no-abbrev", "--diff-filter=AM",
        "--format=%x00%H %ct", where=str(scratch),
    )  # fmt: skip
    found = []
    for part in text.split("\0")[1:]:
        head, *lines = part.splitlines()
        commit, seconds = head.split(" ")
        at = dt.datetime.fromtimestamp(int(seconds), dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for line in filter(None, lines):
            facts, _, path = line.partition("\t")
            found.append(Kept(at, commit, path, facts.split(" ")[3]))
    return found


@contextmanager
def _reader(scratch: Path) -> Iterator[Callable[[str], bytes]]:
    """Give a function from an object's name to its bytes; one git process answers them all."""
    command = [*_GIT, "-C", str(scratch), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()) as process:
        asked, told = process.stdin, process.stdout
        if asked is None or told is None:
            raise UserError("git cannot be talked to")
        yield lambda blob: _object(asked, told, blob)
        asked.close()


def _object(asked: IO[bytes], told: IO[bytes], blob: str) -> bytes:
    asked.write(f"{blob}\n".encode("ascii"))
    asked.flush()
    head = told.readline().split()
    if len(head) != 3 or head[1] != b"blob":
        raise UnreadableSource("git does not have a file that its history names", where=blob)
    size = int(head[2])
    if size > limits.file_max_bytes:
        raise LimitExceeded(f"{size} bytes, the limit is {limits.file_max_bytes}", where=blob)
    data = told.read(size)
    told.read(1)
    return data
