"""The verb `export`: entries, targets, designations and gaps as tables; every row says where it stands.

The columns are fixed and documented; a new one is only ever added at the end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from inconcert.gaps.designations import designations
from inconcert.gaps.gaps import Question
from inconcert.model.errors import UserError
from inconcert.model.imported import is_imported
from inconcert.store.editions import editions
from inconcert.store.entries import entries_of
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House
from inconcert.verbs.imported import all_publications, wide_index_of
from inconcert.verbs.registers import register_of
from inconcert.verbs.tables import gap_rows

Rows = tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]

NOUNS = ("entries", "targets", "designations", "gaps")
FTM = "ftm"


def export(house: House, noun: str, *, day: dt.date | None = None, question: Question | None = None) -> Rows:
    """Return heads and rows of a noun as of a day; `question` is needed for gaps alone. UserError if not known."""
    if noun == "gaps":
        heads, rows = gap_rows(
            find_gaps(house, question or Question(have=("us",), lack=("gb",), day=day), imported=True)
        )
        return heads, iter(rows)
    makers: dict[str, Callable[[House, dt.date | None], Rows]] = {
        "entries": _entries,
        "targets": _targets,
        "designations": _designations,
    }
    if noun not in makers:
        raise UserError(f"there is nothing called {noun!r} to export", remedy=f"Known: {', '.join(NOUNS)}.")
    return makers[noun](house, day)


def _entries(house: House, day: dt.date | None) -> Rows:
    heads = (
        "target_id", "list", "official_id", "kind", "name", "regime", "edition", "programme", "birth_dates",
        "countries", "dates", "measures", "provenance", "sha256", "place", "licence",
    )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        owner = wide_index_of(house).by_key()
        licences = _licences(house)
        newest = {}
        for edition in editions(house.store, house.viewer):
            if day is None or edition.date <= day.isoformat():
                newest[edition.list_id] = edition
        for list_id in sorted(newest):
            edition = newest[list_id]
            for entry in entries_of(house.store, house.viewer, list_id, edition.date):
                listings = entry.listings
                yield (
                    owner[list_id, entry.official_id].id,
                    list_id,
                    entry.official_id,
                    entry.kind.value,
                    entry.primary_name.full,
                    " ".join(dict.fromkeys(item.regime for item in listings if item.regime)),
                    edition.date,
                    "; ".join(dict.fromkeys(item.programme for item in listings if item.programme)),
                    " ".join(str(item.date) for item in entry.birth_dates),
                    " ".join(dict.fromkeys(item.code for item in entry.countries if item.code)),
                    " ".join(
                        dict.fromkeys(f"{date.kind.value}:{date.value}" for item in listings for date in item.dates)
                    ),
                    " ".join(dict.fromkeys(measure.value for item in listings for measure in item.measures)),
                    edition.provenance.value,
                    edition.sha256,
                    " ".join(entry.rows),
                    licences[list_id],
                )

    return heads, rows()


def _licences(house: House) -> dict[str, str]:
    """Return list id → its licence, of an imported list with its publisher: it goes wherever its facts go."""
    return {
        item.list_id: f"{item.publisher}: {item.licence}" if is_imported(item.list_id) else item.licence
        for item in all_publications(house)
    }


def _targets(house: House, _: dt.date | None) -> Rows:
    heads = ("target_id", "ids", "kind", "name", "names", "countries", "regimes", "entries", "licence")
    found = wide_index_of(house).targets
    licences = _licences(house)
    return heads, (
        (
            item.id,
            " ".join(item.ids),
            item.kind.value,
            item.name,
            "; ".join(item.names),
            " ".join(item.countries),
            " ".join(regime for regime in item.regimes if regime),
            "; ".join(f"{list_id} {number}" for list_id, number in item.keys),
            "; ".join(dict.fromkeys(licences[list_id] for list_id, _ in item.keys)),
        )
        for item in found
    )


def _designations(house: House, day: dt.date | None) -> Rows:
    heads = (
        "target_id", "name", "kind", "jurisdiction", "regime", "status", "evidence", "list", "official_id", "measures",
        "measures_from", "dates", "grounds", "edition", "provenance", "sha256", "why", "programme", "licence",
    )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        index = wide_index_of(house)
        register = register_of(house, index, index.targets, unsure=False, imported=True)
        licences = _licences(house)
        for target in register.targets.values():
            for where in register.jurisdictions:
                for item in designations(register, target, where, day):
                    yield (
                        target.id,
                        target.name,
                        target.kind.value,
                        where,
                        item.regime,
                        item.status.value,
                        item.evidence.value,
                        item.list_id,
                        item.official_id,
                        " ".join(measure.value for measure in item.measures),
                        item.measures_from,
                        " ".join(f"{date.kind.value}:{date.value}" for date in item.dates),
                        " ".join(item.grounds),
                        item.source.edition if item.source else "",
                        item.source.provenance if item.source else "curated",
                        item.source.sha256 if item.source else "",
                        item.why,
                        item.programme,
                        licences.get(item.list_id, ""),
                    )

    return heads, rows()
