"""A document in four formats: the same words, the same bytes, and nothing read as markup."""

from __future__ import annotations

import collections
import html
import io
import random
import re
import shutil
import subprocess
import time
import unicodedata
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from inconcert.model.errors import UserError
from inconcert.typeset.characters import can_be_set, coverage, prepared, settable, unsettable
from inconcert.typeset.render import FORMATS, rendered
from inconcert.typeset.tree import (
    Cover,
    Document,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Run,
    Table,
    notes_of,
    plain,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NASTY = r'#let x = 1 #[a] {b} <c> & "d" \ e $f$ *g* _h_ @i `j` ~k'


def document(*blocks, notes: bool = True) -> Document:
    note = "US Treasury release <https://example.org/#a>" if notes else ""
    first = (
        Heading("What is asked"),
        Paragraph((Run("Eight targets", note=note), Run(" of " + NASTY), Run(" 陈全国", language="zh-Hans"))),
        Items((plain("one"), plain("two"))),
        Table("Annex", ("Name", "Number"), ((plain(NASTY), (Run("29220", note=note),)),), (2, 1)),
    )
    return Document("A letter", "en", "2020-08-18", (*first, *blocks), "Coalition", Cover("To the minister", ("a",)))


def words_of_text(data: bytes) -> list[str]:
    return re.sub(r"^[-=· ]+$", "", data.decode(), flags=re.M).split()


def words_of_html(data: bytes) -> list[str]:
    body = re.sub(r"</?(?:p|li|td|th|h\d|caption)\b[^>]*>", " ", data.decode().partition("<main>")[2])
    return html.unescape(re.sub(r"<[^>]*>", "", body)).split()


def words_of_docx(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = [etree.fromstring(file.read("word/document.xml"))]
        if "word/footnotes.xml" in file.namelist():
            parts.append(etree.fromstring(file.read("word/footnotes.xml")))
    lines = []
    for part in parts:
        for line in part.iter(W + "p"):
            lines.append("".join(item.text or "" for item in line.iter(W + "t")))
    return " ".join(lines).split()


def words_of_pdf(data: bytes, tmp_path) -> list[str]:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    (tmp_path / "x.pdf").write_bytes(data)
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(tmp_path / "x.pdf"), "-"], capture_output=True, check=True)
    return unicodedata.normalize("NFC", done.stdout.decode().replace("\f", " ")).split()


def bag(words: list[str]) -> collections.Counter[str]:
    """Words with note numbers, list marks and dashes left aside: each format writes those in its own way."""
    text = " ".join(words)
    text = re.sub(r"\[\d+\]", "", text)
    return collections.Counter(re.sub(r"[\d•‣]", "", text).split()) - collections.Counter({"-": 99, ".": 99})


def test_the_words_are_the_same_in_each_format(tmp_path):
    made = rendered(document())
    said = bag(words_of_text(made["txt"]))
    assert said == bag(words_of_html(made["html"]))
    assert said == bag(words_of_docx(made["docx"]))
    footer = collections.Counter({"/": 1}) + collections.Counter(["A", "letter"])
    assert said + footer == bag(words_of_pdf(made["pdf"], tmp_path))


def test_without_notes_the_words_come_in_the_same_order(tmp_path):
    made = rendered(
        Document("T", "en", "2020-01-01", (Heading("One"), Paragraph(plain(NASTY)), Paragraph(plain("end"))))
    )
    said = words_of_text(made["txt"])
    assert said == words_of_html(made["html"]) == words_of_docx(made["docx"])
    assert words_of_pdf(made["pdf"], tmp_path)[: len(said)] == said


def test_made_again_the_bytes_are_the_same():
    assert rendered(document()) == rendered(document())


def test_markup_in_a_name_stands_as_it_is(tmp_path):
    made = rendered(document())
    wanted = NASTY.split()
    for said in (words_of_text(made["txt"]), words_of_html(made["html"]), words_of_docx(made["docx"]),
                 words_of_pdf(made["pdf"], tmp_path)):  # fmt: skip
        held = collections.Counter(said)
        assert all(held[word] >= 2 for word in wanted), wanted


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), min_size=125, max_size=125))
def test_five_thousand_generated_strings_appear_literally(texts):
    blocks = tuple(Paragraph(plain(f"«{text}»")) for text in texts)
    made = rendered(Document("T", "en", "2020-01-01", blocks), ("txt", "html", "docx", "pdf"))
    wanted = [settable(f"«{text}»") for text in texts]
    held_html = html.unescape(re.sub(r"<p>|</p>", "\n", made["html"].decode()))
    held_docx = words_and_lines(made["docx"])
    held_text = " ".join(made["txt"].decode().split())
    for text in wanted:
        assert text in held_html
        assert text in held_docx
        assert " ".join(text.split()) in held_text
    assert made["pdf"].startswith(b"%PDF-1.7")


