"""RFC 3161: two time-stamping authorities or more say that a checkpoint was there on a day.

Rules:
- a token is over the checkpoint's bytes, so that plain `openssl ts -verify` checks it;
- a token answers our own request: another checkpoint, another nonce, or an authority whose certificate is not for
  time-stamping under a root we were given, is refused;
- how a request travels is the caller's: a file, an intermediary, another machine. Only hashes are sent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerificationError, VerifierBuilder
from rfc3161_client import decode_timestamp_response as decoded

from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.vault import Action, Checkpoint
from inconcert.vault.case import Case, Entry, record
from inconcert.vault.facts import json_bytes
from inconcert.vault.files import our_errors, write_whole
from inconcert.vault.log import checkpoint_of
from inconcert.vault.ring import Signing

answer_max_bytes = 64 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to a time-stamping authority: its DER bytes and its nonce."""

    der: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """A token that holds: the moment it names (UTC), and the SHA-256 of its authority's certificate."""

    at: str
    authority: str


def checkpoint_bytes(checkpoint: Checkpoint) -> bytes:
    """Return the bytes of a checkpoint, which a token is over."""
    return json_bytes({"case": checkpoint.case, "size": checkpoint.size, "sha256": checkpoint.sha256}) + b"\n"


def request(checkpoint: Checkpoint) -> Asked:
    """Return a request for a token over a checkpoint."""
    builder = TimestampRequestBuilder().data(checkpoint_bytes(checkpoint)).hash_algorithm(HashAlgorithm.SHA512)
    made = builder.nonce(nonce=True).build()
    return Asked(made.as_bytes(), int(made.nonce or 0))


def check(checkpoint: Checkpoint, answer: bytes, roots: bytes, nonce: int | None) -> Stamp:
    """Return what an authority's answer says of a checkpoint; raises RefusedByCheck.

    `roots`: certificates in PEM that the caller trusts. `nonce` None: the request is no longer at hand.
    """
    if len(answer) > answer_max_bytes:
        raise RefusedByCheck(f"a token of more than {answer_max_bytes} bytes")
    try:
        trusted = x509.load_pem_x509_certificates(roots)
    except ValueError as error:
        raise UserError("not certificates in PEM", remedy="Name the authority's root certificate.") from error
    try:
        response = decoded(answer)
        builder = VerifierBuilder(roots=trusted, nonce=nonce)
        builder.build().verify_message(response, checkpoint_bytes(checkpoint))
        authority = _authority(response.signed_data.certificates)
        return Stamp(response.tst_info.gen_time.strftime("%Y-%m-%dT%H:%M:%SZ"), authority)
    except (VerificationError, ValueError) as error:
        raise RefusedByCheck(f"the time-stamp does not hold for this checkpoint: {error}") from error


def keep(case: Case, who: Signing, checkpoint: Checkpoint, answer: bytes, roots: bytes, asked: Asked) -> Stamp:
    """Keep a token that holds with the case, and log it; raises RefusedByCheck if the log does not begin so."""
    stamp = check(checkpoint, answer, roots, asked.nonce)
    with our_errors(case.folder), case.lock():
        if checkpoint_of(case.id, case.log().data[: checkpoint.size]) != checkpoint:
            raise RefusedByCheck("this token is over another log", where=case.id)
        name = f"stamp-{checkpoint.size}-{stamp.authority[:8]}"
        write_whole(case.folder / f"{name}.json", checkpoint_bytes(checkpoint), case.day)
        write_whole(case.folder / f"{name}.tsr", answer, case.day)
        opening = {"token_sha256": hashlib.sha256(answer).hexdigest(), "at": stamp.at, "authority": stamp.authority}
        record(case, who, Entry(Action.STAMPED, open=opening))
    return stamp


def stamps(folder: Path) -> tuple[tuple[Path, Path], ...]:
    """Return the (checkpoint, token) files of a case or of the stamps of a bag."""
    return tuple((path, path.with_suffix(".tsr")) for path in sorted(folder.glob("stamp-*.json")))


def _authority(certificates: object) -> str:
    """Return the SHA-256 of the certificate that is for time-stamping and nothing else; raises ValueError."""
    assert isinstance(certificates, (set, frozenset, list))
    for der in certificates:
        certificate = x509.load_der_x509_certificate(der)
        try:
            usage = certificate.extensions.get_extension_for_oid(ExtensionOID.EXTENDED_KEY_USAGE)
        except x509.ExtensionNotFound:
            continue
        if usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]:  # type: ignore[call-overload]
            return hashlib.sha256(der).hexdigest()
    raise ValueError("no certificate for time-stamping in the answer")
