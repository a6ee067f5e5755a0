"""Parts and wholes: a body that is part of another is related to it, and never the same.

>>> from inconcert.resolve.record import record_of_ftm
>>> parts([]) == ()
True
"""

from __future__ import annotations

from collections.abc import Sequence

from inconcert.model.judgement import End
from inconcert.model.vocabulary import RelationKind
from inconcert.resolve.record import PART_RELATIONS, Record


def parts(records: Sequence[Record]) -> tuple[tuple[End, End], ...]:
    """Return (part, whole) pairs that the lists print, or that the bodies' names say."""
    keys = {record.key for record in records}
    found = set()
    for record in records:
        for kind, official_id, _ in record.relations:
            other = (record.key[0], official_id)
            if kind in PART_RELATIONS and other in keys and other != record.key:
                pair = (other, record.key) if kind == RelationKind.SUBSIDIARY else (record.key, other)
                found.add(pair)
    return tuple(sorted(found))
