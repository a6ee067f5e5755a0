"""The built wheel: the same bytes twice, whole without the checkout, and with its own licence and notices."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


def build(folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


def test_built_twice_it_is_the_same_bytes(wheel, tmp_path):
    assert build(tmp_path).read_bytes() == wheel.read_bytes()


def test_it_carries_what_it_needs_and_nothing_of_the_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in ("register/register.json.xz", "register/digests.bin.xz", "templates/base.html", "countries.toml",
                   "licenses/LICENSE", "licenses/NOTICE", "regimes/US-GLOMAG.toml"):  # fmt: skip
        assert any(name.endswith(needed) for name in names), needed
    assert not [name for name in names if "fixtures" in name or name.startswith("tests/")]


def test_installed_away_from_the_checkout_the_demo_runs(wheel, tmp_path):
    site = tmp_path / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    environment = os.environ | {"PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    code = "import inconcert, sys; from inconcert.cli.main import main; print(inconcert.__file__); "
    code += "sys.argv[1:] = ['demo']; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(site) in done.stdout and "8 of 8" in done.stdout
    assert (tmp_path / "inconcert-first-screen.html").is_file()
