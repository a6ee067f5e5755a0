"""Documents written to a folder in every format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from inconcert.model.errors import UserError
from inconcert.typeset.render import rendered
from inconcert.typeset.tree import Document


def write_documents(folder: Path, documents: Mapping[str, Document]) -> tuple[Path, ...]:
    """Write name → document as DOCX, PDF, HTML and text; return the files. UserError where it cannot be written."""
    found = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, document in documents.items():
            for ending, data in rendered(document).items():
                path = folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name)}.{ending}"
                path.write_bytes(data)
                found.append(path)
    except OSError as error:
        raise UserError(
            f"the documents could not be written: {error.strerror}", where=str(folder), remedy="Name another --out."
        ) from error
    return tuple(found)


def write_text(folder: Path, name: str, text: str) -> Path:
    """Write one text in UTF-8; return the file. UserError where it cannot be written."""
    path = folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name)}.txt"
    try:
        path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise UserError(f"the text could not be written: {error.strerror}", where=str(path)) from error
    return path
