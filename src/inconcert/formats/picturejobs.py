"""Pictures to pixels, and what they carry beside them. For the confined child only.

Rules:
- how many pixels a picture claims is looked at before one is decoded;
- only six formats are tried; each frame or page is turned as its camera says, and nothing else of it is kept;
- what a picture carries is read from its own parts (JPEG segments, PNG chunks), not from what a library makes of it:
  whatever is not needed to show it has a name here, or is "an unknown part".
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from inconcert.formats import limits
from inconcert.model.errors import LimitExceeded, SourceError, UnreadableSource

FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "WEBP", "BMP")
_PLAIN_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_CHUNKS = {b"tEXt": "text", b"zTXt": "text", b"iTXt": "text", b"eXIf": "EXIF", b"tIME": "a time", b"iCCP": "a profile"}
_SEGMENTS = {0xE1: "EXIF or XMP", 0xE2: "a profile", 0xED: "IPTC", 0xFE: "a comment"}
_FAULTS = (OSError, ValueError, SyntaxError, IndexError, KeyError, TypeError, EOFError, OverflowError, AttributeError)


def ready() -> None:
    """Have the formats loaded before everything is given up."""
    Image.init()
    Image.MAX_IMAGE_PIXELS = limits.picture_pixels_max
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def look(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Return what a picture carries beside its pixels, in words."""
    picture = _opened(data, name)
    found = set(_carried(data, str(picture.format), name))
    return {"answer": "look", "pages": getattr(picture, "n_frames", 1), "found": sorted(found)}, b""


def pages(data: bytes, name: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the pixels of as many frames or pages as fit the answer, from `first` on."""
    first, room = int(options.get("first", 0)), int(options.get("room", limits.child_answer_max_bytes))
    picture = _opened(data, name)
    total = int(getattr(picture, "n_frames", 1))
    sizes, parts = [], []
    try:
        for number, frame in enumerate(ImageSequence.Iterator(picture)):
            if number < first:
                continue
            if number >= limits.pages_max:
                break
            _judge_size(frame, name)
            plain = _plain(frame)
            if room < len(plain.tobytes()):
                break
            room -= len(plain.tobytes())
            sizes.append([plain.width, plain.height])
            parts.append(plain.tobytes())
    except Image.DecompressionBombError as error:
        raise LimitExceeded(str(error), where=name) from error
    except SourceError:
        raise
    except _FAULTS as error:
        raise UnreadableSource(f"a damaged picture: {error}", where=name) from error
    return {"answer": "pages", "total": total, "sizes": sizes, "boxes": [[] for _ in sizes]}, b"".join(parts)


def _opened(data: bytes, name: str) -> Any:
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LimitExceeded(f"more than {limits.picture_pixels_max} pixels", where=name) from error
    except UnidentifiedImageError as error:
        raise UnreadableSource("not a readable picture", where=name) from error
    except _FAULTS as error:
        raise UnreadableSource(f"not a readable picture: {error}", where=name) from error
    _judge_size(picture, name)
    return picture


def _judge_size(picture: Any, name: str) -> None:
    if picture.width * picture.height > limits.picture_pixels_max:
        raise LimitExceeded(f"more than {limits.picture_pixels_max} pixels", where=name)


def _plain(frame: Any) -> Any:
    """Return a frame as it is meant to be seen, in red, green and blue, on white where it is transparent."""
    turned = ImageOps.exif_transpose(frame)
    if turned.mode in ("RGBA", "LA", "PA", "P") or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        white = Image.new("RGBA", turned.size, "white")
        white.alpha_composite(turned)
        turned = white
    return turned.convert("RGB")


def _carried(data: bytes, kind: str, name: str) -> Iterator[str]:
    if kind == "PNG":
        yield from _chunks(data, name)
    elif kind in ("JPEG", "MPO"):
        yield from _segments(data, name)
    else:
        yield f"whatever {kind} carries"  # four formats with many places to hide in: copies of them are made anew


def _chunks(data: bytes, name: str) -> Iterator[str]:
    at = 8
    while at + 12 <= len(data):
        size, mark = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if mark not in _PLAIN_CHUNKS:
            yield _CHUNKS.get(mark, "an unknown part")
        at += 12 + size
        if mark == b"IEND":
            break
    if at != len(data):
        yield "something behind its end"


def _segments(data: bytes, name: str) -> Iterator[str]:
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise UnreadableSource("a damaged JPEG", where=name)
        mark, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if mark in _SEGMENTS or (0xE0 < mark <= 0xEF):
            yield _SEGMENTS.get(mark, "an unknown part")
        elif mark == 0xE0 and (data[at + 4 : at + 9] != b"JFIF\0" or data[at + 16 : at + 18] != b"\0\0"):
            yield "a thumbnail"
        if mark == 0xDA:
            yield from _scans(data, at + 2 + size)
            return
        at += 2 + size


def _scans(data: bytes, at: int) -> Iterator[str]:
    """Walk over what is coded, and name what stands between or behind the scans."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        mark = data[at + 1]
        if mark == 0xD9:
            if at + 2 != len(data):
                yield "something behind its end"
            return
        if mark in (0x00, 0xFF) or 0xD0 <= mark <= 0xD7:
            at += 1 if mark == 0xFF else 2
            continue
        if mark in _SEGMENTS or 0xE0 <= mark <= 0xEF:
            yield _SEGMENTS.get(mark, "an unknown part")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
