"""What the TUF 1.0 specification says, asked of scripts/tuf_client, and so of the code that the inbox reads with.

The repository is in memory, behind a local server; every attack asserts what the client trusts afterwards.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    Delegations,
    MetaFile,
    SuccinctRoles,
    Targets,
)

from inconcert.exchange.trusted import Trusted
from inconcert.exchange.wire import fetcher_for
from inconcert.model.errors import PartyError
from inconcert.model.messages import Refusal

SCRIPT = Path(__file__).parents[2] / "scripts" / "tuf_client"
FAR = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=30)
PAST = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(days=1)
TOP = ("root", "timestamp", "snapshot", "targets")


def test_first_refresh_and_metadata_kept_byte_for_byte(client, repo):
    assert client.refresh() == 0 and client.versions() == (1, 1, 1, 1)
    for role in ("timestamp", "snapshot", "targets"):
        name = f"metadata/{role}.json" if role == "timestamp" else f"metadata/1.{role}.json"
        assert (client.metadata / f"{role}.json").read_bytes() == repo.files[name]


def test_nothing_new_asks_only_for_root_and_timestamp(client, repo):
    client.refresh()
    repo.asked.clear()
    assert client.refresh() == 0
    assert repo.asked == ["metadata/2.root.json", "metadata/timestamp.json"]


def test_root_chain_and_intermediate_roots_kept(client, repo):
    for _ in range(4):
        repo.next_root()
    assert client.refresh() == 0 and client.version("root") == 5
    assert sorted(path.name for path in (client.metadata / "root_history").iterdir()) == [
        f"{number}.root.json" for number in range(1, 6)
    ]


def test_good_roots_before_a_bad_one_are_kept(client, repo):
    repo.next_root()
    repo.next_root([CryptoSigner.generate_ed25519()])
    assert client.refresh() == 1 and client.versions() == (2, None, None, None)


@pytest.mark.parametrize("version", [1, 4, 100])
def test_root_file_with_another_number_inside(client, repo, version):
    repo.root.version = version
    repo.files["metadata/2.root.json"] = repo.sign("root", repo.root)
    assert client.refresh() == 1 and client.version("root") == 1


def test_root_not_signed_by_the_new_keys(client, repo):
    repo.root.add_key(CryptoSigner.generate_ed25519().public_key, "root")
    repo.root.roles["root"].threshold = 2
    repo.next_root()
    assert client.refresh() == 1 and client.version("root") == 1


def test_root_not_signed_by_the_old_keys(client, repo):
    fresh = CryptoSigner.generate_ed25519()
    repo.root.revoke_key(repo.signers["root"][0].public_key.keyid, "root")
    repo.root.add_key(fresh.public_key, "root")
    repo.next_root([fresh])
    assert client.refresh() == 1 and client.version("root") == 1


def test_root_keys_replaced_step_by_step(client, repo):
    for _ in range(3):
        old, fresh = repo.signers["root"], CryptoSigner.generate_ed25519()
        repo.root.revoke_key(old[0].public_key.keyid, "root")
        repo.root.add_key(fresh.public_key, "root")
        repo.signers["root"] = [fresh]
        repo.next_root([*old, fresh])
    assert client.refresh() == 0 and client.version("root") == 4


def test_expired_root_in_the_middle_is_passed(client, repo):
    repo.root.expires = PAST
    repo.next_root()
    repo.root.expires = FAR
    repo.next_root()
    assert client.refresh() == 0 and client.version("root") == 3


def test_expired_final_root(client, repo):
    repo.root.expires = PAST
    repo.next_root()
    assert client.refresh() == 1 and client.versions() == (2, None, None, None)


@pytest.mark.parametrize(("role", "kept"), [
    ("timestamp", (1, None, None, None)), ("snapshot", (1, 2, None, None)), ("targets", (1, 2, 2, None)),
])  # fmt: skip
def test_expired_on_first_sight(client, repo, role, kept):
    held = {"timestamp": repo.timestamp, "snapshot": repo.snapshot, "targets": repo.roles["targets"]}
    held[role].expires = PAST
    repo.bump()
    assert client.refresh() == 1 and client.versions() == kept


def test_freeze_shows_when_the_clock_moves_on(client, repo, tmp_path):
    client.refresh()
    fetcher, _ = fetcher_for(client.url)
    with closing(fetcher), pytest.raises(PartyError) as frozen:
        then = FAR + dt.timedelta(days=1)
        Trusted(client.metadata, f"{client.url}/metadata/", fetcher=fetcher, now=then).refresh()
    assert frozen.value.refusal is Refusal.EXPIRED


@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")
@pytest.mark.parametrize(("days", "code"), [(0, 0), (40, 1), (-40, 0)])
def test_clock_of_the_system_moved_from_outside(client, days, code):
    then = (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")
    argv = ["faketime", then, sys.executable, str(SCRIPT), "--metadata-dir", str(client.metadata)]
    found = subprocess.run([*argv, "--metadata-url", f"{client.url}/metadata/", "refresh"], timeout=60, check=False)
    assert found.returncode == code


def test_rollback_of_the_timestamp(client, repo):
    repo.bump()
    client.refresh()
    repo.timestamp.version = 1
    repo.publish()
    assert client.refresh() == 1 and client.versions() == (1, 2, 2, 2)


def test_timestamp_of_equal_version_is_not_taken(client, repo):
    client.refresh()
    before = (client.metadata / "timestamp.json").read_bytes()
    repo.timestamp.expires = FAR + dt.timedelta(days=1)
    repo.publish()
    assert client.refresh() == 0 and (client.metadata / "timestamp.json").read_bytes() == before


def test_rollback_of_the_snapshot(client, repo):
    repo.bump()
    client.refresh()
    repo.snapshot.version = 1
    repo.timestamp.version = 3
    repo.publish()
    assert client.refresh() == 1 and client.versions() == (1, 2, 2, 2)


def test_rollback_of_the_targets(client, repo):
    repo.bump()
    client.refresh()
    repo.roles["targets"].version = 1
    repo.bump("snapshot", "timestamp")
    assert client.refresh() == 1 and client.version("targets") == 2


def test_role_removed_from_the_snapshot(client, repo):
    repo.delegate("targets", "role1")
    repo.bump()
    client.refresh()
    del repo.roles["role1"], repo.snapshot.meta["role1.json"]
    repo.bump()
    assert client.refresh() == 1 and client.version("snapshot") == 2


@pytest.mark.parametrize("role", ["snapshot", "targets"])
def test_mix_and_match(client, repo, role):
    repo.hashes = False
    repo.bump()
    client.refresh()
    old = repo.files[f"metadata/2.{role}.json"]
    repo.bump()
    repo.files[f"metadata/3.{role}.json"] = old
    assert client.refresh() == 1 and client.version(role) == 2


@pytest.mark.parametrize("role", ["snapshot", "targets"])
@pytest.mark.parametrize("how", ["hash", "length"])
def test_metadata_that_differs_from_its_hash_or_length(client, repo, role, how):
    meta = repo.timestamp.snapshot_meta if role == "snapshot" else repo.snapshot.meta["targets.json"]
    if how == "hash":
        meta.hashes = {"sha256": "0" * 64}
    else:
        meta.length -= 1
    if role == "targets":
        data = repo.sign("snapshot", repo.snapshot)
        repo.put("snapshot", 1, data)
        repo.timestamp.snapshot_meta = MetaFile.from_data(1, data, ["sha256"])
    repo.files["metadata/timestamp.json"] = repo.sign("timestamp", repo.timestamp)
    assert client.refresh() == 1 and client.version(role) is None


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_threshold_that_is_not_reached(client, repo, role):
    client.refresh()
    repo.signers[role].append(CryptoSigner.generate_ed25519())
    repo.root.add_key(repo.signers[role][1].public_key, role)
    repo.root.roles[role].threshold = 2
    repo.next_root()
    repo.bump()
    assert client.refresh() == 0 and client.versions() == (2, 2, 2, 2)
    repo.signers[role].pop()
    repo.bump()
    assert client.refresh() == 1 and client.version(role) == 2


def test_one_key_under_many_ids_counts_once(client, repo):
    key = repo.signers["snapshot"][0].public_key
    for number in range(3):
        double = type(key)(f"{number}" * 64, key.keytype, key.scheme, key.keyval)
        repo.root.add_key(double, "snapshot")
    repo.root.roles["snapshot"].threshold = 2
    repo.next_root()
    repo.bump()
    assert client.refresh() == 1 and client.version("snapshot") is None


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_key_rotation_and_revoked_key(client, repo, role):
    client.refresh()
    old = repo.signers[role]
    repo.root.revoke_key(old[0].public_key.keyid, role)
    repo.signers[role] = [CryptoSigner.generate_ed25519()]
    repo.root.add_key(repo.signers[role][0].public_key, role)
    repo.next_root()
    repo.bump()
    assert client.refresh() == 0 and client.version(role) == 2
    repo.signers[role] = old
    repo.bump()
    assert client.refresh() == 1 and client.version(role) == 2


@pytest.mark.parametrize("role", ["timestamp", "snapshot"])
def test_fast_forward_is_healed_by_new_keys(client, repo, role):
    held = repo.timestamp if role == "timestamp" else repo.snapshot
    held.version = 99_999
    repo.publish() if role == "timestamp" else repo.bump("timestamp")
    assert client.refresh() == 0
    for name in ("timestamp", "snapshot"):
        repo.root.revoke_key(repo.signers[name][0].public_key.keyid, name)
        repo.signers[name] = [CryptoSigner.generate_ed25519()]
        repo.root.add_key(repo.signers[name][0].public_key, name)
    repo.next_root()
    held.version = 1
    repo.timestamp.version = 1
    repo.publish()
    assert client.refresh() == 0 and client.version(role) == 1


@pytest.mark.parametrize("scheme", ["ed25519", "ecdsa", "rsa"])
def test_kinds_of_keys(client, repo, scheme):
    make = {"ed25519": CryptoSigner.generate_ed25519, "ecdsa": CryptoSigner.generate_ecdsa,
            "rsa": lambda: CryptoSigner.generate_rsa(size=2048)}[scheme]  # fmt: skip
    repo.root.revoke_key(repo.signers["timestamp"][0].public_key.keyid, "timestamp")
    repo.signers["timestamp"] = [make()]
    repo.root.add_key(repo.signers["timestamp"][0].public_key, "timestamp")
    repo.next_root()
    repo.publish()
    assert client.refresh() == 0 and client.versions() == (2, 1, 1, 1)


@pytest.mark.parametrize("version", ["2.0.0", "0.9.0", "one"])
def test_other_specification_is_refused(client, repo, version):
    path = "metadata/timestamp.json"
    found = json.loads(repo.files[path])
    found["signed"]["spec_version"] = version
    signed = json.dumps(found["signed"], sort_keys=True, separators=(",", ":")).encode()
    found["signatures"][0]["sig"] = repo.signers["timestamp"][0].sign(signed).signature
    repo.files[path] = json.dumps(found).encode()
    assert client.refresh() == 1 and client.version("timestamp") is None


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"signed": 1, "signatures": 2}'])
def test_garbage(client, repo, data):
    repo.files["metadata/timestamp.json"] = data
    assert client.refresh() == 1 and client.versions() == (1, None, None, None)


def test_unknown_fields_are_left_alone(client, repo):
    repo.timestamp.unrecognized_fields["x-other"] = {"deep": [1, "two"]}
    repo.publish()
    assert client.refresh() == 0 and client.versions() == (1, 1, 1, 1)


@pytest.mark.parametrize("consistent", [True, False])
def test_download_with_and_without_consistent_snapshots(client, repo, consistent):
    repo.root.consistent_snapshot = consistent
    repo.next_root()
    repo.add("path/to/file.txt", b"content")
    repo.bump()
    assert client.download("path/to/file.txt") == 0 and client.files() == [b"content"]
    assert ("metadata/2.targets.json" in repo.asked) is consistent


def test_download_twice_asks_once(client, repo):
    repo.add("file", b"content")
    repo.bump()
    assert client.download("file") == 0 and client.download("file") == 0
    assert sum(path.startswith("targets/") for path in repo.asked) == 1


def test_changed_artifact_is_downloaded_again_under_the_same_name(client, repo):
    for data in (b"one", b"two", b"three"):
        repo.add("file", data)
        repo.bump()
        assert client.download("file") == 0 and client.files() == [data]


@pytest.mark.parametrize("data", [b"evil", b"content and more", b"", None])
def test_artifact_that_is_not_what_was_signed(client, repo, data):
    repo.add("file", b"content")
    repo.bump()
    name = next(iter(repo.artifacts))
    repo.artifacts[name] = data
    assert client.download("file") == 1 and client.files() == []


def test_unknown_target(client):
    assert client.download("nowhere") == 1 and client.versions() == (1, 1, 1, 1)


@pytest.mark.parametrize("name", ["a b", "ü.txt", "名前", "a+b", "a;b", "x" * 150])
def test_unusual_target_names(client, repo, name):
    repo.add(name, b"content")
    repo.bump()
    assert client.download(name) == 0 and client.files() == [b"content"]


@pytest.mark.parametrize("role", ["?", "#", "/delegated", "../delegated", "ü", "a b", "%2f", "."])
def test_unusual_role_names(client, repo, role):
    repo.delegate("targets", role)
    repo.bump()
    assert client.download("nowhere") == 1
    assert f"metadata/1.{quote(role, '')}.json" in repo.asked
    assert len(client.roles()) == 5
    assert not [path for path in client.metadata.parent.rglob("*delegated*") if path.parent != client.metadata]


def test_delegation_followed_in_order_and_no_further_than_needed(client, repo):
    for name in ("A", "B", "C"):
        repo.delegate("targets", name)
    repo.add("file", b"from B", "B")
    repo.add("file", b"from C", "C")
    repo.bump()
    assert client.download("file") == 0 and client.files() == [b"from B"]
    assert "metadata/1.C.json" not in repo.asked


def test_delegation_depth_first_and_terminating(client, repo):
    repo.delegate("targets", "A")
    repo.delegate("A", "A1", terminating=True)
    repo.delegate("targets", "B")
    repo.add("file", b"from B", "B")
    repo.bump()
    assert client.download("file") == 1
    assert [path for path in repo.asked if path in ("metadata/1.A1.json", "metadata/1.B.json")] == [
        "metadata/1.A1.json"
    ]


@pytest.mark.parametrize(
    ("pattern", "found"), [("in/*", True), ("in/*.txt", True), ("*", False), ("in", False), ("out/*", False)]
)
def test_delegated_paths(client, repo, pattern, found):
    repo.delegate("targets", "A", (pattern,))
    repo.add("in/file.txt", b"content", "A")
    repo.bump()
    assert client.download("in/file.txt") == (0 if found else 1)


def test_delegations_in_a_circle_end(client, repo):
    repo.delegate("targets", "A")
    repo.delegate("A", "B")
    repo.roles["B"].delegations = repo.roles["targets"].delegations
    repo.bump()
    assert client.download("file") == 1
    assert repo.asked.count("metadata/1.A.json") == 1


def test_delegated_role_unsigned_expired_or_rolled_back(client, repo):
    repo.delegate("targets", "A", signer=False)
    repo.add("file", b"content", "A")
    repo.bump()
    assert client.download("file") == 1 and client.version("A") is None
    repo.delegate("targets", "A")
    repo.roles["A"].expires = PAST
    repo.bump()
    assert client.download("file") == 1 and client.version("A") is None
    repo.roles["A"].expires = FAR
    repo.bump("A", "targets", "snapshot", "timestamp")
    assert client.download("file") == 0 and client.version("A") == 2
    repo.roles["A"].version = 1
    repo.bump("snapshot", "timestamp")
    assert client.download("file") == 1 and client.version("A") == 2


def test_succinct_delegation(client, repo):
    key = CryptoSigner.generate_ed25519()
    roles = SuccinctRoles([], 1, 4, "bin")
    repo.roles["targets"].delegations = Delegations({}, succinct_roles=roles)
    repo.roles["targets"].add_key(key.public_key)
    for name in roles.get_roles():
        repo.roles[name], repo.signers[name] = Targets(expires=FAR), [key]
    repo.add("file", b"content", roles.get_role_for_target("file"))
    repo.bump()
    assert client.download("file") == 0 and client.files() == [b"content"]


def test_server_error_is_not_the_end_of_the_roots(client, repo, monkeypatch):
    """Only 403 and 404 say that there is no newer root."""
    repo.next_root()

    def failing(path):
        raise OSError("gone")

    client.refresh()
    monkeypatch.setattr(repo, "get", failing)
    assert client.refresh() == 1 and client.version("root") == 2


def test_init_keeps_the_root_and_asks_nobody(client, repo):
    assert repo.asked == [] and client.roles() == ["root"]
    assert (client.metadata / "root.json").read_bytes() == client.first.read_bytes()
    assert client.run("--metadata-dir", str(client.metadata), "init", str(client.first) + ".none") == 1
