"""What each destination's law asks of a case, element by element, and what the case still lacks for it.

The words of the law come from the law files, with their confidence; a need is a question put to the facts. Two
independent sources are two exhibits of different publishers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inconcert.dossiers.case import Case, Incident
from inconcert.model.dates import first_day, last_day
from inconcert.model.law import Coverage, LawOf, Statement
from inconcert.model.vocabulary import Kind, Theme

RECENT_YEARS = 5


@dataclass(frozen=True, slots=True)
class Destination:
    """A law to which a dossier is rendered; `language` is that of the law's statements here."""

    id: str
    jurisdiction: str
    short: str


DESTINATIONS = (
    Destination("US-GLOMAG", "us", "Executive Order 13818 (Global Magnitsky)"),
    Destination("US-7031C", "us", "Section 7031(c)"),
    Destination("GB-HR", "gb", "Global Human Rights Sanctions Regulations 2020"),
    Destination("GB-AC", "gb", "Global Anti-Corruption Sanctions Regulations 2021"),
    Destination("CA-JVCFOA", "ca", "Justice for Victims of Corrupt Foreign Officials Act"),
    Destination("CA-SEMA", "ca", "Special Economic Measures Act"),
    Destination("EU-HR", "eu", "EU Global Human Rights Sanctions Regime"),
    Destination("AU-HUMAN", "au", "Autonomous Sanctions Regulations 2011, reg. 6A"),
)


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its heading, the law's words, what the case says, and what is still lacking (empty: complete)."""

    id: str
    heading: str
    law: tuple[Statement, ...]
    shown: tuple[tuple[str, tuple[str, ...]], ...]
    lacking: tuple[str, ...]


def elements(case: Case, law: LawOf, today: str) -> tuple[Element, ...]:
    """Return the elements of a destination's law with what the case shows and lacks for each, in reading order."""
    parts: tuple[Callable[[Case, LawOf, str], Element | None], ...] = (
        _target, _identity, _conduct, _threshold, _link, _tenure, _victims, _recency, _sources, _against, _interest,
        _consent,
    )  # fmt: skip
    return tuple(item for part in parts if (item := part(case, law, today)) is not None)


def lacking(case: Case, law: LawOf, today: str) -> tuple[str, ...]:
    """Return everything that the law still lacks, in words."""
    return tuple(text for item in elements(case, law, today) for text in item.lacking)


def incidents_for(case: Case, law: LawOf) -> tuple[Incident, ...]:
    """Return the incidents whose theme the law is about."""
    if not law.themes:
        return case.incidents
    return tuple(item for item in case.incidents if item.themes & set(law.themes))


def _target(case: Case, law: LawOf, _: str) -> Element:
    bars = [] if case.kind in law.listable else [f"This law cannot list {_a(case.kind)}: {law.listable_statement.text}"]
    wanted = " or ".join(theme.value.replace("-", " ") for theme in law.themes)
    if law.themes and not incidents_for(case, law):
        bars.append(f"This law is about {wanted}; the case holds no incident of that kind.")
    shown = ((f"The case is about {_a(case.kind)}.", ()),)
    return Element("target", "Who can be listed", (law.listable_statement,), shown, tuple(bars))


def _identity(case: Case, law: LawOf, _: str) -> Element:
    lacks = [] if case.identity_evidence else ["No exhibit is cited for the identity."]
    if case.kind is Kind.PERSON:
        held = {"date of birth": case.birth_date, "place of birth": case.birth_place, "nationality": case.nationality}
        lacks += [f"No {what} is given." for what, value in held.items() if not value]
        if not case.identifiers:
            lacks.append("No passport or identity number is given.")
    if all(name.script == "Latn" for name in case.names):
        lacks.append("No name in its original script is given.")
    names = "; ".join(name.full for name in case.names)
    rows = [(names, case.identity_evidence)]
    for value in (case.birth_date, case.birth_place, case.nationality, *case.identifiers):
        if value:
            rows.append((value, case.identity_evidence))
    return Element("identity", "Who it is", (), tuple(rows), tuple(lacks))


def _conduct(case: Case, law: LawOf, _: str) -> Element:
    said, lacks, reached = [], [], False
    held = incidents_for(case, law)
    for code in dict.fromkeys(code for item in held for code in item.codes):
        rule = law.coverage(code)
        if rule is None:
            lacks.append(f"Whether this law reaches {code.words} is not recorded here: look it up.")
            continue
        said.append(rule.statement)
        if rule.coverage is Coverage.NO:
            lacks.append(f"{_upper(code.words)} is not a ground here: argue the facts through one that is.")
        elif rule.coverage is Coverage.CONDITIONAL:
            reached = True
            lacks.append(f"{_upper(code.words)} counts under a condition only: show that it is met.")
        else:
            reached = True
    if held and not reached:
        lacks.append("No conduct in the case is named by this law.")
    shown = tuple((item.what, item.evidence) for item in incidents_for(case, law))
    return Element("conduct", "The conduct", tuple(dict.fromkeys(said)), shown, tuple(dict.fromkeys(lacks)))


