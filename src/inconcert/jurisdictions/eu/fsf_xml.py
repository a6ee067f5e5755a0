"""The official `xmlFullSanctionsList_1_1`: one `sanctionEntity` per person or body, every value in an attribute.

*Unproven*: built from descriptions, no full real file of this version was at hand. Every element and attribute is
known by name or raises; those in `_REQUIRED` must stand in every record.

A place inside an entity is its path from `sanctionEntity`, with the records told apart by their logical id:
"0/nameAlias[@logicalId='17']/@wholeName". The row is the ordinal of the `sanctionEntity` in the file, from 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inconcert.formats import xmlfile
from inconcert.jurisdictions.eu.entities import (
    Act,
    Subject,
    entry_of,
    kind_of,
    listings_of,
    reading_of,
    references_of,
    remark_issues,
)
from inconcert.jurisdictions.eu.records import Block, Facts
from inconcert.jurisdictions.eu.remarks import Remark, iso_day, read_remark, with_designation_day
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Issue, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import Kind

NAME = "xmlFullSanctionsList_1_1"
_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
NAMESPACE = "{http://eu.europa.ec/fpi/fsd/export}"
_REQUIRED = {
    element: frozenset(words.split())
    for element, words in {
        "export": "generationDate",
        "sanctionEntity": "designationDetails unitedNationId euReferenceNumber logicalId",
        "regulation": "regulationType organisationType publicationDate numberTitle programme logicalId",
        "subjectType": "code classificationCode",
        "nameAlias": (
            "firstName middleName lastName wholeName function gender title nameLanguage strong regulationLanguage "
            "logicalId"
        ),
        "citizenship": "region countryIso2Code countryDescription regulationLanguage logicalId",
        "birthdate": (
            "circa calendarType city place region zipCode countryIso2Code countryDescription regulationLanguage "
            "logicalId"
        ),
        "identification": (
            "number identificationTypeCode identificationTypeDescription nameOnDocument issuedBy countryIso2Code "
            "countryDescription region diplomatic knownExpired knownFalse reportedLost revokedByIssuer latinNumber "
            "regulationLanguage logicalId"
        ),
        "address": (
            "city street poBox zipCode region place countryIso2Code countryDescription asAtListingTime contactInfo "
            "regulationLanguage logicalId"
        ),
        "remark": "",
        "publicationUrl": "",
    }.items()
}
_OPTIONAL = {
    element: frozenset(words.split())
    for element, words in {
        "export": "globalFileId",
        "sanctionEntity": "designationDate",
        "regulation": "entryIntoForceDate",
        "birthdate": "birthdate dayOfMonth monthOfYear year yearRangeFrom yearRangeTo",
        "identification": "issueDate validFrom validTo",
    }.items()
}
_RECORDS = ("nameAlias", "birthdate", "citizenship", "identification", "address")
_CHILDREN = {
    "export": frozenset({"sanctionEntity"}),
    "sanctionEntity": frozenset({"remark", "regulation", "subjectType", *_RECORDS}),
    "regulation": frozenset({"publicationUrl", "remark"}),
    **{record: frozenset({"remark", "regulationSummary"}) for record in _RECORDS},
}
"""`publicationUrl` (address of the act) and `regulationSummary` (the act that brought a record) are ignored by name."""


_SUMMARY = ("regulationType", "publicationDate", "numberTitle", "publicationUrl")
_SINGLE = ("publicationUrl", "regulationSummary", "subjectType")
_USUAL = (
    "/f:export/@globalFileId",
    "/f:export/f:sanctionEntity/f:remark",
    "/f:export/f:sanctionEntity/f:regulation/f:publicationUrl",
    *(f"/f:export/f:sanctionEntity/@{attribute}" for attribute in _OPTIONAL["sanctionEntity"]),
    *(f"/f:export/f:sanctionEntity/f:{record}/f:regulationSummary/@{word}" for record in _RECORDS for word in _SUMMARY),
    *(f"/f:export/f:sanctionEntity/f:{record}/f:remark" for record in _RECORDS),
    *(
        f"/f:export/f:sanctionEntity/f:{record}/@{attribute}"
        for record in ("regulation", "birthdate", "identification")
        for attribute in sorted(_OPTIONAL[record])
    ),
)
"""What a whole edition never lacks, as far as the description goes; what stands in every record is in `_REQUIRED`."""


def recognises(files: Files) -> bool:
    """Return whether the one file begins as the official XML does."""
    head = next(iter(files.values()))[:2000] if len(files) == 1 else b""
    return b"<export" in head and NAMESPACE.strip("{}").encode() in head


def read(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the list, and the day it was generated as its own date."""
    ((name, data),) = files.items()
    root = xmlfile.parse(data, name)
    if root.tag != f"{NAMESPACE}export":
        raise UnknownInSource(f"unknown root element {root.tag!r}", where=name)
    _check(root, f"{name}#0")
    _check_whole(root, name)
    issues: list[Issue] = []
    found = [
        _entry(element, f"{name}#{ordinal}", programmes, issues) for ordinal, element in enumerate(_elements(root), 1)
    ]
    printed_date = iso_day(root.get("generationDate", "")[:10])
    return reading_of([entry for entry in found if entry], issues, printed_date)


