r"""CSV to rows, each with the number of its first line.

What is refused: what is not text of the named encoding, a NUL, a quote that never ends, a page or another format
under the list's name, and a record, field or file beyond `limits`. No `csv.Error` comes out of here.

>>> list(rows(b'a,b\n1,"x\ny"\n', "list.csv"))
[(1, ['a', 'b']), (2, ['1', 'x\ny'])]
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from inconcert.formats import limits
from inconcert.formats.firstlook import refuse_other_kinds
from inconcert.model.errors import LimitExceeded, OurError, UnreadableSource

_ENCODINGS = ("utf-8", "utf-8-sig", "ascii", "cp1252", "windows-1252", "latin-1", "iso-8859-1")
_LAST_SUB = re.compile(rb'(?:\x1a|"\x1a"\r?\n?)\Z')


def rows(
    data: bytes, name: str, *, encoding: str = "utf-8-sig", delimiter: str = ",", trailing_sub: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) for every row; `name` is the file's name for messages.

    `trailing_sub` allows one 0x1A, bare or as a quoted cell of its own, at the very end (OFAC's delimited files).
    Raises UnreadableSource for bytes that are not `encoding`, a NUL, a 0x1A, or a quote that never ends; LimitExceeded
    for a record, a field, a number of rows or a file beyond `limits`.
    """
    if encoding not in _ENCODINGS:
        raise OurError(f"CSV is not read in the encoding {encoding}", where=name)
    refuse_other_kinds(data, name, "CSV")
    if trailing_sub:
        data = _LAST_SUB.sub(b"", data, count=1)
    _refuse_controls(data, name)
    lines = _Lines(data, name, encoding)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 1
    for number in range(limits.csv_rows_max + 1):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _translated(error, f"{name} line {start}") from error
        if number == limits.csv_rows_max:
            raise LimitExceeded(f"more than {limits.csv_rows_max} rows", where=name)
        yield start, cells
        start = reader.line_num + 1
        lines.record_bytes = 0


class _Lines:
    """The lines of a file as text, decoded one by one; a record of many lines counts as one."""

    def __init__(self, data: bytes, name: str, encoding: str) -> None:
        self.record_bytes = 0
        self._stream = io.BytesIO(data)
        if data.startswith(b"\xef\xbb\xbf") and encoding == "utf-8-sig":
            self._stream.seek(3)
        self._encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        self._name = name
        self._number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(limits.csv_record_max_bytes + 1)
        if not line:
            raise StopIteration
        self._number += 1
        self.record_bytes += len(line)
        if self.record_bytes > limits.csv_record_max_bytes:
            what = f"a record longer than {limits.csv_record_max_bytes} bytes (or a quote that never ends)"
            raise LimitExceeded(what, where=f"{self._name} line {self._number}")
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError as error:
            byte = self._stream.tell() - len(line) + error.start
            where = f"{self._name} line {self._number}, byte {byte}"
            raise UnreadableSource(f"not {self._encoding} text: {error.reason}", where=where) from error


def _refuse_controls(data: bytes, name: str) -> None:
    for byte, word in ((b"\0", "a NUL byte"), (b"\x1a", "a byte 0x1A, an old end of file")):
        at = data.find(byte)
        if at >= 0:
            line = data.count(b"\n", 0, at) + 1
            raise UnreadableSource(f"{word}: not a text file, or damaged", where=f"{name} line {line}, byte {at}")


def _translated(error: csv.Error, where: str) -> LimitExceeded | UnreadableSource:
    text = str(error)
    if "field limit" in text:
        return LimitExceeded(f"a field longer than {limits.csv_field_max_chars} characters", where=where)
    if "unexpected end" in text:
        return UnreadableSource("a quote that never ends, or a truncated file", where=where)
    return UnreadableSource(f"not CSV: {text}", where=where)
