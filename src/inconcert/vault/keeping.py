"""How long a case is kept: retention, legal hold, destruction.

Rules:
- under a legal hold nothing is destroyed;
- to destroy is to delete the sealed case keys first, then the files: without a key they are noise. The log stays,
  verifies, and says when, by whom and for which of a few closed reasons; it names nobody else;
- a destruction that was cut short is finished by `finish_destroying`, which every opening calls.

Crypto-shredding is only as good as the oldest backup of `key.*.age`.
"""

from __future__ import annotations

import datetime as dt
import shutil

from inconcert.model.errors import RefusedByCheck
from inconcert.model.vault import Action, DestroyReason, Facts
from inconcert.vault import place
from inconcert.vault.case import Case, Entry, record
from inconcert.vault.files import our_errors, sync_folder
from inconcert.vault.log import KEY_ACTIONS, Log
from inconcert.vault.ring import Signing


def set_hold(case: Case, who: Signing, why: str) -> None:
    """Put a case under legal hold; the reason is sealed."""
    with case.lock():
        record(case, who, Entry(Action.HOLD_SET, facts=Facts(private={"why": why})))


def lift_hold(case: Case, who: Signing, why: str) -> None:
    """Lift the legal hold of a case; the reason is sealed."""
    with case.lock():
        record(case, who, Entry(Action.HOLD_LIFTED, facts=Facts(private={"why": why})))


def keep_until(case: Case, who: Signing, day: dt.date) -> None:
    """Say until which day a case is kept."""
    with case.lock():
        record(case, who, Entry(Action.KEEP_UNTIL, open={"day": day.isoformat()}))


def held(log: Log) -> bool:
    """Return whether a case is under legal hold."""
    holds = [item.action for item in log.events if item.action in (Action.HOLD_SET, Action.HOLD_LIFTED)]
    return bool(holds) and holds[-1] is Action.HOLD_SET


def due(log: Log, today: dt.date) -> bool:
    """Return whether a case's time is over: kept till a day that is past, under no hold, not destroyed yet."""
    days = [item.open["day"] for item in log.events if item.action is Action.KEEP_UNTIL]
    return bool(days) and days[-1] < today.isoformat() and not held(log) and not log.destroyed


def destroy(case: Case, who: Signing, reason: DestroyReason) -> None:
    """Destroy a case for ever; its log stays. Raises RefusedByCheck under a legal hold."""
    with case.lock():
        if held(case.log()):
            raise RefusedByCheck("the case is under legal hold", where=case.id, remedy="Have the hold lifted first.")
        record(case, who, Entry(Action.DESTROYED, open={"reason": reason.value}))
        _shred(case)


def finish_destroying(case: Case) -> None:
    """Finish a destruction that was cut short; nothing happens to a case that was not destroyed."""
    if case.log(only=KEY_ACTIONS).destroyed:
        with case.lock():
            _shred(case)


def _shred(case: Case) -> None:
    with our_errors(case.folder):
        # keys first: should this be cut short, what is left is already unreadable
        for pattern in ("key.*", "*.age", "*.age.tmp", place.RECIPIENT):
            for file in sorted(case.folder.glob(pattern)):
                file.unlink(missing_ok=True)
            sync_folder(case.folder)
        shutil.rmtree(case.folder / "replies", ignore_errors=True)
        sync_folder(case.folder)
