"""CSV: rows with the line they begin on, and everything that is refused with its place."""

from __future__ import annotations

import csv

import pytest

from inconcert.formats import csvfile, limits
from inconcert.model.errors import LimitExceeded, OurError, UnreadableSource


def read(data: bytes, **options) -> list[tuple[int, list[str]]]:
    return list(csvfile.rows(data, "list.csv", **options))


def test_rows_carry_the_number_of_their_first_line():
    assert read(b'a,b\r\n"1\n2",x\r\n3,y\r\n') == [(1, ["a", "b"]), (2, ["1\n2", "x"]), (4, ["3", "y"])]


def test_a_byte_order_mark_is_no_part_of_the_first_cell():
    assert read(b"\xef\xbb\xbfa\n") == [(1, ["a"])]
    assert read(b"\xef\xbb\xbfa\n", encoding="utf-8") == [(1, ["\ufeffa"])]


def test_encoding_and_delimiter_are_those_named():
    assert read("é;b\n".encode("cp1252"), encoding="cp1252", delimiter=";") == [(1, ["é", "b"])]


def test_an_encoding_that_lines_cannot_be_cut_in_is_our_mistake():
    with pytest.raises(OurError, match="utf-16"):
        read(b"a\n", encoding="utf-16")


@pytest.mark.parametrize("end", [b"\x1a", b'"\x1a"\n', b'"\x1a"\r\n', b""])
def test_the_old_end_of_file_is_allowed_only_where_asked_for(end: bytes):
    assert read(b"1,2\r\n" + end, trailing_sub=True) == [(1, ["1", "2"])]
    if end:
        with pytest.raises(UnreadableSource, match=r"0x1A.*line 2, byte"):
            read(b"1,2\r\n" + end)


def test_the_old_end_of_file_in_the_middle_is_never_allowed():
    with pytest.raises(UnreadableSource, match="0x1A"):
        read(b"1\n\x1a\n2\n\x1a", trailing_sub=True)


@pytest.mark.parametrize(
    "data, message",
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"a,b\n1,\0\n", r"NUL byte.*line 2, byte 6"),
        (b"a\n\xe9\n", r"not utf-8 text.*line 2, byte 2"),
        (b'a\n"b\n', r"never ends.*line 2"),
        (b'a\n"b"c\n', r"not CSV.*line 2"),
        (b"a\rb\n", r"not CSV.*line 1"),
        (b"<!DOCTYPE html><html>", "HTML page, not the list"),
        (b"\xef\xbb\xbf\n <HTML lang='en'>", "HTML page, not the list"),
        (b"<!-- error -->\n<html>", "HTML page, not the list"),
        (b"<?xml version='1.0'?><list/>", "this is XML, not CSV"),
        (b"PK\x03\x04", "ZIP archive or a spreadsheet"),
        (b"%PDF-1.7", "PDF"),
        ("a\n".encode("utf-16-le"), "NUL"),
        ("a\n".encode("utf-32"), "UTF-32"),
    ],
)
def test_what_is_no_csv_is_refused_with_its_place(data: bytes, message: str):
    with pytest.raises(UnreadableSource, match=message) as caught:
        read(data)
    assert "list.csv" in str(caught.value)


def test_a_field_just_within_the_limit_is_read_and_one_beyond_is_not():
    assert read(b"x" * limits.csv_field_max_chars + b"\n")
    with pytest.raises(LimitExceeded, match="field longer than 131072"):
        read(b"x" * (limits.csv_field_max_chars + 1) + b"\n")
    assert csv.field_size_limit() == limits.csv_field_max_chars, "no limit of the whole process was changed"


def test_rows_beyond_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "csv_rows_max", 2)
    assert len(read(b"1\n2\n")) == 2
    with pytest.raises(LimitExceeded, match="more than 2 rows"):
        read(b"1\n2\n3\n")


def test_a_record_is_measured_over_all_its_lines(monkeypatch):
    monkeypatch.setattr(limits, "csv_record_max_bytes", 10)
    assert len(read(b"123456789\n" * 5)) == 5
    with pytest.raises(LimitExceeded, match=r"record longer than 10 bytes.*line 3"):
        read(b'a\n"2345\n2345\n2"\n')
