"""The real proxy before the real server: what one of them reads otherwise than the other must not be an attack."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from operations import served

pytestmark = pytest.mark.slow
SMUGGLED = "/accessibility"
"""A page that nothing else here asks for: a line of log with its route is a request that got through."""


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[served.Web]:
    found = served.start(tmp_path_factory.mktemp("web"), ["--demo"])
    yield found
    found.stop()


@pytest.fixture(scope="module")
def proxy(web: served.Web, tmp_path_factory: pytest.TempPathFactory) -> Iterator[served.Proxy]:
    if served.nginx() is None:
        if os.environ.get("INCONCERT_SHARED"):
            pytest.fail("nginx is not installed: scripts/setup-debian")
        pytest.skip("nginx is not installed")
    with served.proxied(tmp_path_factory.mktemp("proxy"), [web.port]) as found:
        yield found


def request(line: str, *headers: str, body: str = "") -> bytes:
    return "\r\n".join([line, "Host: localhost", *headers, "", body]).encode("latin-1")


INNER = f"GET {SMUGGLED} HTTP/1.1\r\nHost: localhost\r\n\r\n"
SMUGGLES = {
    "length then chunks": request(
        "POST /review HTTP/1.1", f"Content-Length: {5 + len(INNER)}", "Transfer-Encoding: chunked",
        body="0\r\n\r\n" + INNER,
    ),
    "chunks then length": request(
        "POST /review HTTP/1.1", "Transfer-Encoding: chunked", "Content-Length: 4",
        body=f"{len(INNER):x}\r\n{INNER}\r\n0\r\n\r\n",
    ),
    "two lengths": request(
        "POST /review HTTP/1.1", "Content-Length: 0", f"Content-Length: {len(INNER)}", body=INNER
    ),
    "a length with a sign": request("POST /review HTTP/1.1", "Content-Length: +0", body=INNER),
    "a blank before the colon": request(
        "POST /review HTTP/1.1", "Content-Length: 0", "Transfer-Encoding : chunked", body="0\r\n\r\n" + INNER
    ),
    "chunked in disguise": request(
        "POST /review HTTP/1.1", "Transfer-Encoding: \x0bchunked", f"Content-Length: {len(INNER)}", body=INNER
    ),
    "chunked twice": request(
        "POST /review HTTP/1.1", "Transfer-Encoding: chunked", "Transfer-Encoding: identity", body="0\r\n\r\n" + INNER
    ),
    "a chunk larger than it says": request(
        "POST /review HTTP/1.1", "Transfer-Encoding: chunked", body="1\r\nAA\r\n0\r\n\r\n" + INNER
    ),
    "a folded header": request("GET /about HTTP/1.1", "X-One: a\r\n GET " + SMUGGLED + " HTTP/1.1"),
    "a bare line feed": f"GET /about HTTP/1.1\nHost: localhost\nContent-Length: {len(INNER)}\n\n".encode()
    + INNER.encode(),
    "a body on GET": request("GET /about HTTP/1.1", f"Content-Length: {len(INNER)}", body=INNER),
    "an address in the request line": request(f"GET http://evil.example{SMUGGLED} HTTP/1.1"),
    "a line in the target": request(f"GET /about%0d%0aHost:evil%0d%0a%0d%0aGET{SMUGGLED} HTTP/1.1"),
    "version nine": request(f"GET {SMUGGLED} HTTP/9.9"),
}  # fmt: skip


@pytest.mark.parametrize("name", SMUGGLES)
def test_nothing_is_smuggled_through_the_proxy(web: served.Web, proxy: served.Proxy, name: str) -> None:
    before = web.routes().count(SMUGGLED)
    answer = proxy.raw(SMUGGLES[name] + request("GET /about HTTP/1.1", "Connection: close"), wait_s=1.0)
    assert b" 500 " not in answer
    through = web.routes().count(SMUGGLED) - before
    # a request that nginx itself read as the next one is no smuggling: then it also has an answer of its own
    assert through <= answer.count(b"HTTP/1.1 200") - answer.count(b"<title>About"), answer[:200]


@pytest.mark.parametrize("name", SMUGGLES)
def test_the_server_alone_reads_one_request_or_refuses(web: served.Web, name: str) -> None:
    with socket.create_connection(("127.0.0.1", web.port), timeout=3) as connection:
        answer = served.talk(connection, SMUGGLES[name], 1.0)
    assert b" 500 " not in answer
    assert web.process.poll() is None


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.1", ""])
def test_w22_a_name_that_is_not_ours_gets_no_page(proxy: served.Proxy, host: str) -> None:
    answer = proxy.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert b" 200 " not in answer.partition(b"\r\n")[0]
    assert b"evil.example" not in answer


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-URL", "X-Rewrite-URL"])
def test_w22_no_header_makes_a_link(proxy: served.Proxy, header: str) -> None:
    value = "host=evil.example" if header == "Forwarded" else "evil.example"
    answer = proxy.raw(request("GET / HTTP/1.1", f"{header}: {value}", "Connection: close"))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"evil.example" not in answer


def test_w22_the_server_alone_refuses_a_name_that_is_not_ours(web: served.Web) -> None:
    with socket.create_connection(("127.0.0.1", web.port), timeout=3) as connection:
        answer = served.talk(connection, b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 3)
    assert answer.startswith(b"HTTP/1.1 400")


def test_w16_a_body_that_is_too_large_is_refused_before_it_is_sent(proxy: served.Proxy) -> None:
    answer = proxy.raw(request("POST /review HTTP/1.1", "Content-Length: 10737418240", "Connection: close"))
    assert answer.startswith(b"HTTP/1.1 413")


def test_w16_the_server_alone_stops_a_body_that_never_ends(web: served.Web) -> None:
    head = request("POST /review HTTP/1.1", "Content-Type: application/x-www-form-urlencoded",
                   "Transfer-Encoding: chunked", "Sec-Fetch-Site: same-origin")  # fmt: skip
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as connection:
        connection.sendall(head)
        sent, piece = 0, b"10000\r\n" + b"a" * 65536 + b"\r\n"
        try:
            while sent < 64 * 2**20:
                connection.sendall(piece)
                sent += 65536
        except OSError:
            pass
        answer = served.talk(connection, b"", 3) if sent < 64 * 2**20 else b""
    assert sent < 64 * 2**20, "64 MiB were taken"
    assert not answer or answer.split()[1] in (b"400", b"403", b"404", b"413")


def test_plain_http_leads_to_https_and_carries_nothing(proxy: served.Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.http), timeout=3) as connection:
        answer = served.talk(connection, b"GET /search?q=x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 3)
    assert answer.startswith(b"HTTP/1.1 308") and b"Location: https://localhost/search?q=x" in answer


def test_a_page_comes_through_with_every_header(proxy: served.Proxy) -> None:
    answer = proxy.raw(request("GET /about HTTP/1.1", "Connection: close"))
    head = answer.partition(b"\r\n\r\n")[0].lower()
    for name in (b"content-security-policy:", b"x-content-type-options: nosniff", b"referrer-policy: no-referrer"):
        assert name in head
    assert b"server: nginx\r\n" in head + b"\r\n", "no version"


def test_keepers_are_not_reached_through_the_pages(proxy: served.Proxy) -> None:
    for path in ("/metrics", "/health", "/ready"):
        assert proxy.raw(request(f"GET {path} HTTP/1.1", "Connection: close")).startswith(b"HTTP/1.1 404")
