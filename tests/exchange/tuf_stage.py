"""A TUF repository in memory, and scripts/tuf_client against it: what the tests of the client protocol play with."""

from __future__ import annotations

import datetime as dt
import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from urllib.parse import quote, unquote

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

SCRIPT = Path(__file__).parents[2] / "scripts" / "tuf_client"
FAR = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=30)
TOP = ("root", "timestamp", "snapshot", "targets")


def _client():
    loader = importlib.machinery.SourceFileLoader("tuf_client", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("tuf_client", loader))
    loader.exec_module(module)
    return module


CLIENT = _client()


class Repository:
    """A repository in memory; `asked` has every path that was asked for."""

    def __init__(self):
        self.signers = {role: [CryptoSigner.generate_ed25519()] for role in TOP}
        self.root = Root(expires=FAR, consistent_snapshot=True)
        for role in TOP:
            self.root.add_key(self.signers[role][0].public_key, role)
        self.timestamp, self.snapshot = Timestamp(expires=FAR), Snapshot(expires=FAR)
        self.roles = {"targets": Targets(expires=FAR)}
        self.files, self.artifacts, self.asked = {}, {}, []
        self.hashes = True
        self.publish_root()
        self.publish()

    def sign(self, role, signed, signers=None):
        made = Metadata(signed)
        for signer in self.signers[role] if signers is None else signers:
            made.sign(signer, append=True)
        return made.to_bytes()

    def publish_root(self, signers=None):
        self.files[f"metadata/{self.root.version}.root.json"] = self.sign("root", self.root, signers)

    def next_root(self, signers=None):
        self.root.version += 1
        self.publish_root(signers)

    def put(self, role, version, data):
        name = quote(role, "")
        self.files[f"metadata/{version}.{name}.json" if self.root.consistent_snapshot else f"metadata/{name}.json"] = (
            data
        )

    def publish(self, *, snapshot=True, timestamp=True):
        for role, signed in self.roles.items():
            data = self.sign(role, signed)
            self.put(role, signed.version, data)
            meta = MetaFile(signed.version)
            if self.hashes:
                meta = MetaFile.from_data(signed.version, data, ["sha256"])
            self.snapshot.meta[f"{role}.json"] = meta
        if snapshot:
            data = self.sign("snapshot", self.snapshot)
            self.put("snapshot", self.snapshot.version, data)
            self.timestamp.snapshot_meta = MetaFile(self.snapshot.version)
            if self.hashes:
                self.timestamp.snapshot_meta = MetaFile.from_data(self.snapshot.version, data, ["sha256"])
        if timestamp:
            self.files["metadata/timestamp.json"] = self.sign("timestamp", self.timestamp)

    def bump(self, *roles):
        for role in roles or ("targets", "snapshot", "timestamp"):
            signed = {"snapshot": self.snapshot, "timestamp": self.timestamp}.get(role) or self.roles[role]
            signed.version += 1
        self.publish()

    def add(self, path, data, role="targets"):
        found = TargetFile.from_data(path, data, ["sha256"])
        self.roles[role].targets[path] = found
        name = found.get_prefixed_paths()[0] if self.root.consistent_snapshot else path
        self.artifacts[name] = data

    def delegate(self, parent, role, paths=("*",), *, terminating=False, signer=True, threshold=1):
        held = self.roles[parent]
        if held.delegations is None:
            held.delegations = Delegations({}, roles={})
        held.delegations.roles[role] = DelegatedRole(role, [], threshold, terminating, list(paths))
        self.signers.setdefault(role, [])
        if signer:
            self.signers[role] = [CryptoSigner.generate_ed25519()]
            held.add_key(self.signers[role][0].public_key, role)
        self.roles.setdefault(role, Targets(expires=FAR))

    def get(self, path):
        self.asked.append(path)
        if path.startswith("targets/"):
            return self.artifacts.get(unquote(path.removeprefix("targets/")))
        return self.files.get(path)


class Client:
    """scripts/tuf_client against a repository."""

    def __init__(self, repo, url, folder):
        self.repo, self.url = repo, url
        self.metadata, self.targets, self.first = folder / "metadata", folder / "targets", folder / "root.json"
        self.first.write_bytes(repo.files["metadata/1.root.json"])
        assert self.run("--metadata-dir", str(self.metadata), "init", str(self.first)) == 0

    def run(self, *argv):
        before, sys.argv = sys.argv, ["tuf_client", *argv]
        try:
            return CLIENT.main()
        finally:
            sys.argv = before

    def refresh(self):
        return self.run("--metadata-dir", str(self.metadata), "--metadata-url", f"{self.url}/metadata/", "refresh")

    def download(self, *names):
        told = [word for name in names for word in ("--target-name", name)]
        return self.run(
            "--metadata-dir", str(self.metadata), "--metadata-url", f"{self.url}/metadata/", *told,
            "--target-base-url", f"{self.url}/targets/", "--target-dir", str(self.targets), "download",
        )  # fmt: skip

    def version(self, role):
        path = self.metadata / f"{role}.json"
        return Metadata.from_bytes(path.read_bytes()).signed.version if path.exists() else None

    def versions(self):
        return tuple(self.version(role) for role in TOP)

    def roles(self):
        return sorted(path.name.removesuffix(".json") for path in self.metadata.glob("*.json"))

    def files(self):
        return [path.read_bytes() for path in sorted(self.targets.rglob("*")) if path.is_file()]
