"""What differs between two editions of a list: found by the versions they carry, so that only those are read."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from inconcert.model.codec import from_json
from inconcert.model.entry import Entry
from inconcert.model.errors import UserError
from inconcert.model.rights import Viewer
from inconcert.model.uncollected import uncollected
from inconcert.store import schema
from inconcert.store.editions import speaking
from inconcert.store.home import Store

_numbers_at_once = 5_000


def differing(
    store: Store, viewer: Viewer, list_id: str, older: str, newer: str
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return the entries (without rows) that only the older and only the newer of two editions of a list carry.

    Raises UserError if one of the dates has no edition.
    """
    first, last = _number(store, viewer, list_id, older), _number(store, viewer, list_id, newer)
    return _only(store, viewer, first, last), _only(store, viewer, last, first)


def carried(store: Store, viewer: Viewer, list_id: str, date: str, numbers: Iterable[str]) -> tuple[Entry, ...]:
    """Return the entries (without rows) with these official numbers that an edition carries, by number."""
    version, part = schema.entry_version, schema.edition_entry
    wanted = sorted(set(numbers))
    found: list[str] = []
    number = _number(store, viewer, list_id, date)
    for start in range(0, len(wanted), _numbers_at_once):
        query = sa.select(version.c.payload).join(part, part.c.version_id == version.c.id)
        chunk = wanted[start : start + _numbers_at_once]
        query = query.where(part.c.edition_id == number, version.c.list_id == list_id, version.c.official_id.in_(chunk))
        with store.reading(viewer) as connection:
            found += connection.execute(query).scalars().all()
    return _entries(found)


def _only(store: Store, viewer: Viewer, one: int, other: int) -> tuple[Entry, ...]:
    version, part = schema.entry_version, schema.edition_entry
    there = sa.select(part.c.version_id).where(part.c.edition_id == other)
    query = sa.select(version.c.payload).join(part, part.c.version_id == version.c.id)
    query = query.where(part.c.edition_id == one, part.c.version_id.not_in(there))
    with store.reading(viewer) as connection:
        return _entries(connection.execute(query).scalars().all())


def _entries(payloads: Iterable[str]) -> tuple[Entry, ...]:
    with uncollected():
        found = [from_json(Entry, payload) for payload in payloads]
    return tuple(sorted(found, key=lambda entry: entry.official_id))


def _number(store: Store, viewer: Viewer, list_id: str, date: str) -> int:
    for number, edition in speaking(store, viewer, (list_id,)):
        if edition.date == date:
            return number
    raise UserError(
        f"no edition of {list_id} of {date} is kept here", remedy="`inconcert status` shows those that are."
    )
