"""Editions: committed whole or not at all, and read back with their files and issues.

Of the editions of one list and day the one of most files speaks (a list with its aliases and addresses before its names
alone), of those the one retrieved last; of several readings of the same bytes the one that is whole, then the newest.
The others are kept.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from inconcert.model.codec import json_of, text_hash, to_plain
from inconcert.model.edition import Edition, Files
from inconcert.model.entry import Entry, Issue
from inconcert.model.errors import OurError, UnreadableSource
from inconcert.model.rights import Viewer
from inconcert.model.uncollected import uncollected
from inconcert.model.vocabulary import Provenance, Severity
from inconcert.store import audit, schema
from inconcert.store.home import Store
from inconcert.store.raw import sha256_of

_Key = tuple[str, str]  # official number, hash of the version


def file_hashes(files: Files) -> tuple[tuple[str, str], ...]:
    """Return (file name, SHA-256) of each file, sorted by name: the `files` of an edition."""
    return tuple((name, sha256_of(files[name])) for name in sorted(files))


def edition_hash(hashes: Iterable[tuple[str, str]]) -> str:
    """Return the `sha256` of an edition: of the canonical JSON of its sorted (file name, SHA-256)."""
    return text_hash(json_of(sorted(map(list, hashes))))


def commit_edition(
    store: Store,
    edition: Edition,
    entries: Sequence[Entry],
    issues: Sequence[Issue] = (),
    files: Files | None = None,
    *,
    versions: Callable[[Entry], tuple[str, str]] | None = None,
    also: Callable[[sa.Connection], None] | None = None,
) -> bool:
    """Commit an edition with its entries, issues and raw files whole; return False if it is there already.

    Without `files` the raw bytes are not kept here (the embedded register). `also` writes what belongs to it into the
    same transaction. Raises OurError if the disk or the database
    refuses, or the parts do not belong together, UnreadableSource for text that is none; then nothing of it is kept.
    """
    kept = files or {}
    _check(edition, entries, kept)
    _check_text(entries, issues)
    with store.lock():
        with store.reading_ours() as connection:
            if _has(connection, edition):
                return False
            like = _files_before(connection, edition.list_id) if kept else ()
        store.raw.keep(kept.values(), like)
        with store.transaction() as connection, uncollected():
            number = _insert_edition(connection, edition, store.now(), {name: len(kept[name]) for name in kept})
            _insert_entries(connection, number, edition.list_id, entries, versions or version_of)
            _insert_issues(connection, number, issues)
            if also:
                also(connection)
            audit.add(connection, store.now(), edition.accepted_by or "inconcert", "commit", _facts(edition))
        with contextlib.suppress(OSError):  # it is committed; the next open settles what this could not
            store.raw.settle()
    return True


def editions(store: Store, viewer: Viewer, list_id: str | None = None) -> tuple[Edition, ...]:
    """Return the editions that speak, one for each list and date, sorted by list and date."""
    return tuple(edition for _, edition in speaking(store, viewer, None if list_id is None else (list_id,)))


def speaking(store: Store, viewer: Viewer, list_ids: Sequence[str] | None = None) -> tuple[tuple[int, Edition], ...]:
    """Return (number in the store, edition) of each edition that speaks, sorted by list and date."""
    best: dict[tuple[str, str], tuple[int, Edition]] = {}
    for number, edition in all_editions(store, viewer, list_ids):
        best[edition.list_id, edition.date] = (number, edition)
    return tuple(best[key] for key in sorted(best))


def all_editions(
    store: Store, viewer: Viewer, list_ids: Sequence[str] | None = None
) -> tuple[tuple[int, Edition], ...]:
    """Return (number in the store, edition) of every edition and reading; of one list and day the one to use last."""
    table, files = schema.edition, schema.edition_file
    query, file_query = sa.select(table), sa.select(files.c.edition_id, files.c.name, files.c.sha256)
    if list_ids is not None:
        query = query.where(table.c.list_id.in_(list_ids))
    with store.reading(viewer) as connection:
        rows = connection.execute(query).all()
        named: dict[int, list[tuple[str, str]]] = {}
        for number, name, sha in connection.execute(file_query):
            named.setdefault(number, []).append((name, sha))
    found = [(row.id, _edition(row, tuple(sorted(named.get(row.id, ()))))) for row in rows]
    return tuple(sorted(found, key=_order))


def has_edition(store: Store, viewer: Viewer, edition: Edition) -> bool:
    """Return whether these bytes were committed for this list and date, read by these rules."""
    with store.reading(viewer) as connection:
        return _has(connection, edition)


def raw_file(store: Store, viewer: Viewer, sha256: str) -> bytes:
    """Return the bytes of a file of an edition; raises OurError if they are not kept or damaged."""
    with store.reading(viewer):
        return store.raw.read(sha256)


def issues(store: Store, viewer: Viewer, list_id: str, date: str) -> tuple[Issue, ...]:
    """Return the issues of the edition that speaks for a list and date, in the reader's order."""
    table = schema.edition_issue
    numbers = [number for number, edition in speaking(store, viewer, (list_id,)) if edition.date == date]
    query = sa.select(table).where(table.c.edition_id.in_(numbers)).order_by(table.c.number)
    with store.reading(viewer) as connection:
        rows = connection.execute(query).all()
    return tuple(Issue(Severity(row.severity), row.code, row.what, row.place) for row in rows)


