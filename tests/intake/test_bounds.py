"""Which earlier edition an edition is judged against."""

from __future__ import annotations

import pytest

from inconcert.intake.bounds import earlier_entries
from inconcert.model.edition import Edition
from inconcert.model.vocabulary import Provenance


def edition(date: str, total: int = 0, *, list_id: str = "zz_toy", fetched: bool = False, at: str = "") -> Edition:
    provenance = Provenance.FETCHED if fetched else Provenance.COPY
    return Edition(list_id, date, "day", "", provenance, "yes", "f", "o", entries_total=total, retrieved_at=at)


KEPT = (edition("2024-01-01", 10), edition("2024-02-01", 20), edition("2024-06-01", 30),
        edition("2024-02-10", 99, list_id="zz_other"))  # fmt: skip


@pytest.mark.parametrize(
    ("judged", "earlier"),
    [
        (edition("2024-02-15"), 20),
        (edition("2024-02-01"), 10),
        (edition("2024-01-15"), 10),
        (edition("2023-12-31"), None),
        (edition("2024-07-31"), 30),
        (edition("2024-08-01"), None),
        (edition("2030-01-01", fetched=True), 30),
        (edition("2024-03", fetched=True), 20),
        (edition("2024-06-01", fetched=True, at="2024-06-01T12:00:00Z"), 30),
    ],
)
def test_judged_against_the_newest_earlier_edition_of_the_same_list(judged, earlier):
    assert earlier_entries(judged, KEPT) == earlier
