"""The record of a run: everything from which a stranger repeats it, and the hashes that prove the same bytes came out.

Nothing of the customers stands in it: only hashes and counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inconcert.model.codec import from_plain, to_plain
from inconcert.model.errors import UnreadableSource
from inconcert.screening.columns import Columns

SHAPE = "screening-run-1"


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides the bytes of a run: the two sides by their SHA-256, and every rule and limit.

    `editions` are (list, date, SHA-256); `question` says which targets; `rules` are name → version.
    """

    input_name: str
    input_sha256: str
    targets_sha256: str
    editions: tuple[tuple[str, str, str], ...]
    question: dict[str, Any]
    rules: dict[str, str]
    threshold: float
    columns: Columns
    chunk_rows: int
    shape: str = SHAPE


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A plan that was carried out: what it gave, when, and how fast (`seconds` by the clock, `busy_s` of cores)."""

    plan: Plan
    customers: int
    hits: int
    issues: int
    result: str
    result_sha256: str
    judgements_sha256: str
    began: str
    seconds: float
    busy_s: float
    engine: str
    since: str = ""


def to_text(value: Plan | RunRecord) -> str:
    """Return a plan or record as JSON, one value a line."""
    return json.dumps(to_plain(value), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def record_from(text: str, where: str) -> RunRecord:
    """Return the record of a text; UnreadableSource where it is none."""
    try:
        plain = json.loads(text)
        if not isinstance(plain, Mapping):
            raise ValueError("no object")
        return from_plain(RunRecord, plain)
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableSource(f"not the record of a screening run: {error}", where=where) from error
