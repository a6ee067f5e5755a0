"""The enhanced XML, plain or zipped, to entries: the format that prints listing dates, scripts and relations.

A value's place is ROW/PATH: the row is FILE#ID with the record's number, the path the elements inside the record,
numbered among their siblings where they can be several.
Ignored by name: internal numbers (identityId, versionId, valueRefId, the ids of values), nameParts (the words of the
full name again), valueDate (the days that `value` means), isPrimary of a feature, the name on a document.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from lxml import etree

from inconcert.formats import archive
from inconcert.jurisdictions.us import enhanced_shape
from inconcert.jurisdictions.us.enhanced_stream import Parts
from inconcert.jurisdictions.us.labels import facts_of, identifier
from inconcert.jurisdictions.us.measures import CONSOLIDATED, SDN, Printed
from inconcert.jurisdictions.us.places import country, is_known
from inconcert.jurisdictions.us.programmes import unclaimed
from inconcert.jurisdictions.us.remark_labels import IDENTIFIERS
from inconcert.jurisdictions.us.shapes import Checker, Node, Seen
from inconcert.jurisdictions.us.vocabulary import ALIAS_ROLES, KINDS, RELATIONS, SCRIPTS
from inconcert.model.dates import event_on
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Issue, Listing, Name, Reference, Relation, Text
from inconcert.model.errors import UnknownInSource, UnreadableSource
from inconcert.model.vocabulary import DateKind, Kind, NameRole, ReferenceScheme, Severity

_TABLES = {"referenceValues": enhanced_shape.REFERENCE_VALUES, "featureTypes": enhanced_shape.FEATURE_TYPES}
_TITLES = {"us_sdn": SDN, "us_nonsdn": CONSOLIDATED}
Facts = dict[str, list[Any]]


def is_plain(files: Files) -> bool:
    """Return whether this is one enhanced XML file."""
    return len(files) == 1 and all(
        b"<sanctionsData" in data[:1000] and enhanced_shape.NAMESPACE.encode() in data[:1000] for data in files.values()
    )


def is_zipped(files: Files) -> bool:
    """Return whether this is one ZIP that is named as the enhanced one is."""
    return len(files) == 1 and all("ENHANCED" in name.upper() and data[:2] == b"PK" for name, data in files.items())


def read_zipped(files: Files, programmes: Programmes, *, list_id: str) -> Reading:
    """Return the entries of the one XML file inside a ZIP; raises as `read` does."""
    ((name, data),) = files.items()
    inside = archive.members(data, name)
    if len(inside) != 1:
        raise UnreadableSource(f"{len(inside)} files in the archive where this list has one", where=name)
    return read(inside, programmes, list_id=list_id)


def read(files: Files, programmes: Programmes, *, list_id: str) -> Reading:
    """Return the entries of an enhanced XML file, sorted by number.

    Raises UnknownInSource for an element, attribute, type or list that is not known, UnreadableSource for no XML.
    """
    ((name, data),) = files.items()
    return _read(data, Checker(enhanced_shape.NAMESPACE, name), programmes, list_id)


def _read(data: bytes, check: Checker, programmes: Programmes, list_id: str) -> Reading:
    """Return the reading of a file, each record made an entry and let go before the next is read."""
    issues: list[Issue] = []
    entries: dict[int, Entry] = {}
    seen, day = Seen(enhanced_shape.ENTITY, check), ""
    for name, element in Parts(data, check):
        if name == "entity":
            number = str(element.get("id", ""))
            if not number.isdecimal() or int(number) in entries:
                raise check.unknown(f"not one record with a number of its own: {number!r}", "entities")
            seen.look(element)
            node = check.node(element, enhanced_shape.ENTITY, number)
            entries[int(number)] = _Record(node, number, check, programmes, issues).entry(list_id)
        elif name == "publicationInfo":
            day = _head(element, check, list_id)
        else:
            check.node(element, _TABLES[name], name)
            table = Seen(_TABLES[name], check)
            table.look(element)
            table.missing(name)
    seen.missing("entities/entity")
    ordered = tuple(entries[number] for number in sorted(entries))
    return Reading(ordered, tuple(sorted(issues)), day)


def _head(element: etree._Element, check: Checker, list_id: str) -> str:
    """Return the day that the file names; raises UnknownInSource where it is of another list."""
    head = check.node(element, enhanced_shape.HEAD, "publicationInfo")
    filters = [node.text for node in head.all("filters", "sanctionsLists", "sanctionsList")]
    if filters != [_TITLES[list_id]]:
        raise check.unknown(f"the file is of {filters}, not of the {_TITLES[list_id]}", "publicationInfo/filters")
    return head.get("dataAsOf")[:10]


class _Record:
    """One entity of the file on its way to an entry."""

    def __init__(self, node: Node, number: str, check: Checker, programmes: Programmes, issues: list[Issue]) -> None:
        self.node = node
        self.number = number
        self.row = f"{check.file_name}#{number}"
        self.programmes = programmes
        self.issues = issues
        self.facts: Facts = defaultdict(list)

    def entry(self, list_id: str) -> Entry:
        """Return the entry; raises UnknownInSource with the place of what is not known."""
        try:
            kind = _of(KINDS, self.node.all("generalInfo", "entityType")[0])
            self._add_names(kind)
            self._add_listings(sdn=list_id == "us_sdn")
            self._add_general()
            self._add_addresses()
            self._add_features()
            self._add_documents()
            self._add_relations()
        except UnknownInSource as error:
            raise UnknownInSource(error.what, where=error.where or self.row, remedy=error.remedy) from error
        self.facts["references"].append(Reference(ReferenceScheme.OFAC, self.number, "0/@id"))
        if not self.facts["names"]:
            raise UnknownInSource("a record without a name", where=self.row)
        values = {slot: tuple(items) for slot, items in self.facts.items()}
        return Entry(list_id, self.number, kind, rows=(self.row,), **values)

    def _add_names(self, kind: Kind) -> None:
        for name in self.node.all("names", "name"):
            role = _role(name)
            for node in name.all("translations", "translation"):
                script = _of(SCRIPTS, node.all("script")[0])
                original = node.get("isPrimary") != "true" and script != "Latn"
                self.facts["names"].append(
                    _name(node, NameRole.ORIGINAL_SCRIPT if original else role, script, person=kind is Kind.PERSON)
                )

    def _add_listings(self, *, sdn: bool) -> None:
        programmes = self.node.all("sanctionsPrograms", "sanctionsProgram")
        printed = Printed(
            tuple(node.text for node in programmes),
            {node.text: node.attributes["datePublished"] for node in self.node.all("sanctionsLists", "sanctionsList")},
            tuple(node.text for node in self.node.all("sanctionsTypes", "sanctionsType")),
            tuple(node.text for node in self.node.all("legalAuthorities", "legalAuthority")),
        )
        here = [node for node in programmes if printed.belongs(node.text, sdn=sdn)]
        listings = tuple(_listing(node, printed, self.programmes, sdn=sdn) for node in here)
        self.facts["listings"].extend(listings)
        for node in programmes:
            if node not in here:
                self._remark(node.text, "Programme of another list", node.path)
        self.issues.extend(unclaimed(listings, f"{self.row}/sanctionsPrograms"))
        for node in self.node.all("sanctionsLists", "sanctionsList"):
            day = node.attributes["datePublished"]
            self._remark(day, f"Published on the {node.text}", f"{node.path}/@datePublished")
        for path in (("sanctionsTypes", "sanctionsType"), ("legalAuthorities", "legalAuthority")):
            for node in self.node.all(*path):
                self._remark(node.text, path[1], node.path)

    def _add_general(self) -> None:
        for node in self.node.all("generalInfo", "title"):
            self.facts["positions"].append(Text(node.text, "Title", f"0/{node.path}"))
        for node in self.node.all("generalInfo", "remarks"):
            self._remark(node.text, "remarks", node.path)

    def _add_addresses(self) -> None:
        for address in self.node.all("addresses", "address"):
            for node in address.all("country"):
                self._known_country(node)
                self.facts["address_countries"].append(country(node.text, f"0/{node.path}"))
            for node in address.all("translations", "translation"):
                parts = [part.get("value") for part in node.all("addressParts", "addressPart")]
                script = _of(SCRIPTS, node.all("script")[0])
                if parts:
                    label = "" if script == "Latn" else script
                    self.facts["addresses"].append(Text(", ".join(parts), label, f"0/{node.path}"))

    def _add_features(self) -> None:
        for node in self.node.all("features", "feature"):
            label, value, place = node.get("type").rstrip(" -:"), node.get("value"), f"0/{node.path}/value"
            try:
                for slot, fact in facts_of(label, value, place):
                    self.facts[slot].append(fact)
            except UnknownInSource as error:
                self._note("unknown-feature", error.what, node)
                self._remark(value, node.get("type"), f"{node.path}/value")
            for extra in ("comments", "reliability"):
                if node.get(extra):
                    self._remark(node.get(extra), f"{label} {value}: {extra}", f"{node.path}/{extra}")

    def _add_documents(self) -> None:
        for node in self.node.all("identityDocuments", "identityDocument"):
            label, number, place = node.get("type"), node.get("documentNumber"), f"0/{node.path}/documentNumber"
            code = ""
            for issuer in node.all("issuingCountry"):
                self._known_country(issuer)
                code = country(issuer.text, place).code
            if label in IDENTIFIERS:
                self.facts["identifiers"].append(identifier(label, number, place, code))
            else:
                self._note("unknown-document", f"a type of document that is not known: {label!r}", node)
                self._remark(number, label, f"{node.path}/documentNumber")
            self._add_of_document(node, f"{label} {number}")

    def _add_of_document(self, node: Node, document: str) -> None:
        if node.get("isValid") != "true":
            self._remark(node.get("isValid"), f"{document}: isValid", f"{node.path}/isValid")
        for name in ("issuingAuthority", "issuingLocation"):
            if node.get(name):
                self._remark(node.get(name), f"{document}: {name}", f"{node.path}/{name}")
        for name in ("issueDate", "expirationDate"):
            for day in node.all(name, "fromDateBegin"):
                self._remark(day.text, f"{document}: {name}", day.path)

    def _add_relations(self) -> None:
        for node in self.node.all("relationships", "relationship"):
            other = node.all("relatedEntity")[0]
            kind = _of(RELATIONS, node.all("type")[0])
            self.facts["relations"].append(
                Relation(kind, other.text, other.attributes["entityId"], node.get("type"), f"0/{other.path}")
            )
            for extra in ("quality", "comments"):
                if node.get(extra):
                    self._remark(node.get(extra), f"{node.get('type')} {other.text}: {extra}", f"{node.path}/{extra}")

    def _remark(self, text: str, label: str, path: str) -> None:
        self.facts["remarks"].append(Text(text, label, f"0/{path}"))

    def _known_country(self, node: Node) -> None:
        if not is_known(node.text):
            self._note("unknown-country", f"not a known country: {node.text!r}", node)

    def _note(self, code: str, what: str, node: Node) -> None:
        self.issues.append(Issue(Severity.NOTE, code, what, f"{self.row}/{node.path}"))


def _of(table: dict[str, Any], node: Node) -> Any:
    if node.text not in table:
        raise UnknownInSource(f"a word that is not known here: {node.text!r} ({node.path})")
    return table[node.text]


def _role(name: Node) -> NameRole:
    alias = name.all("aliasType")
    primary, low = name.get("isPrimary"), name.get("isLowQuality")
    if {primary, low} - {"true", "false"} or (primary == "true") == bool(alias):
        raise UnknownInSource(f"a name that is neither primary nor an alias ({name.path})")
    if not alias:
        return NameRole.PRIMARY
    role: NameRole = _of(ALIAS_ROLES, alias[0])
    return NameRole.WEAK_ALIAS if low == "true" else role


def _name(node: Node, role: NameRole, script: str, *, person: bool) -> Name:
    full, family, given = (node.get(f"formatted{part}Name") for part in ("Full", "Last", "First"))
    apart = person and given
    place = f"0/{node.path}/formattedFullName"
    return Name(full, role, family if apart else "", given if apart else "", script, "", place)


def _listing(node: Node, printed: Printed, programmes: Programmes, *, sdn: bool) -> Listing:
    tag = node.text
    day = printed.listed_on(tag, sdn=sdn)
    try:
        dates = (event_on(DateKind.LISTED, day),) if day else ()
    except ValueError as error:
        raise UnknownInSource(f"not a date: {day!r} (datePublished)") from error
    place = f"0/{node.path}"
    return Listing(tag, programmes.get(tag, ""), printed.measures(tag, sdn=sdn), dates, printed.authority(tag), place)
