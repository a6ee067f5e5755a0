"""How fast names are found in process: `python bench/search.py HOME [queries]`.

Names of the home's own targets, asked for exactly, with one letter changed, with two, and with their words turned
round; found means: the target is among the first ten.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from inconcert.verbs.house import house
from inconcert.verbs.index import index_of
from inconcert.verbs.search import finder_of

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def typo(chance: random.Random, name: str, number: int) -> str:
    """Return a name with so many letters changed, each in another place."""
    letters = list(name)
    places = [place for place, letter in enumerate(letters) if letter.isalpha()]
    for place in chance.sample(places, min(number, len(places))):
        letters[place] = chance.choice(LETTERS)
    return "".join(letters)


def main() -> None:
    """Print the time and the share found for each way of asking."""
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    chance = random.Random(7)
    with house(Path(sys.argv[1])) as opened:
        index = index_of(opened)
        begun = time.perf_counter()
        finder = finder_of(opened)
        print(f"ready in {time.perf_counter() - begun:.1f} s: {len(index.targets):,} targets, "
              f"{sum(len(item.names) for item in index.targets):,} names")  # fmt: skip
        long = [item for item in index.targets if len(item.name) >= 8 and " " in item.name]
        sample = chance.sample(long, min(count, len(long)))
        ways = {
            "exact": lambda name: name,
            "1 letter": lambda name: typo(chance, name, 1),
            "2 letters": lambda name: typo(chance, name, 2),
            "turned": lambda name: " ".join(reversed(name.replace(",", "").split())),
        }
        for way, change in ways.items():
            times, found = [], 0
            for item in sample:
                query = change(item.name)
                begun = time.perf_counter()
                hits = finder.find(query, 10)
                times.append((time.perf_counter() - begun) * 1000)
                found += any(hit.brief.id == item.id for hit in hits)
            times.sort()
            print(f"{way:10} p50 {times[len(times) // 2]:6.2f} ms  p95 {times[int(len(times) * 0.95)]:6.2f} ms  "
                  f"found {100 * found / len(sample):5.1f} %")  # fmt: skip


if __name__ == "__main__":
    main()
