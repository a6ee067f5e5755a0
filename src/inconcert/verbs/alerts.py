"""The verb `alerts`: subscriptions, what they find, and what is brought to their receivers.

A run, for each subscription:
1. asks its question, and keeps what it did not tell before, each alert once;
2. keeps the message that carries them, before anything is sent;
3. writes the files of its feed; sends what is due; keeps that it was sent, or why not.
It may be ended anywhere, and run again: an alert stands in the feed once; a message comes at least once, and where it
comes twice, under the same id. Nothing is given up: what fails is tried again at a later run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inconcert.model.codec import from_json, to_json
from inconcert.model.errors import InconcertError, UserError
from inconcert.model.subscription import Cadence, Channel, Event, EventKind, Kept, Subscription
from inconcert.store import alerts as kept_alerts
from inconcert.store.lock import only_writer
from inconcert.verbs.alert_couriers import Couriers, check_address, send_mail, send_webhook
from inconcert.verbs.alert_files import feed_of, write_feed
from inconcert.verbs.alert_items import items_of, with_effects
from inconcert.verbs.alert_secrets import forget, secrets_of
from inconcert.verbs.alert_words import Lists, Told, lists_of, made_at, mail_payload, question_words, webhook_payload
from inconcert.verbs.house import House
from inconcert.watch.alerts import Outbox, Waiting, not_told, period_of
from inconcert.watch.feeds import Item
from inconcert.watch.mail import address_of, message
from inconcert.watch.webhook import headers

BATCH = 100
"""So many alerts go in one message; more go in several."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of one subscription in a run; `problem` says why its question could not be asked."""

    name: str
    fresh: int = 0
    sent: int = 0
    waiting: tuple[Waiting, ...] = ()
    problem: str = ""


def subscribe(house: House, subscription: Subscription, *, loopback: bool = False) -> tuple[Kept, int]:
    """Keep a subscription, and what it finds now as standing already; return it and how many stand.

    Raises UserError for a name, question or receiver that cannot be.
    """
    _check(subscription, loopback=loopback)
    found = with_effects(house, not_told(items_of(house, subscription), ()))
    kept = kept_alerts.keep_subscription(house.store, house.viewer, subscription, _pairs(found))
    return kept, len(found)


def _check(subscription: Subscription, *, loopback: bool) -> None:
    name = subscription.name
    if not name.isascii() or not name.replace("-", "").isalnum() or len(name) > 60 or name != name.lower():
        raise UserError(f"not a name for a subscription: {name!r}", remedy="Small letters, digits and hyphens.")
    if not subscription.to:
        raise UserError("it is not said where the alerts go", remedy="Give --files, --mail or --webhook.")
    if subscription.channel is Channel.MAIL:
        for item in subscription.to:
            address_of(item)
    if subscription.channel is Channel.WEBHOOK:
        check_address(subscription.to[0], loopback=loopback)


def unsubscribe(house: House, name: str) -> None:
    """End a subscription and forget its secret; UserError where none is called so."""
    kept_alerts.end_subscription(house.store, house.viewer, name)
    forget(house.store.home, name)


def subscriptions(house: House) -> tuple[Kept, ...]:
    """Return the subscriptions that last, by name."""
    return kept_alerts.subscriptions(house.store, house.viewer)


def named(house: House, name: str) -> Kept:
    """Return one subscription; UserError where none is called so."""
    for item in subscriptions(house):
        if item.subscription.name == name:
            return item
    raise UserError(f"no subscription is called {name!r}", remedy="`inconcert alerts list` names them.")


def run_alerts(house: House, couriers: Couriers, name: str = "") -> tuple[Ran, ...]:
    """Tell what is new, for one subscription or all; UserError if another run is at work in this home."""
    chosen = (named(house, name),) if name else subscriptions(house)
    with only_writer(house.store.home / "alerts.lock", wait_s=0):
        return tuple(_run(house, couriers, item) for item in chosen)


def _run(house: House, couriers: Couriers, kept: Kept) -> Ran:
    problem, fresh = "", 0
    try:
        fresh = _find(house, kept)
        _queue(house, kept)
        if kept.subscription.channel is Channel.FILES:
            write_feed(Path(kept.subscription.to[0]), feed_of(house, kept))
    except InconcertError as error:  # one that cannot be asked does not silence the others
        problem = str(error)
    sent = _send(house, couriers, kept)
    return Ran(kept.subscription.name, fresh, sent, tuple(outbox_of(house, kept).waiting.values()), problem)


def _find(house: House, kept: Kept) -> int:
    told = kept_alerts.alert_ids(house.store, house.viewer, kept.number)
    fresh = with_effects(house, not_told(items_of(house, kept.subscription), told))
    return kept_alerts.keep_alerts(house.store, house.viewer, kept.number, _pairs(fresh))


def _pairs(items: Iterable[Item]) -> tuple[tuple[str, str], ...]:
    return tuple((item.id, to_json(item)) for item in items)