def _order(item: tuple[int, Edition]) -> tuple[Any, ...]:
    number, edition = item
    whole = edition.entries_embedded is None
    return (edition.list_id, edition.date, len(edition.files), edition.retrieved_at, edition.sha256, whole, number)


def _check(edition: Edition, entries: Sequence[Entry], files: Files) -> None:
    foreign = next((entry for entry in entries if entry.list_id != edition.list_id), None)
    if foreign:
        raise OurError(f"an entry of {foreign.list_id} in an edition of {edition.list_id}", where=foreign.official_id)
    if files and edition.files != file_hashes(files):
        raise OurError("the files of the edition are not those it names", where=f"{edition.list_id} {edition.date}")


def _check_text(entries: Sequence[Entry], found: Sequence[Issue]) -> None:
    """Raise UnreadableSource for text that is no text: half a surrogate pair, or a NUL where a database takes none."""
    for entry in entries:
        _storable(entry.official_id, f"{entry.list_id} {entry.official_id}")
    for issue in found:
        _storable(f"{issue.code} {issue.what} {issue.where}", issue.where)


def _storable(text: str, where: str) -> None:
    if "\0" in text or not (text.isascii() or _is_whole(text)):
        raise UnreadableSource("it holds characters that are no text", where=ascii(where))


def _is_whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


_embedded = "/embedded"


def _reading_of(edition: Edition) -> str:
    """Return the version of the rules, told apart where only some entries are kept: a whole reading may follow it."""
    return edition.rules if edition.entries_embedded is None else edition.rules + _embedded


def _has(connection: sa.Connection, edition: Edition) -> bool:
    table = schema.edition
    query = sa.select(table.c.id).where(
        table.c.list_id == edition.list_id,
        table.c.date == edition.date,
        table.c.sha256 == edition.sha256,
        table.c.rule_version == _reading_of(edition),
    )
    return connection.execute(query).first() is not None


def _insert_edition(connection: sa.Connection, edition: Edition, at: str, sizes: dict[str, int]) -> int:
    row = {name: getattr(edition, name) for name in _plain_columns}
    row |= {"provenance": edition.provenance.value, "rule_version": _reading_of(edition), "committed_at": at}
    inserted = connection.execute(sa.insert(schema.edition).values(row)).inserted_primary_key
    if inserted is None:
        raise OurError("the database gave no number to an edition")
    number = int(inserted[0])
    rows = [{"edition_id": number, "name": name, "sha256": sha, "size": sizes.get(name)} for name, sha in edition.files]
    if rows:
        connection.execute(sa.insert(schema.edition_file), rows)
    return number


