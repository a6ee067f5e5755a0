"""How long somebody stays signed in, and how long a proof of who they are counts.

Rules
- A visit ends after `idle_timeout_s` without a page, and `visit_max_s` after it began, whichever comes first.
- It belongs to the browser that opened it: another one that shows the same cookie is nobody.
- A proof counts for `proof_max_s`.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from inconcert.model.account import Visit

idle_timeout_s = 30 * 60
visit_max_s = 12 * 60 * 60
proof_max_s = 10 * 60
seen_every_s = 60
"""When somebody was last seen is written so often, not at every page."""


def id_hash(secret: str) -> str:
    """Return under what a visit is kept: whoever reads the store cannot make its cookie."""
    return hashlib.sha256(b"visit\0" + secret.encode("utf-8", "replace")).hexdigest()


def browser_of(user_agent: str, secret: str) -> str:
    """Return a mark of a browser, different for every visit, so that it links none to another."""
    return hashlib.sha256(f"{secret}\0{user_agent}".encode("utf-8", "replace")).hexdigest()


def holds_at(visit: Visit, browser: str, now: dt.datetime) -> bool:
    """Return whether a visit still counts, for this browser, now."""
    idle, age = (now - moment(visit.seen_at)).total_seconds(), (now - moment(visit.created_at)).total_seconds()
    return visit.browser == browser and 0 <= age < visit_max_s and idle < idle_timeout_s


def proved_at(visit: Visit, now: dt.datetime) -> bool:
    """Return whether the person has shown in the last minutes who they are."""
    return 0 <= (now - moment(visit.proved_at)).total_seconds() < proof_max_s


def to_be_seen(visit: Visit, now: dt.datetime) -> bool:
    """Return whether it is time to write that somebody was seen."""
    return (now - moment(visit.seen_at)).total_seconds() >= seen_every_s


def moment(text: str) -> dt.datetime:
    """Return a moment of the store (ISO 8601, UTC, ending in Z)."""
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
