"""By which power a gap could close, in order of fitness, with what must be argued and what speaks against it.

Rules: pure functions of a case and the law as it stood on the case's day; a power never stands on a statement that is
not in the law files; what is of a confidence below H is on the sheet "check before you send" and in no letter; a
power that rests on such a statement is not in a letter at all.
"""

from __future__ import annotations

from collections.abc import Callable

from inconcert.gaps import rules
from inconcert.gaps.clocks import SOON_DAYS, runs_out
from inconcert.model.law import FACETS, Confidence, LawOf, Statement
from inconcert.model.route import Case, Excluded, Fit, Power, RegimeThere, Route, RouteLine, composed
from inconcert.model.vocabulary import Explanation

LawBook = Callable[[str, str], LawOf | None]
"""(regime id or law name, day) → the law on that day, or None: `jurisdictions.law.law_of`."""

NEW_REGULATION = {"ca": "CA-SEMA"}
"""Where each country needs a regulation of its own: the statute under which a new one would be made."""

_CANNOT = "No power of this government that is recorded here can list this target."
_NONE = {
    Explanation.NOT_LISTABLE: _CANNOT,
    Explanation.RELATED_ONLY: _CANNOT,
    Explanation.NO_REGIME: "This government had no regime on that day that could be used: it would have to make one.",
}
_RANK = {fit: place for place, fit in enumerate(Fit)}


def route_of(case: Case, laws: LawBook) -> Route:
    """Return the route of a gap: its kind, powers in order of fitness, what is excluded and why, and notes."""
    notes = _notes(case, laws)
    if rules.follows_the_un(case):
        none = "The listing follows the United Nations: every state must give effect to it, so nothing is asked."
        return Route(case.target, case.destination, case.as_of, Explanation.UN_DERIVED, notes=notes, none=none)
    powers: list[Power] = []
    excluded: list[Excluded] = []
    for there in _candidates(case):
        law = laws(there.id, case.as_of)
        if law is not None:
            barred = _barred(case, there, law)
            if barred:
                excluded.append(barred)
            else:
                powers.extend(_powers(case, there, law))
    powers.extend(_new_regulation(case, laws))
    powers.sort(key=lambda item: _order(case, item))
    explanation = _explanation(case, powers, excluded)
    none = "" if powers else _NONE[explanation]
    return Route(case.target, case.destination, case.as_of, explanation, tuple(powers), tuple(excluded), notes, none)


def renderable(route: Route) -> tuple[RouteLine, ...]:
    """Return what may stand in a letter: statements of confidence H, of powers that rest on H alone."""
    return tuple(line for line, sure in _lines(route) if sure and line.statement.renderable)


def check_before_you_send(route: Route) -> tuple[RouteLine, ...]:
    """Return everything a letter must not say until somebody has checked it."""
    kept = set(renderable(route))
    return tuple(line for line, _ in _lines(route) if line not in kept)


def lines_of(power: Power) -> tuple[RouteLine, ...]:
    """Return the sentences of a power in the order in which they are read, each once."""
    groups = (
        ("Power", (power.citation,)),
        (FACETS["standard"], power.standard),
        ("To be argued", power.argue),
        ("Against", power.against),
        ("Clock", power.clock),
        (FACETS["decision_maker"], power.decision_maker),
        (FACETS["addressee"], power.addressee),
        (FACETS["submission_form"], power.form),
        ("Check", power.caveats),
        ("Rests on", power.stands_on),
    )
    found: dict[Statement, str] = {}
    for heading, items in groups:
        for item in items:
            found.setdefault(item, heading)
    return tuple(RouteLine(power.title, heading, item) for item, heading in found.items())


def _lines(route: Route) -> list[tuple[RouteLine, bool]]:
    rows: list[tuple[RouteLine, bool]] = []
    for power in route.powers:
        sure = power.confidence is Confidence.HIGH
        rows += [(line, sure) for line in lines_of(power)]
    for shut in route.excluded:
        rows += [(RouteLine(shut.title, "Not by this power", item), True) for item in shut.statements]
    rows += [(RouteLine("", "Also", item), True) for item in route.notes]
    return list(dict.fromkeys(rows))


def _candidates(case: Case) -> list[RegimeThere]:
    """Return the regimes worth asking of: thematic ones, and those of its countries.

    A country regime whose themes are not known is worth asking of only where none is known to be about a theme.
    """
    about = set(case.countries)
    found = [item for item in case.regimes if not item.un_derived and _concerns(item, about)]
    themed = any(item.scope == "country" and item.themes for item in found)
    return [item for item in found if item.themes or not themed]


def _concerns(there: RegimeThere, countries: set[str]) -> bool:
    if there.scope == "thematic":
        return bool(there.themes)
    return there.scope == "country" and bool(countries & set(there.about))


