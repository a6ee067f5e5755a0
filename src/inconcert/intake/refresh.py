"""Read the editions that a catalogue names, oldest first, and commit each whole or not at all.

report = refresh_from(store, Path("data"))
report.committed, report.unchanged, report.refused, report.skipped
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from inconcert.intake.bounds import Measured, broken_bounds, check_bounds, earlier_entries
from inconcert.intake.catalogue import Catalogue, CatalogueLine, files_of, read_catalogue
from inconcert.intake.read import publication, read_edition, rules_version
from inconcert.jurisdictions import regimes
from inconcert.model.edition import Edition, Files, Format, Publication, Reading
from inconcert.model.errors import SourceError, UserError
from inconcert.model.rights import OPERATOR
from inconcert.model.vocabulary import Severity
from inconcert.store import audit
from inconcert.store.editions import all_editions, commit_edition, edition_hash, editions, file_hashes, has_edition
from inconcert.store.home import Store
from inconcert.store.remembered import RememberedVersions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one edition: `why` says what was refused, and every bound that a named person set aside.

    `format` is empty and the figures 0 where it was not read.
    """

    list_id: str
    date: str
    origin: str
    format: str = ""
    entries: int = 0
    set_aside: int = 0
    notes: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh did; `skipped` are folders that the catalogue says not to read, or lists not asked for."""

    committed: tuple[Outcome, ...] = ()
    unchanged: tuple[Outcome, ...] = ()
    refused: tuple[Outcome, ...] = ()
    skipped: tuple[str, ...] = ()


Progress = Callable[[int, int, str], None]
"""Called before each edition with its position from 0, the number of editions, and "list date"."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asks of a refresh: which lists (None: all), and whose name accepts which list out of bounds."""

    lists: Collection[str] | None = None
    accept: Mapping[str, str] = field(default_factory=dict)


def refresh_from(
    store: Store,
    folder: Path,
    lists: Collection[str] | None = None,
    accept: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> RefreshReport:
    """Read and commit the editions of a folder's catalogue; `accept` maps a list id to the name of who accepts it.

    Raises UserError for a list that is not published or a folder without a catalogue, OurError if the home cannot be
    written; what is wrong with a source is in the report.
    """
    catalogue = read_catalogue(folder)
    wishes = Wishes(lists, accept or {})
    for list_id in [*(lists or ()), *wishes.accept]:
        publication(list_id)
    wanted = [line for line in catalogue.lines if lists is None or line.list_id in lists]
    found: dict[str, list[Outcome]] = {"committed": [], "unchanged": [], "refused": []}
    for position, line in enumerate(wanted):
        if progress:
            progress(position, len(wanted), f"{line.list_id} {line.date}")
        word, outcome = _take(store, folder, line, wishes)
        found[word].append(outcome)
    committed, unchanged, refused = (tuple(outcomes) for outcomes in found.values())
    return RefreshReport(committed, unchanged, refused, _skipped(catalogue, wanted))


def _skipped(catalogue: Catalogue, wanted: Collection[CatalogueLine]) -> tuple[str, ...]:
    return (*catalogue.skipped, *(line.folder for line in catalogue.lines if line not in wanted))


def _take(store: Store, folder: Path, line: CatalogueLine, wishes: Wishes) -> tuple[str, Outcome]:
    try:
        source = publication(line.list_id)
        files = files_of(folder, line)
        return take_edition(store, source, _edition(line, files, source), files, wishes)
    except (SourceError, UserError) as error:
        return "refused", Outcome(line.list_id, line.date, line.folder, why=str(error))


def take_edition(
    store: Store,
    source: Publication,
    edition: Edition,
    files: Files,
    wishes: Wishes,
    versions: RememberedVersions | None = None,
) -> tuple[str, Outcome]:
    """Read an edition, judge it by its bounds, commit it; return "committed" or "unchanged", and what became of it.

    Raises a SourceError if it is refused. `versions` is kept from edition to edition where many are taken in turn.
    """
    if has_edition(store, OPERATOR, edition):
        return "unchanged", Outcome(edition.list_id, edition.date, edition.origin)
    format_, reading = read_edition(source, files)
    whole = replace(edition, format=format_.name, printed_date=reading.printed_date, entries_total=len(reading.entries))
    broken = (*_broken(store, whole, format_, reading), *unproven(store, source, format_))
    person = wishes.accept.get(source.list_id, "")
    if not person:
        check_bounds(broken, list_id=edition.list_id, date=edition.date)
    accepted = replace(whole, accepted_by=person if broken else "")
    committed = commit_edition(store, accepted, reading.entries, reading.issues, files, versions=versions)
    if broken and committed:
        audit.record(store, person, "accept", _acceptance(edition, format_, reading, broken))
    return "committed" if committed else "unchanged", _outcome(whole, reading, "; ".join(broken))


def _acceptance(edition: Edition, format_: Format, reading: Reading, broken: Collection[str]) -> dict[str, Any]:
    """Return what a person's acceptance is kept with: which bytes, which bounds were set aside, what they were."""
    facts: dict[str, Any] = {"list": edition.list_id, "date": edition.date, "sha256": edition.sha256}
    facts |= {"broken": list(broken), "format": format_.name, "entries": len(reading.entries)}
    return facts | {"bounds": asdict(format_.bounds)}


def unproven(store: Store, source: Publication, format_: Format) -> tuple[str, ...]:
    """Return why a format asks for a person: its reader has read no real edition, and nobody accepted one; or nothing.

    The first edition that a named person accepts proves the reader in this home.
    """
    if format_.proven or first_acceptance(store, source.list_id, format_.name):
        return ()
    return (
        f"the reader of {format_.name} is unproven: it was written from a description, and this would be the first "
        "real edition that it reads",
    )


def first_acceptance(store: Store, list_id: str, format_name: str) -> Edition | None:
    """Return the earliest committed edition in this format that a named person accepted, or None."""
    kept = [edition for _, edition in all_editions(store, OPERATOR, (list_id,)) if edition.format == format_name]
    accepted = [edition for edition in kept if edition.accepted_by]
    return min(accepted, key=lambda edition: (edition.retrieved_at, edition.date), default=None)


def _broken(store: Store, edition: Edition, format_: Format, reading: Reading) -> tuple[str, ...]:
    earlier = earlier_entries(edition, editions(store, OPERATOR, edition.list_id))
    return broken_bounds(Measured(reading, format_.bounds, earlier, regimes.regimes().keys()))


def _edition(line: CatalogueLine, files: Files, source: Publication) -> Edition:
    hashes = file_hashes(files)
    return Edition(
        list_id=line.list_id,
        date=line.date,
        date_precision=line.date_precision,
        sha256=edition_hash(hashes),
        provenance=line.provenance,
        complete=line.complete,
        format="",
        origin=line.folder,
        files=hashes,
        rules=rules_version(source),
    )


def _outcome(edition: Edition, reading: Reading, why: str) -> Outcome:
    aside = sum(issue.severity is Severity.SET_ASIDE for issue in reading.issues)
    return Outcome(
        edition.list_id, edition.date, edition.origin, edition.format, len(reading.entries), aside,
        len(reading.issues) - aside, why,
    )  # fmt: skip