def _threshold(case: Case, law: LawOf, _: str) -> Element | None:
    said = law.statements("threshold")
    if not said:
        return None
    shown = tuple((f"{item.place}, {_span(item.since, item.until)}: {item.victims_words}", item.evidence)
                  for item in incidents_for(case, law))  # fmt: skip
    lacks = tuple(
        f"{item.id}: no scale or number of victims is given." for item in case.incidents if not item.victims_words
    )
    return Element("threshold", "How serious it is", said, shown, lacks)


def _link(case: Case, law: LawOf, _: str) -> Element:
    held = incidents_for(case, law)
    lacks = [f"{item.id}: what the person did is not said." for item in held if not item.role]
    if held and all(item.link == "official" for item in held):
        lacks.append("The link rests on office alone: direct orders, acts or omissions are not shown.")
    shown = tuple((f"{item.role} ({item.link})", item.evidence) for item in held if item.role)
    return Element("link", "The link to the person", law.statements("involvement"), shown, tuple(lacks))


def _tenure(case: Case, law: LawOf, _: str) -> Element | None:
    """Status-based liability: an office held while the abuse happened, with dates."""
    held = [item for item in incidents_for(case, law) if item.link in ("official", "command")]
    if not held:
        return None
    lacks = [
        f"{item.title}: since when or until when is not known."
        for item in case.positions
        if not (item.since and item.until)
    ]
    lacks += [
        f"{item.id}: no office with dates covers the whole of {_span(item.since, item.until)}."
        for item in held
        if not any(_covers(place.since, place.until, item) for place in case.positions)
    ]
    shown = tuple(
        (f"{item.title}, {item.body}, {_span(item.since, item.until)}", item.evidence) for item in case.positions
    )
    return Element("tenure", "Tenure", (), shown, tuple(lacks))


def _covers(since: str, until: str, incident: Incident) -> bool:
    if not (since and until and incident.since and incident.until):
        return False
    return first_day(since) <= last_day(incident.since) and last_day(until) >= first_day(incident.until)


def _victims(case: Case, law: LawOf, _: str) -> Element | None:
    said = law.statements("victims")
    held = [item for item in incidents_for(case, law) if Theme.HUMAN_RIGHTS in item.themes]
    if not said or not held:
        return None
    lacks = [
        f"{item.id}: whether the victims are people whom this law protects is not said ({said[0].text})"
        for item in held
        if not item.victims
    ]
    if all(item.victims == "others" for item in held):
        lacks.append("The victims are not shown to be people whom this law protects; it then hardly fits.")
    shown = tuple((item.victims_words, item.evidence) for item in held if item.victims_words)
    return Element("victims", "Who the victims are", said, shown, tuple(lacks))


def _recency(case: Case, law: LawOf, today: str) -> Element | None:
    said = law.statements("recency")
    if not said:
        return None
    ends = [item.until for item in incidents_for(case, law) if item.until]
    lacks = []
    if not ends:
        lacks.append("When the conduct ended is not said.")
    elif (first_day(today) - last_day(max(ends))).days > RECENT_YEARS * 366:
        lacks.append(f"The conduct ended in {max(ends)}, more than {RECENT_YEARS} years ago.")
    return Element("recency", "How recent it is", said, (), tuple(lacks))


def _sources(case: Case, law: LawOf, _: str) -> Element:
    held = [(item.id, item.evidence) for item in incidents_for(case, law)]
    held += [(item.title, item.evidence) for item in case.positions]
    lacks = [f"{name}: {_one_source(case, ids)}" for name, ids in held if len(case.publishers(ids)) < 2]
    return Element("sources", "The standard of proof", law.statements("standard"), (), tuple(lacks))


def _one_source(case: Case, ids: tuple[str, ...]) -> str:
    """Return what is short of two independent sources: none, or the one publisher that stands behind it."""
    only = ", ".join(sorted({case.exhibit(item).publisher for item in ids}))  # never whom an exhibit came from
    if not ids:
        return "fewer than two independent sources: no exhibit is cited."
    return f"fewer than two independent sources: it rests on {only} alone ({', '.join(ids)})."


def _against(case: Case, law: LawOf, _: str) -> Element:
    lacks = () if case.against else ("Nothing that speaks for the person is recorded: say what was looked for.",)
    return Element(
        "against", "What speaks against", (), tuple((item.text, item.evidence) for item in case.against), lacks
    )


def _interest(case: Case, law: LawOf, _: str) -> Element:
    lacks = () if case.interest else ("No argument is made why this government should use an elective power.",)
    return Element("interest", "Why this government", (), ((case.interest, ()),) if case.interest else (), lacks)


def _consent(case: Case, law: LawOf, _: str) -> Element | None:
    closed = [item.id for item in case.evidence if not item.public]
    if not closed or case.consent_recorded:
        return None
    lacks = (f"Consent to give {', '.join(closed)} to this recipient is not recorded in the vault.",)
    return Element("consent", "Consent", (), (), lacks)


def _span(since: str, until: str) -> str:
    return f"{since or '?'} – {until or '?'}"


def _a(kind: Kind) -> str:
    return {"person": "a person", "entity": "a body", "vessel": "a vessel", "aircraft": "an aircraft"}[kind.value]


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
