"""The real editions: counted against a plain count of the same bytes, with no issue that is not explained."""

from __future__ import annotations

import csv
import io
import subprocess
import time
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from inconcert.jurisdictions.regimes import programmes, publications
from inconcert.jurisdictions.us.remark_labels import IDENTIFIERS
from inconcert.model.edition import Format, Reading
from inconcert.model.vocabulary import Kind, Measure

pytestmark = pytest.mark.shared

SDN = {"2018-01-26": 6068, "2021-04-25": 8890, "2023-07-25": 12632, "2024-05-03": 14965}
EXPLAINED = {"2023-07-25": {"rows-without-entry": 2}}
"""The copy of 2023-07-25 was put together from files of two days: alt.csv and add.csv know later entries."""

KINDS = {"individual": Kind.PERSON, "-0- ": Kind.ENTITY, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT}


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def format_for(list_id: str, files: dict[str, bytes]) -> Format:
    publication = next(item for item in publications() if item.list_id == list_id)
    (found,) = [item for item in publication.formats if item.recognises(files)]
    return found


def read(list_id: str, folder: Path) -> Reading:
    files = files_in(folder)
    return format_for(list_id, files).read(files, programmes("us", list_id))


def plain_rows(folder: Path) -> list[list[str]]:
    text = (folder / "sdn.csv").read_text("ascii")
    return [row for row in csv.reader(io.StringIO(text, newline="")) if len(row) == 12 and row[0].isdecimal()]


@pytest.mark.parametrize(("day", "total"), SDN.items())
def test_sdn_edition_agrees_with_a_plain_count(shared_data: Path, day: str, total: int) -> None:
    folder = shared_data / "us" / "sdn" / day
    reading, rows = read("us_sdn", folder), plain_rows(folder)
    assert len(reading.entries) == len(rows) == total
    assert [entry.official_id for entry in reading.entries] == sorted((row[0] for row in rows), key=int)
    assert Counter(entry.kind for entry in reading.entries) == Counter(KINDS[row[2]] for row in rows)
    read_programmes = Counter(item.programme for entry in reading.entries for item in entry.listings)
    assert read_programmes == Counter(tag for row in rows for tag in row[3].split("] ["))
    assert all(item.regime for entry in reading.entries for item in entry.listings)
    assert Counter(issue.code for issue in reading.issues) == EXPLAINED.get(day, {})


def test_newest_sdn_edition(shared_data: Path) -> None:
    entries = read("us_sdn", shared_data / "us" / "sdn" / "2024-05-03").entries
    regimes = Counter(item.regime for entry in entries for item in entry.listings)
    assert (len(entries), regimes["US-GLOMAG"], regimes["US-MAGNITSKY"]) == (14965, 694, 64)
    zhu = next(entry for entry in entries if entry.official_id == "29219")
    assert (zhu.primary_name.family, zhu.primary_name.given) == ("ZHU", "Hailun")
    assert zhu.absolute(zhu.primary_name.place).startswith("sdn.csv#")


@pytest.mark.parametrize("day", SDN)
def test_facts_of_remarks_agree_with_a_plain_count(shared_data: Path, day: str) -> None:
    folder = shared_data / "us" / "sdn" / day
    entries, rows = read("us_sdn", folder).entries, plain_rows(folder)
    remarks = " ; ".join(row[11] for row in rows if len(row[11]) < 1000)
    whole = [entry for entry, row in zip(entries, sorted(rows, key=lambda row: int(row[0]))) if len(row[11]) < 1000]
    assert sum(len(entry.genders) for entry in whole) == remarks.count("Gender Male") + remarks.count("Gender Female")
    assert sum(item.kind == "linked_to" for entry in whole for item in entry.relations) == remarks.count("Linked To: ")
    assert sum(item.kind == "imo" for entry in whole for item in entry.identifiers) == remarks.count(" IMO ") + (
        remarks.count("International Maritime Organization No.")
    )


def test_links_between_entries_are_mostly_resolved(shared_data: Path) -> None:
    relations = [
        relation
        for entry in read("us_sdn", shared_data / "us" / "sdn" / "2021-04-25").entries
        for relation in entry.relations
        if relation.kind == "linked_to"
    ]
    assert sum(bool(item.official_id) for item in relations) > 0.97 * len(relations)


@pytest.mark.parametrize("day", ["2021-04-25", "2023-07-25"])
def test_aliases_and_addresses_agree_with_a_plain_count(shared_data: Path, day: str) -> None:
    folder = shared_data / "us" / "sdn" / day
    entries = read("us_sdn", folder).entries
    known = {entry.official_id for entry in entries}
    for name in ("alt.csv", "add.csv"):
        lines = (folder / name).read_text("ascii").removesuffix("\x1a").splitlines()
        of_entries = sum(line.lstrip('"').partition(",")[0] in known for line in lines)
        rows = sum(row.startswith(f"{name}#") for entry in entries for row in entry.rows)
        assert rows == of_entries


