"""Where each government's designations bind, from `reach.toml`, each territory with the act that says so.

>>> len([item for item in territories() if item.jurisdiction == "eu"])
27
"""

from __future__ import annotations

import functools
from importlib import resources

from inconcert.jurisdictions.tables import Table, read_table
from inconcert.model.errors import OurError
from inconcert.model.reach import Bound, Territory
from inconcert.model.vocabulary import Measure


@functools.cache
def territories() -> tuple[Territory, ...]:
    """Return every territory in which a government's designations bind; raises OurError for a file not valid."""
    found = tuple(item for table in _tables("territories") for item in _territories(table))
    keys = [(item.jurisdiction, item.code or item.name) for item in found]
    if len(set(keys)) != len(keys):
        raise OurError("a territory stands twice", where="reach.toml")
    return found


@functools.cache
def bound() -> tuple[Bound, ...]:
    """Return who is bound by each government's designations wherever they are."""
    return tuple(_bound(table) for table in _tables("persons"))


def _tables(key: str) -> list[Table]:
    table = read_table(resources.files(__package__).joinpath("reach.toml"), "reach.toml")
    found = {name: list(table.tables(name)) for name in ("territories", "persons")}
    table.done()
    return found[key]


def _territories(table: Table) -> list[Territory]:
    jurisdiction, measures = table.text("jurisdiction"), table.words(Measure, "measures")
    codes, names = table.texts("codes", []), table.texts("names", [])
    statement = table.statement()
    table.done()
    found = [Territory(code, jurisdiction, measures, statement) for code in codes]
    return found + [Territory("", jurisdiction, measures, statement, name) for name in names]


def _bound(table: Table) -> Bound:
    item = Bound(table.text("jurisdiction"), table.statement())
    table.done()
    return item
