"""What a verb is given: an open home, a viewer, the clock, the curated facts, and where to report progress."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from inconcert.jurisdictions import curated as curated_facts
from inconcert.model.curated import Curated
from inconcert.model.errors import RefusedByCheck
from inconcert.model.rights import HOME, OPERATOR, Viewer
from inconcert.store.home import Clock, Home, Store
from inconcert.store.revision import revision
from inconcert.verbs.memory import Memory

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class House:
    """An open home with all that a verb may use; nothing else in the verbs reaches outside."""

    store: Store
    clock: Clock
    viewer: Viewer
    curated: Curated
    progress: Progress
    memory: Memory = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "memory", Memory(lambda: revision(self.store)))

    def for_viewer(self, viewer: Viewer) -> House:
        """Return the same open home for another viewer; what is remembered is shared, for it is the register alone."""
        mine = replace(self, viewer=viewer)
        object.__setattr__(mine, "memory", self.memory)
        return mine

    @property
    def folder(self) -> Path:
        """Return where files of the viewer's organisation are: the home for its own, a folder apart for another."""
        whose = self.viewer.organisation
        if not whose:
            raise RefusedByCheck("who acts for no organisation has no files here")
        return self.store.home if whose == HOME else self.store.home / "organisations" / whose

    @property
    def today(self) -> dt.date:
        """Return the present day, UTC."""
        return self.clock().astimezone(dt.UTC).date()


def now() -> dt.datetime:
    """Return the present moment (SOURCE_DATE_EPOCH, in seconds, is taken in its place where it is set)."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return dt.datetime.fromtimestamp(int(fixed), dt.UTC) if fixed else dt.datetime.now(dt.UTC)


def default_home() -> Path:
    """Return INCONCERT_HOME, else the usual folder for a person's data on this system."""
    chosen = os.environ.get("INCONCERT_HOME")
    if chosen:
        return Path(chosen)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "inconcert"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "inconcert"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "inconcert"


def _silent(_: str) -> None:
    return None


@contextmanager
def house(
    path: Path,
    *,
    clock: Clock = now,
    viewer: Viewer = OPERATOR,
    curated: Curated | None = None,
    progress: Progress = _silent,
) -> Iterator[House]:
    """Open a home as a house; `curated` None loads the curated facts that are shipped."""
    url = os.environ.get("INCONCERT_DATABASE_URL", "")
    store = Home(path, clock, url).open()
    try:
        yield House(store, clock, viewer, curated_facts.load() if curated is None else curated, progress)
    finally:
        store.close()
