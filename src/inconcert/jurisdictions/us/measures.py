"""Which list, date, measure and authority of an enhanced record belongs to which of its programmes.

The file prints programmes, lists, types and authorities side by side and does not join them: what cannot be told
apart is not joined. A date belongs to a programme if its list is the one for it; the SDN List's date, if only one
programme is left for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import Measure

SDN = "SDN List"
CONSOLIDATED = "Consolidated List"
_LESSER: dict[str, tuple[str, ...]] = {
    "Sectoral Sanctions Identifications List": ("UKRAINE-EO13662",),
    "Non-SDN Palestinian Legislative Council List": ("NS-PLC",),
    "FSE List": ("FSE-IR", "FSE-SY"),
    "CAPTA List": ("561-Related", "HIFPAA", "RUSSIA-EO14024"),
    "Non-SDN CMIC List": ("CMIC-EO13959",),
    "Non-SDN Menu-Based Sanctions List": (
        "BURMA-EO14014",
        "CAATSA - RUSSIA",
        "ILLICIT-DRUGS-EO14059",
        "PEESA",
        "RUSSIA-EO14024",
    ),
}
"""A list of lesser measures → the programmes it is for, as printed."""

_SECTORAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("13662 Sectoral Directive", ("UKRAINE-EO13662",)),
    ("Executive Order 14024 Directive", ("RUSSIA-EO14024",)),
    ("Executive Order 14014 Directive", ("BURMA-EO14014",)),
    ("Executive Order 14059 Non-blocking", ("ILLICIT-DRUGS-EO14059",)),
    ("CMIC Executive Order", ("CMIC-EO13959",)),
    ("Executive Order 13959 Sanctions", ("CMIC-EO13959",)),
    ("561 Full Restrictions", ("561-Related",)),
    ("CAATSA Section 231/235 Sanctions", ("CAATSA - RUSSIA",)),
    ("NDAA Special Conditions", ("561-Related",)),
    ("Reject", ("NS-PLC", "FSE-IR", "FSE-SY")),
)
"""A type of sanction short of a freeze, by its beginning → the programmes under which it is imposed."""

_NUMBER = re.compile(r"\d{5}")


@dataclass(frozen=True, slots=True)
class Printed:
    """What one record prints side by side; `lists` is list → day of publication."""

    programmes: tuple[str, ...]
    lists: dict[str, str]
    types: tuple[str, ...]
    authorities: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in self.lists:
            if name not in _LESSER and name not in (SDN, CONSOLIDATED):
                raise UnknownInSource(f"a list that is not known: {name!r}")
        for kind in self.types:
            if kind != "Block" and not any(kind.startswith(start) for start, _ in _SECTORAL):
                raise UnknownInSource(f"a type of sanction that is not known: {kind!r}")

    def lesser_list(self, programme: str) -> str:
        """Return the list of lesser measures that this programme is printed for; empty where there is none."""
        return next((name for name in self.lists if programme in _LESSER.get(name, ())), "")

    def listed_on(self, programme: str, *, sdn: bool) -> str:
        """Return the day of publication that belongs to this programme; empty where it cannot be told."""
        if not sdn:
            return self.lists.get(self.lesser_list(programme), "")
        left = [item for item in self.programmes if not self.lesser_list(item)]
        return self.lists.get(SDN, "") if len(left) == 1 else ""

    def is_lesser(self, programme: str) -> bool:
        """Return whether this programme is printed for measures short of a freeze."""
        types = (whose for kind in self.types for start, whose in _SECTORAL if kind.startswith(start))
        return bool(self.lesser_list(programme)) or any(programme in whose for whose in types)

    def belongs(self, programme: str, *, sdn: bool) -> bool:
        """Return whether this programme is the business of the SDN list (`sdn`), or of the lesser lists.

        One that stands in a record of the lesser lists only because the target is on the SDN list as well is not.
        """
        return not self.lesser_list(programme) if sdn else self.is_lesser(programme) or SDN not in self.lists

    def measures(self, programme: str, *, sdn: bool) -> tuple[Measure, ...]:
        """Return the measures that are printed and can only be this programme's."""
        if sdn:
            return (Measure.ASSET_FREEZE,) if "Block" in self.types else ()
        return (Measure.SECTORAL,) if self.is_lesser(programme) else ()

    def authority(self, programme: str) -> str:
        """Return the legal authority with the order number of this programme, or the only one for the only one."""
        if len(self.programmes) == 1 and len(self.authorities) == 1:
            return self.authorities[0]
        number = _NUMBER.search(programme)
        return next((item for item in self.authorities if number and number[0] in item), "")
