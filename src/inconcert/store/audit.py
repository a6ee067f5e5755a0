"""Who did what in this home, and when: added to, never changed; the database itself refuses to change an act.

Acts are chained (`store.chain`) over the whole home, under the lock of the one writer. An organisation's export holds
its own acts in full and of the others only their digests, so that the chain can be checked and nothing of them is told.
Facts are ids and closed words: no name of a source, no text of a case.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from inconcert.model.codec import json_of
from inconcert.model.rights import HOME, Right, Viewer
from inconcert.store import schema
from inconcert.store.chain import link_of, row_digest
from inconcert.store.home import Store
from inconcert.store.owned import theirs


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done: `at` in UTC, `who` by account id or name, `verb`, and the facts of it."""

    at: str
    who: str
    verb: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One act in an export; of another organisation's act only `digest` and `link` are there."""

    number: int
    link: str
    digest: str
    salt: str = ""
    at: str = ""
    owner: str = ""
    who: str = ""
    verb: str = ""
    facts: str = ""


def record(store: Store, who: str, verb: str, facts: Mapping[str, Any], owner: str = HOME) -> None:
    """Add an act, dated by the home's clock."""
    with store.writing() as connection:
        add(connection, store.now(), who, verb, facts, owner)


def record_by(store: Store, viewer: Viewer, verb: str, facts: Mapping[str, Any]) -> None:
    """Add an act of a viewer, in the record of the organisation they act for."""
    record(store, viewer.account or viewer.name, verb, facts, viewer.organisation or HOME)


def add(connection: sa.Connection, at: str, who: str, verb: str, facts: Mapping[str, Any], owner: str = HOME) -> None:
    """Add an act within a transaction that does more."""
    table, text, salt = schema.act, json_of(dict(facts)), secrets.token_hex(16)
    before = connection.execute(sa.select(table.c.link).order_by(table.c.id.desc()).limit(1)).scalar() or ""
    link = link_of(before, row_digest(salt, at, owner, who, verb, text))
    row = {"at": at, "who": who, "verb": verb, "facts": text, "owner": owner, "salt": salt, "link": link}
    connection.execute(sa.insert(table).values(row))


def acts(store: Store, viewer: Viewer) -> tuple[Act, ...]:
    """Return every act of the viewer's organisation, oldest first; RefusedByCheck for a viewer without that right."""
    table = schema.act
    query = sa.select(table).where(theirs(viewer, Right.READ_AUDIT, table)).order_by(table.c.id)
    with store.reading(viewer, Right.READ_AUDIT) as connection:
        rows = connection.execute(query).all()
    return tuple(Act(row.at, row.who, row.verb, json.loads(row.facts)) for row in rows)


def lines(store: Store, viewer: Viewer) -> tuple[Line, ...]:
    """Return the whole chain for an export: the acts of the viewer's organisation in full, the others as digests."""
    with store.reading(viewer, Right.READ_AUDIT) as connection:
        rows = connection.execute(sa.select(schema.act).order_by(schema.act.c.id)).all()
    return tuple(_line(row, row.owner == viewer.organisation) for row in rows)


def broken_at(held: Iterable[Line]) -> int:
    """Return the number of the first line that does not follow from those before it; 0 where the chain holds."""
    before = ""
    for place, line in enumerate(held, start=1):
        own = row_digest(line.salt, line.at, line.owner, line.who, line.verb, line.facts) if line.salt else line.digest
        if own != line.digest or link_of(before, line.digest) != line.link:
            return line.number or place
        before = line.link
    return 0


def plain(line: Line) -> dict[str, Any]:
    """Return a line as plain values for a file."""
    return {key: value for key, value in asdict(line).items() if value != ""}


def _line(row: Any, own: bool) -> Line:
    digest = row_digest(row.salt, row.at, row.owner, row.who, row.verb, row.facts)
    if not own:
        return Line(row.id, row.link, digest)
    return Line(row.id, row.link, digest, row.salt, row.at, row.owner, row.who, row.verb, row.facts)
