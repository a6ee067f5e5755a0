"""Score the pairs of the bench with the public matchers: run in their own environment, never in the product's.

    python peers.py MATCHER < pairs.jsonl > scores.jsonl
    python peers.py search < questions.jsonl > answers.jsonl

MATCHER is a name of nomenklatura's (er-unstable, regression-v1, logic-v2), `rapidfuzz` (best token-sort ratio of the
names) or `splink` (Fellegi-Sunter, trained by expectation maximisation on the pairs' own records). The last line of
the output is {"seconds": CPU seconds of scoring}. `search` ranks the candidates of each question
{"way", "wanted", "query", "candidates"} by logic-v2 and gives {"way", "ms", "busy_ms", "found"}: wanted among ten.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

Entity = dict[str, Any]


def by_nomenklatura(name: str) -> Callable[[list[tuple[Entity, Entity]]], list[float]]:
    """Return a scorer by one of nomenklatura's algorithms; each query gets a fresh id (names are cached by id)."""
    from followthemoney import EntityProxy, model  # noqa: F401
    from nomenklatura.matching import get_algorithm

    algorithm = get_algorithm(name)
    config = algorithm.default_config()

    def score(pairs: list[tuple[Entity, Entity]]) -> list[float]:
        found = []
        for number, (left, right) in enumerate(pairs):
            one = EntityProxy.from_dict({**left, "id": f"q{number}"})
            other = EntityProxy.from_dict({**right, "id": f"r{number}"})
            try:
                found.append(float(algorithm.compare(one, other, config).score))
            except Exception as error:  # noqa: BLE001 - a peer's failure is its score of zero, and is counted
                print(f"{name}: {type(error).__name__} {error}", file=sys.stderr)
                found.append(0.0)
        return found

    return score


def by_rapidfuzz(pairs: list[tuple[Entity, Entity]]) -> list[float]:
    """Return the best token-sort ratio over the names of both sides."""
    from rapidfuzz import fuzz, utils

    def names(item: Entity) -> list[str]:
        return [text for key in ("name", "alias", "weakAlias") for text in item["properties"].get(key, ())]

    found = []
    for left, right in pairs:
        ratios = [
            fuzz.token_sort_ratio(a, b, processor=utils.default_process) for a in names(left) for b in names(right)
        ]
        found.append(max(ratios, default=0.0) / 100)
    return found


def by_splink(pairs: list[tuple[Entity, Entity]]) -> list[float]:
    """Return splink's match probability of each pair."""
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def row(item: Entity, key: str) -> dict[str, Any]:
        values = item["properties"]
        name = (values.get("name") or values.get("alias") or [""])[0].lower()
        words = sorted(name.replace(",", " ").replace("-", " ").split())
        return {
            "unique_id": key,
            "name": " ".join(words),
            "first": words[0] if words else None,
            "last": words[-1] if words else None,
            "born": (values.get("birthDate") or [None])[0],
            "country": (values.get("nationality") or values.get("country") or [None])[0],
        }

    lefts = pd.DataFrame([row(left, str(number)) for number, (left, _) in enumerate(pairs)])
    rights = pd.DataFrame([row(right, str(number)) for number, (_, right) in enumerate(pairs)])
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.9, 0.8]),
            cl.LevenshteinAtThresholds("born", [1, 2]),
            cl.ExactMatch("country"),
        ],
        blocking_rules_to_generate_predictions=[block_on("unique_id")],
    )
    engine = DuckDBAPI()
    linker = Linker([engine.register(lefts), engine.register(rights)], settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("last"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first"))
    frame = linker.inference.predict().as_pandas_dataframe()
    same = frame[frame["unique_id_l"] == frame["unique_id_r"]]
    scores = dict(zip(same["unique_id_l"], same["match_probability"], strict=True))
    return [float(scores.get(str(number), 0.0)) for number in range(len(pairs))]


def search() -> None:
    """Read questions with their candidates, rank these, print how long it took and whether the wanted one was near."""
    from followthemoney import EntityProxy
    from nomenklatura.matching import get_algorithm

    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()
    for number, line in enumerate(map(json.loads, sys.stdin)):
        asked = EntityProxy.from_dict({**line["query"], "id": f"q{number}"})
        others = [EntityProxy.from_dict(item) for item in line["candidates"]]
        begun, worked = time.perf_counter(), time.thread_time()
        scored = sorted(((algorithm.compare(asked, item, config).score, item.id) for item in others), reverse=True)
        ms = (time.perf_counter() - begun) * 1000
        busy = (time.thread_time() - worked) * 1000
        found = line["wanted"] in [key for score, key in scored[:10] if score > 0]
        print(json.dumps({"way": line["way"], "ms": ms, "busy_ms": busy, "found": found}))


def main() -> None:
    """Read pairs, print scores."""
    matcher = sys.argv[1]
    if matcher == "search":
        search()
        return
    pairs = [(line["left"], line["right"]) for line in map(json.loads, sys.stdin)]
    score = {"rapidfuzz": by_rapidfuzz, "splink": by_splink}.get(matcher) or by_nomenklatura(matcher)
    start = time.process_time()
    for value in score(pairs):
        print(json.dumps({"score": value}))
    print(json.dumps({"seconds": time.process_time() - start}))


if __name__ == "__main__":
    main()
