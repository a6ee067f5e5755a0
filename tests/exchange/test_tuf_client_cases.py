"""The client protocol case by case: key changes, thresholds, delegations, clocks, odd bytes, several names in one run.

Each case says what the client trusts afterwards and what it asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import subprocess
import sys
import venv
from urllib.parse import quote

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, TargetFile

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
FIVE, OTHERS, NEXT = (0, 1, 2, 3, 4), (0, 1, 3, 4, 5), (5, 6, 7, 8, 9)

ROOTS = {
    "one key for another": (((1,), 1, (1,)), ((2,), 1, (2, 1)), ((2,), 1, (2,))),
    "signatures nobody asked for": (((1,), 1, (3, 1, 4)), ((2,), 1, (3, 2, 1, 4)), ((2,), 1, (3, 2, 4))),
    "any three of five": ((FIVE, 3, (0, 2, 4)), (FIVE, 3, (0, 4, 1)), (FIVE, 3, (0, 1, 3)), (FIVE, 3, (0, 1, 3))),
    "one of five replaced": ((FIVE, 3, (0, 2, 4)), (OTHERS, 3, (0, 4, 1))),
    "one of five replaced in steps": ((FIVE, 3, (0, 2, 4)), (OTHERS, 3, (0, 2, 4, 5)), (OTHERS, 3, (0, 4, 5))),
    "all five replaced": ((FIVE, 3, (0, 2, 4)), (NEXT, 3, (0, 2, 4, 5, 6, 7)), (NEXT, 3, (5, 6, 7))),
    "threshold raised": (((1, 2, 3), 1, (1,)), ((1, 2, 3), 2, (1, 2))),
    "threshold lowered": (((1, 2, 3), 2, (1, 2)), ((1, 2, 3), 1, (1, 2)), ((1, 2, 3), 1, (1,))),
    "a second key": (((1,), 1, (1,)), ((1, 2), 2, (1, 2))),
}
BAD_ROOTS = {
    "old key missing": (((1,), 1, (1,)), ((2,), 1, (2, 3, 4))),
    "new key missing": (((1,), 1, (1,)), ((2,), 1, (1, 3, 4))),
    "two of three new": ((FIVE, 3, (0, 2, 4)), (OTHERS, 3, (0, 2, 4))),
    "two of three old": ((FIVE, 3, (0, 2, 4)), (OTHERS, 3, (0, 4, 5))),
    "new threshold missed": (((1, 2, 3), 1, (1,)), ((1, 2, 3), 2, (2,))),
    "old threshold missed": (((1, 2, 3), 2, (1, 2)), ((1, 2, 3), 1, (1,))),
}
ROLE_KEYS = (
    ((2,), 1, (2,), True), ((1,), 1, (3, 1, 4), True), (FIVE, 3, (0, 2, 4), True), (FIVE, 3, (0, 4, 1), True),
    (FIVE, 3, (0, 1, 3), True), (FIVE, 3, (1, 2, 3), True), (FIVE, 3, (2, 3, 4), True),
    ((2,), 1, (1, 3, 4), False), (OTHERS, 3, (0, 2, 4), False), (OTHERS, 3, (0, 4), False),
)  # fmt: skip
WALKS = {
    "one": ("targets>A", "A"),
    "two beside": ("targets>A targets>B", "AB"),
    "two deep": ("targets>A targets>B B>C", "ABC"),
    "deep before wide": ("targets>A targets>B A>C A>D", "ACDB"),
    "deeper before wide": ("targets>A targets>B A>C C>D", "ACDB"),
    "ends at a terminating one": ("targets>A targets>B A>!C A>D", "AC"),
    "below a terminating one": ("targets>A targets>B A>!C C>D", "ACD"),
    "another path": ("targets>A:*.py targets>B A>C", "B"),
    "another path below": ("targets>A targets>B A>C:*.py C>D", "AB"),
    "a circle": ("targets>A targets>B B>C C>D D>B", "ABCD"),
    "one child of two": ("targets>A targets>B B>C A>C", "ACB"),
    "one child of two, by path": ("targets>A targets>B B>C A>C:*.py", "ABC"),
}


@pytest.fixture(scope="module")
def keys():
    return [CryptoSigner.generate_ed25519() for _ in range(10)]


def _set_keys(repo, role, keys, held, threshold):
    repo.root.roles[role].keyids.clear()
    repo.root.roles[role].threshold = threshold
    for number in held:
        repo.root.add_key(keys[number].public_key, role)


def _chain(repo, keys, steps):
    repo.root.version = 0
    for held, threshold, by in steps:
        _set_keys(repo, "root", keys, held, threshold)
        repo.next_root([keys[number] for number in by])


def _begun(client, repo):
    """Begin anew with the first root of the chain."""
    client.first.write_bytes(repo.files["metadata/1.root.json"])
    assert client.run("--metadata-dir", str(client.metadata), "init", str(client.first)) == 0


@pytest.mark.parametrize("steps", ROOTS.values(), ids=ROOTS)
def test_roots_whose_keys_change(client, repo, keys, steps):
    _chain(repo, keys, steps)
    _begun(client, repo)
    assert client.refresh() == 0
    assert (client.metadata / "root.json").read_bytes() == repo.files[f"metadata/{len(steps)}.root.json"]


@pytest.mark.parametrize("steps", BAD_ROOTS.values(), ids=BAD_ROOTS)
def test_roots_whose_last_step_is_refused(client, repo, keys, steps):
    _chain(repo, keys, steps)
    _begun(client, repo)
    assert client.refresh() == 1
    assert (client.metadata / "root.json").read_bytes() == repo.files[f"metadata/{len(steps) - 1}.root.json"]
    assert client.roles() == ["root"]


@pytest.mark.parametrize(("held", "threshold", "by", "good"), ROLE_KEYS)
def test_keys_of_each_other_role(client, repo, keys, held, threshold, by, good):
    for role in ("timestamp", "snapshot", "targets"):
        _set_keys(repo, role, keys, held, threshold)
        repo.signers[role] = [keys[number] for number in by]
        repo.next_root()
        repo.bump()
        assert client.refresh() == (0 if good else 1)
        assert (client.version(role) == repo.root.version) is good


@pytest.mark.parametrize(("walk", "order"), WALKS.values(), ids=WALKS)
def test_order_in_which_delegations_are_asked(client, repo, walk, order):
    for step in walk.split():
        way, _, path = step.partition(":")
        parent, child = way.split(">")
        last = child.startswith("!")
        repo.delegate(parent, child.strip("!"), [path or "*"], terminating=last)
    for parent in repo.roles.values():  # a child of two was given a new key by the second: both parents name it
        for name, role in (parent.delegations.roles if parent.delegations else {}).items():
            if repo.signers[name][0].public_key.keyid not in role.keyids:
                parent.add_key(repo.signers[name][0].public_key, name)
    repo.bump()
    assert client.download("missing") == 1
    assert repo.asked[4:] == [f"metadata/1.{name}.json" for name in order]


@pytest.mark.parametrize(
    ("path", "order", "found"),
    [
        ("plain", "", True), ("README.md", "A", True), ("foo-1.tgz", "A", True), ("deep/x/one", "BC", True),
        ("deep/y/one.zip", "BD", True), ("deep/z/one.zip", "B", False), ("deep/README.md", "", False),
        ("foo-ten.tgz", "", False), ("README.MD", "", False),
    ],
)  # fmt: skip
def test_path_patterns(client, repo, path, order, found):
    """`*` and `?` stay within one folder, and letters are what they are."""
    repo.delegate("targets", "A", ["*.doc", "*.md", "foo-?.tgz"])
    repo.delegate("targets", "B", ["deep/*/*"])
    repo.delegate("B", "C", ["deep/x/*"])
    repo.delegate("B", "D", ["deep/y/*.zip"])
    for role, names in {
        "targets": ["plain"], "A": ["README.md", "deep/README.md", "foo-1.tgz", "foo-ten.tgz"], "C": ["deep/x/one"],
        "D": ["deep/y/one.zip", "deep/z/one.zip"],
    }.items():  # fmt: skip
        for name in names:
            repo.add(name, name.encode(), role)
    repo.bump()
    assert client.download(path) == (0 if found else 1)
    assert client.files() == ([path.encode()] if found else [])
    assert [name for name in repo.asked[4:] if name.startswith("metadata/")] == [
        f"metadata/1.{name}.json" for name in order
    ]


def test_several_names_in_one_run_up_to_the_first_refused(client, repo):
    for name in ("one", "two", "three"):
        repo.add(name, name.encode())
    repo.bump()
    assert client.download("one", "missing", "three") == 1 and client.files() == [b"one"]
    before = len(repo.asked)
    assert client.download("two", "three") == 0 and set(client.files()) == {b"one", b"two", b"three"}
    assert repo.asked[before:].count("metadata/timestamp.json") == 1


def test_role_of_two_parents_is_checked_against_each(client, repo):
    """What parent A's key signed is not believed through parent B, who named another key for the same role."""
    for name in ("a", "b"):
        repo.delegate("targets", f"parent-{name}", [f"{name}/*"])
        repo.delegate(f"parent-{name}", "shared", [f"{name}/*"])
        if name == "a":
            of_a = repo.signers["shared"]
    repo.signers["shared"] = of_a
    repo.add("a/file", b"good", "shared")
    repo.add("b/file", b"bad", "shared")
    repo.bump()
    assert client.download("a/file", "b/file") == 1 and client.files() == [b"good"]
    assert client.download("b/file") == 1 and client.files() == [b"good"]


