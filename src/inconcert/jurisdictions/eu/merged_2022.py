"""The EU list of 13 September 2022 as a third party merged it: `merged_dataset.csv` and `travel_bans_massi.csv`.

`merged_dataset.csv` has one row per entity: programme, act, remark, and *one* of its names, from the official CSV of
that day. `travel_bans_massi.csv` is the export of the travel bans: names, births, citizenships and documents of persons
by the same logical id. They join on that id alone. What this reader holds:

- `Leba_publication_date` is the day of the act named beside it, often the last amending act: UPDATED, never a listing.
- A travel ban is given only where the second file names a Council decision for that id and the first says it is a
  person. The second file names no decision for Belarus, and calls 34 Belarusian companies persons: no ban from there.
- A person who stands only in the second file is under no financial sanction: set aside, not an entry of this list.
- Nested records of the second file are text in the form of Python lists: read as data by `nested`, never run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from inconcert.jurisdictions.eu import nested
from inconcert.jurisdictions.eu.entities import (
    Act,
    Subject,
    blocks_of,
    entry_of,
    kind_of,
    listings_of,
    places_of,
    reading_of,
    references_of,
    remark_issues,
    sorted_rows,
)
from inconcert.jurisdictions.eu.records import Block, Facts
from inconcert.jurisdictions.eu.remarks import read_remark
from inconcert.jurisdictions.eu.tables import Row, Table, read_table
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Issue, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import Kind, Measure, Severity

NAME = "merged_2022"
_DECISION = "council decision"
_TYPES = {"financial sanction", "both travel and financial sanction", "travel ban", ""}
_COPIED = "copied by the merge from travel_bans_massi.csv, read there"
_EMPTY_IN_MERGE = "empty in every row: the merge lost it"
_OTHER_ACT = "the act that brought this name, not the listing"

MERGED = Table(
    "merged_dataset.csv",
    used={
        "Entity_logical_id...2": "entity.logicalId",
        "Subject_type": "entity.subjectType",
        "Leba_numtitle": "entity.act",
        "Leba_publication_date": "entity.actDate",
        "Programme": "entity.programme",
        "Entity_remark": "entity.remark",
        "Naal_logical_id": "nameAlias.logicalId",
        "Naal_wholename": "nameAlias.wholeName",
        "Naal_function": "nameAlias.function",
        "EU_ref_num": "entity.euReferenceNumber",
        "logicalId": "entity.travelId",
        "type": "entity.type",
    },
    ignored={
        "": "the merge's own count of rows",
        "Leba_url": "address of the act that Leba_numtitle names",
        "Naal_leba_numtitle": _OTHER_ACT,
        "Naal_leba_publication_date": _OTHER_ACT,
        "Naal_leba_url": _OTHER_ACT,
        "Naal_programme": "the programme of the entity again",
        "Addr_country": _EMPTY_IN_MERGE,
        "Birt_country": _EMPTY_IN_MERGE,
        "Birt_date": _EMPTY_IN_MERGE,
        "remark": _COPIED,
        "nameAlias": _COPIED,
        "nameAlias.wholeName": _COPIED,
        "subjectType.classificationCode": _COPIED,
        "birthdate.year": _COPIED,
        "nameAlias.function": _COPIED,
        "citizenship.countryDescription": _COPIED,
        "regulation.publicationUrl": _COPIED,
        "regulation.numberTitle": _COPIED,
        "regulation.regulationType": _COPIED,
    },
    absent="NA",
)
_PARTS = {
    "nameAlias": (
        "logicalId regulationLanguage wholeName function title strong firstName lastName middleName gender remark"
    ),
    "birthdate": (
        "logicalId regulationLanguage calendarType year place countryIso2Code countryDescription remark circa city "
        "region yearRangeFrom yearRangeTo birthdate dayOfMonth monthOfYear"
    ),
    "citizenship": (
        "logicalId regulationLanguage countryIso2Code countryDescription diplomatic knownExpired knownFalse "
        "reportedLost revokedByIssuer number identificationTypeCode identificationTypeDescription remark issueDate "
        "validTo region"
    ),
    "address": (
        "logicalId regulationLanguage countryIso2Code countryDescription city street remark region place zipCode poBox"
    ),
}
TRAVEL = Table(
    "travel_bans_massi.csv",
    used={
        "logicalId": "entity.logicalId",
        "remark": "entity.remark",
        "regulation": "entity.decisions",
        "regulation.numberTitle": "entity.decision",
        "regulation.regulationType": "entity.decisionType",
        "unitedNationId": "entity.unitedNationId",
        **{part: f"entity.{part}" for part in _PARTS},
        **{f"{part}.{name}": f"{part}.{name}" for part, names in _PARTS.items() for name in names.split()},
    },
    ignored={
        "designationDetails": "printed as part of Entity_remark in merged_dataset.csv",
        "regulation.organisationType": "always the Council",
        "regulation.publicationUrl": "address of the decision that numberTitle names",
        "subjectType.code": "'person' for every row, companies too: the kind is that of merged_dataset.csv",
        "subjectType.classificationCode": "'P' for every row, companies too: the kind is that of merged_dataset.csv",
    },
)


def recognises(files: Files) -> bool:
    """Return whether these are the two files of the merge."""
    return set(files) == {MERGED.file, TRAVEL.file}


def read(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the financial list; persons under a travel ban alone are set aside with an issue."""
    travel: dict[str, list[Row]] = defaultdict(list)
    issues: list[Issue] = []
    for row in read_table(files[TRAVEL.file], TRAVEL):
        travel[TRAVEL.cell(row, "logicalId")].append(row)
    entries = []
    for row in read_table(files[MERGED.file], MERGED):
        where = f"{row.file}#{row.line}"
        own = travel.pop(MERGED.cell(row, "logicalId"), []) if MERGED.cell(row, "logicalId") else []
        if MERGED.cell(row, "Entity_logical_id...2"):
            entry = _entry(row, own, programmes, issues)
            entries += [entry] if entry else []
        else:
            issues.append(_set_aside(MERGED.cell(row, "type") or "no number", where))
    for rows in travel.values():
        issues += [_set_aside("no number", f"{row.file}#{row.line}") for row in rows]
    return reading_of(entries, issues)


