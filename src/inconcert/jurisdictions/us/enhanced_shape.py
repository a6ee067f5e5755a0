"""The enhanced XML of OFAC's Sanctions List Service, element by element; unproven for the SDN list itself."""

from __future__ import annotations

from inconcert.jurisdictions.us.shapes import TEXT, Shape

NAMESPACE = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML"
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"

_REFERENCE = Shape(
    frozenset({"refId"}),
)
_NUMBERED = Shape(
    frozenset({"refId", "id"}),
)
_DAYS = Shape(
    frozenset({"id"}),
    one=dict.fromkeys(
        ("fromDateBegin", "fromDateEnd", "toDateBegin", "toDateEnd", "isApproximate", "isDateRange"), TEXT
    ),
)
_PART = Shape(frozenset({"id"}), one={"type": _REFERENCE, "value": TEXT})
_NAME = Shape(
    frozenset({"id"}),
    one={
        "isPrimary": TEXT,
        "isLowQuality": TEXT,
        "translations": Shape(
            many={
                "translation": Shape(
                    frozenset({"id"}),
                    one={
                        "isPrimary": TEXT,
                        "script": _REFERENCE,
                        "formattedLastName": TEXT,
                        "formattedFullName": TEXT,
                        "nameParts": Shape(many={"namePart": _PART}),
                    },
                    maybe={"formattedFirstName": TEXT},
                )
            }
        ),
    },
    maybe={"aliasType": _REFERENCE},
)
_ADDRESS = Shape(
    frozenset({"id"}),
    one={
        "translations": Shape(
            many={
                "translation": Shape(
                    frozenset({"id"}),
                    one={"isPrimary": TEXT, "script": _REFERENCE},
                    maybe={"addressParts": Shape(many={"addressPart": _PART})},
                )
            }
        )
    },
    maybe={"country": _REFERENCE},
)
_FEATURE = Shape(
    frozenset({"id"}),
    one={
        "type": Shape(
            frozenset({"featureTypeId"}),
        ),
        "versionId": TEXT,
        "value": TEXT,
        "isPrimary": TEXT,
    },
    maybe={"valueRefId": TEXT, "valueDate": _DAYS, "reliability": _REFERENCE, "comments": TEXT},
    rare=frozenset({"comments"}),
)
_DOCUMENT = Shape(
    frozenset({"id"}),
    one={
        "type": _REFERENCE,
        "name": Shape(
            frozenset({"nameId", "nameTranslationId"}),
        ),
        "documentNumber": TEXT,
        "isValid": TEXT,
    },
    maybe={
        "issuingLocation": TEXT,
        "issuingAuthority": TEXT,
        "issuingCountry": _REFERENCE,
        "issueDate": _DAYS,
        "expirationDate": _DAYS,
    },
    rare=frozenset({"issuingLocation", "issuingAuthority", "issueDate", "expirationDate"}),
)
_RELATIONSHIP = Shape(
    frozenset({"id"}),
    one={
        "type": _REFERENCE,
        "relatedEntity": Shape(
            frozenset({"entityId"}),
        ),
    },
    maybe={"quality": _REFERENCE, "comments": TEXT},
    rare=frozenset({"quality", "comments"}),
)
ENTITY = Shape(
    frozenset({"id"}),
    one={
        "generalInfo": Shape(
            one={"identityId": TEXT, "entityType": _REFERENCE},
            maybe={"title": TEXT, "remarks": TEXT},
            rare=frozenset({"title"}),
        ),
        "sanctionsLists": Shape(
            many={
                "sanctionsList": Shape(
                    frozenset({"refId", "id", "datePublished"}),
                )
            }
        ),
        "sanctionsPrograms": Shape(many={"sanctionsProgram": _NUMBERED}),
        "sanctionsTypes": Shape(many={"sanctionsType": _NUMBERED}),
        "legalAuthorities": Shape(many={"legalAuthority": _NUMBERED}),
        "names": Shape(many={"name": _NAME}),
        "addresses": Shape(many={"address": _ADDRESS}),
    },
    maybe={
        "features": Shape(many={"feature": _FEATURE}),
        "identityDocuments": Shape(many={"identityDocument": _DOCUMENT}),
        "relationships": Shape(many={"relationship": _RELATIONSHIP}),
    },
)
HEAD = Shape(
    one={
        "dataAsOf": TEXT,
        "filters": Shape(one={"sanctionsLists": Shape(many={"sanctionsList": _REFERENCE})}),
    }
)
REFERENCE_VALUES = Shape(
    many={
        "referenceValue": Shape(
            frozenset({"refId"}),
            one={"type": TEXT, "value": TEXT},
            maybe={"isoCode": TEXT, "code": TEXT},
        )
    }
)
FEATURE_TYPES = Shape(
    many={
        "featureType": Shape(
            frozenset({"featureTypeId"}),
            one={"type": TEXT, "detailType": _REFERENCE, "publishExclude": TEXT},
            maybe={"publishDescription": TEXT, "publishOrder": TEXT},
        )
    }
)
