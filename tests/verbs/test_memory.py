"""What is remembered belongs to one revision of the home."""

from __future__ import annotations

import threading
import time

from inconcert.verbs.memory import ANSWERS_MAX, Memory


def test_a_new_revision_forgets() -> None:
    now = [1]
    memory = Memory(lambda: (now[0],))
    assert memory.once("a", lambda: "old") == "old"
    assert memory.once("a", lambda: "never made") == "old"
    now[0] = 2
    assert memory.once("a", lambda: "new") == "new"


def test_many_threads_make_a_thing_once() -> None:
    memory, made = Memory(lambda: (1,)), []

    def make() -> int:
        time.sleep(0.02)
        made.append(1)
        return 7

    threads = [threading.Thread(target=lambda: memory.once("slow", make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_the_oldest_answers_are_forgotten() -> None:
    memory = Memory(lambda: (1,))
    for number in range(ANSWERS_MAX + 5):
        memory.answer(number, lambda number=number: number)
    assert len(memory.state().answers) == ANSWERS_MAX
    assert memory.answer(0, lambda: "made again") == "made again"


def test_a_patient_memory_serves_the_old_state_until_the_new_one_is_ready() -> None:
    now, ready, made = [1], threading.Event(), threading.Event()
    memory = Memory(lambda: (now[0],))
    memory.once("a", lambda: "old")

    def renew() -> None:
        ready.wait(5)
        memory.once("a", lambda: "new")

    memory.patient = renew
    now[0] = 2
    assert memory.once("a", lambda: "not made here") == "old"
    assert memory.renewing
    ready.set()
    for _ in range(500):
        if not memory.renewing:
            made.set()
            break
        time.sleep(0.01)
    assert made.is_set()
    assert memory.once("a", lambda: "not made again") == "new"


def test_a_patient_memory_does_not_ask_the_home_at_every_turn() -> None:
    asked = []
    memory = Memory(lambda: (asked.append(1) or 1,))
    memory.once("a", lambda: 1)
    memory.patient = lambda: None
    for _ in range(500):
        memory.once("a", lambda: 2)
    assert len(asked) < 20
    assert memory.holds("a")
    assert not memory.holds("b")
