"""The receipt code of a submission: all that a source has to keep, and nothing that anybody else keeps.

From the code alone follow a box (where replies lie), a key (which opens them) and a pseudonym (which exhibits rest on).
The code has 125 bits of chance; neither it nor the key is kept anywhere. Who takes the disk finds boxes, and cannot
tell whose.

    >>> code = code_of("0000-0000-0000-0000-0000-0000 o")
    >>> code.text
    '00000-00000-00000-00000-00000'
    >>> Code("00000-00000-00000-00000-00000").box == code.box
    True
    >>> code_of("too short")
    Traceback (most recent call last):
    ...
    inconcert.model.errors.UserError: not a code. It has 25 letters and digits.
"""

from __future__ import annotations

import functools
import re
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inconcert.model.errors import UserError
from inconcert.vault.sealing import Identity, identity_of

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: without I, L, O, U
_length = 25
_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


@dataclass(frozen=True)
class Code:
    """A receipt code and what follows from it."""

    text: str = field(repr=False)

    @functools.cached_property
    def box(self) -> str:
        """Return where replies to it lie: 32 hexadecimal digits."""
        return self._derived(b"box", 16).hex()

    @functools.cached_property
    def pseudonym(self) -> str:
        """Return the pseudonym of who holds it."""
        return f"s-{self._derived(b'pseudonym', 6).hex()}"

    @functools.cached_property
    def identity(self) -> Identity:
        """Return the private age key that opens replies."""
        return identity_of(_age_secret(self._derived(b"age identity", 32)))

    @property
    def recipient(self) -> str:
        """Return the public age key that replies are sealed to."""
        return str(self.identity.to_public())

    def _derived(self, what: bytes, length: int) -> bytes:
        made = HKDF(SHA256(), length, salt=b"inconcert receipt code 1", info=what)
        return made.derive(self.text.replace("-", "").encode("ascii"))


def new_code() -> Code:
    """Return a new code."""
    return Code(_grouped("".join(secrets.choice(_LETTERS) for _ in range(_length))))


def code_of(text: str) -> Code:
    """Return the code that somebody typed, however they parted it; raises UserError."""
    plain = re.sub(r"[\s\-.]", "", text[:200]).upper().translate(_LIKE)
    if len(plain) != _length or any(letter not in _LETTERS for letter in plain):
        raise UserError("not a code", remedy=f"It has {_length} letters and digits.")
    return Code(_grouped(plain))


def _grouped(text: str) -> str:
    return "-".join(text[start : start + 5] for start in range(0, len(text), 5))


def _age_secret(key: bytes) -> str:
    """Return 32 bytes as age writes a private key: Bech32 (BIP 173), which is an encoding and hides nothing."""
    bits = int.from_bytes(key, "big") << 4  # 256 bits fill 52 groups of five with four to spare
    data = [bits >> 5 * place & 31 for place in reversed(range(52))]
    prefix = "age-secret-key-"
    spread = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = _polymod([*spread, *data, 0, 0, 0, 0, 0, 0]) ^ 1
    data += [check >> 5 * place & 31 for place in reversed(range(6))]
    return f"{prefix}1{''.join(_BECH32[item] for item in data)}".upper()


def _polymod(values: list[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            found ^= generator if top >> place & 1 else 0
    return found
