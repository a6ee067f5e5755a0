"""Closed vocabularies: one word per thing, the same in code, table, URL and JSON.

Every member's value is what JSON, the database and the shell show. Unknown words raise; there is no default.

    >>> Kind("person") is Kind.PERSON
    True
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a target is."""

    PERSON = "person"
    ENTITY = "entity"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


class Measure(StrEnum):
    """What a designation imposes."""

    ASSET_FREEZE = "asset_freeze"
    TRAVEL_BAN = "travel_ban"
    INADMISSIBILITY = "inadmissibility"  # Canada's word for its ban on entry (IRPA s.35.1)
    ARMS_EMBARGO = "arms_embargo"
    TRADE = "trade"
    SECTORAL = "sectoral"  # debt, equity and service limits short of a freeze (OFAC SSI, CMIC, CAPTA …)
    TRANSPORT = "transport"  # ships and aircraft: port entry, registration, overflight
    DIRECTOR_DISQUALIFICATION = "director_disqualification"
    FINANCIAL_SERVICES = "financial_services"
    TRUST_SERVICES = "trust_services"
    FORFEITURE = "forfeiture"
    OTHER = "other"  # printed by the list, named in the note beside it


class DateKind(StrEnum):
    """Which event a date is of (the days of deciding, registering and announcing differ)."""

    DECIDED = "decided"
    REGISTERED = "registered"
    ANNOUNCED = "announced"
    EFFECTIVE = "effective"
    LISTED = "listed"
    FIRST_OBSERVED = "first_observed"
    UN_LISTED = "un_listed"
    UPDATED = "updated"
    ENDED = "ended"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    INTERVAL = "interval"


class Status(StrEnum):
    """Whether a target is designated in a jurisdiction on a day (DESIGN.md section 4)."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    NOT_FOUND = "not_found"
    NOT_COVERED = "not_covered"


class Explanation(StrEnum):
    """Why a target is not found (DESIGN.md section 4)."""

    NOT_LISTABLE = "not_listable"
    NO_REGIME = "no_regime"
    REGIME_UNUSED = "regime_unused"
    REGIME_NOT_THIS_TARGET = "regime_not_this_target"
    RELATED_ONLY = "related_only"
    UN_DERIVED = "un_derived"


class Evidence(StrEnum):
    """What a cell of the matrix rests on, strongest first (DESIGN.md section 4)."""

    EDITION = "edition"  # an edition of that very day
    PRINTED_DATE = "printed_date"  # a date the list prints, later editions agreeing
    CURATED_DATE = "curated_date"  # a date of a curated action, later editions agreeing
    CURATED_DESIGNATION = "curated_designation"  # an act that no machine list carries
    BETWEEN_EDITIONS = "between_editions"  # the editions before and after agree
    NONE = "none"


class Provenance(StrEnum):
    """How an edition came to us."""

    FETCHED = "fetched"  # from the publisher, by us
    COPY = "copy"  # a copy that a third party kept
    DERIVED = "derived"  # made by a third party: columns dropped or merged


class NameRole(StrEnum):
    """What a name is to its entry."""

    PRIMARY = "primary"
    VARIATION = "variation"  # another spelling of the primary name
    ALIAS = "alias"
    WEAK_ALIAS = "weak_alias"  # the list says: low quality
    FORMER = "former"
    ORIGINAL_SCRIPT = "original_script"


class ReferenceScheme(StrEnum):
    """Official numbers that lists print to point at each other."""

    UN = "un"  # UN permanent reference number, e.g. QDi.001, TAe.010
    OFAC = "ofac"  # SDN entry number
    EU = "eu"  # EU.n.n
    OFSI_GROUP = "ofsi_group"  # OFSI Group ID
    UKSL = "uksl"  # UK Sanctions List unique id, e.g. GHR0001
    EU_LOGICAL = "eu_logical"  # logical id of the EU file


class IdentifierKind(StrEnum):
    """What an identifying number is."""

    PASSPORT = "passport"
    NATIONAL_ID = "national_id"
    TAX_ID = "tax_id"
    REGISTRATION = "registration"
    IMO = "imo"
    MMSI = "mmsi"
    CALL_SIGN = "call_sign"
    AIRCRAFT_TAIL = "aircraft_tail"
    AIRCRAFT_SERIAL = "aircraft_serial"
    SWIFT = "swift"
    BANK_ACCOUNT = "bank_account"
    CRYPTO_ADDRESS = "crypto_address"
    DRIVING_LICENCE = "driving_licence"
    BIRTH_CERTIFICATE = "birth_certificate"
    VISA = "visa"
    EMAIL = "email"
    PHONE = "phone"
    WEBSITE = "website"
    OTHER = "other"  # the list's own word for it stands in `label`


class RelationKind(StrEnum):
    """How the list says two entries are connected."""

    LINKED_TO = "linked_to"
    OWNED_BY = "owned_by"
    OWNS = "owns"
    PARENT = "parent"
    SUBSIDIARY = "subsidiary"
    PART_OF = "part_of"
    OPERATED_BY = "operated_by"
    LEADER_OF = "leader_of"
    ACTING_FOR = "acting_for"
    SUPPORTS = "supports"
    FAMILY = "family"
    ASSOCIATE = "associate"
    PREVIOUS_OWNER = "previous_owner"
    OTHER = "other"


class Theme(StrEnum):
    """The two themes of Magnitsky-style laws."""

    HUMAN_RIGHTS = "human-rights"
    CORRUPTION = "corruption"


class Decision(StrEnum):
    """What is held of a pair of entries."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"  # takes the last judgement of the pair back: the one before it holds again


class Severity(StrEnum):
    """What an issue means for what follows."""

    SET_ASIDE = "set_aside"  # one record cannot be mapped: it is kept apart, counted and shown
    NOTE = "note"  # read, but a person should know (e.g. a value that the list itself marks wrong)
