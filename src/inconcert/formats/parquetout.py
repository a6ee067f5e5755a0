"""Rows to Parquet: a column is text, whole numbers or fractions; pyarrow is loaded only when this is asked for."""

from __future__ import annotations

import io
from collections.abc import Iterable

from inconcert.formats.cells import Row, checked
from inconcert.model.errors import OurError


def write(header: tuple[str, ...], rows: Iterable[Row]) -> bytes:
    """Return a Parquet file (zstd); a column of nothing is text.

    Raises OurError for a row that does not fit, a column of mixed kinds, or a number beyond 64 bits.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"str": pa.string(), "int": pa.int64(), "float": pa.float64()}
    columns = list(zip(*checked(header, rows), strict=True)) or [()] * len(header)
    try:
        arrays = [pa.array(column, types[_kind(name, column)]) for name, column in zip(header, columns, strict=True)]
        out = io.BytesIO()
        pq.write_table(pa.Table.from_arrays(arrays, names=list(header)), out, compression="zstd")
    except (pa.ArrowException, OverflowError) as error:
        raise OurError(f"the Parquet file could not be written: {error}") from error
    return out.getvalue()


def _kind(name: str, column: Row) -> str:
    kinds = {type(cell).__name__ for cell in column if cell is not None}
    if kinds == {"int", "float"}:
        return "float"
    if len(kinds) > 1:
        raise OurError(f"a column holds {' and '.join(sorted(kinds))}", where=f"column {name}")
    return kinds.pop() if kinds else "str"
