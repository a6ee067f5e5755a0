"""The records of an EU entity (names, births, citizenships, documents, addresses) to values with their places.

All formats of the list carry the same records under the attribute names of the official XML (`wholeName`,
`countryIso2Code` …); each reader brings its rows to `Block`s, and here they become values. Every attribute is used,
ignored by name, or raises.

No EU format marks a main name: the first name in the list's own numbering (Latin if there is one) is taken as primary.
A name in a script that no official language of the Union uses, or that the list calls original or carries in its
English version, is the original script; Cyrillic or Greek alone may be the Bulgarian or Greek version: an alias.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from inconcert.jurisdictions.countries import code_of
from inconcert.jurisdictions.eu.scripts import EU_SCRIPTS, script_of
from inconcert.model.dates import PartialDate
from inconcert.model.entry import BirthDate, Country, Identifier, Issue, Name, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import IdentifierKind, NameRole, Severity

T = TypeVar("T")

IGNORED: dict[str, str] = {
    "asAtListingTime": "whether the address is that of the day of listing",
    "latinNumber": "the number in Latin digits",
}
_EVERYWHERE = frozenset({"logicalId", "regulationLanguage", "countryDescription"})
_ATTRIBUTES = {
    kind: frozenset(words.split()) | _EVERYWHERE | IGNORED.keys()
    for kind, words in {
        "nameAlias": "wholeName firstName middleName lastName function title gender nameLanguage strong remark",
        "birthdate": (
            "birthdate dayOfMonth monthOfYear year yearRangeFrom yearRangeTo circa city place region "
            "countryIso2Code remark calendarType zipCode"
        ),
        "citizenship": "countryIso2Code region remark",
        "identification": (
            "number identificationTypeCode identificationTypeDescription countryIso2Code region remark issuedBy "
            "issueDate validFrom validTo nameOnDocument diplomatic knownExpired knownFalse reportedLost revokedByIssuer"
        ),
        "address": "city street poBox zipCode place region countryIso2Code contactInfo remark",
    }.items()
}
_WEAK = "low quality"
_FORMER = frozenset({"formerly known as", "former name", "former"})
_ORIGINAL = "original script"
_IDENTIFIERS = {
    "passport": IdentifierKind.PASSPORT,
    "fiscalcode": IdentifierKind.TAX_ID,
    "taxid": IdentifierKind.TAX_ID,
    "euvat": IdentifierKind.TAX_ID,
    "regnumber": IdentifierKind.REGISTRATION,
    "tradelic": IdentifierKind.REGISTRATION,
    "id": IdentifierKind.NATIONAL_ID,
    "imo": IdentifierKind.IMO,
    "swiftbic": IdentifierKind.SWIFT,
    "birthcert": IdentifierKind.BIRTH_CERTIFICATE,
    "drivinglicence": IdentifierKind.DRIVING_LICENCE,
    "other": IdentifierKind.OTHER,
    "nationcert": IdentifierKind.OTHER,
    "ssn": IdentifierKind.OTHER,
    "unssn": IdentifierKind.OTHER,
    "travelcardid": IdentifierKind.OTHER,
    "residentperm": IdentifierKind.OTHER,
    "electionid": IdentifierKind.OTHER,
}
_FLAGS = ("diplomatic", "knownExpired", "knownFalse", "reportedLost", "revokedByIssuer")
_YES, _NO = frozenset({"1", "true", "YES", "yes"}), frozenset({"", "0", "false", "NO", "no"})
_UNKNOWN_COUNTRY = frozenset({"00", "UNKNOWN"})
_GENDERS = frozenset({"M", "F"})


@dataclass(frozen=True, slots=True)
class Block:
    """One record: attribute → value (never empty), the index of its row, and how an attribute is called there."""

    kind: str
    values: Mapping[str, str]
    row: int
    fields: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""

    def place(self, attribute: str) -> str:
        """Return "ROW/FIELD" of an attribute."""
        return f"{self.row}/{self.prefix}{self.fields.get(attribute, attribute)}"

    def places(self, attributes: Iterable[str]) -> str:
        """Return "ROW/FIELD+FIELD" for a value that several attributes make up."""
        return f"{self.row}/" + "+".join(self.place(item).partition("/")[2] for item in attributes)

    def joined(self, attributes: Iterable[str]) -> tuple[Text, ...]:
        """Return one text of the attributes that are there, separated by commas; none if there is none."""
        found = [item for item in attributes if item in self.values and self.values[item] not in _UNKNOWN_COUNTRY]
        return (Text(", ".join(self.values[item] for item in found), "", self.places(found)),) if found else ()


@dataclass(slots=True)
class Facts:
    """What the blocks of one entity say, collected in the order they come; `rows` are its absolute places."""

    rows: tuple[str, ...]
    names: list[tuple[int, Name]] = field(default_factory=list)
    births: list[BirthDate] = field(default_factory=list)
    birth_places: list[Text] = field(default_factory=list)
    countries: list[Country] = field(default_factory=list)
    genders: list[Text] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    addresses: list[Text] = field(default_factory=list)
    address_countries: list[Country] = field(default_factory=list)
    positions: list[Text] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Take in one block; raises UnknownInSource for an attribute that no rule names."""
        strange = block.values.keys() - _ATTRIBUTES[block.kind]
        if strange and not {name.partition("[")[0] for name in strange} <= _ATTRIBUTES[block.kind]:
            raise UnknownInSource(f"unknown attributes {sorted(strange)} of {block.kind}", where=self.rows[block.row])
        _READERS[block.kind](self, block)
        label = _REMARK_LABELS[block.kind]
        for attribute in block.values:
            if attribute.startswith("remark"):
                self.remarks.append(Text(block.values[attribute], label, block.place(attribute)))

    def note(self, code: str, what: str, place: str) -> None:
        """Record something that a person should see."""
        row, _, name = place.partition("/")
        self.issues.append(Issue(Severity.NOTE, code, what, f"{self.rows[int(row)]}/{name}"))

    def text(self, target: list[Text], block: Block, attribute: str, label: str) -> None:
        """Append the text of an attribute, if it is there."""
        if attribute in block.values:
            target.append(Text(block.values[attribute], label, block.place(attribute)))

    def country(self, target: list[Country], block: Block) -> None:
        """Append the country of a block; the list's own UNKNOWN is no country."""
        printed = block.values.get("countryIso2Code", "")
        if printed and printed not in _UNKNOWN_COUNTRY:
            code = code_of(printed)
            if not code:
                self.note("unknown-country", f"unknown country code {printed!r}", block.place("countryIso2Code"))
            target.append(Country(code, printed, block.place("countryIso2Code")))

    def ordered_names(self) -> tuple[Name, ...]:
        """Return the names in the list's own numbering, each once, the first (Latin if any) as primary."""
        numbered = [name for _, name in sorted(self.names)]
        names = _distinct(numbered, lambda name: (name.full, name.family, name.given))
        plain = [name for name in names if name.role is NameRole.ALIAS]
        original = [name for name in names if name.role is NameRole.ORIGINAL_SCRIPT]
        chosen = next((name for name in plain if not name.script), next(iter(plain + original), None))
        return tuple(replace(name, role=NameRole.PRIMARY) if name is chosen else name for name in names)


