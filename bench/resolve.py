"""The figures of docs/matching.md: our matcher beside the public ones, on the same pairs, in one run.

    INCONCERT_SHARED=… python bench/resolve.py [--peers PYTHON] [--only NAME] [--link]

PYTHON is the interpreter of an environment of its own that has nomenklatura, followthemoney, rapidfuzz and splink
(on Debian: `apt install libicu-dev g++ pkg-config`, a venv, `pip install nomenklatura followthemoney rapidfuzz splink
pandas`). Without it only our own figures are printed. `--link` adds the linking of four lists against `nk xref`.
Scoring only is timed, on one core, in CPU seconds, records already read on both sides.
"""

from __future__ import annotations

import argparse
import collections
import gc
import itertools
import json
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import labelled
from inconcert.intake.catalogue import files_of, read_catalogue
from inconcert.intake.read import publication, read_edition
from inconcert.resolve.compare import compare_line
from inconcert.resolve.decide import decide
from inconcert.resolve.han import agreement, simplified
from inconcert.resolve.letters import fold
from inconcert.resolve.profile import Profile
from inconcert.resolve.record import Record, record_of, record_of_ftm
from inconcert.resolve.score import quick, score
from inconcert.resolve.search import NameIndex
from labelled import Pair

PEERS = ("er-unstable", "regression-v1", "logic-v2", "rapidfuzz", "splink")


def tasks() -> dict[str, list[Pair]]:
    """Return the tasks of pairs by name; those that trained nothing, or their test half."""
    un_us = [pair for pair in labelled.un_us() if not pair.train]
    found = {
        "UN × US full records": un_us,
        "UN × US primary name": labelled.primary_only(un_us),
        "UN × US name, birth date, country, numbers": labelled.primary_only(un_us, keep=labelled.BIRTH_COUNTRY_NUMBERS),
        "entity pairs": labelled.entity_pairs(),
        "entity pairs, named schemas": labelled.entity_pairs(targets_only=True),
        "name cases (test half)": [pair for pair in labelled.name_cases() if not pair.train],
        "name cases (all)": labelled.name_cases(),
    }
    for script, schema in itertools.product(("Cyrillic", "Arabic", "Hangul", "Han"), ("Person", "Organization")):
        found[f"cross-script {script} {schema}"] = labelled.cross_script(script, schema)
    return found


def ours(pairs: list[Pair]) -> tuple[list[float], float]:
    """Return our scores and the CPU seconds of scoring (targets only; links between entities are not timed)."""
    scores = [
        float(compare_line({"id": "", "left": pair.left, "right": pair.right})["score"])
        if "holder" in pair.left["properties"] or not _named(pair)
        else -1.0
        for pair in pairs
    ]
    profiles = [
        (Profile(record_of_ftm(pair.left)), Profile(record_of_ftm(pair.right))) if score < 0 else None
        for pair, score in zip(pairs, scores, strict=True)
    ]
    gc.collect()
    gc.freeze()
    start = time.process_time()
    timed = [quick(*item) if item else None for item in profiles]
    seconds = time.process_time() - start
    gc.unfreeze()
    return [score if new is None else new for score, new in zip(scores, timed, strict=True)], seconds


def _named(pair: Pair) -> bool:
    return pair.left["schema"] in (
        "Person",
        "Organization",
        "Company",
        "LegalEntity",
        "Vessel",
        "Airplane",
        "PublicBody",
    )


