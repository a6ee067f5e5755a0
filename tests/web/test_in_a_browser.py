"""In Chromium: no accessibility violation that axe knows, nothing wider than the screen, no error, no foreign request.

Needs Playwright, Chromium and axe-core, which the project does not carry: INCONCERT_AXE names axe.min.js,
INCONCERT_CHROMIUM the browser (/usr/bin/chromium without it).
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

pytestmark = pytest.mark.slow

ADDRESSES = (
    "/", "/search?q=Zhu+Hailun", "/gaps", "/matrix", "/targets/us-29220", "/situations", "/situations/xinjiang",
    "/actions", "/actions/us-2018-11-15-khashoggi", "/regimes", "/regimes/GB-HR", "/jurisdictions", "/jurisdictions/gb",
    "/lists", "/lists/gb_uksl", "/changes", "/statistics", "/review", "/about", "/help", "/accessibility", "/api",
    "/nowhere",
)  # fmt: skip
LOOKS = (("en", 1280, "light"), ("fr", 320, "dark"), ("ar", 320, "light"), ("ar", 1280, "dark"))


@pytest.fixture(scope="module")
def served(pages) -> Iterator[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(pages.app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://localhost:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = os.environ.get("INCONCERT_CHROMIUM", "/usr/bin/chromium")
    if not Path(chromium).exists() or not os.environ.get("INCONCERT_AXE"):
        pytest.skip("INCONCERT_AXE or a Chromium is not at hand")
    with playwright.sync_playwright() as opened:
        held = opened.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield held
        held.close()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page(served, browser, language, width, scheme):
    axe = Path(os.environ["INCONCERT_AXE"]).read_text("utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    errors, foreign = [], []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith((served, "data:")) else foreign.append(asked.url))
    found = []
    for address in ADDRESSES:
        page.goto(served + address + ("&" if "?" in address else "?") + f"lang={language}")
        page.evaluate(axe)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        result = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        found += [(address, item["id"], item["nodes"][0]["html"][:160]) for item in result["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append((address, "wider than the screen", str(width)))
    page.close()
    assert not found
    assert not foreign and not [text for text in errors if "404" not in text]
