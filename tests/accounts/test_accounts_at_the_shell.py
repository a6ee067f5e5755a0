"""The shell: without accounts the pages stay on this machine; people, organisations and the record by command."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group
from inconcert.model.errors import RefusedByCheck, UserError


def run(*words: str):
    return CliRunner().invoke(group, list(words), standalone_mode=False)


@pytest.mark.parametrize(
    "more", [("--listen", "0.0.0.0"), ("--listen", "192.0.2.1"), ("--origin", "https://x.example")]
)
def test_without_accounts_it_refuses_to_be_reached_from_elsewhere(tmp_path, more):
    said = run("serve", "--home", str(tmp_path), *more)
    assert isinstance(said.exception, RefusedByCheck) and "every right" in str(said.exception)


def test_with_accounts_it_needs_accounts_and_an_origin(tmp_path):
    said = run("serve", "--home", str(tmp_path), "--accounts", "--listen", "0.0.0.0")
    assert isinstance(said.exception, UserError) and "--origin" in str(said.exception)


def test_people_and_organisations_by_command(tmp_path):
    home = ("--home", str(tmp_path))
    first = run("accounts", "begin", "--organisation-name", "Our NGO", "--name", "Ada Example", *home)
    assert re.search(r"http://localhost:8600/invitation/[\w-]{43}", first.output)
    assert isinstance(run("accounts", "begin", "--organisation-name", "x", "--name", "y", *home).exception, UserError)
    run("accounts", "invite", "Ben Example", "--role", "caseworker", *home)
    clash = run("accounts", "invite", "Eve", "--role", "caseworker", "--role", "administrator", *home)
    assert "cannot read cases" in str(clash.exception)
    listed = run("accounts", "list", *home).output
    ben = next(line.split()[0] for line in listed.splitlines() if "Ben Example" in line)
    run("accounts", "roles", ben, "--role", "analyst", *home)
    assert re.search(rf"{ben}\s+invited\s+analyst", run("accounts", "list", *home).output)
    run("accounts", "open", "hrg", "--name", "Rights Group", "--administrator", "Cleo", *home)
    assert "Cleo" in run("accounts", "list", "--organisation", "hrg", *home).output
    assert isinstance(run("accounts", "close", ben, "--organisation", "hrg", *home).exception, UserError)
    run("accounts", "close", ben, *home)
    run("accounts", "shut", "hrg", *home)
    out = tmp_path / "acts.jsonl"
    said = run("accounts", "audit", "--out", str(out), *home)
    acts = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert "chain holds" in said.output + (said.stderr or "") and {"account.close", "organisation.close"} <= {
        act.get("verb") for act in acts
    }
    assert "Ben" not in out.read_text("utf-8") and any("verb" not in act for act in acts)