def test_delegated_role_that_the_snapshot_does_not_name(client, repo):
    repo.delegate("targets", "A")
    repo.publish()
    del repo.snapshot.meta["A.json"]
    del repo.roles["A"]
    repo.bump()
    assert client.refresh() == 0
    repo.asked.clear()
    assert client.download("file") == 1 and client.version("A") is None
    assert repo.asked == ["metadata/2.root.json", "metadata/timestamp.json"]


@pytest.mark.parametrize(
    ("role", "kept"),
    [("root", (1, None, None, None)), ("timestamp", (2, None, None, None)), ("snapshot", (2, 2, None, None)),
     ("targets", (2, 2, 2, None))],
)  # fmt: skip
def test_unsigned_role_stops_there_and_keeps_what_came_before(client, repo, role, kept):
    repo.hashes = False
    repo.signers[role] = []
    repo.next_root()
    repo.bump()
    assert client.refresh() == 1 and client.versions() == kept


@pytest.mark.parametrize(
    ("role", "kept"), [("snapshot", (1, 2, 1, 1)), ("targets", (1, 2, 2, 1)), ("timestamp", (1, 1, 1, 1))]
)
def test_file_that_is_not_there(client, repo, role, kept):
    assert client.refresh() == 0
    repo.bump()
    path = "metadata/timestamp.json" if role == "timestamp" else f"metadata/2.{role}.json"
    del repo.files[path]
    assert client.refresh() == 1 and client.versions() == kept
    assert repo.asked[-1] == path


