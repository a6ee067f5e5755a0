"""The page of a target's reach: a map and a list of territories, now and with one more mirror; sets, never a score."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import resources

from starlette.responses import Response

from inconcert.model.reach import Reach
from inconcert.verbs.house import House
from inconcert.verbs.reach import reach, reach_shape, territory_name
from inconcert.web.answering import facts, only, page
from inconcert.web.asking import Asking

FREEZE, BAN, BOTH, MORE, NONE = "freeze", "ban", "both", "more", "none"


@dataclass(frozen=True, slots=True)
class Shape:
    """One country of the map: its outline (an SVG path of 960 × 480) and what binds there."""

    code: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """One territory of the list: its name, by which government, and what binds there."""

    name: str
    by: str
    kind: str


def reach_page(house: House, asking: Asking) -> Response:
    """Answer where a target's assets are frozen and entry is banned, and what the mirror in `add` would add."""
    only(asking, "json", "csv", "xlsx")
    found = reach(house, asking.request.path_params["target"], asking.day)
    chosen = asking.request.query_params.get("add", "")
    more = dict(found.more).get(chosen, Reach())
    places = (*_places(found.now), *(Place(item.name, item.by, MORE) for item in _places(more)))
    table = ("territory", "by", "what"), [(item.name, item.by, item.kind) for item in places]
    if answer := facts(asking, lambda: reach_shape(found), lambda: table):
        return answer
    return page(
        house,
        asking,
        "reach.html",
        found=found,
        target=found.target,
        shapes=_shapes(found.now, more),
        places=places,
        chosen=chosen if chosen in dict(found.more) else "",
        more=[name for name, item in found.more if item.freeze or item.ban],
    )


@functools.cache
def outlines() -> dict[str, str]:
    """Return ISO code → outline (Natural Earth, public domain; made by scripts/make_outlines.py)."""
    text = resources.files("inconcert.web").joinpath("static", "outlines.json").read_text("utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def _shapes(now: Reach, more: Reach) -> tuple[Shape, ...]:
    frozen, banned = {item.code for item in now.freeze}, {item.code for item in now.ban}
    added = {item.code for item in (*more.freeze, *more.ban)}

    def kind(code: str) -> str:
        if code in frozen or code in banned:
            return BOTH if code in frozen and code in banned else FREEZE if code in frozen else BAN
        return MORE if code in added else NONE

    return tuple(Shape(code, path, kind(code)) for code, path in outlines().items())


def _places(held: Reach) -> tuple[Place, ...]:
    frozen = {(item.code, item.name): item for item in held.freeze}
    banned = {(item.code, item.name): item for item in held.ban}
    found = []
    for key in dict.fromkeys([*frozen, *banned]):
        item = frozen.get(key) or banned[key]
        kind = BOTH if key in frozen and key in banned else FREEZE if key in frozen else BAN
        found.append(Place(territory_name(item), item.jurisdiction, kind))
    return tuple(found)
