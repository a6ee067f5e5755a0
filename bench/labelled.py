"""The labelled pairs of the matching protocol, as FollowTheMoney entities, split by group; and the protocol's measures.

Reads INCONCERT_SHARED/data/labelled; writes nothing.
"""

from __future__ import annotations

import csv
import json
import os
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Entity = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """Two entities, whether they are one, and whether weights may be trained on it."""

    left: Entity
    right: Entity
    same: bool
    train: bool = False


def folder() -> Path:
    """Return the folder of labelled data; raises KeyError where INCONCERT_SHARED is not set."""
    return Path(os.environ["INCONCERT_SHARED"]) / "data" / "labelled"


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a labelled CSV file."""
    with (folder() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(name: str) -> list[dict[str, Any]]:
    """Return the objects of a labelled JSON-lines file."""
    with (folder() / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def entity(schema: str, identity: str, **properties: list[str]) -> Entity:
    """Return a FollowTheMoney entity."""
    return {"id": identity, "schema": schema, "properties": properties}


def _split(group: object) -> bool:
    """Return whether a group goes to training: half of them, by a fixed draw on the group's own name."""
    return random.Random(f"group:{group}").random() < 0.5


def _groups(pairs: list[tuple[str, str]]) -> dict[str, str]:
    root: dict[str, str] = {}

    def find(key: str) -> str:
        root.setdefault(key, key)
        while root[key] != key:
            key = root[key]
        return key

    for left, right in pairs:
        one, other = find(left), find(right)
        root[max(one, other)] = min(one, other)
    return {key: find(key) for key in root}


def un_us() -> list[Pair]:
    """UN × US full records, split by the positive group of the left side."""
    found = lines("un_us_pairs.jsonl")
    groups = _groups([(row["left"]["id"], row["right"]["id"]) for row in found if row["same"]])
    return [
        Pair(row["left"], row["right"], row["same"], _split(groups.get(row["left"]["id"], row["left"]["id"])))
        for row in found
    ]


def primary_only(pairs: list[Pair], *, keep: tuple[str, ...] = ()) -> list[Pair]:
    """Return the pairs with the first name of each side, and of the rest only the properties in `keep`."""

    def cut(item: Entity) -> Entity:
        properties = item["properties"]
        kept = {key: properties[key] for key in keep if key in properties}
        return {"id": item["id"], "schema": item["schema"], "properties": {"name": properties["name"][:1], **kept}}

    return [Pair(cut(pair.left), cut(pair.right), pair.same, pair.train) for pair in pairs]


BIRTH_COUNTRY_NUMBERS = (
    "birthDate", "country", "nationality", "citizenship", "passportNumber", "idNumber", "registrationNumber",
    "incorporationDate", "jurisdiction", "taxNumber", "innCode", "ogrnCode",
)  # fmt: skip


def entity_pairs(*, targets_only: bool = False) -> list[Pair]:
    """The published sample of full entities: evaluation only."""
    named = ("Person", "Organization", "Company", "LegalEntity", "Vessel", "Airplane")
    found = [Pair(row["left"], row["right"], row["judgement"] == "positive") for row in lines("entity_pairs.jsonl")]
    return [pair for pair in found if not targets_only or (pair.left["schema"] in named)]


def name_cases() -> list[Pair]:
    """Nomenklatura's labelled names, split by connected names."""
    found = rows("name_cases.csv")
    groups = _groups([(row["name1"], row["name2"]) for row in found])
    return [
        Pair(
            entity(row["schema"], f"n{number}l", name=[row["name1"]]),
            entity(row["schema"], f"n{number}r", name=[row["name2"]]),
            row["is_match"] == "true",
            _split(groups[row["name1"]]),
        )
        for number, row in enumerate(found)
    ]


def _trigrams(text: str) -> set[str]:
    padded = f"  {text.lower()} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def cross_script(script: str, schema: str) -> list[Pair]:
    """Each original name against its own Latin name and the nine nearest others (protocol: one against one)."""
    found = [row for row in rows("cross_script_names.csv") if row["script"] == script and row["schema"] == schema]
    order = list(range(len(found)))
    random.Random(7).shuffle(order)
    grams = [_trigrams(row["latin"]) for row in found]
    pairs = []
    for number in order[:250]:
        row = found[number]
        left = entity(schema, f"x{number}", name=[row["original"]])
        pairs.append(Pair(left, entity(schema, f"y{number}", name=[row["latin"]]), True, row["source"] == "un"))
        near = sorted(
            (other for other in range(len(found)) if found[other]["latin"] != row["latin"]),
            key=lambda other: (-len(grams[number] & grams[other]), other),
        )
        for other in near[:9]:
            right = entity(schema, f"y{other}", name=[found[other]["latin"]])
            pairs.append(Pair(left, right, False, row["source"] == "un"))
    return pairs


def average_precision(scored: list[tuple[float, bool]]) -> float:
    """Return the average precision, ties broken against us."""
    ranked = sorted(scored, key=lambda item: (-item[0], item[1]))
    hits, total = 0, 0.0
    for place, (_, same) in enumerate(ranked, 1):
        if same:
            hits += 1
            total += hits / place
    return total / max(hits, 1)


def best_f1(scored: list[tuple[float, bool]]) -> tuple[float, float]:
    """Return the best F1 and its threshold, ties broken against us."""
    positives = sum(same for _, same in scored)
    best, hits, seen = (0.0, 1.0), 0, 0
    by_score: dict[float, list[bool]] = defaultdict(list)
    for score, same in scored:
        by_score[score].append(same)
    for score in sorted(by_score, reverse=True):
        seen += len(by_score[score])
        hits += sum(by_score[score])
        best = max(best, (2 * hits / (seen + positives), score))
    return best


def recall_at(scored: list[tuple[float, bool]], precision: float = 0.98) -> float:
    """Return the largest recall at which the precision is held, ties broken against us."""
    positives = sum(same for _, same in scored)
    best, hits, seen = 0.0, 0, 0
    by_score: dict[float, list[bool]] = defaultdict(list)
    for score, same in scored:
        by_score[score].append(same)
    for score in sorted(by_score, reverse=True):
        seen += len(by_score[score])
        hits += sum(by_score[score])
        if hits / seen >= precision:
            best = hits / max(positives, 1)
    return best