def test_one_role_in_place_of_another(client, repo):
    """A snapshot signed by the timestamp's key, and shaped like one, is still no timestamp."""
    repo.root.add_key(repo.signers["timestamp"][0].public_key, "snapshot")
    repo.next_root()
    repo.snapshot.meta = {"snapshot.json": repo.timestamp.snapshot_meta}
    repo.snapshot.version = 2
    repo.files["metadata/timestamp.json"] = repo.sign("snapshot", repo.snapshot, repo.signers["timestamp"])
    assert client.refresh() == 1 and client.versions() == (2, None, None, None)


def test_first_root_without_a_version_or_rightly_signed(client, repo):
    for spoil in (lambda it: it["signed"].pop("version"), lambda it: it["signatures"][0].update(sig="00" * 64)):
        found = json.loads(repo.files["metadata/1.root.json"])
        spoil(found)
        client.first.write_bytes(json.dumps(found).encode())
        client.run("--metadata-dir", str(client.metadata), "init", str(client.first))
        assert client.refresh() == 1 and repo.asked == []


def test_bytes_are_kept_as_they_came(client, repo):
    repo.files["metadata/timestamp.json"] += b" \n "
    assert client.refresh() == 0
    assert (client.metadata / "timestamp.json").read_bytes() == repo.files["metadata/timestamp.json"]


@pytest.mark.parametrize("signature", ["ab" * 64, "", "not hexadecimal"])
def test_a_bad_signature_beside_enough_good_ones(client, repo, signature):
    spare = CryptoSigner.generate_ed25519()
    repo.root.add_key(spare.public_key, "timestamp")
    repo.next_root()
    found = json.loads(repo.files["metadata/timestamp.json"])
    found["signatures"].append({"keyid": spare.public_key.keyid, "sig": signature})
    repo.files["metadata/timestamp.json"] = json.dumps(found).encode()
    assert client.refresh() == 0


def test_one_key_signs_once(client, repo):
    found = json.loads(repo.files["metadata/1.snapshot.json"])
    found["signatures"] *= 2
    repo.put("snapshot", 1, json.dumps(found).encode())
    repo.hashes = False
    repo.timestamp.snapshot_meta.hashes = repo.timestamp.snapshot_meta.length = None
    repo.files["metadata/timestamp.json"] = repo.sign("timestamp", repo.timestamp)
    assert client.refresh() == 1 and client.version("snapshot") is None


def test_key_with_a_field_of_its_own(client, repo):
    """Unknown fields of a key are part of what is signed; `keyid_hash_algorithms` of old says nothing."""
    made = CryptoSigner.generate_ed25519()
    made.public_key.unrecognized_fields = {"keyid_hash_algorithms": ["md5"], "more": {"a": 1}}
    made.public_key.keyid = hashlib.sha256(b"its own").hexdigest()
    _set_keys(repo, "snapshot", [made], (0,), 1)
    repo.signers["snapshot"] = [made]
    repo.next_root()
    repo.bump()
    assert client.refresh() == 0 and client.versions() == (2, 2, 2, 2)


