"""Feeds of the pages and of what is kept: valid by RFC 4287 and JSON Feed 1.1, the same items in both forms."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import pytest
from lxml import etree

from inconcert.model.subscription import Channel, Subscription, Topic, Wanted
from inconcert.verbs.alerts import subscribe

ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
ONCE = {"feed": {"id", "title", "updated"}, "entry": {"id", "title", "updated"}}
KNOWN = {
    "feed": {"id", "title", "updated", "author", "link", "entry", "subtitle", "generator"},
    "entry": {"id", "title", "updated", "link", "content", "summary", "published", "author"},
}
ADDRESSES = ["/gaps?kind=person", "/gaps?have=us&lack=gb,ca&situation=xinjiang&scope=every",
             "/changes?since=2019-01-01",
             "/changes?since=2026-08-01", "/actions", "/situations/xinjiang"]  # fmt: skip


def form_of(address: str, form: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}.{form}" + (f"?{parts.query}" if parts.query else "")


def check_atom(data: bytes):
    """Check what RFC 4287 asks of a feed (4.1.1, 4.1.2, 4.2.6, 4.2.7, 3.3), element by element; return its ids."""
    root = etree.fromstring(data)
    assert root.tag == f"{ATOM}feed"
    for kind, holders in (("feed", [root]), ("entry", list(root.iter(f"{ATOM}entry")))):
        for holder in holders:
            names = [child.tag.removeprefix(ATOM) for child in holder]
            assert set(names) <= KNOWN[kind], names
            assert all(names.count(name) == 1 for name in ONCE[kind]), names
            assert RFC3339.fullmatch(holder.findtext(f"{ATOM}updated"))
            assert re.match(r"[a-z][a-z0-9+.-]*:\S+$", holder.findtext(f"{ATOM}id")), "an IRI"
            links = [
                (link.get("rel", "alternate"), link.get("type"), link.get("hreflang"))
                for link in holder.findall(f"{ATOM}link")
            ]
            assert len(links) == len(set(links)) and all(link.get("href") for link in holder.findall(f"{ATOM}link"))
            if kind == "entry":
                assert names.count("content") + names.count("summary") >= 1 or ("alternate", None, None) in links
    assert root.find(f"{ATOM}author/{ATOM}name").text, "or every entry names its own (4.1.1)"
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return ids


def check_json_feed(data: bytes):
    """Check what JSON Feed 1.1 asks of a feed; return its items' ids."""
    whole = json.loads(data)
    assert whole["version"] == "https://jsonfeed.org/version/1.1" and whole["title"]
    assert set(whole) <= {"version", "title", "home_page_url", "feed_url", "items"}
    for item in whole["items"]:
        assert set(item) <= {"id", "url", "title", "content_text", "date_published"}
        assert isinstance(item["id"], str) and item["id"] and item["content_text"]
        assert RFC3339.fullmatch(item["date_published"])
    ids = [item["id"] for item in whole["items"]]
    assert len(ids) == len(set(ids))
    return ids


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_both_feeds_with_the_same_items_and_names_them(pages, address):
    atom, plain = pages.get(form_of(address, "atom")), pages.get(form_of(address, "feed"))
    assert atom.headers["content-type"].startswith("application/atom+xml")
    assert plain.headers["content-type"].startswith("application/feed+json")
    ids = check_atom(atom.content)
    assert ids == check_json_feed(plain.content)
    assert len(ids) <= 100 and (ids or "2026" in address)
    whole = json.loads(plain.content)
    for item in whole["items"][:2]:
        assert pages.get(item["url"].removeprefix("http://testserver")).status_code == 200
    assert ".atom" in pages.get(address).text
    assert pages.get(form_of(address, "atom"), headers={"if-none-match": atom.headers["etag"]}).status_code == 304


def test_hostile_names_make_valid_feeds(hostile):
    for address in ("/gaps?scope=every", "/changes?since=2000-01-01"):
        assert check_atom(hostile.get(form_of(address, "atom")).content) == check_json_feed(
            hostile.get(form_of(address, "feed")).content
        )


def test_what_is_kept_has_a_feed_of_its_own(pages, tmp_path):
    wanted = Wanted(("us",), ("gb",), situation="xinjiang")
    subscribe(pages.house, Subscription("us-gb-xinjiang", Topic.GAPS, wanted, Channel.FILES, (str(tmp_path),)))
    ids = check_atom(pages.get("/feeds/us-gb-xinjiang.atom").content)
    assert ids and ids == check_json_feed(pages.get("/feeds/us-gb-xinjiang.feed").content)
    assert pages.get("/feeds/nobody.atom").status_code == 404 == pages.get("/feeds/us-gb-xinjiang.csv").status_code
