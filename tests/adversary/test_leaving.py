"""V-16 to V-19 and I-22: what leaves carries nothing; a box over text hides nothing; two persons release.

All people are invented.
"""

from __future__ import annotations

import importlib.util
import io
import sys
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml import OxmlElement
from PIL import Image, PngImagePlugin

if sys.platform != "linux":
    pytest.skip("the vault runs on Linux only", allow_module_level=True)

from inconcert.formats import confine, office, pixels
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.vault import Action, ReleaseForm, Use
from inconcert.vault import bag, copies, leaving, reading, viewing

if "network" not in confine.ask("probe", b"", "probe").head["held"]:
    pytest.skip("this system does not let an ordinary user leave the network", allow_module_level=True)

NAME, PLACE, SERIAL = "Mara Levin", "CANARY-GPS-house", "CANARY-SERIAL-4711"
NEEDS_OFFICE = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not here")


def _stage():
    if "vault_stage" not in sys.modules:
        path = Path(__file__).parents[1] / "vault" / "stage.py"
        spec = importlib.util.spec_from_file_location("vault_stage", path)
        sys.modules["vault_stage"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["vault_stage"])
    return sys.modules["vault_stage"]


@pytest.fixture
def stage(tmp_path):
    """A case with two custodians, whose source consented to the UK and to publication."""
    found = _stage().Stage(tmp_path)
    found.add_bo()
    for recipient, use in (("gb", Use.SHARE), ("gb", Use.COURT), ("public", Use.PUBLISH)):
        found.consent(recipient, use)
    return found


def content(stage, item) -> bytes:
    exhibit = reading.exhibit_of(stage.case, stage.case.log(), stage.secrets(), item)
    return reading.content(stage.case, stage.signing("ada"), exhibit, stage.secrets())


def copy(stage, item, **wanted) -> str:
    return copies.make_copy(stage.case, stage.signing("ada"), stage.secrets(), item, copies.Redaction(**wanted))


def release(stage, item, *names, form=ReleaseForm.COPY) -> int:
    for name in names:
        signed = leaving.release(stage.case, stage.signing(name), stage.secrets(name), item, form)
    return signed


def export(stage, item, use=Use.SHARE, recipient="gb") -> Path:
    out = stage.root / f"bag-{len(list(stage.root.glob('bag-*')))}"
    bag.export(stage.case, stage.signing("ada"), stage.secrets(), bag.Export((item,), recipient, use), out)
    return out / "data" / "exhibits" / item


def export_refused(stage, item, match, use=Use.SHARE, recipient="gb") -> None:
    before = len(list(stage.root.glob("bag-*")))
    with pytest.raises(RefusedByCheck, match=match):
        export(stage, item, use, recipient)
    assert len(list(stage.root.glob("bag-*"))) == before and stage.temporaries() == []
    assert stage.case.log().events[-1].action is Action.EXPORT_REFUSED


def photograph(kind: str = "JPEG") -> bytes:
    picture = Image.new("RGB", (120, 80), "green")
    picture.putpixel((3, 4), (255, 0, 0))
    exif = Image.Exif()
    exif[0x013B], exif[0x010F] = NAME, "Heron Cameras"  # artist, maker
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 15.0, 7.0), 27: PLACE.encode()})  # GPS
    exif.get_ifd(0x8769).update({0xA431: SERIAL, 0x9003: "2026:02:28 03:14:07"})  # body serial, moment
    out = io.BytesIO()
    if kind == "PNG":
        said = PngImagePlugin.PngInfo()
        said.add_text("Author", NAME)
        said.add_itxt("Comment", PLACE)
        said.add_text("Serial", SERIAL, zip=True)
        picture.save(out, "PNG", pnginfo=said, exif=exif)
    else:
        more = {"comment": NAME.encode()} if kind == "JPEG" else {}
        picture.save(out, kind, exif=exif, **more)
    return out.getvalue()


# V-16


@pytest.mark.parametrize("kind, ending", [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("TIFF", "tiff")])
def test_v16_picture_with_gps_artist_and_serial_has_none_after(stage, kind, ending):
    data = photograph(kind)
    assert NAME.encode() in data, "it is there to be found"
    item = stage.receive(data, name=f"holiday.{ending}")
    export_refused(stage, item, "it carries|does not leave")
    made = copy(stage, item)
    went = export(stage, made).read_bytes()
    for word in (NAME, PLACE, SERIAL, "Heron", "2026:02", "Exif", "tEXt", "iTXt", "zTXt", "xmp", "GPS"):
        assert word.encode() not in went, word
    picture = Image.open(io.BytesIO(went))
    assert dict(picture.getexif()) == {} and picture.size == (120, 80)
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert content(stage, item) == data, "the evidentiary copy is as it came"


