"""What programs can ask: path, what it takes, what it gives; description and routes are made from it."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from inconcert.api import further
from inconcert.api.taking import (
    AS_OF,
    CODES,
    DAY,
    GOVERNMENTS,
    LIMIT,
    TEXT,
    Taken,
    codes_of,
    day_of,
    limit_of,
    named,
    text_of,
    there,
)
from inconcert.gaps.gaps import THEMES, Question
from inconcert.model.codec import to_plain
from inconcert.model.errors import UserError
from inconcert.verbs.changes import Asked, change_shape, find_changes
from inconcert.verbs.explore import FACETS, SORTS, decoded, encoded, explore, page_of
from inconcert.verbs.facts import action, latest_actions, situation
from inconcert.verbs.house import House
from inconcert.verbs.law import law, law_shape, regimes_known
from inconcert.verbs.matrix import DEFAULT_JURISDICTIONS, matrix_of_situation, matrix_shape
from inconcert.verbs.search import is_ready, search_shape
from inconcert.verbs.search_as_of import search_on
from inconcert.verbs.shapes import gaps_shape
from inconcert.verbs.show import show, show_shape
from inconcert.verbs.status import status, status_shape
from inconcert.watch.changes import Change
from inconcert.watch.figures import WANTED


@dataclass(frozen=True, slots=True)
class Operation:
    """One question; `quick` says whether it is answered at once. With a `body` (its schema) it is sent by POST."""

    path: str
    name: str
    says: str
    answer: Callable[..., Any]
    takes: tuple[Taken, ...] = ()
    quick: Callable[[House, Request], bool] = lambda *_: False
    body: dict[str, Any] | None = None

    @property
    def method(self) -> str:
        """Return the method in lower case, as OpenAPI writes it."""
        return "get" if self.body is None else "post"


def _search(house: House, request: Request) -> Any:
    query = text_of(request, "q").strip()
    if not query:
        raise UserError("q is empty", remedy="Name somebody, in any script.")
    return search_shape(search_on(house, query, day_of(request, "as_of"), limit_of(request, 20)))


def _target(house: House, request: Request) -> Any:
    day, name = day_of(request, "as_of"), request.path_params["id"]
    return there(lambda: show_shape(show(house, name, day)))


def _matrix(house: House, request: Request) -> Any:
    name, by = text_of(request, "situation", "xinjiang"), codes_of(request, "by", ",".join(DEFAULT_JURISDICTIONS))
    return matrix_shape(matrix_of_situation(house, name, by, day_of(request, "as_of")), house.today)


def _gaps(house: House, request: Request) -> Any:
    theme = named("theme", THEMES, text_of(request, "theme", "any"))
    scope = named("scope", ("thematic", "every"), text_of(request, "scope", "thematic"))
    question = Question(
        have=codes_of(request, "have", "us"),
        lack=codes_of(request, "lack", "gb"),
        day=day_of(request, "as_of"),
        theme=theme,
        thematic=scope == "thematic" and theme != "all",
        listed_since=day_of(request, "listed_since"),
    )
    sort = named("order", SORTS, text_of(request, "sort", "governments"))
    found = explore(house, question, {name: text_of(request, name) for name in FACETS if text_of(request, name)}, sort)
    rows = page_of(found, text_of(request, "after"), limit_of(request))
    whole = found.as_gaps().answer
    shape = gaps_shape(found.register, replace(whole, gaps=tuple(line.gap for line in rows.lines)), house.today)
    facets = {name: dict(values) for name, values in found.facets.items()}
    return shape | {"total": len(found.lines), "facets": facets, "next": rows.next or None}


def _lists(house: House, _: Request) -> Any:
    return status_shape(house, status(house))


def _situations(house: House, _: Request) -> Any:
    return {"situations": [to_plain(item) for _, item in sorted(house.curated.situations.items())]}


def _situation(house: House, request: Request) -> Any:
    place = there(lambda: situation(house, request.path_params["id"]))
    acts = [to_plain(act) for act in latest_actions(house) if act.situation == place.id]
    return {"situation": to_plain(place), "actions": acts}


def _actions(house: House, _: Request) -> Any:
    return {"actions": [to_plain(act) for act in latest_actions(house)]}


def _action(house: House, request: Request) -> Any:
    return {"action": to_plain(there(lambda: action(house, request.path_params["id"])))}


def _regimes(_: House, request: Request) -> Any:
    by = codes_of(request, "by", "us")[0] if "by" in request.query_params else ""
    return {"regimes": [to_plain(item) for item in regimes_known(by)]}


def _regime(house: House, request: Request) -> Any:
    day = day_of(request, "as_of") or house.today
    return there(lambda: law_shape(law(request.path_params["id"], day)))


def _changes(house: House, request: Request) -> Any:
    since = day_of(request, "since") or house.today - dt.timedelta(days=400)
    by = codes_of(request, "by", "us") if "by" in request.query_params else ()
    asked = Asked(since, day_of(request, "until"), by)
    found = house.memory.answer(("changes", asked), lambda: find_changes(house, asked))
    ordered = house.memory.answer(("changes in order", asked), lambda: sorted(found.found, key=_place))
    limit, after = limit_of(request), text_of(request, "after")
    start = bisect.bisect_right(ordered, decoded(after), key=_place) if after else 0
    rows = ordered[start : start + limit]
    return {
        "since": since.isoformat(),
        "total": len(found.found),
        "changes": [change_shape(item, certain=found.certain(item)) for item in rows],
        "next": encoded(_place(rows[-1])) if start + limit < len(ordered) else None,
    }


def _place(item: Change) -> tuple[int | str, ...]:
    """Return the place of a change in the order of the answer, newest first: no two alike."""
    return (-item.when.latest.toordinal(), item.target, item.list_id, item.official_id, item.newer, item.older,
            item.kind.value, " ".join(item.regimes))  # fmt: skip


def _listed(name: str, item: dict[str, Any], most: int) -> dict[str, Any]:
    """Return the schema of a body that holds a list under one name."""
    listed = {"type": "array", "items": item, "minItems": 1, "maxItems": most}
    return {"type": "object", "required": [name], "properties": {name: listed}}


_ENTITY = {
    "type": "object",
    "required": ["schema", "properties"],
    "properties": {
        "schema": {"type": "string"},
        "properties": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
}
_PAIR = {
    "type": "object",
    "required": ["left", "right"],
    "properties": {"id": {"type": "string"}, "left": _ENTITY, "right": _ENTITY},
}
_ID = Taken("id", "Its id.", {"type": "string", "minLength": 1, "maxLength": 200}, True, "path")
_NEXT = Taken(
    "after", "`next` of the page before.", {"type": "string", "pattern": "^[A-Za-z0-9_-]*$", "maxLength": 2000}
)
OPERATIONS = (
    Operation("/search", "search", "Names in any script, official numbers and ids.", _search,
              (Taken("q", "The name.", TEXT | {"minLength": 1}, True), AS_OF, LIMIT),
              quick=lambda house, request: "as_of" not in request.query_params and is_ready(house)),
    Operation("/targets/{id}", "target", "All that is known of one target, every value with its source.", _target,
              (_ID, AS_OF)),
    Operation("/matrix", "matrix", "A situation's targets × governments.", _matrix,
              (Taken("situation", "Its id.", TEXT), Taken("by", "Governments, between commas.", CODES), AS_OF)),
    Operation("/gaps", "gaps", "Who is in force with one government and not with another.", _gaps,
              (Taken("have", "Governments that list, between commas.", CODES),
               Taken("lack", "Governments that do not.", CODES),
               Taken("theme", "What the programmes are about.", {"type": "string", "enum": list(THEMES)}),
               Taken("scope", "Programmes about anywhere, or every one.",
                     {"type": "string", "enum": ["thematic", "every"]}),
               Taken("listed_since", "Listed on or after this day.", DAY),
               *(Taken(name, "Narrows the rows; `facets` of an answer gives the values.", TEXT) for name in FACETS),
               Taken("sort", "Order.", {"type": "string", "enum": list(SORTS)}), AS_OF, LIMIT, _NEXT)),
    Operation("/lists", "lists", "The lists, their editions and what could not be read.", _lists, ()),
    Operation("/situations", "situations", "Curated situations.", _situations, ()),
    Operation("/situations/{id}", "situation", "One situation with its actions.", _situation, (_ID,)),
    Operation("/actions", "actions", "Curated actions, newest first.", _actions, ()),
    Operation("/actions/{id}", "action", "One action.", _action, (_ID,)),
    Operation("/regimes", "regimes", "Regimes, thematic ones first.", _regimes,
              (Taken("by", "One government.", {"type": "string", "enum": list(GOVERNMENTS)}),)),
    Operation("/regimes/{id}", "regime", "One regime and its law on a day.", _regime, (_ID, AS_OF)),
    Operation("/changes", "changes", "What was listed, varied and removed.", _changes,
              (Taken("since", "First day.", DAY), Taken("until", "Last day.", DAY),
               Taken("by", "Governments, between commas.", CODES), LIMIT, _NEXT)),
    Operation("/targets", "targets", "Every target in brief, by id.", further.targets, (LIMIT, _NEXT)),
    Operation("/targets/{id}/reach", "reach", "Where a target's assets are frozen and where it may not enter.",
              further.reached, (_ID, AS_OF)),
    Operation("/renewals", "renewals", "Listings that end, or are reviewed, soon.", further.renewals,
              (Taken("within", "Days.", {"type": "integer", "minimum": 0, "maximum": 3660, "default": 90}),
               Taken("by", "Governments, between commas.", CODES), AS_OF)),
    Operation("/statistics", "statistics", "Figures with their definition and the editions they rest on.",
              further.statistics,
              (Taken("figure", "Only one.", {"type": "string", "enum": [item.id for item in WANTED]}), AS_OF)),
    Operation("/lead-times", "lead_times", "Days from a listing by one government to one by another.", further.lead,
              (Taken("first", "The government that listed first.", {"type": "string", "enum": list(GOVERNMENTS)}),
               Taken("second", "The other.", {"type": "string", "enum": list(GOVERNMENTS)}),
               Taken("situation", "Only targets of a situation, by its id.", TEXT), AS_OF)),
    Operation("/concerts", "concerts", "Who acted together, by a situation or since a day.", further.concerts,
              (Taken("situation", "Its id.", TEXT), Taken("since", "First day.", DAY),
               Taken("until", "Last day.", DAY), AS_OF, Taken("by", "Governments, between commas.", CODES),
               Taken("window", "Governments that act within so many days act together.",
                     {"type": "integer", "minimum": 0, "maximum": 365}),
               Taken("with", "Governments whose part is told.", CODES),
               Taken("smallest", "Leave out smaller actions.", {"type": "integer", "minimum": 1, "maximum": 100000}))),
    Operation("/digest", "digest", "What one government listed, varied and removed, and what others lack.",
              further.digest,
              (Taken("from", "The government whose changes are told.", {"type": "string", "enum": list(GOVERNMENTS)}),
               Taken("to", "The governments that are told, between commas.", CODES),
               Taken("since", "First day.", DAY, True), Taken("until", "Last day.", DAY),
               Taken("theme", "What the programmes are about.", {"type": "string", "enum": list(THEMES)}))),
    Operation("/unplaced", "unplaced", "Targets of thematic regimes that no situation has yet.", further.unplaced),
    Operation("/compare", "compare", "Pairs of FollowTheMoney entities with score, decision and reasons.",
              further.compared, body=_listed("pairs", _PAIR, further.PAIRS_MAX)),
    Operation("/matrix", "matrix_of_names", "Names of one's own × governments, the unsure ones shown.",
              further.matrix_of_own, (Taken("by", "Governments, between commas.", CODES), AS_OF),
              body=_listed("names", {"type": "string", "minLength": 1, "maxLength": 300}, further.NAMES_MAX)),
)  # fmt: skip
"""Every operation of the door, in the order of the description."""
