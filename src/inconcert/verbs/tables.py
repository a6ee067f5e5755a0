"""Facts as plain tables for CSV and spreadsheets: heads and rows, the same columns from every door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from inconcert.model.target import Designation
from inconcert.model.vocabulary import Status
from inconcert.verbs.gaps import Gaps
from inconcert.verbs.matrix import Matrix
from inconcert.verbs.search import Found, Hits
from inconcert.verbs.show import Shown
from inconcert.verbs.status import ListStatus

Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]


def gap_rows(found: Gaps) -> Table:
    """Return one row per target and lacking government."""
    heads = (
        "id", "name", "kind", "countries", "have", "regimes", "official_ids", "since", "have_as_of", "lack", "status",
        "lack_as_of", "why", "explained", "related", "unsure", "days_open", "sources",
    )  # fmt: skip
    rows = []
    for gap in found.answer.gaps:
        every = [item for cell in gap.have for item in cell.designations]
        since = [cell.since for cell in gap.have if cell.since]
        rows.append(
            (
                gap.target.id,
                gap.target.name,
                gap.target.kind.value,
                " ".join(country.code for country in gap.target.countries),
                " ".join(cell.jurisdiction for cell in gap.have),
                " ".join(dict.fromkeys(item.regime for item in every)),
                " ".join(dict.fromkeys(item.official_id for item in every if item.official_id)),
                min(since, key=lambda item: item.latest).value if since else "",
                gap.have_as_of,
                gap.lack.jurisdiction,
                gap.status.value,
                gap.lack_as_of,
                gap.why,
                gap.explained.value if gap.explained else "",
                " ".join(item.target_id for item in gap.related),
                " ".join(item.target_id for item in gap.waiting),
                gap.days_open,
                "; ".join(dict.fromkeys(_source(item) for item in every)),
            )
        )
    return heads, rows


def _source(item: Designation) -> str:
    if item.source is None:
        return "curated"
    return f"{item.source.list_id} {item.source.edition} ({item.source.provenance}) sha256 {item.source.sha256}"


def matrix_rows(found: Matrix) -> Table:
    """Return one row per target with a status, a date and the evidence for each government."""
    heads = ["asked", "id", "name", "kind"]
    for item in found.jurisdictions:
        heads += [f"{item}_status", f"{item}_since", f"{item}_as_of", f"{item}_evidence"]
    rows: list[tuple[Any, ...]] = []
    for line in found.lines:
        if line.row is None:
            rows.append((line.name, "", line.note, "", *("",) * (4 * len(found.jurisdictions))))
            continue
        cells: list[Any] = []
        for cell in line.row.cells:
            cells += [cell.status.value, cell.since.value if cell.since else "", cell.as_of, cell.evidence.value]
        target = line.row.target
        rows.append((line.name, target.id, target.name, target.kind.value, *cells))
    return tuple(heads), rows


def search_rows(hits: Hits) -> Table:
    """Return one row per hit; as of a day with where each stood and the later edition that first prints the name."""
    heads: tuple[str, ...] = ("id", "name", "kind", "score", "matched")
    rows: list[tuple[Any, ...]] = [
        (hit.brief.id, hit.brief.name, hit.brief.kind.value, round(hit.score, 4), hit.matched) for hit in hits.found
    ]
    if hits.day is None:
        return heads, rows
    heads += ("as_of", "printed_from", *(status.value for status in Status))
    return heads, [row + _stood(hits.day, hit) for row, hit in zip(rows, hits.found, strict=True)]


def _stood(day: dt.date, hit: Found) -> tuple[str, ...]:
    by_status = {status: [cell.jurisdiction for cell in hit.cells if cell.status is status] for status in Status}
    return (day.isoformat(), hit.printed_from, *(" ".join(by_status[status]) for status in Status))


def status_rows(lists: Sequence[ListStatus]) -> Table:
    """Return one row per edition at hand."""
    heads = ("list", "edition", "sha256", "provenance", "complete", "entries", "entries_embedded", "accepted_by")
    rows: list[tuple[Any, ...]] = []
    for item in lists:
        for held in item.editions:
            rows.append(
                (held.list_id, held.date, held.sha256, held.provenance.value, held.complete, held.entries_total,
                 held.entries_embedded, held.accepted_by)
            )  # fmt: skip
    return heads, rows


def value_rows(shown: Shown) -> Table:
    """Return one row per printed value of a target with its place, and the licence of an imported list."""
    licences = dict(shown.licences)
    rows: Iterable[tuple[Any, ...]] = [
        (shown.target.id, item.what, item.text, item.list_id, item.edition, item.place, licences.get(item.list_id, ""))
        for item in shown.values
    ]
    return ("target_id", "what", "value", "list", "edition", "place", "licence"), list(rows)
