"""The official `csvFullSanctionsList_1_1`: semicolons, UTF-8 with BOM, one row per name, birth, document or address.

*Unproven*: built from descriptions and from the column subsets of 2025, no full real file was at hand.
The entity's own columns stand again in each of its rows. The programme and the act named beside it may be those of the
last amending act: the day of its publication is an update, never a listing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from inconcert.jurisdictions.eu.documents import bare_document
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
from inconcert.jurisdictions.eu.records import Facts
from inconcert.jurisdictions.eu.remarks import Remark, iso_day, read_remark, with_designation_day
from inconcert.jurisdictions.eu.tables import Row, Table, read_table
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Issue, Text
from inconcert.model.errors import UnknownInSource

NAME = "csvFullSanctionsList_1_1"
_ACT = "Type OrganisationType PublicationDate EntryIntoForceDate NumberTitle Programme PublicationUrl"
_BLOCKS = {
    "NameAlias": ("nameAlias", "lastName firstName middleName wholeName nameLanguage gender title function remark"),
    "Address": ("address", "city street poBox zipCode region place contactInfo countryIso2Code remark"),
    "BirthDate": (
        "birthdate",
        "birthdate=BirthDate dayOfMonth=Day monthOfYear=Month year yearRangeFrom yearRangeTo circa calendarType "
        "zipCode region place city countryIso2Code countryDescription remark",
    ),
    "Identification": (
        "identification",
        "number diplomatic knownExpired knownFalse reportedLost revokedByIssuer issuedBy issueDate=IssuedDate "
        "validFrom validTo nameOnDocument identificationTypeCode=TypeCode "
        "identificationTypeDescription=TypeDescription region countryIso2Code remark",
    ),
    "Citizenship": ("citizenship", "region countryIso2Code remark"),
}


def _used() -> dict[str, str]:
    columns = {}
    for prefix, (block, names) in _BLOCKS.items():
        for item in f"{names} logicalId regulationLanguage".split():
            attribute, _, column = item.partition("=")
            columns[f"{prefix}_{column or attribute[0].upper() + attribute[1:]}"] = f"{block}.{attribute}"
    return columns


def _ignored() -> dict[str, str]:
    other_act = "the act that brought this record, not the listing"
    columns = {f"{prefix}_Regulation_{part}": other_act for prefix in _BLOCKS for part in _ACT.split()}
    for part in ["Type", "OrganisationType", "EntryIntoForceDate", "PublicationUrl"]:
        columns[f"Entity_Regulation_{part}"] = "named by Entity_Regulation_NumberTitle"
    for column in ("Address_CountryDescription", "Identification_CountryDescription", "Citizenship_CountryDescription"):
        columns[column] = "the name of the country whose code stands beside it"
    columns["Address_AsAtListingTime"] = "whether the address is that of the day of listing"
    columns["Identification_LatinNumber"] = "the number in Latin digits"
    columns["Entity_SubjectType_ClassificationCode"] = "the words for Entity_SubjectType"
    return columns


TABLE = Table(
    NAME,
    used={
        "fileGenerationDate": "entity.fileGenerationDate",
        "Entity_LogicalId": "entity.logicalId",
        "Entity_EU_ReferenceNumber": "entity.euReferenceNumber",
        "Entity_UnitedNationId": "entity.unitedNationId",
        "Entity_DesignationDate": "entity.designationDate",
        "Entity_DesignationDetails": "entity.designationDetails",
        "Entity_Remark": "entity.remark",
        "Entity_SubjectType": "entity.subjectType",
        "Entity_Regulation_PublicationDate": "entity.actDate",
        "Entity_Regulation_NumberTitle": "entity.act",
        "Entity_Regulation_Programme": "entity.programme",
        **_used(),
    },
    ignored=_ignored(),
    delimiter=";",
)


def recognises(files: Files) -> bool:
    """Return whether the one file begins with the official header."""
    head = next(iter(files.values()))[:64] if len(files) == 1 else b""
    return head.removeprefix(b"\xef\xbb\xbf").startswith((b"fileGenerationDate;", b'"fileGenerationDate";'))


def read(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the list, and the day the file was made as its own date."""
    ((name, data),) = files.items()
    table = replace(TABLE, file=name)
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    made: set[str] = set()
    for row in read_table(data, table):
        rows[table.cell(row, "Entity_EU_ReferenceNumber"), table.cell(row, "Entity_LogicalId")].append(row)
        made.add(table.cell(row, "fileGenerationDate"))
    issues: list[Issue] = []
    found = [_entry(table, key, of_entity, programmes, issues) for key, of_entity in rows.items()]
    printed_date = iso_day(made.pop()) if len(made) == 1 else ""
    return reading_of([entry for entry in found if entry], issues, printed_date)


def _entry(
    table: Table, key: tuple[str, str], of_entity: list[Row], programmes: Programmes, issues: list[Issue]
) -> Entry | None:
    rows = sorted_rows(of_entity)
    facts = Facts(places_of(rows))
    for index, row in enumerate(rows):
        for block in blocks_of(row, index, table):
            facts.add(bare_document(block, facts))
    remark = _remark(table, rows, facts)
    un_ids = [(value, "0/Entity_Remark") for value in remark.un_ids]
    un_id = _single(table, rows, "Entity_UnitedNationId")
    un_ids += [(un_id, "0/Entity_UnitedNationId")] if un_id else []
    references = references_of(key[1], "0/Entity_LogicalId", un_ids)
    listings = listings_of(_acts(table, rows), remark, references, programmes, facts)
    kind = kind_of(_single(table, rows, "Entity_SubjectType"), facts.rows[0])
    entry = entry_of(Subject(key[0] or key[1], kind, listings, references), facts)
    issues += facts.issues
    return entry


def _acts(table: Table, rows: tuple[Row, ...]) -> list[Act]:
    """The acts of an entity, each once, at the first row that prints it."""
    acts: dict[tuple[str, str, str], Act] = {}
    for index, row in enumerate(rows):
        programme, title, published = (
            table.cell(row, f"Entity_Regulation_{part}") for part in ("Programme", "NumberTitle", "PublicationDate")
        )
        acts.setdefault(
            (programme, title, published), Act(programme, title, published, f"{index}/Entity_Regulation_Programme")
        )
    return list(acts.values())


def _remark(table: Table, rows: tuple[Row, ...], facts: Facts) -> Remark:
    details, printed = (_single(table, rows, f"Entity_{part}") for part in ("DesignationDetails", "Remark"))
    for text, column in ((details, "DesignationDetails"), (printed, "Remark")):
        if text:
            facts.remarks.append(Text(text, "remark", f"0/Entity_{column}"))
    remark = with_designation_day(read_remark(f"{printed}\n{details}"), _single(table, rows, "Entity_DesignationDate"))
    facts.issues += remark_issues(remark, f"{facts.rows[0]}/Entity_Remark")
    return remark


def _single(table: Table, rows: tuple[Row, ...], column: str) -> str:
    values = sorted({table.cell(row, column) for row in rows})
    if len(values) > 1:
        raise UnknownInSource(
            f"one entity with several values of {column}: {values[:3]}", where=f"{rows[0].file}#{rows[0].line}"
        )
    return values[0]
