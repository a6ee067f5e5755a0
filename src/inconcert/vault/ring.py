"""An actor's own keys and what they trust, in a folder of their own: a drive that is not left in the machine.

    NAME.pem          Ed25519, signs custody events
    NAME.identity     age, opens the case keys sealed to this custodian (an intake has none)
    trusted.json      the actors' public keys, and the newest checkpoint of each case that was verified

Rule: what a log is judged by (keys, checkpoint) comes from here, never from the vault that holds the log. The files
are encrypted where a passphrase is given.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.vault import Actor, ActorRole, Checkpoint
from inconcert.vault.files import our_errors, sync_folder, write_whole
from inconcert.vault.place import handle
from inconcert.vault.sealing import Identity, identity_of, new_identity

_TRUSTED = "trusted.json"


@dataclass(frozen=True, slots=True)
class Signing:
    """An actor with the private key that signs for it."""

    actor: Actor
    signer: CryptoSigner = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trust:
    """What a log is judged by: who may sign, and how it began when last seen (None: never seen)."""

    actors: tuple[Actor, ...]
    checkpoint: Checkpoint | None = None


@dataclass(frozen=True, slots=True)
class Ring:
    """The folder of an actor's keys; `passphrase` empty leaves them unencrypted, mode 0600."""

    folder: Path
    passphrase: bytes = field(default=b"", repr=False)

    def make(self, name: str, role: ActorRole) -> Actor:
        """Make and keep the keys of a new actor, who trusts themselves; raises UserError if they are here already."""
        if self._file(name, "pem").exists():
            raise UserError(f"{name} has keys here already", where=str(self.folder))
        with our_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            private = Ed25519PrivateKey.generate()
            lock = BestAvailableEncryption(self.passphrase) if self.passphrase else NoEncryption()
            self._write(self._file(name, "pem"), private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
            if role is ActorRole.CUSTODIAN:
                self._write(self._file(name, "identity"), self._locked(str(new_identity()).encode("ascii")))
        actor = Actor(name, role, _public(CryptoSigner(private)))
        self.trust(actor)
        return actor

    def signing(self, name: str) -> Signing:
        """Return an actor of this ring with their key; raises UserError if it is not here or cannot be opened."""
        file = self._file(name, "pem")
        try:
            private = load_pem_private_key(file.read_bytes(), self.passphrase or None)
        except (TypeError, ValueError) as error:
            raise UserError("the key cannot be opened", where=str(file), remedy="Give its passphrase.") from error
        except OSError as error:
            raise UserError(f"no key of {name}", where=str(self.folder), remedy="Bring the drive with it.") from error
        signer = CryptoSigner(cast(Ed25519PrivateKey, private))
        found = [item for item in self.trusted() if item.name == name and item.key == _public(signer)]
        if not found:
            raise RefusedByCheck(f"{name} is not trusted by their own ring", where=str(self.folder))
        return Signing(found[0], signer)

    def identity(self, name: str) -> Identity:
        """Return a custodian's private age key; raises UserError."""
        file = self._file(name, "identity")
        try:
            data = file.read_bytes()
            if self.passphrase:
                data = pyrage.passphrase.decrypt(data, self.passphrase.decode("utf-8"))
            return identity_of(data.decode("ascii"))
        except (pyrage.DecryptError, UnicodeDecodeError) as error:
            raise UserError("the key cannot be opened", where=str(file), remedy="Give its passphrase.") from error
        except OSError as error:
            raise UserError(f"no age key of {name}", where=str(self.folder)) from error

    def trust(self, found: Actor | Checkpoint) -> None:
        """Trust an actor's public key, or a checkpoint, from now on; raises RefusedByCheck for another key of a name.

        A key is compared in person or by voice before it is trusted.
        """
        held = self._held()
        if isinstance(found, Checkpoint):
            held["checkpoints"][found.case] = asdict(found)
        else:
            before = held["actors"].get(handle(found.name))
            if before is not None and before != asdict(found):
                raise RefusedByCheck(f"another key of {found.name} is trusted already", where=str(self.folder))
            held["actors"][found.name] = asdict(found)
        with our_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self.folder / _TRUSTED, json.dumps(held, indent=1, sort_keys=True).encode("utf-8"), 0)

    def trusted(self) -> tuple[Actor, ...]:
        """Return the actors whose signatures count."""
        rows = self._held()["actors"].values()
        return tuple(Actor(item["name"], ActorRole(item["role"]), item["key"]) for item in rows)

    def trust_for(self, case: str) -> Trust:
        """Return what the log of a case is judged by."""
        row = self._held()["checkpoints"].get(case)
        return Trust(self.trusted(), Checkpoint(**row) if row else None)

    def _held(self) -> dict[str, Any]:
        file = self.folder / _TRUSTED
        if not file.exists():
            return {"actors": {}, "checkpoints": {}}
        try:
            return cast(dict[str, Any], json.loads(file.read_bytes()))
        except ValueError as error:
            raise UserError("what this ring trusts cannot be read", where=str(file)) from error

    def _file(self, name: str, kind: str) -> Path:
        return self.folder / f"{handle(name)}.{kind}"

    def _locked(self, data: bytes) -> bytes:
        return pyrage.passphrase.encrypt(data, self.passphrase.decode("utf-8")) if self.passphrase else data

    def _write(self, file: Path, data: bytes) -> None:
        # made with its mode: a file that is narrowed afterwards was readable in between
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        sync_folder(self.folder)


def _public(signer: CryptoSigner) -> str:
    return str(signer.public_key.keyval["public"])
