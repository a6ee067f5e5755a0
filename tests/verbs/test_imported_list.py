"""A list taken over from somebody else: seen everywhere with its licence, and never a word in what governments did."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import json
import lzma
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from inconcert.api.app import routes
from inconcert.cli.main import group
from inconcert.gaps.gaps import Question
from inconcert.intake.ftm_reader import read
from inconcert.intake.imports import import_list
from inconcert.jurisdictions import regimes
from inconcert.model.errors import OurError, OutOfBounds, UserError
from inconcert.model.imported import ImportedList, list_id_of
from inconcert.model.judgement import Judgement
from inconcert.model.rights import OPERATOR
from inconcert.model.vocabulary import Decision, Status
from inconcert.store.editions import all_editions
from inconcert.store.home import Home
from inconcert.store.imported import imported_lists
from inconcert.store.judgements import add_judgements
from inconcert.store.raw import Disk, real_disk
from inconcert.store.register_hash import register_hash
from inconcert.verbs import embedded
from inconcert.verbs.export import export
from inconcert.verbs.export_ftm import export_ftm
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House, house
from inconcert.verbs.imported import take_over, wide_index_of
from inconcert.verbs.index import index_of
from inconcert.verbs.match import match
from inconcert.verbs.matrix import matrix_of_names, matrix_of_situation
from inconcert.verbs.search import search, search_shape
from inconcert.verbs.shapes import gaps_shape
from inconcert.verbs.show import show, show_shape
from inconcert.verbs.status import status, status_shape
from inconcert.web.app import make_app

LICENCE = "CC BY-NC 4.0"
SAID = ImportedList("ftm-x", "Example list", "Example Data", LICENCE, "A Person", "https://example.org/")
DATE = "2026-01-01"


def thing(identity: str, schema: str = "Person", **properties: list[str]) -> dict:
    return {"id": identity, "schema": schema, "properties": properties}


def sanction(identity: str, about: str, **properties: list[str]) -> dict:
    return thing(identity, "Sanction", entity=[about], **properties)


def content(entities: list[dict]) -> bytes:
    return b"".join(json.dumps(item, ensure_ascii=False).encode() + b"\n" for item in entities)


ENTITIES = [
    thing("c1", name=["Chen Quanguo"], alias=["Only Printed Here"], birthDate=["1955-11"], nationality=["cn"]),
    sanction("c1s", "c1", authority=["Example Office"], program=["Rights"], listingDate=["2021-03-22"]),
    thing("n1", name=["Nobody Elsewhere Listed"], birthDate=["1970-01-02"]),
    sanction("n1s", "n1", program=["Rights"], startDate=["2022"]),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "home"
    with house(path) as opened:
        embedded.load(opened, embedded.shipped())
    return path


@pytest.fixture
def home(tmp_path: Path, whole: Path) -> Iterator[House]:
    """The embedded register in a home of its own."""
    shutil.copytree(whole, tmp_path / "home")
    with house(tmp_path / "home") as opened:
        yield opened


def take(home: House, entities: list[dict] = ENTITIES, said: ImportedList = SAID, date: str = DATE, **more: bool):
    return take_over(home, said, {"x.jsonl": content(entities)}, date, **more)


def answers(home: House) -> str:
    """Return what the governments' lists say, as JSON: the index, the gaps of each pair, the matrix."""
    found: list[object] = [[b.id, *map(list, b.keys), *b.names] for b in index_of(home).targets]
    for have, lack in (("us", "gb"), ("gb", "us"), ("us", "ca"), ("eu", "gb")):
        asked = find_gaps(home, Question(have=(have,), lack=(lack,)))
        found.append(gaps_shape(asked.register, asked.answer, home.today))
    rows = matrix_of_situation(home, "xinjiang", ("us", "gb", "ca", "eu", "au")).lines
    found.append([str(line.row) for line in rows])
    return json.dumps(found)


def test_a_list_that_republishes_another_opens_and_closes_no_gap(home):
    """The whole register comes back as an import, and one that merges whom governments' lists keep apart."""
    before = answers(home)
    again = b"".join(export_ftm(home))
    taken = take_over(home, SAID, {"x.jsonl": again}, DATE)
    assert taken.outcome.entries > 1000 and taken.beside > 500
    lines = matrix_of_situation(home, "xinjiang", ("us", "gb")).lines
    gb_only = next(line.row.target for line in lines if line.row and line.row.cell("us").status is not Status.IN_FORCE)
    us_only = next(line.row.target for line in lines if line.row and line.row.cell("gb").status is not Status.IN_FORCE)
    merged = [
        thing("m1", "Organization", name=[us_only.name, gb_only.name]),
        sanction("m1s", "m1", program=["Both"]),
    ]  # fmt: skip
    take(home, merged, ImportedList("ftm-y", "y", "p", "l", "b"))
    assert answers(home) == before


