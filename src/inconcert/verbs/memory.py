"""What a running process remembers of one state of a home, so that a page need not read it all again.

Rules
- What is remembered belongs to one revision of the home; a new edition or judgement makes it anew.
- It is only ever a copy of what the store would give: forgetting it loses nothing.
- Where `patient` is set, as in a server, the old state is served while the new one is worked out in the background, and
  the home is asked only every `LOOKED_AGAIN_S` seconds whether it has changed.

>>> memory = Memory(lambda: (1, 0, 0))
>>> memory.once("seven", lambda: 7), memory.once("seven", lambda: 8)
(7, 7)
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")

Revision = tuple[int, ...]

ANSWERS_MAX = 96
"""So many answers to different questions are kept; the one not asked for longest is forgotten first."""

LOOKED_AGAIN_S = 0.1


class State:
    """What is remembered of one revision."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        self.kept: dict[Hashable, object] = {}
        self.answers: OrderedDict[Hashable, object] = OrderedDict()
        self.locks: dict[Hashable, threading.RLock] = {}
        self.lock = threading.Lock()

    def lock_for(self, key: Hashable) -> threading.RLock:
        """Return the lock under which one thing is worked out, once for all who ask at the same time."""
        with self.lock:
            return self.locks.setdefault(key, threading.RLock())


class Memory:
    """The states of one home: the present one, and while a patient one is renewed, the one that still speaks."""

    def __init__(self, revision: Callable[[], Revision]) -> None:
        self._revision = revision
        self._state: State | None = None
        self._lock = threading.RLock()
        self._local = threading.local()
        self._renewing = False
        self._looked_at = 0.0
        self.patient: Callable[[], object] | None = None
        self.afterwards: Callable[[], object] | None = None
        """What is worked out of a new state once it is served: what takes long and pages can do without."""

    @property
    def renewing(self) -> bool:
        """Return whether a newer state is being worked out."""
        return self._renewing

    def state(self) -> State:
        """Return the state to read from: of the present revision, or of the last one while that is renewed."""
        mine: State | None = getattr(self._local, "state", None)
        if mine is not None:
            return mine
        held = self._state
        if held is not None and self.patient is not None and time.monotonic() - self._looked_at < LOOKED_AGAIN_S:
            return held
        now = self._revision()
        self._looked_at = time.monotonic() if self.patient is not None else 0.0
        with self._lock:
            held = self._state
            if held is not None and held.revision == now:
                return held
            if held is not None and self.patient is not None:
                self._renew(now)
                return held
            self._state = State(now)
            return self._state

    def holds(self, key: Hashable) -> bool:
        """Return whether the present state remembers something under a key: then to ask for it takes no time."""
        return key in self.state().kept

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is remembered under a key, working it out the first time."""
        state = self.state()
        if key not in state.kept:
            with state.lock_for(key):
                if key not in state.kept:
                    state.kept[key] = make()
        return state.kept[key]  # type: ignore[return-value]

    def answer(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the answer to a question; only the newest `ANSWERS_MAX` answers are remembered."""
        state = self.state()
        with state.lock_for(("answer", key)):
            if key not in state.answers:
                found = make()
                with state.lock:
                    state.answers[key] = found
                    if len(state.answers) > ANSWERS_MAX:
                        old, _ = state.answers.popitem(last=False)
                        state.locks.pop(("answer", old), None)
            with state.lock:
                state.answers.move_to_end(key)
                return state.answers[key]  # type: ignore[return-value]

    def _renew(self, revision: Revision) -> None:
        if self._renewing:
            return
        self._renewing = True
        threading.Thread(target=self._work, args=(State(revision),), daemon=True, name="renewing").start()

    def _work(self, fresh: State) -> None:
        """Work out a new state in this thread alone, then let everybody read from it."""
        self._local.state = fresh
        try:
            if self.patient is not None:
                self.patient()
            with self._lock:
                self._state = fresh
        finally:
            self._local.state = None
            self._renewing = False
        if self.afterwards is not None:
            self.afterwards()
