"""Every row of confidence H in the hand-checked ground truth: the same status and regime, and the date where one of
the same kind is known; otherwise the difference is printed and the row is counted by reason.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from inconcert.gaps.designations import cell, designations
from inconcert.model.dates import last_day
from inconcert.model.vocabulary import Kind, Status
from inconcert.verbs.index import index_of
from inconcert.verbs.registers import register_of
from inconcert.verbs.search import Finder

pytestmark = pytest.mark.shared

JURISDICTIONS = {"US": "us", "UK": "gb", "CA": "ca", "EU": "eu", "AU": "au"}
STATUS = {"designated": Status.IN_FORCE, "revoked": Status.ENDED, "not_found": Status.NOT_FOUND}
REGIMES = {
    "US-GLOMAG": {"US-GLOMAG"},
    "US-MAGNITSKY": {"US-MAGNITSKY"},
    "US-BRUS": {"US-BELARUS"},
    "US-BURMA": {"US-BURMA-EO14014"},
    "US-LEBANON": {"US-LEBANON"},
    "US-ZIMBABWE": {"US-ZIMBABWE"},
    "GB-HR": {"GB-HR"},
    "GB-AC": {"GB-AC"},
    "GB-RUS": {"GB-RUS"},
    "GB-ZIM": {"GB-ZWE"},
    "CA-JVCFOA": {"CA-JVCFOA"},
    "CA-SEMA": None,  # one regulation per country: any CA-SEMA-…
    "EU-HR": {"EU-HR"},
    "EU-BLR": {"EU-BLR"},
    "EU-UKR": {"EU-UKR"},
    "EU-MMR": {"EU-MMR"},
    "EU-GTM": {"EU-GTM"},
    "AU-MYANMAR": {"AU-MMR"},
}
KNOWN_AS = {
    "xpsb": ("us_sdn", "29159"),
    "xpcc": ("us_sdn", "29299"),
    "lidzia-yarmoshina": ("us_sdn", "9770"),
    "consuelo-porras": ("gb_conlist", "16841"),
    "emmerson-mnangagwa": ("us_sdn", "7513"),
}
"""Targets whose ground-truth name is another spelling, or the beginning of another body's name: one official number."""


def rows_of(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "labelled" / "ground_truth.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["confidence"] == "H"]


def brief_for(by_key, finder, row):
    if row["target_id"] in KNOWN_AS:
        return by_key[KNOWN_AS[row["target_id"]]]
    asked = row["target_name"]
    kind = Kind.PERSON if row["target_type"] == "person" else Kind.ENTITY
    found = [hit for hit in finder.find(asked, 8) if hit.brief.kind is kind and hit.score >= 0.8]
    return found[0].brief if found else None


def test_rows_of_confidence_high(full_house, shared_data, capsys):
    index = index_of(full_house)
    finder, by_key = Finder(full_house, index), index.by_key()
    skipped: Counter[str] = Counter()
    wrong: list[str] = []
    checked: Counter[str] = Counter()
    differences: list[str] = []
    for row in rows_of(shared_data):
        where = JURISDICTIONS[row["jurisdiction"]]
        label = f"{row['target_id']} {where} {row['status']}"
        brief = brief_for(by_key, finder, row)
        if brief is None:
            skipped["on no machine list"] += 1
            differences.append(f"{label}: on no list at hand")
            continue
        register = register_of(full_house, index, [brief])
        target = register.targets[brief.id]
        newest = max(last_day(day.date) for line in register.lines_of(where) if line.principal for day in line.days)
        asked = dt.date.fromisoformat(row["as_of"]) if row["as_of"] else None
        started = dt.date.fromisoformat(row["date"]) if row["date"] else None
        if started and started > newest:
            skipped["no edition"] += 1
            continue
        day = asked if asked and asked <= newest else None
        found = cell(register, target, where, day)
        if found.status is Status.NOT_COVERED:
            skipped["no edition"] += 1
            differences.append(f"{label} as of {day}: not covered ({found.why})")
            continue
        if row["status"] == "designated" and found.status is Status.ENDED and started:
            checked["designated then, ended since"] += 1
            differences.append(f"{label} since {started}: ended since ({found.why})")
            continue
        if found.status is not STATUS[row["status"]]:
            wrong.append(f"{label}: {found.status} as of {found.as_of} ({brief.id} {brief.name}; {found.why})")
            continue
        checked["status"] += 1
        if row["status"] == "designated":
            _regime_and_date(register, target, where, row, label, checked, skipped, wrong, differences)
    with capsys.disabled():
        print(f"\nground truth: {dict(checked)}, skipped {dict(skipped)}")
        for line in differences:
            print("  " + line)
    assert not wrong, "\n".join(wrong)
    assert checked["status"] >= 110


def _regime_and_date(register, target, where, row, label, checked, skipped, wrong, differences):
    every = designations(register, target, where, None)
    regimes = {item.regime for item in every}
    for key in row["programme_key"].split(";"):
        wanted = REGIMES[key]
        fits = any(name.startswith("CA-SEMA-") for name in regimes) if wanted is None else bool(wanted & regimes)
        if not fits and regimes == {""}:
            differences.append(f"{label}: regime not stated by the list, {key} expected")
            checked["regime not stated"] += 1
        elif not fits:
            wrong.append(f"{label}: under {sorted(regimes)}, {key} expected")
        else:
            checked["regime"] += 1
    if not row["date"]:
        skipped["no date given"] += 1
        return
    dates = [date for item in every for date in item.dates]
    same_kind = {date.value for date in dates if date.kind.value == row["date_kind"]}
    others = sorted({f"{date.kind.value} {date.value}" for date in dates})
    if row["date"] in same_kind:
        checked["date"] += 1
    elif same_kind:
        differences.append(f"{label}: {row['date_kind']} {row['date']} expected, {sorted(same_kind)} found")
        checked["date differs"] += 1
    elif any("listed" in text or "decided" in text for text in others):
        skipped["other kind"] += 1
        if not any(row["date"] in text for text in others):
            differences.append(f"{label}: {row['date_kind']} {row['date']}; the list has {', '.join(others)}")
    else:
        skipped["no date printed"] += 1


def test_the_mapping_table_is_whole(shared_data):
    used = {key for row in rows_of(shared_data) for key in row["programme_key"].split(";") if key}
    assert used <= set(REGIMES)