def outbox_of(house: House, kept: Kept) -> Outbox:
    """Return what waits and what was sent of a subscription."""
    return Outbox().after(kept_alerts.events(house.store, house.viewer, kept.number))


def _queue(house: House, kept: Kept) -> None:
    """Keep the messages that are due; for a day or week that has one already, alerts wait for the next."""
    if kept.subscription.channel is Channel.FILES:
        return
    history = kept_alerts.events(house.store, house.viewer, kept.number)
    outbox, now = Outbox().after(history), house.store.now()
    period = period_of(kept.subscription.every, now)
    held = kept_alerts.alerts_to_send(house.store, house.viewer, kept.number)
    base = f"{kept.subscription.name}-{kept.number}"
    if outbox.knows(f"{base}-{period}") if period else not held:
        return
    since = max([item.at for item in history if item.kind is EventKind.QUEUED], default=kept.at)
    lists, found = lists_of(house), []
    for place, batch in enumerate(_batches(held)):
        through = batch[-1].number if batch else 0
        name = f"{base}-{period or through}" + (f"-{place}" if period and place else "")
        told = Told(name, tuple(from_json(Item, item.payload) for item in batch), since, now)
        for message_id, text in _letters(kept.subscription, told, lists):
            found.append(Event(EventKind.QUEUED, message_id, now, text, through))
    kept_alerts.add_events(house.store, house.viewer, kept.number, found)


def _letters(subscription: Subscription, told: Told, lists: Lists) -> Iterable[tuple[str, str]]:
    """Yield id and payload of a message for each receiver: one that is refused does not repeat it to the others."""
    if subscription.channel is Channel.WEBHOOK:
        yield told.message, webhook_payload(subscription, told, lists)
        return
    for place, address in enumerate(subscription.to):
        one = replace(told, message=told.message + (f"+{place}" if place else ""))
        yield one.message, mail_payload(subscription, one, lists, address)


def _batches(held: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [held[start : start + BATCH] for start in range(0, len(held), BATCH)] or [()]


def _send(house: House, couriers: Couriers, kept: Kept) -> int:
    """Send what is due, each with what became of it kept at once; return how many were taken."""
    sent = 0
    for item in outbox_of(house, kept).due(house.store.now()):
        try:
            deliver(house, couriers, kept.subscription, item)
            event = Event(EventKind.SENT, item.id, house.store.now())
            sent += 1
        except InconcertError as error:
            event = Event(EventKind.FAILED, item.id, house.store.now(), str(error))
        kept_alerts.add_events(house.store, house.viewer, kept.number, (event,))
    return sent


def deliver(house: House, couriers: Couriers, subscription: Subscription, item: Waiting) -> None:
    """Bring one message to its receiver; raises ReceiverError where it is not taken."""
    if subscription.channel is Channel.MAIL:
        parts = json.loads(item.text)
        made = message(couriers.sender or "inconcert@localhost", (parts["to"],), parts["subject"], parts["text"],
                       made_at(item.queued_at), html=parts["html"])  # fmt: skip
        send_mail(couriers, parts["to"], made)
        return
    body = item.text.encode("utf-8")
    at_s = int(house.clock().timestamp())
    signed = headers(secrets_of(house.store.home, subscription.name), item.id, at_s, body)
    send_webhook(couriers, subscription.to[0], signed | {"Content-Type": "application/json"}, body)


def try_out(house: House, couriers: Couriers, name: str) -> str:
    """Send one message that carries no alert, to see that it arrives; return its id; raises ReceiverError if not."""
    kept, now = named(house, name), house.store.now()
    if kept.subscription.channel is Channel.FILES:
        raise UserError(f"{name} goes to files: there is nobody to try", remedy="`inconcert alerts run` writes them.")
    told = Told(f"{name}-{kept.number}-test-{now}", (), kept.at, now)
    for message_id, text in _letters(kept.subscription, told, lists_of(house)):
        deliver(house, couriers, kept.subscription, Waiting(message_id, text, now))
    return told.message


def subscription_shape(house: House, kept: Kept) -> dict[str, Any]:
    """Return the object that `alerts list --json` prints for one subscription; never its secret."""
    one, outbox = kept.subscription, outbox_of(house, kept)
    return {
        "name": one.name,
        "about": one.topic.value,
        "question": question_words(one),
        "channel": one.channel.value,
        "to": list(one.to),
        "every": one.every.value,
        "since": kept.at,
        "alerts": len(kept_alerts.alert_ids(house.store, house.viewer, kept.number)),
        "sent": len(outbox.done),
        "waiting": [
            {"id": item.id, "queued_at": item.queued_at, "failures": item.failures, "not_before": item.not_before,
             "why": item.why}
            for item in outbox.waiting.values()
        ],
    }  # fmt: skip


def cadence_of(channel: Channel, every: str) -> Cadence:
    """Return how often a channel tells: as was asked, else mail daily and the others at once."""
    if every:
        return Cadence(every)
    return Cadence.DAILY if channel is Channel.MAIL else Cadence.AT_ONCE
