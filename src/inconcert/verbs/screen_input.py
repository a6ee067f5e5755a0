"""The customers' file of a screening run: its columns, its rows as Arrow chunks, its hash."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from inconcert.formats.largefile import Reading, rows
from inconcert.model.errors import UnreadableSource, UserError
from inconcert.screening.columns import Columns, Issue, customer_of, from_plain, guess
from inconcert.screening.customers import Customer, batch_of

FTM = Columns((("name", "followthemoney"),))
"""The columns of a file of FollowTheMoney entities: the schema says them."""
_FTM_ROLES = {
    "name": ("name", "alias", "previousName", "weakAlias", "abbreviation"),
    "birth_date": ("birthDate", "incorporationDate"),
    "nationality": ("nationality", "citizenship", "jurisdiction", "flag"),
    "country": ("country", "mainCountry"),
    "number": ("passportNumber", "idNumber", "registrationNumber", "taxNumber", "innCode", "imoNumber", "leiCode"),
}
_FTM_SCHEMAS = {
    "Person": "person", "Company": "company", "Organization": "company", "PublicBody": "company", "Vessel": "vessel",
    "Airplane": "aircraft", "LegalEntity": "",
}  # fmt: skip
_FTM_COLUMNS = Columns((("reference", "id"), ("kind", "kind"), *((role, role) for role in _FTM_ROLES)))


def columns_of(path: Path, mapping: Path | None, date_format: str = "") -> tuple[Columns, tuple[str, ...]]:
    """Return which columns are used, guessed or by a mapping file, and all heads; UserError where none is a name."""
    _, first = next(iter(rows(path, Reading())), ("", None))
    if first is None:
        raise UnreadableSource("a file without a row", where=path.name)
    heads = tuple(first)
    if mapping is None:
        return (FTM, heads) if _is_ftm(first) else (guess(heads, date_format), heads)
    try:
        plain = json.loads(mapping.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"not a mapping in JSON: {error}", where=str(mapping)) from error
    return from_plain(plain if isinstance(plain, dict) else {}, heads), heads


def chunks(
    path: Path, columns: Columns, size: int, reading: Reading, issues: Callable[[Issue], None]
) -> Iterator[pa.RecordBatch]:
    """Yield the customers of a file as Arrow batches of `size` rows, in order."""
    customers = _customers(path, columns, reading, issues)
    while batch := list(itertools.islice(customers, size)):
        yield batch_of(batch)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _customers(path: Path, columns: Columns, reading: Reading, issues: Callable[[Issue], None]) -> Iterator[Customer]:
    for number, (where, row) in enumerate(rows(path, reading), 1):
        if columns == FTM:
            yield customer_of(_ftm_row(row, where), number, _FTM_COLUMNS, where, issues)
        else:
            yield customer_of(row, number, columns, where, issues)


def _is_ftm(row: dict[str, Any]) -> bool:
    return isinstance(row.get("schema"), str) and isinstance(row.get("properties"), dict)


def _ftm_row(row: dict[str, Any], where: str) -> dict[str, Any]:
    """Return a FollowTheMoney entity as a row of columns; UnreadableSource where it is none."""
    if not _is_ftm(row) or row["schema"] not in _FTM_SCHEMAS:
        raise UnreadableSource(f"not an entity that can be screened: schema {row.get('schema')!r}", where=where,
                               remedy=f"Known: {', '.join(_FTM_SCHEMAS)}.")  # fmt: skip
    said = row["properties"]
    found = {role: [text for name in names for text in _listed(said.get(name))] for role, names in _FTM_ROLES.items()}
    return {**found, "id": row.get("id"), "kind": _FTM_SCHEMAS[row["schema"]]}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
