"""PDF looked at and turned into pixels. For the confined child only.

Rules:
- nothing in a document runs: the engine that draws it has no JavaScript, and forms are not filled;
- what is active, hidden or attached is named, so that a caller can refuse it: JavaScript, launch actions, embedded
  files, XFA, layers, earlier revisions, annotations, metadata;
- a page tree that goes in circles, or is not as deep and wide as it says, is refused; beyond `pages_max` pages nothing
  is drawn, and a page larger than `page_pixels_max` is drawn smaller.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
import pypdfium2

from inconcert.formats import limits
from inconcert.model.errors import LimitExceeded, UnreadableSource

_KEYS = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/EmbeddedFiles": "an embedded file",
    "/EmbeddedFile": "an embedded file",
    "/AF": "an embedded file",
    "/XFA": "an XFA form",
    "/OCProperties": "layers",
    "/RichMedia": "media",
    "/Annots": "annotations",
    "/AcroForm": "a form",
    "/PieceInfo": "private data of a program",
    "/Metadata": "metadata",
    "/Thumb": "thumbnails",
    "/StructTreeRoot": "a second text for screen readers",
}
_NAMES = {
    "/JavaScript": "JavaScript",
    "/Launch": "a launch action",
    "/EmbeddedFile": "an embedded file",
    "/GoToR": "a link to another file",
    "/SubmitForm": "a form that sends",
    "/ImportData": "an import of data",
    "/RichMedia": "media",
}
_ENDS = re.compile(rb"%%EOF")
_depth_max = 60


def ready() -> None:
    """Have the engine loaded before everything is given up."""
    pypdfium2.raw.FPDF_GetLastError()


def look(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Return what a document holds beside its pages, in words, and all text that can be extracted as the body."""
    with _drawn(data, name) as document:
        total = len(document)
        text = "".join(_texts(document, min(total, limits.pages_max)))
    found = _found(data, name)
    return {"answer": "look", "pages": total, "found": sorted(found)}, text.encode("utf-8", "replace")


def pages(data: bytes, name: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the pixels of as many pages as fit the answer, from `first` on; `hide`: words whose places are named."""
    first, room = int(options.get("first", 0)), int(options.get("room", limits.child_answer_max_bytes))
    sizes: list[list[int]] = []
    boxes: list[list[list[int]]] = []
    parts: list[bytes] = []
    with _drawn(data, name) as document:
        total = len(document)
        for number in range(first, min(total, limits.pages_max)):
            width, height, pixels, places = _page(document, number, options.get("hide", ()))
            if room < len(pixels):
                break
            room -= len(pixels)
            sizes.append([width, height])
            boxes.append(places)
            parts.append(pixels)
    return {"answer": "pages", "total": total, "sizes": sizes, "boxes": boxes}, b"".join(parts)


class _drawn:
    """A document opened for drawing, and closed with its pages."""

    def __init__(self, data: bytes, name: str) -> None:
        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise UnreadableSource(f"not a readable PDF: {error}", where=name) from error

    def __enter__(self) -> Any:
        return self._document

    def __exit__(self, *_: object) -> None:
        self._document.close()


def _texts(document: Any, count: int) -> Iterator[str]:
    size = 0
    for number in range(count):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            continue  # a page that cannot be loaded shows no text; `pages` refuses it
        text = page.get_textpage().get_text_bounded()
        size += len(text)
        if size > limits.document_text_max_chars:
            raise LimitExceeded(f"more than {limits.document_text_max_chars} characters of text")
        yield text + "\n"


def _page(document: Any, number: int, hide: Any) -> tuple[int, int, bytes, list[list[int]]]:
    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise UnreadableSource(f"page {number + 1} cannot be read: {error}") from error
    width, height = page.get_size()
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise UnreadableSource(f"page {number + 1} has no size")
    scale = limits.page_dots_per_inch / 72
    scale = min(scale, (limits.page_pixels_max / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=True, rev_byteorder=True, prefer_bgrx=False)
    picture = bitmap.to_pil().convert("RGB")
    return picture.width, picture.height, picture.tobytes(), _places(page, hide, picture.size)


def _places(page: Any, hide: Any, size: tuple[int, int]) -> list[list[int]]:
    """Return the boxes (left, top, width, height in pixels) of every occurrence of some words on a page."""
    if not hide:
        return []
    text = page.get_textpage()
    found = []
    for word in hide:
        search = text.search(str(word), match_case=False)
        while (place := search.get_next()) is not None:
            for number in range(place[0], place[0] + place[1]):
                # the loose box of each letter: as high as its line, with what its shape may reach beyond itself
                left, bottom, right, top = text.get_charbox(number, loose=True)
                corners = [_pixel(page, size, x, y) for x, y in ((left, bottom), (right, top))]
                (x0, x1), (y0, y1) = sorted(x for x, _ in corners), sorted(y for _, y in corners)
                found.append([x0 - 4, y0 - 4, x1 - x0 + 9, y1 - y0 + 9])
    return found


def _pixel(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    """Return the pixel that a point of a page is drawn at, also on a page that is turned or cropped."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pypdfium2.raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


def _found(data: bytes, name: str) -> set[str]:
    """Return in words what a document holds beside its pages; raises UnreadableSource or LimitExceeded."""
    found = {"earlier revisions"} if len(_ENDS.findall(data)) > 1 and b"/Linearized" not in data[:1024] else set()
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                found.add("encryption")
            if len(document.objects) > limits.document_objects_max:
                raise LimitExceeded(f"more than {limits.document_objects_max} objects", where=name)
            _check_tree(document, name)
            for item in document.objects:
                _walk(item, found, 0)
            if any(str(value) for value in document.docinfo.values()):
                found.add("metadata")
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableSource(f"not a sound PDF: {str(error)[:200]}", where=name) from error
    return found


def _check_tree(document: pikepdf.Pdf, name: str) -> None:
    """Refuse a page tree that goes in circles, is too deep, or holds too many pages."""
    seen: set[tuple[int, int]] = set()
    left: list[tuple[Any, int]] = [(document.Root.Pages, 0)]
    count = 0
    while left:
        node, depth = left.pop()
        if depth > _depth_max:
            raise LimitExceeded(f"a page tree of more than {_depth_max} levels", where=name)
        if node.is_indirect:
            if node.objgen in seen:
                raise UnreadableSource("a page tree that goes in circles", where=name)
            seen.add(node.objgen)
        kids = node.get("/Kids")
        if kids is None:
            count += 1
        else:
            left += [(kid, depth + 1) for kid in kids]
        if count + len(left) > limits.document_objects_max:
            raise LimitExceeded("more pages than a document has", where=name)


def _walk(item: Any, found: set[str], depth: int) -> None:
    if depth > _depth_max:
        raise LimitExceeded(f"objects nested more than {_depth_max} levels")
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
    if isinstance(item, pikepdf.Dictionary):
        for key, value in item.items():
            if key in _KEYS:
                found.add(_KEYS[key])
            if key in ("/S", "/Subtype", "/Type") and isinstance(value, pikepdf.Name) and str(value) in _NAMES:
                found.add(_NAMES[str(value)])
            if not getattr(value, "is_indirect", False):
                _walk(value, found, depth + 1)
    elif isinstance(item, pikepdf.Array):
        for value in item:
            if not getattr(value, "is_indirect", False):
                _walk(value, found, depth + 1)
