"""One function per page: the question from the address, the verb, the page or its facts as JSON or CSV."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inconcert.formats import csvout, xlsxout
from inconcert.gaps.gaps import THEMES, Question
from inconcert.model.errors import UserError
from inconcert.model.vocabulary import Kind
from inconcert.verbs.demo import first_screen
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House
from inconcert.verbs.matrix import DEFAULT_JURISDICTIONS, matrix_of_situation, matrix_shape
from inconcert.verbs.search import search, search_shape
from inconcert.verbs.shapes import gaps_shape, is_stale
from inconcert.verbs.show import show, show_shape
from inconcert.verbs.status import status, status_shape
from inconcert.verbs.tables import gap_rows, matrix_rows, search_rows, status_rows, value_rows
from inconcert.web.rendering import render

Table = tuple[Sequence[str], Iterable[tuple[Any, ...]]]
ROWS_ON_A_PAGE = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def front(house: House, request: Request) -> Response:
    """Answer the front page: the first screen on the home's editions, and how fresh each list is."""
    return _page("screen.html", screen=first_screen(house), lists=status(house), stale=_stale(house))


def search_page(house: House, request: Request) -> Response:
    """Answer a search in any script."""
    query = request.query_params.get("q", "").strip()
    if not query:
        return _page("search.html", hits=None, query="")
    hits = search(house, query, 50)
    return _in_form(request, search_shape(hits), search_rows(hits)) or _page("search.html", hits=hits, query=query)


def target_page(house: House, request: Request) -> Response:
    """Answer the page of one target; a former id redirects to the one that speaks."""
    asked, _, form = request.path_params["target"].partition(".")
    shown = show(house, asked, _day(request))
    if shown.redirected_from:
        return RedirectResponse(f"/targets/{shown.target.id}{'.' + form if form else ''}", 301)
    request.path_params["form"] = form
    found = _in_form(request, show_shape(shown), value_rows(shown))
    return found or _page("target.html", shown=shown, target=shown.target, values=shown.values, day=_day(request))


def matrix_page(house: House, request: Request) -> Response:
    """Answer the matrix of a situation's targets as of a day."""
    situation = request.query_params.get("situation", "xinjiang")
    by = tuple(request.query_params.get("by", ",".join(DEFAULT_JURISDICTIONS)).split(","))
    found = matrix_of_situation(house, situation, by, _day(request))
    return _in_form(request, matrix_shape(found, house.today), matrix_rows(found)) or _page(
        "matrix.html",
        found=found,
        situation=house.curated.situations[situation],
        situations=sorted(house.curated.situations.values(), key=lambda item: item.title),
        heads=[_head(found.register, item) for item in found.jurisdictions],
        day=_day(request),
    )


def gaps_page(house: House, request: Request) -> Response:
    """Answer the gaps explorer."""
    asked = request.query_params
    try:
        question = Question(
            have=_names(asked.get("have", "us")),
            lack=_names(asked.get("lack", "gb")),
            day=_day(request),
            theme=asked.get("theme", "any"),
            regime=asked.get("regime", ""),
            kind=Kind(asked["kind"]) if asked.get("kind") else None,
            country=asked.get("country", "").lower(),
            thematic=asked.get("thematic") == "on" or not asked,
            sort=asked.get("sort", "governments"),
        )
        found = find_gaps(house, question, asked.get("situation", ""))
    except (ValueError, KeyError) as error:
        raise UserError(f"not understood: {error}") from error
    return _in_form(request, gaps_shape(found.register, found.answer, house.today), gap_rows(found)) or _page(
        "gaps.html",
        found=found,
        question=question,
        situation=asked.get("situation", ""),
        situations=sorted(house.curated.situations.values(), key=lambda item: item.title),
        themes=THEMES,
        governments=found.register.jurisdictions,
        shown=found.answer.gaps[:ROWS_ON_A_PAGE],
        link=str(request.url.query),
        limit=ROWS_ON_A_PAGE,
    )


def lists_page(house: House, request: Request) -> Response:
    """Answer the lists and editions at hand."""
    lists = status(house)
    found = _in_form(request, status_shape(house, lists), status_rows(lists))
    return found or _page("lists.html", lists=lists, stale=_stale(house))


def about_page(house: House, request: Request) -> Response:
    """Answer what the data is and is not."""
    return _page("about.html", lists=status(house))


def _stale(house: House) -> Any:
    return lambda date: is_stale(date, house.today)


def _head(register: Any, jurisdiction: str) -> dict[str, str]:
    lines = register.lines_of(jurisdiction)
    return {"code": jurisdiction, "as_of": lines[0].days[-1].date if lines and lines[0].days else ""}


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _day(request: Request) -> dt.date | None:
    text = request.query_params.get("as_of", "")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UserError(f"not a day: {text!r}", remedy="Write it as YYYY-MM-DD.") from error


def _page(template: str, **values: Any) -> Response:
    return Response(render(template, **values), media_type="text/html")


def _in_form(request: Request, shape: Any, table: Table) -> Response | None:
    """Return the facts as JSON or CSV where the address asks for them; None for the page itself."""
    form = request.path_params.get("form", "")
    if form == "json":
        return Response(json.dumps(shape, ensure_ascii=False, indent=1), media_type="application/json")
    if form == "csv":
        return Response(b"".join(csvout.stream(tuple(table[0]), table[1])), media_type="text/csv; charset=utf-8")
    if form == "xlsx":
        return Response(xlsxout.write(tuple(table[0]), table[1]), media_type=XLSX)
    if form:
        raise HTTPException(404)
    return None
