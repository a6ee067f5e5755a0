"""`export ftm` is read by the real FollowTheMoney library, in an environment of its own (it does not fit beside ours).

INCONCERT_PEERS names the Python of an environment with followthemoney; with INCONCERT_SOAK=1 one is made here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from inconcert.verbs.demo import demo_home
from inconcert.verbs.export_ftm import export_ftm

READ = """
import json, sys
from followthemoney import model
bad, seen = [], {}
for number, line in enumerate(sys.stdin):
    plain = json.loads(line)
    try:
        proxy = model.get_proxy(plain)
        kept = proxy.to_dict()["properties"]
        for name, values in plain["properties"].items():
            known = proxy.schema.get(name)
            if known is None or not set(values) <= {str(item) for item in kept.get(name, ())}:
                bad.append([number, name, values])
            elif any(known.type.clean(value) is None for value in values):
                bad.append([number, name, values])
    except Exception as error:
        bad.append([number, type(error).__name__, str(error)])
    seen[plain["schema"]] = seen.get(plain["schema"], 0) + 1
print(json.dumps({"seen": seen, "bad": bad[:20]}))
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    named = os.environ.get("INCONCERT_PEERS", "")
    if named:
        return named
    if os.environ.get("INCONCERT_SOAK") != "1":
        pytest.skip("INCONCERT_PEERS names no environment with followthemoney")
    folder = tmp_path_factory.mktemp("peers")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    made = subprocess.run([python, "-m", "pip", "install", "-q", "followthemoney"], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"followthemoney cannot be installed here: {made.stderr.strip().splitlines()[-1:]}")
    return python


def test_every_entity_and_value_is_read(library):
    with demo_home(progress=lambda _: None) as house:
        lines = b"".join(export_ftm(house, None))
    said = subprocess.run([library, "-c", READ], input=lines, capture_output=True, check=True)
    found = json.loads(said.stdout)
    assert found["bad"] == []
    assert found["seen"].get("Person", 0) > 100
    assert sum(found["seen"].values()) == lines.count(b"\n")
