"""E-mail and web pages to plain text. For the confined child only.

Rules: nothing is fetched; markup is cleaned (`cleaning`) before its text is taken; attachments are named, with their
size and SHA-256, and not opened.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
from email.message import EmailMessage
from typing import Any

from inconcert.formats import limits
from inconcert.formats.cleaning import text_of
from inconcert.model.errors import LimitExceeded, UnreadableSource

_HEADERS = ("From", "To", "Cc", "Date", "Subject", "Message-ID")
_parts_max = 500
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def mail(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Return an e-mail as text: its headers, its words, and what is attached to it."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    lines, attached = [], []
    try:
        for header in _HEADERS:
            if message[header] is not None:
                lines.append(f"{header}: {message[header]}")
        for number, part in enumerate(message.walk()):
            if number > _parts_max:
                raise LimitExceeded(f"more than {_parts_max} parts", where=name)
            if part.is_multipart():
                continue
            if part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text":
                attached.append(_attachment(part))
            else:
                lines += ["", _words(part)]
    except _FAULTS as error:
        raise UnreadableSource(f"not a readable e-mail: {error}", where=name) from error
    lines += ["", *(f"Attached, not opened: {item}" for item in attached)]
    return _answer("\n".join(lines), attached)


def html(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Return the words of a web page or a drawing in SVG; scripts, styles and what it would fetch are left out."""
    return _answer(text_of(data.decode("utf-8", "replace")), [])


def _words(part: Any) -> str:
    text = str(part.get_content())
    return text_of(text) if part.get_content_subtype() == "html" else text


def _attachment(part: Any) -> str:
    content = part.get_payload(decode=True) or b""
    name = str(part.get_filename() or part.get_content_type())
    return f"{name}, {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}"


def _answer(text: str, attached: list[str]) -> tuple[dict[str, Any], bytes]:
    if len(text) > limits.document_text_max_chars:
        raise LimitExceeded(f"more than {limits.document_text_max_chars} characters of text")
    return {"answer": "text", "attached": len(attached)}, text.encode("utf-8", "replace")
