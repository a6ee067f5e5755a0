"""Case files of dossiers: each change a new version beside the old ones, for each organisation in a folder of its own.

HOME/dossiers/OWNER/CASE/000001.json
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from inconcert.model.errors import OurError, UserError
from inconcert.model.rights import Owner, Right, Viewer, may
from inconcert.store.home import Store
from inconcert.store.owned import owner_for

CASE_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")


def keep_case(store: Store, viewer: Viewer, case_id: str, payload: str) -> None:
    """Keep a case as it is now, as its next version, whole or not at all; UserError for an id that is none."""
    folder = _folder(store, owner_for(viewer, Right.WRITE_CASEWORK)) / _checked(case_id)
    with store.lock():
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            number = len(list(folder.glob("*.json"))) + 1
            new = folder / f"{number:06d}.new"
            new.touch(mode=0o600)
            new.write_text(payload, "utf-8")
            new.replace(folder / f"{number:06d}.json")
        except OSError as error:
            raise OurError(f"the case could not be kept: {error.strerror}", where=str(folder),
                           remedy="See that the disk has room; the version before stands.") from error  # fmt: skip


def cases(store: Store, viewer: Viewer) -> dict[str, str]:
    """Return case id → its newest version, sorted by id; nothing to who may not read casework."""
    if not may(viewer, Right.READ_CASEWORK, Owner(viewer.organisation)):
        return {}
    found = {}
    for folder in sorted(_folder(store, viewer.organisation).glob("*")):
        versions = sorted(folder.glob("*.json"))
        if versions:
            found[folder.name] = versions[-1].read_text("utf-8")
    return found


def _folder(store: Store, owner: str) -> Path:
    """Return the folder of an owner; its name is a hash, for an owner's id may be any text."""
    return store.home / "dossiers" / hashlib.sha256(owner.encode("utf-8")).hexdigest()[:16]


def _checked(case_id: str) -> str:
    if not CASE_ID.fullmatch(case_id):
        raise UserError("a case's id has small letters, digits and - alone", remedy="For instance: a-b-2026.")
    return case_id
