r"""CSV to rows, each with the number of its first line.

>>> list(rows(b'a,b\n1,"x\ny"\n', "list.csv"))
[(1, ['a', 'b']), (2, ['1', 'x\ny'])]
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from inconcert.model.errors import UnreadableSource


def rows(
    data: bytes, name: str, *, encoding: str = "utf-8-sig", delimiter: str = ","
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) for every row; `name` is the file's name for messages.

    Raises UnreadableSource for bytes that are not `encoding`, a NUL, or a quote that never ends.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"not {encoding} text: {error.reason}", where=f"{name} byte {error.start}") from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1
