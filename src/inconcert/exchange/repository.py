"""The publisher's side of TUF: a folder of static files that any web server, drive or mail can carry.

    metadata/N.root.json  N.targets.json  N.snapshot.json  timestamp.json
    targets/SHA256.index.jsonl  targets/SHA256.keys.json  targets/m/SHA256.00000042.age

New files come first and timestamp.json is renamed into place last, so a reader never meets a half-published folder.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError, UnsignedMetadataError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError
from tuf.api.serialization.json import JSONSerializer

from inconcert.exchange.keys import KeyRole, Ring, needed
from inconcert.model.errors import OurError, RefusedByCheck

SIGNED_AT = "x-inconcert-signed"
"""Field of timestamp.json: when it was signed. A subscriber's clock must not lie before it."""
_kept_versions = 3
_compact = JSONSerializer(compact=True)


@dataclass(frozen=True, slots=True)
class Terms:
    """How long what is signed is good for, in days; couriers slower than a week need a longer timestamp."""

    root_days: int = 365
    targets_days: int = 90
    snapshot_days: int = 7
    timestamp_days: int = 7


@dataclass(frozen=True, slots=True)
class Repository:
    """The public folder of a party, with the terms it publishes under."""

    folder: Path
    terms: Terms = Terms()

    def root(self) -> Metadata[Root]:
        """Return the newest root; raises RefusedByCheck if there is none."""
        return self._newest("root")

    def targets(self) -> Metadata[Targets]:
        """Return the newest list of files."""
        return self._newest("targets")

    def file(self, name: str) -> bytes:
        """Return the bytes of a published file, or nothing where it was not published."""
        found = self.targets().signed.targets.get(name)
        return (self.folder / "targets" / found.get_prefixed_paths()[0]).read_bytes() if found else b""

    def replace(self, files: Mapping[str, bytes], ring: Ring, now: dt.datetime) -> None:
        """Publish files under new names or in place of old ones; raises RefusedByCheck without the keys for it."""
        root = self.root().signed
        desk, online = self._signers(root, "targets", ring), self._signers(root, "snapshot", ring)
        listed = self.targets()
        for name, data in files.items():
            listed.signed.targets[name] = self._put(name, data)
        _renew(listed.signed, now, self.terms.targets_days)
        data = self._sign(listed, desk)
        self._write(f"{listed.signed.version}.targets.json", data)
        self._seal(listed.signed.version, data, online, now)
        self._prune(listed.signed)

    def freshen(self, ring: Ring, now: dt.datetime) -> None:
        """Sign snapshot and timestamp anew, which the online key does daily: it says the folder is still current."""
        online = self._signers(self.root().signed, "snapshot", ring)
        version = self._versions("targets")[-1]
        self._seal(version, (self.folder / "metadata" / f"{version}.targets.json").read_bytes(), online, now)

    def check_keys(self, root: Root, ring: Ring) -> None:
        """Raise RefusedByCheck unless the ring can publish under a root: tried before that root is written."""
        for role in ("targets", "snapshot"):
            self._signers(root, role, ring)

    def put_root(self, root: Metadata[Root], signers: Sequence[CryptoSigner]) -> None:
        """Write a root that is signed by all these keys."""
        self._write(f"{root.signed.version}.root.json", self._sign(root, signers))

    def write_root(self, root: Metadata[Root]) -> None:
        """Write a root whose signatures came from elsewhere and were verified."""
        self._write(f"{root.signed.version}.root.json", root.to_bytes(_compact))

    def begin(self, ring: Ring, files: Mapping[str, bytes], now: dt.datetime) -> None:
        """Write the first list of files of a new folder."""
        root = self.root().signed
        listed = Metadata(Targets(version=1, expires=_after(now, self.terms.targets_days)))
        for name, data in files.items():
            listed.signed.targets[name] = self._put(name, data)
        data = self._sign(listed, self._signers(root, "targets", ring))
        self._write("1.targets.json", data)
        self._seal(1, data, self._signers(root, "snapshot", ring), now)

    def _seal(self, version: int, targets: bytes, online: Sequence[CryptoSigner], now: dt.datetime) -> None:
        snapshot, timestamp = self._next("snapshot"), self._next("timestamp")
        made = Metadata(Snapshot(version=snapshot, expires=_after(now, self.terms.snapshot_days)))
        made.signed.meta["targets.json"] = MetaFile.from_data(version, targets, ["sha256"])
        data = self._sign(made, online)
        self._write(f"{snapshot}.snapshot.json", data)
        last = Metadata(
            Timestamp(
                version=timestamp,
                expires=_after(now, self.terms.timestamp_days),
                snapshot_meta=MetaFile.from_data(snapshot, data, ["sha256"]),
                unrecognized_fields={SIGNED_AT: now.strftime("%Y-%m-%dT%H:%M:%SZ")},
            )
        )
        self._write("timestamp.json", self._sign(last, online))

    def _signers(self, root: Root, role: str, ring: Ring) -> tuple[CryptoSigner, ...]:
        """Return the keys of the ring that the root names for a role; raises RefusedByCheck if they are too few."""
        held = ring.signers(KeyRole.DESK if role == "targets" else KeyRole.ONLINE)
        found = tuple(item for item in held if item.public_key.keyid in root.roles[role].keyids)
        if len(found) < root.roles[role].threshold:
            kind = KeyRole.DESK if role == "targets" else KeyRole.ONLINE
            needed((), kind, ring.folder)
        return found

    def _sign(self, made: Metadata[Any], signers: Sequence[CryptoSigner]) -> bytes:
        made.signatures.clear()
        try:
            for signer in signers:
                made.sign(signer, append=True)
        except UnsignedMetadataError as error:
            raise OurError(f"could not be signed: {error}") from error
        return made.to_bytes(_compact)

    def _put(self, name: str, data: bytes) -> TargetFile:
        found = TargetFile.from_data(name, data, ["sha256"])
        path = self.folder / "targets" / found.get_prefixed_paths()[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return found

    def _write(self, name: str, data: bytes) -> None:
        folder = self.folder / "metadata"
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{name}.new"
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / name)

    def _newest(self, role: str) -> Metadata[Any]:
        versions = self._versions(role)
        if not versions:
            raise RefusedByCheck("no outbox is here yet", where=str(self.folder), remedy="Begin with: exchange join.")
        path = self.folder / "metadata" / f"{versions[-1]}.{role}.json"
        try:
            return Metadata.from_bytes(path.read_bytes())
        except (DeserializationError, RepositoryError) as error:
            raise OurError(f"our own metadata is damaged: {error}", where=str(path)) from error

    def _versions(self, role: str) -> list[int]:
        paths = (self.folder / "metadata").glob(f"*.{role}.json")
        return sorted(int(number) for path in paths if (number := path.name.partition(".")[0]).isdecimal())

    def _next(self, role: str) -> int:
        if role == "snapshot":
            return max(self._versions(role), default=0) + 1
        path = self.folder / "metadata" / "timestamp.json"
        return int(Metadata.from_bytes(path.read_bytes()).signed.version) + 1 if path.exists() else 1

    def _prune(self, listed: Targets) -> None:
        """Drop what no reader can still be in the middle of; every root stays, for the subscriber who has the first."""
        current = {item.get_prefixed_paths()[0] for item in listed.targets.values() if "/" not in item.path}
        by_name: dict[str, list[Path]] = {}
        for path in (self.folder / "targets").iterdir():
            if path.is_file():
                by_name.setdefault(path.name.partition(".")[2], []).append(path)
        for paths in by_name.values():
            newest = sorted(paths, key=lambda item: item.stat().st_mtime_ns)[-_kept_versions:]
            for path in set(paths) - set(newest):
                if path.name not in current:
                    path.unlink()
        for role in ("targets", "snapshot"):
            for version in self._versions(role)[:-_kept_versions]:
                (self.folder / "metadata" / f"{version}.{role}.json").unlink()


def _renew(signed: Any, now: dt.datetime, days: int) -> None:
    signed.version += 1
    signed.expires = _after(now, days)


def _after(now: dt.datetime, days: int) -> dt.datetime:
    return now.astimezone(dt.UTC).replace(microsecond=0) + dt.timedelta(days=days)
