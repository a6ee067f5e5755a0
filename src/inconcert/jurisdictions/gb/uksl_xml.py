"""The UK Sanctions List as XML: one `Designation` per Unique ID.

Built from a description, not yet proven on a whole file. An element that the description names is used or ignored by
name; another raises. Below `Passport`, `NationalIdentifier`, `Entity` and `Ship`, of which the description names but a
part, another element becomes an issue and its text a remark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from inconcert.formats import xmlfile
from inconcert.jurisdictions.gb import uksl_rows as cells
from inconcert.jurisdictions.gb.draft import Draft
from inconcert.jurisdictions.gb.vocabulary import kind_of
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Issue, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import DateKind, IdentifierKind, ReferenceScheme, RelationKind, Severity

LIST_ID = "gb_uksl"

_ONCE = (
    "LastUpdated",
    "DateDesignated",
    "UniqueID",
    "RegimeName",
    "IndividualEntityShip",
    "DesignationSource",
    "SanctionsImposed",
    "Names",
)
_IGNORED = ("SanctionsImposedIndicators",)
"""Repeats, measure by measure, what SanctionsImposed says."""

_NAMES = ("Name1", "Name2", "Name3", "Name4", "Name5", "Name6")
_SCRIPTS = ("NameNonLatinScript", "NonLatinScriptType", "NonLatinScriptLanguage")
_LINES = (*(f"AddressLine{number}" for number in range(1, 7)), "AddressPostalCode")

_PERSON, _SHIP = "IndividualDetails/Individual", "ShipDetails/Ship"
_ENTITY = "EntityDetails/Entity"
_LEAVES: dict[str, cells.Add] = {
    "OFSIGroupID": cells.reference(ReferenceScheme.OFSI_GROUP),
    "UNReferenceNumber": cells.un_references,
    "DesignationSource": cells.texts("remarks"),
    "UKStatementofReasons": cells.whole("reasons"),
    "OtherInformation": cells.whole("remarks"),
    "PhoneNumbers/PhoneNumber": cells.identifier(IdentifierKind.PHONE),
    "EmailAddresses/EmailAddress": cells.identifier(IdentifierKind.EMAIL),
    f"{_PERSON}/DOBs/DOB": cells.births,
    f"{_PERSON}/Genders/Gender": cells.texts("genders"),
    f"{_PERSON}/Nationalities/Nationality": cells.countries,
    f"{_PERSON}/Positions/Position": cells.texts("positions"),
    f"{_PERSON}/Title": cells.texts("remarks"),
    f"{_PERSON}/BirthDetails/Location/TownOfBirth": cells.texts("birth_places"),
    f"{_PERSON}/BirthDetails/Location/CountryOfBirth": cells.texts("birth_places"),
    f"{_SHIP}/IMONumbers/IMONumber": cells.imo,
    f"{_SHIP}/CurrentOwnerOperators/CurrentOwnerOperator": cells.relation(RelationKind.OWNED_BY),
    f"{_SHIP}/TypeOfShipDetails/TypeOfShip": cells.texts("remarks"),
    f"{_SHIP}/CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip": cells.countries,
}
_RECORDS = ("Names/Name", "NonLatinNames/NonLatinName", "Addresses/Address")
_OPEN = (f"{_PERSON}/PassportDetails", f"{_PERSON}/NationalIdentifierDetails", _ENTITY, _SHIP)
_CONTAINERS = frozenset(
    "/".join(path.split("/")[:depth])
    for path in (*_LEAVES, *_RECORDS, *_OPEN)
    for depth in range(1, len(path.split("/")) + 1)
) - frozenset(_LEAVES)


_REPEATED = frozenset(
    path
    for path in (*_LEAVES, *_RECORDS, f"{_PERSON}/BirthDetails/Location", *(f"{item}/*" for item in _OPEN[:2]))
    if "/" in path and path.split("/")[-2].endswith(("s", "Details"))
) - {f"{_PERSON}/Title"}
"""What may stand several times beside each other; everything else that the description names stands once."""
_UNDESCRIBED = tuple(f"{item}/" for item in (*_OPEN[:2], _ENTITY))
_SHIP_FLAG = f"{_SHIP}/CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip"
_USUAL = (
    *(path for path in _LEAVES if path != _SHIP_FLAG),  # its inner element is a guess: the description ends above it
    *_ONCE,
    *_IGNORED,
    *(f"Names/Name/{tag}" for tag in ("Name1", "Name6", "NameType")),
    *(f"NonLatinNames/NonLatinName/{tag}" for tag in _SCRIPTS),
    *(f"Addresses/Address/{tag}" for tag in ("AddressLine1", "AddressLine6", "AddressPostalCode", "AddressCountry")),
    f"{_PERSON}/PassportDetails/Passport",
    _ENTITY,
)
"""What a whole edition never lacks, as far as the description goes; without it an element has another name now."""


def recognises(files: Files) -> bool:
    """Return whether the edition is one XML file whose first records are `Designation`."""
    return len(files) == 1 and all(
        name.lower().endswith(".xml") and b"<Designation" in data[:4096] for name, data in files.items()
    )


def read(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the XML; raises SourceError for what it does not know."""
    ((name, data),) = files.items()
    entries: dict[str, Entry] = {}
    issues: list[Issue] = []
    root = xmlfile.parse(data, name)
    _check_whole(root, name)
    for number, element in enumerate(root.iterchildren("*"), 1):
        where = f"{name}#{number}"
        if _tag(element) != "Designation":
            _refuse_record(element, where)
            issues.append(Issue(Severity.NOTE, "unknown-element", f"<{_tag(element)}> is not used", where))
            continue
        entry, found = _entry(element, where, programmes)
        issues.extend(found)
        if entry and entries.setdefault(entry.official_id, entry) is not entry:
            raise UnknownInSource(f"two designations are numbered {entry.official_id}", where=where)
    ordered = tuple(entries[key] for key in sorted(entries))
    return Reading(ordered, tuple(sorted(issues)))