def _files_before(connection: sa.Connection, list_id: str) -> tuple[str, ...]:
    """Return the files of the edition of this list that was committed last, which the next may be much like."""
    table, file = schema.edition, schema.edition_file
    last = sa.select(sa.func.max(table.c.id)).where(table.c.list_id == list_id).scalar_subquery()
    query = sa.select(file.c.sha256).where(file.c.edition_id == last).order_by(file.c.name)
    return tuple(connection.execute(query).scalars())


def _insert_entries(
    connection: sa.Connection,
    number: int,
    list_id: str,
    entries: Sequence[Entry],
    versions: Callable[[Entry], tuple[str, str]],
) -> None:
    places: dict[_Key, list[str]] = {}
    kinds: dict[_Key, tuple[str, str]] = {}
    for entry in entries:
        payload, hash_ = versions(entry)
        key = (entry.official_id, hash_)
        places.setdefault(key, []).extend(entry.rows)
        kinds[key] = (entry.kind.value, payload)
    known = _version_numbers(connection, list_id)
    new = [
        {"list_id": list_id, "official_id": key[0], "hash": key[1], "kind": kind, "payload": payload}
        for key, (kind, payload) in kinds.items()
        if key not in known
    ]
    if new:
        connection.execute(sa.insert(schema.entry_version), new)
        known |= _version_numbers(connection, list_id, after=max(known.values(), default=0))
    _insert_places(connection, number, {known[key]: json.dumps(at) for key, at in places.items()})


def _insert_places(connection: sa.Connection, number: int, places: dict[int, str]) -> None:
    rows = [{"edition_id": number, "version_id": version, "rows": at} for version, at in sorted(places.items())]
    if rows:
        connection.execute(sa.insert(schema.edition_entry), rows)


def version_of(entry: Entry) -> tuple[str, str]:
    """Return the payload of an entry (canonical JSON without its rows) and the SHA-256 of the payload."""
    plain = to_plain(entry)
    plain.pop("rows", None)
    payload = json_of(plain)
    try:
        return payload, text_hash(payload)
    except UnicodeEncodeError as error:
        where = f"{entry.list_id} {entry.official_id!a}"
        raise UnreadableSource("it holds characters that are no text", where=where) from error


def _version_numbers(connection: sa.Connection, list_id: str, *, after: int = 0) -> dict[_Key, int]:
    table = schema.entry_version
    query = sa.select(table.c.official_id, table.c.hash, table.c.id)
    query = query.where(table.c.list_id == list_id, table.c.id > after)
    return {(official_id, hash_): number for official_id, hash_, number in connection.execute(query).all()}


def _insert_issues(connection: sa.Connection, number: int, found: Sequence[Issue]) -> None:
    rows = [
        {
            "edition_id": number,
            "number": position,
            "severity": issue.severity.value,
            "code": issue.code,
            "what": issue.what,
            "place": issue.where,
        }
        for position, issue in enumerate(found)
    ]
    if rows:
        connection.execute(sa.insert(schema.edition_issue), rows)


def _facts(edition: Edition) -> dict[str, Any]:
    return {"list": edition.list_id, "date": edition.date, "sha256": edition.sha256, "rules": edition.rules}


_plain_columns = (
    "list_id", "date", "date_precision", "sha256", "complete", "format", "origin", "printed_date", "retrieved_at",
    "entries_total", "entries_embedded", "accepted_by",
)  # fmt: skip


def _edition(row: Any, files: tuple[tuple[str, str], ...]) -> Edition:
    plain = {name: getattr(row, name) for name in _plain_columns}
    return Edition(
        **plain, provenance=Provenance(row.provenance), rules=row.rule_version.removesuffix(_embedded), files=files
    )
