"""A dataset of FollowTheMoney taken over as one more list: read, judged and committed whole, with its licence, or not.

What is judged is what is judged of any list: it is not empty, it did not shrink or grow beyond its bounds since the
last edition, no more than one record in a hundred is set aside. Beyond that it is refused until the person who takes it
over accepts it, and what was set aside is kept with the name.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources

import sqlalchemy as sa

from inconcert.intake import ftm_reader
from inconcert.intake.bounds import Measured, broken_bounds, check_bounds, earlier_entries
from inconcert.intake.read import check_sizes, reading_safely
from inconcert.intake.refresh import Outcome
from inconcert.model.dates import PartialDate
from inconcert.model.edition import Edition, Reading
from inconcert.model.errors import OutOfBounds, UserError
from inconcert.model.imported import BOUNDS, FORMAT, ImportedList
from inconcert.model.rights import OPERATOR
from inconcert.model.vocabulary import Precision, Provenance, Severity
from inconcert.store import audit
from inconcert.store.editions import commit_edition, edition_hash, editions, file_hashes, has_edition
from inconcert.store.home import Store
from inconcert.store.imported import add_imported

COMPLETE = "derived by a third party: entities under a sanction, as FollowTheMoney writes them"


def import_list(
    store: Store, said: ImportedList, files: Mapping[str, bytes], date: str, *, accept: bool = False
) -> tuple[str, Outcome, Reading | None]:
    """Read one file as the edition of a day (YYYY-MM-DD) and commit it; "committed" or "unchanged", and what became.

    Raises UserError for a date that is none, a SourceError where the file is refused: nothing of it is kept then.
    """
    edition = _edition(said, files, date)
    check_sizes(files)
    if has_edition(store, OPERATOR, edition):
        return _unchanged(store, said, edition)
    ((name, data),) = files.items()
    with reading_safely(said.list_id, files):
        reading = ftm_reader.read(data, name, said.list_id, date)
    broken = _broken(store, edition, reading)
    if broken and not accept:
        _refuse(broken, edition)
    whole = replace(edition, entries_total=len(reading.entries), accepted_by=said.by if broken else "")
    facts = {"list": said.list_id, "date": date, "sha256": edition.sha256, "broken": list(broken)}
    facts |= {"publisher": said.publisher, "licence": said.licence}

    def also(connection: sa.Connection) -> None:
        add_imported(connection, store.now(), said)
        audit.add(connection, store.now(), said.by, "import", facts)

    if not commit_edition(store, whole, reading.entries, reading.issues, files, also=also):
        return _unchanged(store, said, edition)
    return "committed", _outcome(whole, reading, broken), reading


def _unchanged(store: Store, said: ImportedList, edition: Edition) -> tuple[str, Outcome, None]:
    """Keep what is said of the list where only that is new, as when a licence is corrected."""
    with store.writing() as connection:
        add_imported(connection, store.now(), said)
    return "unchanged", Outcome(edition.list_id, edition.date, edition.origin, FORMAT), None


def _edition(said: ImportedList, files: Mapping[str, bytes], date: str) -> Edition:
    try:
        if PartialDate(date).precision is not Precision.DAY:
            raise ValueError(f"{date!r} is no day")
    except ValueError as error:
        raise UserError(str(error), where="--date", remedy="Write it as YYYY-MM-DD.") from error
    hashes = file_hashes(files)
    return Edition(
        list_id=said.list_id,
        date=date,
        date_precision="day",
        sha256=edition_hash(hashes),
        provenance=Provenance.DERIVED,
        complete=COMPLETE,
        format=FORMAT,
        origin=said.page or ", ".join(sorted(files)),
        files=hashes,
        rules=rules_version(),
    )


def _broken(store: Store, edition: Edition, reading: Reading) -> tuple[str, ...]:
    earlier = earlier_entries(edition, editions(store, OPERATOR, edition.list_id))
    return broken_bounds(Measured(reading, BOUNDS, earlier, ()))


def _refuse(broken: tuple[str, ...], edition: Edition) -> None:
    try:
        check_bounds(broken, list_id=edition.list_id, date=edition.date)
    except OutOfBounds as error:
        raise OutOfBounds(
            error.what, where=error.where, remedy="If it is right, import it again with --accept."
        ) from error


def _outcome(edition: Edition, reading: Reading, broken: tuple[str, ...]) -> Outcome:
    aside = sum(issue.severity is Severity.SET_ASIDE for issue in reading.issues)
    notes = len(reading.issues) - aside
    return Outcome(
        edition.list_id, edition.date, edition.origin, FORMAT, len(reading.entries), aside, notes, "; ".join(broken)
    )


@functools.cache
def rules_version() -> str:
    """Return the version of what decides how such a file is read: the words, the safe readers and this reader."""
    package = resources.files("inconcert")
    content = hashlib.sha256()
    for folder, prefix in (("model", ""), ("formats", ""), ("intake", "ftm_")):
        for item in sorted((package / folder).iterdir(), key=lambda item: item.name):
            if item.name.startswith(prefix) and item.name.endswith(".py"):
                content.update(f"{folder}/{item.name}\0".encode() + item.read_bytes())
    return content.hexdigest()[:16]
