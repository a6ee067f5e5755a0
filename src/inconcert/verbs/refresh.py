"""The verb `refresh`: editions into the register, then the index of who is the same made anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from inconcert.intake.live import check_network, refresh_live
from inconcert.intake.refresh import Outcome, RefreshReport, refresh_from
from inconcert.intake.wire import Network
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of


def refresh_from_folder(
    house: House, folder: Path, lists: Collection[str] | None, accept: Mapping[str, str]
) -> RefreshReport:
    """Read the editions that a folder's catalogue names, and make the index anew; what is refused is in the report."""

    def told(position: int, total: int, what: str) -> None:
        house.progress(f"reading {what} ({position + 1} of {total})")

    report = refresh_from(house.store, folder, lists, accept, told)
    index_of(house)
    return report


def refresh_from_publishers(
    house: House, lists: Collection[str] | None, accept: Mapping[str, str], network: Network | None = None
) -> RefreshReport:
    """Fetch the newest edition of each list (None: all that have an address), and make the index anew.

    What is refused is in the report, and its previous edition stays served. Raises UnreadableSource without a network.
    """

    def told(position: int, total: int, what: str) -> None:
        house.progress(f"fetching {what} ({position + 1} of {total})")

    network = network or Network()
    check_network(network, lists)
    report = refresh_live(house.store, network, lists, accept, told)
    if report.committed:
        index_of(house)
    return report


def report_shape(report: RefreshReport) -> dict[str, Any]:
    """Return the object that `refresh --json` prints."""
    return {
        "committed": [_outcome(item) for item in report.committed],
        "unchanged": [_outcome(item) for item in report.unchanged],
        "refused": [_outcome(item) for item in report.refused],
        "skipped": list(report.skipped),
    }


def _outcome(item: Outcome) -> dict[str, Any]:
    return {
        "list": item.list_id,
        "date": item.date,
        "from": item.origin,
        "format": item.format,
        "entries": item.entries,
        "set_aside": item.set_aside,
        "why": item.why,
    }
