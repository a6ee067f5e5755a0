r"""A file as its difference to another: lines copied from the other by their numbers, and lines of its own.

>>> old, new = b"1,A\n2,B\n3,C\n", b"1,A\n2,X\n3,C\n"
>>> difference(old, new)
b'=0,1\n+4\n2,X\n=2,1\n'
>>> applied(old, difference(old, new)) == new
True
"""

from __future__ import annotations

from collections.abc import Iterator


def difference(base: bytes, data: bytes) -> bytes:
    """Return what turns `base` into `data`: "=LINE,COUNT" copies lines of the base, "+SIZE" brings bytes."""
    old, new = base.splitlines(keepends=True), data.splitlines(keepends=True)
    places: dict[bytes, int] = {}
    for number, line in enumerate(old):
        places.setdefault(line, number)
    pieces: list[bytes] = []
    at, expected = 0, 0
    while at < len(new):
        begin = expected if old[expected : expected + 1] == [new[at]] else places.get(new[at], -1)
        start = at
        if begin < 0:
            while at < len(new) and new[at] not in places:
                at += 1
            own = b"".join(new[start:at])
            pieces += [b"+%d\n" % len(own), own]
            expected += at - start
            continue
        while at < len(new) and old[begin + at - start : begin + at - start + 1] == [new[at]]:
            at += 1
        pieces.append(b"=%d,%d\n" % (begin, at - start))
        expected = begin + at - start
    return b"".join(pieces)


def applied(base: bytes, change: bytes) -> bytes:
    """Return what `difference` was made of; raises ValueError for anything it did not make."""
    old = base.splitlines(keepends=True)
    return b"".join(_pieces(old, change))


def _pieces(old: list[bytes], change: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(change):
        end = change.index(b"\n", at)
        sign, rest = change[at : at + 1], change[at + 1 : end]
        at = end + 1
        if sign == b"+":
            yield change[at : at + int(rest)]
            at += int(rest)
        elif sign == b"=":
            first, _, count = rest.partition(b",")
            yield b"".join(old[int(first) : int(first) + int(count)])
        else:
            raise ValueError(f"not a difference: {sign!r}")