def _check_whole(root: etree._Element, name: str) -> None:
    """Raise UnknownInSource for another root, or where a whole edition lacks what the description names."""
    if _tag(root) != "Designations":
        raise UnknownInSource(f"the root is <{_tag(root)}>, not <Designations>", where=name, remedy=_REMEDY)
    gone = [path for path in _USUAL if root.find("/".join(["{*}Designation", *_steps(path)])) is None]
    if gone:
        what = f"no designation has {', '.join(repr(path) for path in gone)}"
        raise UnknownInSource(what, where=name, remedy=_REMEDY)


def _steps(path: str) -> list[str]:
    return [f"{{*}}{step}" for step in path.split("/")]


def _refuse_record(element: etree._Element, where: str) -> None:
    if len(element):
        raise UnknownInSource(f"a record <{_tag(element)}> is not known", where=where)


def _entry(element: etree._Element, where: str, programmes: Programmes) -> tuple[Entry | None, list[Issue]]:
    once = {tag: _one(element, tag, where) for tag in _ONCE}
    kind, official = kind_of(_text(once["IndividualEntityShip"])), _text(once["UniqueID"])
    if not official:
        raise UnknownInSource("a designation without UniqueID", where=where)
    if kind is None:
        what = f"the type {_text(once['IndividualEntityShip'])!r} is not known"
        return None, [Issue(Severity.SET_ASIDE, "unknown-kind", what, f"{where}/IndividualEntityShip")]
    draft = Draft(LIST_ID, official, kind, (where,))
    for path, leaf in _walk(element, "", where):
        _RECORD_OF.get(path, _leaf)(draft, path, leaf)
    days = ((DateKind.DECIDED, _text(once["DateDesignated"])), (DateKind.UPDATED, _text(once["LastUpdated"])))
    dates = draft.events(days, "0/DateDesignated")
    measures = draft.measures(_text(once["SanctionsImposed"]).split("|"), "0/SanctionsImposed")
    draft.listing(_text(once["RegimeName"]), programmes, "0/RegimeName", dates=dates, measures=measures)
    return draft.entry(), draft.issues


def _walk(element: etree._Element, path: str, where: str) -> Iterator[tuple[str, etree._Element]]:
    """Yield (path, element) for each leaf and each record; raises UnknownInSource for an element that is not known."""
    seen: set[str] = set()
    _refuse_twins(element, where)
    for child in element.iterchildren("*"):
        here = f"{path}/{_tag(child)}" if path else _tag(child)
        if here in seen and here not in _REPEATED and not here.startswith(_UNDESCRIBED):
            raise UnknownInSource(f"<{here}> stands twice", where=where, remedy=_REMEDY)
        seen.add(here)
        if here in _LEAVES or here in _RECORDS or here.startswith(tuple(f"{item}/" for item in _DOCUMENTS)):
            yield here, child
        elif here in _CONTAINERS:
            yield from _walk(child, here, where)
        elif here.startswith((f"{_ENTITY}/", f"{_SHIP}/")):
            _refuse_twins(child, where)
            yield here, child
        elif here in _IGNORED:
            _refuse_twins(child, where)
        elif here not in _ONCE:
            raise UnknownInSource(f"unknown element <{here}>", where=where, remedy=_REMEDY)


