"""Parts that only named recipients read: age v1, with plaintext padded by blanks to a multiple of 4 KiB.

A sealed file opens with plain `age -d` and gives JSON. Before its header reaches the age library, which reads it in
quadratic time, it is looked at: its end within the first 16 KiB, at most 100 recipients, no passphrase stanza (whose
work factor could be 2^30).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyrage

from inconcert.exchange import limits
from inconcert.model.errors import OurError, RefusedByCheck, SourceError, UnreadableSource

_MAGIC = b"age-encryption.org/v1\n"
_MAC_LINE = re.compile(rb"\n--- [A-Za-z0-9+/]{43}\n")
_STANZA = re.compile(rb"^-> (\S+)", re.MULTILINE)

Identity = Any  # the library has no types; it is pyrage.x25519.Identity
"""A private age key."""


class NotForUs(SourceError):
    """None of our keys opens it: it is for others."""


def padded(data: bytes) -> bytes:
    """Return JSON filled up with blanks, which JSON ignores, so that its size says little."""
    return data + b" " * (-len(data) % limits.padding_bytes)


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """Return data sealed to age recipients; raises RefusedByCheck if there are none, too many, or one is no key."""
    if not recipients or len(recipients) > limits.recipients_max:
        raise RefusedByCheck(
            f"{len(recipients)} recipients: sealed to at least one and at most {limits.recipients_max} keys"
        )
    try:
        keys = [pyrage.x25519.Recipient.from_str(item) for item in recipients]
        return bytes(pyrage.encrypt(padded(data), keys))
    except pyrage.RecipientError as error:
        raise RefusedByCheck(f"not the key of a recipient: {error}") from error
    except pyrage.EncryptError as error:
        raise OurError(f"could not be sealed: {error}") from error


def opened(data: bytes, identities: Sequence[Identity]) -> bytes:
    """Return what was sealed; raises NotForUs if no key fits, UnreadableSource if the file is broken or hostile."""
    _check_header(data)
    if not identities:
        raise NotForUs("we have no key")
    try:
        return bytes(pyrage.decrypt(data, list(identities)))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise NotForUs("none of our keys opens it") from error
        raise UnreadableSource(f"the sealed part is broken: {error}") from error


def _check_header(data: bytes) -> None:
    head = data[: limits.age_header_max_bytes]
    if not head.startswith(_MAGIC):
        raise UnreadableSource("not an age file")
    end = _MAC_LINE.search(head)
    if end is None:
        raise UnreadableSource(f"the age header does not end within {limits.age_header_max_bytes} bytes")
    kinds = _STANZA.findall(head, 0, end.start() + 1)
    if b"scrypt" in kinds:
        raise UnreadableSource("sealed with a passphrase, which the exchange does not use")
    if len(kinds) > limits.age_stanzas_max or kinds.count(b"X25519") > limits.recipients_max:
        raise UnreadableSource(f"sealed to more than {limits.recipients_max} recipients")
