"""The closed words of the UK lists → the words of the model. A word that is not here is unknown, never a default.

Words are compared by their letters alone, so that "Good quality" and "Good quality a.k.a." need no two lines of case
and punctuation.

    >>> str(name_role("AKA", "Low quality")), str(kind_of("Ship"))
    ('weak_alias', 'vessel')
"""

from __future__ import annotations

import functools
import re

from inconcert.model.vocabulary import Kind, Measure, NameRole

_KINDS = {"individual": Kind.PERSON, "entity": Kind.ENTITY, "ship": Kind.VESSEL}

_ROLES = {
    "primaryname": NameRole.PRIMARY,
    "primealias": NameRole.PRIMARY,
    "primary": NameRole.PRIMARY,
    "primarynamevariation": NameRole.VARIATION,
    "primaryvariation": NameRole.VARIATION,
    "aka": NameRole.ALIAS,
    "alias": NameRole.ALIAS,
    "fka": NameRole.FORMER,
}
_QUALITIES = {"": False, "goodquality": False, "goodqualityaka": False, "lowquality": True, "lowqualityaka": True}

_SCRIPTS = {
    "": "",
    "arabic": "Arab",
    "burmese": "Mymr",
    "chinese": "Hani",
    "cryillic": "Cyrl",
    "cyrilic": "Cyrl",
    "cyrillic": "Cyrl",
    "georgian": "Geor",
    "greek": "Grek",
    "hangul": "Hang",
    "hebrew": "Hebr",
    "persian": "Arab",
    "russian": "Cyrl",
    "thai": "Thai",
}

_MEASURES = {
    "assetfreeze": Measure.ASSET_FREEZE,
    "travelban": Measure.TRAVEL_BAN,
    "armsembargo": Measure.ARMS_EMBARGO,
    "targetedarmsembargo": Measure.ARMS_EMBARGO,
    "directordisqualificationsanction": Measure.DIRECTOR_DISQUALIFICATION,
    "directordisqualificationsanctions": Measure.DIRECTOR_DISQUALIFICATION,
    "trustservices": Measure.TRUST_SERVICES,
    "trustservicessanctions": Measure.TRUST_SERVICES,
    "correspondentbankingrelationshipsetc": Measure.FINANCIAL_SERVICES,
    "prohibitiononcorrespondentbankingandclearing": Measure.FINANCIAL_SERVICES,
    "prohibitiononcorrespondentbankingrelationshipsandprocessingpayments": Measure.FINANCIAL_SERVICES,
    "dealingwithtransferablesecuritiesormoneymarketinstruments": Measure.SECTORAL,
    "charteringofships": Measure.TRANSPORT,
    "crewservicingofshipsandaircraft": Measure.TRANSPORT,
    "deflag": Measure.TRANSPORT,
    "prohibitionofportentry": Measure.TRANSPORT,
    "shippingsanctionsseeotherinformation": Measure.TRANSPORT,
    "technicalassistancerelatedtoaircraft": Measure.TRANSPORT,
    "transportsanctionsseeotherinformation": Measure.TRANSPORT,
    "closureofrepresentativeoffices": Measure.OTHER,
    "internetservicessanctionsseeotherinformation": Measure.OTHER,
    "preventionofbusinessarrangements": Measure.OTHER,
}


def kind_of(printed: str) -> Kind | None:
    """Return what a target is by the list's word for its type; None if the word is unknown."""
    return _KINDS.get(_letters(printed))


@functools.lru_cache(maxsize=256)
def name_role(printed: str, quality: str = "") -> NameRole | None:
    """Return what a name is by its type and quality as printed; None if either word is unknown."""
    role, weak = _ROLES.get(_letters(printed)), _QUALITIES.get(_letters(quality))
    if role is None or weak is None:
        return None
    return NameRole.WEAK_ALIAS if weak and role is NameRole.ALIAS else role


def script_of(printed: str) -> str | None:
    """Return the ISO 15924 code of a script as printed; empty where none is said, None where it is unknown."""
    return _SCRIPTS.get(_letters(printed))


def measure_of(printed: str) -> Measure | None:
    """Return the measure that a phrase of "Sanctions Imposed" means; None if the phrase is unknown."""
    return _MEASURES.get(_letters(printed))


@functools.lru_cache(maxsize=1024)
def _letters(printed: str) -> str:
    return re.sub(r"[^a-z]", "", printed.lower())