def distinct_texts(texts: list[Text]) -> tuple[Text, ...]:
    """Return texts without repetitions (same label and text), the first place kept."""
    return tuple(_distinct(texts, lambda item: (item.label, item.text)))


def distinct_countries(countries: list[Country]) -> tuple[Country, ...]:
    """Return countries without repetitions, the first place kept."""
    return tuple(_distinct(countries, lambda item: (item.code, item.printed)))


def distinct_births(births: list[BirthDate]) -> tuple[BirthDate, ...]:
    """Return dates of birth without repetitions, the first place kept."""
    return tuple(_distinct(births, lambda item: item.date))


def distinct_identifiers(identifiers: list[Identifier]) -> tuple[Identifier, ...]:
    """Return identifying numbers without repetitions, the first place kept."""
    return tuple(_distinct(identifiers, lambda item: (item.kind, item.value, item.country, item.label)))


def _distinct(items: list[T], key: Callable[[T], object]) -> list[T]:
    seen: dict[object, T] = {}
    for item in items:
        seen.setdefault(key(item), item)
    return list(seen.values())


def _name(facts: Facts, block: Block) -> None:
    values = block.values
    full = values.get("wholeName", "")
    if not full.strip():
        facts.note("name-without-text", "a name record without a whole name", block.place("wholeName"))
        return
    number = values.get("logicalId", "").removesuffix(".0")
    given = " ".join(values[part] for part in ("firstName", "middleName") if part in values)
    name = Name(
        full,
        _role(facts, block),
        values.get("lastName", ""),
        given,
        script_of(full),
        values.get("nameLanguage", ""),
        block.place("wholeName"),
    )
    facts.names.append((int(number) if number.isdecimal() and len(number) < 19 else 0, name))
    facts.text(facts.positions, block, "function", "function")
    facts.text(facts.remarks, block, "title", "title")
    gender = values.get("gender", "")
    if gender and gender not in _GENDERS:
        facts.note("unknown-gender", f"unknown gender {gender!r}", block.place("gender"))
    facts.text(facts.genders, block, "gender", "gender")


