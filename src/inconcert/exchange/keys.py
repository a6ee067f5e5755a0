"""A key ring: private keys in one folder, readable by their owner alone, encrypted where a passphrase is given.

    ROLE-KEYID.pem      a signing key (Ed25519, PKCS 8): role root, desk, online or author
    NUMBER.identity     an age key that opens what is sealed to us

Root keys belong each on its own drive, kept apart: a ring is any folder.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from inconcert.model.errors import OurError, RefusedByCheck, UserError

_NAME = re.compile(r"(root|desk|online|author)-([0-9a-f]{64})\.pem")
_IDENTITY = re.compile(r"(\d{4})\.identity")


class KeyRole(StrEnum):
    """What a signing key is for."""

    ROOT = "root"  # says which keys hold; offline
    DESK = "desk"  # signs the list of files (TUF targets)
    ONLINE = "online"  # signs snapshot and timestamp
    AUTHOR = "author"  # signs messages


@dataclass(frozen=True, slots=True)
class Ring:
    """A folder of private keys; `passphrase` empty leaves them unencrypted, mode 0600."""

    folder: Path
    passphrase: bytes = field(default=b"", repr=False)

    def new(self, role: KeyRole) -> CryptoSigner:
        """Make, keep and return a signing key."""
        private = Ed25519PrivateKey.generate()
        signer = CryptoSigner(private)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, self._encryption())
        self._write(f"{role}-{signer.public_key.keyid}.pem", pem)
        return signer

    def signers(self, role: KeyRole) -> tuple[CryptoSigner, ...]:
        """Return the signing keys of a role, in the order of their ids; raises UserError if one cannot be opened."""
        names = sorted(path for path in self._files() if _NAME.fullmatch(path.name))
        return tuple(self._signer(path) for path in names if path.name.startswith(f"{role}-"))

    def destroy(self, keyid: str) -> None:
        """Delete a signing key; nothing happens if it is not here."""
        for path in self._files():
            found = _NAME.fullmatch(path.name)
            if found and found[2] == keyid:
                path.unlink()

    def new_identity(self) -> str:
        """Make and keep an age key; return its public part."""
        identity = pyrage.x25519.Identity.generate()
        text = str(identity).encode("ascii")
        data = pyrage.passphrase.encrypt(text, self.passphrase.decode("utf-8")) if self.passphrase else text
        self._write(f"{len(self._identity_files()) + 1:04}.identity", data)
        return str(identity.to_public())

    def identities(self) -> tuple[Any, ...]:
        """Return our age keys, newest first; raises UserError if one cannot be opened."""
        return tuple(self._identity(path) for path in reversed(self._identity_files()))

    def destroy_identity(self, recipient: str) -> None:
        """Delete an age key by its public part: what was sealed to it alone can never be read again."""
        for path in self._identity_files():
            if str(self._identity(path).to_public()) == recipient:
                path.unlink()

    def _signer(self, path: Path) -> CryptoSigner:
        try:
            private = load_pem_private_key(path.read_bytes(), self.passphrase or None)
            return CryptoSigner(cast(Ed25519PrivateKey, private))
        except (TypeError, ValueError) as error:
            raise UserError("the key cannot be opened", where=str(path), remedy="Give its passphrase.") from error
        except OSError as error:
            raise UserError(f"the key cannot be read: {error.strerror}", where=str(path)) from error

    def _identity(self, path: Path) -> Any:
        try:
            data = path.read_bytes()
            if self.passphrase:
                data = pyrage.passphrase.decrypt(data, self.passphrase.decode("utf-8"))
            return pyrage.x25519.Identity.from_str(data.decode("ascii"))
        except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
            raise UserError("the key cannot be opened", where=str(path), remedy="Give its passphrase.") from error

    def _files(self) -> list[Path]:
        return sorted(self.folder.iterdir()) if self.folder.is_dir() else []

    def _identity_files(self) -> list[Path]:
        return [path for path in self._files() if _IDENTITY.fullmatch(path.name)]

    def _encryption(self) -> KeySerializationEncryption:
        return BestAvailableEncryption(self.passphrase) if self.passphrase else NoEncryption()

    def _write(self, name: str, data: bytes) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # made with its mode: a file that is narrowed afterwards was readable in between
            handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OurError(f"the key cannot be kept: {error.strerror}", where=str(self.folder)) from error


def needed(found: tuple[CryptoSigner, ...], role: KeyRole, where: Path) -> tuple[CryptoSigner, ...]:
    """Return the keys, or raise RefusedByCheck where there are none."""
    if not found:
        raise RefusedByCheck(f"no {role} key is at hand", where=str(where), remedy="Bring the drive that holds it.")
    return found
