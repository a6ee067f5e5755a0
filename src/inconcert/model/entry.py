"""An entry: one record of an edition as the list prints it, every value with its place.

A value's `place` is relative to the entry: "ROW/FIELD", where ROW indexes `Entry.rows` (the absolute places of the
records that make up the entry, e.g. "sdn.csv#7414", or "sema-lmes.xml#412") and FIELD names the column or the element
path inside that record. So the same content in another edition, or in another row order, is the same entry, and
every value can be read again at its place in the edition.

    >>> name = Name("ZHU, Hailun", NameRole.PRIMARY, place="0/2")
    >>> entry = Entry("us_sdn", "29219", Kind.PERSON, names=(name,), rows=("sdn.csv#7413",))
    >>> entry.absolute("0/2")
    'sdn.csv#7413/2'
"""

from __future__ import annotations

from dataclasses import dataclass

from inconcert.model.dates import EventDate, PartialDate
from inconcert.model.vocabulary import (
    IdentifierKind,
    Kind,
    Measure,
    NameRole,
    ReferenceScheme,
    RelationKind,
    Severity,
)


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name as printed; `family` and `given` only where the list itself prints them apart.

    `full` is the name in the list's own order, with the list's own comma if it prints one.
    `script` is an ISO 15924 code where known (empty: not said); `language` as printed.
    """

    full: str
    role: NameRole
    family: str = ""
    given: str = ""
    script: str = ""
    language: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Listing:
    """What the entry says of one legal programme.

    `programme` is as printed; `regime` the id it maps to (empty: the list states no regime).
    `measures` only where printed. `act` is the legal act or decision number as printed.
    """

    programme: str
    regime: str
    measures: tuple[Measure, ...] = ()
    dates: tuple[EventDate, ...] = ()
    act: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, order=True)
class BirthDate:
    """A date of birth (of building, for a vessel) as far as it is printed."""

    date: PartialDate
    place: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Country:
    """A country: ISO 3166-1 alpha-2 `code` (lower case; empty where the print names no one country) and the print."""

    code: str
    printed: str
    place: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """A text with its place: a place of birth, a position, a remark; `label` says what the list calls it."""

    text: str
    label: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """An identifying number; `country` is an ISO code, `label` the list's own word for the kind."""

    kind: IdentifierKind
    value: str
    country: str = ""
    label: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """Another list's official number that this entry prints (or its own, in another scheme)."""

    scheme: ReferenceScheme
    value: str
    place: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """A connection the list prints: to another entry of the same list (`official_id`) or to a name."""

    kind: RelationKind
    name: str
    official_id: str = ""
    label: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of an edition (one Group ID, one unique id, one entry number).

    `countries` are nationalities and citizenships for persons, flags for vessels, countries of registration for bodies;
    `programme_countries` are countries that the legal programme or the heading is about, which is weaker evidence.
    `reasons` are statements of reasons verbatim; `remarks` all other printed text, set aside by label.
    Raises ValueError if it has no name or no official number.
    """

    list_id: str
    official_id: str
    kind: Kind
    names: tuple[Name, ...]
    listings: tuple[Listing, ...] = ()
    birth_dates: tuple[BirthDate, ...] = ()
    birth_places: tuple[Text, ...] = ()
    countries: tuple[Country, ...] = ()
    programme_countries: tuple[Country, ...] = ()
    genders: tuple[Text, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    references: tuple[Reference, ...] = ()
    addresses: tuple[Text, ...] = ()
    address_countries: tuple[Country, ...] = ()
    positions: tuple[Text, ...] = ()
    relations: tuple[Relation, ...] = ()
    reasons: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()
    rows: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.official_id or not self.names:
            raise ValueError(f"an entry needs an official number and a name: {self.list_id} {self.official_id!r}")

    @property
    def primary_name(self) -> Name:
        """Return the first primary name, else the first name."""
        return next((name for name in self.names if name.role is NameRole.PRIMARY), self.names[0])

    def absolute(self, place: str) -> str:
        """Return where in the edition a value's relative `place` is: FILE#ROW/FIELD."""
        row, _, field = place.partition("/")
        return f"{self.rows[int(row)]}/{field}"


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """Something in an edition that a person should see: never silent, never a guess.

    `code` is a short stable name (unknown-programme, unmappable-date …); `where` is an absolute place.
    """

    severity: Severity
    code: str
    what: str
    where: str
