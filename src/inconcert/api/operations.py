"""What programs can ask: path, what it takes, what it gives; description and routes are made from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from inconcert.gaps.gaps import THEMES, Question
from inconcert.model.codec import to_plain
from inconcert.model.errors import UserError
from inconcert.verbs.changes import Asked, change_shape, find_changes
from inconcert.verbs.explore import FACETS, SORTS, explore, page_of
from inconcert.verbs.facts import action, latest_actions, situation
from inconcert.verbs.house import House
from inconcert.verbs.law import law, law_shape, regimes_known
from inconcert.verbs.matrix import DEFAULT_JURISDICTIONS, matrix_of_situation, matrix_shape
from inconcert.verbs.search import is_ready, search, search_shape
from inconcert.verbs.shapes import gaps_shape
from inconcert.verbs.show import show, show_shape
from inconcert.verbs.status import status, status_shape

LIMIT_MAX = 500
GOVERNMENTS = ("au", "ca", "ch", "eu", "gb", "un", "us")


class NotThere(UserError):
    """The user named a thing that is not there."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One value of an address: its schema as OpenAPI writes it."""

    name: str
    says: str
    schema: dict[str, Any]
    required: bool = False
    where: str = "query"


@dataclass(frozen=True, slots=True)
class Operation:
    """One question: `gives` names the keys that every answer has; `quick` says whether it is answered at once."""

    path: str
    name: str
    says: str
    answer: Callable[[House, Request], Any]
    takes: tuple[Taken, ...] = ()
    gives: tuple[str, ...] = ()
    quick: Callable[[House], bool] = lambda _: False


