"""A time-stamping authority for the tests, made with the openssl program: its own root, its own clock."""

from __future__ import annotations

import subprocess
from pathlib import Path

_CONFIG = """
oid_section = oids
[oids]
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[stamping]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[signing]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,codeSigning
authorityKeyIdentifier = keyid
[req]
distinguished_name = none
[none]
"""


class Authority:
    """An authority in a folder; `usage` is the section of its certificate's purpose."""

    def __init__(self, folder: Path, usage: str = "stamping") -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / "serial").write_text("01\n")
        (folder / "conf").write_text(_CONFIG.format(folder=folder))
        self._new_key("root")
        root = ("-subj", "/CN=Root of the tests", "-days", "3650", "-extensions", "root")
        self._run("req", "-x509", "-new", "-key", "root.key", "-config", "conf", *root, "-out", "root.pem")
        self._new_key("tsa")
        self._run("req", "-new", "-key", "tsa.key", "-config", "conf", "-subj", "/CN=Clock", "-out", "tsa.csr")
        by = ("-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "7", "-days", "3650")
        self._run("x509", "-req", "-in", "tsa.csr", *by, "-extfile", "conf", "-extensions", usage, "-out", "tsa.pem")

    @property
    def root(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()

    def answer(self, request: bytes) -> bytes:
        (self.folder / "q.tsq").write_bytes(request)
        self._run("ts", "-reply", "-config", "conf", "-section", "one", "-queryfile", "q.tsq", "-out", "a.tsr")
        return (self.folder / "a.tsr").read_bytes()

    def _new_key(self, name: str) -> None:
        self._run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", f"{name}.key")

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
