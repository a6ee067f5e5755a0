"""Secrets that a person carries: one-time links and recovery codes.

A link has 256 random bits and is kept by its SHA-256. A code is typed by hand, has 80 bits, and is kept by argon2id.

    >>> tidy("ab2c-DE5F 0")
    'AB2CDE5FO'
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Chance = Callable[[int], bytes]
"""Returns so many random bytes; passed in."""

CODE_BYTES = 10
tries_max = 5
invitation_hours = 72
recovery_hours = 24

_hasher = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=2)
_NO_HASH = _hasher.hash("nothing is hashed to this")


def new_token(chance: Chance) -> str:
    """Return a secret for a link or a cookie, 256 bits, safe in an address."""
    return base64.urlsafe_b64encode(chance(32)).rstrip(b"=").decode("ascii")


def token_hash(token: str) -> str:
    """Return under what a token is kept."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def new_code(chance: Chance) -> str:
    """Return a code to read out, four groups of four letters and digits."""
    text = base64.b32encode(chance(CODE_BYTES)).decode("ascii")
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def code_hash(code: str) -> str:
    """Return under what a code is kept."""
    return _hasher.hash(tidy(code))


def code_matches(code: str, kept: str) -> bool:
    """Return whether this is the code; takes the same time where there is none to compare with."""
    try:
        return _hasher.verify(kept or _NO_HASH, tidy(code)[:64]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def tidy(code: str) -> str:
    """Return a typed code as it was given out: large letters, no dashes, 0 and 1 and 8 as the letters they were."""
    kept = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return kept.translate(str.maketrans("018", "OIB"))
