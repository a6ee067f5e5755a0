"""The ten rules that decide how a gap could close, each a pure function from a case to what it says.

M1  a law that lists persons only cannot list a body
M2  a listing for corruption only cannot be followed under a law without a corruption ground
M3  conduct that is not a ground must be argued through one that is
M4  a law that asks for certain victims is weak where the victims were others
M5  where each country needs its own regulation and there is none, a new one is needed
M6  a shortened procedure opens on a listing in force by certain governments, with its clock
M7  a listing that bans entry and freezes nothing is partial: the government that made it has a gap too
M8  a listing that follows the United Nations is not a mirror gap
M9  a practice asks for recent conduct
M10 a listing that runs out soon asks for renewal (see `gaps.clocks`)

A rule answers with statements, or with None where it does not apply. None of them knows a government by name: what
differs between governments is said by their law.
"""

from __future__ import annotations

from collections.abc import Iterable

from inconcert.model.dates import first_day
from inconcert.model.law import ConductCode, ConductRule, Confidence, Coverage, LawOf, MirrorRoute, Statement
from inconcert.model.route import Case, Fit, Ground, Origin, RegimeThere, composed
from inconcert.model.vocabulary import Measure, Theme

RECENT_YEARS = 5
"""The years that "recent" means in practice (rule M9): the law files say for whom."""

BANS = frozenset({Measure.TRAVEL_BAN, Measure.INADMISSIBILITY})
TARGETED = BANS | {Measure.ASSET_FREEZE}


def not_listable_kind(case: Case, law: LawOf, there: RegimeThere | None = None) -> Statement | None:
    """Rule M1: return why the law, or the regime's regulation, cannot list this kind of target; None if it can."""
    if case.kind in (there.listable if there and there.listable else law.listable):
        return None
    title = there.title if there else law.title
    text = f"{title} cannot list {_a(case.kind)}: {_lower(law.listable_statement.text)}"
    return composed(text, law.listable_statement)


def no_such_ground(case: Case, law: LawOf, there: RegimeThere | None = None) -> Statement | None:
    """Rule M2: return why no ground of the law fits the themes that were stated; None if one may.

    A case whose grounds nobody stated is never excluded by its theme; nor is one whose law has no themes recorded.
    """
    themes = themes_of(case)
    about = law.themes or (there.themes if there else ())
    if not themes or not about or themes & set(about):
        return None
    lacking = [rule.statement for rule in law.conduct if rule.coverage is Coverage.NO and rule.code.theme in themes]
    stated = " and ".join(sorted(theme.value.replace("-", " ") for theme in themes))
    named = " and ".join(theme.value.replace("-", " ") for theme in about)
    title = there.title if there else law.title
    return composed(f"Listed for {stated}; {title} is about {named} only.", lacking[0] if lacking else law.citation)


def conduct_fit(case: Case, law: LawOf) -> tuple[Fit, tuple[Statement, ...], tuple[Statement, ...]]:
    """Rule M3: return the fit, what must be argued, and what speaks against it, by the conduct that was stated."""
    fitting = [ground for ground in grounds_of(case) if not law.themes or ground.theme in law.themes]
    codes = tuple(dict.fromkeys(code for ground in fitting for code in ground.conduct))
    if not law.conduct:
        return Fit.UNRECORDED, (), ()
    if not codes:
        return Fit.NOT_STATED, (_grounds_to_choose(law, fitting),), ()
    reached = [(rule, code) for code in codes if (rule := law.coverage(code))]
    argue = [_reached(rule, _said(fitting, code)) for rule, code in reached if rule.coverage is not Coverage.NO]
    against = tuple(dict.fromkeys(rule.statement for rule, _ in reached if rule.coverage is Coverage.NO))
    barred = tuple(rule.code for rule, _ in reached if rule.coverage is Coverage.NO)
    silent = tuple(code for code in codes if law.coverage(code) is None)
    argue += _through(law, barred) + _unrecorded(law, silent)
    sure = [rule.coverage for rule, code in reached if _sure(fitting, code)] or [rule.coverage for rule, _ in reached]
    direct = {Coverage.EXPLICIT, Coverage.PRACTICE} & set(sure)
    return Fit.DIRECT if direct else Fit.ARGUED, tuple(argue), against


def victims_test(case: Case, law: LawOf) -> tuple[Fit, Statement] | None:
    """Rule M4: return the fit and the sentence that a test on the victims gives; None where the law has no such test.

    The test concerns human-rights grounds: a case stated to be of corruption only is not touched by it.
    """
    tests = law.statements("victims")
    themes = themes_of(case)
    if not tests or (themes and Theme.HUMAN_RIGHTS not in themes) or case.victims_are_defenders:
        return None
    if case.victims_are_defenders is False:
        text = "Weak here: the victims were not people of this kind. " + tests[0].text
        return Fit.WEAK, composed(text, *tests)
    return Fit.ARGUED, composed("Whether the victims are people of this kind must be shown. " + tests[0].text, *tests)


