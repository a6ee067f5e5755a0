"""Alerts that are sent once and never lost: an outbox as a value, and the journal that it is read back from.

Rules:
- what is to be sent is written to the journal before anything is sent, and that it was sent only afterwards: after a
  crash in between it is sent again under the same id, by which the receiver knows it (`webhook.accepted`);
- an id is queued once, whatever is asked again later; ids that were sent are kept;
- what fails is tried again after 1, 5, 25 … minutes, at most a day apart, and given up never: it is shown as overdue;
- a last line that a crash cut off is as if it had not been written.

    >>> outbox = Outbox().after([queued("a", "2026-01-01T00:00:00Z", "text")])
    >>> [item.id for item in outbox.due("2026-01-01T00:00:00Z")]
    ['a']
    >>> outbox.after([sent("a", "2026-01-01T00:00:01Z")]).waiting
    {}
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from inconcert.model.errors import OurError

FIRST_RETRY_MINUTES = 1
RETRY_FACTOR = 5
RETRY_MAX_MINUTES = 24 * 60


class EventKind(StrEnum):
    """What the journal says of an alert."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal; `text` is the alert itself where it is queued, the reason where it failed."""

    kind: EventKind
    id: str
    at: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An alert that is to be sent: how often it failed, and from when it may be tried."""

    id: str
    text: str
    queued_at: str
    failures: int = 0
    not_before: str = ""


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits and what was sent."""

    waiting: Mapping[str, Waiting] = field(default_factory=dict)
    done: frozenset[str] = frozenset()

    def after(self, events: Iterable[Event]) -> Outbox:
        """Return the outbox after these events; raises OurError for one about an alert that was never queued."""
        waiting, done = dict(self.waiting), set(self.done)
        for event in events:
            if event.kind is EventKind.QUEUED:
                if event.id not in waiting and event.id not in done:
                    waiting[event.id] = Waiting(event.id, event.text, event.at, not_before=event.at)
            elif event.id in done:
                continue
            elif event.id not in waiting:
                raise OurError(f"the journal speaks of an alert that was never queued: {event.id}")
            elif event.kind is EventKind.SENT:
                del waiting[event.id]
                done.add(event.id)
            else:
                waiting[event.id] = _failed(waiting[event.id], event.at)
        return Outbox(waiting, frozenset(done))

    def new(self, alerts: Iterable[tuple[str, str]], at: str) -> tuple[Event, ...]:
        """Return the events that queue the alerts (id, text) that were never queued; each id once."""
        fresh = {name: text for name, text in alerts if name not in self.waiting and name not in self.done}
        return tuple(queued(name, at, text) for name, text in fresh.items())

    def due(self, now: str) -> tuple[Waiting, ...]:
        """Return what may be tried now, oldest first."""
        ready = [item for item in self.waiting.values() if item.not_before <= now]
        return tuple(sorted(ready, key=lambda item: (item.queued_at, item.id)))


def queued(name: str, at: str, text: str) -> Event:
    """Return the event that an alert is to be sent."""
    return Event(EventKind.QUEUED, name, at, text)


def sent(name: str, at: str) -> Event:
    """Return the event that an alert was sent."""
    return Event(EventKind.SENT, name, at)


def failed(name: str, at: str, why: str) -> Event:
    """Return the event that an alert could not be sent."""
    return Event(EventKind.FAILED, name, at, why)


def _failed(item: Waiting, at: str) -> Waiting:
    minutes = min(FIRST_RETRY_MINUTES * RETRY_FACTOR**item.failures, RETRY_MAX_MINUTES)
    moment = dt.datetime.fromisoformat(at.replace("Z", "+00:00")) + dt.timedelta(minutes=minutes)
    not_before = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return replace(item, failures=item.failures + 1, not_before=not_before)


def line_of(event: Event) -> bytes:
    """Return an event as a line of the journal."""
    plain = {"kind": event.kind.value, "id": event.id, "at": event.at, "text": event.text}
    return (json.dumps(plain, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8")


def events_of(journal: bytes) -> tuple[Event, ...]:
    """Return the events of a journal; what stands after its last line feed was cut off by a crash and is left out.

    Raises OurError for a whole line that is none of ours.
    """
    whole, _, _ = journal.rpartition(b"\n")
    found = []
    for number, line in enumerate(whole.split(b"\n") if whole else (), 1):
        try:
            plain = json.loads(line)
            found.append(Event(EventKind(plain["kind"]), plain["id"], plain["at"], plain["text"]))
        except (ValueError, KeyError, TypeError) as error:
            raise OurError("the journal of alerts is damaged", where=f"line {number}") from error
    return tuple(found)
