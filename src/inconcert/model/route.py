"""By which power a government could follow another's listing: values only.

A route is never legal advice and says so. Every sentence in it is a `Statement` with sources and a confidence; what is
put together from several is of the lowest confidence among them.

>>> from inconcert.model.law import Confidence, Statement
>>> sure = Statement("Lists persons only.", ("act",), Confidence.HIGH)
>>> unsure = Statement("Seldom used.", ("background",), Confidence.LOW)
>>> composed("Persons only, and seldom used.", sure, unsure).confidence
<Confidence.LOW: 'L'>
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from inconcert.model.law import ConductCode, Confidence, Statement
from inconcert.model.vocabulary import Explanation, Kind, Measure, Theme

NOT_ADVICE = (
    "This is not legal advice. It names the powers that could be asked for, and what would have to be argued and "
    "checked; whether to act is for the government to decide."
)

_LADDER = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


class Fit(StrEnum):
    """How well a power fits a case, best first."""

    DIRECT = "direct"  # its law names or reaches the conduct that the listing government stated
    ARGUED = "argued"  # the facts must be argued through another ground, a condition or a test
    NOT_STATED = "not_stated"  # the listing government stated no ground that could be compared
    UNRECORDED = "unrecorded"  # the power exists; its criteria are not recorded here
    URGENT = "urgent"  # a shortened procedure on another government's listing
    WEAK = "weak"  # a test of the law is probably not met
    NEW_REGULATION = "new_regulation"  # a regulation would have to be made first


@dataclass(frozen=True, slots=True)
class Ground:
    """What the listing government said: a theme, the conduct it named (may be none), and where it said so."""

    theme: Theme
    conduct: tuple[ConductCode, ...] = ()
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """A designation in force that might be followed.

    `measures_stated`: printed by the list or curated, not taken from the regime. `grounds` is empty where none is
    stated or curated and the regime carries both themes.
    """

    jurisdiction: str
    regime: str
    measures: tuple[Measure, ...] = ()
    measures_stated: bool = False
    grounds: tuple[Ground, ...] = ()
    listed_on: str = ""
    un_derived: bool = False


@dataclass(frozen=True, slots=True)
class RegimeThere:
    """A regime of the destination: `used`, somebody is listed under it; `about` its countries (empty: thematic).

    `listable`: whom its own regulation can list, where that is narrower or wider than its statute (empty: as there).
    """

    id: str
    title: str
    scope: str
    about: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    used: bool = True
    un_derived: bool = False
    listable: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """All that the rules ask about: the target, who listed it, where it is not found, and the day of the law.

    `victims_are_defenders`: None where nobody said. `conduct_until`: the last year or day of the conduct, if known.
    `related` names related bodies that are listed there. `contested` says by whom a listing of it is disputed.
    `precedents`: (regime, what the destination itself stated when it listed others in the same situation).
    """

    target: str
    kind: Kind
    countries: tuple[str, ...]
    origins: tuple[Origin, ...]
    destination: str
    regimes: tuple[RegimeThere, ...]
    as_of: str
    related: tuple[str, ...] = ()
    victims_are_defenders: bool | None = None
    conduct_until: str = ""
    contested: tuple[Statement, ...] = ()
    precedents: tuple[tuple[str, Statement], ...] = ()


@dataclass(frozen=True, slots=True)
class Power:
    """One power of the destination: what it stands on, what must be argued, what speaks against it, and to whom.

    `stands_on` holds every statement without which the power could not be named; its confidence is theirs.
    """

    regime: str
    title: str
    fit: Fit
    citation: Statement
    stands_on: tuple[Statement, ...]
    standard: tuple[Statement, ...] = ()
    decision_maker: tuple[Statement, ...] = ()
    argue: tuple[Statement, ...] = ()
    against: tuple[Statement, ...] = ()
    addressee: tuple[Statement, ...] = ()
    form: tuple[Statement, ...] = ()
    measures: tuple[Measure, ...] = ()
    clock: tuple[Statement, ...] = ()
    clock_days: tuple[int, ...] = ()
    caveats: tuple[Statement, ...] = ()

    @property
    def confidence(self) -> Confidence:
        """Return the lowest confidence among what it stands on."""
        return lowest(self.citation, *self.stands_on)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A regime of the destination that cannot list this target, and the statements that say why."""

    regime: str
    title: str
    because: Explanation
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One sentence of a route as it is read: of which power or regime (empty: of the route), under which heading."""

    about: str
    heading: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Route:
    """How a gap could close: its kind, the powers in order of fitness, what is excluded, and what a reader must know.

    `none` says why there is no power; it is empty where there is one.
    """

    target: str
    destination: str
    as_of: str
    explanation: Explanation
    powers: tuple[Power, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    notes: tuple[Statement, ...] = ()
    none: str = ""
    not_advice: str = field(default=NOT_ADVICE)


def lowest(*statements: Statement) -> Confidence:
    """Return the lowest confidence among statements."""
    return min((item.confidence for item in statements), key=_LADDER.index)


def composed(text: str, *parts: Statement) -> Statement:
    """Return a sentence that follows from others: their sources, and the lowest of their confidences."""
    sources = dict.fromkeys(source for part in parts for source in part.sources)
    if len(sources) > 1:
        sources.pop("background", None)
    return Statement(text, tuple(sources), lowest(*parts))
