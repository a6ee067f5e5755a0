"""age in one pass: hostile headers, full disks, the standard tool's format."""

from __future__ import annotations

import io
import shutil
import subprocess
import time

import pyrage
import pytest

from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.vault import place, reading, sealing


@pytest.fixture
def key():
    return sealing.new_identity()


def test_one_pass_gives_the_hashes_of_what_was_sealed(key):
    out = io.BytesIO()
    digest = sealing.seal_stream(io.BytesIO(b"abc"), out, str(key.to_public()))
    assert digest.size == 3 and digest.sha256.startswith("ba7816bf") and digest.sha512.startswith("ddaf35a1")
    back = io.BytesIO()
    assert sealing.open_stream(io.BytesIO(out.getvalue()), back, [key], "x") == digest and back.getvalue() == b"abc"
    assert pyrage.decrypt(out.getvalue(), [key]) == b"abc"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not an age file"),
        (b"hello", "not an age file"),
        (b"age-encryption.org/v1\n" + b"-> X25519 AAAA\nAAAA\n" * 30_000, "does not end within"),
        (b"age-encryption.org/v1\n" + b"-> X A\n" * 101 + b"\n--- " + b"A" * 43 + b"\n", "to too many"),
        (b"age-encryption.org/v1\n-> scrypt AAAA 30\nAAAA\n--- " + b"A" * 43 + b"\n" + bytes(40), "passphrase"),
    ],
)
def test_hostile_headers_are_refused_at_once(key, data, says):
    began = time.monotonic()
    with pytest.raises(RefusedByCheck, match=says):
        sealing.open_stream(io.BytesIO(data), None, [key], "x")
    assert time.monotonic() - began < 2


def test_a_full_disk_under_the_plaintext_is_not_called_a_broken_seal(key):
    sealed = io.BytesIO()
    sealing.seal_stream(io.BytesIO(bytes(300_000)), sealed, str(key.to_public()))
    sealed.seek(0)

    class Full:
        def write(self, _):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        sealing.open_stream(sealed, Full(), [key], "x")


def test_a_key_that_is_none_is_refused():
    for text in ("", "age1x", "AGE-SECRET-KEY-1X"):
        with pytest.raises(UserError):
            sealing.recipient_of(text)
        with pytest.raises(UserError):
            sealing.identity_of(text)


@pytest.mark.skipif(shutil.which("age") is None, reason="the age program is not installed")
def test_the_standard_age_tool_opens_an_exhibit(stage):
    item = stage.receive()
    identity = stage.root / "identity"
    identity.write_text(str(stage.secrets()[0]))
    done = subprocess.run(["age", "-d", "-i", identity, place.item_file(stage.folder, item)], capture_output=True)
    assert done.stdout.startswith(b"CANARY-ITEM")


def test_a_name_that_is_taken_is_not_overwritten_and_plaintext_stays_out_of_the_vault(stage):
    item = stage.receive()
    out = stage.root / "out"
    out.write_bytes(b"mine")
    with pytest.raises(UserError, match="there already"):
        reading.read(stage.case, stage.signing("ada"), stage.secrets(), item, out)
    assert out.read_bytes() == b"mine"
    with pytest.raises(UserError, match="never written into the vault"):
        reading.read(stage.case, stage.signing("ada"), stage.secrets(), item, stage.folder / "out")


def test_what_is_read_out_is_for_its_reader_alone(stage):
    item = stage.receive()
    reading.read(stage.case, stage.signing("ada"), stage.secrets(), item, stage.root / "out")
    assert (stage.root / "out").stat().st_mode & 0o777 == 0o600
    assert stage.vault.stat().st_mode & 0o777 == 0o700
