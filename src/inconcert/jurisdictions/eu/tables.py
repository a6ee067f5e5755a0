r"""Tables of the EU list: every column used, ignored by name with its reason, or refused.

>>> table = Table("t.csv", used={"A": "x.a", "B": "x.b"}, ignored={"C": "row number"})
>>> [(row.line, row.cells) for row in read_table(b"B,C,A\ny,1,x\n", table)]
[(2, ('x', 'y'))]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from inconcert.formats import csvfile
from inconcert.model.errors import UnknownInSource, UnreadableSource


@dataclass(frozen=True)
class Table:
    """The columns of one file: `used` maps a column to "block.attribute", `ignored` to the reason.

    All columns must be there, each once, in any order; at least two are used.
    """

    file: str
    used: Mapping[str, str]
    ignored: Mapping[str, str]
    delimiter: str = ","
    absent: str = ""

    @cached_property
    def blocks(self) -> dict[str, dict[str, str]]:
        """Return block → attribute → column."""
        pairs = sorted((*target.split(".", 1), column) for column, target in self.used.items())
        return {
            block: {attribute: column for _, attribute, column in group}
            for block, group in groupby(pairs, key=lambda item: item[0])
        }

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Return the used columns in canonical order."""
        return tuple(sorted(self.used))

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """Return how to pick the cells of every block but the entity's own out of a `Row`."""
        blocks = {block: fields for block, fields in self.blocks.items() if block != "entity"}
        return tuple(
            Plan(block, tuple(fields), itemgetter(*(self._positions[column] for column in fields.values())), fields)
            for block, fields in blocks.items()
        )

    @cached_property
    def record_positions(self) -> tuple[int, ...]:
        """Return where in a `Row` the cells of records stand (all but the entity's own)."""
        return tuple(sorted(self._positions[column] for plan in self.plans for column in plan.fields.values()))

    def cell(self, row: Row, column: str) -> str:
        """Return the cell of a used column; empty where the file prints nothing."""
        return row.cells[self._positions[column]]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {column: position for position, column in enumerate(self.columns)}


class Plan(NamedTuple):
    """A block: its attributes, how to pick their cells (at least two) in that order, and their columns."""

    block: str
    attributes: tuple[str, ...]
    pick: Callable[[tuple[str, ...]], tuple[str, ...]]
    fields: Mapping[str, str]


class Row(NamedTuple):
    """One row: its file, its first line, its cells in the canonical order of columns (sorted by name).

    Comparing `(file, cells)` orders rows by content, whatever their order in the file.
    """

    file: str
    line: int
    cells: tuple[str, ...]


def read_table(data: bytes, table: Table) -> Iterator[Row]:
    """Yield the rows with their used cells, in the order of `Table.columns`.

    Raises UnknownInSource for a column that is unknown, missing or doubled, UnreadableSource for ragged rows.
    """
    rows = csvfile.rows(data, table.file, delimiter=table.delimiter)
    header = next(rows, (1, []))[1]
    _check_header(header, table)
    pick = itemgetter(*(header.index(column) for column in table.columns))
    width, absent = len(header), table.absent
    for line, cells in rows:
        if len(cells) != width:
            raise UnreadableSource(
                f"a row of {len(cells)} cells under {width} columns",
                where=f"{table.file}#{line}",
                remedy="The file is truncated or damaged: fetch it again.",
            )
        picked = pick(cells)
        yield Row(table.file, line, tuple("" if cell == absent else cell for cell in picked) if absent else picked)


def _check_header(header: list[str], table: Table) -> None:
    if not header:
        raise UnreadableSource("the file is empty", where=table.file, remedy="Fetch it again.")
    known = set(table.used) | set(table.ignored)
    unknown = sorted(set(header) - known)
    missing = sorted(known - set(header))
    doubled = sorted({name for name in header if header.count(name) > 1})
    for trouble, names in (("unknown", unknown), ("missing", missing), ("doubled", doubled)):
        if names:
            raise UnknownInSource(
                f"{trouble} column(s): {', '.join(repr(name) for name in names)}",
                where=f"{table.file}#1",
                remedy="The list has changed its columns: the reader must be taught them before this edition is read.",
            )
