"""A regime: a legal programme under which a government designates.

The law of a regime lives in one TOML file per regime, `jurisdictions/*/regimes/ID.toml`; here is its typed core.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inconcert.model.vocabulary import Kind, Measure, Theme


@dataclass(frozen=True, slots=True)
class Regime:
    """One legal programme.

    `themes`: what it can be used for; two themes mean that a ground must be stated or curated, never inferred.
    `scope`: thematic, country, un or other. `country`: ISO codes of the country it is about.
    `programmes`: list id → programmes exactly as that list prints them.
    `measures`: what a designation under it imposes where the entry prints none.
    `un_derived`: every listing under it follows a UN listing. `targeted`: it imposes a targeted measure
    (freeze or ban) and not only sectoral limits.
    """

    id: str
    jurisdiction: str
    title: str
    scope: str
    themes: tuple[Theme, ...] = ()
    listable: tuple[Kind, ...] = ()
    measures: tuple[Measure, ...] = ()
    countries: tuple[str, ...] = ()
    programmes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    un_derived: bool = False
    targeted: bool = True
    valid_from: str = ""
    valid_until: str = ""
    basis: str = ""
