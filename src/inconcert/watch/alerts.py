"""Alerts that are sent once and never lost: an outbox as a value, worked out from the events of its messages.

Rules:
- what is to be sent is kept before anything is sent, and that it was sent only afterwards: after a crash in between it
  is sent again under the same id, by which the receiver knows it (`webhook.accepted`, the Message-ID of a mail);
- a message is queued once, whatever is asked again later;
- what fails is tried again after 1, 5, 25 … minutes, at most a day apart, and given up never: it is shown as overdue;
- an item is told once: under the id it has, or had when its target was called otherwise, or that said the same of two
  editions between which another one was read since.

    >>> outbox = Outbox().after([Event(EventKind.QUEUED, "a", "2026-01-01T00:00:00Z", "text")])
    >>> [item.id for item in outbox.due("2026-01-01T00:00:00Z")]
    ['a']
    >>> outbox.after([Event(EventKind.SENT, "a", "2026-01-01T00:00:01Z")]).waiting
    {}
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from inconcert.model.errors import OurError
from inconcert.model.subscription import Cadence, Event, EventKind
from inconcert.watch.feeds import SPAN, Item

FIRST_RETRY_MINUTES = 1
RETRY_FACTOR = 5
RETRY_MAX_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that is to be sent: how often it failed, why the last time, and from when it may be tried."""

    id: str
    text: str
    queued_at: str
    failures: int = 0
    not_before: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits and what was sent."""

    waiting: Mapping[str, Waiting] = field(default_factory=dict)
    done: frozenset[str] = frozenset()

    def after(self, events: Iterable[Event]) -> Outbox:
        """Return the outbox after these events; raises OurError for one about a message that was never queued."""
        waiting, done = dict(self.waiting), set(self.done)
        for event in events:
            if event.kind is EventKind.QUEUED:
                if event.id not in waiting and event.id not in done:
                    waiting[event.id] = Waiting(event.id, event.text, event.at, not_before=event.at)
            elif event.id in done:
                continue
            elif event.id not in waiting:
                raise OurError(f"the home speaks of a message that was never queued: {event.id}")
            elif event.kind is EventKind.SENT:
                del waiting[event.id]
                done.add(event.id)
            else:
                waiting[event.id] = _failed(waiting[event.id], event)
        return Outbox(waiting, frozenset(done))

    def knows(self, name: str) -> bool:
        """Return whether a message was queued under this id before."""
        return name in self.waiting or name in self.done

    def due(self, now: str) -> tuple[Waiting, ...]:
        """Return what may be tried now, oldest first."""
        ready = [item for item in self.waiting.values() if item.not_before <= now]
        return tuple(sorted(ready, key=lambda item: (item.queued_at, item.id)))


def _failed(item: Waiting, event: Event) -> Waiting:
    minutes = min(FIRST_RETRY_MINUTES * RETRY_FACTOR ** min(item.failures, 9), RETRY_MAX_MINUTES)
    moment = dt.datetime.fromisoformat(event.at.replace("Z", "+00:00")) + dt.timedelta(minutes=minutes)
    not_before = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return replace(item, failures=item.failures + 1, not_before=not_before, why=event.text)


def period_of(every: Cadence, now: str) -> str:
    """Return the day or week (ISO 8601) that a moment is in; empty where a message waits for no period.

    >>> period_of(Cadence.DAILY, "2026-01-01T06:00:00Z"), period_of(Cadence.WEEKLY, "2026-01-01T06:00:00Z")
    ('2026-01-01', '2026-W01')
    """
    day = dt.date.fromisoformat(now[:10])
    if every is Cadence.DAILY:
        return day.isoformat()
    if every is Cadence.WEEKLY:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return ""


def not_told(items: Iterable[Item], told: Collection[str]) -> tuple[Item, ...]:
    """Return the items that no alert told of before, each once."""
    spans: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in told:
        key, span = _span(name)
        if span:
            spans[key].append(span)
    found: dict[str, Item] = {}
    for item in items:
        if item.id in told or any(name in told for name in item.former):
            continue
        key, span = _span(item.id)
        if span and any(_overlap(span, other) for other in spans[key]):
            continue
        if span:
            spans[key].append(span)
        found.setdefault(item.id, item)
    return tuple(found.values())


def _span(name: str) -> tuple[str, tuple[str, str] | None]:
    """Return an id without the editions it ends in, and those editions; None where it ends in none."""
    key, _, end = name.rpartition("/")
    if SPAN not in end:
        return name, None
    older, _, newer = end.partition(SPAN)
    return key, (older, newer)


def _overlap(left: tuple[str, str], right: tuple[str, str]) -> bool:
    return left[0] < right[1] and right[0] < left[1]
