"""Rows under a strict header, grouped by official number, in an order that does not depend on the file's.

Every column of a file is declared, as used or as ignored by name; another, a missing or a doubled one raises.

    >>> table = read_table([(1, ["id", "name"]), (2, ["7", "B"]), (3, ["7", "A"])], "x.csv", ("id", "name"))
    >>> [(group.key, group.rows) for group in groups(table, "id")]
    [('7', [('7', 'A'), ('7', 'B')])]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from inconcert.formats.sheets import Sheet
from inconcert.model.errors import UnknownInSource, UnreadableSource

Cells = tuple[str, ...]
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file: (row number in the file, cells in the order of `columns`)."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[int, Cells]]
    pickers: dict[tuple[str, ...], Callable[[Cells], Cells]] = field(default_factory=dict, compare=False)

    def picker(self, columns: tuple[str, ...]) -> Callable[[Cells], Cells]:
        """Return the function that takes the cells of `columns` from a row."""
        if columns not in self.pickers:
            self.pickers[columns] = _picker(tuple(map(self.columns.index, columns)))
        return self.pickers[columns]


@dataclass(slots=True)
class Group:
    """The rows that carry one official number, sorted by content; `numbers` are their places in the file."""

    key: str
    table: Table
    rows: list[Cells]
    numbers: list[int]
    varying: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        if len(self.rows) == 1:
            self.varying = _NOTHING
            return
        pairs, times = zip(self.table.columns, zip(*self.rows)), len(self.rows)
        self.varying = frozenset([column for column, cells in pairs if cells.count(cells[0]) != times])

    def distinct(self, *columns: str) -> list[tuple[int, Cells]]:
        """Return (index of the first row, cells) for each different, not wholly empty combination of `columns`."""
        pick = self.table.pickers.get(columns) or self.table.picker(columns)
        if self.varying.isdisjoint(columns):
            cells = pick(self.rows[0])
            return [(0, cells)] if any(cells) else []
        found: dict[Cells, int] = {}
        for index, cells in enumerate(map(pick, self.rows)):
            if cells not in found:
                found[cells] = index
        return [(index, cells) for cells, index in found.items() if any(cells)]

    def once(self) -> Group:
        """Return the group with rows of the same content but once, at their first place in the file."""
        first: dict[Cells, int] = {}
        for row, number in zip(self.rows, self.numbers):
            first.setdefault(row, number)
        return Group(self.key, self.table, list(first), list(first.values()))

    def absolute(self) -> tuple[str, ...]:
        """Return the place of each row in the edition, e.g. ConList.csv#5."""
        name = self.table.name
        return tuple([f"{name}#{number}" for number in self.numbers])


def read_table(
    numbered: Iterable[tuple[int, Sequence[str]]], name: str, columns: Sequence[str], ignored: Sequence[str] = ()
) -> Table:
    """Return a table from its header row on, without the columns that are ignored by name.

    Raises UnknownInSource for a column that is not declared, missing or doubled, UnreadableSource for a ragged row.
    """
    rows = iter(numbered)
    number, header = next(rows, (1, ()))
    order = _order(header, f"{name}#{number}", columns, ignored)
    pick, width = _picker(order), len(header)
    found = []
    for number, cells in rows:
        if len(cells) != width:
            raise UnreadableSource(
                f"a row of {len(cells)} cells under a header of {width}",
                where=f"{name}#{number}",
                remedy="The file is cut short or damaged: fetch it again",
            )
        if any(cells):
            row = pick(cells)
            if not any(row):
                raise UnknownInSource("cells under no heading", where=f"{name}#{number}")
            found.append((number, row))
    return Table(name, tuple(columns), found)


def groups(table: Table, key: str) -> list[Group]:
    """Return the rows of each official number, groups and rows in the order of their content.

    Raises UnknownInSource for a row without a number.
    """
    at = table.columns.index(key)
    found: dict[str, list[tuple[Cells, int]]] = {}
    for number, row in table.rows:
        official = row[at].strip()
        if not official:
            raise UnknownInSource(f"a row without {key}", where=f"{table.name}#{number}/{key}")
        found.setdefault(official, []).append((row, number))
    grouped = []
    for official in sorted(found):
        pairs = sorted(found[official])
        grouped.append(Group(official, table, [row for row, _ in pairs], [number for _, number in pairs]))
    return grouped


def only_sheet(sheets: Sequence[Sheet], name: str) -> Sheet:
    """Return the one sheet of a workbook; raises UnknownInSource where it has several."""
    if len(sheets) != 1:
        titles = ", ".join(repr(sheet.name) for sheet in sheets)
        raise UnknownInSource(f"{len(sheets)} sheets ({titles}) instead of one", where=name, remedy=_REMEDY)
    return sheets[0]


def _order(header: Sequence[str], where: str, columns: Sequence[str], ignored: Sequence[str]) -> tuple[int, ...]:
    known = (*columns, *ignored)
    unknown = [column for column in dict.fromkeys(header) if column not in known]
    twice = [column for column in dict.fromkeys(header) if header.count(column) > 1]
    missing = [column for column in known if column not in header]
    for words, found in (("unknown", unknown), ("doubled", twice), ("missing", missing)):
        if found:
            what = f"{words} column{'s' if len(found) > 1 else ''} {', '.join(map(repr, found))}"
            raise UnknownInSource(what, where=f"{where}/{found[0]}" if words != "missing" else where, remedy=_REMEDY)
    return tuple(header.index(column) for column in columns)


_REMEDY = "The list has changed: its reader under jurisdictions/gb must learn the new form"


def _picker(order: tuple[int, ...]) -> Callable[[Sequence[str]], Cells]:
    if len(order) == 1:
        at = order[0]
        return lambda row: (row[at],)
    return itemgetter(*order)
