"""A real PostgreSQL for tests: a cluster in a temporary folder, on a socket of its own, gone afterwards.

The programs come from Debian's package `postgresql` (scripts/setup-debian). The server refuses to run as root, so
there it runs as the package's own account.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql")
ACCOUNT = "postgres"


def programs() -> Path | None:
    """The folder of the newest server's programs; None where none is installed."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    return found[-1].parent if found else None


@dataclass(frozen=True)
class Server:
    """A running cluster: `folder` holds its data and its socket."""

    bin: Path
    folder: Path

    def url(self, database: str = "postgres") -> str:
        """The address of a database, for INCONCERT_DATABASE_URL."""
        return f"postgresql+psycopg://{ACCOUNT}@/{database}?host={self.folder}"

    def make(self, database: str) -> str:
        """Make a database anew and return its address."""
        sql = [f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)', f"CREATE DATABASE \"{database}\" ENCODING 'UTF8'"]
        for text in sql:
            self.run(["psql", "-q", "-h", str(self.folder), "-d", "postgres", "-c", text])
        return self.url(database)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c shared_buffers=32MB"
        log = str(self.folder / "log")
        self.run(["pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", log, "-o", options, "start"])

    def stop(self, how: str = "fast") -> None:
        """Stop it; `immediate` is a crash."""
        self.run(["pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", how, "stop"])

    def run(self, command: Sequence[str]) -> None:
        """Run one of the server's programs as the account that may."""
        subprocess.run(as_account([str(self.bin / command[0]), *command[1:]]), check=True, cwd=self.folder,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip


def as_account(command: Sequence[str]) -> list[str]:
    """The command as it must be run: under the server's account where we are root."""
    if os.geteuid() != 0:
        return list(command)
    return ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups", *command]


@contextmanager
def running(bin_folder: Path) -> Iterator[Server]:
    """Give a fresh cluster that runs, and take it away."""
    folder = Path(tempfile.mkdtemp(prefix="ic-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
    server = Server(bin_folder, folder)
    try:
        server.run(
            ["initdb", "-D", str(folder / "data"), "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        )
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
