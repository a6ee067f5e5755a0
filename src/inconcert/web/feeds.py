"""Feeds of the pages: Atom (RFC 4287) or JSON Feed 1.1 of a question, newest first, nothing of a reader kept.

A query of gaps, the changes, the actions and a situation have a feed at their own address; a subscription that is kept
(`inconcert alerts`) has one at /feeds/NAME.atom and /feeds/NAME.feed, for whoever may read casework.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from inconcert.model.curated import Action
from inconcert.model.rights import Right
from inconcert.verbs.alert_files import feed_of
from inconcert.verbs.alerts import named
from inconcert.verbs.explore import Explored, Line, key_of
from inconcert.verbs.facts import day_of
from inconcert.verbs.house import House
from inconcert.watch.feeds import Feed, Item, atom, json_feed
from inconcert.web.answering import kept
from inconcert.web.asking import Asking
from inconcert.web.gate import At
from inconcert.web.saying import government, sentence

ITEMS_MAX = 100
FORMS = ("atom", "feed")


def feed(asking: Asking, found: Explored, today: dt.date) -> Response:
    """Answer the newest gaps of a query in the form that the address asks for."""
    lines = sorted(found.lines, key=lambda line: key_of(line, "newest"))[:ITEMS_MAX]
    title = "inconcert: " + ", ".join(found.question.have) + " → " + ", ".join(found.question.lack)
    return answer(asking, "gaps", title, [_gap_item(asking, line) for line in lines], today)


def answer(asking: Asking, name: str, title: str, items: Iterable[Item], today: dt.date) -> Response:
    """Answer items as a feed, under the name that their lasting ids begin with."""
    here = _base(asking) + asking.here()
    made = Feed(name, title, _base(asking) + asking.in_form(asking.form), f"{today.isoformat()}T00:00:00Z",
                tuple(items)[:ITEMS_MAX], here)  # fmt: skip
    return _sent(asking, made)


def _sent(asking: Asking, made: Feed) -> Response:
    if asking.form == "feed":
        return kept(asking, json_feed(made), "application/feed+json")
    return kept(asking, atom(made), "application/atom+xml")


def action_items(asking: Asking, acts: Iterable[Action]) -> list[Item]:
    """Return an item for each curated action: who acted, when, under what, and against whom."""
    return [
        Item(
            id=act.id,
            title=f"{government(asking.language, act.jurisdiction)}: {act.title}",
            updated=f"{day_of(act)}T00:00:00Z",
            text="\n".join([f"{act.authority}, {day_of(act)}, {act.regime}: {act.members_total}.",
                            *(member.name for member in act.members)]),
            address=_base(asking) + asking.href(f"/actions/{act.id}"),
        )
        for act in acts
        if day_of(act)
    ]  # fmt: skip


def targets_page(asking: Asking) -> str:
    """Return the address of a target's page without its id."""
    return _base(asking) + "/targets/"


def _base(asking: Asking) -> str:
    return str(asking.request.base_url).rstrip("/")


def _gap_item(asking: Asking, line: Line) -> Item:
    days = [cell.since.latest for cell in line.gap.have if cell.since]
    moment = f"{max(days, default=dt.date(1970, 1, 1)).isoformat()}T00:00:00Z"
    name = "".join(letter for letter in line.gap.target.name if letter.isprintable())
    return Item(
        id=f"{line.gap.target.id}/{line.gap.lack.jurisdiction}",
        title=name,
        updated=moment,
        text=sentence(asking.language, line.gap),
        address=_base(asking) + asking.href(f"/targets/{line.gap.target.id}"),
    )


def kept_feed(house: House, asking: Asking) -> Response:
    """Answer the feed of a subscription: each alert once, dated by when it was first told."""
    if asking.form not in FORMS:
        raise HTTPException(404)
    one = named(house, asking.request.path_params["name"])
    return _sent(asking, feed_of(house, one, _base(asking) + asking.path))


ROUTES = (At("GET", "/feeds/{name:str}.{form:str}", kept_feed, Right.READ_CASEWORK),)
