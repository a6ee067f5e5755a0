"""The public list of corrections, as a page, as facts and as a feed; and what search engines may not index."""

from __future__ import annotations

from typing import Any

from starlette.responses import PlainTextResponse, Response

from inconcert.model.codec import to_plain
from inconcert.model.correction import Published
from inconcert.model.rights import Right
from inconcert.verbs.corrections import published
from inconcert.verbs.house import House
from inconcert.watch.feeds import Item
from inconcert.web import feeds
from inconcert.web.answering import Table, facts, only, page
from inconcert.web.asking import Asking
from inconcert.web.corrections.words import EFFECTS, SHORT, STATES
from inconcert.web.gate import At

ROBOTS = "User-agent: *\nDisallow: /corrections/\nDisallow: /targets/*/correct\nDisallow: /search\nDisallow: /match/\n"
_heads = (
    "correction",
    "target",
    "kind",
    "decision",
    "effect",
    "entry",
    "other_entry",
    "outcome",
    "changed",
    "decided_on",
)


def outcomes_page(house: House, asking: Asking) -> Response:
    """Answer what was asked and decided, newest first."""
    only(asking, "json", "csv", "xlsx", "atom", "feed")
    found = published(house)
    if asking.form in feeds.FORMS:
        title = asking.language.text("Corrections")
        items = [_item(asking, item) for item in found[: feeds.ITEMS_MAX]]
        return feeds.answer(asking, "corrections", f"inconcert: {title}", items, house.today)
    if answer := facts(asking, lambda: [to_plain(item) for item in found], lambda: _table(found)):
        return answer
    return page(house, asking, "corrections/outcomes.html", found=found[:300], total=len(found), STATE_WORDS=STATES,
                SHORT=SHORT, EFFECTS=EFFECTS)  # fmt: skip


def _table(found: tuple[Published, ...]) -> Table:
    return _heads, [_cells(item) for item in found]


def _cells(item: Published) -> tuple[Any, ...]:
    return (
        item.id, item.target, item.kind.value, "accepted" if item.accepted else "declined", item.effect.value,
        " ".join(item.left).strip(), " ".join(item.right).strip(), item.outcome, "; ".join(item.changed),
        item.decided_on,
    )  # fmt: skip


def _item(asking: Asking, item: Published) -> Item:
    words = asking.language.text
    state = words(STATES["accepted" if item.accepted else "declined"])
    return Item(
        id=f"correction/{item.id}",
        title=f"{item.target}: {words(SHORT[item.kind.value])}, {state}",
        updated=f"{item.decided_on}T00:00:00Z",
        text="\n".join([f"{words(EFFECTS[item.effect.value])}. {item.outcome}", *item.changed]),
        address=feeds.targets_page(asking) + item.target,
        targets=(item.target,),
    )


def robots(_: House, __: Asking) -> Response:
    """Answer which addresses no robot should fetch; what must not be indexed says so itself (`noindex`)."""
    return PlainTextResponse(ROBOTS, headers={"cache-control": "max-age=86400"})


ROUTES = (
    At("GET", "/corrections", outcomes_page, Right.READ_REGISTER),
    At("GET", "/corrections.{form:str}", outcomes_page, Right.READ_REGISTER),
    At("GET", "/robots.txt", robots, Right.READ_REGISTER),
)
