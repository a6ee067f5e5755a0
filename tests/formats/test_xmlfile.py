"""XML: elements with their lines, and everything that no list declares refused."""

from __future__ import annotations

import pytest

from inconcert.formats import limits, xmlfile
from inconcert.model.errors import LimitExceeded, UnreadableSource

LIST = b"<?xml version='1.0' encoding='UTF-8'?>\n<list>\n<r><n>A</n></r>\n<other/>\n<r><n>B</n></r>\n</list>"


def test_parse_gives_the_root_and_lines():
    root = xmlfile.parse(LIST, "list.xml")
    assert [(r.findtext("n"), r.sourceline) for r in root.iter("r")] == [("A", 3), ("B", 5)]


def test_records_are_whole_when_given_and_gone_afterwards():
    kept = []
    for record in xmlfile.records(LIST, "list.xml", "r"):
        assert len(record) == 1
        kept.append((record.findtext("n"), record.sourceline, record))
    assert [item[:2] for item in kept] == [("A", 3), ("B", 5)]
    assert all(len(record) == 0 for _, _, record in kept)


def test_windows_1252_is_read_as_declared():
    data = "<?xml version='1.0' encoding='windows-1252'?><a>’é</a>".encode("cp1252")
    assert xmlfile.parse(data, "list.xml").text == "’é"


@pytest.mark.parametrize("read", [xmlfile.parse, lambda data, name: list(xmlfile.records(data, name, "a"))])
@pytest.mark.parametrize(
    "data, message",
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html></html>", "HTML page, not the list"),
        (b"<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'/>", "HTML page, not the list"),
        (b"<a>\n<b></a>", "line 2"),
        (b"<a><b>", "not well-formed XML, or cut off"),
        (b"<a>&b;</a>", "not well-formed"),
        (b"<a>\0</a>", "NUL"),
        (b"<a>\x01</a>", "not well-formed"),
        (b"<a>\xe9</a>", "not well-formed"),
        (b"<?xml version='1.0' encoding='UTF-7'?><a/>", "encoding no list uses: UTF-7"),
        (b"<?xml version='1.0' encoding='ebcdic-cp-us'?><a/>", "encoding no list uses"),
        ("<a/>".encode("utf-16"), "UTF-16"),
        (b"\n<!DOCTYPE a><a/>", "declares a DTD.*line 2"),
        (b"<a xmlns:x='http://www.w3.org/2001/XInclude'/>", "XInclude"),
        (b"a,b\n1,2\n", "not well-formed"),
        (b"PK\x03\x04", "ZIP"),
    ],
)
def test_what_is_no_list_is_refused(read, data: bytes, message: str):
    with pytest.raises(UnreadableSource, match=message) as caught:
        read(data, "list.xml")
    assert "list.xml" in str(caught.value)


@pytest.mark.parametrize("read", [xmlfile.parse, lambda data, name: list(xmlfile.records(data, name, "a"))])
def test_64_levels_are_read_and_65_are_not(read):
    read(b"<a>" * 64 + b"</a>" * 64, "list.xml")
    with pytest.raises(LimitExceeded, match="64 levels"):
        read(b"<a>" * 65 + b"</a>" * 65, "list.xml")


def test_depth_is_counted_on_every_branch():
    shallow_then_deep = b"<r>" + b"<a/>" * 10 + b"<b>" * 64 + b"</b>" * 64 + b"</r>"
    with pytest.raises(LimitExceeded, match="64 levels"):
        xmlfile.parse(shallow_then_deep, "list.xml")


def test_marks_beyond_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "xml_marks_max", 5)
    xmlfile.parse(b"<a x='1'><b/></a>", "list.xml")
    with pytest.raises(LimitExceeded, match="more than 5 elements and attributes"):
        xmlfile.parse(b"<a x='1' y='2'><b/><c/></a>", "list.xml")


def test_the_limit_on_text_is_the_parsers_own():
    size = limits.xml_text_max_bytes
    assert len(xmlfile.parse(b"<a>" + b"x" * size + b"</a>", "list.xml").text) == size
    with pytest.raises(LimitExceeded, match="larger or deeper"):
        xmlfile.parse(b"<a>" + b"x" * (size + 2) + b"</a>", "list.xml")
