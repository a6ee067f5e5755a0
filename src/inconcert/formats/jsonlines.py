r"""JSON lines to values and rows to JSON lines.

What is refused on reading: a key twice in one object, NaN and infinity, numbers of more than
`limits.json_number_max_chars` digits, more than `limits.json_depth_max` levels, lone surrogates.

>>> list(values(b'{"name": "A"}\n\n{"name": "B"}\n', "pairs.jsonl"))
[(1, {'name': 'A'}), (3, {'name': 'B'})]
>>> b"".join(stream(("name", "entries"), [("A", 2)]))
b'{"name":"A","entries":2}\n'
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

from inconcert.formats import limits
from inconcert.formats.cells import Row, checked
from inconcert.formats.firstlook import refuse_other_kinds
from inconcert.model.errors import LimitExceeded, UnreadableSource

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)  # possessive: no backtracking
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


def values(data: bytes, name: str) -> Iterator[tuple[int, Any]]:
    """Yield (line number, value) for each line that is not empty; `name` is the file's name for messages.

    Raises UnreadableSource or LimitExceeded, naming the line.
    """
    refuse_other_kinds(data, name, "JSON")
    start, number = 0, 0
    while start < len(data):
        number += 1
        if number > limits.json_lines_max:
            raise LimitExceeded(f"more than {limits.json_lines_max} lines", where=name)
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if end - start > limits.json_line_max_bytes:
            raise LimitExceeded(f"longer than {limits.json_line_max_bytes} bytes", where=f"{name} line {number}")
        line = data[start:end]
        start = end + 1
        if line.strip():
            yield number, value(line, f"{name} line {number}")


def value(data: bytes, where: str) -> Any:
    """Return the value of one JSON text in UTF-8; raises UnreadableSource or LimitExceeded."""
    if data.count(b"[") + data.count(b"{") > limits.json_depth_max:
        _refuse_depth(data, where)
    try:
        found = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"not UTF-8 text: {error.reason}", where=f"{where}, byte {error.start}") from error
    except ValueError as error:
        raise UnreadableSource(f"not JSON: {error}", where=where) from error
    if b"\\u" in data:
        _refuse_lone_surrogates(found, where)
    return found


def stream(header: tuple[str, ...], rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield one JSON object a row, in UTF-8, keys in the header's order; raises OurError where one does not fit."""
    for row in checked(header, rows):
        text = json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False, separators=(",", ":"))
        yield text.encode("utf-8") + b"\n"


def _refuse_depth(data: bytes, where: str) -> None:
    """Count levels outside strings, so that the parser never sees too many."""
    depth = 0
    for byte in _STRING.sub(b"", data).translate(None, _NOT_BRACKETS):
        if byte in b"[{":
            depth += 1
            if depth > limits.json_depth_max:
                raise LimitExceeded(f"more than {limits.json_depth_max} levels", where=where)
        else:
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return made


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def _whole(text: str) -> int:
    if len(text) > limits.json_number_max_chars:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text)


def _fraction(text: str) -> float:
    number = float(text) if len(text) <= limits.json_number_max_chars else math.inf
    if not math.isfinite(number):
        raise ValueError("a number that is too large or too long")
    return number


def _refuse_lone_surrogates(found: Any, where: str) -> None:
    try:
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableSource("a lone surrogate: half a character", where=where) from error
