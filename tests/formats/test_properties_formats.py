"""Any bytes at all: each reader gives rows or one of our errors, and what was written is what is read."""

from __future__ import annotations

import io
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inconcert.formats import archive, csvfile, csvout, jsonlines, odscells, sheetjobs, sheets, xmlfile
from inconcert.formats.confine import Answer
from inconcert.formats.display import safe_text
from inconcert.model.errors import SourceError

FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1a"), max_size=30)
XML_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)
PIECES = [
    b"<a>",
    b"</a>",
    b"<b x='1'/>",
    b"&amp;",
    b"&x;",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<?xml",
    b"?>",
    b"\xff",
]
CSV_PIECES = [b'"', b",", b"\n", b"\r", b"\r\n", b"a", b"\xc3\xa9", b"\xe9", b"\0", b"\x1a", b"\xef\xbb\xbf", b"<html>"]


def soup(pieces: list[bytes]) -> st.SearchStrategy[bytes]:
    return st.lists(st.one_of(st.sampled_from(pieces), st.binary(max_size=4)), max_size=40).map(b"".join)


def ours(read, data: bytes) -> None:
    try:
        list(read(data))
    except SourceError as error:
        assert "fuzz" in str(error)


@FEW
@given(soup(CSV_PIECES), st.booleans())
def test_csv_of_any_bytes(data: bytes, sub: bool):
    ours(lambda d: csvfile.rows(d, "fuzz.csv", trailing_sub=sub), data)


@FEW
@given(soup(PIECES))
def test_xml_of_any_bytes(data: bytes):
    ours(lambda d: [xmlfile.parse(d, "fuzz.xml")], data)
    ours(lambda d: xmlfile.records(d, "fuzz.xml", "a", "b"), data)


@FEW
@given(soup([b"{", b"}", b"[", b"]", b'"', b":", b",", b"1e9", b"NaN", b"\\ud800", b"\n", b"\xff", b"true"]))
def test_json_lines_of_any_bytes(data: bytes):
    ours(lambda d: jsonlines.values(d, "fuzz.jsonl"), data)


@FEW
@given(st.data(), st.dictionaries(st.sampled_from(["a", "b/c", "list.xml"]), st.binary(max_size=60), max_size=3))
def test_an_archive_with_bytes_changed(data: st.DataObject, members: dict[str, bytes]):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    raw = bytearray(out.getvalue())
    for _ in range(data.draw(st.integers(0, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = archive.members(bytes(raw), "fuzz.zip")
    except SourceError as error:
        assert "fuzz.zip" in str(error)
    else:
        assert all(len(content) <= 60 for content in read.values())


def ods_of(rows: list[list[str]]) -> bytes:
    def escaped(text: str) -> str:
        spaced = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
        return spaced.replace(" ", "<text:s/>")

    body = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escaped(cell)}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    return f'<office:d {spaces}><table:table table:name="L">{body}</table:table></office:d>'.encode()


@FEW
@given(st.lists(st.lists(XML_TEXT, max_size=4), max_size=4))
def test_ods_cells_come_through_the_pipe_as_they_were(rows: list[list[str]]):
    grids = odscells.content_grids(ods_of(rows), "fuzz.ods")
    head, body = sheetjobs.packed(grids, "fuzz.ods")
    (sheet,) = sheets._unpacked(Answer(head, body))
    padded = [list(row) for row in rows]
    while padded and not any(padded[-1]):
        padded.pop()
    for given_row, read_row in zip(padded, sheet.rows, strict=True):
        width = len(read_row)
        assert list(read_row) == (given_row + [""] * width)[:width]
        assert not any(given_row[width:])


@FEW
@given(soup([b"<table:table>", b"</table:table>", b"<table:table-row>", b"</table:table-row>", b"<text:p>x</text:p>"]))
def test_ods_of_any_content(data: bytes):
    ours(lambda d: odscells.content_grids(d, "fuzz.ods"), ods_of([]).replace(b"</office:d>", data + b"</office:d>"))


@FEW
@given(st.lists(st.tuples(TEXT, TEXT), max_size=5))
def test_csv_written_is_csv_read(rows: list[tuple[str, str]]):
    read = list(csvfile.rows(b"".join(csvout.stream(("a", "b"), rows)), "fuzz.csv"))[1:]
    assert [cells for _, cells in read] == [[str(csvout.neutral(cell)) for cell in row] for row in rows]


@FEW
@given(st.text(max_size=40))
def test_safe_text_is_safe_and_stays_so(text: str):
    shown = safe_text(text)
    assert safe_text(shown) == shown
    assert not any(char in shown for char in "\u202e\u2066\x1b\n\0")
    shown.encode("utf-8")
