"""The verb `status`: lists, editions, their dates, entries by kind and regime, and issues."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from inconcert.intake.refresh import first_acceptance
from inconcert.model.dates import last_day
from inconcert.model.edition import Edition, Format, Publication
from inconcert.model.entry import Issue
from inconcert.model.imported import is_imported
from inconcert.store.editions import editions, issues
from inconcert.store.entries import entries_of
from inconcert.store.retrievals import last_verified
from inconcert.verbs.house import House
from inconcert.verbs.imported import all_publications
from inconcert.verbs.shapes import edition_shape


@dataclass(frozen=True, slots=True)
class FormatStatus:
    """One format of a list: whether its reader was proven on a real edition, and who accepted the first one here.

    `accepted_by` and `accepted_date` are empty where nobody had to, or nobody did.
    """

    name: str
    proven: bool
    accepted_by: str = ""
    accepted_date: str = ""


@dataclass(frozen=True, slots=True)
class ListStatus:
    """One list: its publication, its editions oldest first, and what the newest one holds.

    `by_regime` counts entries under each regime; an entry under two counts under both. `verified`: when the publisher
    last showed that what is served is what it publishes (UTC; empty: never fetched).
    """

    publication: Publication
    editions: tuple[Edition, ...]
    by_kind: dict[str, int]
    by_regime: dict[str, int]
    issues: tuple[Issue, ...]
    proven: bool
    formats: tuple[FormatStatus, ...]
    verified: str

    @property
    def newest(self) -> Edition:
        """Return the newest edition."""
        return self.editions[-1]


def status(house: House, day: dt.date | None = None) -> tuple[ListStatus, ...]:
    """Return the status of every list that has an edition, sorted by list id; of a day: by its editions until then."""
    return house.memory.once(("status", day), lambda: _status(house, day))


def _status(house: House, day: dt.date | None) -> tuple[ListStatus, ...]:
    found = []
    for publication in all_publications(house):
        held = editions(house.store, house.viewer, publication.list_id)
        held = tuple(item for item in held if day is None or last_day(item.date) <= day)
        if held:
            found.append(_list_status(house, publication, held))
    return tuple(found)


def _list_status(house: House, publication: Publication, held: tuple[Edition, ...]) -> ListStatus:
    kinds: Counter[str] = Counter()
    programmes: Counter[str] = Counter()
    for entry in entries_of(house.store, house.viewer, publication.list_id, held[-1].date):
        kinds[entry.kind] += 1
        programmes.update({item.regime or "regime not stated" for item in entry.listings})
    forms = tuple(_format_status(house, publication.list_id, item) for item in publication.formats)
    form = next((item for item in forms if item.name == held[-1].format), None)
    return ListStatus(
        publication=publication,
        editions=held,
        by_kind=dict(sorted(kinds.items())),
        by_regime=dict(sorted(programmes.items())),
        issues=issues(house.store, house.viewer, publication.list_id, held[-1].date),
        proven=form.proven or bool(form.accepted_by) if form else True,
        formats=forms,
        verified=last_verified(house.store, house.viewer, publication.list_id),
    )


def _format_status(house: House, list_id: str, form: Format) -> FormatStatus:
    accepted = None if form.proven else first_acceptance(house.store, list_id, form.name)
    if accepted is None:
        return FormatStatus(form.name, form.proven)
    return FormatStatus(form.name, form.proven, accepted.accepted_by, accepted.date)


def status_shape(house: House, found: tuple[ListStatus, ...]) -> dict[str, Any]:
    """Return the object that `status --json` prints."""
    return {"lists": [_shape(house, item) for item in found]}


def _shape(house: House, item: ListStatus) -> dict[str, Any]:
    newest = item.newest
    return {
        "list": item.publication.list_id,
        "jurisdiction": item.publication.jurisdiction,
        "title": item.publication.title,
        "edition": edition_shape(newest, house.today) | {"format": newest.format, "accepted_by": newest.accepted_by},
        "entries": newest.entries_total,
        "entries_embedded": newest.entries_embedded,
        "by_kind": item.by_kind,
        "by_regime": item.by_regime,
        "issues": [
            {"severity": issue.severity.value, "code": issue.code, "what": issue.what, "where": issue.where}
            for issue in item.issues
        ],
        "proven": item.proven,
        "formats": [
            {"name": form.name, "proven": form.proven}
            | ({"accepted_by": form.accepted_by, "accepted_date": form.accepted_date} if form.accepted_by else {})
            for form in item.formats
        ],
        "verified": item.verified,
        "editions": [edition.date for edition in item.editions],
    } | _licence(item)


def _licence(item: ListStatus) -> dict[str, str]:
    said = item.publication
    return {"publisher": said.publisher, "licence": said.licence} if is_imported(said.list_id) else {}