def regulation_needed(case: Case, law: LawOf, there: RegimeThere | None) -> Statement | None:
    """Rule M5: return the sentence that a new regulation is needed; None where there is one, or none is needed."""
    if not law.needs_country_regulation or there is not None:
        return None
    nexus = law.statements("nexus") or (law.citation,)
    return composed("No regulation for this country was in force: " + _lower(nexus[0].text), *nexus)


def urgent(case: Case, law: LawOf) -> MirrorRoute | None:
    """Rule M6: return the shortened procedure if a listing in force by an eligible government opens it."""
    route = law.mirror
    if route is None or not route.clock_days:
        return None
    opens = [item for item in case.origins if item.jurisdiction in route.origins and TARGETED & set(item.measures)]
    return route if opens else None


def ban_without_freeze(case: Case, origin: Origin) -> bool:
    """Rule M7: return whether a government bans entry and freezes nothing, by printed or curated measures only."""
    held = {measure for item in case.origins if item.jurisdiction == origin.jurisdiction for measure in item.measures}
    return origin.measures_stated and bool(held & BANS) and Measure.ASSET_FREEZE not in held


def follows_the_un(case: Case) -> bool:
    """Rule M8: return whether every listing that could be followed itself follows a UN listing."""
    return bool(case.origins) and all(item.un_derived for item in case.origins)


def old_conduct(case: Case, law: LawOf) -> Statement | None:
    """Rule M9: return the sentence on recency where the law's practice asks for it; None where it does not.

    Conduct of unknown time gets the sentence too: it must then be shown.
    """
    practice = law.statements("recency")
    if not practice or (case.conduct_until and _years(case.conduct_until, case.as_of) <= RECENT_YEARS):
        return None
    if not case.conduct_until:
        return composed("Show when it happened. " + practice[0].text, *practice)
    return composed(f"The conduct ended in {case.conduct_until[:4]}. " + practice[0].text, *practice)


def grounds_of(case: Case) -> tuple[Ground, ...]:
    """Return the grounds that the listing governments stated, each once."""
    return tuple(dict.fromkeys(ground for origin in case.origins for ground in origin.grounds))


def themes_of(case: Case) -> frozenset[Theme]:
    """Return the themes that were stated, or are the only theme of the listing regime; empty where none is."""
    return frozenset(ground.theme for ground in grounds_of(case))


def _reached(rule: ConductRule, said: tuple[Statement, ...]) -> Statement:
    how = "counts here under a condition" if rule.coverage is Coverage.CONDITIONAL else "is reached here"
    return composed(f"{_upper(rule.code.words)} {how}. {rule.statement.text}", rule.statement, *said)


def _sure(grounds: list[Ground], code: ConductCode) -> bool:
    return any(item.renderable for item in _said(grounds, code))


def _through(law: LawOf, codes: tuple[ConductCode, ...]) -> list[Statement]:
    named = [rule for rule in law.conduct if rule.coverage is Coverage.EXPLICIT]
    if not codes or not named:
        return []
    text = (
        f"What was stated ({_list(codes)}) is not a ground here. The facts must be argued through one that is: "
        f"{_list(rule.code for rule in named)}."
    )
    return [composed(text, *(rule.statement for rule in named))]


def _unrecorded(law: LawOf, codes: tuple[ConductCode, ...]) -> list[Statement]:
    if not codes:
        return []
    text = f"Whether this law reaches what was stated ({_list(codes)}) is not recorded here and must be checked."
    return [Statement(text, law.citation.sources, Confidence.LOW)]


def _list(codes: Iterable[ConductCode]) -> str:
    return "; ".join(code.words for code in codes)


def _grounds_to_choose(law: LawOf, stated: list[Ground]) -> Statement:
    rules = [rule for rule in law.conduct if rule.coverage is not Coverage.NO]
    begin = (
        "The announcement names no particular conduct" if stated else "No ground was stated by the listing government"
    )
    return composed(
        f"{begin}; one of these must be argued: {_list(rule.code for rule in rules)}.",
        *(rule.statement for rule in rules),
    )


def _said(grounds: list[Ground], code: ConductCode) -> tuple[Statement, ...]:
    return tuple(item.statement for item in grounds if code in item.conduct and item.statement)


def _years(earlier: str, later: str) -> float:
    return (first_day(later) - first_day(earlier)).days / 365.25


def _a(word: str) -> str:
    return ("an " if word[0] in "aeio" else "a ") + word


def _lower(text: str) -> str:
    return text[0].lower() + text[1:] if text[:1].isupper() and not text[:2].isupper() else text


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
