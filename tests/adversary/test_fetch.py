"""I-25, I-26, I-27 and I-30: an adversary between us and the publisher, or a publisher gone wrong.

Each test asserts that nothing was connected to that should not be, and that what is served did not change.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import socket
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from inconcert.intake.address import checked, is_public
from inconcert.intake.live import refresh_live
from inconcert.intake.wire import Network
from inconcert.jurisdictions import regimes
from inconcert.model.errors import SourceError, UnreadableSource
from inconcert.model.rights import OPERATOR
from inconcert.store.editions import editions
from inconcert.store.home import Home
from inconcert.store.register_hash import register_hash

HOSTS = frozenset({"toy.example"})
PRIVATE = (
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1",
    "2001:0:a9fe:a9fe::1", "2001:db8::1",
)  # fmt: skip
SSRF = (
    "http://toy.example/toy.csv",
    "https://toy.example:8443/toy.csv",
    "https://toy.example:80/",
    "https://127.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://0251.0376.0251.0376/",
    "https://127.1/",
    "https://[::1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://localhost/",
    "https://toy.example@evil.example/",
    "https://toy.example:443@evil.example/",
    "https://evil.example/?toy.example",
    "https://evil.example#toy.example",
    "https://toy.example.evil.example/",
    "https://toy.example.:443/",
    "https://toy.example\\@evil.example/",
    "https://evil.example\\.toy.example/",
    "https://toy.example%2eevil.example/",
    "https://toy。example/",
    "https://ｔoy.example/",
    "https:toy.example/",
    "//toy.example/",
    "file:///etc/passwd",
    "ftp://toy.example/",
    "gopher://toy.example:443/",
    "data:text/csv,1",
    "https://toy.example/\r\nHost: evil.example",
    "https://toy.example/ x",
    "https://toy.example\t/",
    "https://toy.example:99999/",
    "https://toy.example:port/",
    "https:///toy.csv",
    "",
    "https://toy.example/" + "a" * 3000,
)


def _load(name: str) -> ModuleType:
    full = f"inconcert_tests_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).parents[1] / "intake" / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


@pytest.fixture
def toy(monkeypatch):
    module = _load("toy")
    monkeypatch.setattr(regimes, "publications", lambda: (module.LIST,))
    monkeypatch.setattr(regimes, "regimes", lambda: module.REGIMES)
    monkeypatch.setattr(regimes, "programmes", lambda jurisdiction, list_id: module.PROGRAMMES)
    return module


@pytest.fixture
def store(toy, tmp_path):
    with Home(tmp_path / "home", toy.clock).open() as opened:
        yield opened


@pytest.fixture
def live():
    module = _load("live_server")
    with module.serving() as server:
        yield SimpleNamespace(server=server, say=module.say)


@pytest.fixture
def served(toy, store, live):
    """A list of 100 entries that was fetched in good order, and is served."""
    live.server.at("/toy.csv", live.say(200, toy.content(toy.rows(100))))
    refresh_live(store, live.server.network())
    before = register_hash(store, OPERATOR)
    for kept in (live.server.asked, live.server.resolved, live.server.dialled):
        kept.clear()
    yield before
    assert register_hash(store, OPERATOR) == before
    assert len(editions(store, OPERATOR)) == 1


@pytest.mark.parametrize("address", SSRF)
def test_i25_no_form_of_address_leads_elsewhere(address):
    with pytest.raises(UnreadableSource, match="the address is not fetched"):
        checked(address, HOSTS)


@pytest.mark.parametrize("address", PRIVATE)
def test_i25_no_private_address_passes_for_a_public_one(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_i25_public_addresses_pass(address):
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_i25_a_declared_host_with_a_private_address_is_not_connected_to(served, store, live, address):
    network = live.server.network(resolve=lambda host: ("93.184.216.34", address))
    assert "not public" in refresh_live(store, network).refused[0].why
    assert live.server.dialled == []


def test_i25_no_proxy_is_taken_from_the_environment(toy, store, live, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    live.server.at("/toy.csv", live.say(200, toy.content(toy.rows(100))))
    assert len(refresh_live(store, live.server.network()).committed) == 1


def test_i26_a_name_that_turns_private_after_the_check_is_not_asked_twice(served, store, live):
    answers = [("93.184.216.34",), ("127.0.0.1",), ("169.254.169.254",)]
    asked = []

    def rebinding(host):
        asked.append(host)
        return answers[len(asked) - 1]

    live.server.at("/toy.csv", live.say(304))
    live.server.at("/toy.csv", live.say(404))
    refresh_live(store, live.server.network(resolve=rebinding))
    assert asked == ["toy.example"]
    assert live.server.dialled == ["93.184.216.34"]


def test_i26_each_attempt_is_checked_anew(served, store, live):
    answers = iter([("93.184.216.34",), ("127.0.0.1",)])
    live.server.at("/toy.csv", live.say(503))
    report = refresh_live(store, live.server.network(resolve=lambda host: next(answers)))
    assert "not public" in report.refused[0].why
    assert live.server.dialled == ["93.184.216.34"]


def test_i26_nothing_resolves_the_name_behind_our_back(toy, store, live, monkeypatch):
    real = socket.getaddrinfo

    def only_numbers(host, *more, **named):
        assert host == "127.0.0.1", f"{host} was resolved a second time"
        return real(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", only_numbers)
    live.server.at("/toy.csv", live.say(200, toy.content(toy.rows(100))))
    assert len(refresh_live(store, live.server.network()).committed) == 1


@pytest.mark.parametrize(
    "location",
    ["http://169.254.169.254/latest/meta-data/", "https://169.254.169.254/", "//169.254.169.254/", *SSRF],
)
def test_i27_a_redirect_is_checked_as_the_first_address_was(served, store, live, location):
    printable = location.replace("\r\n", " ").encode("ascii", "replace").decode()
    live.server.at("/toy.csv", live.say(302, Location=printable))
    report = refresh_live(store, live.server.network())
    assert report.refused and not report.committed
    assert set(live.server.resolved) == {"toy.example"}


def test_i27_a_redirect_to_a_declared_host_that_turned_private_is_refused(served, toy, store, live, monkeypatch):
    two = dataclasses.replace(toy.LIST, hosts=("files.toy.example",))
    monkeypatch.setattr(regimes, "publications", lambda: (two,))
    public = {"toy.example": ("93.184.216.34",), "files.toy.example": ("169.254.169.254",)}
    live.server.at("/toy.csv", live.say(302, Location="https://files.toy.example/toy.csv"))
    report = refresh_live(store, live.server.network(resolve=public.__getitem__))
    assert "not public" in report.refused[0].why
    assert len(live.server.asked) == 1


def test_i30_a_list_that_shrinks_by_nine_tenths_overnight_is_not_taken_over(served, toy, store, live):
    live.server.at("/toy.csv", live.say(200, toy.content(toy.rows(10))))
    why = refresh_live(_tomorrow(store), live.server.network()).refused[0].why
    assert "10 entries after 100 (-90.0%)" in why and "previous edition stays served" in why


def test_i30_a_list_that_shrinks_within_the_day_is_not_taken_over(served, toy, store, live):
    live.server.at("/toy.csv", live.say(200, toy.content(toy.rows(10))))
    hour_later = dataclasses.replace(store, clock=lambda: toy.clock().replace(hour=4))
    assert "(-90.0%)" in refresh_live(hour_later, live.server.network()).refused[0].why


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html; charset=utf-8", b"<!DOCTYPE html><title>Maintenance</title>"),
        ("text/csv", b"\xef\xbb\xbf \n<!-- down --><HTML><body>back soon</body></HTML>"),
        ("application/xml", b"<?xml version='1.0'?><!doctype  html><html xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("text/html", b"number,name,programme,date\n"),
        ("", b"<html>" + b"<!-- -->" * 600),
    ],
)
def test_i30_a_page_with_status_200_is_not_taken_over(served, store, live, kind, body):
    live.server.at("/toy.csv", live.say(200, body, Content_Type=kind))
    assert "a web page where a list should be" in refresh_live(_tomorrow(store), live.server.network()).refused[0].why


@pytest.mark.parametrize("body", [b"", b"number,name,programme,date\n", b"number;name\n1;A\n", b"\x00" * 100, b"{}"])
def test_i30_an_empty_or_other_file_is_not_taken_over(served, store, live, body):
    live.server.at("/toy.csv", live.say(200, body))
    assert refresh_live(_tomorrow(store), live.server.network()).refused


def test_a_host_that_is_not_found_is_refused(served, store, live):
    def nowhere(host):
        raise UnreadableSource("the host is not found", where=host)

    assert "not found" in refresh_live(store, live.server.network(resolve=nowhere)).refused[0].why


def test_the_real_network_checks_certificates_and_dials_what_was_checked():
    network = Network()
    assert network.context.check_hostname and network.context.verify_mode.name == "CERT_REQUIRED"
    assert network.dial("93.184.216.34") == ("93.184.216.34", 443)
    with pytest.raises(SourceError, match="not found"):
        network.resolve("no-such-host.invalid")


def _tomorrow(store):
    return dataclasses.replace(store, clock=lambda: store.clock().replace(day=3))
