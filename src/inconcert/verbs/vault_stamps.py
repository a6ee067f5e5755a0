"""inconcert vault stamp: a request file goes to a time-stamping authority, its answer comes back as a file.

Nothing here uses the network: the files travel by whatever way the custodian trusts, for instance with `curl` on
another machine. A request holds a hash and nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path

from inconcert.model.errors import UserError
from inconcert.model.vault import Checkpoint
from inconcert.vault.stamps import Asked, Stamp, checkpoint_bytes, keep, request
from inconcert.verbs.vault import Desk, working


def ask(desk: Desk, case: str, out: Path) -> Path:
    """Write the request OUT.tsq for the case's newest checkpoint, and beside it what its answer is checked against."""
    with working(desk, case) as opened:
        checkpoint = opened.log().checkpoint
    asked = request(checkpoint)
    try:
        with out.with_suffix(".tsq").open("xb") as file:
            file.write(asked.der)
        plain = {**json.loads(checkpoint_bytes(checkpoint)), "nonce": str(asked.nonce)}
        out.with_suffix(".asked.json").write_text(json.dumps(plain) + "\n", "utf-8")
    except OSError as error:
        raise UserError(f"the request cannot be written: {error.strerror}", where=str(out)) from error
    return out.with_suffix(".tsq")


def answered(desk: Desk, case: str, asked_file: Path, answer: Path, roots: Path) -> Stamp:
    """Keep an authority's answer with the case if it holds; raises RefusedByCheck or UserError."""
    try:
        said = json.loads(asked_file.read_bytes())
        checkpoint = Checkpoint(said["case"], said["size"], said["sha256"])
        asked = Asked(b"", int(said["nonce"]))
        given, trusted = answer.read_bytes(), roots.read_bytes()
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise UserError(f"the request, its answer or the root certificate cannot be read: {error}") from error
    with working(desk, case) as opened:
        return keep(opened, desk.who, checkpoint, given, trusted, asked)
