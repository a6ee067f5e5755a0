"""Hostile files (catalogue I-01 to I-11, I-23, I-24, I-29): each is refused by name, at once, in little memory.

The files are made and read by bench/hostile.py, which also measures them for docs/reference/limits.md.
"""

from __future__ import annotations

import importlib.util
import io
import sys
import zipfile
from pathlib import Path

import pytest

from inconcert.formats import csvfile, csvout, jsonlines, sheets, xlsxout
from inconcert.formats.display import safe_text
from inconcert.model import errors

pytest.importorskip("resource", reason="peak memory is measured by the resource module, which Windows lacks")


def _bench():
    path = Path(__file__).resolve().parents[2] / "bench" / "hostile.py"
    spec = importlib.util.spec_from_file_location("hostile", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["hostile"] = module
    spec.loader.exec_module(module)
    return module


hostile = _bench()


def refused(prefix: str, *, peak_mb: float = 40, seconds: float = 5) -> None:
    """Every case of the prefix is refused as it should be, within the memory and time; there is at least one."""
    names = [name for name in hostile.CASES if name == prefix or name.startswith(f"{prefix}_")]
    assert names
    for name in names:
        case, found = hostile.CASES[name], hostile.measured(name)
        assert found["refused_as"] == case.refused_as, (name, found)
        assert case.words in found["words"], (name, found)
        assert "list." in found["words"], "the message names the file"
        assert found["peak_mb"] < peak_mb, (name, found)
        assert found["seconds"] < seconds, (name, found)


def test_i01_billion_laughs():
    refused("i01", seconds=1)


def test_i02_quadratic_blow_up():
    refused("i02", seconds=1)


def test_i03_external_entity_and_xinclude():
    refused("i03", seconds=1)


def test_hostile_followthemoney():
    refused("ftm", peak_mb=250, seconds=10)


def test_i04_parameter_entity():
    refused("i04", seconds=1)


def test_i05_depth_and_size():
    refused("i05", peak_mb=100, seconds=1)


def test_i06_zip_bomb():
    refused("i06", seconds=1)


def test_i07_zip_that_lies_about_its_size():
    refused("i07", seconds=1)


def test_i08_zip_within_zip():
    refused("i08", seconds=1)


def test_i09_zip_with_overlapping_members():
    for content in (hostile.overlapping(),):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert len(archive.infolist()) == 2, "the archive is one that a plain reader lists without complaint"
    refused("i09", seconds=1)


def test_i10_zip_of_5000_files():
    refused("i10", seconds=1)


@pytest.mark.parametrize("kind", ["parent", "backslash", "absolute", "drive", "nul", "link", "encrypted"])
def test_i11_zip_that_leaves_its_folder(kind: str):
    refused(f"i11_{kind}", seconds=1)


def test_i24_csv_lines_encodings_and_pages():
    refused("i24")


def test_spreadsheet_bombs_end_the_child_and_not_us():
    refused("ods", seconds=5)
    refused("xlsx", seconds=60)


def test_the_makers_of_hostile_files_also_make_honest_ones():
    honest = hostile.xlsx(b'<row r="1"><c r="A1"><v>7</v></c></row>')
    assert sheets.read_xlsx(honest, "list.xlsx")[0].rows == (("7",),)
    honest = hostile.ods("<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>")
    assert sheets.read_ods(honest, "list.ods")[0].rows == (("x",),)


@pytest.mark.parametrize(
    "sheet, more, words",
    [
        (b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>', (), "formula cell at A1"),
        (b'<row r="1"><c r="A1"><v>2</v></c></row>', ("xl/vbaProject.bin",), "macros"),
        (b'<row r="1"><c r="A1"><v>2</v></c></row>', ("content.xml",), "second workbook"),
    ],
)
def test_workbooks_with_programs_are_refused(sheet, more, words):
    data = hostile.xlsx(sheet, *[hostile.stored(name.encode(), b"x") for name in more])
    with pytest.raises(errors.UnreadableSource, match=words):
        sheets.read_xlsx(data, "list.xlsx")


RISKY = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "\n=1", "＠A1"]


@pytest.mark.parametrize("cell", RISKY)
def test_i23_formulas_are_neutralised_in_csv(cell: str):
    data = b"".join(csvout.stream(("name", "=note"), [(cell, "x")]))
    read = [cells for _, cells in csvfile.rows(data, "export.csv")]
    assert read == [["name", "'=note"], [f"'{cell}", "x"]]


def test_i23_negative_numbers_stay_numbers():
    assert b"".join(csvout.stream(("days",), [(-3,), (-0.5,)])) == b"days\r\n-3\r\n-0.5\r\n"


@pytest.mark.parametrize("cell", RISKY)
def test_i23_formulas_are_strings_in_xlsx(cell: str):
    data = xlsxout.write(("name", "link"), [(cell, "https://example.org")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in archive.namelist(), "no links"
    assert b"<f" not in sheet
    assert sheet.count(b't="s"') == 4


def test_i29_bidi_override_and_combining_marks_are_shown():
    assert safe_text("Anna\u202egpj.exe") == "Anna[U+202E]gpj.exe"
    assert safe_text("a\x1b[31m\x9b\x00") == "a[U+001B][31m[U+009B][U+0000]"
    tower = safe_text("Z" + "\u0301" * 1000)
    assert tower == "Z" + "\u0301" * 8 + "[U+0301 and 991 more]"
    assert safe_text("\u2066x\u2069\u200f\ufeff\ud800") == "[U+2066]x[U+2069][U+200F][U+FEFF][U+D800]"


@pytest.mark.parametrize(
    "name", ["朱海仑", "مەھمۇت", "Xuân Trường Nguyễn", "می‌خواهم", "Олексій", "조선", "สมชาย", "T\u0301o"]
)
def test_i29_real_names_are_left_alone(name: str):
    assert safe_text(name) == name


@pytest.mark.parametrize(
    "line, words",
    [
        (b'{"a":1,"a":2}', "twice"),
        (b'{"a":NaN}', "NaN"),
        (b'{"a":-Infinity}', "Infinity"),
        (b'{"a":1e999}', "too large"),
        (b'{"a":' + b"1" * 1_000_000 + b"}", "digits"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"a":"\xed\xa0\x80"}', "not UTF-8"),
        (b'{"a":', "not JSON"),
    ],
)
def test_json_lines_that_are_no_json(line: bytes, words: str):
    with pytest.raises(errors.UnreadableSource, match=words):
        list(jsonlines.values(b'{"fine":1}\n' + line, "pairs.jsonl"))