def _set_aside(what: str, where: str) -> Issue:
    if what == "travel ban":
        return Issue(Severity.SET_ASIDE, "travel-ban-only", "under a travel ban, not on the financial list", where)
    return Issue(
        Severity.SET_ASIDE, "no-official-number", "a record without a number: it cannot be told whose it is", where
    )


def _entry(row: Row, travel: list[Row], programmes: Programmes, issues: list[Issue]) -> Entry | None:
    rows = (row, *sorted_rows(travel))
    facts = Facts(places_of(rows))
    kind = kind_of(MERGED.cell(row, "Subject_type"), facts.rows[0])
    un_ids = [
        (TRAVEL.cell(other, "unitedNationId"), f"{index}/unitedNationId")
        for index, other in enumerate(rows[1:], 1)
        if TRAVEL.cell(other, "unitedNationId")
    ]
    remark = read_remark(MERGED.cell(row, "Entity_remark"))
    un_ids += [(value, "0/Entity_remark") for value in remark.un_ids]
    for block in _blocks(rows):
        facts.add(block)
    _own_text(rows, facts)
    facts.issues += remark_issues(remark, f"{facts.rows[0]}/Entity_remark")
    references = references_of(MERGED.cell(row, "Entity_logical_id...2"), "0/Entity_logical_id...2", un_ids)
    act = Act(
        MERGED.cell(row, "Programme"),
        MERGED.cell(row, "Leba_numtitle"),
        MERGED.cell(row, "Leba_publication_date"),
        "0/Programme",
    )
    (listing,) = listings_of([act], remark, references, programmes, facts)
    listing = replace(listing, measures=_measures(rows, kind, facts))
    official_id = MERGED.cell(row, "EU_ref_num") or MERGED.cell(row, "Entity_logical_id...2")
    entry = entry_of(Subject(official_id, kind, (listing,), references), facts)
    issues += facts.issues
    return entry


def _blocks(rows: tuple[Row, ...]) -> Iterator[Block]:
    seen: set[str] = set()
    for index, row in enumerate(rows[1:], 1):
        for block in _travel_blocks(row, index):
            if block.kind == "nameAlias":
                seen.add(block.values.get("logicalId", ""))
            yield block
    for block in blocks_of(rows[0], 0, MERGED):
        if block.values.get("logicalId") not in seen:
            yield block


def _travel_blocks(row: Row, index: int) -> Iterator[Block]:
    for part in _PARTS:
        cell = TRAVEL.cell(row, part)
        if cell:
            for number, record in enumerate(nested.records(cell, f"{row.file}#{row.line}/{part}")):
                yield Block(_kind_of_record(part, record), record, index, prefix=f"{part}[{number}].")
    for block in blocks_of(row, index, TRAVEL):
        yield Block(_kind_of_record(block.kind, block.values), block.values, index, block.fields)


def _kind_of_record(part: str, values: Mapping[str, str]) -> str:
    """The export files documents under citizenship: a record with a type of document is one."""
    return "identification" if part == "citizenship" and "identificationTypeCode" in values else part


def _own_text(rows: tuple[Row, ...], facts: Facts) -> None:
    remark = MERGED.cell(rows[0], "Entity_remark")
    if remark:
        facts.remarks.insert(0, Text(remark, "remark", "0/Entity_remark"))
    for index, row in enumerate(rows[1:], 1):
        if TRAVEL.cell(row, "remark") and not remark:
            facts.remarks.append(Text(TRAVEL.cell(row, "remark"), "remark", f"{index}/remark"))


def _measures(rows: tuple[Row, ...], kind: Kind, facts: Facts) -> tuple[Measure, ...]:
    printed = MERGED.cell(rows[0], "type")
    if printed not in _TYPES:
        raise UnknownInSource(f"unknown type of measure {printed!r}", where=f"{facts.rows[0]}/type")
    if len(rows) > 1 and kind is not Kind.PERSON:
        facts.note("travel-ban-on-a-body", "the travel-ban export names this body as a person: no ban taken", "0/type")
    elif any(_names_a_decision(row) for row in rows[1:]):
        return (Measure.ASSET_FREEZE, Measure.TRAVEL_BAN)
    return (Measure.ASSET_FREEZE,)


def _names_a_decision(row: Row) -> bool:
    if TRAVEL.cell(row, "regulation.regulationType") == _DECISION and TRAVEL.cell(row, "regulation.numberTitle"):
        return True
    cell = TRAVEL.cell(row, "regulation")
    acts = nested.records(cell, f"{row.file}#{row.line}/regulation") if cell else []
    return any(act.get("regulationType") == _DECISION and act.get("numberTitle") for act in acts)
