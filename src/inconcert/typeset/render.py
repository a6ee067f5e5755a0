"""One document in four formats: prepared once, so that the words are the same in each."""

from __future__ import annotations

from inconcert.model.errors import UserError
from inconcert.typeset.characters import prepared
from inconcert.typeset.to_docx import docx_of
from inconcert.typeset.to_html import html_of
from inconcert.typeset.to_pdf import pdf_of
from inconcert.typeset.to_text import text_of
from inconcert.typeset.tree import Document

FORMATS = ("docx", "pdf", "html", "txt")
"""Every format, by the ending of its files."""


def rendered(document: Document, formats: tuple[str, ...] = FORMATS) -> dict[str, bytes]:
    """Return format → bytes; the same document gives the same bytes. Raises UserError for another format."""
    ready = prepared(document)
    return {name: _one(ready, name) for name in formats}


def _one(ready: Document, name: str) -> bytes:
    if name == "docx":
        return docx_of(ready)
    if name == "pdf":
        return pdf_of(ready)
    if name == "html":
        return html_of(ready).encode("utf-8")
    if name == "txt":
        return text_of(ready).encode("utf-8")
    raise UserError(f"no format is called {name!r}", remedy=f"Known: {', '.join(FORMATS)}.")
