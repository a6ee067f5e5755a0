"""Cross-references inside one edition: a printed name to the number of the one entry that bears it.

>>> found = bearers([("HIZBALLAH", "4697")], [("PARTY OF GOD", "4697"), ("TWO", "1"), ("TWO", "2")])
>>> found
{'PARTY OF GOD': '4697', 'TWO': '', 'HIZBALLAH': '4697'}
"""

from __future__ import annotations

from collections.abc import Iterable

from inconcert.model.entry import Relation

Bearers = dict[str, str]
"""A name as printed → the number of the one entry that bears it, or empty where several do."""


def bearers(primary: Iterable[tuple[str, str]], aliases: Iterable[tuple[str, str]]) -> Bearers:
    """Return who bears each name, from (name, number) pairs; a primary name goes before an alias."""
    return _only(aliases) | _only(primary)


def linked(relation: Relation, known: Bearers) -> Relation:
    """Return the relation with the number of the one entry that bears its name, if there is one.

    A remark ends in a full stop, so a name that ends in one may have lost it.
    """
    number = known.get(relation.name) or known.get(f"{relation.name}.")
    return Relation(relation.kind, relation.name, number, relation.label, relation.place) if number else relation


def _only(pairs: Iterable[tuple[str, str]]) -> Bearers:
    found: Bearers = {}
    for name, number in pairs:
        if found.setdefault(name, number) != number:
            found[name] = ""
    return found
