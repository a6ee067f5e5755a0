"""The body of facts of a case: identity, positions, incidents, evidence, what speaks against, who was told.

Rules:
- every position and incident names its evidence; evidence has a type, a publisher and a reliability;
- who gave an exhibit and what they consented to stand in the vault, never here: a case file has no place for them;
- what is unknown is left out, and the completeness check says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inconcert.model.law import ConductCode
from inconcert.model.vocabulary import Kind, Theme

RELIABILITY = ("primary", "official", "press", "ngo", "testimony", "unverified")
"""What kind of source an exhibit is; the first two are documents of the act or of an authority."""


@dataclass(frozen=True, slots=True)
class CaseName:
    """A name in one script (ISO 15924) and language."""

    full: str
    script: str = "Latn"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Evidence:
    """An exhibit that may be shown: what it is, who published it, when, where; `public`: open to all.

    `exhibit`: its id in a vault, where it lies in one. `origins` is set when its consent was asked there, and never
    stands in a file: one opaque mark for each source it rests on.
    """

    id: str
    title: str
    type: str
    publisher: str
    reliability: str
    date: str = ""
    address: str = ""
    public: bool = True
    exhibit: str = ""
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """An office held: from, until (YYYY, YYYY-MM or YYYY-MM-DD; empty: not known)."""

    title: str
    body: str
    since: str = ""
    until: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """Conduct: when, where, what in codes and words, to whom, and what the person did.

    `role` is the link in words; `link` is direct, command, official (by office alone) or assistance.
    `victims`: defenders, others, or empty where nobody said.
    """

    id: str
    what: str
    codes: tuple[ConductCode, ...]
    since: str
    until: str
    place: str
    victims_words: str
    role: str
    link: str
    victims: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def themes(self) -> frozenset[Theme]:
        """Return the themes of its conduct."""
        return frozenset(code.theme for code in self.codes if code.theme)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its evidence."""

    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of a possible designee, fit to be shown to a government."""

    id: str
    kind: Kind
    names: tuple[CaseName, ...]
    summary: str
    birth_date: str = ""
    birth_place: str = ""
    nationality: str = ""
    identifiers: tuple[str, ...] = ()
    identity_evidence: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    incidents: tuple[Incident, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    against: tuple[Said, ...] = ()
    approached: tuple[str, ...] = ()
    interest: str = ""
    effects: str = ""
    confidentiality: str = ""
    submitter: str = ""
    contact: str = ""
    consent_recorded: bool = field(default=False)

    @property
    def name(self) -> str:
        """Return the first name."""
        return self.names[0].full

    def exhibit(self, evidence_id: str) -> Evidence:
        """Return an exhibit by its id; raises KeyError for one that the case does not have."""
        for item in self.evidence:
            if item.id == evidence_id:
                return item
        raise KeyError(evidence_id)

    def publishers(self, ids: tuple[str, ...]) -> frozenset[str]:
        """Return the distinct sources behind some exhibits, publishers where no other is known: two are independent."""
        held = [self.exhibit(item) for item in ids]
        return frozenset(name for item in held for name in (item.origins or (item.publisher,)))

    @property
    def unasked(self) -> tuple[str, ...]:
        """Return the exhibits that lie in a vault and whose consent was not asked."""
        return tuple(item.id for item in self.evidence if item.exhibit and not item.origins)

    @property
    def codes(self) -> tuple[ConductCode, ...]:
        """Return the conduct of all incidents, each once."""
        return tuple(dict.fromkeys(code for item in self.incidents for code in item.codes))
