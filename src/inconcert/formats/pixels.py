"""Evidence as pixels: every page of a document or picture, made in a confined child; and files made anew from pixels.

What goes out of here was drawn here: a PNG, JPEG or PDF with nothing in it but the pixels, no name, time or place.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

from inconcert.formats import confine, limits, office
from inconcert.formats.display import safe_text
from inconcert.formats.kinds import FileKind, kind_of
from inconcert.model.errors import LimitExceeded, RefusedByCheck, UnreadableSource

Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels of a page."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: width and height in pixels, three bytes a pixel, and the boxes where hidden words were found."""

    width: int
    height: int
    pixels: bytes
    boxes: tuple[Box, ...] = ()

    @property
    def picture(self) -> Image.Image:
        """Return it as a picture."""
        return Image.frombytes("RGB", (self.width, self.height), self.pixels)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a file: its kind, how many pages it says it has, what it carries beside them, and its text."""

    kind: FileKind
    pages: int
    found: tuple[str, ...]
    text: str


def _caps() -> confine.Caps:
    return confine.Caps(must_hold=confine.MUST_HOLD)


def look(data: bytes, name: str) -> Seen:
    """Return what a file is and carries, looked at in a confined child; raises SourceError or RefusedByCheck."""
    kind = kind_of(data, name)
    if kind is FileKind.TEXT:
        return Seen(kind, 1, (), data.decode("utf-8"))
    if kind in (FileKind.MAIL, FileKind.HTML, FileKind.SVG):
        answer = confine.ask("mail" if kind is FileKind.MAIL else "html", data, name, _caps())
        return Seen(kind, 1, (f"whatever {kind} carries",), answer.body.decode("utf-8"))
    if kind is FileKind.OFFICE:
        return Seen(kind, 0, tuple(office.judged(data, name).head["found"]), "")
    if kind is FileKind.PDF or kind.picture:
        answer = confine.ask("pdf-look" if kind is FileKind.PDF else "picture-look", data, name, _caps())
        found = tuple(map(str, answer.head["found"]))
        return Seen(kind, int(answer.head["pages"]), found, answer.body.decode("utf-8"))
    raise RefusedByCheck(f"a file of this kind ({kind}) is never shown", where=name, remedy="It stays sealed.")


def pages(data: bytes, name: str, hide: Sequence[str] = (), hidden: Iterable[Path] = ()) -> Iterator[Page]:
    """Yield the pages of a document or picture as pixels, at most `limits.pages_max`; text has none.

    `hide`: words whose places are to be found; `hidden`: folders that LibreOffice shall see empty.
    """
    kind = kind_of(data, name)
    if kind is FileKind.OFFICE:
        data, kind = office.to_pdf(data, name, hidden), FileKind.PDF
    if not (kind is FileKind.PDF or kind.picture):
        raise RefusedByCheck(f"a file of this kind ({kind}) has no pages to draw", where=name)
    job, first = "pdf-pages" if kind is FileKind.PDF else "picture-pages", 0
    while True:
        answer = confine.ask(job, data, name, _caps(), {"first": first, "hide": list(hide), "room": _room()})
        sizes = [(int(width), int(height)) for width, height in answer.head["sizes"]]
        if not sizes:
            if first == 0:
                raise UnreadableSource("it has no page that can be drawn", where=name)
            return
        yield from _cut(answer, sizes, name)
        first += len(sizes)
        if first >= min(int(answer.head["total"]), limits.pages_max):
            return


def _room() -> int:
    return limits.child_answer_max_bytes - 1_000_000


def _cut(answer: confine.Answer, sizes: list[tuple[int, int]], name: str) -> Iterator[Page]:
    if sum(3 * width * height for width, height in sizes) != len(answer.body):
        raise UnreadableSource("the reader's answer does not agree with itself", where=name)
    start = 0
    for (width, height), boxes in zip(sizes, answer.head["boxes"], strict=True):
        if not 0 < width * height <= max(limits.page_pixels_max * 2, limits.picture_pixels_max):
            raise LimitExceeded("a page of more pixels than may be", where=name)
        end = start + 3 * width * height
        yield Page(width, height, answer.body[start:end], tuple((b[0], b[1], b[2], b[3]) for b in boxes))
        start = end


def burned(page: Page, boxes: Iterable[Box]) -> Page:
    """Return a page with black boxes in place of what was there: the pixels under them are gone."""
    picture = page.picture
    draw = ImageDraw.Draw(picture)
    for left, top, width, height in boxes:
        draw.rectangle((left, top, left + width - 1, top + height - 1), fill=(0, 0, 0))
    return Page(page.width, page.height, picture.tobytes())


def png(page: Page) -> bytes:
    """Return a page as a PNG with nothing in it but its pixels."""
    out = io.BytesIO()
    page.picture.save(out, "PNG", optimize=False)
    return out.getvalue()


def jpeg(page: Page) -> bytes:
    """Return a page as a JPEG with nothing in it but its pixels."""
    out = io.BytesIO()
    page.picture.save(out, "JPEG", quality=92, subsampling=0)
    return out.getvalue()


def pdf(drawn: Iterable[Page]) -> bytes:
    """Return pages as a PDF of pictures: no text, name, time or program in it; the same pages give the same bytes."""
    made = pikepdf.new()
    for page in drawn:
        points = [page.width * 72 / limits.page_dots_per_inch, page.height * 72 / limits.page_dots_per_inch]
        image = pikepdf.Stream(made, zlib.compress(page.pixels, 6))
        image.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=page.width, Height=page.height,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.FlateDecode,
        )  # fmt: skip
        content = f"q {points[0]:.2f} 0 0 {points[1]:.2f} 0 0 cm /P Do Q".encode("ascii")
        plain = pikepdf.Dictionary(
            Type=pikepdf.Name.Page, MediaBox=[0, 0, round(points[0], 2), round(points[1], 2)],
            Contents=made.make_stream(content), Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=image)),
        )  # fmt: skip
        made.pages.append(pikepdf.Page(made.make_indirect(plain)))
    out = io.BytesIO()
    made.save(out, static_id=True)
    return out.getvalue()


def shown_text(text: str) -> str:
    """Return text as it may be looked at: whatever is invisible or misleading in it is shown by its number."""
    return safe_text(text.replace("\r\n", "\n"), keep="\n\t")
