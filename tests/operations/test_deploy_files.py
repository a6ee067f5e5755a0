"""The files of `deploy/` say what they must: no engine is needed to see it."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group
from inconcert.verbs.settings import SETTINGS
from operations import served

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
WALLS = ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "ProtectKernelTunables", "RestrictSUIDSGID")


def unit(path: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(path, "utf-8")
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_as_nobody_special_behind_walls(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "inconcert" and service["ProtectSystem"] == "strict" and service["LimitCORE"] == "0"
    assert all(service[name] == "yes" for name in WALLS)
    assert service["CapabilityBoundingSet"] == "" and service["UMask"] == "0077"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_command_and_option_of_a_unit_exists(path: Path) -> None:
    command = unit(path)["Service"]["ExecStart"]
    words = command.partition("bin/inconcert ")[2].split()
    verb = [word for word in words[:2] if re.fullmatch(r"[a-z]+", word)]
    help_text = CliRunner().invoke(group, [*verb, "--help"]).output
    options = re.findall(r"(?<=\s)--[a-z-]+", " " + command)
    assert options or words
    assert not [name for name in options if name not in help_text]


def test_systemd_itself_finds_no_fault_but_the_program_that_is_not_installed_here() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, DEPLOY.glob("systemd/*"))], capture_output=True, text=True
    )
    faults = [line for line in done.stderr.splitlines() if "is not executable" not in line and "inconcert" in line]
    assert not faults


def test_every_setting_of_the_example_is_one() -> None:
    names = set(re.findall(r"INCONCERT_[A-Z_]+", (DEPLOY / "environment").read_text("utf-8")))
    assert names - {item.name for item in SETTINGS} == {"INCONCERT_ORIGIN", "INCONCERT_BACKUP_TO"}, (
        "for the units alone"
    )


def test_the_container_runs_without_rights_and_from_locked_packages() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert "--require-hashes --only-binary :all: -r requirements/base.txt -r requirements/postgres.txt" in text
    assert re.search(r"^USER 10001", text, re.M) and "HEALTHCHECK" in text and ":latest" not in text
    assert not re.search(r"password|secret|AGE-SECRET", text, re.I)


def test_the_composition_holds_no_secret_and_shows_only_the_proxy() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    assert text.count("ports:") == 1 and "cap_drop: [ALL]" in text and "internal: true" in text
    assert not re.search(r"PASSWORD\s*[:=]\s*[^…\s]", text)
    assert "deploy/secrets/" in (DEPLOY.parent / ".gitignore").read_text("utf-8")


def test_nginx_itself_reads_the_configuration(tmp_path: Path) -> None:
    if served.nginx() is None:
        pytest.skip("nginx is not installed")
    with served.proxied(tmp_path / "proxy", [1]) as proxy:
        assert proxy.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 502")
