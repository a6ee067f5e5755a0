"""Nested records that a third party wrote into cells in the form of Python lists, read as data under limits.

Exactly one shape is taken: a list of mappings of text to text (or to a list of texts), as the real file has it. The
shape is checked whole, in one pass and without recursion, before anything is read; only single quoted texts are
unescaped, never more. So a hostile cell can neither run, nor nest, nor exhaust the parser.

    >>> records("[{'number': '1', 'remark': ['a', 'b']}]", "t.csv#2/x")
    [{'number': '1', 'remark[0]': 'a', 'remark[1]': 'b'}]
"""

from __future__ import annotations

import ast
import re

from inconcert.model.errors import LimitExceeded, UnreadableSource

cell_max_chars = 200_000
_TEXT = r"(?:'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'" + r'|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")'
_VALUE = rf"(?:{_TEXT}|\[{_TEXT}(?:, {_TEXT})*+\])"
_PAIR = rf"{_TEXT}: {_VALUE}"
_RECORD = rf"\{{{_PAIR}(?:, {_PAIR})*+\}}"
_CELL = re.compile(rf"\[{_RECORD}(?:, {_RECORD})*+\]")
_EACH_RECORD = re.compile(_RECORD)
_EACH_PAIR = re.compile(rf"({_TEXT}): ({_VALUE})")
_EACH_TEXT = re.compile(_TEXT)


def records(cell: str, where: str) -> list[dict[str, str]]:
    """Return the mappings of a cell; a list of texts inside becomes `name[0]`, `name[1]`.

    Raises LimitExceeded for a cell that is too long, UnreadableSource for any other shape.
    """
    if len(cell) > cell_max_chars:
        raise LimitExceeded(f"a nested record of more than {cell_max_chars} characters", where=where)
    if not _CELL.fullmatch(cell):
        raise UnreadableSource("a nested record that is not a list of mappings of texts", where=where)
    return [_record(found, where) for found in _EACH_RECORD.findall(cell)]


def _record(text: str, where: str) -> dict[str, str]:
    pairs: list[tuple[str, str]] = []
    for key, value in _EACH_PAIR.findall(text):
        name = _unquoted(key, where)
        if value[0] == "[":
            parts = _EACH_TEXT.findall(value)
            pairs += [(f"{name}[{index}]", _unquoted(part, where)) for index, part in enumerate(parts)]
        else:
            pairs.append((name, _unquoted(value, where)))
    record = dict(pairs)
    if len(record) != len(pairs):
        raise UnreadableSource("a nested record that says one thing twice", where=where)
    return record


def _unquoted(text: str, where: str) -> str:
    if "\\" not in text:
        return text[1:-1]
    try:
        return str(ast.literal_eval(text))
    except (ValueError, SyntaxError) as error:
        raise UnreadableSource("a nested record with a text that cannot be unescaped", where=where) from error
