"""The chain of acts: each link holds all before it, so that one taken out or changed shows.

The digest of a row has a salt: whoever is given it for a row that is not theirs learns nothing by guessing.
"""

from __future__ import annotations

import hashlib
import json


def row_digest(salt: str, at: str, owner: str, who: str, verb: str, facts: str) -> str:
    """Return the SHA-256 of one act."""
    text = json.dumps([salt, at, owner, who, verb, facts], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def link_of(before: str, digest: str) -> str:
    """Return the link of an act from the link before it (empty for the first) and its digest."""
    return hashlib.sha256(f"{before}\n{digest}".encode("ascii")).hexdigest()
