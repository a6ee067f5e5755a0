"""What kind of file some bytes are, by their content; what is two kinds at once is refused.

Rules:
- the content decides, and a name that says otherwise is refused: `holiday.jpg` that is a program is no picture;
- a file begins with its mark at its first byte and ends where its kind ends: a PDF that is also a web page, a picture
  with an archive behind it, are refused;
- what is not known is OTHER, and is neither shown nor sent.

    >>> kind_of(b"%PDF-1.7 ... %%EOF", "a.pdf")
    <FileKind.PDF: 'pdf'>
    >>> kind_of(b"<script>", "a.pdf")
    Traceback (most recent call last):
    ...
    inconcert.model.errors.UnreadableSource: its name says pdf, its content is html (at a.pdf)
"""

from __future__ import annotations

import re
from enum import StrEnum

from inconcert.model.errors import UnreadableSource


class FileKind(StrEnum):
    """The kinds of files that evidence comes in."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    TIFF = "tiff"
    WEBP = "webp"
    BMP = "bmp"
    OFFICE = "office"  # OOXML or OpenDocument: a ZIP of XML
    OLD_OFFICE = "old office"
    RTF = "rtf"
    ZIP = "zip"
    HTML = "html"
    SVG = "svg"
    MAIL = "mail"
    TEXT = "text"
    VIDEO = "video"
    OTHER = "other"

    @property
    def picture(self) -> bool:
        """Return whether it is a picture made of pixels."""
        return self in PICTURES


PICTURES = frozenset((FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.TIFF, FileKind.WEBP, FileKind.BMP))
_MARKS = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"BM", FileKind.BMP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLD_OFFICE),
    (b"{\\rtf", FileKind.RTF),
    (b"\x1aE\xdf\xa3", FileKind.VIDEO),
    (b"OggS", FileKind.VIDEO),
)
_ENDINGS = {
    "pdf": (FileKind.PDF,),
    "jpg": (FileKind.JPEG,),
    "jpeg": (FileKind.JPEG,),
    "png": (FileKind.PNG,),
    "gif": (FileKind.GIF,),
    "tif": (FileKind.TIFF,),
    "tiff": (FileKind.TIFF,),
    "webp": (FileKind.WEBP,),
    "bmp": (FileKind.BMP,),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp"), (FileKind.OFFICE,)),
    **dict.fromkeys(("doc", "xls", "ppt"), (FileKind.OLD_OFFICE,)),
    "rtf": (FileKind.RTF,),
    "zip": (FileKind.ZIP,),
    "wacz": (FileKind.ZIP,),
    **dict.fromkeys(("html", "htm"), (FileKind.HTML, FileKind.TEXT)),
    "svg": (FileKind.SVG,),
    "eml": (FileKind.MAIL, FileKind.TEXT),
    **dict.fromkeys(("txt", "md", "csv", "json"), (FileKind.TEXT, FileKind.MAIL)),
    **dict.fromkeys(("mp4", "mov", "webm", "mkv", "ogg", "avi"), (FileKind.VIDEO,)),
}
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg[\s>])", re.IGNORECASE)
_SVG = re.compile(rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg[\s>]", re.I | re.S)
_MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
_MAIL_MARKS = (b"from:", b"date:", b"subject:", b"received:", b"message-id:")
_look_bytes = 4096
_archive_tail_bytes = 65_536 + 22


def kind_of(data: bytes, name: str = "") -> FileKind:
    """Return what kind of file some bytes are; raises UnreadableSource for two at once, or another than its name."""
    found = _by_content(data)
    _refuse_polyglot(data, found, name)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _ENDINGS and found not in _ENDINGS[ending]:
        raise UnreadableSource(f"its name says {ending}, its content is {found}", where=name)
    return found


def _by_content(data: bytes) -> FileKind:
    for mark, kind in _MARKS:
        if data.startswith(mark):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return FileKind.WEBP
    if (data.startswith(b"RIFF") and data[8:12] == b"AVI ") or data[4:8] == b"ftyp":
        return FileKind.VIDEO
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        office = b"[Content_Types].xml" in data or data[30:38] == b"mimetype"
        return FileKind.OFFICE if office else FileKind.ZIP
    return _text_kind(data)


def _text_kind(data: bytes) -> FileKind:
    start = data[:_look_bytes].removeprefix(b"\xef\xbb\xbf")
    if _SVG.match(start):
        return FileKind.SVG
    headers = _MAIL.match(start)
    if headers and sum(mark in headers[0].lower() for mark in _MAIL_MARKS) >= 2:
        return FileKind.MAIL
    if _HTML.search(start):
        return FileKind.HTML
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return FileKind.OTHER
    return FileKind.OTHER if b"\0" in data else FileKind.TEXT


def _refuse_polyglot(data: bytes, kind: FileKind, where: str) -> None:
    start, tail = data[:_look_bytes], data[-_archive_tail_bytes:]
    second = ""
    if kind is not FileKind.PDF and b"%PDF-" in data[:1024]:
        second = "a PDF"
    elif kind not in (FileKind.OFFICE, FileKind.ZIP) and b"PK\x05\x06" in tail and b"PK\x01\x02" in data:
        second = "an archive"
    elif (kind is FileKind.PDF or kind.picture) and (_HTML.search(start) or _HTML.search(data[-_look_bytes:])):
        second = "a web page"
    elif kind is FileKind.PDF and not data.rstrip(b"\0\r\n\t ").endswith(b"%%EOF"):
        second = "something behind the end of the document"
    if second:
        raise UnreadableSource(f"two kinds of file at once: {kind} and {second}", where=where)
