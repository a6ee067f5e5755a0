"""How fast the exchange is: one message of many records, many messages, and one more after many.

    .venv/bin/python bench/exchange.py [--messages 10000] [--records 10000]

Two invented parties in a scratch folder; pulls go over HTTP on loopback, and the processor time is that of
server and reader together: on a busy machine it says more than the clock.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inconcert.model.messages import Draft, Held, MessageKind, Tlp


def _stage() -> Any:
    path = Path(__file__).parents[1] / "tests" / "exchange" / "stage.py"
    spec = importlib.util.spec_from_file_location("exchange_stage", path)
    if spec is None or spec.loader is None:
        raise SystemExit("run it from a checkout")
    module = importlib.util.module_from_spec(spec)
    sys.modules["exchange_stage"] = module
    spec.loader.exec_module(module)
    return module


def _timed(what: str, limit_s: float, do: Callable[[], Any]) -> Any:
    began, worked = time.perf_counter(), time.process_time()
    found = do()
    took, work = time.perf_counter() - began, time.process_time() - worked
    late = "" if took <= limit_s else "   TOO SLOW"
    print(f"{what:<58} {took:8.2f} s, processor {work:6.2f} s   (at most {limit_s:g} s){late}", flush=True)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--records", type=int, default=10_000)
    given = parser.parse_args()
    stage = _stage()
    with tempfile.TemporaryDirectory() as folder, stage.serving(Path(folder)) as port:
        for run in (_one_message, _many_messages):
            tmp = Path(folder) / run.__name__
            parties = stage.parties(tmp, "alder", "birch")
            road = stage.Road("web", Path(folder), port)
            run(parties["alder"], stage.Subscriber(parties["birch"], parties["alder"], road, second=False), given)


def _one_message(alder: Any, reads: Any, given: argparse.Namespace) -> None:
    entities = tuple(
        {"id": f"r{number}", "schema": "Person", "properties": {"name": [f"Nemo {number}", "伊凡"], "country": ["xx"],
         "birthDate": ["1970-01-01"], "notes": ["An invented record, as long as a real one usually is."] * 3}}
        for number in range(given.records)
    )  # fmt: skip
    draft = Draft(MessageKind.DOSSIER, Tlp.AMBER, ("birch",), {"text": "a list"}, entities=entities)
    _timed(f"{given.records} records in one sealed message: publish", 0.5, lambda: alder.say(draft))
    found = _timed(f"{given.records} records in one sealed message: pull and verify", 0.5, reads.pull)
    assert found.held == ((1, Held.ACCEPTED.value),)


def _many_messages(alder: Any, reads: Any, given: argparse.Namespace) -> None:
    drafts = [
        Draft(MessageKind.DOSSIER, Tlp.AMBER, ("birch",), {"text": f"message {number}"})
        for number in range(given.messages)
    ]
    _timed(f"{given.messages} sealed messages: publish", 30, lambda: alder.say(*drafts))
    found = _timed(f"{given.messages} sealed messages: pull and verify over loopback", 30, reads.pull)
    assert [held for _, held in found.held] == [Held.ACCEPTED.value] * given.messages
    _timed("one more: publish", 1, lambda: alder.say(drafts[0]))
    found = _timed("one more: pull and verify", 1, reads.pull)
    assert len(found.held) == 1


if __name__ == "__main__":
    main()