def test_export_and_import_keep_names_numbers_and_dates(home):
    data = b"".join(export_ftm(home))
    found = {entry.official_id: entry for entry in read(data, "x.jsonl", "ftm-x", DATE).entries}
    sent = [json.loads(line) for line in data.splitlines()]
    things = [item for item in sent if item["schema"] != "Sanction"]
    assert set(found) == {item["id"] for item in things} and len(things) > 1000
    starts = ("listingDate", "startDate")
    for item in things:
        entry, said = found[item["id"]], item["properties"]
        names = [text for key in ("name", "alias", "weakAlias", "previousName") for text in said.get(key, ())]
        assert sorted(name.full for name in entry.names) == sorted(names)
        assert [birth.date.value for birth in entry.birth_dates] == [
            *said.get("birthDate", ()), *said.get("buildDate", ())
        ]  # fmt: skip
        about = [other["properties"] for other in sent if other["properties"].get("entity") == [item["id"]]]
        numbers = {number for one in about for number in one["authorityId"]}
        assert numbers <= {number.value for number in entry.identifiers}
        days = {day for one in about for key in starts for day in one.get(key, ())}
        assert {date.value for listing in entry.listings for date in listing.dates} == days


def test_export_carries_no_import_but_with_its_licence(home):
    take(home)
    assert b"Nobody Elsewhere" not in b"".join(export_ftm(home))
    for noun in ("entries", "targets", "designations"):
        heads, rows = export(home, noun)
        where, said = heads.index("licence"), [row for row in rows if any("ftm-x" in str(cell) for cell in row)]
        assert said and all(LICENCE in row[where] and "Example Data" in row[where] for row in said)


def test_it_is_never_embedded(home):
    take(home)
    made = lzma.decompress(embedded.build(home).register)
    assert b"29220" in made and b"ftm-x" not in made and b"Elsewhere" not in made


def test_search_finds_it_after_the_official_lists_with_its_licence(home):
    take(home)
    hits = search_shape(search(home, "Only Printed Here"))["hits"]
    assert [(hit["id"], hit["imported"]) for hit in hits] == [("us-29220", "ftm-x")]
    assert LICENCE in hits[0]["licence"] and "third party" in hits[0]["licence"]
    alone = search_shape(search(home, "Nobody Elsewhere Listed"))["hits"]
    assert alone[0]["id"] == "ftm-x-n1" and LICENCE in alone[0]["licence"]
    assert "imported" not in search_shape(search(home, "Chen Quanguo"))["hits"][0]


def test_show_says_whose_fact_it_is_and_tells_no_silence_of_governments_for_an_import_alone(home):
    take(home)
    shape = show_shape(show(home, "us-29220", imported=True))
    (mine,) = [item for item in shape["designations"] if item["jurisdiction"] == "ftm-x"]
    assert mine["source"]["provenance"] == "derived" and LICENCE in mine["source"]["licence"]
    assert mine["regime"] is None and mine["programme"] == "Example Office: Rights"
    assert LICENCE in shape["licences"]["ftm-x"] and shape["name"] == "CHEN, Quanguo"
    alone = show(home, "ftm-x-n1", imported=True)
    assert [cell.jurisdiction for cell in alone.row.cells] == ["ftm-x"]
    official = show_shape(show(home, "us-29220"))
    assert "ftm-x" not in json.dumps(official)


def test_the_matrix_has_it_as_a_column_of_its_own_and_a_name_only_it_prints_stays_unsure(home):
    take(home)
    row = next(
        line.row for line in matrix_of_situation(home, "xinjiang", ("us", "ftm-x")).lines
        if line.row and line.row.target.id == "us-29220"
    )  # fmt: skip
    assert row.cell("ftm-x").status is Status.IN_FORCE and row.cell("ftm-x").since.value == "2021-03-22"
    (line,) = matrix_of_names(home, b"name\nOnly Printed Here\n", "n.csv", ("us", "gb")).lines
    assert line.row is None and "only the imported list ftm-x" in line.note


