"""The real lists: every edition that the catalogue marks is taken, and the order in which they come does not matter."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inconcert.intake.catalogue import read_catalogue
from inconcert.intake.refresh import refresh_from
from inconcert.model.rights import OPERATOR
from inconcert.store.editions import editions, raw_file
from inconcert.store.entries import entries_of, versions
from inconcert.store.home import Home
from inconcert.store.register_hash import register_hash

COUNTED = {
    ("us_sdn", "2024-05-03"): 14_965,
    ("us_nonsdn", "2025-01-10"): 443,
    ("gb_conlist", "2025-04-14"): 4_688,
    ("gb_uksl", "2025-08-11"): 5_302,
    ("ca_autonomous", "2020-04-15"): 1_369,
    ("ca_autonomous", "2025-04"): 4_759,
    ("au_dfat", "2024-12-17"): 3_062,
    ("au_dfat", "2026-08-02"): 3_846,
    ("un_sc", "2026-08-02"): 736 + 275,
}


def now() -> dt.datetime:
    return dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


@pytest.mark.shared
@pytest.mark.slow
def test_every_edition_of_the_catalogue_is_taken_without_a_person(shared_data, tmp_path):
    with Home(tmp_path / "home", now).open() as store:
        report = refresh_from(store, shared_data)
        assert [(item.list_id, item.date, item.why) for item in report.refused] == []
        assert len(report.committed) == len(read_catalogue(shared_data).lines)
        kept = {(edition.list_id, edition.date): edition for edition in editions(store, OPERATOR)}
        assert {key: kept[key].entries_total for key in COUNTED} == COUNTED
        assert not any(edition.accepted_by for edition in kept.values())
        carried = sum(len(item.editions) for item in versions(store, OPERATOR))
        assert carried == sum(edition.entries_total for edition in kept.values())
        store.check()


@pytest.mark.shared
def test_the_order_of_real_editions_does_not_matter(shared_data, tmp_path):
    lines = (shared_data / "catalogue.csv").read_text("utf-8").splitlines()
    chosen = [line for line in lines if ",un_sc," in line or ",ca_autonomous," in line]
    hashes = set()
    for attempt, order in enumerate((chosen, chosen[::-1])):
        with Home(tmp_path / f"home{attempt}", now).open() as store:
            for number, line in enumerate(order):
                refresh_from(store, _only(tmp_path / f"{attempt}-{number}", shared_data, lines[0], line))
            hashes.add(register_hash(store, OPERATOR))
            assert len(editions(store, OPERATOR)) == len(chosen)
            _can_be_read_again(store, shared_data)
    assert len(hashes) == 1


def _only(folder: Path, shared_data: Path, header: str, line: str) -> Path:
    folder.mkdir()
    (folder / "catalogue.csv").write_text(f"{header}\n{line}\n", "utf-8")
    for jurisdiction in ("un", "ca"):
        (folder / jurisdiction).symlink_to(shared_data / jurisdiction)
    return folder


def _can_be_read_again(store, shared_data: Path) -> None:
    for edition in editions(store, OPERATOR):
        for name, sha in edition.files:
            assert raw_file(store, OPERATOR, sha) == (shared_data / edition.origin / name).read_bytes()
        assert sum(1 for _ in entries_of(store, OPERATOR, edition.list_id, edition.date)) == edition.entries_total
