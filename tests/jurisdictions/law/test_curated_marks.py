"""Every official number in the curated facts stands on its real list, under a name that agrees."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from inconcert.jurisdictions import curated
from inconcert.jurisdictions.regimes import programmes, publications, regimes
from inconcert.model.curated import Marks

pytestmark = [pytest.mark.shared, pytest.mark.slow]

EDITIONS = {
    "us_sdn": ["us/sdn/2024-05-03"],
    "gb_conlist": ["gb/conlist/2025-04-14"],
    "gb_uksl": ["gb/uksl_tables/2026-05-07"],
    "ca_autonomous": ["ca/autonomous/2025-04"],
    "eu_fsf": ["eu/fsf_2022/2022-09-13", "eu/fsf_csv_columns/2025-09-02"],
    "au_dfat": ["au/dfat/2026-08-02"],
}


@pytest.fixture(scope="module")
def printed(shared_data: Path) -> dict[tuple[str, str], set[str]]:
    """(list, official number) → the words of every name that stands there."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for publication in publications():
        for folder in EDITIONS.get(publication.list_id, ()):
            files = {item.name: item.read_bytes() for item in (shared_data / folder).iterdir()}
            (form,) = [item for item in publication.formats if item.recognises(files)]
            known = programmes(publication.jurisdiction, publication.list_id)
            for entry in form.read(files, known).entries:
                for name in entry.names:
                    found[(publication.list_id, entry.official_id)] |= words(name.full)
    return found


def words(name: str) -> set[str]:
    """The words of a name without accents, longer than a letter."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return {word for word in re.findall(r"[a-z]+", plain) if len(word) > 1}


def test_every_number_stands_on_its_list_under_a_name_that_agrees(printed: dict[tuple[str, str], set[str]]) -> None:
    facts = curated.load()
    named: list[tuple[str, Marks]] = [(m.name, m.marks) for act in facts.actions for m in act.members]
    named += [(item.name, item.marks) for place in facts.situations.values() for item in place.targets]
    named += [(item.name, item.marks) for item in facts.designations]
    assert sum(len(marks.entries) for _, marks in named) > 700
    for name, marks in named:
        for key in marks.entries.items():
            assert key in printed, (name, key)
            assert near(words(name), printed[key]), (name, key, printed[key])


def near(curated_words: set[str], printed_words: set[str]) -> bool:
    """Whether a word of one begins as a word of the other: lists transliterate differently."""
    return any(a[:3] == b[:3] for a in curated_words for b in printed_words)


def test_every_regime_of_an_action_is_known() -> None:
    for act in curated.actions():
        assert act.regime in regimes(), act.id
        assert regimes()[act.regime].jurisdiction == act.jurisdiction
    for item in curated.load().designations:
        assert item.regime in regimes(), item.id
