"""The verb `compare`: pairs of FollowTheMoney entities to scores, decisions and reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inconcert.formats import jsonlines
from inconcert.resolve.compare import compare_line


def compare_pairs(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Yield {"id", "score", "decision", "reasons"} for each line {"id", "left", "right"}, in the file's order.

    Raises a SourceError for what is no JSON, UserError for a line that is no pair of entities.
    """
    for _, line in jsonlines.values(data, name):
        yield compare_line(line)
