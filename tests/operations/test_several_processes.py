"""Several processes on one PostgreSQL: what one takes, all find; a database that is away is said, not an error."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

import postgres_server
from inconcert.model.edition import Edition
from inconcert.model.entry import Entry, Listing, Name
from inconcert.model.vocabulary import Kind, Measure, NameRole, Provenance
from inconcert.store.editions import commit_edition, edition_hash, file_hashes
from inconcert.store.home import Home
from inconcert.verbs.embedded import load, shipped
from inconcert.verbs.house import house, now
from inconcert.verbs.migrate import migrate
from operations import served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(postgres: postgres_server.Server, tmp_path_factory) -> Iterator[tuple[Path, str, list[served.Web]]]:
    folder = tmp_path_factory.mktemp("several")
    with house(folder / "home") as opened:
        load(opened, shipped())
    url = postgres.make("several")
    migrate(folder / "home", now, "", url)
    environment = os.environ | {"INCONCERT_DATABASE_URL": url}
    webs = [served.start(folder, ["--home", str(folder / "home")], environment) for _ in range(2)]
    yield folder / "home", url, webs
    for web in webs:
        web.stop()


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def found(port: int, name: str) -> list[str]:
    status, body = get(port, f"/search.json?q={quote(name)}")
    return [hit["id"] for hit in json.loads(body)["hits"]] if status == 200 else []


def test_an_edition_taken_by_one_process_is_found_by_all(place: tuple[Path, str, list[served.Web]]) -> None:
    home, url, webs = place
    files = {"list.csv": b"one more"}
    hashes = file_hashes(files)
    made = Edition(
        list_id="us_nonsdn", date="2026-05-05", date_precision="day", sha256=edition_hash(hashes),
        provenance=Provenance.COPY, complete="yes", format="nonsdn_csv", origin="test", files=hashes, entries_total=1,
        rules="test",
    )  # fmt: skip
    name = Name("Quillon Vasterbrook", NameRole.PRIMARY, place="0/1")
    listing = Listing("NS-MBS", "", (Measure.ASSET_FREEZE,), (), place="0/3")
    assert not any(found(web.port, "Quillon Vasterbrook") for web in webs)
    with Home(home, now, url).open() as store:
        entry = Entry("us_nonsdn", "77001", Kind.PERSON, (name,), (listing,), (), rows=("list.csv#1",))
        commit_edition(store, made, [entry], files=files)
    ends = time.monotonic() + 120
    missing = set(range(len(webs)))
    while missing and time.monotonic() < ends:
        missing = {number for number in missing if "us-77001" not in found(webs[number].port, "Quillon Vasterbrook")}
        time.sleep(0.2)
    assert not missing


def test_while_the_database_is_away_pages_say_so_and_recover(
    place: tuple[Path, str, list[served.Web]], postgres: postgres_server.Server
) -> None:
    _, _, webs = place
    postgres.stop("immediate")
    try:
        answers = {get(web.port, f"/targets/us-2922{number}")[0] for web in webs for number in range(9)}
        api = get(webs[0].port, "/api/v1/targets/us-29229")
        ready = get(webs[0].keepers, "/ready")
    finally:
        postgres.start()
    assert 500 not in answers and 503 in answers
    assert api[0] in (404, 503) and ready[0] == 503
    assert get(webs[0].port, "/targets/us-29219")[0] == 200, "without a restart"
