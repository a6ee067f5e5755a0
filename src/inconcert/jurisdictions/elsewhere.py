"""Governments that have no folder yet: whether they could follow a listing at all, from `elsewhere.toml`.

>>> [item.jurisdiction for item in elsewhere() if item.own_power == "yes"]
['cz']
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources

from inconcert.jurisdictions.tables import Table, read_table
from inconcert.model.errors import OurError
from inconcert.model.law import Statement


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is known of a government's own power to list: yes, no, or entry_ban only."""

    jurisdiction: str
    own_power: str
    statement: Statement


@functools.cache
def elsewhere() -> tuple[Elsewhere, ...]:
    """Return the short entries in the order of the file; raises OurError for one that is not valid."""
    table = read_table(resources.files(__package__).joinpath("elsewhere.toml"), "elsewhere.toml")
    found = tuple(_entry(item) for item in table.tables("governments"))
    table.done()
    return found


def _entry(table: Table) -> Elsewhere:
    entry = Elsewhere(table.text("jurisdiction"), table.text("own_power"), table.statement())
    table.done()
    if entry.own_power not in ("yes", "no", "entry_ban"):
        raise OurError("own_power is yes, no or entry_ban", where=table.where)
    return entry
