"""Train the weights of the matcher and print them as `resolve/data/weights.toml`.

    INCONCERT_SHARED=… python bench/train_resolve.py > src/inconcert/resolve/data/weights.toml

Recipe: logistic regression over the named amounts of `resolve.evidence`, one model for people and one for bodies,
L2 penalty, every weight held to the sign that reason gives it (bounded L-BFGS), so that agreement never lowers and
contradiction never raises a score. Trained only on what the protocol marks "may train": the training half of the
UN × US pairs (full, names only, and names with birth date, country and numbers), of nomenklatura's name cases, the UN
rows of the cross-script names, yente's UN names with typos, and pairs of list entries that print the same UN reference
(the reference itself is hidden from the model), with their nearest others as negatives.
"""

from __future__ import annotations

import dataclasses
import itertools
import random
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import labelled
from inconcert.intake.catalogue import files_of, read_catalogue
from inconcert.intake.read import publication, read_edition
from inconcert.resolve.evidence import weigh
from inconcert.resolve.profile import Profile
from inconcert.resolve.record import Record, record_of, record_of_ftm
from inconcert.resolve.score import model_of

UP, DOWN, FREE = (0.0, 12.0), (-12.0, 0.0), (-12.0, 12.0)
SIGNS = {
    "name_word": (0.2, 12.0),
    "name_second": (0.3, 12.0),
    "name_more": (0.8, 12.0),
    "name_close": UP,
    "name_closer": UP,
    "name_closest": UP,
    "name_against": DOWN,
    "name_far_against": DOWN,
    "name_extra": DOWN,
    "name_doubt": DOWN,
    "name_primary": (0.0, 2.5),
    "name_weak": DOWN,
    "name_missing": (-2.0, -2.0),
    "names_exact": (0.5, 12.0),
    "names_several": (0.5, 3.0),
    "date_same_day": (1.5, 12.0),
    "date_same_month": (1.0, 12.0),
    "date_same_year": (0.5, 12.0),
    "date_may_agree": (0.1, 12.0),
    "date_turned": (-3.0, 0.0),
    "date_other_day": (-4.0, 0.0),
    "date_year_near": DOWN,
    "date_year_off": (-12.0, -2.5),
    "date_year_far": (-12.0, -4.0),
    "country_same": (0.3, 12.0),
    "country_weak_same": (0.3, 12.0),
    "country_differs": (-3.0, 0.0),
    "country_weak_differs": (-2.0, 0.0),
    "gender_same": (0.1, 0.5),
    "gender_differs": (-12.0, -1.5),
    "number_same": (4.0, 12.0),
    "number_differs": (-12.0, -1.0),
    "number_other": (-0.8, 0.0),
    "reference_same": (3.0, 3.0),
    "reference_differs": (-4.0, -4.0),
    "place_same": (0.4, 12.0),
    "place_differs": (-1.5, 0.0),
    "address_shared": (0.5, 12.0),
    "kind_differs": (-12.0, -4.0),
    "bias": FREE,
}
NAMES = list(SIGNS)
EDITIONS = (
    ("un_sc", "2024-12-17"), ("gb_conlist", "2025-04-14"), ("eu_fsf", "2025-09-02"), ("au_dfat", "2024-12-17"),
    ("us_sdn", "2023-07-25"),
)  # fmt: skip
Example = tuple[str, dict[str, float], bool, float]


def examples_of(pairs: list[labelled.Pair], weight: float) -> list[Example]:
    """Return (model, amounts, same, weight) of labelled pairs; positives and negatives share the weight 1 : 3."""
    found = []
    positives = sum(pair.same for pair in pairs)
    negatives = len(pairs) - positives
    for pair in pairs:
        one, other = Profile(record_of_ftm(pair.left)), Profile(record_of_ftm(pair.right))
        share = weight / positives if pair.same else 3 * weight / negatives
        found.append((model_of(one, other), weigh(one, other).amounts, pair.same, share))
    return found


def entries(data: Path) -> list[Record]:
    """Return the records of the editions that establish pairs by printed UN references."""
    catalogue = read_catalogue(data)
    lines = {(line.list_id, line.date): line for line in catalogue.lines}
    found = []
    for key in EDITIONS:
        line = lines[key]
        _, reading = read_edition(publication(line.list_id), files_of(data, line))
        found += [record_of(entry) for entry in reading.entries]
    return found


