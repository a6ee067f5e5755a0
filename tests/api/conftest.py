"""The door for programs over the embedded register."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location("web_fixtures", Path(__file__).parent.parent / "web" / "conftest.py")
assert _spec and _spec.loader
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
pages = _module.pages
