"""The front page and the search: any script, any list."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import RedirectResponse, Response

from inconcert.gaps.gaps import Question
from inconcert.model.vocabulary import Status
from inconcert.verbs.demo import first_screen
from inconcert.verbs.explore import explore
from inconcert.verbs.facts import day_of, latest_actions
from inconcert.verbs.house import House
from inconcert.verbs.search import search_shape
from inconcert.verbs.search_as_of import search_on
from inconcert.verbs.shapes import is_stale
from inconcert.verbs.status import status
from inconcert.verbs.tables import search_rows
from inconcert.verbs.unindexed import to_suggest
from inconcert.web.answering import facts, only, page
from inconcert.web.asking import Asking
from inconcert.web.figures import gap_counts

SUGGESTED_MAX = 10
HITS_MAX = 50
FRONT_GAPS = 6


def front(house: House, asking: Asking) -> Response:
    """Answer the front page: search, open gaps by a printed rule, the latest actions, how fresh each list is."""
    found = explore(house, Question(have=("us",), lack=("gb",), day=asking.day, thematic=True), {"status": "not_found"})
    return page(
        house,
        asking,
        "front.html",
        hero=True,
        screen=first_screen(house),
        found=found,
        lines=found.lines[:FRONT_GAPS],
        pairs=gap_counts(house) if not asking.day else (),
        actions=latest_actions(house, 5),
        day_of=day_of,
        lists=status(house, asking.day),
        stale=lambda date: is_stale(date, house.today),
    )


def search_page(house: House, asking: Asking) -> Response:
    """Answer a search; an official number or id that fits one target alone leads straight to it."""
    only(asking, "json", "csv", "xlsx")
    query = asking.get("q")
    hits = search_on(house, query, asking.day, HITS_MAX) if query else None
    if hits and asking.get("begun"):  # what somebody is still typing: not everybody is offered
        near = hits.found[:SUGGESTED_MAX]
        offered = to_suggest(house, [item.brief.id for item in near])
        hits = replace(hits, found=tuple(item for item in near if item.brief.id in offered))
    if hits and (found := facts(asking, lambda: search_shape(hits), lambda: search_rows(hits))):
        return found
    only(asking)
    if hits and len(hits.found) == 1 and hits.found[0].matched == query and query in hits.found[0].brief.ids:
        return RedirectResponse(asking.href(f"/targets/{hits.found[0].brief.id}"), 303)
    return page(house, asking, "search.html", hits=hits, query=query, statuses=tuple(Status))
