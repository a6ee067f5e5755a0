"""The older XML schema, SDN.XML and consolidated.xml, to entries; unproven for the SDN list itself.

A value's place is ROW/PATH as in the enhanced XML; the row is FILE#UID.
Ignored by name: the uids of values, and `mainEntry` (which of several births or nationalities OFAC prints first).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from lxml import etree

from inconcert.formats import xmlfile
from inconcert.jurisdictions.us.labels import facts_of, identifier
from inconcert.jurisdictions.us.links import Bearers, bearers, linked
from inconcert.jurisdictions.us.places import country, is_known
from inconcert.jurisdictions.us.programmes import unclaimed
from inconcert.jurisdictions.us.remark_labels import IDENTIFIERS
from inconcert.jurisdictions.us.shapes import TEXT, Checker, Node, Shape
from inconcert.jurisdictions.us.vocabulary import ALIAS_ROLES, KINDS
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Issue, Listing, Name, Reference, Relation, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import Kind, NameRole, ReferenceScheme, RelationKind, Severity

NAMESPACE = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"
HEAD = Shape(one={"Publish_Date": TEXT, "Record_Count": TEXT})
_LISTED = (
    ("dateOfBirthList", "dateOfBirthItem", "dateOfBirth", "Birthdate"),
    ("placeOfBirthList", "placeOfBirthItem", "placeOfBirth", "Place of Birth"),
    ("nationalityList", "nationality", "country", "Nationality Country"),
    ("citizenshipList", "citizenship", "country", "Citizenship Country"),
)
"""List, item and value elements whose values are read under one label."""

_VESSEL = (
    ("callSign", "Vessel Call Sign"),
    ("vesselType", "Vessel Type"),
    ("vesselFlag", "Vessel Flag"),
    ("vesselOwner", "Vessel Owner"),
    ("tonnage", "Vessel Tonnage"),
    ("grossRegisteredTonnage", "Vessel Gross Registered Tonnage"),
)
_STREET = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode")


def _list_of(item: str, one: tuple[str, ...], maybe: tuple[str, ...] = (), rare: tuple[str, ...] = ()) -> Shape:
    fields = Shape(one=dict.fromkeys(one, TEXT), maybe=dict.fromkeys(maybe, TEXT), rare=frozenset(rare))
    return Shape(many={item: fields})


ENTRY = Shape(
    one={"uid": TEXT, "lastName": TEXT, "sdnType": TEXT, "programList": Shape(many={"program": TEXT})},
    maybe={
        "firstName": TEXT,
        "title": TEXT,
        "remarks": TEXT,
        "akaList": _list_of("aka", ("uid", "type", "category", "lastName"), ("firstName",)),
        "addressList": _list_of("address", ("uid",), (*_STREET, "country")),
        "idList": _list_of(
            "id",
            ("uid", "idType", "idNumber"),
            ("idCountry", "issueDate", "expirationDate"),
            ("issueDate", "expirationDate"),
        ),
        **{many: _list_of(item, ("uid", value, "mainEntry")) for many, item, value, _ in _LISTED},
        "vesselInfo": Shape(maybe=dict.fromkeys((name for name, _ in _VESSEL), TEXT)),
    },
    rare=frozenset({"title", "nationalityList", "citizenshipList", "vesselInfo"}),
)
_ALIAS_TYPES = {name.lower(): role for name, role in ALIAS_ROLES.items()}
_STRENGTHS = ("strong", "weak")
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_LINKED = re.compile(r"(?:; )?\(Linked To: (.+?)\)(?=; \(Linked To: |$)")


def recognises(files: Files) -> bool:
    """Return whether this is one file in the older XML schema."""
    return len(files) == 1 and all(
        b"<sdnList" in data[:1000] and f'"{NAMESPACE}"'.encode() in data[:1000] for data in files.values()
    )


def read(files: Files, programmes: Programmes, *, list_id: str) -> Reading:
    """Return the entries of a file in the older XML schema, sorted by number.

    Raises UnknownInSource for an element or word that is not known or another number of records than the file says.
    """
    ((name, data),) = files.items()
    return _read(xmlfile.parse(data, name), Checker(NAMESPACE, name), programmes, list_id)


def _read(root: etree._Element, check: Checker, programmes: Programmes, list_id: str) -> Reading:
    check.root(root, "sdnList")
    if not len(root) or root[0].tag != f"{check.prefix}publshInformation" or root.attrib:
        raise check.unknown("the file does not begin with publshInformation", "sdnList")
    head = check.node(root[0], HEAD, "publshInformation")
    check.missing(root, ENTRY, f"{check.prefix}sdnEntry")
    nodes: dict[str, Node] = {}
    for element in list(root)[1:]:
        number = str(element.findtext(f"{check.prefix}uid") or "")
        if element.tag != f"{check.prefix}sdnEntry" or not number.isdecimal() or number in nodes:
            raise check.unknown(f"not one record with a number of its own: {element.tag} {number!r}", "sdnList")
        nodes[number] = check.node(element, ENTRY, number)
    if head.get("Record_Count") != str(len(nodes)):
        what = f"{len(nodes)} records where the file says {head.get('Record_Count')}: cut off, or changed"
        raise check.unknown(what, "publshInformation/Record_Count")
    return _reading(nodes, check, programmes, list_id, _printed_date(head, check))


def _reading(nodes: dict[str, Node], check: Checker, programmes: Programmes, list_id: str, day: str) -> Reading:
    issues: list[Issue] = []
    names = bearers(
        ((_full(node), number) for number, node in nodes.items()),
        ((_full(alias), number) for number, node in nodes.items() for alias in node.all("akaList", "aka")),
    )
    ordered = sorted(nodes, key=int)
    records = [_Record(nodes[number], f"{check.file_name}#{number}", names, issues) for number in ordered]
    return Reading(tuple(record.entry(list_id, programmes) for record in records), tuple(sorted(issues)), day)


def _printed_date(head: Node, check: Checker) -> str:
    found = _DAY.fullmatch(head.get("Publish_Date"))
    if not found:
        raise check.unknown(f"not a date: {head.get('Publish_Date')!r}", "publshInformation/Publish_Date")
    month, day, year = found.groups()
    return f"{year}-{month}-{day}"


def _full(node: Node) -> str:
    return ", ".join(filter(None, (node.get("lastName"), node.get("firstName"))))


class _Record:
    """One sdnEntry on its way to an entry."""

    def __init__(self, node: Node, row: str, names: Bearers, issues: list[Issue]) -> None:
        self.node = node
        self.row = row
        self.names = names
        self.issues = issues
        self.facts: dict[str, list[Any]] = defaultdict(list)

    def entry(self, list_id: str, programmes: Programmes) -> Entry:
        """Return the entry; raises UnknownInSource for a type of record or of alias that is not known."""
        number, kind = self.node.get("uid"), KINDS.get(self.node.get("sdnType"))
        if kind is None:
            raise UnknownInSource(
                f"a type that is not known: {self.node.get('sdnType')!r}", where=f"{self.row}/sdnType"
            )
        self._add_names(person=kind is Kind.PERSON)
        self._add_addresses()
        self._add_labelled()
        self._add_ids()
        self._add_remarks()
        self.facts["references"].append(Reference(ReferenceScheme.OFAC, number, "0/uid"))
        listings = tuple(
            Listing(node.text, programmes.get(node.text, ""), place=f"0/{node.path}")
            for node in self.node.all("programList", "program")
        )
        self.issues.extend(unclaimed(listings, f"{self.row}/programList"))
        values = {slot: tuple(items) for slot, items in self.facts.items()}
        return Entry(list_id, number, kind, listings=listings, rows=(self.row,), **values)

    def _add_names(self, *, person: bool) -> None:
        self.facts["names"].append(_name(self.node, NameRole.PRIMARY, person=person))
        for node in self.node.all("akaList", "aka"):
            role, strength = _ALIAS_TYPES.get(node.get("type")), node.get("category")
            if role is None or strength not in _STRENGTHS:
                what = f"an alias that is not known: {node.get('type')!r} {strength!r}"
                raise UnknownInSource(what, where=f"{self.row}/{node.path}")
            self.facts["names"].append(_name(node, NameRole.WEAK_ALIAS if strength == "weak" else role, person=person))

    def _add_addresses(self) -> None:
        for node in self.node.all("addressList", "address"):
            parts = [node.get(name) for name in _STREET if node.get(name)]
            if parts:
                self.facts["addresses"].append(Text(", ".join(parts), "", f"0/{node.path}"))
            if node.get("country"):
                self._known(node.get("country"), f"{node.path}/country")
                self.facts["address_countries"].append(country(node.get("country"), f"0/{node.path}/country"))

    def _add_labelled(self) -> None:
        for many, item, value, label in _LISTED:
            for node in self.node.all(many, item):
                self._add(label, node.get(value), f"{node.path}/{value}")
        for node in self.node.all("vesselInfo"):
            for name, label in _VESSEL:
                if node.get(name):
                    self._add(label, node.get(name), f"{node.path}/{name}")
        if self.node.get("title"):
            self._add("Title", self.node.get("title"), "title")

    def _add_ids(self) -> None:
        for node in self.node.all("idList", "id"):
            label, number, issuer = node.get("idType").rstrip(" -:"), node.get("idNumber"), node.get("idCountry")
            place = f"{node.path}/idNumber"
            if label in IDENTIFIERS:
                self._known(issuer, f"{node.path}/idCountry")
                code = country(issuer, place).code if issuer else ""
                self.facts["identifiers"].append(identifier(label, number, f"0/{place}", code))
            else:
                self._add(label, number, place)
            for name in ("issueDate", "expirationDate"):
                if node.get(name):
                    self._remark(node.get(name), f"{label} {number}: {name}", f"{node.path}/{name}")

    def _add_remarks(self) -> None:
        printed = self.node.get("remarks")
        for found in _LINKED.finditer(printed):
            relation = Relation(RelationKind.LINKED_TO, found[1], "", "Linked To", "0/remarks")
            self.facts["relations"].append(linked(relation, self.names))
        rest = _LINKED.sub("", printed)
        if rest:
            self._remark(rest, "remarks", "remarks")

    def _add(self, label: str, value: str, path: str) -> None:
        try:
            for slot, fact in facts_of(label, value, f"0/{path}"):
                self.facts[slot].append(linked(fact, self.names) if isinstance(fact, Relation) else fact)
        except UnknownInSource as error:
            self._note("unknown-feature", error.what, path)
            self._remark(value, label, path)

    def _known(self, printed: str, path: str) -> None:
        if printed and not is_known(printed):
            self._note("unknown-country", f"not a known country: {printed!r}", path)

    def _remark(self, text: str, label: str, path: str) -> None:
        self.facts["remarks"].append(Text(text, label, f"0/{path}"))

    def _note(self, code: str, what: str, path: str) -> None:
        self.issues.append(Issue(Severity.NOTE, code, what, f"{self.row}/{path}"))


def _name(node: Node, role: NameRole, *, person: bool) -> Name:
    family, given = node.get("lastName"), node.get("firstName")
    place = f"0/{node.path}".rstrip("/") if node.path else "0/."
    apart = person and given
    return Name(_full(node), role, family if apart else "", given if apart else "", place=place)