@pytest.mark.parametrize("scheme", ["rsassa-pss-sha256", "rsa-pkcs1v15-sha256", "ecdsa", "ed25519"])
def test_root_needs_the_signature_of_each_kind_of_key(client, repo, scheme):
    made = {
        "ecdsa": CryptoSigner.generate_ecdsa, "ed25519": CryptoSigner.generate_ed25519,
    }.get(scheme, lambda: CryptoSigner.generate_rsa(scheme=scheme))()  # fmt: skip
    repo.signers["root"].append(made)
    repo.root.add_key(made.public_key, "root")
    repo.root.roles["root"].threshold = 2
    repo.next_root()
    assert client.refresh() == 0 and client.version("root") == 2
    repo.next_root()
    spoilt = Metadata.from_bytes(repo.files["metadata/3.root.json"])
    held = spoilt.signatures[made.public_key.keyid]
    held.signature = held.signature[:-4] + ("0000" if held.signature[-4:] != "0000" else "1111")
    repo.files["metadata/3.root.json"] = spoilt.to_bytes()
    assert client.refresh() == 1 and client.version("root") == 2


@pytest.mark.parametrize("hashes", [["sha256"], ["sha512"], ["sha256", "sha512"]])
def test_hashes_of_a_file(client, repo, hashes):
    found = TargetFile.from_data("file", b"content", hashes)
    repo.roles["targets"].targets["file"] = found
    repo.artifacts.update(dict.fromkeys(found.get_prefixed_paths(), b"content"))
    repo.bump()
    assert client.download("file") == 0 and client.files() == [b"content"]
    assert client.download("file") == 0 and sum(path.startswith("targets/") for path in repo.asked) == 1


def test_hash_that_nobody_knows(client, repo):
    found = TargetFile.from_data("file", b"content", ["sha512"])
    found.hashes = {"unknown-hash": found.hashes["sha512"]}
    repo.roles["targets"].targets["file"] = found
    repo.artifacts.update(dict.fromkeys(found.get_prefixed_paths(), b"content"))
    repo.bump()
    assert client.download("file") == 1 and client.files() == []


def _at(client, days, *argv):
    """Run the command as the process that it is, `days` from now; return its code."""
    then = (NOW + dt.timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S+00:00")
    told = ["--metadata-dir", str(client.metadata), "--metadata-url", f"{client.url}/metadata/", *argv]
    found = subprocess.run(["faketime", then, str(client.script), *told], timeout=120, check=False)
    return found.returncode


@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")
def test_delegated_role_that_ran_out_and_its_successor(client, repo, tuf):
    client.script = tuf.SCRIPT
    for days, version in ((7, 1), (21, 2)):
        if version == 1:
            repo.delegate("targets", "A", ["in/*"])
            repo.add("in/one", b"one", "A")
            repo.add("in/two", b"two", "A")
        repo.roles["A"].expires = NOW + dt.timedelta(days=days)
        repo.roles["A"].version = version
        repo.bump()
        where = ("--target-base-url", f"{client.url}/targets/", "--target-dir", str(client.targets), "download")
        if version == 1:
            assert client.download("in/one") == 0
            assert _at(client, 18, "--target-name", "in/two", *where) == 1 and client.files() == [b"one"]
        else:
            assert _at(client, 18, "--target-name", "in/two", *where) == 0
            assert sorted(client.files()) == [b"one", b"two"]


def test_role_name_with_a_slash_in_the_address_of_the_server(client, repo):
    """The part of the address before the metadata may itself hold quoted slashes and dots."""
    client.url += f"/{quote('test[../role]', '')}"
    served = repo.get
    repo.get = lambda path: served(path.split("/", 1)[1])
    repo.delegate("targets", "../role")
    repo.bump()
    assert client.download("missing") == 1 and "metadata/1...%2Frole.json" in repo.asked


def test_runs_in_its_own_environment_whoever_calls_it(client, tuf, tmp_path):
    """Called by another Python that has some other `tuf`, it leaves that alone."""
    if not (tuf.SCRIPT.parents[1] / ".venv").is_dir():
        pytest.skip("no environment of scripts/setup beside the sources")
    venv.create(tmp_path / "other", symlinks=True, with_pip=False)
    place = next((tmp_path / "other").glob("lib/python*/site-packages")) / "tuf"
    place.mkdir()
    (place / "__init__.py").write_text("raise SystemExit(7)\n")
    told = ["--metadata-dir", str(client.metadata), "--metadata-url", f"{client.url}/metadata/", "refresh"]
    other = tmp_path / "other" / "bin" / "python"
    assert subprocess.run([other, str(tuf.SCRIPT), *told], timeout=120, check=False).returncode == 0
    assert sys.prefix != str(tmp_path / "other")