def _refuse_twins(element: etree._Element, where: str) -> None:
    """Raise UnknownInSource where two elements beside each other say the same, as no known edition does."""
    seen: set[tuple[object, ...]] = set()
    for child in element.iterchildren("*"):
        said = (_tag(child), *((_tag(item), item.text) for item in child.iter("*")))
        if said in seen:
            raise UnknownInSource(f"<{_tag(child)}> says the same twice", where=where, remedy=_REMEDY)
        seen.add(said)


_REMEDY = "The list has changed: its reader under jurisdictions/gb must learn the new form"
_DOCUMENTS = {
    f"{_PERSON}/PassportDetails": IdentifierKind.PASSPORT,
    f"{_PERSON}/NationalIdentifierDetails": IdentifierKind.NATIONAL_ID,
}


def _leaf(draft: Draft, path: str, element: etree._Element) -> None:
    document = next((kind for start, kind in _DOCUMENTS.items() if path.startswith(start)), None)
    place = f"0/{path}[{_position(element)}]"
    if document:
        _document(draft, document, element, place)
    elif path in _LEAVES:
        if _text(element):
            _LEAVES[path](draft, path.rpartition("/")[2], _text(element), place)
    else:
        draft.note("unproven-element", f"<{path}> is not in the description of this format", place)
        draft.add("remarks", Text(" ".join(_texts(element)), path, place))


def _document(draft: Draft, kind: IdentifierKind, element: etree._Element, place: str) -> None:
    fields = _fields(element, draft.rows[0])
    numbers = [text for tag, text in fields.items() if tag.endswith("Number")]
    details = [text for tag, text in fields.items() if tag.endswith("AdditionalInformation")]
    if len(numbers) + len(details) != len(fields) or len(numbers) > 1:
        draft.note("unproven-element", f"the parts {sorted(fields)} are not in the description", place)
    draft.identifiers(kind, " ".join(numbers), " ".join(details), _tag(element), place)


def _name(draft: Draft, path: str, element: etree._Element) -> None:
    fields = _known(element, (*_NAMES, "NameType", "AliasStrength"), draft.rows[0])
    words = (fields.get("NameType", ""), fields.get("AliasStrength", ""))
    tags = " + ".join(tag for tag in _NAMES if fields.get(tag))
    draft.name((fields.get(tag, "") for tag in _NAMES), words, f"0/{path}[{_position(element)}]/{tags}")


def _script(draft: Draft, path: str, element: etree._Element) -> None:
    fields = _known(element, _SCRIPTS, draft.rows[0])
    name, script, language = (fields.get(tag, "") for tag in _SCRIPTS)
    draft.original_script(name, script, language, f"0/{path}[{_position(element)}]/{_SCRIPTS[0]}")


def _address(draft: Draft, path: str, element: etree._Element) -> None:
    fields = _known(element, (*_LINES, "AddressCountry"), draft.rows[0])
    tags = " + ".join(tag for tag in (*_LINES, "AddressCountry") if fields.get(tag))
    place = f"0/{path}[{_position(element)}]/{tags}"
    draft.address((fields.get(tag, "") for tag in _LINES), fields.get("AddressCountry", ""), place)


_RECORD_OF: dict[str, Callable[[Draft, str, etree._Element], None]] = {
    "Names/Name": _name,
    "NonLatinNames/NonLatinName": _script,
    "Addresses/Address": _address,
}


def _one(element: etree._Element, tag: str, where: str) -> etree._Element:
    found = element.findall(tag)
    if len(found) != 1:
        raise UnknownInSource(f"{len(found)} elements <{tag}> instead of one", where=where, remedy=_REMEDY)
    return found[0]


def _known(element: etree._Element, tags: tuple[str, ...], where: str) -> dict[str, str]:
    fields = _fields(element, where)
    for tag in fields:
        if tag not in tags:
            raise UnknownInSource(f"unknown element <{_tag(element)}/{tag}>", where=where, remedy=_REMEDY)
    return fields


def _fields(element: etree._Element, where: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in element.iterchildren("*"):
        if _tag(child) in fields:
            raise UnknownInSource(f"<{_tag(element)}/{_tag(child)}> stands twice", where=where, remedy=_REMEDY)
        fields[_tag(child)] = _text(child)
    return fields


def _position(element: etree._Element) -> int:
    return sum(1 for _ in element.itersiblings(element.tag, preceding=True)) + 1


def _tag(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _texts(element: etree._Element) -> Iterator[str]:
    return (text.strip() for text in map(str, element.itertext()) if text.strip())