def referenced(records: list[Record]) -> list[Example]:
    """Return positives that print one UN reference, negatives that print two and share words of a name."""
    by_reference: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        marks = {value for scheme, value in record.references if scheme == "un"}
        if len(marks) == 1:
            by_reference[marks.pop()].append(record)
    blind = {
        mark: [Profile(dataclasses.replace(record, references=(), own_references=())) for record in group]
        for mark, group in by_reference.items()
    }
    positives, by_key = [], defaultdict(list)
    for mark, group in sorted(blind.items()):
        lists = {profile.record.key[0]: profile for profile in group}
        positives += list(itertools.combinations(lists.values(), 2))
        for profile in lists.values():
            for key in sorted({key for name in profile.names for key in name.keys}):
                by_key[key].append((mark, profile))
    near: dict[tuple[str, str], tuple[Profile, Profile]] = {}
    draw = random.Random(11)
    for _, holders in sorted(by_key.items()):
        chosen = draw.sample(holders, min(len(holders), 14))
        for (mark, one), (other_mark, other) in itertools.combinations(chosen, 2):
            if mark != other_mark and one.kind is other.kind:
                near.setdefault((mark, other_mark), (one, other))
    negatives = draw.sample(sorted(near), min(len(near), 12000))
    found = []
    for same, pairs in ((True, positives), (False, [near[key] for key in negatives])):
        for number, (one, other) in enumerate(pairs):
            for bare in (False, True):
                if bare and number % 2:
                    continue
                a, b = (_bare(one), _bare(other)) if bare else (one, other)
                found.append((model_of(a, b), weigh(a, b).amounts, same, 0.5 if bare else 1.0))
    by_group: dict[tuple[str, bool], float] = defaultdict(float)
    for model, _, same, weight in found:
        by_group[model, same] += weight
    return [(m, a, s, w / by_group[m, s] * (1 if s else 3) * 1.5) for m, a, s, w in found]


def _bare(profile: Profile) -> Profile:
    record = profile.record
    return Profile(dataclasses.replace(record, names=record.names[:1], birth_dates=(), identifiers=(), genders=(),
                                       birth_places=(), addresses=(), countries=record.countries[:1]))  # fmt: skip


def typos() -> list[labelled.Pair]:
    """Return yente's UN names with typos against themselves, the nearest others and strangers."""
    clean, dirty = labelled.rows("positives_un_untreated.csv"), labelled.rows("positives_un_treated.csv")
    strangers = labelled.rows("negatives_global.csv")[:8000]
    draw = random.Random(5)

    def person(row: dict[str, str], number: int) -> labelled.Entity:
        named = {"name": row["full_name"], "birthDate": row["date_of_birth"], "nationality": row["nationality"],
                 "birthPlace": row["place_of_birth"]}  # fmt: skip
        kept = {key: [value] for key, value in named.items() if value and (key == "name" or draw.random() < 0.7)}
        return labelled.entity("Person", f"t{number}", **kept)

    pairs = []
    for number, (one, other) in enumerate(zip(clean, dirty, strict=True)):
        if number % 2:
            continue
        pairs.append(labelled.Pair(person(one, number), person(other, -number), True, True))
        for far in draw.sample(dirty, 2):
            if far is not other:
                pairs.append(labelled.Pair(person(one, number), person(far, 1), False, True))
        for far in draw.sample(strangers, 2):
            pairs.append(labelled.Pair(person(one, number), person(far, 1), False, True))
    return pairs


def fit(examples: list[Example]) -> dict[str, float]:
    """Return the weights of one model."""
    matrix = np.zeros((len(examples), len(NAMES)))
    index = {name: column for column, name in enumerate(NAMES)}
    for row, (_, amounts, _, _) in enumerate(examples):
        matrix[row, index["bias"]] = 1.0
        for name, amount in amounts.items():
            matrix[row, index[name]] = amount
    target = np.array([1.0 if same else -1.0 for _, _, same, _ in examples])
    share = np.array([weight for *_, weight in examples])
    share = share / share.sum()

    def loss(vector: np.ndarray) -> tuple[float, np.ndarray]:
        margin = target * (matrix @ vector)
        value = float((share * np.logaddexp(0, -margin)).sum() + PENALTY * (vector**2).sum())
        slope = -(share * target / (1 + np.exp(np.clip(margin, -500, 500)))) @ matrix + 2 * PENALTY * vector
        return value, slope

    start = np.array([(low + high) / 2 if low == high else 0.0 for low, high in SIGNS.values()])
    start = np.clip(start, [low for low, _ in SIGNS.values()], [high for _, high in SIGNS.values()])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=list(SIGNS.values()), options={"maxiter": 3000})
    return {name: round(float(weight), 4) for name, weight in zip(NAMES, found.x, strict=True)}


PENALTY = 1e-5


def main() -> None:
    """Print the weights."""
    un_us = [pair for pair in labelled.un_us() if pair.train]
    examples = examples_of(un_us, 1.0)
    examples += examples_of(labelled.primary_only(un_us), 0.7)
    examples += examples_of(labelled.primary_only(un_us, keep=labelled.BIRTH_COUNTRY_NUMBERS), 0.8)
    examples += examples_of([pair for pair in labelled.name_cases() if pair.train], 1.0)
    examples += examples_of([pair for pair in labelled.cross_script("Arabic", "Person") if pair.train], 0.4)
    examples += examples_of(typos(), 0.8)
    examples += referenced(entries(labelled.folder().parent))
    print("# Weights of the matcher, trained by bench/train_resolve.py (the recipe stands there). Do not edit by hand.")
    print("# UN × US judgements: OpenSanctions, October 2021, CC BY 4.0; name cases and typos: MIT.")
    for model in ("person", "body"):
        own = [example for example in examples if example[0] == model]
        print(f"\n[{model}]  # {len(own)} examples, {sum(same for _, _, same, _ in own)} of them the same")
        for name, weight in fit(own).items():
            print(f"{name} = {weight}")
        print(f"{model}: {len(own)} examples", file=sys.stderr)


if __name__ == "__main__":
    main()
