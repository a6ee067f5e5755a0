"""Names as OFAC prints them: "SURNAME, Given" for a person, one whole for everything else.

>>> name = name_of("ZHU, Hailun", NameRole.PRIMARY, "0/2", person=True)
>>> name.family, name.given
('ZHU', 'Hailun')
"""

from __future__ import annotations

from inconcert.model.entry import Name
from inconcert.model.vocabulary import NameRole

_SUFFIXES = ("JR.", "SR.", "II", "III")


def name_of(printed: str, role: NameRole, place: str, *, person: bool) -> Name:
    """Return the name; a person's is parted at the comma that ends the surname and its suffix."""
    if not person or ", " not in printed:
        return Name(printed, role, place=place)
    family, _, given = printed.partition(", ")
    suffix, comma, rest = given.partition(", ")
    if comma and suffix in _SUFFIXES:
        family, given = f"{family}, {suffix}", rest
    return Name(printed, role, family, given, place=place)
