"""The verb `history`: every edition of a list that somebody kept in git, into the register, then the index anew."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path

from inconcert.intake.history import replay
from inconcert.intake.read import publication
from inconcert.intake.refresh import RefreshReport
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of


def replay_history(
    house: House, bundle: Path, list_id: str, *, index: bool = True, only: Collection[str] | None = None
) -> RefreshReport:
    """Read the editions of a list out of a git bundle, oldest first, of `only` some days; the report says all."""

    def told(position: int, total: int, what: str) -> None:
        if position % 10 == 0:
            house.progress(f"reading {what} ({position + 1} of {total})")

    source = publication(list_id)
    with tempfile.TemporaryDirectory(prefix="inconcert-history-") as scratch:
        report = replay(house.store, bundle, source, Path(scratch) / "bundle.git", told, only)
    if index:
        index_of(house)
    return report