def theirs(python: str, matcher: str, pairs: list[Pair]) -> tuple[list[float], float]:
    """Return a peer's scores and CPU seconds, from its own environment; raises CalledProcessError if it fails."""
    text = "".join(json.dumps({"left": pair.left, "right": pair.right}) + "\n" for pair in pairs)
    script = Path(__file__).with_name("peers.py")
    done = subprocess.run([python, str(script), matcher], input=text, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [line["score"] for line in lines if "score" in line], lines[-1]["seconds"]


def row(name: str, scores: list[float], seconds: float, pairs: list[Pair]) -> str:
    """Return a table row of the protocol's measures."""
    scored = [(score, pair.same) for score, pair in zip(scores, pairs, strict=True)]
    f1, threshold = labelled.best_f1(scored)
    rate = len(pairs) / max(seconds, 1e-9)
    return (
        f"| {name} | {labelled.average_precision(scored):.4f} | {f1:.4f} @ {threshold:.3f} | "
        f"{labelled.recall_at(scored):.4f} | {rate:,.0f} |"
    )


def pairs_report(python: str, only: str, matchers: Sequence[str]) -> None:
    """Print a table for each task."""
    for task, pairs in tasks().items():
        if only and only not in task:
            continue
        positives = sum(pair.same for pair in pairs)
        print(f"\n### {task}: {len(pairs)} pairs, {positives} the same\n")
        print("| matcher | average precision | best F1 | recall at precision 0.98 | pairs/s |\n|---|---|---|---|---|")
        print(row("inconcert", *ours(pairs), pairs), flush=True)
        for matcher in matchers if python else ():
            try:
                print(row(matcher, *theirs(python, matcher, pairs), pairs), flush=True)
            except (subprocess.CalledProcessError, ValueError) as error:
                shown = getattr(error, "stderr", "") or str(error)
                print(f"| {matcher} | failed: {shown.strip().splitlines()[-1][:90]} | | | |", flush=True)


def romanised_report() -> None:
    """Print how many Han names find their own romanisation before all others'."""
    found = labelled.rows("romanised_names.csv")
    right: collections.Counter[str] = collections.Counter()
    total: collections.Counter[str] = collections.Counter()
    for item in found:
        words = tuple(fold(item["latin"]).split())
        rivals = [
            agreement(item["original"], tuple(fold(other["latin"]).split()))
            for other in found
            if simplified(other["original"]) != simplified(item["original"]) and other["latin"] != item["latin"]
        ]
        total[item["system"]] += 1
        right[item["system"]] += agreement(item["original"], words) > max(rivals)
    main = sum(right[system] for system in ("pinyin", "wade-giles"))
    of = sum(total[system] for system in ("pinyin", "wade-giles"))
    print(
        f"\n### romanised_names.csv\n\npinyin and Wade-Giles {main} of {of}; all {sum(right.values())} of {len(found)}"
    )
    print(", ".join(f"{system} {right[system]}/{total[system]}" for system in sorted(total)))


def records(*editions: tuple[str, str]) -> list[Record]:
    """Return the records of editions (list id, date)."""
    data = labelled.folder().parent
    lines = {(line.list_id, line.date): line for line in read_catalogue(data).lines}
    found = []
    for key in editions:
        _, reading = read_edition(publication(key[0]), files_of(data, lines[key]))
        found += [record_of(entry, [key[1]]) for entry in reading.entries]
    return found


def candidates_report() -> None:
    """Print yente's candidate benchmark: UN names with typos found, strangers matched automatically."""
    un = [item for item in records(("un_sc", "2024-12-17")) if item.kind.value == "person"]
    index = NameIndex((item.key, name.text) for item in un for name in item.names)
    profiles = {item.key: Profile(item) for item in un}
    for name in ("untreated", "treated"):
        rows = labelled.rows(f"positives_un_{name}.csv")
        found = sum(
            any(fits(query, profiles[hit.key]) for hit in index.search(query["full_name"], 10)) for query in rows
        )
        print(f"positives ({name}): {found} of {len(rows)} found among the first ten")
    wrong = 0
    start = time.process_time()
    strangers = labelled.rows("negatives_global.csv")
    for query in strangers:
        wrong += any(decision(query, profiles[hit.key]) == "same" for hit in index.search(query["full_name"], 3))
    seconds = time.process_time() - start
    print(
        f"strangers matched automatically: {wrong} of {len(strangers)} ({seconds / len(strangers) * 1e3:.2f} ms each)"
    )


def fits(row: dict[str, str], profile: Profile) -> bool:
    """Return whether a row of the candidate benchmark and a profile are likelier one person than not."""
    return quick(Profile(record_of_ftm(_query(row))), profile) > 0.5


def decision(row: dict[str, str], profile: Profile) -> str:
    """Return what the rules hold of a row of the candidate benchmark and a profile."""
    left = Profile(record_of_ftm(_query(row)))
    return decide(left, profile, score(left, profile)).value


def _query(row: dict[str, str]) -> labelled.Entity:
    named = {"name": row["full_name"], "birthDate": row["date_of_birth"], "birthPlace": row["place_of_birth"]}
    kept = {key: [value] for key, value in named.items() if value}
    if len(row["nationality"]) == 2:
        kept["nationality"] = [row["nationality"]]
    return labelled.entity("Person", "", **kept)


LINKED = (("us_sdn", "2023-07-25"), ("gb_conlist", "2025-04-14"), ("eu_fsf", "2025-09-02"), ("un_sc", "2026-08-02"))


def link_report(python: str) -> None:
    """Print CPU and memory of linking four lists, ours and `nomenklatura xref -l 20000` on the same entities."""
    found = records(*LINKED)
    print(f"\n### Linking {len(found)} entries of four lists\n")
    with tempfile.NamedTemporaryFile(suffix=".pickle") as file:
        pickle.dump(found, file)
        file.flush()
        script = Path(__file__).with_name("link_once.py")
        done = subprocess.run([sys.executable, str(script), file.name], capture_output=True, text=True, check=True)
    print(f"inconcert: {done.stdout.strip()}")
    if not python:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entities.ftm.json"
        with path.open("w", encoding="utf-8") as file:
            for number, record in enumerate(found):
                file.write(json.dumps(_as_entity(number, record), ensure_ascii=False) + "\n")
        command = [str(Path(python).with_name("nomenklatura")), "xref", "-l", "20000", str(path)]
        environment = {"NOMENKLATURA_DB_URL": f"sqlite:///{folder}/nk.db", "PATH": "/usr/bin:/bin", "HOME": folder}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=folder, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"nk xref -l 20000: {cpu:.1f} s CPU, {after.ru_maxrss / 1024:.0f} MB, exit {done.returncode}")
        if done.returncode:
            print(done.stderr[-600:])


def _as_entity(number: int, record: Record) -> labelled.Entity:
    schema = {"person": "Person", "entity": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}[
        record.kind.value
    ]
    dates = {"Person": "birthDate", "Organization": "incorporationDate"}.get(schema, "buildDate")
    properties = {
        "name": [name.text for name in record.names],
        dates: [date.value for date in record.birth_dates],
        "country": list(record.countries or record.weak_countries),
    }
    plain = {key: values for key, values in properties.items() if values}
    return {"id": f"e{number}", "schema": schema, "properties": plain, "datasets": [record.key[0]], "referents": []}


def main() -> None:
    """Run the bench."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--peers", default="", metavar="PYTHON")
    options.add_argument("--only", default="", help="tasks whose name holds this")
    options.add_argument("--matchers", default=",".join(PEERS), help="which peers, with commas")
    options.add_argument("--link", action="store_true")
    chosen = options.parse_args()
    pairs_report(chosen.peers, chosen.only, chosen.matchers.split(","))
    if not chosen.only or chosen.only in "romanised":
        romanised_report()
    if not chosen.only or chosen.only in "candidates":
        print("\n### yente's candidates\n")
        candidates_report()
    if chosen.link:
        link_report(chosen.peers)


if __name__ == "__main__":
    sys.exit(main())