def test_generated_strings_stand_in_the_pdf_literally():
    """Latin, Greek and Cyrillic with every sign of a keyboard: what a PDF gives back is what went in."""
    chance = random.Random(7)  # noqa: S311
    codes = (*range(0x21, 0x7F), *range(0xC0, 0x180), *range(0x391, 0x3CA), *range(0x410, 0x450))
    alphabet = [chr(code) for code in codes if can_be_set(chr(code)) and chr(code) != "-"]  # the reader joins at one
    texts = ["".join(chance.choices(alphabet, k=12)) for _ in range(600)]
    made = rendered(Document("T", "en", "2020-01-01", tuple(Paragraph(plain(text)) for text in texts)), ("pdf",))
    held = "".join(text_of_pdf(made["pdf"]).split())  # the reader puts a blank where signs stand far apart
    assert [text for text in texts if text not in held] == []


def text_of_pdf(data: bytes) -> str:
    import pypdfium2

    opened = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_bounded() for page in opened]
    opened.close()
    return "\n".join(pages)


def words_and_lines(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        part = etree.fromstring(file.read("word/document.xml"))
    return "\n".join("".join(item.text or "" for item in line.iter(W + "t")) for line in part.iter(W + "p"))


@pytest.mark.parametrize("sign", ["😀", "\u202e", "\u200b", "\x07", "\ue000", "\U00020000", "\u00ad", "\u061c"])
def test_what_cannot_be_set_stands_as_its_number_in_every_format_with_a_note(sign, tmp_path):
    made = rendered(Document("T", "en", "2020-01-01", (Paragraph(plain(f"Zhu{sign}Hailun")),)))
    number = f"[U+{ord(sign):04X}]"
    for said in (words_of_text(made["txt"]), words_of_html(made["html"]), words_of_docx(made["docx"]),
                 words_of_pdf(made["pdf"], tmp_path)):  # fmt: skip
        assert f"Zhu{number}Hailun" in said
        assert number in said  # the note


def test_scripts_of_the_field_can_be_set():
    assert not unsettable(
        document(Paragraph(plain("شۆھرەت زاكىر Шөһрәт Закир 張志軍 新疆生产建设兵团 တပ်မတော် עברית 김영철")))
    )


def test_every_covered_character_has_a_glyph():
    firsts, lasts = coverage()
    signs = [chr(code) for first, last in zip(firsts, lasts, strict=True) for code in range(first, last + 1)]
    blocks = tuple(
        Paragraph(plain(" ".join(filter(can_be_set, signs[at : at + 400])))) for at in range(0, len(signs), 400)
    )
    assert rendered(Document("T", "en", "2020-01-01", blocks), ("pdf",))["pdf"]  # UA-1 refuses a missing glyph


def test_footnotes_are_a_part_of_their_own_and_written_once():
    made = rendered(document())["docx"]
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        notes = etree.fromstring(file.read("word/footnotes.xml"))
        body = etree.fromstring(file.read("word/document.xml"))
    assert len([item for item in notes if item.get(W + "type") is None]) == 1
    assert len(list(body.iter(W + "footnoteReference"))) == 1
    assert any("NOTEREF _note1" in (item.text or "") for item in body.iter(W + "instrText"))


def test_heads_of_a_table_repeat_and_rows_do_not_break():
    with zipfile.ZipFile(io.BytesIO(rendered(document())["docx"])) as file:
        body = etree.fromstring(file.read("word/document.xml"))
    rows = list(body.iter(W + "tr"))
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_members_of_the_docx_have_one_fixed_time():
    with zipfile.ZipFile(io.BytesIO(rendered(document())["docx"])) as file:
        assert {item.date_time for item in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = file.read("docProps/core.xml").decode()
    assert "2020-08-18T00:00:00Z" in core
    assert "A letter" in core


def test_pdf_says_what_it_is():
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(io.BytesIO(rendered(document())["pdf"])) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as said:
            assert said["pdfuaid:part"] == "1"
            assert said["dc:title"] == "A letter"
        tags = collections.Counter(_tags(pdf.Root.StructTreeRoot))
    assert tags["/H1"] == 1
    assert tags["/TH"] == 2 + 1, "two heads of columns, one of the row"
    assert tags["/Caption"] == 1
    assert tags["/Note"] or tags["/FENote"]


def test_every_row_of_a_table_has_its_header_with_scope(tmp_path):
    import pikepdf

    rows = tuple((plain(f"row {n}"), plain("value"), plain("more")) for n in range(120))
    made = rendered(Document("T", "fr", "2020-01-01", (Table("C", ("a", "b", "c"), rows),)), ("pdf",))["pdf"]
    scopes = collections.Counter()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert str(pdf.Root.Lang) == "fr" and len(pdf.pages) > 2
        for cell in _of_kind(pdf.Root.StructTreeRoot, "/TH"):
            held = cell.A if cell.A._type_name == "dictionary" else cell.A[0]
            scopes[str(held.Scope)] += 1
    assert scopes["/Row"] == 120 and scopes["/Column"] >= 3
    assert made == rendered(Document("T", "fr", "2020-01-01", (Table("C", ("a", "b", "c"), rows),)), ("pdf",))["pdf"]


def _of_kind(node, kind):
    if str(node.get("/S", "")) == kind:
        yield node
    kids = node.get("/K")
    for kid in kids if kids is not None and kids._type_name == "array" else [kids]:
        if kid is not None and getattr(kid, "_type_name", "") == "dictionary":
            yield from _of_kind(kid, kind)


def test_a_sheet_is_one_page_with_its_sources_on_an_annex_sheet(tmp_path):
    import pypdfium2

    for lines, pages in ((3, 1), (28, 1)):
        blocks = tuple(Paragraph((Run("word " * 40, note=f"source {n}, with its place"),)) for n in range(lines))
        made = rendered(Document("T", "en", "2020-01-01", blocks, sheet=True))
        opened = pypdfium2.PdfDocument(made["pdf"])
        first = [page for page in range(len(opened)) if "Annex sheet" in opened[page].get_textpage().get_text_bounded()]
        opened.close()
        assert first[0] == pages, lines
        for said in (words_of_text(made["txt"]), words_of_html(made["html"]), words_of_docx(made["docx"])):
            assert "Annex" in said and f"word[{lines}]".replace(" ", "") in "".join(said)


def _tags(node):
    if "/S" in node:
        yield str(node.S)
    kids = node.get("/K")
    for kid in kids if kids is not None and kids._type_name == "array" else [kids]:
        if kid is not None and getattr(kid, "_type_name", "") == "dictionary":
            yield from _tags(kid)


def test_html_loads_nothing_and_escapes_everything():
    page = rendered(document(Paragraph(plain("<script>alert(1)</script>"))))["html"].decode()
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_a_page_on_its_side_and_back():
    wide = (PageBreak(landscape=True), Table("T", ("a",), ((plain("b"),),)), PageBreak(), Paragraph(plain("c")))
    made = rendered(document(*wide), ("pdf", "docx"))
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(io.BytesIO(made["pdf"])) as pdf:
        assert [page.mediabox[2] > page.mediabox[3] for page in pdf.pages] == [False, True, False]


def test_an_annex_of_five_hundred_rows_takes_less_than_five_seconds():
    rows = tuple(
        (
            (Run(f"ZHU, Hailun {at} 朱海仑", note="us_sdn"),),
            plain(f"{at}"),
            (Run("9 July 2020", note=f"act {at % 60}"),),
        )
        for at in range(500)
    )
    long = document(Table("Annex", ("Name", "Number", "Date"), rows))
    begun = time.process_time()
    rendered(long)
    assert time.process_time() - begun < 5


def test_rows_that_do_not_fit_their_heads_are_refused():
    with pytest.raises(ValueError, match="another number of cells"):
        Table("T", ("a", "b"), ((plain("x"),),))


def test_an_unknown_format_is_refused():
    with pytest.raises(UserError, match="odt"):
        rendered(document(), ("odt",))


def test_a_note_has_one_number_and_preparing_twice_changes_nothing():
    held = document()
    assert len(notes_of(held)) == 1
    assert prepared(held) == prepared(prepared(held))
    assert FORMATS == ("docx", "pdf", "html", "txt")


def test_each_numbered_list_begins_at_one():
    lists = (Items((plain("a"), plain("b")), ordered=True), Items((plain("c"),), ordered=True))
    with zipfile.ZipFile(io.BytesIO(rendered(document(*lists), ("docx",))["docx"])) as file:
        body = etree.fromstring(file.read("word/document.xml"))
        numbering = etree.fromstring(file.read("word/numbering.xml"))
    used = [item.get(W + "val") for item in body.iter(W + "numId")]
    assert used[0] == used[1] != used[2]
    starts = {
        item.get(W + "numId"): [start.get(W + "val") for start in item.iter(W + "startOverride")]
        for item in numbering.iter(W + "num")
    }
    assert starts[used[0]] == starts[used[2]] == ["1"]
