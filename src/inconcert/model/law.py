"""The law of a regime as statements, each with its source, its confidence and the days it held.

Rules:
- A statement without a source and a confidence cannot be made.
- Only a statement of confidence H may be rendered in a letter, a dossier or a release; M and L go on the sheet
  "check before you send". Confidence is the reader's, not the law's: H = the primary text or an official page was
  read, M = a secondary page was read, L = background, unverified.
- Law changes: a statement holds from `valid_from` to `valid_until` (both included, YYYY-MM-DD, empty: open).

    >>> text = Statement("Lists persons only.", ("lester-2019",), Confidence.HIGH)
    >>> text.renderable, text.held_on("2020-08-18")
    (True, True)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inconcert.model.dates import first_day
from inconcert.model.vocabulary import Kind, Measure, Theme


class Confidence(StrEnum):
    """How well a curated statement was checked."""

    HIGH = "H"  # the primary text or an official page was read
    MEDIUM = "M"  # a secondary page was read
    LOW = "L"  # background, unverified


class ConductCode(StrEnum):
    """What a person must have done to be listed, in one code across the laws."""

    GENOCIDE = "GENOCIDE"
    CAH = "CAH"
    LIFE = "LIFE"
    TORTURE = "TORTURE"
    SLAVERY = "SLAVERY"
    DISAPPEAR = "DISAPPEAR"
    DETENTION = "DETENTION"
    TRAFFICKING = "TRAFFICKING"
    SGBV = "SGBV"
    ASSEMBLY = "ASSEMBLY"
    EXPRESSION = "EXPRESSION"
    RELIGION = "RELIGION"
    BRIBERY = "BRIBERY"
    MISAPPROP = "MISAPPROP"
    EXPROPRIATION = "EXPROPRIATION"
    PROCUREMENT = "PROCUREMENT"
    PROCEEDS = "PROCEEDS"
    PEACE = "PEACE"

    @property
    def words(self) -> str:
        """Return the conduct in words for a page or a letter."""
        return _CONDUCT_WORDS[self]

    @property
    def theme(self) -> Theme | None:
        """Return the theme the conduct belongs to; None for PEACE, which belongs to neither."""
        if self is ConductCode.PEACE:
            return None
        return Theme.CORRUPTION if self in _CORRUPTION else Theme.HUMAN_RIGHTS


_CONDUCT_WORDS = {
    ConductCode.GENOCIDE: "genocide",
    ConductCode.CAH: "crimes against humanity",
    ConductCode.LIFE: "extrajudicial, summary or arbitrary killing (the right to life)",
    ConductCode.TORTURE: "torture or cruel, inhuman or degrading treatment or punishment",
    ConductCode.SLAVERY: "slavery, servitude, forced or compulsory labour",
    ConductCode.DISAPPEAR: "enforced disappearance",
    ConductCode.DETENTION: "arbitrary arrest or detention",
    ConductCode.TRAFFICKING: "trafficking in persons, or abuses by smugglers of migrants",
    ConductCode.SGBV: "sexual and gender-based violence",
    ConductCode.ASSEMBLY: "violations of peaceful assembly and association",
    ConductCode.EXPRESSION: "violations of freedom of opinion and expression",
    ConductCode.RELIGION: "violations of freedom of religion or belief",
    ConductCode.BRIBERY: "bribery of or by a public official",
    ConductCode.MISAPPROP: "misappropriation of state or entrusted assets",
    ConductCode.EXPROPRIATION: "expropriation of private assets for personal gain",
    ConductCode.PROCUREMENT: "corruption in public contracts or natural resources",
    ConductCode.PROCEEDS: "transfer of the proceeds of corruption",
    ConductCode.PEACE: "a threat to peace, democracy or the rule of law",
}

_CORRUPTION = frozenset(
    (
        ConductCode.BRIBERY,
        ConductCode.MISAPPROP,
        ConductCode.EXPROPRIATION,
        ConductCode.PROCUREMENT,
        ConductCode.PROCEEDS,
    )
)


class Coverage(StrEnum):
    """How far a law reaches a conduct."""

    EXPLICIT = "explicit"  # named in the text
    PRACTICE = "practice"  # applied in practice under a wider term
    CONDITIONAL = "conditional"  # only if widespread, systematic or the like
    NO = "no"  # not a ground


@dataclass(frozen=True, slots=True)
class Source:
    """Where a curated statement was read: a page, an act, a list."""

    id: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence about the law, or about a fact, with the ids of its sources and its confidence.

    Raises ValueError without text or source, or where it ends before it begins. The source id "background" stands
    for what nobody looked up: it is never of a confidence above L.
    """

    text: str
    sources: tuple[str, ...]
    confidence: Confidence
    valid_from: str = ""
    valid_until: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip() or not self.sources:
            raise ValueError(f"a statement needs a text and a source: {self.text!r}")
        if self.sources == ("background",) and self.confidence is not Confidence.LOW:
            raise ValueError(f"background is of confidence L: {self.text!r}")
        days = [first_day(day) for day in (self.valid_from, self.valid_until) if day]
        if days != sorted(days):
            raise ValueError(f"ends before it begins: {self.text!r}")

    @property
    def renderable(self) -> bool:
        """Return whether it may stand in a letter, a dossier or a release."""
        return self.confidence is Confidence.HIGH

    def held_on(self, day: str) -> bool:
        """Return whether it held on a day (YYYY-MM-DD)."""
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_until or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class ConductRule:
    """Whether a law reaches a conduct, and the statement that says so."""

    code: ConductCode
    coverage: Coverage
    statement: Statement


