"""`doctor --list`: everything that a new file has and its reader does not know, with the place and a line to add."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group
from inconcert.intake.refresh import refresh_from
from inconcert.store.home import Home
from inconcert.verbs.drift import drift
from inconcert.verbs.surveys import survey, without

FIXTURES = Path(__file__).parents[1] / "jurisdictions"
CA = (FIXTURES / "ca/fixtures/2025/sema-lmes.xml").read_bytes()
TABLES = {file.name: file.read_bytes() for file in sorted((FIXTURES / "gb/fixtures/tables").glob("*.csv"))}


def test_every_unknown_element_is_named_not_the_first_only():
    data = CA.replace(b"<Item>", b"<Article>1</Article><Colour>red</Colour><Item>")
    found = drift("ca_autonomous", {"sema-lmes.xml": data})
    assert (found.format, found.entries) == ("sema-lmes 2025", 8)
    assert [problem.what for problem in found.problems[:2]] == ["unknown element 'Article'", "unknown element 'Colour'"]
    assert found.problems[0].where == "sema-lmes.xml#1"
    assert found.problems[0].draft == ('jurisdictions/ca/reader.py: used, or ignored by name: "Article"',)


def test_a_renamed_element_is_shown_as_unknown_and_as_missing():
    data = CA.replace(b"<Country>", b"<Land>").replace(b"</Country>", b"</Land>")
    found = drift("ca_autonomous", {"sema-lmes.xml": data})
    assert [problem.what for problem in found.problems] == ["unknown element 'Land'", "no record has Country"]
    assert found.entries == 0


def test_all_unknown_columns_at_once_and_what_the_rest_holds():
    head, _, rest = TABLES["subjects.csv"].partition(b"\n")
    rows = b"\n".join(line + b",red,round" if line else line for line in rest.rstrip(b"\r").splitlines())
    new = head.rstrip(b"\r") + b",Colour,Shape\n" + rows.replace(b"\r,", b",") + b"\n"
    found = drift("gb_uksl", TABLES | {"subjects.csv": new})
    assert found.problems[0].what == "unknown columns 'Colour', 'Shape'"
    assert [line.rpartition(": ")[2] for line in found.problems[0].draft] == ['"Colour"', '"Shape"']
    assert found.entries == drift("gb_uksl", TABLES).entries > 0


def test_an_unknown_programme_is_drafted_beside_the_spelling_most_like_it():
    known = "Special Economic Measures (Russia) Regulations"
    data = CA.replace(b"Russia", b"Russland")
    found = drift("ca_autonomous", {"sema-lmes.xml": data})
    assert found.problems, known
    assert all(problem.where for problem in found.problems)


def test_a_value_that_occurs_often_is_one_problem_with_its_number():
    file = FIXTURES / "gb/fixtures/conlist_2018/ConList.csv"
    data = file.read_bytes()
    word = next(word for word in (b"Iraq", b"Afghanistan", b"Russia", b"Tunisia") if b"," + word + b"," in data)
    found = drift("gb_conlist", {file.name: data.replace(b"," + word + b",", b",Atlantis,")})
    problems = [item for item in found.problems if "Atlantis" in item.what]
    assert problems and problems[0].draft == ('jurisdictions/countries.toml, under its code: "Atlantis"',)
    assert problems[0].where.startswith("ConList.csv#")


def test_a_file_that_no_format_recognises_is_asked_of_each():
    found = drift("ca_autonomous", {"sema-lmes.xml": b"<html><body>maintenance</body></html>"})
    assert found.format == "" and len(found.problems) == 3
    assert [problem.what.partition(":")[0] for problem in found.problems[1:]] == [
        "read as sema-lmes 2025", "read as sema-lmes 2020"]  # fmt: skip


def test_nothing_unknown_is_said_so():
    found = drift("ca_autonomous", {"sema-lmes.xml": CA.replace(b"Sep-99", b"1999")})
    assert found.problems == () and found.entries == 8


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home that holds an edition of the Canadian list, taken although the fixture is small."""
    folder = tmp_path / "data"
    (folder / "ca").mkdir(parents=True)
    (folder / "ca" / "sema-lmes.xml").write_bytes(CA)
    head = "folder,list_id,date,date_precision,provenance,complete,read_by_refresh\n"
    (folder / "catalogue.csv").write_text(head + "ca,ca_autonomous,2025-04-01,day,copy,yes,yes\n", "utf-8")
    with Home(tmp_path / "home", lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).open() as store:
        assert refresh_from(store, folder, accept={"ca_autonomous": "Ada Example"}).committed
    return tmp_path / "home"


def test_the_door_compares_with_the_newest_edition_at_hand(home, tmp_path):
    file = tmp_path / "sema-lmes.xml"
    file.write_bytes(CA.replace(b"<Item>", b"<Colour>red</Colour><Item>"))
    arguments = ["doctor", "--list", "ca_autonomous", str(file), "--home", str(home)]
    done = CliRunner().invoke(group, [*arguments, "--json"])
    shape = json.loads(done.output)
    assert done.exit_code == 1 and shape["compared"] == "2025-04-01"
    assert [item["what"] for item in shape["changes"]] == ["new: data-set/record/Colour, e.g. 'red'"]
    assert shape["changes"][0]["where"].startswith("sema-lmes.xml line ")
    told = CliRunner().invoke(group, arguments).output
    assert "unknown element 'Colour'" in told and "add: jurisdictions/ca/" in told and "compared with" in told


def test_a_survey_gives_fields_values_and_places():
    assert survey({"a.csv": b"x,y\n1,\n2,z\n1,z\n"}) == {"x": {"1": "a.csv#2", "2": "a.csv#3"}, "y": {"z": "a.csv#3"}}
    assert survey({"a.xml": b"<r><i k='v'>t</i></r>"})["r/i/@k"] == {"v": "a.xml line 1"}
    assert survey({"a.csv": b"<broken"}) == {}


def test_what_is_taken_out_leaves_the_rest_as_it_was():
    assert without({"a.csv": b'x;y;z\n1;"a;\nb";3\n'}, ["x"]) == {"a.csv": b'y;z\n"a;\nb";3\n'}
    assert without({"a.csv": b"x,y\n"}, ["q"]) == {"a.csv": b"x,y\n"}
    assert b"<b" not in without({"a.xml": b"<r><a/><b><a/></b></r>"}, ["b"])["a.xml"]