def test_v16_a_turned_photograph_is_still_upright_when_what_turned_it_is_gone(stage):
    picture = Image.new("RGB", (40, 20), "white")
    picture.putpixel((0, 0), (0, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    picture.save(out, "PNG", exif=exif)
    made = Image.open(io.BytesIO(content(stage, copy(stage, stage.receive(out.getvalue(), name="a.png")))))
    assert made.size == (20, 40) and made.getpixel((19, 0)) == (0, 0, 0)


def test_v16_what_stands_behind_the_end_of_a_picture_or_between_its_scans(stage):
    out = io.BytesIO()
    Image.new("RGB", (30, 30), "blue").save(out, "JPEG", progressive=True)
    plain = out.getvalue()
    assert pixels.look(plain, "a.jpg").found == ()
    assert pixels.look(plain + b"tail", "a.jpg").found == ("something behind its end",)
    scan = plain.index(b"\xff\xc4", plain.index(b"\xff\xda"))
    note = b"\xff\xfe" + (2 + len(NAME)).to_bytes(2, "big") + NAME.encode()
    assert pixels.look(plain[:scan] + note + plain[scan:], "a.jpg").found == ("a comment",)


@pytest.mark.parametrize(
    "name, data", [("a.mp4", b"\0\0\0\x18ftypmp42" + bytes(64)), ("a.webm", b"\x1aE\xdf\xa3" + bytes(64))]
)
def test_v16_video_is_refused_for_nothing_here_strips_it(stage, name, data):
    item = stage.receive(data, name=name)
    export_refused(stage, item, "never shown")
    with pytest.raises(RefusedByCheck, match="never shown"):
        copy(stage, item)
    release(stage, item, "ada", "bo", form=ReleaseForm.AS_RECEIVED)
    assert export(stage, item).read_bytes() == data, "two persons may hand over the evidentiary copy, knowingly"
    export_refused(stage, item, "not released by 2", Use.PUBLISH, "public")


# V-17


def document() -> bytes:
    made = docx.Document()
    made.add_paragraph("Heron over the river")
    made.core_properties.author, made.core_properties.last_modified_by = NAME, NAME
    made.add_comment(made.paragraphs[0].runs, text="CANARY-COMMENT", author=NAME)
    run = OxmlElement("w:del")
    run.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}author", NAME)
    inside, text = OxmlElement("w:r"), OxmlElement("w:delText")
    text.text = "CANARY-DELETED"
    inside.append(text)
    run.append(inside)
    made.paragraphs[0]._p.append(run)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_v17_docx_with_author_changes_comments_custom_xml_and_thumbnail_does_not_leave(stage):
    found = pixels.look(document(), "a.docx").found
    assert {"metadata", "comments", "tracked changes", "custom XML", "thumbnails"} <= set(found)
    item = stage.receive(document(), name="a.docx")
    export_refused(stage, item, "does not leave: make a copy")


@NEEDS_OFFICE
def test_v17_the_copy_of_a_docx_has_none_of_it(stage):
    went = export(stage, copy(stage, stage.receive(document(), name="a.docx"))).read_bytes()
    seen = pixels.look(went, "a.pdf")
    assert seen.found == () and seen.text.strip() == ""
    for word in (NAME, "CANARY", "LibreOffice", "Heron", "python-docx"):
        assert word.encode() not in went and word.encode("utf-16-be") not in went


def test_v17_without_libreoffice_the_type_is_refused(stage, monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    item = stage.receive(document(), name="a.docx")
    with pytest.raises(RefusedByCheck, match="LibreOffice is not here"):
        copy(stage, item)
    export_refused(stage, item, "does not leave")


def written(*lines: str, box: tuple[int, int, int, int] | None = None) -> pikepdf.Pdf:
    """A PDF page with real text, and a black box drawn over some of it."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(400, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    made.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=made.make_indirect(font)))
    text = "".join(f"BT /F 18 Tf 20 {150 - 30 * n} Td ({line}) Tj ET\n" for n, line in enumerate(lines))
    if box:
        text += "0 0 0 rg {} {} {} {} re f\n".format(*box)
    made.pages[0].Contents = made.make_stream(text.encode())
    return made


def saved(made: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_v17_pdf_with_author_and_xmp_has_none_after(stage):
    made = written("A heron")
    made.docinfo["/Author"] = NAME
    with made.open_metadata() as said:
        said["dc:creator"] = [NAME]
    item = stage.receive(saved(made), name="a.pdf")
    export_refused(stage, item, "it carries metadata")
    went = export(stage, copy(stage, item)).read_bytes()
    with pikepdf.open(io.BytesIO(went)) as after:
        assert "/Info" not in after.trailer and "/Metadata" not in after.Root
    assert NAME.encode() not in went and b"pikepdf" not in went and b"CreationDate" not in went


# V-18


def test_v18_black_box_over_text_is_refused_for_the_text_is_still_there(stage):
    leaving.seal_terms(stage.case, stage.signing("ada"), [NAME])
    data = saved(written(f"Told by {NAME}", "about the heron", box=(15, 140, 300, 40)))
    item = stage.receive(data, name="boxed.pdf")
    shown = next(pixels.pages(data, "boxed.pdf"))
    assert shown.picture.getpixel((100, 80)) == (0, 0, 0), "to the eye it is gone"
    with pytest.raises(RefusedByCheck, match="text can be extracted.*1 of the case's sealed terms"):
        release(stage, item, "ada")
    assert Action.RELEASED not in {event.action for event in stage.case.log().events}
    export_refused(stage, item, "not released by 2 persons", Use.PUBLISH, "public")


def test_v18_redacted_copy_holds_neither_text_nor_pixels_of_the_term_and_two_release_it(stage):
    leaving.seal_terms(stage.case, stage.signing("ada"), [NAME])
    item = stage.receive(saved(written(f"Told by {NAME}", "about the heron")), name="told.pdf")
    terms = leaving.sealed_terms(stage.case, stage.case.log(), stage.secrets())
    made = copy(stage, item, words=terms)
    data = content(stage, made)
    exhibit = reading.exhibit_of(stage.case, stage.case.log(), stage.secrets(), made)
    assert (exhibit.deposit.copy_of, exhibit.deposit.how) == (item, "redacted")
    assert exhibit.deposit.sources == (_stage().CANARY_SOURCE,), "its source must consent as for the first"
    before, after = (next(pixels.pages(one, "a.pdf")).picture for one in (content(stage, item), data))
    covered = before.crop((180, 70, 400, 100)), after.crop((180, 70, 400, 100))
    assert covered[0].getcolors() != covered[1].getcolors()
    assert after.getpixel((240, 85)) == (0, 0, 0) and after.crop((40, 130, 350, 160)).getextrema()[0] == (0, 255)
    assert pixels.look(data, "a.pdf").text.strip() == ""
    export_refused(stage, made, "not released by 2 persons", Use.PUBLISH, "public")
    assert release(stage, made, "ada") == 1
    with pytest.raises(UserError, match="by the same person already"):
        release(stage, made, "ada")
    export_refused(stage, made, "not released by 2 persons", Use.PUBLISH, "public")
    assert release(stage, made, "bo") == 2
    assert export(stage, made, Use.PUBLISH, "public").read_bytes() == data


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_v18_the_box_lies_over_the_words_on_a_page_that_is_turned_and_cropped(stage, turned):
    made = written(NAME)
    made.pages[0].Rotate = turned
    made.pages[0].CropBox = [10, 20, 390, 190]
    item = stage.receive(saved(made), name="a.pdf")
    drawn = next(pixels.pages(content(stage, copy(stage, item, words=[NAME])), "a.pdf")).picture.convert("L")
    box = drawn.point(lambda value: 255 - value).getbbox()
    inside = drawn.crop((box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2))  # its edge is drawn softly
    assert inside.getextrema() == (0, 0), "all ink of the page lies under one black box"
    assert max(inside.size) > 150 and min(inside.size) > 20


def test_v18_boxes_drawn_by_hand_and_a_page_that_is_not_there(stage):
    item = stage.receive(photograph(), name="a.jpg")
    made = Image.open(io.BytesIO(content(stage, copy(stage, item, boxes={1: [(0, 0, 60, 80)]}))))
    assert max(made.getpixel((20, 40))) < 8 and made.getpixel((100, 40))[1] > 100
    with pytest.raises(UserError, match="no page 2"):
        copy(stage, item, boxes={2: [(0, 0, 1, 1)]})


def test_v18_sealed_terms_are_found_however_they_are_written(stage):
    terms = (NAME, "أمل")
    for text in ("MARA\u00a0LEVIN", "Mara\u200b Levin", "Ｍａｒａ Ｌｅｖｉｎ", "mara\nlevin", "قالت أمل"):
        assert leaving.hindrances(text.encode(), "a.txt", terms, publish=True), text
    assert leaving.hindrances(b"a heron", "a.txt", terms, publish=True) == ()
    item = stage.receive(f"{NAME} saw it".encode(), name="a.txt")
    leaving.seal_terms(stage.case, stage.signing("ada"), [NAME])
    with pytest.raises(RefusedByCheck, match="sealed terms"):
        release(stage, item, "ada")
    assert content(stage, copy(stage, item, words=[NAME])) == f"{copies.HIDDEN} saw it".encode()


# V-19


def revised() -> bytes:
    """A PDF whose first revision says the name and whose second does not."""
    first = saved(written(f"Told by {NAME}"))
    start = first.rindex(b"startxref") + 10
    previous = int(first[start:].split()[0])
    stream = b"BT /F 18 Tf 20 150 Td (Told by a source) Tj ET"
    with pikepdf.open(io.BytesIO(first)) as one:
        number, size = one.pages[0].Contents.objgen[0], int(one.trailer.Size)
        root = one.Root.objgen[0]
    place = len(first)
    body = f"{number} 0 obj <</Length {len(stream)}>> stream\n".encode() + stream + b"\nendstream endobj\n"
    table = f"xref\n{number} 1\n{place:010} 00000 n \ntrailer <</Size {size}/Root {root} 0 R/Prev {previous}>>\n"
    return first + body + table.encode() + f"startxref\n{place + len(body)}\n%%EOF\n".encode()


def test_v19_pdf_with_earlier_revisions_is_refused_and_flattened(stage):
    item = stage.receive(revised(), name="a.pdf")
    assert "earlier revisions" in pixels.look(content(stage, item), "a.pdf").found
    assert NAME not in pixels.look(content(stage, item), "a.pdf").text, "the last revision does not say it"
    with pytest.raises(RefusedByCheck, match="it carries earlier revisions"):
        release(stage, item, "ada")
    export_refused(stage, item, "it carries earlier revisions")
    made = content(stage, copy(stage, item))
    assert pixels.look(made, "a.pdf").found == () and made.count(b"%%EOF") == 1


def test_v19_pdf_with_layers_and_attachments_is_refused_and_flattened(stage):
    made = written("A heron")
    made.attachments["notes.txt"] = f"CANARY {NAME}".encode()
    layer = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String(NAME)))
    made.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))
    item = stage.receive(saved(made), name="a.pdf")
    with pytest.raises(RefusedByCheck, match="an embedded file.*layers"):
        release(stage, item, "ada")
    export_refused(stage, item, "an embedded file")
    data = content(stage, copy(stage, item))
    assert pixels.look(data, "a.pdf").found == () and b"CANARY" not in data and NAME.encode() not in data


# viewing and I-22


def test_viewing_is_logged_before_a_page_has_a_name_and_gives_pixels_only(stage, monkeypatch):
    item = stage.receive(saved(written("A heron")), name="a.pdf")
    shown = viewing.view(stage.case, stage.signing("ada"), stage.secrets(), item, stage.root / "pages")
    assert [path.name for path in shown.files] == ["page-001.png"]
    assert (
        shown.files[0].read_bytes().startswith(b"\x89PNG") and pixels.look(shown.files[0].read_bytes(), "").found == ()
    )
    assert stage.case.log().events[-1].action is Action.VIEWED

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(viewing, "record", full)
    with pytest.raises(Exception, match="No space"):
        viewing.view(stage.case, stage.signing("ada"), stage.secrets(), item, stage.root / "again")
    assert not (stage.root / "again").exists()


def test_hostile_document_is_refused_at_viewing_without_a_line_in_the_log_or_a_file(stage):
    item = stage.receive(b"MZ a program", name="photo.jpg")
    before = stage.case.log().data
    with pytest.raises(RefusedByCheck, match="its name says jpg"):
        viewing.view(stage.case, stage.signing("ada"), stage.secrets(), item, stage.root / "pages")
    assert not (stage.root / "pages").exists() and stage.case.log().data == before


@pytest.mark.parametrize("around", [(b"", b""), (bytes(65_530), b"tail"), (b"x" * 131_050, b"")])
def test_i22_eicar_is_flagged_and_stays_sealed(stage, around):
    eicar = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    item = stage.receive(around[0] + eicar + around[1], name="a.txt")
    out = stage.root / "out"
    for _ in range(2):
        with pytest.raises(RefusedByCheck, match="flagged as hostile.*EICAR"):
            reading.read(stage.case, stage.signing("ada"), stage.secrets(), item, out)
    with pytest.raises(RefusedByCheck, match="flagged as hostile"):
        viewing.view(stage.case, stage.signing("ada"), stage.secrets(), item, out)
    with pytest.raises(RefusedByCheck, match="flagged as hostile"):
        copy(stage, item)
    with pytest.raises(RefusedByCheck, match="flagged as hostile"):
        export(stage, item)
    assert not out.exists() and stage.temporaries() == []
    actions = [event.action for event in stage.case.log().events]
    assert actions.count(Action.FLAGGED) == 1 and Action.READ not in actions