def test_a_gap_may_be_asked_towards_it_and_never_from_it(home):
    take(home)
    asked = find_gaps(home, Question(have=("us",), lack=("ftm-x",)), "xinjiang", imported=True)
    assert asked.answer.gaps and all(gap.route is None and gap.explained is None for gap in asked.answer.gaps)
    shape = gaps_shape(asked.register, asked.answer, home.today)
    assert shape["editions"]["ftm-x"]["licence"] == LICENCE
    for question in (Question(have=("ftm-x",), lack=("us",)), Question(have=("us", "ftm-x"), lack=("gb",))):
        with pytest.raises(UserError, match="imported list"):
            find_gaps(home, question, imported=True)
    with pytest.raises(UserError, match="imported list"):
        find_gaps(home, Question(have=("us",), lack=("ftm-x",)))


def test_match_gives_it_after_official_targets_with_its_licence(home):
    take(home)
    (found,) = match(home, "Person", {"name": ["Nobody Elsewhere Listed"], "birthDate": ["1970-01-02"]})
    assert found.brief.id == "ftm-x-n1" and LICENCE in found.licence
    official = match(home, "Person", {"name": ["Chen Quanguo"], "birthDate": ["1955-11"]})
    assert official[0].brief.id == "us-29220" and not official[0].licence


def test_status_names_publisher_and_licence(home):
    take(home)
    shape = next(item for item in status_shape(home, status(home))["lists"] if item["list"] == "ftm-x")
    assert (shape["publisher"], shape["licence"], shape["edition"]["provenance"]) == (
        "Example Data",
        LICENCE,
        "derived",
    )
    assert shape["entries"] == 2 and shape["by_kind"] == {"person": 2}


def test_a_persons_judgement_puts_it_beside_a_target_or_takes_it_away(home):
    take(home)
    ends = (("ftm-x", "c1"), ("us_sdn", "29220"))
    add_judgements(home.store, [Judgement(*ends, Decision.DIFFERENT, "another person", by="A Person")])
    assert "ftm-x-c1" in {brief.id for brief in wide_index_of(home).targets}
    add_judgements(home.store, [Judgement(*ends, Decision.SAME, "the same after all", by="A Person")])
    assert "ftm-x-c1" not in {brief.id for brief in wide_index_of(home).targets}
    more = (("ftm-x", "c1"), ("us_sdn", "29219"))
    add_judgements(home.store, [Judgement(*more, Decision.SAME, "and this one", by="A Person")])
    by_id = {brief.id: brief for brief in wide_index_of(home).targets}
    assert "ftm-x-c1" in by_id, "judged the same as two targets it stands beside neither"
    assert ("us_sdn", "29219") not in by_id["us-29220"].keys


def test_it_is_judged_by_bounds_until_a_person_accepts(home):
    many = [item for n in range(20) for item in (thing(f"p{n}", name=[f"Name {n}"]), sanction(f"s{n}", f"p{n}"))]
    take(home, many)
    for entities, words in (
        (many[:36], "the bound is -10%"),
        (many + [x for n in range(20, 30) for x in (thing(f"p{n}", name=["N"]), sanction(f"s{n}", f"p{n}"))], "50%"),
        ([*many, sanction("s99", "nobody")], "set aside"),
        ([thing("p1", name=["A"]), sanction("s1", "p1", endDate=["2001"])], "it is empty"),
    ):
        before = register_hash(home.store, OPERATOR)
        with pytest.raises(OutOfBounds, match=words) as raised:
            take(home, entities, date="2026-01-02")
        assert "--accept" in str(raised.value) and register_hash(home.store, OPERATOR) == before
    taken = take(home, many[:36], date="2026-01-02", accept=True)
    assert taken.word == "committed" and "-10%" in taken.outcome.why
    newest = [edition for _, edition in all_editions(home.store, OPERATOR) if edition.list_id == "ftm-x"][-1]
    assert newest.accepted_by == "A Person"


def test_the_same_bytes_again_change_nothing_but_a_corrected_licence_is_kept(home):
    assert take(home).word == "committed" and take(home).word == "unchanged"
    take(home, said=ImportedList("ftm-x", "Example list", "Example Data", "CC BY 4.0", "A Person"))
    (said,) = imported_lists(home.store, OPERATOR)
    assert said.licence == "CC BY 4.0"


@pytest.mark.parametrize("name", ["", "US", "a b", "a_b", "a-b", "../x", "x" * 41])
def test_a_name_that_is_no_plain_word_is_refused(name):
    with pytest.raises(UserError):
        list_id_of(name)


