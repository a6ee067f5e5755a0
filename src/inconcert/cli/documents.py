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
