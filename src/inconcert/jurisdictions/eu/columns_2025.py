r"""The EU list of 2 September 2025 as column subsets of the official `csvFullSanctionsList_1_1`: six files.

Five files keep the official rows (one per name, birth, citizenship, document or address) with some columns; all name
the entity by logical id and EU reference number. The sixth repeats their texts per entity, joined by ":::".

**The programme and the legal act are not in these files**: every listing has an empty programme ("regime not
stated"), and nothing may be concluded from that. Day of listing: the remark, where printed. For an entry that follows
the UN without printing its UN number, the field "Date of UN designation" cannot be told from the EU's own listing day.

The official file writes a document as "NUMBER (type-description) (notes)": the number is what stands before the type.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

from inconcert.jurisdictions.eu.documents import bare_document
from inconcert.jurisdictions.eu.entities import (
    Subject,
    blocks_of,
    entry_of,
    kind_of,
    places_of,
    reading_of,
    references_of,
    remark_issues,
    sorted_rows,
)
from inconcert.jurisdictions.eu.records import Facts
from inconcert.jurisdictions.eu.remarks import listing_dates, read_remark
from inconcert.jurisdictions.eu.tables import Row, Table, read_table
from inconcert.model.edition import Files, Programmes, Reading
from inconcert.model.entry import Entry, Issue, Listing, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import Measure

NAME = "columns_2025"
_KEYS = {"Entity_LogicalId": "entity.logicalId", "Entity_EU_ReferenceNumber": "entity.euReferenceNumber"}
_TYPE = {"Entity_SubjectType": "entity.subjectType"}
_TYPE_AGAIN = {"Entity_SubjectType": "said of each entity in the file of names"}
_CLASS = {"Entity_SubjectType_ClassificationCode": "the words for Entity_SubjectType"}
_JOINED = "the same texts as in the other files, joined without saying which belong together"
_UNATTRIBUTED = "days joined without saying which document they belong to"


def _fields(prefix: str, block: str, names: str) -> dict[str, str]:
    """Columns "Prefix_Name" of a block, from attribute names."""
    return {f"{prefix}_{name[0].upper()}{name[1:]}": f"{block}.{name}" for name in names.split()}


def _joined(prefix: str, names: str, reason: str = _JOINED) -> dict[str, str]:
    return {f"{prefix}_{name}": reason for name in names.split()}


NAMES = Table(
    "output_namealias_english_2.csv",
    used={
        **_KEYS,
        **_TYPE,
        "Entity_Remark": "entity.remark",
        **_fields("NameAlias", "nameAlias", "lastName firstName middleName wholeName title function logicalId remark"),
    },
    ignored=_CLASS,
)
BIRTHS = Table(
    "eu-list-BirthDate-src.csv",
    used={
        **_KEYS,
        "BirthDate_BirthDate": "birthdate.birthdate",
        "BirthDate_Day": "birthdate.dayOfMonth",
        "BirthDate_Month": "birthdate.monthOfYear",
        **_fields("BirthDate", "birthdate", "year region place city countryIso2Code countryDescription remark"),
    },
    ignored={},
)
CITIZENSHIPS = Table(
    "eu-list-Citizen-src.csv",
    used={**_KEYS, **_fields("Citizenship", "citizenship", "countryIso2Code remark")},
    ignored={**_CLASS, **_TYPE_AGAIN},
)
DOCUMENTS = Table(
    "eu-list-IDN-src.csv",
    used={
        **_KEYS,
        "Identification_TypeCode": "identification.identificationTypeCode",
        "Identification_TypeDescription": "identification.identificationTypeDescription",
        **_fields("Identification", "identification", "number region countryIso2Code remark"),
    },
    ignored={
        **_CLASS,
        **_TYPE_AGAIN,
        "Identification_CountryDescription": "empty in every row; the code stands beside it",
    },
)
ADDRESSES = Table(
    "eu-list-add-src.csv",
    used={
        **_KEYS,
        **_fields("Address", "address", "city street poBox zipCode region place contactInfo countryIso2Code remark"),
    },
    ignored={
        "Address_AsAtListingTime": "whether the address is that of the day of listing",
        "Address_CountryDescription": "the name of Address_CountryIso2Code",
    },
)
SUMMARY = Table(
    "EU-list_select_cols.csv",
    used=_KEYS,
    ignored={
        **_TYPE_AGAIN,
        **_joined("NameAlias", "WholeName Title Function"),
        **_joined("Address", "City Street PoBox ZipCode Region Place ContactInfo Remark"),
        **_joined("BirthDate", "BirthDate Region Place City"),
        **_joined("Citizenship", "Region CountryDescription Remark"),
        **_joined("Identification", "Number"),
        **_joined("Identification", "IssuedDate ValidFrom ValidTo NameOnDocument", _UNATTRIBUTED),
    },
)
TABLES = (NAMES, BIRTHS, CITIZENSHIPS, DOCUMENTS, ADDRESSES)


def recognises(files: Files) -> bool:
    """Return whether these are the six files of the column subsets."""
    return set(files) == {table.file for table in (*TABLES, SUMMARY)}


def read(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the list; raises UnknownInSource where the files do not name the same entities."""
    named = {_keys_of(SUMMARY)(row.cells) for row in read_table(files[SUMMARY.file], SUMMARY)}
    rows: dict[tuple[str, str], list[list[Row]]] = {key: [[] for _ in TABLES] for key in named}
    for index, table in enumerate(TABLES):
        keys, records, found = _keys_of(table), itemgetter(*table.record_positions), set()
        for row in read_table(files[table.file], table):
            key = keys(row.cells)
            found.add(key)
            if key in rows and (table is NAMES or any(records(row.cells))):
                rows[key][index].append(row)
        _check_same(named, found, table.file)
    issues: list[Issue] = []
    entries = [_entry(key, per_table, issues) for key, per_table in rows.items()]
    return reading_of([entry for entry in entries if entry], issues)


