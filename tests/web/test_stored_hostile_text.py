"""W-08: hostile text in every text field of every entry stays text: in each page, each form of it, and in Chromium.

The entries are made from the fields of `Entry` themselves, so a field that is new is hostile too.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import types
import typing
from pathlib import Path

import pytest
from lxml import html

from inconcert.model.dates import EventDate, PartialDate, event_on
from inconcert.model.edition import Edition
from inconcert.model.entry import Entry, Issue, Listing, Name
from inconcert.model.vocabulary import DateKind, Kind, Measure, NameRole, Provenance, Severity
from inconcert.store.editions import commit_edition
from inconcert.verbs.house import house
from inconcert.verbs.index import index_of

RUN = "console.log('hostile-ran')"
CORPUS = (
    f"<script>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f'"><img src=x onerror={RUN}>',
    f"<svg/onload={RUN}>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>{RUN}</script>'>",
    f'<a href="javascript:{RUN}">x</a>',
    f"javascript:{RUN}",
    f'" autofocus onfocus={RUN} x="',
    f"' onmouseover={RUN} x='",
    f"<math><mtext></table><mglyph><style><img src onerror={RUN}>",
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    f"<template><script>{RUN}</script></template>",
    "{{7*7}}{% raw %}",
    f"<scr\tipt>{RUN}</scr\tipt>",
    f'<object data="data:text/html,<script>{RUN}</script>">',
    f'<meta http-equiv=refresh content="0;url=javascript:{RUN}">',
    "<base href=//evil.example/><script src=x.js></script>",
    f"\u2028<script>{RUN}</script>",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    "<style>*{display:none}</style>",
    f"<form action=javascript:{RUN}><button>x",
    "\u202egnp.exe",
)
SINKS = (
    "//script[not(@src)]|//iframe|//object|//embed|//base|//math|//svg[not(@role='img')]|//noscript/img|//template"
    "|//meta[@http-equiv]"
)


def filled(kind, text):
    """Return a value of a type, every text in it hostile."""
    if kind is str:
        return text
    if kind is PartialDate:
        return PartialDate("1960")
    if kind is EventDate:
        return dataclasses.replace(event_on(DateKind.LISTED, "2024-01-01"), source=text)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind))
    if typing.get_origin(kind) is tuple:
        return (filled(typing.get_args(kind)[0], text),)
    if isinstance(kind, types.UnionType):
        return filled(typing.get_args(kind)[0], text)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{item.name: filled(hints[item.name], text) for item in dataclasses.fields(kind)})
    return kind()


def hostile_entry(list_id, regime, number, text):
    found = filled(Entry, text)  # but for the regime, which is a reader's code and never a list's text
    name = dataclasses.replace(found.names[0], full=f"Hostile {number} {text}", role=NameRole.PRIMARY)
    alias = dataclasses.replace(found.names[0], full=f"{text} {number}", role=NameRole.ALIAS)
    real = dataclasses.replace(found.listings[0], regime=regime, measures=(Measure.ASSET_FREEZE,))
    return dataclasses.replace(
        found, list_id=list_id, official_id=f"{text} {number}", kind=Kind.PERSON, names=(name, alias),
        listings=(real, dataclasses.replace(found.listings[0], regime="")), rows=(text,),
    )  # fmt: skip


@pytest.fixture(scope="module")
def hostile_whole(tmp_path_factory):
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("web_client", Path(__file__).with_name("conftest.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    with house(tmp_path_factory.mktemp("whole"), clock=lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) as opened:
        for list_id, regime in (("us_sdn", "US-GLOMAG"), ("gb_uksl", "GB-HR")):
            for day in ("2025-11-01", "2025-12-01"):
                kept = CORPUS if day == "2025-12-01" else CORPUS[:20]
                held = [hostile_entry(list_id, regime, 100 * n + len(list_id), text) for n, text in enumerate(kept)]
                edition = Edition(
                    list_id, day, "day", f"{len(list_id)}{day[5:7]}".ljust(64, "0"), Provenance.COPY, CORPUS[0],
                    "x", CORPUS[1], entries_total=len(held), accepted_by=CORPUS[3],
                )  # fmt: skip
                commit_edition(opened.store, edition, held, [Issue(Severity.NOTE, "x", CORPUS[0], CORPUS[8])])
        yield module.Client(opened)


def addresses(client):
    plain = ["/", "/gaps", "/gaps?scope=every", "/gaps.mail", "/lists", "/lists/us_sdn", "/lists/gb_uksl", "/review",
             "/search?q=Hostile", "/changes?since=2020-01-01", "/jurisdictions/us", "/statistics", "/regimes/US-GLOMAG",
             "/matrix?names=Hostile+100", "/gaps?lang=ar", "/gaps.feed", "/gaps.atom"]  # fmt: skip
    from urllib.parse import quote

    return plain + [
        f"/{room}/{quote(brief.id)}" for brief in index_of(client.house).targets for room in ("targets", "reach")
    ]


def test_every_text_field_is_hostile():
    """The corpus reaches each text that an entry can hold."""

    def texts(value):
        if isinstance(value, str) and not isinstance(value, enum.Enum):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                yield from texts(item)
        elif dataclasses.is_dataclass(value) and not isinstance(value, PartialDate | EventDate):
            for item in dataclasses.fields(value):
                yield from texts(getattr(value, item.name))

    found = filled(Entry, "<hostile>")
    assert set(texts(found)) == {"<hostile>"}
    assert {type(item) for item in (found.names[0], found.listings[0])} == {Name, Listing}


def test_no_page_holds_anything_that_would_run(hostile_whole):
    asked, shown = addresses(hostile_whole), 0
    assert len(asked) > 2 * len(CORPUS)
    for address in asked:
        answer = hostile_whole.get(address)
        assert answer.status_code == 200, (address, answer.text[:300])
        kind = answer.headers["content-type"]
        if not kind.startswith("text/html"):
            assert kind.startswith(("application/atom+xml", "application/feed+json", "application/json")), (
                address,
                kind,
            )
            continue
        page = html.document_fromstring(answer.text)
        assert not page.xpath(SINKS), (address, [html.tostring(item)[:200] for item in page.xpath(SINKS)])
        assert not page.xpath("//@*[starts-with(name(), 'on')]"), address
        assert not page.xpath("//@srcdoc|//form[starts-with(@action, 'javascript')]"), address
        for link in page.xpath("//@href|//@src|//@action|//@formaction|//@data"):
            assert not link.strip().lower().startswith(("javascript", "data:text", "vbscript", "//")), (address, link)
        shown += "hostile-ran" in answer.text
        assert ">49<" not in answer.text, address
    assert shown > 2 * len(CORPUS), "the text is to be shown, as text"


def test_the_other_forms_carry_it_as_text(hostile_whole):
    for address in ("/gaps.json", "/search.json?q=Hostile", "/changes.json?since=2020-01-01", "/api/v1/targets",
                    "/api/v1/gaps", "/api/v1/search?q=Hostile"):  # fmt: skip
        answer = hostile_whole.get(address)
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.headers["x-content-type-options"] == "nosniff"
        json.loads(answer.text)
    for row in hostile_whole.get("/gaps.csv").text.splitlines():
        assert not row.startswith(("=", "+", "-", "@", "\t"))


def test_chromium_runs_none_of_it(hostile_whole, browser, free_port_served):
    """No dialog, no word on the console, no report that a script of theirs was held back: it never was a script."""
    said: list[str] = []
    base = free_port_served(hostile_whole.app)
    page = browser.new_page()
    page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: said.append(f"console {message.text} {message.location}"))
    page.on("pageerror", lambda error: said.append(f"error {error}"))
    page.on("request", lambda request: None if request.url.startswith((base, "data:")) else said.append(request.url))
    for address in ADDRESSES_SEEN:
        page.goto(base + address, wait_until="load")
        page.keyboard.press("Tab")
    page.close()
    assert said == []


ADDRESSES_SEEN: list[str] = []


@pytest.fixture(scope="module")
def free_port_served(hostile_whole):
    import socket
    import threading
    import time

    import uvicorn

    ADDRESSES_SEEN.extend(item for item in addresses(hostile_whole) if not item.endswith((".mail", ".feed", ".atom")))
    servers = []

    def serve(app):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        servers.append((server, thread))
        return f"http://localhost:{listening.getsockname()[1]}"

    yield serve
    for server, thread in servers:
        server.should_exit = True
        thread.join(10)
