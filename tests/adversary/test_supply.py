"""Supply chain, S-01 to S-06: what is installed is what was locked, what is released is what was signed, nothing leaks.

No test needs a network: packages are small wheels made here, indexes are folders served on loopback.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
import uuid
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"


def run(*command, cwd=ROOT, **more):
    return subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False, **more)


@pytest.fixture(scope="module")
def pip(tmp_path_factory):
    """A fresh Python with pip and nothing else, and how to install into a folder with it."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    made = run(base if base.exists() else sys.executable, "-m", "venv", folder)
    assert made.returncode == 0, made.stderr + made.stdout
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    clean |= {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_CACHE_DIR": "1"}

    def install(target, *words):
        python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        argv = (python, "-m", "pip", "install", "--no-input", "--no-deps", "--target", target)
        return run(*argv, *words, env=clean)

    return install


def wheel(folder, version="1.0", says="ours"):
    """Make a wheel of a package `canopy`."""
    folder.mkdir(parents=True, exist_ok=True)
    path, info = folder / f"canopy-{version}-py3-none-any.whl", f"canopy-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("canopy.py", f"says = {says!r}\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: canopy\nVersion: {version}\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


def lock(path, digest, version="1.0"):
    path.write_text(f"canopy=={version} \\\n    --hash=sha256:{digest}\n", "utf-8")
    return path


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_s_01_a_lock_with_one_hash_changed_installs_nothing(pip, tmp_path):
    made = wheel(tmp_path / "wheels")
    digest = sha256(made)
    words = ("--require-hashes", "--only-binary", ":all:", "--no-index", "--find-links", made.parent, "-r")
    good = pip(tmp_path / "good", *words, lock(tmp_path / "good.txt", digest))
    assert good.returncode == 0 and (tmp_path / "good" / "canopy.py").exists(), good.stderr
    changed = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    bad = pip(tmp_path / "bad", *words, lock(tmp_path / "bad.txt", changed))
    assert bad.returncode != 0 and "DO NOT MATCH THE HASHES" in bad.stderr
    assert not (tmp_path / "bad" / "canopy.py").exists()


def test_s_01_set_up_asks_for_hashes_and_for_wheels():
    text = (SCRIPTS / "setup").read_text("utf-8")
    installs = [line for line in text.splitlines() if "-m pip install" in line]
    assert len(installs) == 3
    locked = [line for line in installs if "--no-index" not in line]
    assert len(locked) == 2 and all("--require-hashes" in line for line in locked)


@contextlib.contextmanager
def index(folder):
    """Serve wheels as a package index on loopback."""
    root = folder / "index"
    (root / "canopy").mkdir(parents=True)
    links = "".join(f'<a href="{path.name}">{path.name}</a>' for path in sorted(folder.glob("*.whl")))
    (root / "canopy" / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>", "utf-8")
    for path in folder.glob("*.whl"):
        shutil.copy(path, root / "canopy")
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(root))

        def log_message(self, *_):
            asked.append(self.path)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


@pytest.mark.parametrize("version", ["1.0", "9.9"])
def test_s_02_the_same_name_on_another_index_is_not_taken(pip, tmp_path, version):
    ours, theirs = wheel(tmp_path / "ours"), wheel(tmp_path / "theirs", version, "theirs")
    with index(ours.parent) as (first, _), index(theirs.parent) as (second, asked):
        words = ("--require-hashes", "--index-url", second, "--extra-index-url", first, "-r")
        both = pip(tmp_path / "both", *words, lock(tmp_path / "lock.txt", sha256(ours)))
        if both.returncode == 0:
            assert "ours" in (tmp_path / "both" / "canopy.py").read_text("utf-8")
        else:  # the other bytes under the locked version came first: refused, nothing installed
            assert "DO NOT MATCH THE HASHES" in both.stderr and not (tmp_path / "both" / "canopy.py").exists()
        alone = pip(tmp_path / "alone", "--require-hashes", "--index-url", second, "-r", tmp_path / "lock.txt")
        assert alone.returncode != 0 and not (tmp_path / "alone" / "canopy.py").exists()
        assert asked  # the other index was within reach


def test_s_02_no_lock_names_an_index():
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text("utf-8") and "index-url" not in path.read_text("utf-8"), path.name


@pytest.fixture
def locks(tmp_path):
    """A copy of the locks that a test may spoil."""
    folder = tmp_path / "requirements"
    shutil.copytree(ROOT / "requirements", folder)
    return folder


def spoil(folder, old, new):
    path = folder / "base.txt"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def locked(name):
    text = (ROOT / "requirements" / "base.txt").read_text("utf-8")
    return f"{name}==" + re.search(rf"^{name}==(\S+)", text, re.MULTILINE)[1]


def test_s_03_every_locked_package_is_judged_and_none_is_named():
    done = run(sys.executable, SCRIPTS / "check-advisories")
    assert done.returncode == 0 and re.search(r"1\d\d packages, 0 named or not judged", done.stdout), done.stdout


@pytest.mark.parametrize(
    ("name", "version", "why"),
    [
        ("jinja2", "3.1.5", "CVE-2025-27516"),
        ("urllib3", "2.5.0", "CVE-2025-66418"),
        ("h11", "0.15.0", "CVE-2025-43859"),
    ],
)
def test_s_03_a_planted_vulnerable_version_fails(locks, name, version, why):
    spoil(locks, locked(name), f"{name}=={version}")
    done = run(sys.executable, SCRIPTS / "check-advisories", locks)
    assert done.returncode == 1 and f"{name} {version} (base): named by" in done.stdout and why in done.stdout


@pytest.mark.parametrize("line", ["canopy==1.0", "jinja2==99.0", "jinja2==not.a-version"])
def test_s_03_what_cannot_be_judged_fails(locks, line):
    spoil(locks, locked("jinja2"), line)
    done = run(sys.executable, SCRIPTS / "check-advisories", locks)
    assert done.returncode == 1 and f"{line.replace('==', ' ')} (base): cannot be judged" in done.stdout


def test_s_03_the_snapshot_says_of_which_day_it_is_and_where_each_stands():
    found = tomllib.loads((ROOT / "requirements" / "advisories.toml").read_text("utf-8"))
    assert found["date"].year >= 2026 and found["source"].startswith("https://")
    assert all(re.fullmatch(r"CVE-\d{4}-\d{4,}", item["id"]) and item["affected"] for item in found["advisory"])


@pytest.fixture(scope="module")
def tracked(tmp_path_factory):
    """Two copies of what the repository holds, with other times and another umask."""
    names = run("git", "ls-files", "-z").stdout.split("\0")
    folders = []
    for number, mode in enumerate((0o644, 0o600)):
        folder = tmp_path_factory.mktemp(f"tree{number}")
        for name in names:
            source, to = ROOT / name, folder / name
            if name and source.is_file() and not name.startswith(("bench/", "docs/screenshots/")):
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, to)
                to.chmod(mode | (source.stat().st_mode & 0o100))
                os.utime(to, (1_700_000_000 + number * 99_999,) * 2)
        folders.append(folder)
    return folders


