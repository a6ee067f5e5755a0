"""Every "not found" explained: exactly one kind of gap, and the route by which it could close.

Reads the register and the law, and puts what `gaps.route` makes of them into the gap. Where the question has no day,
the law is that of the day passed in.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from inconcert.gaps.register import Register
from inconcert.gaps.route import LawBook, lines_of, route_of
from inconcert.gaps.timeline import START_KINDS, EditionDay
from inconcert.jurisdictions.sources import cite
from inconcert.model.curated import CuratedGround
from inconcert.model.law import Statement
from inconcert.model.regime import Regime
from inconcert.model.route import Case, Ground, Origin, Power, RegimeThere, Route
from inconcert.model.target import Designation, Gap, Target, Version
from inconcert.model.vocabulary import Explanation, Precision, Status

Explain = Callable[[Register, Gap], Gap]


def explainer(
    register: Register, laws: LawBook, begun: Mapping[str, str], today: dt.date, day: dt.date | None = None
) -> Explain:
    """Return the function that explains a gap of this register; `day` is the question's, `today` the law's without it.

    `begun` is what `first_used` gives for all entries at hand, not only those of the register. The function sets
    `explained` where the target is not found, and `route` also where its listing ended.
    """
    as_of = (day or today).isoformat()

    @functools.cache
    def there(jurisdiction: str) -> tuple[RegimeThere, ...]:
        return regimes_there(register, jurisdiction, begun, as_of if day else "")

    @functools.cache
    def routed(case: Case) -> tuple[Explanation, dict[str, object]]:
        route = route_of(replace(case, regimes=there(case.destination)), laws)
        return route.explanation, as_plain(route)

    def explain(_: Register, gap: Gap) -> Gap:
        if gap.status not in (Status.NOT_FOUND, Status.ENDED):
            return gap
        case = case_of(register, gap, (), as_of)  # a route does not depend on the target's name: many cases are alike
        explanation, route = routed(replace(case, target=""))
        return replace(gap, explained=explanation if gap.status is Status.NOT_FOUND else None, route=route)

    return explain


def first_used(versions: Iterable[Version]) -> dict[str, str]:
    """Return regime id → the first day (YYYY-MM-DD) on which a listing under it is known; regimes never used lack."""
    found: dict[str, str] = {}
    for version in versions:
        for listing in version.entry.listings:
            starts = [date.latest for date in listing.dates if date.kind in START_KINDS]
            day = min(starts, default=EditionDay("", version.editions[0]).latest).isoformat()
            found[listing.regime] = min(day, found.get(listing.regime, day))
    return found


def case_of(register: Register, gap: Gap, regimes: tuple[RegimeThere, ...], as_of: str) -> Case:
    """Return the case that a gap is; `regimes` are those of the lacking jurisdiction, the law is that of `as_of`."""
    grounds = [ground for cell in gap.have for item in cell.designations for ground in _grounds(register, gap, item)]
    situations = [register.curated.situations[name] for name in _situations(register, gap.target)]
    victims = {ground.victims for ground in grounds if isinstance(ground, CuratedGround) and ground.victims}
    countries = [code for item in situations for code in item.countries]
    countries += [item.code for item in gap.target.countries if item.code]
    return Case(
        target=gap.target.name,
        kind=gap.target.kind,
        countries=tuple(dict.fromkeys(countries)),
        origins=tuple(_origin(register, gap, item) for cell in gap.have for item in cell.designations),
        destination=gap.lack.jurisdiction,
        regimes=regimes,
        as_of=as_of,
        related=tuple(item.name for item in gap.related),
        victims_are_defenders="defenders" in victims if victims else None,
        contested=tuple(dict.fromkeys(item for place in situations for item in place.contested)),
        precedents=_precedents(register, gap, {item.id for item in situations}, as_of),
    )


def as_plain(route: Route) -> dict[str, object]:
    """Return the route as JSON shows it: every sentence with its confidence and where it was read."""
    return {
        "kind": route.explanation.value,
        "as_of": route.as_of,
        "powers": [_plain_power(power) for power in route.powers],
        "excluded": [
            {"regime": item.regime, "title": item.title, "because": item.because.value, "why": _plain(item.statements)}
            for item in route.excluded
        ],
        "notes": _plain(route.notes),
        "none": route.none,
        "not_advice": route.not_advice,
    }


def _plain_power(power: Power) -> dict[str, object]:
    return {
        "regime": power.regime,
        "title": power.title,
        "fit": power.fit.value,
        "confidence": power.confidence.value,
        "measures": [item.value for item in power.measures],
        "clock_days": list(power.clock_days),
        "lines": [{"heading": line.heading} | _plain([line.statement])[0] for line in lines_of(power)],
    }


def _plain(statements: Iterable[Statement]) -> list[dict[str, str]]:
    return [
        {"text": item.text, "confidence": item.confidence.value, "source": cite(item.sources)} for item in statements
    ]


def _origin(register: Register, gap: Gap, item: Designation) -> Origin:
    days = [date for date in item.dates if date.kind in START_KINDS and date.precision is Precision.DAY]
    regime = register.regimes.get(item.regime)
    stated = tuple(Ground(ground.theme, ground.conduct, ground.statement) for ground in _grounds(register, gap, item))
    if not stated and regime and len(regime.themes) == 1:
        stated = (Ground(regime.themes[0]),)
    return Origin(
        jurisdiction=item.jurisdiction,
        regime=item.regime,
        measures=item.measures,
        measures_stated=item.measures_from in ("entry", "curated"),
        grounds=stated,
        listed_on=min((date.value for date in days), default=""),
        un_derived=item.un_derived,
    )


def _grounds(register: Register, gap: Gap, item: Designation) -> tuple[CuratedGround, ...]:
    """Return the curated grounds of a designation: of the actions it belongs to, or of the unlisted act itself."""
    found: list[CuratedGround] = []
    for version in gap.target.versions:
        entry = version.entry
        asked = (entry.list_id, entry.official_id, entry.primary_name.full)
        if item.list_id:
            if entry.list_id == item.list_id or _same_government(register, entry.list_id, item.jurisdiction):
                found.extend(register.curated.grounds_for(*asked, regime=item.regime))
        else:
            held = register.curated.designations_for(*asked)
            found.extend(ground for act in held if act.regime == item.regime for ground in act.grounds)
    return tuple(dict.fromkeys(found))


def _same_government(register: Register, list_id: str, jurisdiction: str) -> bool:
    publication = register.publications.get(list_id)
    return bool(publication and publication.jurisdiction == jurisdiction)


def _situations(register: Register, target: Target) -> tuple[str, ...]:
    found: list[str] = []
    for version in target.versions:
        entry = version.entry
        found += register.curated.situations_for(entry.list_id, entry.official_id, entry.primary_name.full)
    return tuple(dict.fromkeys(name for name in found if name in register.curated.situations))


def regimes_there(
    register: Register, jurisdiction: str, begun: Mapping[str, str], day: str = ""
) -> tuple[RegimeThere, ...]:
    """Return the targeted regimes of a jurisdiction; of a past `day` those that are known to have existed then."""
    return tuple(
        RegimeThere(
            id=regime.id,
            title=regime.title,
            scope=regime.scope,
            about=regime.countries,
            themes=regime.themes,
            used=regime.id in begun and (not day or begun[regime.id] <= day),
            un_derived=regime.un_derived,
            listable=regime.listable,
        )
        for regime in register.regimes.values()
        if regime.jurisdiction == jurisdiction and regime.targeted and _existed(regime, begun, day)
    )


def _existed(regime: Regime, begun: Mapping[str, str], day: str) -> bool:
    """Return whether a regime is known to have existed on a day: one for a country begins with its first listing.

    A thematic regime has its dates in the law, which the route asks.
    """
    return not day or regime.scope != "country" or begun.get(regime.id, "") <= day


def _precedents(register: Register, gap: Gap, situations: set[str], as_of: str) -> tuple[tuple[str, Statement], ...]:
    acts = [
        act
        for act in register.curated.actions
        if act.jurisdiction == gap.lack.jurisdiction and act.situation in situations and act.act == "added"
    ]
    return tuple(
        (act.regime, ground.statement)
        for act in acts
        if any(date.event.latest.isoformat() <= as_of for date in act.dates)
        for ground in act.grounds
        if ground.conduct
    )
