"""What typst does not tag yet: the first cell of each row of a table as the header of that row (PDF 32000-1, 14.8.5.7).

A reader of the screen then says with each cell whose row it is. The same PDF gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

DEPTH_MAX = 60


def with_row_headers(data: bytes) -> bytes:
    """Return the PDF with every first cell of a table's row tagged as its header, scope row."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        for row in _rows(pdf.Root.StructTreeRoot, 0):
            cells = [item for item in _kids(row) if str(item.get("/S", "")) in ("/TD", "/TH")]
            if cells and str(cells[0].S) == "/TD":
                cells[0].S = pikepdf.Name.TH
                cells[0].A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
        held = io.BytesIO()
        pdf.save(held, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return held.getvalue()


def _rows(node: Any, depth: int) -> Iterator[Any]:
    if depth > DEPTH_MAX:
        return
    if str(node.get("/S", "")) == "/TR":
        yield node
        return
    for kid in _kids(node):
        yield from _rows(kid, depth + 1)


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K")
    held = list(kids) if kids is not None and kids._type_name == "array" else [kids]
    return [kid for kid in held if kid is not None and getattr(kid, "_type_name", "") == "dictionary"]