def test_no_name_a_person_gives_is_a_governments(home):
    official = {item.list_id for item in regimes.publications()} | set(regimes.jurisdictions())
    assert all(list_id_of(name) not in official for name in regimes.jurisdictions())


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_whichever_write_of_an_import_fails_nothing_of_it_is_kept(tmp_path, number):
    """The N-th write fails, for N = 1 … all; then the next import succeeds."""
    for nth in range(1, 200):
        count = 0

        def due(nth: int = nth) -> bool:
            nonlocal count
            count += 1
            return count == nth

        def write(file: Path, data: bytes, due=due) -> None:
            if due():
                file.write_bytes(data[: len(data) // 2])
                raise OSError(number, "torn")
            real_disk.write(file, data)

        def rename(source: Path, target: Path, due=due) -> None:
            if due():
                raise OSError(number, "torn")
            real_disk.rename(source, target)

        def statement(connection, cursor, text: str, *_: object, due=due) -> None:
            if text.startswith(("INSERT", "UPDATE")) and due():
                raise sa.exc.OperationalError("a write", {}, sqlite3.OperationalError("disk I/O error"))

        path = tmp_path / str(nth)
        with house(path) as clean:
            clean.store.check()
        store = Home(
            path, lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC), disk=Disk(write, rename, real_disk.sync_folder)
        ).open()
        count = 0
        sa.event.listen(store.engine, "before_cursor_execute", statement)
        failed = False
        try:
            import_list(store, SAID, {"x.jsonl": content(ENTITIES)}, DATE)
        except OurError:
            failed = True
        finally:
            store.close()
        with house(path) as opened:
            opened.store.check()
            if not failed:
                assert nth > 5, "the failures did not fall inside the import"
                return
            assert not all_editions(opened.store, OPERATOR) and not imported_lists(opened.store, OPERATOR)
            assert take(opened).word == "committed"
    pytest.fail("the import never came to its end")


def test_the_command_takes_a_file_over_and_says_what_became_of_it(tmp_path, home):
    file = tmp_path / "x.jsonl"
    file.write_bytes(content(ENTITIES))
    where = ["--home", str(home.store.home)]
    asked = [
        "import",
        str(file),
        "--list",
        "x",
        "--publisher",
        "Example Data",
        "--licence",
        LICENCE,
        "--by",
        "A Person",
    ]
    done = CliRunner().invoke(group, [*asked, *where])
    assert done.exit_code == 0, done.output
    assert "2 entries, 0 set aside" in done.output and "1 stand beside" in done.output and LICENCE in done.output
    for verb in (["status"], ["search", "Nobody Elsewhere"], ["show", "us-29220"], ["matrix", "--by", "us,ftm-x"]):
        said = " ".join(CliRunner().invoke(group, [*verb, *where]).output.split())
        assert "ftm-x" in said and "CC BY-NC" in said, verb
    file.write_bytes(b'{"id":"a","schema":"Persona","properties":{}}')
    refused = CliRunner().invoke(group, [*asked, *where])
    assert refused.exception is not None and "unknown schema" in str(refused.exception)
    file.touch()
    with file.open("r+b") as sparse:
        sparse.truncate(1 << 30)  # one line of a gigabyte
    refused = CliRunner().invoke(group, [*asked, *where])
    assert "the limit is" in str(refused.exception)


def test_the_pages_show_it_with_its_licence(home):
    take(home)
    transport = httpx.ASGITransport(app=make_app(home, routes(home)))

    def get(path: str) -> httpx.Response:
        async def go() -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.get(path)

        return asyncio.run(go())

    for path in (
        "/targets/us-29220",
        "/targets/ftm-x-n1",
        "/lists",
        "/lists/ftm-x",
        "/search?q=Nobody+Elsewhere+Listed",
    ):
        answer = get(path)
        assert answer.status_code == 200, (path, answer.text[:300])
        assert "ftm-x" in answer.text and (LICENCE in answer.text or path == "/lists"), path
    assert "ftm-x" not in get("/gaps?have=us&lack=gb").text
    assert get("/jurisdictions").status_code == 200
    assert get("/gaps?have=ftm-x&lack=us").status_code in (400, 404, 422)


def test_a_page_that_is_no_https_address_is_refused():
    with pytest.raises(UserError, match="https"):
        ImportedList("ftm-x", "t", "p", "l", "b", "javascript:alert(1)")
