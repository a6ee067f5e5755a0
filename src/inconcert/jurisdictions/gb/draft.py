"""An entry while it is being read: each value once, at the first place where it is printed.

Every value comes with its place ("ROW/FIELD"); a composite of several cells names them all ("0/Name 1 + Name 6").
A word, date or country that is not known becomes an issue at its absolute place, beside the value as printed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from inconcert.jurisdictions.gb.countries import codes_of
from inconcert.jurisdictions.gb.dates import event, partial_date
from inconcert.jurisdictions.gb.numbered import clean, items
from inconcert.jurisdictions.gb.numbers import document_number, imo_number
from inconcert.jurisdictions.gb.other_information import leading_references
from inconcert.jurisdictions.gb.vocabulary import measure_of, name_role, script_of
from inconcert.model.dates import EventDate
from inconcert.model.edition import Programmes
from inconcert.model.entry import (
    BirthDate,
    Country,
    Entry,
    Identifier,
    Issue,
    Listing,
    Name,
    Reference,
    Relation,
    Text,
)
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import (
    DateKind,
    IdentifierKind,
    Kind,
    Measure,
    NameRole,
    ReferenceScheme,
    RelationKind,
    Severity,
)

_ROLE_ORDER = {role: index for index, role in enumerate(NameRole)}
_DOCUMENTS = (IdentifierKind.PASSPORT, IdentifierKind.NATIONAL_ID)
_PROSE = re.compile(r"[a-z]{2}")
_CONTENT = {
    kind: attrgetter(*(item.name for item in dataclasses.fields(kind) if item.name != "place"))
    for kind in (BirthDate, Country, Identifier, Listing, Name, Reference, Relation, Text)
}


class Draft:
    """Collects the values and issues of one entry; `entry()` closes it."""

    def __init__(self, list_id: str, official_id: str, kind: Kind, rows: tuple[str, ...]) -> None:
        self.list_id, self.official_id, self.kind, self.rows = list_id, official_id, kind, rows
        self.issues: list[Issue] = []
        self._values: dict[str, dict[Any, Any]] = {}

    def add(self, field: str, value: Any) -> None:
        """Add a value to a field of the entry, unless the same content is there already."""
        content = _CONTENT[type(value)](value)
        self._values.setdefault(field, {}).setdefault(content, value)

    def note(self, code: str, what: str, place: str) -> None:
        """Record an issue at a relative place of this entry."""
        row, _, field = place.partition("/")
        self.issues.append(Issue(Severity.NOTE, code, what, f"{self.rows[int(row)]}/{field}"))

    def name(self, parts: Iterable[str], role_words: tuple[str, str], place: str) -> None:
        """Add a name printed as Name 1 … Name 5 (given) and Name 6 (family, or the whole name of a body or ship).

        Raises UnknownInSource for a type or quality of name that is not known.
        """
        *first, last = [clean(part) if part else "" for part in parts]
        role = name_role(*role_words)
        if role is None:
            row, _, field = place.partition("/")
            raise UnknownInSource(
                f"a name of type {role_words[0]!r} and quality {role_words[1]!r} is not known",
                where=f"{self.rows[int(row)]}/{field}",
                remedy="Add the word to jurisdictions/gb/vocabulary.py",
            )
        given = " ".join(part for part in first if part)
        apart = self.kind is Kind.PERSON and given and last
        full = f"{given} {last}".strip()
        if full:
            self.add("names", Name(full, role, last if apart else "", given if apart else "", place=place))

    def original_script(self, printed: str, script: str, language: str, place: str) -> None:
        """Add a name in its own script, with script and language as far as they are said."""
        code = script_of(script)
        if code is None:
            self.note("unknown-script", f"the script {script!r} is not known", place)
        if clean(printed):
            name = Name(clean(printed), NameRole.ORIGINAL_SCRIPT, script=code or "", language=language.strip())
            self.add("names", dataclasses.replace(name, place=place))

    def birth_dates(self, printed: str, place: str) -> None:
        """Add the dates of birth (of building) of a cell."""
        for item in items(printed):
            date = partial_date(item)
            if date is None:
                self.note("unmappable-date", f"not a known form of date: {item!r}", place)
                self.add("remarks", Text(item, "date of birth", place))
            else:
                self.add("birth_dates", BirthDate(date, place))

    def countries(self, field: str, printed: str, place: str) -> None:
        """Add the countries of a cell (nationalities, flags, an address)."""
        for item in items(printed):
            codes = codes_of(item)
            if codes is None:
                self.note("unknown-country", f"the country {item!r} is not known", place)
            for code in codes or ("",):
                self.add(field, Country(code, item, place))

    def texts(self, field: str, printed: str, label: str, place: str) -> None:
        """Add the texts of a cell that may be numbered."""
        for item in items(printed):
            self.add(field, Text(item, label, place))

    def address(self, lines: Iterable[str], country: str, place: str) -> None:
        """Add an address in one line and its country."""
        parts = [line for line in [clean(part) for part in (*lines, country) if part] if line]
        if parts:
            self.add("addresses", Text(", ".join(parts), "", place))
        if clean(country):
            self.countries("address_countries", country, place)

    def identifiers(self, kind: IdentifierKind, printed: str, details: str, label: str, place: str) -> None:
        """Add the numbers of a cell, each with its own detail where there are as many details as numbers."""
        values, words = items(printed), items(details)
        for index, item in enumerate(values):
            detail = words[index] if len(words) == len(values) else clean(details)
            value = item.strip(" .,;'")
            if kind in _DOCUMENTS and _PROSE.search(value) and (found := document_number(value)):
                value, detail = found[0], "; ".join(part for part in (found[1], detail) if part)
            self.add("identifiers", Identifier(kind, value, "", f"{label}: {detail}" if detail else label, place))
        if not values and words:
            self.add("remarks", Text(clean(details), label, place))

    def imo(self, printed: str, label: str, place: str) -> None:
        """Add the IMO numbers of a cell as seven digits; what is none becomes an issue and stays as a remark."""
        for item in items(printed):
            number = imo_number(item)
            if number:
                self.add("identifiers", Identifier(IdentifierKind.IMO, number, "", label, place))
            else:
                self.note("unreadable-imo", f"not an IMO number: {item!r}", place)
                self.add("remarks", Text(item, label, place))

    def relations(self, kind: RelationKind, printed: str, label: str, place: str) -> None:
        """Add the related names of a cell."""
        for item in items(printed):
            self.add("relations", Relation(kind, item, "", label, place))

    def reference(self, scheme: ReferenceScheme, value: str, place: str) -> None:
        """Add another list's number; an empty one is none."""
        if value.strip():
            self.add("references", Reference(scheme, value.strip(), place))

    def un_references(self, printed: str, place: str) -> None:
        """Add the UN numbers of a cell, in the UN's own case; one of another form is kept as printed, with an issue."""
        if not printed.strip():
            return
        found, rest = leading_references(printed)
        if not found or rest:
            self.note("unreadable-reference", f"not a UN number: {printed.strip()!r}", place)
        for value in found or [printed]:
            self.reference(ReferenceScheme.UN, value, place)

    def events(self, printed: Iterable[tuple[DateKind, str]], place: str) -> tuple[EventDate, ...]:
        """Return the events of the days as printed, in order; a form that is not known becomes an issue."""
        found = []
        for kind, text in printed:
            if not text.strip():
                continue
            date = event(kind, text.strip())
            if date is None:
                self.note("unmappable-date", f"not a day: {text!r} ({kind})", place)
            else:
                found.append(date)
        return tuple(found)

    def measures(self, phrases: Iterable[str], place: str) -> tuple[Measure, ...]:
        """Return the measures that phrases of the list mean, each once; what is only "other" stays as a remark."""
        found: dict[Measure, None] = {}
        for phrase in (clean(item) for item in phrases):
            if phrase in ("", "-"):
                continue
            measure = measure_of(phrase)
            if measure is None:
                self.note("unknown-measure", f"the measure {phrase!r} is not known", place)
            if measure in (None, Measure.OTHER):
                self.add("remarks", Text(phrase, "Sanctions Imposed", place))
            found[measure or Measure.OTHER] = None
        return tuple(sorted(found))

    def listing(
        self,
        programme: str,
        programmes: Programmes,
        place: str,
        *,
        dates: tuple[EventDate, ...] = (),
        measures: tuple[Measure, ...] = (),
    ) -> None:
        """Add what the entry says of one regime; a programme that no regime claims becomes an issue."""
        printed = clean(programme)
        regime = programmes.get(printed.replace("’", "'"), "")
        if printed and not regime:
            self.note("unknown-programme", f"the regime {printed!r} is not known", place)
        self.add("listings", Listing(printed, regime, measures, dates, "", place))

    def entry(self) -> Entry | None:
        """Return the entry, names in the order of their role; None, with an issue, where no name is printed."""
        fields = {field: tuple(values.values()) for field, values in self._values.items()}
        names = sorted(fields.pop("names", ()), key=lambda name: _ROLE_ORDER[name.role])
        if not names:
            what = f"{self.official_id} is printed without a name"
            self.issues.append(Issue(Severity.SET_ASIDE, "no-name", what, self.rows[0]))
            return None
        return Entry(self.list_id, self.official_id, self.kind, tuple(names), rows=self.rows, **fields)
