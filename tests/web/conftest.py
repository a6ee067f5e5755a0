"""The pages over the embedded register, and over a home whose every text is hostile."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from inconcert.api.app import routes
from inconcert.model.dates import PartialDate, event_on
from inconcert.model.edition import Edition
from inconcert.model.entry import BirthDate, Country, Entry, Issue, Listing, Name, Reference, Text
from inconcert.model.vocabulary import DateKind, Kind, Measure, NameRole, Provenance, ReferenceScheme, Severity
from inconcert.store.editions import commit_edition
from inconcert.verbs.demo import demo_home
from inconcert.verbs.house import House, house
from inconcert.web.app import make_app

XSS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>", "{{7*7}}", "\u202egnp.exe", "&lt;script&gt;", "<style>*{display:none}</style>",
    "</textarea><script>alert(1)</script>", "]]><script>alert(1)</script>", "=cmd|' /C calc'!A0",
)  # fmt: skip


class Client:
    """Asks an app as a browser would, one request at a time."""

    def __init__(self, opened: House) -> None:
        self.house = opened
        self.app = make_app(opened, routes(opened))

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=more.pop("base", "http://localhost")) as client:
                return await client.request(method, path, **more)

        return asyncio.run(go())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, data: dict[str, Any], **more: Any) -> httpx.Response:
        """Send a form as its own page would."""
        token = self.app.state.visitors.token(None)
        return self.ask("POST", path, data={"token": token} | data, headers={"sec-fetch-site": "same-origin"}, **more)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with demo_home(progress=lambda _: None) as opened:
            yield Client(opened)


@pytest.fixture(scope="session")
def served(pages: Client) -> Iterator[str]:
    """Where the pages are served over a socket: those of the embedded register, or INCONCERT_SERVED."""
    if os.environ.get("INCONCERT_SERVED"):
        yield os.environ["INCONCERT_SERVED"]
        return
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
def browser() -> Iterator[Any]:
    """Chromium, driven by Playwright; scripts/setup-debian installs it, and CI has it.

    While it is open its loop runs in this thread: tests of the same module ask the served pages, not `pages`.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = os.environ.get("INCONCERT_CHROMIUM", "/usr/bin/chromium")
    if not Path(chromium).exists():
        if os.environ.get("INCONCERT_SHARED"):
            pytest.fail(f"there is no Chromium at {chromium}: scripts/setup-debian installs it")
        pytest.skip(f"there is no Chromium at {chromium}")
    with playwright.sync_playwright() as opened:
        quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        held = opened.chromium.launch(executable_path=chromium, args=quiet)
        yield held
        held.close()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    path: Path = tmp_path_factory.mktemp("hostile")
    with house(path, clock=lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) as opened:
        for list_id, regime, programme in (("us_sdn", "US-GLOMAG", "GLOMAG"), ("gb_uksl", "GB-HR", "x")):
            held = [_entry(list_id, regime, programme, number, text) for number, text in enumerate(XSS)]
            edition = Edition(
                list_id, "2025-12-01", "day", f"{len(list_id):064x}", Provenance.COPY, XSS[0], "x", XSS[1],
                entries_total=len(held), accepted_by=XSS[3],
            )  # fmt: skip
            commit_edition(opened.store, edition, held, [Issue(Severity.NOTE, "x", XSS[0], XSS[1])])
        yield Client(opened)


def _entry(list_id: str, regime: str, programme: str, number: int, text: str) -> Entry:
    there = 0 if list_id == "us_sdn" else 1000 * (number % 2)
    return Entry(
        list_id,
        f"{text} {number}",
        Kind.PERSON,
        (Name(f"Hostile {number + there} {text}", NameRole.PRIMARY, place=text),),
        (Listing(programme, regime, (Measure.ASSET_FREEZE,), (event_on(DateKind.LISTED, "2024-01-01"),), text, text),),
        birth_dates=(BirthDate(PartialDate(f"19{50 + number}"), text),),
        birth_places=(Text(text, text, text),),
        countries=(Country("cn", text, text),),
        positions=(Text(text, text, text),),
        addresses=(Text(text, text, text),),
        references=(Reference(ReferenceScheme.OFAC, text, text),),
        remarks=(Text(text, text, text),),
        reasons=(Text(text, text, text),),
        rows=(text,),
    )
