"""Digests of what an edition carries beyond the entries kept here, for a register that embeds only some of them.

A digest is a sorted run of hashes of five bytes: enough to answer "on this list, details not embedded", not enough to
read a name out of it. Two different texts share a hash about once in 10^12 pairs.

    >>> digest = digest_of(["29219", "29220"])
    >>> digest_holds(digest, "29220"), digest_holds(digest, "1")
    (True, False)
"""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Iterable
from enum import StrEnum

import sqlalchemy as sa

from inconcert.model.rights import Viewer
from inconcert.store import schema
from inconcert.store.home import Store

WIDTH = 5
"""Bytes of one hash."""


class DigestKind(StrEnum):
    """What is hashed."""

    NUMBER = "number"  # official numbers
    NAME = "name"  # normalised names


def digest_of(texts: Iterable[str]) -> bytes:
    """Return the digest of a set of texts."""
    return b"".join(sorted({_hashed(text) for text in texts}))


def digest_holds(digest: bytes, text: str) -> bool:
    """Return whether a digest holds a text."""
    wanted = _hashed(text)
    position = bisect.bisect_left(range(len(digest) // WIDTH), wanted, key=lambda at: _at(digest, at))
    return _at(digest, position) == wanted


def keep_digest(store: Store, list_id: str, edition_date: str, kind: DigestKind, digest: bytes) -> bool:
    """Keep a digest; return False if the edition has one of this kind already."""
    table = schema.list_digest
    same = (table.c.list_id == list_id, table.c.edition_date == edition_date, table.c.kind == kind.value)
    with store.writing() as connection:
        if connection.execute(sa.select(table.c.id).where(*same)).first():
            return False
        row = {"list_id": list_id, "edition_date": edition_date, "kind": kind.value, "digest": digest}
        connection.execute(sa.insert(table).values(row))
    return True


def digests(store: Store, viewer: Viewer, kind: DigestKind) -> dict[tuple[str, str], bytes]:
    """Return (list id, edition date) → digest of one kind."""
    table = schema.list_digest
    with store.reading(viewer) as connection:
        rows = connection.execute(sa.select(table).where(table.c.kind == kind.value)).all()
    return {(row.list_id, row.edition_date): bytes(row.digest) for row in rows}


def _hashed(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8")).digest()[:WIDTH]


def _at(digest: bytes, position: int) -> bytes:
    return digest[position * WIDTH : (position + 1) * WIDTH]
