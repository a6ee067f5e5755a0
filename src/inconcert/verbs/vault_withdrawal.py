"""A source withdraws: nothing more goes out, and who already has it is told by a message of the exchange.

Rules: a withdrawal names the messages that carried what rests on the source, and never the source; whoever got it by
another way is named to the custodian, to be told by another way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inconcert.exchange.desk import Desk as ExchangeDesk
from inconcert.model.errors import RefusedByCheck
from inconcert.model.messages import Draft, MessageKind, Place, Tlp
from inconcert.model.vault import Action, Facts, Holder
from inconcert.vault import case as cases
from inconcert.vault import consent, place
from inconcert.verbs.vault import Desk, working


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a withdrawal: who has it, which messages were sent, and who must be told by another way."""

    holders: tuple[Holder, ...]
    sent: tuple[tuple[str, Place], ...]
    untold: tuple[Holder, ...]


def carried(desk: Desk, case: str, items: Sequence[str], recipient: str, party: str, message: Place) -> None:
    """Record by which message of the exchange, to which party, exhibits went to a recipient."""
    for item in items:
        place.item_id(item)
    said = {"items": list(items), "recipient": place.handle(recipient), "party": party, "message": list(message)}
    with working(desk, case) as opened, opened.lock():
        cases.record(opened, desk.who, cases.Entry(Action.CARRIED, facts=Facts(private=said)))


def withdraw_and_tell(
    desk: Desk, case: str, source: str, recipient: str, use: str, exchange: ExchangeDesk | None
) -> Told:
    """Record a withdrawal, and publish a consent withdrawal to each party that a message brought it to."""
    with working(desk, case) as opened:
        secrets = cases.unlocked(opened, desk.name, desk.own)
        went = consent.withdraw(opened, desk.who, secrets, source, recipient, use)
        met = [item for item in went if recipient in (consent.EVERY, item.who) and use in (consent.EVERY, item.use)]
        messages = _messages(consent.open_book(opened, secrets), {(item.item, item.who) for item in met})
    if exchange is None:
        return Told(tuple(met), (), tuple(met))
    sent = []
    for party, (places, _) in messages.items():
        body = {"messages": [list(one) for one in places]}
        draft = Draft(MessageKind.CONSENT_WITHDRAWAL, Tlp.AMBER, (party,), body)
        sent.append((party, exchange.publish([draft])[0].place))
    told = {pair for _, pairs in messages.values() for pair in pairs}
    return Told(tuple(met), tuple(sent), tuple(item for item in met if (item.item, item.who) not in told))


def _messages(book: consent.Book, wanted: set[tuple[str, str]]) -> dict[str, tuple[list[Place], set[tuple[str, str]]]]:
    """Return party → the messages that brought it what is withdrawn, and which exhibits went to whom by them."""
    found: dict[str, tuple[list[Place], set[tuple[str, str]]]] = {}
    for event, facts in book.events:
        if event.action is not Action.CARRIED:
            continue
        said = facts.private
        pairs = {(item, str(said["recipient"])) for item in said["items"]} & wanted
        party, number = said["message"]
        if not pairs:
            continue
        if not isinstance(party, str) or not isinstance(number, int):
            raise RefusedByCheck("a message that is none", where=f"event {event.number}")
        places, known = found.setdefault(str(said["party"]), ([], set()))
        places.append((party, number))
        known |= pairs
    return found