def _keys_of(table: Table) -> Callable[[tuple[str, ...]], tuple[str, str]]:
    """From the cells of a row to (EU reference number, logical id)."""
    return itemgetter(table.columns.index("Entity_EU_ReferenceNumber"), table.columns.index("Entity_LogicalId"))


def _check_same(named: set[tuple[str, str]], found: set[tuple[str, str]], file: str) -> None:
    differing = sorted(named ^ found)
    if differing:
        raise UnknownInSource(
            f"this file and {SUMMARY.file} do not name the same entities: {differing[:3]}",
            where=file,
            remedy="The files are not of one edition, or one is cut off: fetch them together.",
        )


def _entry(key: tuple[str, str], per_table: list[list[Row]], issues: list[Issue]) -> Entry | None:
    official_id, logical_id = key
    rows = [(row, table) for table, of_table in zip(TABLES, per_table, strict=True) for row in sorted_rows(of_table)]
    facts = Facts(places_of([row for row, _ in rows]))
    for index, (row, table) in enumerate(rows):
        for block in blocks_of(row, index, table):
            facts.add(bare_document(block, facts))
    first = rows[0][0]
    kind = kind_of(_single(per_table[0], "Entity_SubjectType"), facts.rows[0])
    printed = _single(per_table[0], "Entity_Remark")
    remark = read_remark(printed)
    if printed:
        facts.remarks.insert(0, Text(printed, "remark", "0/Entity_Remark"))
    facts.issues += remark_issues(remark, f"{first.file}#{first.line}/Entity_Remark")
    listing = Listing(
        "",
        "",
        (Measure.ASSET_FREEZE,),
        listing_dates(remark, un_derived=bool(remark.un_ids)),
        place="0/Entity_Remark" if printed else "0/Entity_EU_ReferenceNumber",
    )
    references = references_of(logical_id, "0/Entity_LogicalId", [(item, "0/Entity_Remark") for item in remark.un_ids])
    entry = entry_of(Subject(official_id, kind, (listing,), references), facts)
    issues += facts.issues
    return entry


def _single(rows: list[Row], column: str) -> str:
    """The one value that all rows of an entity print in a column."""
    values = {NAMES.cell(row, column) for row in rows}
    if len(values) > 1:
        raise UnknownInSource(
            f"one entity with several values of {column}: {sorted(values)[:3]}", where=f"{rows[0].file}#{rows[0].line}"
        )
    return values.pop()
