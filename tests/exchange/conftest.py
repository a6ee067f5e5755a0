"""Fixtures of the exchange."""

from __future__ import annotations

import http.server
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _loaded(name: str, file: str) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / file)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def stage() -> ModuleType:
    """The stage of tests/exchange/stage.py."""
    return _loaded("exchange_stage", "stage.py")


@pytest.fixture(scope="session")
def tuf() -> ModuleType:
    """The stage of tests/exchange/tuf_stage.py."""
    return _loaded("exchange_tuf_stage", "tuf_stage.py")


@pytest.fixture
def repo(tuf):
    """A repository in memory with every top-level role at version 1."""
    return tuf.Repository()


@pytest.fixture
def client(tuf, repo, stage, tmp_path):
    """scripts/tuf_client, begun with the first root of `repo`, which a local server answers for."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self):
            data = repo.get(self.path.lstrip("/"))
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_):
            return None

    with stage.serving(tmp_path, Handler) as port:
        yield tuf.Client(repo, f"http://127.0.0.1:{port}", tmp_path)
