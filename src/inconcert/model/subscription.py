"""A subscription: a question that is kept, and the channel by which what is new in its answer is told.

An alert is one item of its feed. A message carries the alerts of one sending; what became of it is told by events.

    >>> Subscription("us-gb", Topic.GAPS, Wanted(have=("us",), lack=("gb",)), Channel.FILES, ("feeds",)).every
    <Cadence.AT_ONCE: 'at-once'>
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What a subscription is about."""

    GAPS = "gaps"  # who is listed by some and not found with others
    DESIGNATIONS = "designations"  # who was listed
    CHANGES = "changes"  # listed, varied, moved, numbered anew, removed
    ACTIONS = "actions"  # what one authority did on one day
    RENEWALS = "renewals"  # listings and frameworks that end unless somebody acts
    ASKS = "asks"  # our asks that a list has met, or that are open again


class Channel(StrEnum):
    """How alerts are brought."""

    FILES = "files"  # Atom and JSON Feed in a folder
    MAIL = "mail"
    WEBHOOK = "webhook"


class Cadence(StrEnum):
    """When a message is due: as soon as there is an alert, or once a day or week, then also when there is none."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked; each topic uses the fields that mean something to it, and an empty one narrows nothing."""

    have: tuple[str, ...] = ()
    lack: tuple[str, ...] = ()
    theme: str = "any"
    regime: str = ""
    kind: str = ""
    country: str = ""
    situation: str = ""
    listed_since: str = ""
    letter: str = ""
    within_days: int = 90


@dataclass(frozen=True, slots=True)
class Subscription:
    """A question, and where its alerts go: `to` is a folder, e-mail addresses, or one address of a webhook.

    `pages` is the address under which this register's pages are reached by the receiver; empty where they are not.
    """

    name: str
    topic: Topic
    wanted: Wanted
    channel: Channel
    to: tuple[str, ...]
    every: Cadence = Cadence.AT_ONCE
    pages: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A subscription as the store keeps it, under the number that its alerts and messages carry."""

    number: int
    at: str
    subscription: Subscription


@dataclass(frozen=True, slots=True)
class KeptAlert:
    """An alert as the store keeps it, once: `standing` was there when the subscription began, and is not sent."""

    number: int
    id: str
    at: str
    standing: bool
    payload: str


class EventKind(StrEnum):
    """What happened to a message."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a message: `text` is the message itself where it is queued, the reason where it failed.

    `through` is the number of the last alert that a queued message carries, or that came before it.
    """

    kind: EventKind
    id: str
    at: str
    text: str = ""
    through: int = 0
