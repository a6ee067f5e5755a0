"""Targets, designations, cells of the matrix and gaps: the findings as plain values.

A target is the person or body that entries of several lists are about; a designation is target × regime; a cell is
target × jurisdiction on a day; a gap is a target that is in force with one government and not with another.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inconcert.model.dates import EventDate
from inconcert.model.entry import Country, Entry, Name
from inconcert.model.vocabulary import Evidence, Explanation, Kind, Measure, RelationKind, Status

EntryKey = tuple[str, str]
"""(list id, official number)."""


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of an entry and the dates of the editions that carry it, oldest first."""

    entry: Entry
    editions: tuple[str, ...]

    @property
    def key(self) -> EntryKey:
        """Return (list id, official number)."""
        return (self.entry.list_id, self.entry.official_id)


@dataclass(frozen=True, slots=True)
class Related:
    """Another target that a list, or a body's own name, connects to this one."""

    target_id: str
    name: str
    relation: RelationKind
    source: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another target that may be this one: `left` and `right` are the entries of a pair that a person has not judged.

    `score` is in [0, 1]; `reasons` say in words what speaks for and against.
    """

    target_id: str
    name: str
    left: EntryKey
    right: EntryKey
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One person, entity, vessel or aircraft; `ids` holds every id it ever had, `id` the one that speaks.

    `versions` are ordered by list, number and first edition. `proof` says in words why its entries are one target.
    """

    id: str
    kind: Kind
    name: str
    versions: tuple[Version, ...]
    ids: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    countries: tuple[Country, ...] = ()
    related: tuple[Related, ...] = ()
    proof: tuple[str, ...] = ()
    waiting: tuple[Waiting, ...] = ()

    @property
    def keys(self) -> tuple[EntryKey, ...]:
        """Return the distinct (list id, official number) of its entries, in order."""
        return tuple(dict.fromkeys(version.key for version in self.versions))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands: the list, the edition's date and SHA-256, how it came to us, and the place in it.

    `licence`: publisher and licence in words, where the list is an imported one.
    """

    list_id: str
    edition: str
    sha256: str
    provenance: str
    place: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Designation:
    """A target under one regime of one jurisdiction, as the editions of one line show it.

    `regime` is empty where the list states none. `regime_stated_on` is the edition that states the regime where the
    newest one prints none. `measures_from`: entry, regime, both, or curated. `dates` hold printed, curated and observed
    dates; `doubted` the printed ones that prove nothing, with the reason.
    """

    jurisdiction: str
    regime: str
    programme: str
    line: str
    list_id: str
    official_id: str
    status: Status
    evidence: Evidence
    why: str
    measures: tuple[Measure, ...] = ()
    measures_from: str = ""
    dates: tuple[EventDate, ...] = ()
    act: str = ""
    regime_stated_on: str = ""
    un_derived: bool = False
    targeted: bool = True
    source: Source | None = None
    grounds: tuple[str, ...] = ()
    contested: str = ""
    doubted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A target in a jurisdiction on a day: one status, its evidence in words, and the designations behind it.

    `as_of` is the day asked for, or the date of the newest edition. `since` is its earliest date of listing.
    `waiting` holds targets in force there that may be this one: until a person judges, the cell is not settled.
    """

    jurisdiction: str
    status: Status
    evidence: Evidence
    as_of: str
    why: str
    editions: tuple[str, ...] = ()
    designations: tuple[Designation, ...] = ()
    since: EventDate | None = None
    partial: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A target and its cells, one for each jurisdiction of the matrix, in the matrix's order."""

    target: Target
    cells: tuple[Cell, ...]

    def cell(self, jurisdiction: str) -> Cell:
        """Return the cell of a jurisdiction; raises KeyError if the matrix does not have it."""
        for item in self.cells:
            if item.jurisdiction == jurisdiction:
                return item
        raise KeyError(jurisdiction)


@dataclass(frozen=True, slots=True)
class Gap:
    """A target in force in a *have*, and its status in one *lack*.

    `days_open` counts from the first day in force in a have to the earlier of the two as-of days; where that start is
    an interval it is None and `days_open_range` holds the least and the most. `lead_time_days`: from the first have
    to the listing here (negative: here first), where both days are known to the day.
    """

    target: Target
    have: tuple[Cell, ...]
    lack: Cell
    status: Status
    have_as_of: str
    lack_as_of: str
    why: str
    explained: Explanation | None = None
    partial: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    route: dict[str, object] | None = None
    lead_time_days: int | None = None
    days_open: int | None = None
    days_open_range: tuple[int, int] | None = None
    grounds_stated: bool = field(default=False)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Return the targets in force with the lacking government that may be this one, best first."""
        return self.lack.waiting

    @property
    def likely_elsewhere(self) -> bool:
        """Return whether a pair that waits for a person scores at least a half: no letter asks before it is judged."""
        return any(item.score >= 0.5 for item in self.waiting)
