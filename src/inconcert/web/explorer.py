"""The gaps explorer: who listed, who has not, narrowed by facets; each query also as a feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from starlette.responses import Response

from inconcert.gaps.gaps import THEMES, Question
from inconcert.model.errors import UserError
from inconcert.model.rights import Right, holds
from inconcert.verbs.explore import FACETS, NOT_KNOWN, SORTS, Explored, explore, page_of
from inconcert.verbs.house import House
from inconcert.verbs.shapes import gaps_shape
from inconcert.verbs.tables import gap_rows
from inconcert.web import feeds, saying
from inconcert.web.answering import facts, only, page
from inconcert.web.asking import Asking
from inconcert.web.citing import cite
from inconcert.web.languages import Language

PAGE_ROWS = 40
MAIL_ROWS = 400
FACET_ROWS = 8


def question_of(asking: Asking) -> Question:
    """Return the question of an address; UserError for what is not understood."""
    since = asking.get("listed_since")
    try:
        day = dt.date.fromisoformat(since) if since else None
    except ValueError as error:
        raise UserError(f"not a day: {since!r}", remedy="Write it as YYYY-MM-DD.") from error
    theme = asking.get("theme", "any")
    if theme not in THEMES:
        raise UserError(f"no theme is called {theme!r}", remedy=f"Known: {', '.join(THEMES)}.")
    return Question(
        have=asking.names("have", "us"),
        lack=asking.names("lack", "gb"),
        day=asking.day,
        theme=theme,
        have_all=asking.get("every") == "on",
        thematic=asking.get("scope", "thematic") == "thematic" and theme != "all",
        listed_since=day,
    )


def chosen_of(asking: Asking) -> dict[str, str]:
    """Return the facets that an address chooses."""
    return {name: asking.get(name) for name in FACETS if asking.get(name)}


def gaps_page(house: House, asking: Asking) -> Response:
    """Answer the gaps explorer."""
    only(asking, "json", "csv", "xlsx", "mail", "atom", "feed")
    found = explore(house, question_of(asking), chosen_of(asking), asking.get("sort", "governments"))
    if asking.form in ("atom", "feed"):
        return feeds.feed(asking, found, house.today)
    rows = found.as_gaps()
    shape = lambda: gaps_shape(found.register, rows.answer, house.today)  # noqa: E731
    if answer := facts(asking, shape, lambda: gap_rows(rows)):
        return answer
    title = headline(asking.language, found)
    return page(
        house,
        asking,
        "gaps.html",
        found=found,
        title=title,
        page=page_of(found, asking.get("after"), MAIL_ROWS if asking.form else PAGE_ROWS),
        facets=[(name, facet_rows(house, asking, found, name)) for name in FACETS],
        chosen=[(name, facet_word(house, asking.language, found, name, value)) for name, value in found.chosen.items()],
        governments=found.register.jurisdictions,
        sorts=SORTS,
        themes=THEMES,
        facet_max=FACET_ROWS,
        may_ask=not asking.viewer.account or holds(asking.viewer, Right.WRITE_CASEWORK),
        citation=cite(
            house, asking, found.register, (*found.question.have, *found.question.lack), _brief(found), title
        ),
    )


def _brief(found: Explored) -> list[list[str]]:
    return [[line.gap.target.id, line.gap.lack.jurisdiction, line.gap.status.value] for line in found.lines]


def headline(language: Language, found: Explored) -> str:
    """Return the question in words."""
    return language.text("Listed by %(have)s, not by %(lack)s") % {
        "have": _named(language, found.question.have),
        "lack": _named(language, found.question.lack),
    }


def _named(language: Language, codes: Sequence[str]) -> str:
    return ", ".join(saying.government(language, code, said=True) for code in codes)


def facet_rows(house: House, asking: Asking, found: Explored, name: str) -> list[tuple[str, int, str, bool]]:
    """Return (word, count, address, whether it is chosen) of each value of a facet."""
    rows = []
    for value, number in found.facets[name]:
        on = found.chosen.get(name) == value
        word = facet_word(house, asking.language, found, name, value)
        rows.append((word, number, asking.here(**{name: None if on else value}), on))
    return rows


def facet_word(house: House, language: Language, found: Explored, name: str, value: str) -> str:
    """Return a value of a facet in words."""
    tables = {
        "status": saying.STATUS, "route": saying.ROUTES, "explained": saying.EXPLAINED, "kind": saying.KINDS_MANY,
        "open": saying.OPEN, "ground": saying.GROUNDS,
    }  # fmt: skip
    if name in tables:
        return language.text(tables[name].get(value, value))
    if name == "country":
        return language.country(value)
    if name == "since":
        unknown = saying.OPEN[NOT_KNOWN]
        return language.text(unknown) if value == NOT_KNOWN else value
    if name in ("others", "by", "at"):
        return saying.government(language, value)
    if name == "regime" and value in found.register.regimes:
        return found.register.regimes[value].title
    if name == "situation" and value in house.curated.situations:
        return house.curated.situations[value].title
    return value
