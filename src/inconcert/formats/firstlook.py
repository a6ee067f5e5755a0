"""The first look at bytes: how large, and of which kind, so that a refusal says what came instead of the list.

>>> refuse_other_kinds(b"<!DOCTYPE html><title>Sorry</title>", "sdn.csv", "CSV")
Traceback (most recent call last):
    ...
inconcert.model.errors.UnreadableSource: this is an HTML page, not the list (CSV) (at sdn.csv)
"""

from __future__ import annotations

import re

from inconcert.formats import limits
from inconcert.model.errors import LimitExceeded, UnreadableSource

_HTML = re.compile(rb"\A(?:<\?xml[^>]*>)?(?:\s|<!--.*?-->)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_KINDS = (
    (b"\xff\xfe", "UTF-16 or UTF-32 text"),
    (b"\xfe\xff", "UTF-16 text"),
    (b"\x00\x00\xfe\xff", "UTF-32 text"),
    (b"+/v8", "UTF-7 text"),
    (b"+/v9", "UTF-7 text"),
    (b"+/v+", "UTF-7 text"),
    (b"+/v/", "UTF-7 text"),
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"%PDF", "a PDF document"),
)


def refuse_other_kinds(data: bytes, name: str, wanted: str) -> None:
    """Raise UnreadableSource where `data` is empty or plainly not `wanted` ("CSV", "XML", "JSON").

    Raises LimitExceeded beyond `limits.file_max_bytes`.
    """
    refuse_oversize(data, name)
    if not data[:4096].strip() and not data.strip():
        raise UnreadableSource("the file is empty", where=name)
    start = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(start):
        raise UnreadableSource(f"this is an HTML page, not the list ({wanted})", where=name)
    for magic, kind in _KINDS:
        if start.startswith(magic):
            raise UnreadableSource(f"this is {kind}, not {wanted}", where=name)
    if wanted != "XML" and start.lstrip().startswith(b"<?xml"):
        raise UnreadableSource(f"this is XML, not {wanted}", where=name)


def refuse_oversize(data: bytes, name: str) -> None:
    """Raise LimitExceeded where `data` is larger than `limits.file_max_bytes`."""
    if len(data) > limits.file_max_bytes:
        raise LimitExceeded(f"larger than {limits.file_max_bytes} bytes", where=name)
