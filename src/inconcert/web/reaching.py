"""The page of a target's reach: a map and a list of territories, now and with one more mirror; sets, never a score.

The map is also an SVG or PNG of its own, with the target's name, the day and the source on it.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from lxml import etree
from starlette.responses import Response

from inconcert.model.reach import Reach
from inconcert.verbs.house import House
from inconcert.verbs.reach import reach, reach_shape, territory_name
from inconcert.web.answering import facts, only, page
from inconcert.web.asking import Asking
from inconcert.web.figures import drawn
from inconcert.web.languages import Language
from inconcert.web.pictures import can_draw
from inconcert.web.saying import _

FREEZE, BAN, BOTH, MORE, NONE = "freeze", "ban", "both", "more", "none"
FILLS = {BOTH: "#14532d", FREEZE: "#5a8f6b", BAN: "#9a7b1c", MORE: "#b5651d", NONE: "#e2ddd1"}
SAID = {
    BOTH: _("assets frozen, entry banned"), FREEZE: _("assets frozen"), BAN: _("entry banned"),
    MORE: _("one more mirror would add"),
}  # fmt: skip
SVG = "http://www.w3.org/2000/svg"


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
    only(asking, "json", "csv", "xlsx", "svg", "png")
    found = reach(house, asking.request.path_params["target"], asking.day)
    chosen = asking.request.query_params.get("add", "")
    more = dict(found.more).get(chosen, Reach())
    places = (*_places(found.now), *(Place(item.name, item.by, MORE) for item in _places(more)))
    table = ("territory", "by", "what"), [(item.name, item.by, item.kind) for item in places]
    if answer := facts(asking, lambda: reach_shape(found), lambda: table):
        return answer
    if asking.form:
        key = ("reach", found.target.id, chosen, asking.day, asking.language.code, house.today)
        day = asking.day or house.today
        return drawn(
            house, asking, key, lambda: _alone(asking.language, found.target.name, day, _shapes(found.now, more))
        )
    return page(
        house,
        asking,
        "reach.html",
        found=found,
        target=found.target,
        shapes=_shapes(found.now, more),
        places=places,
        words={kind: asking.language.text(said) for kind, said in SAID.items()},
        counts=_counts(places),
        drawn=can_draw(),
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


def _counts(places: Iterable[Place]) -> list[tuple[str, int]]:
    """Return (kind, number of territories), for each kind there is."""
    every = [item.kind for item in places]
    return [(kind, every.count(kind)) for kind in SAID if kind in every]


def _alone(language: Language, name: str, day: dt.date, shapes: Iterable[Shape]) -> str:
    """Return the map as one SVG with its title, key and source."""
    root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG}, viewBox="0 0 960 590", width="960", height="590")  # type: ignore[dict-item]
    rtl = language.direction == "rtl"
    edge, anchor = ("940", "end") if rtl else ("20", "start")

    def write(text: str, x: str, y: str, size: str, weight: str = "normal", where: str = anchor) -> None:
        line = etree.SubElement(root, f"{{{SVG}}}text", x=x, y=y, fill="#1d1c1a")
        line.set("font-family", "Noto Sans, Noto Naskh Arabic, Noto Serif, Noto Sans CJK SC, sans-serif")
        line.set("font-size", size)
        line.set("font-weight", weight)
        line.set("text-anchor", where)
        line.text = "".join(letter for letter in text if letter.isprintable())

    etree.SubElement(root, f"{{{SVG}}}rect", width="960", height="590", fill="#ffffff")
    write(f"{language.text('Where it reaches')}: {name}", edge, "30", "20", "bold")
    write(language.day(day.isoformat()), edge, "52", "14")
    world = etree.SubElement(root, f"{{{SVG}}}g", transform="translate(0 62)", stroke="#ffffff")
    world.set("stroke-width", "0.5")
    for shape in shapes:
        etree.SubElement(world, f"{{{SVG}}}path", d=shape.path, fill=FILLS[shape.kind])
    for place, (kind, said) in enumerate(SAID.items()):
        left = 20 + 235 * place
        etree.SubElement(root, f"{{{SVG}}}rect", x=str(left), y="546", width="14", height="14", fill=FILLS[kind])
        write(language.text(said), str(left + 20), "558", "13", where="start")
    write(
        language.text("Outlines: Natural Earth, public domain; small territories stand in the list alone."),
        edge,
        "580",
        "11",
    )
    return etree.tostring(root, encoding="unicode")