@pytest.mark.slow
@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_s_04_built_twice_it_is_the_same_bytes(tracked, tmp_path, target):
    made = []
    for number, tree in enumerate(tracked):
        out = tmp_path / str(number)
        done = run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out, cwd=tree)
        assert done.returncode == 0, done.stderr
        (file,) = out.iterdir()
        made.append(file.read_bytes())
    assert made[0] == made[1]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A small release, signed as `scripts/release make` signs one, and its public key."""
    if not shutil.which("minisign"):
        if os.environ.get("INCONCERT_SHARED"):
            pytest.fail("minisign is not installed: scripts/setup-debian")
        pytest.skip("minisign is not installed")
    keys, folder = tmp_path_factory.mktemp("keys"), tmp_path_factory.mktemp("release")
    assert run("minisign", "-G", "-W", "-p", keys / "a.pub", "-s", keys / "a.key").returncode == 0
    assert run("minisign", "-G", "-W", "-p", keys / "b.pub", "-s", keys / "b.key").returncode == 0
    wheel(folder)
    (folder / "inconcert.cdx.json").write_text("{}", "utf-8")
    sums = "".join(f"{sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir()))
    (folder / "SHA256SUMS").write_text(sums, "utf-8")
    assert run("minisign", "-S", "-s", keys / "a.key", "-m", "SHA256SUMS", cwd=folder).returncode == 0
    return folder, keys


def _one_byte(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _more(folder):
    (folder / "setup.exe").write_bytes(b"MZ")


def _resummed(folder):
    path = next(folder.glob("*.whl"))
    before = sha256(path)
    _one_byte(path)
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text("utf-8").replace(before, sha256(path)), "utf-8")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda folder: None, ""),
        (lambda folder: _one_byte(next(folder.glob("*.whl"))), "not the one that was signed"),
        (lambda folder: _one_byte(folder / "SHA256SUMS"), "signature does not hold"),
        (lambda folder: _one_byte(folder / "SHA256SUMS.minisig"), "signature does not hold"),
        (_resummed, "signature does not hold"),
        (_more, "not signed: setup.exe"),
        (lambda folder: next(folder.glob("*.whl")).unlink(), "not the one that was signed"),
    ],
    ids=["whole", "wheel", "sums", "signature", "sums written anew", "one file more", "one file less"],
)
def test_s_05_a_release_with_one_byte_changed_is_refused(released, tmp_path, change, says):
    folder, keys = released
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    change(copy)
    done = run("bash", SCRIPTS / "release", "verify", copy, keys / "a.pub")
    assert (done.returncode, says in done.stderr) == (1 if says else 0, True), done.stderr + done.stdout


def test_s_05_another_key_is_refused(released):
    folder, keys = released
    done = run("bash", SCRIPTS / "release", "verify", folder, keys / "b.pub")
    assert done.returncode == 1 and "signature does not hold" in done.stderr


SECRETS = {
    "key": "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "age": "AGE-SECRET-KEY-1" + "Q" * 58,
    "cloud": "AKIA" + "ABCDEFGHIJ234567",
    "forge": "ghp_" + "a1B2" * 10,
    "index": "pypi-" + "AgEIcHlwaS5vcmc" * 5,
    "database": "postgresql://inconcert:" + "hunter2hunter2@db/inconcert",
}


@pytest.fixture
def checkout(tmp_path):
    """A repository with our hook switched on."""
    folder = tmp_path / "checkout"
    (folder / "scripts").mkdir(parents=True)
    for name in ("check-secrets", "known-test-keys.txt"):
        shutil.copy(SCRIPTS / name, folder / "scripts" / name)
    shutil.copytree(ROOT / ".githooks", folder / ".githooks")
    for words in (("init", "-q"), ("config", "core.hooksPath", ".githooks"), ("config", "user.name", "x"),
                  ("config", "user.email", "x@x.example")):  # fmt: skip
        assert run("git", *words, cwd=folder).returncode == 0
    assert commit(folder).returncode == 0
    return folder


def commit(folder, *words):
    run("git", "add", "-A", cwd=folder)
    return run("git", "commit", "-q", "-m", "x", *words, cwd=folder)


@pytest.mark.parametrize("kind", SECRETS)
def test_s_06_a_planted_secret_stops_at_the_hook_and_in_the_check(checkout, kind):
    (checkout / "notes.md").write_text(f"one\nkey: {SECRETS[kind]}\n", "utf-8")
    done = commit(checkout)
    assert done.returncode != 0 and "notes.md:2: looks like a" in done.stdout + done.stderr
    assert SECRETS[kind] not in done.stdout + done.stderr
    assert commit(checkout, "--no-verify").returncode == 0  # who goes round the hook meets the check
    found = run(sys.executable, "scripts/check-secrets", cwd=checkout)
    assert found.returncode == 1 and "notes.md:2" in found.stdout
    (checkout / "notes.md").write_text("one\n", "utf-8")
    assert commit(checkout).returncode == 0


def test_s_06_this_checkout_holds_none_and_the_whole_test_looks():
    assert run(sys.executable, SCRIPTS / "check-secrets").returncode == 0
    steps = (SCRIPTS / "test").read_text("utf-8")
    for name in ("check-secrets", "check-licences", "check-advisories"):
        assert f".venv/bin/python scripts/{name}\n" in steps


def test_every_licence_is_known_and_allowed():
    done = run(sys.executable, SCRIPTS / "check-licences")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("line", "why"), [("canopy==1.0", "is not known"), ("psycopg==3.3.9", "is not allowed")])
def test_a_licence_that_is_not_known_or_not_allowed_fails(locks, line, why):
    spoil(locks, locked("jinja2"), line)
    done = run(sys.executable, SCRIPTS / "check-licences", locks)
    assert done.returncode == 1 and why in done.stdout


def test_the_bill_of_materials_is_the_lock_and_always_the_same():
    first, second = (run(sys.executable, SCRIPTS / "sbom").stdout for _ in range(2))
    assert first == second
    found = json.loads(first)
    assert (found["bomFormat"], found["specVersion"], found["version"]) == ("CycloneDX", "1.6", 1)
    uuid.UUID(found["serialNumber"].removeprefix("urn:uuid:"))
    text = (ROOT / "requirements" / "base.txt").read_text("utf-8")
    names = {(item["name"], item["version"]) for item in found["components"] if item["scope"] == "required"}
    assert names == set(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, re.MULTILINE))
    hashes = {each["hashes"][0]["content"] for item in found["components"] for each in item["externalReferences"]}
    assert set(re.findall(r"sha256:([0-9a-f]{64})", text)) <= hashes
    refs = {item["bom-ref"] for item in found["components"]}
    assert len(refs) == len(found["components"]) and set(found["dependencies"][0]["dependsOn"]) == refs
