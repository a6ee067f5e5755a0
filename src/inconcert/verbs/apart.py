"""A ceremony whose custodians sit apart: each step takes files that were sent, and makes one to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inconcert.exchange import apart
from inconcert.exchange.apart import Request
from inconcert.exchange.ceremony import Plan
from inconcert.exchange.desk import Desk
from inconcert.exchange.keys import Ring
from inconcert.model.errors import UserError

FOUND = "found"


def make_key(drive: Path, passphrase: bytes, out: Path, *, dry_run: bool) -> Plan:
    """Make a root key on this custodian's drive, and the public part in `out`."""
    steps = (f"make a root key in {drive}", f"write its public part to {out}; send that file to the desk")
    if dry_run:
        return Plan(steps, False)
    _free(out)
    _write(out, apart.new_key(Ring(drive, passphrase)))
    return Plan(steps, True)


def propose(
    desk: Desk, what: str, party: str, keys: Sequence[Path], threshold: int, desks: int, out: Path, *,
    last_good: int | None = None, dry_run: bool = False,
) -> tuple[Plan, Request | None]:  # fmt: skip
    """Make new keys at the desk and the request that custodians sign; the request is None in a dry run."""
    custodians = [apart.key_of(_read(path), str(path)) for path in keys]
    made = "desk, online, author and age keys" if what == FOUND else f"{what} key(s)"
    steps = (
        f"make new {made} in {desk.folder / 'own' / 'keys'}" if what != "root" else "make no key: the custodians did",
        f"write the request to {out}; send it to each custodian, and read its SHA-256 to them by voice",
        "nothing is published before enough of them have signed",
    )
    if dry_run:
        return Plan(steps, False), None
    _free(out)
    if what == FOUND:
        desk.name_ourselves(party)
        request = apart.founding(desk.outbox, desk.ring, custodians, threshold=threshold, desks=desks)
    else:
        request = apart.change(desk.outbox, desk.ring, what, custodians, threshold=threshold, last_good=last_good)
    _write(out, request.written())
    desk.log("propose", what=what, request=request.fingerprint)
    return Plan(steps, True), request


def read_request(path: Path) -> Request:
    """Return the request in a file."""
    return apart.request_of(_read(path), str(path))


def sign(request: Request, drive: Path, passphrase: bytes, fingerprint: str, out: Path) -> None:
    """Sign a request with the root key on this custodian's drive, into `out`."""
    _free(out)
    _write(out, apart.sign(request, Ring(drive, passphrase), fingerprint))


def finish(desk: Desk, request: Request, signatures: Sequence[Path], *, dry_run: bool) -> Plan:
    """Publish what enough custodians signed."""
    found = [(str(path), _read(path)) for path in signatures]
    plan = apart.finish(desk.outbox, desk.ring, request, found, dry_run=dry_run)
    if plan.done:
        desk.log("finish", request=request.fingerprint, root=request.after.version)
    return plan


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"cannot be read: {error.strerror}", where=str(path)) from error


def _free(path: Path) -> None:
    if path.exists():
        raise UserError("this file is there already", where=str(path), remedy="Name a new one.")


def _write(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise UserError(f"cannot be written: {error.strerror}", where=str(path)) from error
