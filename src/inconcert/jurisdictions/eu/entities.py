"""Rows and blocks of one EU entity to its entry; what all formats of the list share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from inconcert.jurisdictions.eu.records import (
    Block,
    Facts,
    distinct_births,
    distinct_countries,
    distinct_identifiers,
    distinct_texts,
)
from inconcert.jurisdictions.eu.remarks import Remark, iso_day, listing_dates
from inconcert.jurisdictions.eu.tables import Row, Table
from inconcert.model.dates import event_on
from inconcert.model.edition import Programmes, Reading
from inconcert.model.entry import Entry, Issue, Listing, Reference
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import DateKind, Kind, Measure, ReferenceScheme, Severity

LIST_ID = "eu_fsf"
UN_ONLY = frozenset({"AFG", "IRQ", "SDN", "SOM", "TAQA", "UNLI", "YEM"})
"""Programmes that carry out UN listings and no others (the regimes with `un_derived`; a test holds them equal)."""
_KINDS = {"P": Kind.PERSON, "E": Kind.ENTITY, "person": Kind.PERSON, "enterprise": Kind.ENTITY}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entity is and under which law, besides its records."""

    official_id: str
    kind: Kind
    listings: tuple[Listing, ...]
    references: tuple[Reference, ...]


def kind_of(printed: str, where: str) -> Kind:
    """Return the kind of a subject type; raises UnknownInSource for a type that the list did not have."""
    if printed not in _KINDS:
        raise UnknownInSource(f"unknown type of subject {printed!r}", where=where)
    return _KINDS[printed]


def sorted_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows in the order of their content; of repetitions, the one that stands first in the file."""
    kept: dict[tuple[str, tuple[str, ...]], Row] = {}
    for row in rows:
        other = kept.setdefault((row.file, row.cells), row)
        if row.line < other.line:
            kept[row.file, row.cells] = row
    return tuple(kept[key] for key in sorted(kept))


def places_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the absolute place of each row: FILE#LINE."""
    return tuple(f"{row.file}#{row.line}" for row in rows)


def blocks_of(row: Row, index: int, table: Table) -> Iterator[Block]:
    """Yield the records of a row that print more than their own number."""
    for plan in table.plans:
        cells = plan.pick(row.cells)
        if any(cells):
            values = {attribute: cell for attribute, cell in zip(plan.attributes, cells, strict=True) if cell}
            if values.keys() - _NUMBERS:
                yield Block(plan.block, values, index, plan.fields)


_NUMBERS = {"logicalId", "regulationLanguage"}


def references_of(logical_id: str, place: str, un_ids: Iterable[tuple[str, str]]) -> tuple[Reference, ...]:
    """Return the reference to the logical id and to each (UN number, place), every number once."""
    un = {value: Reference(ReferenceScheme.UN, value, where) for value, where in sorted(un_ids, reverse=True)}
    return (Reference(ReferenceScheme.EU_LOGICAL, logical_id, place), *(un[key] for key in sorted(un)))


def remark_issues(remark: Remark, where: str) -> list[Issue]:
    """Return an issue for each printed form in a remark that is neither a date nor a UN number."""
    return [
        Issue(Severity.NOTE, "unmappable-date", f"not a date or UN number: {printed!r}", where)
        for printed in remark.not_understood
    ]


def regime_of(programme: str, programmes: Programmes, where: str, issues: list[Issue]) -> str:
    """Return the regime of a programme; empty, with an issue, for one that no regime file names."""
    regime = programmes.get(programme, "")
    if not regime:
        issues.append(Issue(Severity.NOTE, "unknown-programme", f"no regime prints the programme {programme!r}", where))
    return regime


@dataclass(frozen=True, slots=True)
class Act:
    """A programme as printed, with the act named beside it, the day that act was published, and where."""

    programme: str
    title: str
    published: str
    place: str


def listings_of(
    acts: Iterable[Act], remark: Remark, references: Sequence[Reference], programmes: Programmes, facts: Facts
) -> tuple[Listing, ...]:
    """Return one listing per programme; the act is its latest, the day of publication only ever an update."""
    un_derived = any(reference.scheme is ReferenceScheme.UN for reference in references)
    by_programme: dict[str, list[Act]] = defaultdict(list)
    for act in sorted(acts, key=lambda item: (item.published, item.title, item.place)):
        by_programme[act.programme].append(act)
    return tuple(
        _listing(of_one, remark, un_derived or programme in UN_ONLY, programmes, facts)
        for programme, of_one in sorted(by_programme.items())
    )


def _listing(acts: list[Act], remark: Remark, un_derived: bool, programmes: Programmes, facts: Facts) -> Listing:
    programme, place = acts[-1].programme, acts[-1].place
    row, _, name = place.partition("/")
    dates = set(listing_dates(remark, un_derived=un_derived))
    for act in acts:
        if iso_day(act.published):
            dates.add(event_on(DateKind.UPDATED, iso_day(act.published)))
        elif act.published:
            facts.note("unmappable-date", f"not a day: {act.published!r}", act.place)
    regime = regime_of(programme, programmes, f"{facts.rows[int(row)]}/{name}", facts.issues)
    return Listing(programme, regime, (Measure.ASSET_FREEZE,), tuple(sorted(dates)), acts[-1].title, place)


def entry_of(subject: Subject, facts: Facts) -> Entry | None:
    """Return the entry, or None with a set-aside issue if the list prints no name for it."""
    names = facts.ordered_names()
    if not names:
        what = f"{subject.official_id} has no name in this edition"
        facts.issues.append(Issue(Severity.SET_ASIDE, "no-name", what, facts.rows[0]))
        return None
    return Entry(
        LIST_ID,
        subject.official_id,
        subject.kind,
        names,
        listings=subject.listings,
        birth_dates=distinct_births(facts.births),
        birth_places=distinct_texts(facts.birth_places),
        countries=distinct_countries(facts.countries),
        genders=distinct_texts(facts.genders),
        identifiers=distinct_identifiers(facts.identifiers),
        references=subject.references,
        addresses=distinct_texts(facts.addresses),
        address_countries=distinct_countries(facts.address_countries),
        positions=distinct_texts(facts.positions),
        remarks=distinct_texts(facts.remarks),
        rows=facts.rows,
    )


def reading_of(entries: Iterable[Entry], issues: Iterable[Issue], printed_date: str = "") -> Reading:
    """Return a reading with entries in the order of their official numbers; a number that stands twice raises."""
    ordered = tuple(sorted(entries, key=lambda entry: entry.official_id))
    for one, other in pairwise(ordered):
        if one.official_id == other.official_id:
            raise UnknownInSource(
                f"two entities share the number {one.official_id}", where=f"{one.rows[0]}, {other.rows[0]}"
            )
    return Reading(ordered, tuple(sorted(issues)), printed_date)
