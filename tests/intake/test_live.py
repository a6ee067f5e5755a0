"""Lists fetched from a publisher: taken, left, asked for again only if changed, with the quirks of real servers."""

from __future__ import annotations

import dataclasses
import time

import pytest

from inconcert.intake.live import refresh_live
from inconcert.jurisdictions import regimes
from inconcert.model.errors import UserError
from inconcert.model.rights import OPERATOR
from inconcert.model.vocabulary import Provenance
from inconcert.store.editions import editions, raw_file
from inconcert.store.retrievals import last_verified

PATH = "/toy.csv"


def test_a_list_is_fetched_and_committed_with_where_it_came_from(toy, store, live):
    live.server.at(PATH, live.say(200, toy.content(toy.rows(5)), ETag='"1"', Content_Type="text/csv"))
    report = refresh_live(store, live.server.network())
    assert [item.entries for item in report.committed] == [5]
    (edition,) = editions(store, OPERATOR)
    assert (edition.provenance, edition.date, edition.origin) == (
        Provenance.FETCHED, "2026-01-02", "https://toy.example/toy.csv")  # fmt: skip
    assert edition.retrieved_at == last_verified(store, OPERATOR, "zz_toy") == "2026-01-02T03:04:05Z"
    assert raw_file(store, OPERATOR, dict(edition.files)["toy.csv"]) == toy.content(toy.rows(5))
    ((_, headers),) = live.server.asked
    assert (headers["host"], headers["accept-encoding"]) == ("toy.example", "identity")
    assert "if-none-match" not in headers and "cookie" not in headers


def test_what_has_not_changed_is_not_sent_again(toy, store, live):
    changed = "Fri, 02 Jan 2026 00:00:00 GMT"
    good = live.say(200, toy.content(toy.rows(5)), ETag='"1"', Last_Modified=changed)
    live.server.at(PATH, good, live.say(304), live.say(304))
    for _ in range(3):
        report = refresh_live(store, live.server.network())
    assert len(report.unchanged) == 1 and len(editions(store, OPERATOR)) == 1
    assert live.server.asked[0][1].get("if-none-match") is None
    for _, headers in live.server.asked[1:]:
        assert (headers["if-none-match"], headers["if-modified-since"]) == ('"1"', changed)


def test_the_same_bytes_again_are_no_new_edition(toy, store, live):
    live.server.at(PATH, live.say(200, toy.content(toy.rows(5))))
    refresh_live(store, live.server.network())
    assert len(refresh_live(store, live.server.network()).unchanged) == 1


def test_a_304_that_was_not_asked_for_is_refused(toy, store, live):
    live.server.at(PATH, live.say(304))
    assert "answers 304" in refresh_live(store, live.server.network()).refused[0].why


def test_a_refused_edition_is_kept_aside_so_that_a_person_accepts_it_without_fetching_again(toy, store, live):
    small = live.say(200, toy.content(toy.rows(1)), ETag='"1"')
    live.server.at(PATH, small, live.say(304))
    assert "the least is 2" in refresh_live(store, live.server.network()).refused[0].why
    assert editions(store, OPERATOR) == () and last_verified(store, OPERATOR, "zz_toy") == ""
    assert "the least is 2" in refresh_live(store, live.server.network()).refused[0].why
    report = refresh_live(store, live.server.network(), accept={"zz_toy": "Ada Example"})
    assert len(report.committed) == 1
    assert editions(store, OPERATOR)[0].accepted_by == "Ada Example"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_a_declared_host_is_followed(toy, store, live, status):
    live.server.at(PATH, live.say(status, Location="https://toy.example/else/where.csv?x=1"))
    live.server.at("/else/where.csv?x=1", live.say(302, Location="/else/there"))
    live.server.at("/else/there", live.say(200, toy.content(toy.rows(5))))
    assert len(refresh_live(store, live.server.network()).committed) == 1
    assert editions(store, OPERATOR)[0].files[0][0] == "toy.csv"


def test_redirects_without_end_are_refused(toy, store, live):
    live.server.at(PATH, live.say(302, Location=PATH))
    assert "more than 5 redirects" in refresh_live(store, live.server.network()).refused[0].why
    assert len(live.server.asked) == 6


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(toy, store, live, status):
    live.server.at(PATH, live.say(status), live.say(status), live.say(200, toy.content(toy.rows(5))))
    assert len(refresh_live(store, live.server.network()).committed) == 1
    assert live.server.slept == [2.0, 10.0]


