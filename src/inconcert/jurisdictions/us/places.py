"""Countries as OFAC prints them: the common table, and OFAC's own words for places that are no one country.

>>> country("Korea, North", "1/5").code, country("Region: Crimea", "1/5").code
('kp', '')
"""

from __future__ import annotations

import functools

from inconcert.jurisdictions.countries import code_of
from inconcert.model.entry import Country

_PALESTINE = ("West Bank", "Region: West Bank", "Region: Gaza", "Region: Northern Gaza", "Region: North Gaza")
_NO_ONE_COUNTRY = (
    "undetermined",
    "None Identified",
    "Region: Commonwealth of Independent States",
    "Region: Crimea",
    "Region: Jammu and Kashmir",
    "Region: Kafia Kingi",
    "Region: Kashmir",
    "Region: Northern Mali",
)
_OWN = (
    dict.fromkeys(_PALESTINE, "ps") | dict.fromkeys(_NO_ONE_COUNTRY, "") | {"Cabo Verde.  Previously Cape Verde.": "cv"}
)


@functools.cache
def is_known(printed: str) -> bool:
    """Return whether the print is a country, or a place that is known to be no one country."""
    return printed in _OWN or bool(code_of(printed.removeprefix("Region: ")))


@functools.lru_cache(maxsize=65_536)
def country(printed: str, place: str) -> Country:
    """Return the country of a print; its code is empty where the place is no one country or not known."""
    code = _OWN[printed] if printed in _OWN else code_of(printed.removeprefix("Region: "))
    return Country(code, printed, place)
