"""What a server tells its keepers: every answer once, by the pattern of its route, and nothing about anybody."""

from __future__ import annotations

import asyncio
import io
import json

import httpx
import pytest

from inconcert.verbs.embedded import load, shipped
from inconcert.verbs.house import house
from inconcert.web.app import make_app
from inconcert.web.observing import LINE, Counts, Observed, json_log, keepers_app, where

CANARY = "canary-tiger-7781"


class Asks:
    """Asks an application."""

    def __init__(self, app, *, raising=False):
        self.app, self.raising = app, raising

    def request(self, method, path, **more):
        async def go():
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=self.raising)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.request(method, path, **more)

        return asyncio.run(go())

    def get(self, path, **more):
        return self.request("GET", path, **more)


@pytest.fixture
def opened(tmp_path):
    with house(tmp_path / "home") as found:
        load(found, shipped())
        yield found


@pytest.fixture
def lines():
    return io.StringIO()


@pytest.fixture
def counts():
    return Counts()


@pytest.fixture
def client(opened, lines, counts):
    return Asks(Observed(make_app(opened), counts, json_log(lines)))


def read(lines):
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_w18_a_line_says_the_route_and_nothing_of_what_was_asked(client, lines):
    client.get(
        f"/search?q={CANARY}",
        headers={"cookie": f"session={CANARY}", "authorization": f"Bearer {CANARY}", "user-agent": CANARY,
                 "x-forwarded-for": "203.0.113.9", "referer": f"https://{CANARY}.example/"},
    )  # fmt: skip
    client.get(f"/targets/{CANARY}")
    client.get(f"/{CANARY}")
    client.request("POST", "/review", data={"reason": CANARY})
    assert CANARY not in lines.getvalue() and "203.0.113.9" not in lines.getvalue()
    assert [line["route"] for line in read(lines)] == ["/search", "/targets/{target}", "(none)", "/review"]
    assert all(set(line) <= set(LINE) for line in read(lines))


def test_w18_no_request_writes_a_line_of_its_own(client, lines):
    client.get("/search?q=%0a%7b%22level%22:%22fake%22%7d%1b[31m")
    client.get("/a%0d%0ab")
    client.request("GE\x1bT".replace("\x1b", "X"), "/")
    assert len(lines.getvalue().splitlines()) == 3
    assert "\x1b" not in lines.getvalue() and "fake" not in lines.getvalue()


def test_a_defect_is_told_by_its_type_and_place_only(lines, counts):
    async def broken(scope, receive, send):
        raise ValueError(CANARY)

    with pytest.raises(ValueError, match=CANARY):
        Asks(Observed(broken, counts, json_log(lines)), raising=True).get("/")
    (line,) = read(lines)
    assert line["error"] == "ValueError" and line["place"].startswith("test_observing.py:") and line["level"] == "error"
    assert CANARY not in lines.getvalue()
    assert where(ValueError(CANARY))["place"] == ""


def test_counts_are_by_route_and_never_grow_with_what_is_asked(client, counts, opened):
    for number in range(30):
        client.get(f"/targets/none-{number}")
        client.get(f"/nothing-{number}")
    found = Asks(keepers_app(opened, counts)).get("/metrics").text
    assert 'inconcert_answers_total{method="GET",route="/targets/{target}",status="404"} 30.0' in found
    assert 'inconcert_answers_total{method="GET",route="(none)",status="404"} 30.0' in found
    assert "none-7" not in found and "nothing-7" not in found
    assert 'inconcert_edition_age_days{list="us_sdn"}' in found


def test_ready_says_whether_the_register_answers(opened, counts, tmp_path):
    asked = Asks(keepers_app(opened, counts))
    assert asked.get("/health").json() == {"runs": True}
    assert asked.get("/ready").status_code == 200
    with house(tmp_path / "bare") as bare:
        assert Asks(keepers_app(bare, Counts())).get("/ready").status_code == 503


def test_the_pages_have_none_of_it(client):
    for path in ("/metrics", "/health", "/ready"):
        assert client.get(path).status_code == 404