def _entry(element: etree._Element, row: str, programmes: Programmes, issues: list[Issue]) -> Entry | None:
    _check(element, row)
    facts = Facts((row,))
    remark = _remark(element, facts)
    for block in _blocks(element, row):
        facts.add(block)
    un_ids = [(value, text.place) for value in remark.un_ids for text in facts.remarks if value in text.text]
    un_ids += [(str(element.get("unitedNationId")), "0/@unitedNationId")] if element.get("unitedNationId") else []
    references = references_of(element.get("logicalId", ""), "0/@logicalId", un_ids)
    listings = listings_of(_acts(element, row), remark, references, programmes, facts)
    official_id = element.get("euReferenceNumber") or element.get("logicalId")
    entry = entry_of(Subject(str(official_id), _kind(element, row), listings, references), facts)
    issues += facts.issues
    return entry


def _check_whole(root: etree._Element, name: str) -> None:
    """Raise UnknownInSource where a whole edition lacks an element or attribute: it has another name now."""
    gone = [path for path in _USUAL if not root.xpath(f"boolean({path})", namespaces={"f": NAMESPACE.strip("{}")})]
    if gone:
        what = f"no entity has {', '.join(repr(path.replace('f:', '')) for path in gone)}"
        raise UnknownInSource(what, where=name, remedy="The list has changed: its reader must be taught the new form.")


def _kind(element: etree._Element, row: str) -> Kind:
    types = element.findall(f"{NAMESPACE}subjectType")
    if len(types) != 1:
        raise UnknownInSource(f"{len(types)} types of subject where one is expected", where=row)
    _check(types[0], row)
    return kind_of(types[0].get("classificationCode", ""), f"{row}/subjectType")


def _remark(element: etree._Element, facts: Facts) -> Remark:
    for child in element.findall(f"{NAMESPACE}remark"):
        _check(child, facts.rows[0])
    texts = [(child.text or "", f"0/remark[{n}]") for n, child in enumerate(element.findall(f"{NAMESPACE}remark"), 1)]
    texts.append((element.get("designationDetails", ""), "0/@designationDetails"))
    facts.remarks += [Text(text, "remark", place) for text, place in texts if text]
    remark = read_remark("\n".join(text for text, _ in texts))
    remark = with_designation_day(remark, element.get("designationDate", ""))
    facts.issues += remark_issues(remark, f"{facts.rows[0]}/@designationDate")
    return remark


def _acts(element: etree._Element, row: str) -> Iterator[Act]:
    for child in _numbered(element, "regulation", row):
        yield Act(
            child.get("programme", ""),
            child.get("numberTitle", ""),
            child.get("publicationDate", ""),
            f"0/regulation[@logicalId='{child.get('logicalId')}']/@programme",
        )


def _blocks(element: etree._Element, row: str) -> Iterator[Block]:
    for record in _RECORDS:
        for child in _numbered(element, record, row):
            logical_id = child.get("logicalId")
            values = {str(name): str(value) for name, value in child.attrib.items() if value}
            fields = {name: f"@{name}" for name in values}
            for number, remark in enumerate(child.findall(f"{NAMESPACE}remark"), 1):
                _check(remark, row)
                values[f"remark[{number}]"] = remark.text or ""
            yield Block(record, values, 0, fields, f"{record}[@logicalId='{logical_id}']/")


def _numbered(element: etree._Element, name: str, row: str) -> list[etree._Element]:
    """The records of one kind in the order of their logical ids; an id that stands twice raises."""
    children = element.findall(NAMESPACE + name)
    for child in children:
        _check(child, row)
    by_id = {str(child.get("logicalId")): child for child in children}
    if len(by_id) != len(children):
        raise UnknownInSource(f"two {name} records with one logicalId", where=row)
    return [by_id[logical_id] for logical_id in sorted(by_id)]


def _doubled(element: etree._Element) -> list[str]:
    """Return which children that stand once stand twice."""
    names = [str(child.tag).removeprefix(NAMESPACE) for child in _elements(element)]
    return [name for name in _SINGLE if names.count(name) > 1]


def _elements(element: etree._Element) -> Iterator[etree._Element]:
    """The child elements, comments and processing instructions left out."""
    return (child for child in element if isinstance(child.tag, str))


def _check(element: etree._Element, row: str) -> None:
    """Raise UnknownInSource for an attribute or a child element that is unknown or missing, or for stray text."""
    name = str(element.tag).removeprefix(NAMESPACE)
    attributes = {str(attribute) for attribute in element.attrib}
    known = _REQUIRED[name] | _OPTIONAL.get(name, frozenset())
    strange = sorted(item for item in attributes - known if not item.startswith(_SCHEMA_INSTANCE))
    missing = sorted(_REQUIRED[name] - attributes)
    children = sorted(
        {str(child.tag).removeprefix(NAMESPACE) for child in _elements(element)} - _CHILDREN.get(name, frozenset())
    )
    troubles = {"unknown attribute": strange, "missing attribute": missing, "unknown element": children}
    troubles["doubled element"] = _doubled(element)
    for trouble, found in troubles.items():
        if found:
            raise UnknownInSource(f"{trouble}(s) in {name}: {', '.join(found[:8])}", where=row)
    if name != "remark" and (element.text or "").strip():
        raise UnknownInSource(f"text in {name}, which has none", where=row)
