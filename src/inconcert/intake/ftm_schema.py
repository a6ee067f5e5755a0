"""What FollowTheMoney may say of somebody who is sanctioned, and what each property becomes: nothing is guessed.

Every property of a schema in scope is in one of these tables; any other raises. Source: FollowTheMoney 4, its schemata
Person, LegalEntity, Organization, Company, PublicBody, Vessel, Airplane and Sanction. A schema out of scope is counted
and named; one that is in no table raises.
"""

from __future__ import annotations

from inconcert.model.vocabulary import DateKind, IdentifierKind, Kind, NameRole, RelationKind

TOP_KEYS = frozenset({"id", "schema", "properties"})
TOP_IGNORED = frozenset(
    {"caption", "datasets", "referents", "target", "first_seen", "last_seen", "last_change", "origin"}
)
"""Of the wrapping that publishers put around an entity; a caption is one of its names."""

SANCTION = "Sanction"
KINDS = {
    "Person": Kind.PERSON,
    "LegalEntity": Kind.ENTITY,
    "Organization": Kind.ENTITY,
    "Company": Kind.ENTITY,
    "PublicBody": Kind.ENTITY,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OUT_OF_SCOPE = _words(
    "Address Article Asset Associate Audio BankAccount Call CallForTenders Contract ContractAward Control CourtCase "
    "CourtCaseParty CryptoWallet Debt Directorship Document Documentation EconomicActivity Email Employment Event "
    "Family Folder HyperText Identification Image License Membership Mention Message Note Occupancy Ownership Package "
    "Page Pages Passport Payment PlainText Position Project ProjectParticipant RealEstate Representation Risk "
    "Security Similar Succession Table TaxRoll Territory Trip UnknownLink UserAccount Vehicle Video Workbook"
)

NAMES = {
    "name": NameRole.VARIATION,
    "alias": NameRole.ALIAS,
    "abbreviation": NameRole.ALIAS,
    "weakAlias": NameRole.WEAK_ALIAS,
    "previousName": NameRole.FORMER,
}
BIRTHS = {Kind.PERSON: "birthDate", Kind.VESSEL: "buildDate", Kind.AIRCRAFT: "buildDate"}
COUNTRIES = _words("nationality citizenship jurisdiction flag")
WEAK_COUNTRIES = _words("country mainCountry birthCountry")
RELATIONS = {"parent": RelationKind.PARENT, "owner": RelationKind.OWNED_BY, "operator": RelationKind.OPERATED_BY}

IDENTIFIERS = {
    "passportNumber": IdentifierKind.PASSPORT,
    "idNumber": IdentifierKind.NATIONAL_ID,
    "socialSecurityNumber": IdentifierKind.NATIONAL_ID,
    "taxNumber": IdentifierKind.TAX_ID,
    "innCode": IdentifierKind.TAX_ID,
    "vatCode": IdentifierKind.TAX_ID,
    "registrationNumber": IdentifierKind.REGISTRATION,
    "ogrnCode": IdentifierKind.REGISTRATION,
    "uniqueEntityId": IdentifierKind.REGISTRATION,
    "leiCode": IdentifierKind.REGISTRATION,
    "uscCode": IdentifierKind.REGISTRATION,
    "imoNumber": IdentifierKind.IMO,
    "mmsi": IdentifierKind.MMSI,
    "callSign": IdentifierKind.CALL_SIGN,
    "serialNumber": IdentifierKind.AIRCRAFT_SERIAL,
    "swiftBic": IdentifierKind.SWIFT,
    "email": IdentifierKind.EMAIL,
    "phone": IdentifierKind.PHONE,
    "website": IdentifierKind.WEBSITE,
} | dict.fromkeys(
    _words(
        "licenseNumber bvdId sayariId brightQueryId brightQueryOrgId icijId okpoCode dunsCode npiCode cageCode permId "
        "giiNumber voenCode coatoCode irsCode ipoCode cikCode jibCode mbsCode kppCode fnsCode bikCode pfrNumber "
        "isinCode ticker ricCode crsNumber icaoCode wikidataId"
    ),
    IdentifierKind.OTHER,
)

_THING = _words(
    "summary notes description sourceUrl publisher publisherUrl wikipediaUrl keywords topics program programId"
)
_LEGAL = _THING | _words(
    "legalForm incorporationDate dissolutionDate taxStatus status sector classification opencorporatesUrl okvedCode"
)
_COMPANY = _LEGAL | _words("caemCode okopfCode fssCode oksmCode capital amount amountEur amountUsd currency")
_CRAFT = _THING | _words(
    "type model registrationDate deregistrationDate amount amountEur amountUsd currency manufacturer registrationPort "
    "navigationArea tonnage grossRegisteredTonnage deadweightTonnage nameChangeDate pastFlags pastTypes"
)
REMARKS = {
    Kind.PERSON: _LEGAL
    | _words(
        "title firstName secondName middleName fatherName motherName lastName nameSuffix deathDate biography ethnicity "
        "height weight eyeColor hairColor appearance religion political profession education spokenLanguage"
    ),
    Kind.ENTITY: _COMPANY,
    Kind.VESSEL: _CRAFT,
    Kind.AIRCRAFT: _CRAFT,
}
"""Kept word by word under the property's own name."""

IGNORED = _words("addressEntity alephUrl indexText proof riskSource createdAt modifiedAt retrievedAt namesMentioned")
"""Pointers into the publisher's own workings, and when it last touched the entity."""

TEXTS = _words("address birthPlace gender position")
"""Each has a place of its own in an entry."""

SANCTION_DATES = {"startDate": DateKind.EFFECTIVE, "listingDate": DateKind.LISTED}
SANCTION_REMARKS = _words(
    "programUrl provisions status duration country date summary description recordId sourceUrl publisher publisherUrl"
)
SANCTION_USED = _words("entity authority authorityId unscId program programId reason endDate")
SANCTION_KNOWN = frozenset(SANCTION_DATES) | SANCTION_REMARKS | SANCTION_USED | IGNORED


def known_properties(kind: Kind) -> frozenset[str]:
    """Return every property that an entity of this kind may have."""
    born = frozenset({BIRTHS[kind]} if kind in BIRTHS else ())
    return (
        frozenset(NAMES) | frozenset(IDENTIFIERS) | frozenset(RELATIONS) | REMARKS[kind] | IGNORED | TEXTS | born
        | COUNTRIES | WEAK_COUNTRIES
    )  # fmt: skip
