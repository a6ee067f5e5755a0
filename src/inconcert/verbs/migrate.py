"""The verb `migrate`: a home's register from SQLite to PostgreSQL and back, whole or not at all, with a check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.store.home import Clock, Home
from inconcert.store.moving import copy_register

SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was carried where; `content` is the hash (SHA-256, hex) that both registers have in common."""

    source: str
    destination: str
    content: str


def migrate(home: Path, clock: Clock, source_url: str, destination_url: str) -> Migrated:
    """Carry the register of a home from one database to another; an empty address means the home's SQLite file.

    The source is left as it is. Raises UserError where both are the same, RefusedByCheck where the destination holds
    anything or the copy differs.
    """
    if source_url == destination_url:
        raise UserError(
            "the register is there already",
            remedy="Name the other database with --to; INCONCERT_DATABASE_URL names the one in use.",
        )
    if not source_url and not (home / "register.sqlite").exists():
        raise UserError("this home has no register to carry", where=str(home), remedy="Name another with --home.")
    with Home(home, clock, source_url).open() as source:
        source.check()
        with Home(_beside(home, destination_url), clock, destination_url).open() as destination:
            content = copy_register(source, destination)
    if not destination_url:
        _take(home)
    return Migrated(_said(source_url), _said(destination_url), content)


def _beside(home: Path, destination_url: str) -> Path:
    """Return the folder that the destination is opened in: its own while the SQLite file is being made."""
    if destination_url:
        return home
    if (home / "register.sqlite").exists():
        raise RefusedByCheck(
            "this home has an SQLite register already, which would be written over",
            where=str(home / "register.sqlite"),
            remedy="Move it away first: it is the state before the register went to PostgreSQL.",
        )
    return home / "migrating"


def _take(home: Path) -> None:
    made = home / "migrating"
    (made / "register.sqlite").replace(home / "register.sqlite")
    for path in sorted(made.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    made.rmdir()


def _said(url: str) -> str:
    """Return a database in words without its password."""
    return "PostgreSQL" if url else "SQLite"
