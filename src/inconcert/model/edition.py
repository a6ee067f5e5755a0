"""Publications, editions, bounds, and what a reader returns.

A publication is a list as a government offers it; an edition one retrieval of it; a reading what one of its formats
gives for the bytes. All values: fetching, reading and keeping them are done by other rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from inconcert.model.entry import Entry, Issue
from inconcert.model.vocabulary import Provenance

Files = Mapping[str, bytes]
"""File name (no folder) → content of one edition."""

Programmes = Mapping[str, str]
"""A programme exactly as the list prints it → regime id."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one edition: entries sorted by official number, and every issue.

    `printed_date` is the list's own date (YYYY-MM-DD; empty where it prints none).
    """

    entries: tuple[Entry, ...]
    issues: tuple[Issue, ...] = ()
    printed_date: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an edition of a list must look like to be taken without a named person.

    `least` entries in all; shrink and grow are against the previous edition (0.10 = ten per cent);
    `regime_share` and `date_share` are the least shares of entries with a regime and with a printed date.
    """

    least: int
    shrink: float = 0.10
    grow: float = 0.50
    regime_share: float = 0.99
    date_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which a list is published.

    `recognises(files)` decides by file names and first bytes, never by guess; exactly one format of a list may say yes.
    `read(files, programmes)` is pure: the same bytes in any row order give the same entries.
    `proven`: it has read a real edition; otherwise it was built from a description and says so.
    `states`: what an edition in this format prints of each entry; absence of a word means silence, not absence.
    `remembering()` gives a `read` for many editions after each other: it gives the same, and reads again only records
    that changed (None: there is none).
    """

    name: str
    recognises: Callable[[Files], bool]
    read: Callable[[Files, Programmes], Reading]
    bounds: Bounds
    proven: bool = True
    states: frozenset[str] = field(default_factory=frozenset)
    remembering: Callable[[], Callable[[Files, Programmes], Reading]] | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A list that a government publishes.

    Publications with one `line` follow each other in time (the UK's Consolidated List, then its Sanctions List):
    the newest edition of the line speaks. `principal`: its silence means "not found"; a list that holds only lesser
    measures (OFAC's non-SDN lists) is not principal. `freeze_only`: the list carries asset freezes only.
    `id_of_reference`: the scheme under which other lists print this list's official numbers (empty: none).
    `embeddable`: its licence allows facts of it in the shipped register.
    `addresses` are alternatives for one file, the first is asked first. Where `link` is set they are web pages, and the
    list is the one link on them whose path ends in that file name. `hosts`: further hosts to which they lead.
    """

    list_id: str
    jurisdiction: str
    title: str
    publisher: str
    licence: str
    page: str
    addresses: tuple[str, ...]
    formats: tuple[Format, ...]
    line: str = ""
    principal: bool = True
    freeze_only: bool = False
    id_of_reference: str = ""
    attribution: str = ""
    embeddable: bool = True
    hosts: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One retrieval of one list, as committed.

    `date` is YYYY-MM-DD or YYYY-MM with `date_precision`; `sha256` is of the sorted list of (file name, sha256).
    `complete` says in words what the edition carries. `files` maps file name to sha256.
    `retrieved_at`: when we fetched it (UTC; empty where somebody else did); of two of one day the later speaks.
    `rules`: version of the reader and of the law as data; better rules read the same bytes again.
    """

    list_id: str
    date: str
    date_precision: str
    sha256: str
    provenance: Provenance
    complete: str
    format: str
    origin: str
    printed_date: str = ""
    files: tuple[tuple[str, str], ...] = ()
    entries_total: int = 0
    entries_embedded: int | None = None
    accepted_by: str = ""
    retrieved_at: str = ""
    rules: str = ""
