"""Exhibits in. Who receives needs public keys only, and cannot read what they received.

Rules:
- one pass: hashed while it is sealed; on disk; logged; then named. Nothing of the file's own name is on the disk;
- an exhibit rests on named sources, or is open-source material: never neither;
- index-only is the usual way: hash, sources and elements are kept, the material stays where it is.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from inconcert.model.errors import InconcertError, UserError
from inconcert.model.vault import Action, Deposit, Facts
from inconcert.vault import place
from inconcert.vault.case import Case, Entry, record
from inconcert.vault.files import on_disk, our_errors, temporary, temporary_of
from inconcert.vault.ring import Signing
from inconcert.vault.sealing import Digest, Hashing, Readable, chunk_bytes, seal_stream


def receive(case: Case, who: Signing, plain: Readable, deposit: Deposit, action: Action = Action.RECEIVED) -> str:
    """Store the content of an exhibit, sealed to the case; return its id. Raises InconcertError: nothing was kept."""
    check_deposit(deposit)
    assert action.stores
    item, recipient = place.new_id(), case.recipient()
    final = place.item_file(case.folder, item)
    try:
        with our_errors(case.folder), temporary(final) as out:
            digest = seal_stream(plain, out, recipient)
            on_disk(out, case.day)
            with case.lock():
                facts, files = _facts(digest, deposit), (temporary_of(final),)
                record(case, who, Entry(action, item, facts=facts, files=files, recipient=recipient))
    except BaseException:
        # what is left is named if it was logged, else cleared: by us now, or by whoever comes next
        with suppress(InconcertError, OSError), case.lock():
            pass
        raise
    return item


def index(case: Case, who: Signing, material: Readable | Digest, deposit: Deposit) -> str:
    """Keep an exhibit's hash, sources and elements, and not its content; return its id.

    `material`: a stream, read once and left where it is, or what is known of it.
    """
    check_deposit(deposit)
    if not deposit.kept_at:
        raise UserError("an index says where the material is left", remedy="Name the place, drive or safe.")
    digest = material if isinstance(material, Digest) else digest_of(material)
    item = place.new_id()
    with case.lock():
        record(case, who, Entry(Action.INDEXED, item, facts=_facts(digest, deposit)))
    return item


def digest_of(stream: Readable) -> Digest:
    """Return what a stream is, read in parts."""
    hashing = Hashing(stream)
    while hashing.read(chunk_bytes):
        pass
    return hashing.digest()


def check_deposit(deposit: Deposit) -> None:
    """Raise UserError unless it names its sources by handle, or says that it is open-source material."""
    for name in deposit.sources:
        place.handle(name)
    if bool(deposit.sources) == deposit.open_source:
        raise UserError(
            "an exhibit rests on named sources, or is open-source material",
            remedy="Name each source by its pseudonym, or say that it is open-source material.",
        )


def _facts(digest: Digest, deposit: Deposit) -> Facts:
    private: dict[str, Any] = asdict(deposit)
    collection = private.pop("collection")
    return Facts(material={**asdict(digest), "collection": collection}, private=private)