def _role(facts: Facts, block: Block) -> NameRole:
    values = block.values
    said = values.get("remark", "").casefold().strip(" ().")
    strong = values.get("strong", "1")
    if strong not in _YES and strong not in _NO:
        facts.note("unknown-strength", f"unknown strength of a name {strong!r}", block.place("strong"))
    if said.startswith(_WEAK) or strong in _NO:
        return NameRole.WEAK_ALIAS
    if said in _FORMER:
        return NameRole.FORMER
    script = script_of(values["wholeName"])
    english = values.get("regulationLanguage", "").casefold() == "en"
    if said == _ORIGINAL or script not in EU_SCRIPTS or (script and english):
        return NameRole.ORIGINAL_SCRIPT
    return NameRole.ALIAS


def _birth(facts: Facts, block: Block) -> None:
    found = _birth_date(facts, block)
    if found:
        facts.births.append(found)
    country = "countryDescription" if "countryDescription" in block.values else "countryIso2Code"
    facts.birth_places += block.joined(("place", "city", "zipCode", "region", country))


def _birth_date(facts: Facts, block: Block) -> BirthDate | None:
    values = block.values
    parts = _date_parts(values)
    if not parts:
        return None
    printed = "-".join(values[part].zfill(2) for part in parts if part != "yearRangeTo" or len(parts) == 1)
    until = values.get("yearRangeTo", "") if parts[0] == "yearRangeFrom" else ""
    place = block.places(parts)
    try:
        if parts[0] != "birthdate" and _of_other_calendar(values):
            raise ValueError("a year of another calendar")
        date = PartialDate(printed, "" if until == printed else until, values.get("circa", "") in _YES)
    except ValueError as error:
        facts.note("unmappable-date", f"date of birth {printed!r}: {error}", place)
        facts.remarks.append(Text(printed, "date of birth, not converted", place))
        return None
    return BirthDate(date, place)


def _date_parts(values: Mapping[str, str]) -> tuple[str, ...]:
    """The attributes that say the date: the day as a whole, else year, month and day, else a range of years."""
    if "birthdate" in values:
        return ("birthdate",)
    if "year" in values:
        month = ("monthOfYear",) if "monthOfYear" in values else ()
        return ("year", *month, *(("dayOfMonth",) if month and "dayOfMonth" in values else ()))
    return tuple(item for item in ("yearRangeFrom", "yearRangeTo") if item in values)


def _of_other_calendar(values: Mapping[str, str]) -> bool:
    return values.get("calendarType", "GREGORIAN") != "GREGORIAN" or "hijri" in values.get("remark", "").casefold()


def _citizenship(facts: Facts, block: Block) -> None:
    facts.country(facts.countries, block)
    facts.text(facts.remarks, block, "region", "citizenship region")


def _identification(facts: Facts, block: Block) -> None:
    values = block.values
    code = values.get("identificationTypeCode", "")
    kind = _IDENTIFIERS.get(code)
    if kind is None:
        facts.note(
            "unknown-identification", f"unknown type of document {code!r}", block.place("identificationTypeCode")
        )
    elif "number" in values:
        countries: list[Country] = []
        facts.country(countries, block)
        label = values.get("identificationTypeDescription", code)
        country = countries[0].code if countries else ""
        facts.identifiers.append(Identifier(kind, values["number"], country, label, block.place("number")))
    for attribute in ("nameOnDocument", "issuedBy", "issueDate", "validFrom", "validTo", "region"):
        facts.text(facts.remarks, block, attribute, f"document {attribute}")
    for flag in _FLAGS:
        if values.get(flag, "") in _YES:
            facts.remarks.append(Text(values[flag], f"document {flag}", block.place(flag)))


def _address(facts: Facts, block: Block) -> None:
    facts.addresses += block.joined(("street", "poBox", "place", "zipCode", "city", "region"))
    facts.country(facts.address_countries, block)
    facts.text(facts.remarks, block, "contactInfo", "contact")


_READERS: dict[str, Callable[[Facts, Block], None]] = {
    "nameAlias": _name,
    "birthdate": _birth,
    "citizenship": _citizenship,
    "identification": _identification,
    "address": _address,
}
_REMARK_LABELS = {
    "nameAlias": "name",
    "birthdate": "birth",
    "citizenship": "citizenship",
    "identification": "document",
    "address": "address",
}