@pytest.mark.slow
def test_history_facts_counted_by_hand(shared_data: Path, tmp_path: Path) -> None:
    (bundle,) = (shared_data / "us" / "sdn_history").glob("*.bundle")
    subprocess.run(["git", "clone", "-q", bundle, tmp_path / "history"], check=True)
    log = git(tmp_path, "log", "--format=%H %cd", "--date=short").decode().splitlines()
    newest = {day: commit for commit, day in (line.split() for line in reversed(log))}
    facts = {"2021-12-09": (9121, 406), "2021-12-10": (9146, 415), "2022-12-08": (11164, 424)}
    facts |= {"2022-12-09": (11381, 606), "2023-12-07": (13511, 627), "2023-12-08": (13533, 637)}
    for day, fact in facts.items():
        files = {"sdn.csv": git(tmp_path, "show", f"{newest[day]}:sdn.csv")}
        reading = format_for("us_sdn", files).read(files, programmes("us", "us_sdn"))
        glomag = sum(item.programme == "GLOMAG" for entry in reading.entries for item in entry.listings)
        assert (day, len(reading.entries), glomag, reading.issues) == (day, *fact, ())


def git(folder: Path, *command: str) -> bytes:
    return subprocess.run(["git", "-C", folder / "history", *command], check=True, capture_output=True).stdout


def test_enhanced_edition(shared_data: Path) -> None:
    folder = shared_data / "us" / "nonsdn_enhanced" / "2025-01-10"
    reading = read("us_nonsdn", folder)
    with zipfile.ZipFile(folder / "CONS_ENHANCED.ZIP") as archive:
        root = etree.fromstring(archive.read("CONS_ENHANCED.XML"))
    assert len(reading.entries) == len(root.findall(".//{*}entities/{*}entity")) == 443
    assert (reading.issues, reading.printed_date) == ((), "2025-01-10")
    assert sum(len(entry.names) for entry in reading.entries) == len(root.findall(".//{*}names//{*}translation"))
    assert sum(len(entry.relations) for entry in reading.entries) == len(root.findall(".//{*}relationship"))
    assert all(item.regime and item.measures == (Measure.SECTORAL,) for e in reading.entries for item in e.listings)
    assert sum(any(item.dates for item in entry.listings) for entry in reading.entries) == 443


def test_every_programme_and_document_that_the_enhanced_edition_names_is_known(shared_data: Path) -> None:
    folder = shared_data / "us" / "nonsdn_enhanced" / "2025-01-10"
    with zipfile.ZipFile(folder / "CONS_ENHANCED.ZIP") as archive:
        root = etree.fromstring(archive.read("CONS_ENHANCED.XML"))
    values = [(item.findtext("{*}type"), item.findtext("{*}value")) for item in root.iter("{*}referenceValue")]
    known = programmes("us", "us_sdn").keys() | programmes("us", "us_nonsdn").keys()
    assert {value for kind, value in values if kind == "PROGRAM"} <= known
    assert {value for kind, value in values if kind == "ID DOCUMENT TYPE"} <= IDENTIFIERS.keys()


def test_older_xml_edition_agrees_with_the_enhanced_one(shared_data: Path) -> None:
    older = read("us_nonsdn", shared_data / "us" / "nonsdn_xml" / "2025-03-28")
    enhanced = read("us_nonsdn", shared_data / "us" / "nonsdn_enhanced" / "2025-01-10")
    assert (len(older.entries), older.issues, older.printed_date) == (443, (), "2025-03-28")
    assert [e.official_id for e in older.entries] == [e.official_id for e in enhanced.entries]
    latin = [{n.full for n in e.names if n.script == "Latn"} for e in enhanced.entries]
    agreeing = sum({name.full for name in entry.names} == names for entry, names in zip(older.entries, latin))
    assert agreeing > 430


@pytest.mark.parametrize(
    ("list_id", "folder"),
    [("us_sdn", "sdn/2024-05-03"), ("us_sdn", "sdn/2021-04-25"), ("us_nonsdn", "nonsdn_enhanced/2025-01-10")],
)
@pytest.mark.timed
def test_speed(shared_data: Path, list_id: str, folder: str) -> None:
    """At least 20,000 entries a second, or at most 15 times a bare parse: best of five rounds on a busy machine."""
    files = files_in(shared_data / "us" / folder)
    reader, known = format_for(list_id, files), programmes("us", list_id)
    ratios, rates = [], []
    for _ in range(5):
        started = time.process_time()
        entries = len(reader.read(files, known).entries)
        read_in = time.process_time() - started
        started = time.process_time()
        parse_bare(files)
        ratios.append(read_in / (time.process_time() - started))
        rates.append(entries / read_in)
    assert max(rates) >= 20_000 or min(ratios) <= 15, (rates, ratios)


def parse_bare(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        if name.endswith(".csv"):
            list(csv.reader(io.StringIO(data.decode("ascii"), newline="")))
        else:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                etree.fromstring(archive.read(archive.namelist()[0]))
