"""What screening finds and flags at each threshold, and what a customer costs.

    python bench/screening.py HOME [--out FILE]

Strangers and planted targets are those of `customers.py`. For "another script" a target is planted under a name that
its lists print in that script, and the index is built without any of that script, so that
nothing is found by being printed.
Seconds are of the processor, which others on the machine do not lengthen as much as the clock.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from customers import CHANGES, SCRIPTS, facts_of, plantable, planted, script_of, stranger
from inconcert.screening.customers import Customer
from inconcert.screening.index import TargetIndex
from inconcert.screening.screen import DEFAULT_THRESHOLD, screen
from inconcert.screening.targets import Target, targets_of
from inconcert.verbs.house import house
from inconcert.verbs.screen_targets import Wanted, targets_table

THRESHOLDS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
Scores = list[float]


def customer(name: str, kind: str, born: str, country: str) -> Customer:
    """Return a customer as a file would give it."""
    return Customer(1, "c", (name,), kind, (born,) if born else (), (country,) if country else ())


def found(index: TargetIndex, asked: Customer, wanted: str = "") -> float:
    """Return the best score of a customer (of the wanted target, where one is named); 0 where there is none."""
    hits = screen(index, asked, THRESHOLDS[0])
    return max((hit.score for hit in hits if not wanted or hit.target.id == wanted), default=0.0)


def by_change(index: TargetIndex, targets: list[Target], count: int, chance: random.Random) -> dict[str, Scores]:
    """Return the scores of planted targets for each kind of change."""
    able = plantable(targets)
    scores: dict[str, Scores] = {}
    for change in CHANGES:
        sample = [planted(chance, able, change) for _ in range(count)]
        scores[change] = [found(index, customer(p.name, *facts_of(p.target)), p.target.id) for p in sample]
    return scores


def by_script(targets: list[Target], count: int, chance: random.Random) -> dict[str, Scores]:
    """Return the scores of targets asked for in a script that the index does not hold."""
    bare = [without(item) for item in targets]
    index = TargetIndex(bare)
    scores: dict[str, Scores] = {}
    for script in SCRIPTS:
        able = [
            (item, name.text) for item, kept in zip(targets, bare, strict=True) if kept.record.names
            for name in item.record.names if script_of(name.text) == script and len(name.text) > 2
        ]  # fmt: skip
        if able:
            sample = chance.sample(able, min(count, len(able)))
            scores[f"in {script} alone"] = [found(index, customer(t, *facts_of(i)), i.id) for i, t in sample]
    return scores


def without(target: Target) -> Target:
    """Return a target with its names in Latin letters alone."""
    names = tuple(name for name in target.record.names if script_of(name.text) == "Latin")
    return replace(target, record=replace(target.record, names=names))


def shares(scores: Scores) -> list[float]:
    """Return the share found at each threshold."""
    return [sum(score >= least for score in scores) / len(scores) for least in THRESHOLDS]


def page(scores: dict[str, Scores], strangers: Scores, costs: str) -> str:
    """Return the report in Markdown."""
    heads = ["change", "customers", *(f"{least}" for least in THRESHOLDS)]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for change, values in scores.items():
        lines.append(f"| {change} | {len(values):,} | " + " | ".join(f"{share:.3f}" for share in shares(values)) + " |")
    flagged = Counter({least: sum(score >= least for score in strangers) for least in THRESHOLDS})
    counts = " | ".join(f"{flagged[least]}" for least in THRESHOLDS)
    lines.append(f"| **strangers flagged** | {len(strangers):,} | {counts} |")
    return "\n".join(lines) + f"\n\n{costs}\n"


def timed(work: Callable[[], Scores]) -> tuple[Scores, float]:
    """Return what a piece of work gives, and its seconds of the processor."""
    begun = time.process_time()
    return work(), time.process_time() - begun


def main() -> None:
    """Print the report, or write it."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("home", type=Path)
    said.add_argument("--strangers", type=int, default=20_000)
    said.add_argument("--planted", type=int, default=1_000)
    said.add_argument("--out", type=Path)
    options = said.parse_args()
    chance = random.Random(11)
    with house(options.home) as opened:
        targets = targets_of(targets_table(opened, Wanted()))
    begun = time.process_time()
    index = TargetIndex(targets)
    built = time.process_time() - begun
    invented = [customer(*stranger(chance)) for _ in range(options.strangers)]
    strangers, seconds = timed(lambda: [found(index, asked) for asked in invented])
    scores = by_change(index, targets, options.planted, chance) | by_script(targets, options.planted, chance)
    costs = (
        f"{len(targets):,} targets, {sum(len(item.record.names) for item in targets):,} names. Index: {built:.1f} s of "
        f"processor. A stranger: {1e6 * seconds / len(invented):,.0f} µs of processor. Default threshold: "
        f"{DEFAULT_THRESHOLD}."
    )
    text = page(scores, strangers, costs)
    if options.out:
        options.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    sys.exit(main())