def _barred(case: Case, there: RegimeThere, law: LawOf) -> Excluded | None:
    reasons = [
        item for item in (rules.not_listable_kind(case, law, there), rules.no_such_ground(case, law, there)) if item
    ]
    if not reasons:
        return None
    return Excluded(there.id, there.title, Explanation.NOT_LISTABLE, tuple(reasons))


def _powers(case: Case, there: RegimeThere, law: LawOf) -> list[Power]:
    fit, argue, against = rules.conduct_fit(case, law)
    if not there.used:
        against = (*against, *law.statements("trap"))
    if victims := rules.victims_test(case, law):
        fit = max(fit, victims[0], key=_RANK.__getitem__)
        against = (*against, victims[1])
    if old := rules.old_conduct(case, law):
        against = (*against, old)
    caveats = law.statements("threshold") if fit is Fit.UNRECORDED else ()
    argue += tuple(
        composed("In the same situation this government stated itself: " + said.text, said)
        for regime, said in case.precedents
        if regime == there.id
    )
    power = _power(there.id, there.title, law, fit, argue, against, caveats)
    return [power, *_urgent(case, there, law, argue, against)]


def _power(
    regime: str,
    title: str,
    law: LawOf,
    fit: Fit,
    argue: tuple[Statement, ...],
    against: tuple[Statement, ...],
    caveats: tuple[Statement, ...],
) -> Power:
    return Power(
        regime=regime,
        title=title,
        fit=fit,
        citation=law.citation,
        stands_on=(law.listable_statement, *caveats),
        standard=law.statements("standard"),
        decision_maker=law.statements("decision_maker"),
        argue=argue,
        against=against,
        addressee=law.statements("addressee"),
        form=law.statements("submission_form"),
        measures=law.imposes,
        caveats=caveats,
    )


def _urgent(
    case: Case, there: RegimeThere, law: LawOf, argue: tuple[Statement, ...], against: tuple[Statement, ...]
) -> list[Power]:
    shortened = rules.urgent(case, law)
    if shortened is None:
        return []
    caveats = (shortened.caveat,) if shortened.caveat else ()
    return [
        Power(
            regime=there.id,
            title=f"{there.title}, urgent procedure ({shortened.reference})",
            fit=Fit.URGENT,
            citation=law.citation,
            stands_on=(shortened.statement, *caveats),
            decision_maker=law.statements("decision_maker"),
            argue=argue,
            against=against,
            addressee=law.statements("addressee"),
            form=law.statements("submission_form"),
            measures=law.imposes,
            clock=(shortened.statement,),
            clock_days=shortened.clock_days,
            caveats=caveats,
        )
    ]


def _new_regulation(case: Case, laws: LawBook) -> list[Power]:
    name = NEW_REGULATION.get(case.destination, "")
    law = laws(name, case.as_of) if name else None
    about = set(case.countries)
    if law is None or any(item.scope == "country" and about & set(item.about) for item in case.regimes):
        return []
    needed = rules.regulation_needed(case, law, None)
    if needed is None or rules.not_listable_kind(case, law) or rules.no_such_ground(case, law):
        return []
    _, argue, against = rules.conduct_fit(case, law)
    power = _power(name, f"{law.title}: a new one", law, Fit.NEW_REGULATION, argue, (needed, *against), ())
    return [power]


def _order(case: Case, power: Power) -> tuple[object, ...]:
    there = next((item for item in case.regimes if item.id == power.regime), None)
    used = there is not None and there.used
    thematic = there is not None and there.scope == "thematic"
    return (_RANK[power.fit], not used, not thematic, power.regime)


def _explanation(case: Case, powers: list[Power], excluded: list[Excluded]) -> Explanation:
    if case.related:
        return Explanation.RELATED_ONLY
    open_ = {power.regime for power in powers if power.fit is not Fit.NEW_REGULATION}
    if not open_:
        return Explanation.NO_REGIME if powers or not excluded else Explanation.NOT_LISTABLE
    used = {item.id for item in case.regimes if item.used}
    return Explanation.REGIME_NOT_THIS_TARGET if open_ & used else Explanation.REGIME_UNUSED


def _notes(case: Case, laws: LawBook) -> tuple[Statement, ...]:
    """Return what a reader must know beside the powers: who has a gap of its own, what is contested, what runs out."""
    notes = list(case.contested)
    for origin in case.origins:
        law = laws(origin.regime, case.as_of) if origin.regime else None
        if law is None:
            continue
        if rules.ban_without_freeze(case, origin):
            basis = law.statements("measures") or (law.citation,)
            notes.append(composed(f"Partial at the origin ({law.title}): entry is banned, nothing is frozen.", *basis))
        if origin.listed_on:
            notes += [item.statement for item in runs_out(law, origin.listed_on, case.as_of, SOON_DAYS)]
    return tuple(dict.fromkeys(notes))
