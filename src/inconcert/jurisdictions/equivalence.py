"""Equivalence of regimes across governments, from `equivalence.toml`: groups with reasons, and overlaps by the law.

>>> sorted(item.id for item in groups_of("GB-AC"))
['corruption']
"""

from __future__ import annotations

import functools
from importlib import resources

from inconcert.jurisdictions.law import TODAY, law_of
from inconcert.jurisdictions.tables import Table, read_table
from inconcert.model.equivalence import Equivalence, Overlap
from inconcert.model.errors import OurError
from inconcert.model.law import ConductCode, Coverage, Statement
from inconcert.model.vocabulary import Theme


@functools.cache
def equivalences() -> tuple[Equivalence, ...]:
    """Return every group of regimes that answer each other; raises OurError for a file that is not valid."""
    table = read_table(resources.files(__package__).joinpath("equivalence.toml"), "equivalence.toml")
    found = tuple(_group(item) for item in table.tables("groups"))
    table.done()
    return found


def groups_of(regime_id: str, theme: Theme | None = None) -> tuple[Equivalence, ...]:
    """Return the groups a regime belongs to; only those of a theme if one is given."""
    return tuple(item for item in equivalences() if regime_id in item.regimes and theme in (None, item.theme))


def equivalents(regime_id: str, theme: Theme | None = None) -> tuple[str, ...]:
    """Return the regimes of other governments that answer a regime, in the table's order, each once."""
    found = [other for item in groups_of(regime_id, theme) for other in item.regimes]
    own = regime_id.partition("-")[0]
    return tuple(dict.fromkeys(other for other in found if other.partition("-")[0] != own))


def overlap(one: str, other: str, as_of: str = TODAY) -> Overlap:
    """Return which grounds two regimes share by their law on a day (YYYY-MM-DD), with the curated reasons.

    Raises UserError for a regime whose law is not known.
    """
    mine, theirs = _reached(one, as_of), _reached(other, as_of)
    return Overlap(
        one=one,
        other=other,
        shared=tuple(code for code in ConductCode if code in mine and code in theirs),
        only_one=tuple(code for code in ConductCode if code in mine and code not in theirs),
        only_other=tuple(code for code in ConductCode if code in theirs and code not in mine),
        reasons=_reasons(one, other),
        unrecorded=not mine or not theirs,
    )


def _reached(regime_id: str, as_of: str) -> frozenset[ConductCode]:
    law = law_of(regime_id, as_of)
    return frozenset(rule.code for rule in law.conduct if rule.coverage is not Coverage.NO) if law else frozenset()


def _reasons(one: str, other: str) -> tuple[Statement, ...]:
    return tuple(why for item in equivalences() for first, second, why in item.apart if {first, second} == {one, other})


def _group(table: Table) -> Equivalence:
    theme = table.text("theme", "")
    group = Equivalence(
        id=table.text("id"),
        title=table.text("title"),
        theme=Theme(theme) if theme else None,
        countries=table.texts("countries", []),
        regimes=table.texts("regimes"),
        statement=table.statement(),
        apart=tuple(_apart(item) for item in table.tables("apart")),
    )
    table.done()
    if len({name.partition("-")[0] for name in group.regimes}) < 2:
        raise OurError("an equivalence is of at least two governments", where=table.where)
    return group


def _apart(table: Table) -> tuple[str, str, Statement]:
    row = (table.text("one"), table.text("other"), table.statement())
    table.done()
    return row
