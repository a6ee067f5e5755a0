"""What is written can be read again, is the same bytes each time, and says no to what it cannot hold."""

from __future__ import annotations

import io
import json
import zipfile

import pyarrow.parquet
import pytest

from inconcert.formats import csvfile, csvout, jsonlines, parquetout, sheets, xlsxout
from inconcert.model.errors import LimitExceeded, OurError, UserError

HEADER = ("name", "entries", "share", "note")
ROWS = [("朱海仑, “Zhu”", 2, 0.5, None), ('a "quoted"\nname', -1, 1.0, " ")]


def csv_bytes(rows) -> bytes:
    return b"".join(csvout.stream(HEADER, rows))


def json_bytes(rows) -> bytes:
    return b"".join(jsonlines.stream(HEADER, rows))


def xlsx_bytes(rows) -> bytes:
    return xlsxout.write(HEADER, rows)


def parquet_bytes(rows) -> bytes:
    return parquetout.write(HEADER, rows)


WRITERS = [csv_bytes, json_bytes, xlsx_bytes, parquet_bytes]


def test_csv_reads_back():
    read = [cells for _, cells in csvfile.rows(csv_bytes(ROWS), "x.csv")]
    assert read == [
        list(HEADER),
        ["朱海仑, “Zhu”", "2", "0.5", ""],
        ['a "quoted"\nname', "-1", "1.0", " "],
    ]
    assert csv_bytes(ROWS).count(b"\r\n") == 3
    assert b"".join(csvout.stream(("a",), [], byte_order_mark=True)) == b"\xef\xbb\xbfa\r\n"


def test_json_lines_read_back():
    read = [value for _, value in jsonlines.values(json_bytes(ROWS), "x.jsonl")]
    assert read == [dict(zip(HEADER, row)) for row in ROWS]


def test_xlsx_reads_back():
    (sheet,) = sheets.read_xlsx(xlsxout.write(HEADER, [*ROWS, ("n", 10**20, None, "_x0041_")], sheet="Gaps"), "x.xlsx")
    assert sheet.name == "Gaps"
    assert sheet.rows[0] == HEADER
    assert sheet.rows[1] == ("朱海仑, “Zhu”", "2", "0.5", "")
    assert sheet.rows[2] == ('a "quoted"\nname', "-1", "1", " ")
    assert sheet.rows[3] == ("n", str(10**20), "", "_x0041_")


def test_parquet_reads_back():
    table = pyarrow.parquet.read_table(io.BytesIO(parquet_bytes(ROWS)))
    assert [tuple(row.values()) for row in table.to_pylist()] == ROWS
    empty = pyarrow.parquet.read_table(io.BytesIO(parquet_bytes([])))
    assert empty.column_names == list(HEADER) and empty.num_rows == 0


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_rows_are_the_same_bytes(write, monkeypatch):
    first = write(ROWS)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert write(iter(ROWS)) == first


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    "row, message",
    [
        (("a", 1, 1.0), "3 cells under 4 columns"),
        (("a", 1, float("nan"), None), "cannot be written"),
        (("a\ud800", 1, 1.0, None), "cannot be written"),
        ((b"a", 1, 1.0, None), "cannot be written"),
        ((True, 1, 1.0, None), "cannot be written"),
    ],
)
def test_a_row_that_does_not_fit_is_named(write, row, message):
    with pytest.raises(OurError, match=rf"{message}.*row 3"):
        write([*ROWS, row])


@pytest.mark.parametrize("write", [csvout.stream, jsonlines.stream, xlsxout.write, parquetout.write])
@pytest.mark.parametrize("header", [("a", "a"), ()])
def test_nothing_is_written_under_two_columns_of_one_name_or_none(write, header):
    with pytest.raises(OurError, match="different names"):
        list(write(header, [(1,) * len(header)]))


def test_xlsx_carries_no_hour_of_its_making():
    with zipfile.ZipFile(io.BytesIO(xlsxout.write(("a",), []))) as archive:
        assert archive.read("docProps/core.xml").count(b"2020-01-01T00:00:00Z") == 2
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_xlsx_says_what_it_cannot_hold(monkeypatch):
    with pytest.raises(UserError, match="32767 characters"):
        xlsxout.write(("a",), [("x" * 32_768,)])
    monkeypatch.setattr(xlsxout, "_ROWS_MAX", 2)
    with pytest.raises(UserError, match="no more than 2 rows"):
        xlsxout.write(("a",), [(1,), (2,)])
    with pytest.raises(OurError, match="could not be written"):
        xlsxout.write(("a",), [], sheet="a/b")


def test_parquet_takes_no_mixed_column_and_no_number_beyond_64_bits():
    with pytest.raises(OurError, match=r"int and str.*column a"):
        parquetout.write(("a",), [(1,), ("x",)])
    with pytest.raises(OurError, match="could not be written"):
        parquetout.write(("a",), [(2**64,)])


def test_json_depth_is_counted_outside_of_strings_only():
    deep = "[" * 64 + "]" * 64
    assert list(jsonlines.values(deep.encode(), "x"))
    many = json.dumps({"a": '[{\\"' * 100, "b": [[]] * 100}).encode()
    assert list(jsonlines.values(many, "x"))[0][1]["b"] == [[]] * 100
    with pytest.raises(LimitExceeded, match="64 levels"):
        list(jsonlines.values(("[" + deep + "]").encode(), "x"))


def test_json_escapes_in_pairs_are_one_character():
    assert list(jsonlines.values(b'"\\ud83d\\ude00"', "x")) == [(1, "\U0001f600")]
