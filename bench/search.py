"""How fast names are found in process: `python bench/search.py HOME [--count N] [--peers PYTHON]`.

Names of the home's own targets, asked for exactly, with one letter changed, with two, and with their words turned
round; found means: the target is among the first ten. Beside it, on the same queries in the same process, an index of
trigrams whose best hundred names rapidfuzz ranks; and with `--peers`, nomenklatura's logic-v2 on the 50 targets that
this trigram index gives (`peers.py` says how its environment is made). Last, printed names of each script, exactly.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from rapidfuzz import fuzz, process

from inconcert.resolve.letters import fold
from inconcert.verbs.house import house
from inconcert.verbs.index import Brief, Index, index_of
from inconcert.verbs.search import finder_of

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FIRST = 10
CANDIDATES = 50
SCRIPTS = {"Arabic": "\u0600\u06ff", "Cyrillic": "\u0400\u04ff", "Han": "\u4e00\u9fff", "Hangul": "\uac00\ud7a3"}
Find = Callable[[str], Iterable[str]]


def typo(chance: random.Random, name: str, number: int) -> str:
    """Return a name with so many letters changed into others, each in another place."""
    letters = list(name)
    places = [place for place, letter in enumerate(letters) if letter.isalpha()]
    for place in chance.sample(places, min(number, len(places))):
        letters[place] = chance.choice([letter for letter in LETTERS if letter != letters[place].casefold()])
    return "".join(letters)


class Trigrams:
    """The plain index to compare with: names by their trigrams, the best hundred ranked by rapidfuzz."""

    def __init__(self, index: Index) -> None:
        self.names = [(brief.id, fold(name)) for brief in index.targets for name in brief.names]
        self.holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, (_, name) in enumerate(self.names):
            for part in self.parts(name):
                self.holders[part].append(number)

    @staticmethod
    def parts(name: str) -> set[str]:
        """Return the trigrams of a name, edges included."""
        edged = f"  {name} "
        return {edged[place : place + 3] for place in range(len(edged) - 2)}

    def find(self, query: str, most: int = FIRST) -> list[str]:
        """Return up to so many ids, best first."""
        asked = fold(query)
        shared = Counter(number for part in self.parts(asked) for number in self.holders.get(part, ()))
        near = [number for number, _ in shared.most_common(max(100, 4 * most))]
        ranked = process.extract(
            asked, [self.names[number][1] for number in near], scorer=fuzz.token_sort_ratio, limit=None
        )
        return list(dict.fromkeys(self.names[near[place]][0] for _, _, place in ranked))[:most]


def measured(label: str, find: Find, asked: list[tuple[str, str]]) -> None:
    """Print milliseconds and the share found of queries (id wanted, text)."""
    times, busy, found = [], [], 0
    for wanted, text in asked:
        begun, worked = time.perf_counter(), time.thread_time()
        ids = list(find(text))
        busy.append((time.thread_time() - worked) * 1000)
        times.append((time.perf_counter() - begun) * 1000)
        found += wanted in ids[:FIRST]
    row(label, times, busy, found)


def row(label: str, times: list[float], busy: list[float], found: int) -> None:
    """Print one line of the table: time by the clock, and of the processor (which others do not lengthen as much)."""
    times, busy = sorted(times), sorted(busy)
    half, most = len(times) // 2, int(len(times) * 0.95)
    print(f"{label:34} p50 {times[half]:7.2f} ms  p95 {times[most]:7.2f} ms  (processor {busy[half]:.2f}, "
          f"{busy[most]:.2f})  found {100 * found / len(times):5.1f} % of {len(times)}")  # fmt: skip


def by_peers(python: str, asked: dict[str, list[tuple[str, str]]], index: Index, trigrams: Trigrams) -> None:
    """Print the same for nomenklatura's logic-v2 over the 50 targets that the trigram index calls up."""
    briefs = {brief.id: brief for brief in index.targets}
    lines = [
        {"way": way, "wanted": wanted, "query": entity(text, briefs[wanted]),
         "candidates": [entity_of(briefs[key]) for key in trigrams.find(text, CANDIDATES)]}
        for way, rows in asked.items() for wanted, text in rows[:100]
    ]  # fmt: skip
    sent = "".join(json.dumps(line) + "\n" for line in lines)
    script = Path(__file__).with_name("peers.py")
    said = subprocess.run([python, str(script), "search"], input=sent, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in said.stdout.splitlines()]
    for way in asked:
        mine = [item for item in answers if item["way"] == way]
        row(f"logic-v2 of {CANDIDATES}: {way}", [item["ms"] for item in mine], [item["busy_ms"] for item in mine],
            sum(item["found"] for item in mine))  # fmt: skip


def entity(text: str, like: Brief) -> dict[str, object]:
    """Return a query as FollowTheMoney writes it."""
    return {"schema": "Person" if like.kind == "person" else "Organization", "properties": {"name": [text]}}


def entity_of(brief: Brief) -> dict[str, object]:
    """Return a target with all its names as FollowTheMoney writes it."""
    schema = "Person" if brief.kind == "person" else "Organization"
    return {"id": brief.id, "schema": schema, "properties": {"name": list(brief.names)}}


def scripts(find: Find, index: Index, chance: random.Random, count: int) -> None:
    """Print how printed names of each script are found, asked for exactly."""
    for script, (first, last) in SCRIPTS.items():
        printed = [(brief.id, name) for brief in index.targets for name in brief.names
                   if any(first <= letter <= last for letter in name)]  # fmt: skip
        if printed:
            measured(f"inconcert: exact, {script}", find, chance.sample(printed, min(count, len(printed))))


def main() -> None:
    """Print the time and the share found for each way of asking."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("home", type=Path)
    said.add_argument("--count", type=int, default=400)
    said.add_argument("--peers", default="", help="the Python of the peers' environment")
    options = said.parse_args()
    chance = random.Random(7)
    with house(options.home) as opened:
        index = index_of(opened)
        begun = time.perf_counter()
        finder = finder_of(opened)
        print(f"ready in {time.perf_counter() - begun:.1f} s: {len(index.targets):,} targets, "
              f"{sum(len(item.names) for item in index.targets):,} names")  # fmt: skip
        long = [item for item in index.targets if len(item.name) >= 8 and " " in item.name]
        sample = chance.sample(long, min(options.count, len(long)))
        ways = {
            "exact": lambda name: name,
            "1 letter": lambda name: typo(chance, name, 1),
            "2 letters": lambda name: typo(chance, name, 2),
            "turned": lambda name: " ".join(reversed(name.replace(",", "").split())),
        }
        asked = {way: [(item.id, change(item.name)) for item in sample] for way, change in ways.items()}

        def ours(text: str) -> list[str]:
            return [hit.brief.id for hit in finder.find(text, FIRST)]

        trigrams = Trigrams(index)
        for way, rows in asked.items():
            measured(f"inconcert: {way}", ours, rows)
        for way, rows in asked.items():
            measured(f"trigrams and rapidfuzz: {way}", trigrams.find, rows)
        if options.peers:
            by_peers(options.peers, asked, index, trigrams)
        scripts(ours, index, chance, options.count)


if __name__ == "__main__":
    sys.exit(main())
