"""A home on each engine: SQLite, and a real PostgreSQL of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inconcert.model.dates import PartialDate, event_on
from inconcert.model.edition import Edition
from inconcert.model.entry import BirthDate, Entry, Listing, Name
from inconcert.model.vocabulary import DateKind, Kind, Measure, NameRole, Provenance
from inconcert.store.editions import edition_hash, file_hashes
from inconcert.store.home import Home, Store


def clock() -> dt.datetime:
    return dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    if request.param == "sqlite":
        return Home(tmp_path / "home", clock)
    server = request.getfixturevalue("postgres")
    return Home(tmp_path / "home", clock, server.make("home"))


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with home.open() as opened:
        yield opened


@pytest.fixture
def entry() -> Callable[..., Entry]:
    def make(number: int, *, name: str = "Zhu Hailun 朱海仑", row: int = 0, list_id: str = "us_sdn") -> Entry:
        listing = Listing(
            "GLOMAG", "US-GLOMAG", (Measure.ASSET_FREEZE,), (event_on(DateKind.LISTED, "2020-07-09"),), place="0/4"
        )
        names = (Name(f"{name} {number}", NameRole.PRIMARY, place="0/2"),)
        born = (BirthDate(PartialDate("1958-01"), "0/12"),)
        return Entry(list_id, str(number), Kind.PERSON, names, (listing,), born, rows=(f"sdn.csv#{row or number}",))

    return make


@pytest.fixture
def edition() -> Callable[..., tuple[Edition, dict[str, bytes]]]:
    def make(date: str, data: bytes = b"raw", **more: object) -> tuple[Edition, dict[str, bytes]]:
        files = {"sdn.csv": data, "alt.csv": b"alt"}
        hashes = file_hashes(files)
        plain: dict[str, object] = {
            "list_id": "us_sdn", "date": date, "date_precision": "day", "sha256": edition_hash(hashes),
            "provenance": Provenance.COPY, "complete": "yes", "format": "sdn_csv", "origin": "us/sdn",
            "files": hashes, "entries_total": 3, "rules": "r1",
        }  # fmt: skip
        return Edition(**{**plain, **more}), files  # type: ignore[arg-type]

    return make
