"""age in one pass with the hashes, and its header looked at first.

Rules:
- what is sealed is hashed (SHA-256, SHA-512) in the same pass, so that nothing is read twice;
- before its header reaches the age library, which reads it in quadratic time, its end must stand within the first
  16 KiB, it must name at most 100 recipients and no passphrase;
- a stream that is cut, altered or longer than it should be is refused; what was decrypted till then is the caller's to
  throw away.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, Protocol

import pyrage

from inconcert.model.errors import OurError, RefusedByCheck, UserError

header_max_bytes = 16 * 1024
recipients_max = 100
chunk_bytes = 64 * 1024
_tag_bytes = 16
_MAGIC = b"age-encryption.org/v1\n"
_MAC_LINE = re.compile(rb"\n--- [A-Za-z0-9+/]{43}\n")
_STANZA = re.compile(rb"^-> (\S+)", re.MULTILINE)

Identity = Any  # the library has no types; it is pyrage.x25519.Identity
"""A private age key."""


class Readable(Protocol):
    """Anything bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What a stream of bytes was: size in bytes and hashes in hex."""

    size: int
    sha256: str
    sha512: str


class Hashing:
    """A stream that hashes what passes through it, read or written; without a file under it, it only hashes."""

    def __init__(self, under: Any = None) -> None:
        self._under = under
        self._sha256 = hashlib.sha256()
        self._sha512 = hashlib.sha512()
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        """Return bytes from under it."""
        data: bytes = self._under.read(size)
        self._take(data)
        return data

    def write(self, data: bytes) -> int:
        """Pass bytes on."""
        self._take(data)
        if self._under is not None:
            self._under.write(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the file under it is flushed by who opened it."""

    def digest(self) -> Digest:
        """Return what has passed so far."""
        return Digest(self._size, self._sha256.hexdigest(), self._sha512.hexdigest())

    def _take(self, data: bytes) -> None:
        self._sha256.update(data)
        self._sha512.update(data)
        self._size += len(data)


def new_identity() -> Identity:
    """Return a new private age key."""
    return pyrage.x25519.Identity.generate()


def identity_of(text: str) -> Identity:
    """Return the private age key that a text is; raises UserError."""
    try:
        return pyrage.x25519.Identity.from_str(text.strip())
    except pyrage.IdentityError as error:
        raise UserError("not a private age key", remedy="It begins with AGE-SECRET-KEY-1.") from error


def recipient_of(text: str) -> str:
    """Return a public age key as it is written; raises UserError."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text.strip()))
    except pyrage.RecipientError as error:
        raise UserError("not a public age key", remedy="It begins with age1.") from error


def seal_stream(plain: Readable, out: IO[bytes], recipient: str) -> Digest:
    """Seal a stream to a recipient; return what the plaintext was. Raises OSError, or OurError, where it fails."""
    hashing = Hashing(plain)
    try:
        pyrage.encrypt_io(hashing, out, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.EncryptError as error:  # the library hides what the disk said in its text
        raise OurError(f"could not be sealed: {error}", remedy="Nothing was kept.") from error
    return hashing.digest()


def open_stream(sealed: IO[bytes], out: Any, identities: Sequence[Identity], where: str) -> Digest:
    """Open a sealed stream into `out` (None: hash only); return what came. Raises RefusedByCheck, or OSError of `out`.

    What `out` holds after a refusal is not to be used.
    """
    expected = plain_size(sealed, where)
    guarded = _Guarded(out)
    hashing = Hashing(guarded)
    try:
        pyrage.decrypt_io(sealed, hashing, list(identities))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise RefusedByCheck("this key does not open it: it is sealed to others", where=where) from error
        raise RefusedByCheck(f"damaged or altered: {error}", where=where) from error
    except OSError as error:
        if guarded.failed is not None:
            raise guarded.failed from error
        if "truncated" in str(error):
            raise RefusedByCheck("truncated: it ends before its end", where=where) from error
        if expected - hashing.digest().size < chunk_bytes:
            raise RefusedByCheck(
                "truncated or altered: the seal of its last part does not hold", where=where
            ) from error
        raise RefusedByCheck("damaged or altered: the seal of a part does not hold", where=where) from error
    return hashing.digest()


def plain_size(sealed: IO[bytes], where: str) -> int:
    """Return how many bytes a sealed file should give, having looked at its header; raises RefusedByCheck."""
    start = sealed.tell()
    head = sealed.read(header_max_bytes)
    whole = sealed.seek(0, io.SEEK_END) - start
    sealed.seek(start)
    if not head.startswith(_MAGIC):
        raise RefusedByCheck("damaged or altered: not an age file", where=where)
    end = _MAC_LINE.search(head)
    if end is None:
        raise RefusedByCheck(f"the age header does not end within {header_max_bytes} bytes", where=where)
    kinds = _STANZA.findall(head, 0, end.start() + 1)
    if b"scrypt" in kinds or len(kinds) > recipients_max:
        raise RefusedByCheck("sealed with a passphrase or to too many: the vault writes no such file", where=where)
    body = whole - end.end() - _tag_bytes
    chunks = -(-body // (chunk_bytes + _tag_bytes))
    return body - chunks * _tag_bytes


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """Return a small thing sealed to recipients."""
    return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(item) for item in recipients]))


def opened(data: bytes, identities: Sequence[Identity], where: str) -> bytes:
    """Return what a small sealed thing holds; raises RefusedByCheck."""
    out = io.BytesIO()
    open_stream(io.BytesIO(data), out, identities, where)
    return out.getvalue()


class _Guarded:
    """Keeps what the disk under the plaintext refused: the library raises OSError for a broken seal too."""

    def __init__(self, under: Any) -> None:
        self._under = under
        self.failed: OSError | None = None

    def write(self, data: bytes) -> None:
        if self._under is None:
            return
        try:
            self._under.write(data)
        except OSError as error:
            self.failed = error
            raise