@pytest.mark.parametrize(
    ("said", "slept"),
    [("7", [7.0]), ("1", [2.0]), ("Fri, 02 Jan 2026 03:05:05 GMT", [60.0]), ("soon", [2.0]), ("-5", [2.0])],
)
def test_retry_after_is_kept_to(toy, store, live, said, slept):
    live.server.at(PATH, live.say(429, Retry_After=said), live.say(200, toy.content(toy.rows(5))))
    assert len(refresh_live(store, live.server.network()).committed) == 1
    assert live.server.slept == slept


@pytest.mark.parametrize("said", ["3600", "999999999999999", "Fri, 02 Jan 2027 03:05:05 GMT"])
def test_a_long_wait_is_left_to_the_next_refresh(toy, store, live, said):
    live.server.at(PATH, live.say(503, Retry_After=said))
    assert "asks to wait" in refresh_live(store, live.server.network()).refused[0].why
    assert live.server.slept == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 204, 206])
def test_other_answers_are_refused_at_once(toy, store, live, status):
    live.server.at(PATH, live.say(status))
    assert f"answers {status}" in refresh_live(store, live.server.network()).refused[0].why
    assert len(live.server.asked) == 1


def test_an_answer_cut_off_is_asked_for_again_and_then_refused(toy, store, live):
    data = toy.content(toy.rows(5))
    live.server.at(PATH, live.say(200, data[:40], Content_Length=str(len(data))))
    why = refresh_live(store, live.server.network()).refused[0].why
    assert "the connection failed" in why or "bytes came of" in why
    assert len(live.server.asked) == 3
    live.server.at(PATH, live.say(200, data[:40], Content_Length=str(len(data))), live.say(200, data))
    assert len(refresh_live(store, live.server.network()).committed) == 1


def test_what_was_cut_off_is_resumed(toy, store, live):
    data = toy.content(toy.rows(5))
    cut = live.say(200, data[:40], Content_Length=str(len(data)), ETag='"1"')
    rest = live.say(206, data[40:], Content_Range=f"bytes 40-{len(data) - 1}/{len(data)}", ETag='"1"')
    live.server.at(PATH, cut, rest)
    assert len(refresh_live(store, live.server.network()).committed) == 1
    assert raw_file(store, OPERATOR, dict(editions(store, OPERATOR)[0].files)["toy.csv"]) == data
    headers = live.server.asked[1][1]
    assert (headers["range"], headers["if-range"]) == ("bytes=40-", '"1"')


@pytest.mark.parametrize("said", ["bytes 39-199/200", "bytes 40-50/200", "", "bytes */200"])
def test_a_rest_that_is_not_the_rest_is_refused(toy, store, live, said):
    data = toy.content(toy.rows(5))
    cut = live.say(200, data[:40], Content_Length=str(len(data)), ETag='"1"')
    live.server.at(PATH, cut, live.say(206, data[40:], Content_Range=said))
    assert "not the rest" in refresh_live(store, live.server.network()).refused[0].why


@pytest.mark.parametrize("mark", [{"ETag": 'W/"1"'}, {}])
def test_without_a_strong_mark_all_is_fetched_again(toy, store, live, mark):
    data = toy.content(toy.rows(5))
    live.server.at(PATH, live.say(200, data[:40], Content_Length=str(len(data)), **mark), live.say(200, data))
    assert len(refresh_live(store, live.server.network()).committed) == 1
    assert "range" not in live.server.asked[1][1]


def test_chunks_that_never_end_are_refused(toy, store, live):
    live.server.at(PATH, live.say(200, b"5\r\nnumbe\r\n", Transfer_Encoding="chunked"))
    assert refresh_live(store, live.server.network()).refused
    assert editions(store, OPERATOR) == ()


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/plain", "application/vnd.ms-excel", ""])
def test_a_wrong_content_type_is_forgiven(toy, store, live, kind):
    live.server.at(PATH, live.say(200, toy.content(toy.rows(5)), Content_Type=kind))
    assert len(refresh_live(store, live.server.network()).committed) == 1


def test_a_certificate_that_is_not_trusted_is_refused(toy, store, live):
    import ssl

    live.server.at(PATH, live.say(200, toy.content(toy.rows(5))))
    network = live.server.network(context=ssl.create_default_context())
    assert "certificate" in refresh_live(store, network).refused[0].why
    assert live.server.asked == []


def test_a_certificate_for_another_name_is_refused(toy, store, live, monkeypatch):
    other = dataclasses.replace(toy.LIST, addresses=("https://stranger.example/toy.csv",))
    monkeypatch.setattr(regimes, "publications", lambda: (other,))
    assert "certificate" in refresh_live(store, live.server.network()).refused[0].why
    assert live.server.asked == []


