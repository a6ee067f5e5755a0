"""Our asks that a list has answered: met, or open again after a listing ended. What alerts and letters follow up.

`answered_asks(house)` gives those of every letter kept in this home; with a letter's id, those of that one, also of a
public letter that was curated.
"""

from __future__ import annotations

from inconcert.letters.asks import Standing
from inconcert.model.dates import EventDate
from inconcert.model.messages import AskLife
from inconcert.store.asks import letters
from inconcert.verbs.house import House
from inconcert.verbs.letter_status import Outcome, outcome
from inconcert.verbs.words import government, spelt_event
from inconcert.watch.feeds import SPAN, Item, moment_of


def answered_asks(house: House, letter_id: str = "") -> tuple[Item, ...]:
    """Return an item for each ask that is met or open again; UserError where no letter is called so."""
    chosen = (letter_id,) if letter_id else tuple(letters(house.store, house.viewer))
    found = [outcome(house, name) for name in chosen]
    return tuple(_item(one, item) for one in found for item in one.standings if _answered(item))


def _answered(item: Standing) -> bool:
    return item.reopened or (item.life is AskLife.MET and item.cell is not None)


def _item(one: Outcome, item: Standing) -> Item:
    word = "open again" if item.reopened else "met"
    ask, date = item.ask, item.date
    took = f", {item.days} days after the ask" if item.days is not None else ""
    when = f" {spelt_event(date)} ({date.kind.value.replace('_', ' ')}){took}" if date else ""
    lines = [
        f"Asked of {government(ask.to)} on {ask.asked_on}, in “{one.title}”.",
        f"{word.capitalize()}:{when or ' no day is known'}. {item.why}.",
        *(_source(item)),
    ]
    as_of = item.cell.as_of if item.cell else ""
    return Item(
        id=f"ask/{ask.id}/{word.replace(' ', '-')}/{_days(date)}",
        title=f"Ask {word}: {ask.name or ask.id} ({government(ask.to)})",
        updated=moment_of(as_of or ask.asked_on),
        text="\n".join(lines),
        targets=ask.targets[:1],
    )


def _source(item: Standing) -> list[str]:
    held = item.cell.designations if item.cell else ()
    return [
        f"{one.source.list_id} of {one.source.edition}, number {one.official_id}, place {one.source.place or 'unknown'}"
        f" ({one.source.provenance}, sha256 {one.source.sha256})."
        for one in held
        if one.source
    ]


def _days(date: EventDate | None) -> str:
    """Return the days between which it happened, so that a narrower interval is known to be the same."""
    return f"{date.earliest}{SPAN}{date.latest}T" if date else "no-day"