_DAY = {"type": "string", "format": "date"}
_TEXT = {"type": "string", "maxLength": 300}
AS_OF = Taken("as_of", "Day that the answer is of; without it each list's newest edition.", _DAY)
LIMIT = Taken("limit", "Rows on a page.", {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": 100})
_CODES = {"type": "string", "pattern": "^[a-z]{2}(,[a-z]{2})*$"}


def _get(request: Request, name: str, default: str = "") -> str:
    text = request.query_params.get(name, default)
    if len(text) > 300 and name != "after":
        raise UserError(f"{name} is longer than 300 characters", remedy="Ask for less.")
    return text


def _date(request: Request, name: str) -> dt.date | None:
    text = _get(request, name)
    try:
        return dt.date.fromisoformat(text) if name in request.query_params else None
    except ValueError as error:
        raise UserError(f"{name} is not a day: {text!r}", remedy="Write it as YYYY-MM-DD.") from error


def _limit(request: Request, default: int = 100) -> int:
    text = _get(request, "limit", str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LIMIT_MAX):
        raise UserError(f"limit is a whole number from 1 to {LIMIT_MAX}, not {text!r}", remedy="Leave it out for 100.")
    return int(text)


def _codes(request: Request, name: str, default: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(_get(request, name, default).split(",")))
    for code in found:
        if code not in GOVERNMENTS:
            raise UserError(f"{name} names no government: {code!r}", remedy=f"Known: {', '.join(GOVERNMENTS)}.")
    return found


def _named(name: str, known: tuple[str, ...], text: str) -> str:
    if text not in known:
        raise UserError(f"no {name} is called {text!r}", remedy=f"Known: {', '.join(known)}.")
    return text


def _there(find: Callable[[], Any]) -> Any:
    """Return what a path names; what is not there is 404, not a bad question."""
    try:
        return find()
    except UserError as error:
        raise NotThere(error.what, where=error.where, remedy=error.remedy) from error


def _search(house: House, request: Request) -> Any:
    query = _get(request, "q").strip()
    if not query:
        raise UserError("q is empty", remedy="Name somebody, in any script.")
    return search_shape(search(house, query, _limit(request, 20)))


def _target(house: House, request: Request) -> Any:
    day, name = _date(request, "as_of"), request.path_params["id"]
    return _there(lambda: show_shape(show(house, name, day)))


def _matrix(house: House, request: Request) -> Any:
    name, by = _get(request, "situation", "xinjiang"), _codes(request, "by", ",".join(DEFAULT_JURISDICTIONS))
    return matrix_shape(matrix_of_situation(house, name, by, _date(request, "as_of")), house.today)


def _gaps(house: House, request: Request) -> Any:
    theme = _named("theme", THEMES, _get(request, "theme", "any"))
    scope = _named("scope", ("thematic", "every"), _get(request, "scope", "thematic"))
    question = Question(
        have=_codes(request, "have", "us"),
        lack=_codes(request, "lack", "gb"),
        day=_date(request, "as_of"),
        theme=theme,
        thematic=scope == "thematic" and theme != "all",
        listed_since=_date(request, "listed_since"),
    )
    sort = _named("order", SORTS, _get(request, "sort", "governments"))
    found = explore(house, question, {name: _get(request, name) for name in FACETS if _get(request, name)}, sort)
    rows = page_of(found, _get(request, "after"), _limit(request))
    whole = found.as_gaps().answer
    shape = gaps_shape(found.register, replace(whole, gaps=tuple(line.gap for line in rows.lines)), house.today)
    facets = {name: dict(values) for name, values in found.facets.items()}
    return shape | {"total": len(found.lines), "facets": facets, "next": rows.next or None}


def _lists(house: House, _: Request) -> Any:
    return status_shape(house, status(house))


def _situations(house: House, _: Request) -> Any:
    return {"situations": [to_plain(item) for _, item in sorted(house.curated.situations.items())]}


def _situation(house: House, request: Request) -> Any:
    place = _there(lambda: situation(house, request.path_params["id"]))
    acts = [to_plain(act) for act in latest_actions(house) if act.situation == place.id]
    return {"situation": to_plain(place), "actions": acts}


def _actions(house: House, _: Request) -> Any:
    return {"actions": [to_plain(act) for act in latest_actions(house)]}


def _action(house: House, request: Request) -> Any:
    return {"action": to_plain(_there(lambda: action(house, request.path_params["id"])))}


def _regimes(_: House, request: Request) -> Any:
    by = _codes(request, "by", "us")[0] if "by" in request.query_params else ""
    return {"regimes": [to_plain(item) for item in regimes_known(by)]}


def _regime(house: House, request: Request) -> Any:
    day = _date(request, "as_of") or house.today
    return _there(lambda: law_shape(law(request.path_params["id"], day)))


def _changes(house: House, request: Request) -> Any:
    since = _date(request, "since") or house.today - dt.timedelta(days=400)
    by = _codes(request, "by", "us") if "by" in request.query_params else ()
    asked = Asked(since, _date(request, "until"), by)
    found = house.memory.answer(("changes", asked), lambda: find_changes(house, asked))
    limit, start = _limit(request), _get(request, "from", "0")
    if not (start.isascii() and start.isdigit() and len(start) < 10):
        raise UserError("from is a whole number", remedy="Leave it out for the first page.")
    rows = found.found[int(start) : int(start) + limit]
    more = int(start) + limit
    return {
        "since": since.isoformat(),
        "total": len(found.found),
        "changes": [change_shape(item, certain=found.certain(item)) for item in rows],
        "next": more if more < len(found.found) else None,
    }


_ID = Taken("id", "Its id.", {"type": "string", "minLength": 1, "maxLength": 200}, True, "path")
_NEXT = Taken("after", "`next` of the page before.", {"type": "string"})
OPERATIONS = (
    Operation("/search", "search", "Names in any script, official numbers and ids.", _search,
              (Taken("q", "The name.", _TEXT | {"minLength": 1}, True), LIMIT), ("query", "hits"), is_ready),
    Operation("/targets/{id}", "target", "All that is known of one target, every value with its source.", _target,
              (_ID, AS_OF), ("id", "name", "designations", "cells")),
    Operation("/matrix", "matrix", "A situation's targets × governments.", _matrix,
              (Taken("situation", "Its id.", _TEXT), Taken("by", "Governments, between commas.", _CODES), AS_OF),
              ("jurisdictions", "rows", "editions")),
    Operation("/gaps", "gaps", "Who is in force with one government and not with another.", _gaps,
              (Taken("have", "Governments that list, between commas.", _CODES),
               Taken("lack", "Governments that do not.", _CODES),
               Taken("theme", "What the programmes are about.", {"type": "string", "enum": list(THEMES)}),
               Taken("scope", "Programmes about anywhere, or every one.",
                     {"type": "string", "enum": ["thematic", "every"]}),
               Taken("listed_since", "Listed on or after this day.", _DAY),
               *(Taken(name, "Narrows the rows; `facets` of an answer gives the values.", _TEXT) for name in FACETS),
               Taken("sort", "Order.", {"type": "string", "enum": list(SORTS)}), AS_OF, LIMIT, _NEXT),
              ("gaps", "counts", "editions", "total", "facets", "next")),
    Operation("/lists", "lists", "The lists, their editions and what could not be read.", _lists, (), ("lists",)),
    Operation("/situations", "situations", "Curated situations.", _situations, (), ("situations",)),
    Operation("/situations/{id}", "situation", "One situation with its actions.", _situation, (_ID,),
              ("situation", "actions")),
    Operation("/actions", "actions", "Curated actions, newest first.", _actions, (), ("actions",)),
    Operation("/actions/{id}", "action", "One action.", _action, (_ID,), ("action",)),
    Operation("/regimes", "regimes", "Regimes, thematic ones first.", _regimes,
              (Taken("by", "One government.", {"type": "string", "enum": list(GOVERNMENTS)}),), ("regimes",)),
    Operation("/regimes/{id}", "regime", "One regime and its law on a day.", _regime, (_ID, AS_OF), ("regime", "law")),
    Operation("/changes", "changes", "What was listed, varied and removed.", _changes,
              (Taken("since", "First day.", _DAY), Taken("until", "Last day.", _DAY),
               Taken("by", "Governments, between commas.", _CODES), LIMIT,
               Taken("from", "`next` of the page before.", {"type": "integer", "minimum": 0, "maximum": 99999999})),
              ("since", "total", "changes", "next")),
)  # fmt: skip
"""Every operation of the door, in the order of the description."""