@dataclass(frozen=True, slots=True)
class MirrorRoute:
    """What a law needs to follow another government's listing.

    `exists`: yes, partial, de_facto or no. `origins`: jurisdictions whose listing opens it (empty: not limited, or no
    route). `clock_days`: the days it lasts, one number per stage. `caveat` is what to check before relying on it.
    """

    exists: str
    statement: Statement
    reference: str = ""
    origins: tuple[str, ...] = ()
    clock_days: tuple[int, ...] = ()
    caveat: Statement | None = None


@dataclass(frozen=True, slots=True)
class LawOf:
    """The law of one regime as it stood on a day.

    `name` is the law file's own (a statute that several regimes share, or a regime id); `as_of` the day (YYYY-MM-DD).
    `facets` holds the single statements by facet: nexus, standard, decision_maker, threshold, measures, ownership,
    territory, persons, review, expiry, addressee, submission_form, feedback, recency and what else a file declares of
    the names in `FACETS`. A facet without a statement is not known, which is not the same as "none".
    `listing_years`: a listing ends on each such anniversary unless continued (0: never); `review_on`: the day of the
    year (MM-DD) by which the listings are reviewed; `expires_on`: the day the framework itself ends.
    """

    name: str
    jurisdiction: str
    title: str
    as_of: str
    citation: Statement
    instruments: tuple[Statement, ...]
    listable: tuple[Kind, ...]
    listable_statement: Statement
    themes: tuple[Theme, ...]
    imposes: tuple[Measure, ...]
    conduct: tuple[ConductRule, ...]
    facets: dict[str, tuple[Statement, ...]]
    mirror: MirrorRoute | None = None
    standard_code: str = ""
    needs_country_regulation: bool = False
    expires_on: str = ""
    listing_years: int = 0
    review_on: str = ""

    def coverage(self, code: ConductCode) -> ConductRule | None:
        """Return the rule for a conduct; None where the file says nothing of it."""
        return next((rule for rule in self.conduct if rule.code is code), None)

    def statements(self, facet: str) -> tuple[Statement, ...]:
        """Return the statements of a facet; empty where nothing is known."""
        return self.facets.get(facet, ())


FACETS = {
    "nexus": "Whom it can reach",
    "standard": "Standard of proof",
    "decision_maker": "Who decides",
    "threshold": "How serious the conduct must be",
    "victims": "Victims the law asks for",
    "involvement": "Ways of being involved",
    "measures": "Measures",
    "ownership": "Ownership rule",
    "territory": "Where it binds",
    "persons": "Whom it binds",
    "recency": "How recent the conduct must be",
    "review": "Review, variation and removal",
    "expiry": "Expiry",
    "addressee": "Who receives submissions",
    "legal_hook": "What the law says of information from civil society",
    "submission_form": "Form of submissions",
    "feedback": "What answer is promised",
    "confidentiality": "Confidentiality of submissions",
    "publication": "Publication",
    "priorities": "What the office says it weighs",
    "trap": "Traps",
}
"""Facet → its heading; every facet a law file may have."""
