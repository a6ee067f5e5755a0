"""What people held of hits: customer reference × target, same or different, by whom and when; kept beside the run.

A file of JSON lines that is only ever added to; the last line about a pair holds. It is customers' data: it stays in
the run's folder and never enters the register. A later run is given it by --judgements.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from inconcert.formats import jsonlines
from inconcert.model.errors import UnreadableSource, UserError

FILE = "judgements.jsonl"
DECISIONS = ("same", "different", "unsure")


@dataclass(frozen=True, slots=True)
class HitJudgement:
    """One decision of a person about a customer and a target; `at` is UTC, ISO 8601 with Z."""

    reference: str
    target_id: str
    decision: str
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judgements:
    """All decisions that hold, by (reference, target id), and the SHA-256 of the file (empty: there is none)."""

    held: dict[tuple[str, str], HitJudgement]
    sha256: str = ""


def judgements_in(folder: Path) -> Judgements:
    """Return the judgements that stand in a run's folder; UnreadableSource for a line that is none."""
    path = folder / FILE
    if not path.exists():
        return Judgements({})
    data = path.read_bytes()
    held: dict[tuple[str, str], HitJudgement] = {}
    for number, plain in jsonlines.values(data, path.name):
        try:
            found = HitJudgement(**{str(key): str(value) for key, value in dict(plain).items()})
        except (TypeError, ValueError) as error:
            raise UnreadableSource(f"not a judgement: {error}", where=f"{path} line {number}") from error
        held[found.reference, found.target_id] = found
    return Judgements(held, hashlib.sha256(data).hexdigest())


def add(folder: Path, judgement: HitJudgement) -> None:
    """Add a judgement to a run's folder; UserError without a name, or for a decision that is none."""
    if judgement.decision not in DECISIONS or not judgement.by.strip():
        raise UserError("a judgement is same, different or unsure, by a named person", remedy="Add --by NAME.")
    with (folder / FILE).open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(asdict(judgement), ensure_ascii=False, sort_keys=True) + "\n")


def carry_over(source: Path, folder: Path) -> None:
    """Copy the judgements of an earlier run (its folder, or the file) into the folder of a run to come."""
    path = source / FILE if source.is_dir() else source
    if not path.exists():
        raise UserError("no judgements there", where=str(path), remedy="Name the folder of an earlier run.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    here = folder / FILE
    if not here.exists():
        here.write_bytes(path.read_bytes())
