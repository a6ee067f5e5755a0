"""The verb that lets something leave: with accounts two persons do it, and for exact bytes.

What is hashed holds its markings and its addressees: a lower TLP or one more recipient is another thing, for which two
persons must be asked anew.
"""

from __future__ import annotations

import hashlib
import secrets

from inconcert.model.account import Release
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.store import audit
from inconcert.store.releases import decide_release, keep_release, releases
from inconcert.verbs.house import House

KINDS = ("letter", "dossier", "message", "exhibit")
DECISIONS = ("approved", "refused")


def ask_release(house: House, kind: str, thing: str, sha256: str) -> Release:
    """Ask that exact bytes may leave; UserError for a kind that does not leave this way."""
    if kind not in KINDS:
        raise UserError(f"not a thing that leaves: {kind}", remedy=f"One of {', '.join(KINDS)}.")
    made = Release(
        secrets.token_hex(8), house.viewer.organisation, kind, thing, sha256, house.viewer.account, house.store.now()
    )
    return keep_release(house.store, house.viewer, made)


def decide(house: House, release_id: str, decision: str) -> Release:
    """Approve or refuse as the second person; RefusedByCheck for the person who asked."""
    if decision not in DECISIONS:
        raise UserError("a release is approved or refused", remedy="Choose one of them.")
    return decide_release(house.store, house.viewer, release_id, decision)


def leave(house: House, kind: str, thing: str, content: bytes) -> None:
    """Let exact bytes leave where two persons agreed; else ask for the second one and raise RefusedByCheck.

    One line where something leaves: the same form sent again after the other person agreed goes through.
    """
    digest = hashlib.sha256(content).hexdigest()
    try:
        released(house, kind, digest)
    except RefusedByCheck as error:
        ask_release(house, kind, thing, digest)
        raise RefusedByCheck(
            "this leaves when a second person agrees, who is asked now",
            remedy="Send the form again when it is agreed on the page of what waits to leave.",
        ) from error


def waiting(house: House) -> tuple[Release, ...]:
    """Return what was asked to leave and what became of it, the newest first."""
    return releases(house.store, house.viewer)


def released(house: House, kind: str, sha256: str) -> None:
    """Raise RefusedByCheck unless two persons let exactly these bytes leave; call it where they leave.

    Without an account it is the operator on their own machine, who answers for themselves.
    """
    if not house.viewer.account:
        return
    for item in releases(house.store, house.viewer):
        if (item.kind, item.sha256, item.decision) == (kind, sha256, "approved"):
            return
    audit.record_by(house.store, house.viewer, "release.missing", {"kind": kind, "sha256": sha256})
    raise RefusedByCheck("this leaves only when a second person agrees", remedy="Ask for its release first.")