def test_too_many_bytes_are_refused_announced_or_not(toy, store, live):
    data = toy.content(toy.rows(100))
    network = live.server.network(size_max_bytes=1000)
    live.server.at(PATH, live.say(200, data))
    assert f"{len(data)} bytes, the limit is 1000" in refresh_live(store, network).refused[0].why
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)
    live.server.at(PATH, live.say(200, chunked, Transfer_Encoding="chunked"))
    assert "more than 1000 bytes" in refresh_live(store, network).refused[0].why


def test_a_server_that_drips_is_cut_off(toy, store, live):
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"n")
            handler.wfile.flush()
            time.sleep(0.1)

    live.server.at(PATH, drip)
    started = time.monotonic()
    why = refresh_live(store, live.server.network(time_max_s=0.5)).refused[0].why
    assert "longer than 0.5 s" in why and time.monotonic() - started < 3


def test_a_server_that_drips_headers_is_cut_off(toy, store, live):
    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            handler.wfile.write(b"X-%d: x\r\n" % number)
            handler.wfile.flush()
            time.sleep(0.1)

    live.server.at(PATH, drip)
    started = time.monotonic()
    why = refresh_live(store, live.server.network(time_max_s=0.5)).refused[0].why
    assert "longer than 0.5 s" in why and time.monotonic() - started < 3


def test_a_silent_server_is_given_up(toy, store, live):
    live.server.at(PATH, lambda handler: time.sleep(1))
    assert "connection failed" in refresh_live(store, live.server.network(silence_max_s=0.2)).refused[0].why


def test_an_answer_that_is_no_http_is_refused(toy, store, live):
    live.server.at(PATH, lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n"))
    assert "connection failed" in refresh_live(store, live.server.network()).refused[0].why


def test_a_compressed_answer_is_refused(toy, store, live):
    live.server.at(PATH, live.say(200, b"\x1f\x8b", Content_Encoding="gzip"))
    assert "compressed" in refresh_live(store, live.server.network()).refused[0].why


def test_the_second_address_is_asked_where_the_first_fails(toy, store, live, monkeypatch):
    two = dataclasses.replace(toy.LIST, addresses=("https://toy.example/gone.csv", "https://toy.example/toy.csv"))
    monkeypatch.setattr(regimes, "publications", lambda: (two,))
    live.server.at(PATH, live.say(200, toy.content(toy.rows(5))))
    assert len(refresh_live(store, live.server.network()).committed) == 1


PAGE = b"<!doctype html><section id=documents><a href='%s'>list</a> <a href='/x.csv'>x</a> <a>none</a></section>"


def linked(toy, monkeypatch):
    source = dataclasses.replace(
        toy.LIST, addresses=("https://toy.example/page",), link="toy.csv", hosts=("files.toy.example",)
    )
    monkeypatch.setattr(regimes, "publications", lambda: (source,))


def test_a_list_whose_address_changes_is_found_by_the_link_on_its_page(toy, store, live, monkeypatch):
    linked(toy, monkeypatch)
    live.server.at("/page", live.say(200, PAGE % b"https://files.toy.example/2026/toy.csv", Content_Type="text/html"))
    live.server.at("/2026/toy.csv", live.say(200, toy.content(toy.rows(5))))
    assert len(refresh_live(store, live.server.network()).committed) == 1
    assert editions(store, OPERATOR)[0].origin == "https://files.toy.example/2026/toy.csv"
    assert live.server.resolved == ["toy.example", "files.toy.example"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PAGE % b"/other.csv", "0 links to toy.csv"),
        (PAGE % b"/a/toy.csv" + PAGE % b"/b/toy.csv", "2 links to toy.csv"),
        (PAGE % b"https://stranger.example/toy.csv", "does not declare the host"),
        (PAGE % b"http://toy.example/toy.csv", "only https"),
        (PAGE % b"https://[bad/toy.csv", "0 links to toy.csv"),
        (b" ", "not a web page"),
    ],
)
def test_a_page_without_the_one_link_is_refused(toy, store, live, monkeypatch, page, said):
    linked(toy, monkeypatch)
    live.server.at("/page", live.say(200, page, Content_Type="text/html"))
    assert said in refresh_live(store, live.server.network()).refused[0].why


def test_lists_without_an_address_are_skipped_by_name(toy, store, live, monkeypatch):
    monkeypatch.setattr(regimes, "publications", lambda: (dataclasses.replace(toy.LIST, addresses=()),))
    assert refresh_live(store, live.server.network()).skipped == ("zz_toy",)
    with pytest.raises(UserError, match="zz_typo"):
        refresh_live(store, live.server.network(), lists=["zz_typo"])
