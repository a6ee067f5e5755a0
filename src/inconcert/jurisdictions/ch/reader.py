"""SECO's list as XML, built from the sample of its schema and unproven: no real edition has been read.

The official number is the `ssid` of the target. A target stands under sanctions sets; a set belongs to a programme
(its English key) and says in its English name what it imposes. A file of list type "amendment" holds changes, not the
whole list, and is read with an issue that says so. A place is the XPath inside the target.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from inconcert.formats import xmlfile
from inconcert.jurisdictions.ch.schema import ROOT, check
from inconcert.jurisdictions.scripts import script_of
from inconcert.model.dates import PartialDate
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import BirthDate, Country, Entry, Issue, Listing, Name, Text
from inconcert.model.errors import UnknownInSource, UnreadableSource
from inconcert.model.vocabulary import Kind, Measure, NameRole, Severity

LIST_ID = "ch_seco"
KINDS = {"individual": Kind.PERSON, "entity": Kind.ENTITY}
MEASURES = {"Financial measures": Measure.ASSET_FREEZE, "Travel ban": Measure.TRAVEL_BAN}
IGNORED = ("program-name", "origin", "version-date", "main", "lang of a name")
_LIST_TYPES = ("whole-list", "amendment")


@dataclass(frozen=True, slots=True)
class SanctionsSet:
    """What a target stands under: the programme's English key, and the set's English name ("Travel ban, annex 1")."""

    programme: str
    name: str


def read(files: Files, programmes: Programmes) -> Reading:
    """Return entries and issues; raises SourceError for what the sample's schema does not have."""
    if len(files) != 1:
        raise UnreadableSource(f"expected one file, found {len(files)}", remedy="Give the XML file alone")
    name, data = next(iter(files.items()))
    root = xmlfile.parse(data, name)
    if root.tag != ROOT:
        raise UnreadableSource(f"root element {root.tag!r} instead of {ROOT!r}", where=name)
    check(root, name)
    issues = list(_list_type(root, name))
    sets = _sets(root)
    entries: list[Entry] = []
    for position, target in enumerate(root.findall("target"), start=1):
        place = f"{name}#{position}"
        try:
            entries.append(_entry(target, place, sets, programmes))
        except ValueError as error:
            issues.append(Issue(Severity.SET_ASIDE, _problem(error), str(error), place))
    entries.sort(key=lambda entry: entry.official_id)
    return Reading(tuple(entries), tuple(sorted(issues)), root.get("date", ""))


def _list_type(root: etree._Element, name: str) -> Iterator[Issue]:
    kind = root.get("list-type", "")
    if kind not in _LIST_TYPES:
        raise UnknownInSource(f"list type {kind!r} instead of one of {_LIST_TYPES}", where=name)
    if kind == "amendment":
        yield Issue(Severity.NOTE, "amendment", "the file holds changes, not the whole list", name)


def _sets(root: etree._Element) -> dict[str, SanctionsSet]:
    found = {}
    for program in root.findall("sanctions-program"):
        key = program.findtext("program-key[@lang='eng']") or ""
        for item in program.findall("sanctions-set[@lang='eng']"):
            found[item.get("ssid", "")] = SanctionsSet(key, item.text or "")
    return found


def _entry(target: etree._Element, place: str, sets: dict[str, SanctionsSet], programmes: Programmes) -> Entry:
    if (change := target.find("modification")) is None or change.get("modification-type") != "listed":
        raise ValueError("the target's last modification is not 'listed'")
    bodies = [child for child in target if child.tag in KINDS]
    if len(bodies) != 1:
        raise ValueError("the target is not one individual or one entity")
    (body,) = bodies
    sex = body.get("sex", "")
    return Entry(
        list_id=LIST_ID,
        official_id=target.get("ssid", ""),
        kind=KINDS[str(body.tag)],
        names=tuple(_names(target, body)),
        listings=_listings(target, sets, programmes),
        birth_dates=tuple(_births(target, body)),
        countries=tuple(_nationalities(target, body)),
        genders=(Text(sex, "sex", f"0/{body.tag}/@sex"),) if sex else (),
        rows=(place,),
    )


def _names(target: etree._Element, body: etree._Element) -> Iterator[Name]:
    for name in body.iterfind("identity/name"):
        kind = (name.get("name-type"), name.get("quality"))
        if kind != ("primary-name", "good"):
            raise ValueError(f"a name of type {kind[0]!r} and quality {kind[1]!r}, which the sample does not have")
        parts = name.findall("name-part")
        if [part.get("name-part-type") for part in parts] != ["whole-name"]:
            raise ValueError("a name that is not one whole name, which the sample does not have")
        full = " ".join((parts[0].findtext("value") or "").split())
        yield Name(full, NameRole.PRIMARY, script=script_of(full), place=f"0/{_path(parts[0], target)}/value")


def _listings(target: etree._Element, sets: dict[str, SanctionsSet], programmes: Programmes) -> tuple[Listing, ...]:
    measures: dict[str, set[Measure]] = {}
    for element in target.findall("sanctions-set-id"):
        found = sets.get(element.text or "")
        if found is None:
            raise ValueError(f"sanctions set {element.text!r} belongs to no programme")
        if found.programme not in programmes:
            raise _UnknownProgramme(f"no regime for the programme {found.programme!r}")
        kind = found.name.partition(",")[0]
        if kind not in MEASURES:
            raise ValueError(f"no measure for the sanctions set {found.name!r}")
        measures.setdefault(found.programme, set()).add(MEASURES[kind])
    return tuple(
        Listing(key, programmes[key], measures=tuple(sorted(kinds)), place="0/sanctions-set-id")
        for key, kinds in sorted(measures.items())
    )


def _births(target: etree._Element, body: etree._Element) -> Iterator[BirthDate]:
    for element in body.iterfind("identity/day-month-year"):
        if (element.get("calendar"), element.get("quality")) != ("Gregorian", "good"):
            raise ValueError("a date of another calendar or quality than the sample has")
        year, month, day = (int(element.get(word, "")) for word in ("year", "month", "day"))
        yield BirthDate(PartialDate(f"{year:04}-{month:02}-{day:02}"), place=f"0/{_path(element, target)}")


def _nationalities(target: etree._Element, body: etree._Element) -> Iterator[Country]:
    for country in body.iterfind("identity/nationality/country"):
        code = country.get("iso-code", "").lower()
        if len(code) != 2 or not code.isalpha():
            raise ValueError(f"{code!r} is not a country code")
        yield Country(code, country.text or "", place=f"0/{_path(country, target)}")


def _path(element: etree._Element, target: etree._Element) -> str:
    return str(etree.ElementTree(target).getelementpath(element))


class _UnknownProgramme(ValueError):
    """No regime file claims what the record prints as its programme."""


def _problem(error: ValueError) -> str:
    return "unknown-programme" if isinstance(error, _UnknownProgramme) else "unmappable-record"
