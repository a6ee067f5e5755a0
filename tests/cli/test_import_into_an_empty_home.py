"""An import into an empty home says that the embedded register no longer stands in for it."""

from __future__ import annotations

import json

from click.testing import CliRunner

from inconcert.cli.main import group

LINES = (
    {"id": "x-1", "schema": "Person", "properties": {"name": ["Zhu Hailun"]}},
    {"id": "x-2", "schema": "Sanction", "properties": {"entity": ["x-1"], "program": ["Example programme"]}},
)


def test_it_says_that_no_official_list_is_shown(tmp_path):
    file = tmp_path / "some.ftm.json"
    file.write_text("".join(json.dumps(line) + "\n" for line in LINES), "utf-8")
    asked = ["import", str(file), "--list", "some", "--publisher", "Somebody", "--licence", "CC BY 4.0", "--by", "Ada",
             "--home", str(tmp_path / "home")]  # fmt: skip
    done = CliRunner().invoke(group, asked)
    assert done.exit_code == 0, done.output
    assert "embedded register" in done.output and "inconcert refresh" in done.output
