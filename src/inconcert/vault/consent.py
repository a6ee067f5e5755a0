"""Consent: per source, recipient and use; what rests on a source, who has it, and who may have it.

Rules:
- what was not given is not there: another recipient, another use, a day after its end;
- an exhibit may go out only if every source it rests on allows it; open-source material needs nobody's consent;
- consent is given after somebody explained it: the record says who, and when;
- a withdrawal holds at once, and names whom it already went to. The past is not undone, and the answer says so.

All of it works with no content stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from inconcert.model.errors import OurError, RefusedByCheck, UserError
from inconcert.model.vault import Action, Consent, CustodyEvent, Exhibit, Facts, Holder, Use, Verdict
from inconcert.vault import place
from inconcert.vault.case import Case, Entry, facts_of, record
from inconcert.vault.reading import exhibit_from
from inconcert.vault.ring import Signing
from inconcert.vault.sealing import Identity

EVERY = "every"
"""A withdrawal that names no recipient, or no use, is from every one."""


@dataclass(frozen=True, slots=True)
class Book:
    """The events of a case with what they say under seal, in order.

    `set_aside`: exhibits that cannot be read, with why. One poisoned submission must not close a case, and must not go
    unseen: whoever asks anything of the book is told.
    """

    events: tuple[tuple[CustodyEvent, Facts], ...]
    set_aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on a source: each exhibit, who has it, and whether it may go to a recipient for a use."""

    source: str
    exhibits: tuple[Exhibit, ...]
    holders: tuple[Holder, ...]
    verdicts: tuple[Verdict, ...]
    set_aside: tuple[str, ...] = ()


def open_book(case: Case, secrets: Sequence[Identity]) -> Book:
    """Return a case's events with their facts; raises RefusedByCheck if the log, or a consent, does not hold."""
    log = case.log()
    kept: list[tuple[CustodyEvent, Facts]] = []
    aside: list[str] = []
    for event in log.events if not log.destroyed else ():
        try:
            facts = facts_of(case, event, secrets)
            if event.action.brings:
                exhibit_from(event, facts)
            kept.append((event, facts))
        except (RefusedByCheck, OurError) as error:
            if not event.action.brings:
                raise
            aside.append(f"exhibit {event.item} of {event.at[:10]}: {error.what}")
    return Book(tuple(kept), tuple(aside))


def give(case: Case, who: Signing, consent: Consent) -> None:
    """Record that a source consented; raises UserError where something is not said."""
    for name in (consent.source, consent.recipient):
        place.handle(name)
    if not consent.explained_by:
        raise UserError("who explained the consent is not said", remedy="Name them by their handle.")
    place.handle(consent.explained_by)
    for day in filter(None, (consent.explained_on, consent.until)):
        _day(day)
    _day(consent.explained_on)
    with case.lock():
        record(case, who, Entry(Action.CONSENT_GIVEN, facts=Facts(private=asdict(consent))))


def withdraw(
    case: Case, who: Signing, secrets: Sequence[Identity], source: str, recipient: str = EVERY, use: str = EVERY
) -> tuple[Holder, ...]:
    """Record that a source withdrew, and return who already has what rests on it."""
    place.handle(source)
    place.handle(recipient)
    if use != EVERY:
        Use(use)
    said = {"source": source, "recipient": recipient, "use": use}
    with case.lock():
        record(case, who, Entry(Action.CONSENT_WITHDRAWN, facts=Facts(private=said)))
    book = open_book(case, secrets)
    items = {item.id for item in exhibits(book) if source in item.deposit.sources}
    went = (Action.EXPORTED, Action.RENDERED)
    return tuple(item for item in holders(book, items) if item.action in went)


def exhibits(book: Book) -> tuple[Exhibit, ...]:
    """Return the exhibits of a case in the order they came."""
    return tuple(exhibit_from(event, facts) for event, facts in book.events if event.action.brings)


def consents(book: Book) -> tuple[Consent, ...]:
    """Return the consents that were given and not withdrawn since; their end is not looked at."""
    standing: list[Consent] = []
    for event, facts in book.events:
        if event.action is Action.CONSENT_GIVEN:
            said = dict(facts.private)
            standing.append(Consent(**{**said, "use": Use(said["use"])}))
        elif event.action is Action.CONSENT_WITHDRAWN:
            standing = [item for item in standing if not _withdrawn(item, facts)]
    return tuple(standing)


def verdict(book: Book, exhibit: Exhibit, recipient: str, use: Use, day: dt.date) -> Verdict:
    """Return whether an exhibit may go to a recipient for a use on a day, and if not, why."""
    standing = consents(book)
    because = []
    for source in exhibit.deposit.sources:
        given = [item for item in standing if (item.source, item.recipient, item.use) == (source, recipient, use)]
        if not given:
            because.append(f"{source} has not consented that {recipient} may {use.words}, or has withdrawn")
        elif not any(item.until == "" or day <= _day(item.until) for item in given):
            because.append(f"the consent of {source} ended on {max(item.until for item in given)}")
    return Verdict(exhibit.id, not because, tuple(because))


def holders(book: Book, items: set[str]) -> tuple[Holder, ...]:
    """Return who has read these exhibits inside the case, and to whom they went."""
    found: list[Holder] = []
    for event, facts in book.events:
        if event.action in (Action.READ, Action.VIEWED) and event.item in items:
            found.append(Holder(event.item, event.actor, event.action, "", event.at))
        if event.action in (Action.EXPORTED, Action.RENDERED):
            said = facts.private
            went = [item for item in said["items"] if item in items]
            found += [Holder(item, said["recipient"], event.action, said["use"], event.at) for item in went]
    return tuple(found)


def rests_on(book: Book, source: str, recipient: str, use: Use, day: dt.date) -> Resting:
    """Answer in one: what rests on a source, who has it, and may this recipient do this with it."""
    on_it = tuple(item for item in exhibits(book) if source in item.deposit.sources)
    return Resting(
        source,
        on_it,
        holders(book, {item.id for item in on_it}),
        tuple(verdict(book, item, recipient, use, day) for item in on_it),
        book.set_aside,
    )


def _withdrawn(consent: Consent, facts: Facts) -> bool:
    said = facts.private
    return (
        said["source"] == consent.source
        and said["recipient"] in (EVERY, consent.recipient)
        and said["use"] in (EVERY, consent.use.value)
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"not a day: {text!r}", remedy="Write it as YYYY-MM-DD.") from error
