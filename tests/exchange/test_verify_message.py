"""scripts/verify_message as a person runs it; each case of E-01 to E-50 asserts that it agrees with our client."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "verify_message"


def run(*argv):
    return subprocess.run([sys.executable, str(SCRIPT), *map(str, argv)], capture_output=True, text=True, timeout=60)


def test_at_most_three_hundred_lines_and_none_of_our_code():
    text = SCRIPT.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    names = {alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in names if name.split(".")[0] in ("inconcert", "tuf", "securesystemslib")]


def test_from_the_command_line(stage, tmp_path):
    parties = stage.parties(tmp_path, "alder", "birch")
    alder, birch = parties.values()
    alder.say(stage.DIGEST, stage.draft(stage.MessageKind.MIRROR_REQUEST, stage.Tlp.AMBER, "birch"))
    keys = birch.home / "keys" / "0001.identity"
    argv = (alder.folder, "alder", alder.fingerprint, tmp_path / "state")
    assert run(*argv, "birch", keys, "2026-03-02T09:00:00+00:00").stdout == "1 accepted \n2 accepted \n"
    late = run(*argv, "birch", keys, "2026-04-02T09:00:00+00:00")
    assert late.returncode == 1 and "refused: ExpiredMetadata" in late.stderr
    other = run(alder.folder, "alder", "0" * 64, tmp_path / "other")
    assert other.returncode == 1 and "FingerprintDiffers" in other.stderr
    assert run().returncode == 1
