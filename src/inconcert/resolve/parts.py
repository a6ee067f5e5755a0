"""Parts and wholes: a body that is part of another is related to it, and never the same.

A list may print the relation; or the part's name is the whole's with a further body in it ("… Public Security Bureau").

    >>> from inconcert.resolve.record import record_of_ftm
    >>> names = ("Xinjiang Production and Construction Corps", "XPCC Public Security Bureau")
    >>> records = [record_of_ftm({"id": n, "schema": "Organization", "properties": {"name": [n]}}) for n in names]
    >>> [(part[1], whole[1]) for part, whole in parts(records)]
    [('XPCC Public Security Bureau', 'Xinjiang Production and Construction Corps')]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from inconcert.model.judgement import End
from inconcert.model.vocabulary import Kind, RelationKind
from inconcert.resolve import organisations
from inconcert.resolve.organisations import Body
from inconcert.resolve.record import PART_RELATIONS, Record

_ADDED = frozenset({
    "security_bureau", "prison", "police", "battalion", "brigade", "division", "regiment", "navy", "air_force", "court",
    "prosecutor", "special_forces",
})  # fmt: skip
"""Bodies that a part adds to the whole's name."""


def parts(records: Sequence[Record], bodies: Mapping[End, Sequence[Body]] | None = None) -> tuple[tuple[End, End], ...]:
    """Return (part, whole) pairs that the lists print, or that the bodies' names say.

    `bodies`: the analysed names by key, where the caller has them already.
    """
    known = bodies or {
        record.key: [organisations.analyse(name.text) for name in record.names]
        for record in records
        if record.kind is Kind.ENTITY
    }
    return tuple(sorted({*_printed(records), *_named(known)}))


def _printed(records: Sequence[Record]) -> Iterable[tuple[End, End]]:
    keys = {record.key for record in records}
    for record in records:
        for kind, official_id, _ in record.relations:
            other = (record.key[0], official_id)
            if kind in PART_RELATIONS and other in keys and other != record.key:
                yield (other, record.key) if kind == RelationKind.SUBSIDIARY else (record.key, other)


def _named(bodies: Mapping[End, Sequence[Body]]) -> Iterable[tuple[End, End]]:
    holders: dict[frozenset[str], set[End]] = defaultdict(set)
    for key, named in bodies.items():
        for body in named:
            holders[frozenset(item.text for item in body.words)].add(key)
    for key, named in bodies.items():
        own = {frozenset(item.text for item in body.words) for body in named}
        for body in named:
            words = frozenset(item.text for item in body.words)
            for marker in body.concepts & _ADDED:
                rest = words - {marker}
                if rest in own or not (len(rest) > 1 or rest & organisations.MARKERS):
                    continue
                for whole in holders.get(rest, ()):
                    if whole != key and words not in {frozenset(w.text for w in b.words) for b in bodies[whole]}:
                        yield key, whole
