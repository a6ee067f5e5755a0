"""Mail and webhooks on their way: TLS always, only to public hosts, no header of somebody else's making."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import email.policy
import socket
import socketserver
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from inconcert.intake.wire import Network
from inconcert.model.errors import ReceiverError, UserError
from inconcert.model.subscription import Channel, Subscription, Topic, Wanted
from inconcert.verbs.alert_couriers import Couriers, couriers_of, mail_server, send_mail, send_webhook
from inconcert.verbs.alert_words import Told, document_of, mail_payload, webhook_payload
from inconcert.watch.feeds import Item
from inconcert.watch.mail import message

TLS = Path(__file__).parents[1] / "intake" / "tls" / "both.pem"
HOST = "toy.example"


def trusting():
    return ssl.create_default_context(cafile=str(TLS))


def ours():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS)
    return context


class MailServer:
    """A mail server of one connection at a time: says what it is told to, keeps what it takes."""

    def __init__(self, *, tls=True, at_once=False, refuse=""):
        self.tls, self.at_once, self.refuse = tls, at_once, refuse
        self.taken, self.logins, self.plain_lines = [], [], []
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                with contextlib.suppress(OSError):
                    outer.talk(self.request)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def port(self):
        return self.server.server_address[1]

    def talk(self, plain):
        secure = self.at_once
        link = ours().wrap_socket(plain, server_side=True) if self.at_once else plain
        lines = link.makefile("rb")
        say = lambda text: link.sendall(text.encode() + b"\r\n")  # noqa: E731
        say("220 mail")
        envelope = []
        while line := lines.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if not secure:
                self.plain_lines.append(line)
            if self.refuse and verb == self.refuse:
                say("550 5.7.1 \x1b[31mnot here")
            elif verb == "EHLO":
                say("250-mail")
                say("250-AUTH PLAIN" if secure or not self.tls else "250-STARTTLS")
                say("250 OK")
            elif verb == "STARTTLS" and self.tls:
                say("220 go on")
                link, secure = ours().wrap_socket(plain, server_side=True), True
                lines = link.makefile("rb")
                say = lambda text, link=link: link.sendall(text.encode() + b"\r\n")  # noqa: E731
            elif verb == "AUTH":
                self.logins.append(line)
                say("235 welcome")
            elif verb in ("MAIL", "RCPT"):
                envelope.append(line)
                say("250 OK")
            elif verb == "DATA":
                say("354 go on")
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += lines.readline()
                self.taken.append((envelope, body[:-3]))
                envelope = []
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                break
            else:
                say("502 unknown")
        with contextlib.suppress(OSError):
            link.close()


@pytest.fixture
def reached(monkeypatch):
    """Every connection to toy.example goes to this machine."""
    real = socket.create_connection

    def connect(address, *more, **named):
        assert address[0] in (HOST, "127.0.0.1"), address
        return real(("127.0.0.1", address[1]), *more, **named)

    monkeypatch.setattr(socket, "create_connection", connect)


def couriers(server, *, user="", context=None, loopback=False, scheme=""):
    address = f"{scheme or ('smtps' if server.at_once else 'smtp')}://{user}{HOST}:{server.port}"
    return Couriers(mail=mail_server(address, "s3cret"), sender="watch@desk.example", context=context or trusting(),
                    loopback=loopback)  # fmt: skip


MADE = message("watch@desk.example", ["ana@ngo.example"], "1 alert", "Zhu Hailun 朱海仑",
               dt.datetime(2026, 1, 5, tzinfo=dt.UTC), html="<p>Zhu Hailun 朱海仑</p>")  # fmt: skip


@pytest.mark.parametrize("at_once", [True, False])
def test_mail_goes_over_tls_with_its_password_only_inside(reached, at_once):
    with MailServer(at_once=at_once) as server:
        send_mail(couriers(server, user="watch@"), "ana@ngo.example", MADE)
    ((envelope, body),) = server.taken
    assert "ana@ngo.example" in envelope[1] and len(server.logins) == 1
    assert not any("AUTH" in line or "MAIL" in line for line in server.plain_lines)
    read = email.message_from_bytes(body, policy=email.policy.default)
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert "朱海仑" in read.get_body(("plain",)).get_content() and "朱海仑" in read.get_body(("html",)).get_content()


def test_a_server_without_tls_is_refused_and_sees_nothing(reached):
    with MailServer(tls=False) as server, pytest.raises(ReceiverError):
        send_mail(couriers(server, user="watch@"), "ana@ngo.example", MADE)
    assert server.taken == [] and server.logins == []


@pytest.mark.parametrize("at_once", [True, False])
def test_a_certificate_that_nobody_vouches_for_is_refused(reached, at_once):
    with MailServer(at_once=at_once) as server, pytest.raises(ReceiverError):
        send_mail(couriers(server, user="watch@", context=ssl.create_default_context()), "ana@ngo.example", MADE)
    assert server.taken == [] and server.logins == []


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "AUTH"])
def test_what_a_server_refuses_is_said_on_one_plain_line(reached, verb):
    with MailServer(at_once=True, refuse=verb) as server, pytest.raises(ReceiverError) as told:
        send_mail(couriers(server, user="watch@"), "ana@ngo.example", MADE)
    assert server.taken == [] and "\n" not in str(told.value) and "\x1b" not in str(told.value)
    assert "s3cret" not in str(told.value)


def test_nobody_there_is_said(reached):
    with MailServer() as server:
        gone = couriers(server)
    with pytest.raises(ReceiverError):
        send_mail(gone, "ana@ngo.example", MADE)


def test_without_a_server_it_is_said_what_to_set():
    with pytest.raises(ReceiverError, match="INCONCERT_SMTP"):
        send_mail(Couriers(), "ana@ngo.example", MADE)


@pytest.mark.parametrize("address", ["http://x", "smtp://", "smtps://h:99999", "mail.example", "smtp://h/path"])
def test_an_address_that_is_no_mail_server_is_refused_without_its_password(address):
    with pytest.raises(UserError) as told:
        couriers_of({"INCONCERT_SMTP": address.replace("://", "://u:hunter2@")})
    assert "hunter2" not in str(told.value)


def test_settings_are_read_and_a_password_is_not_printed():
    found = couriers_of({"INCONCERT_SMTP": "smtps://u%40x@mail.example", "INCONCERT_SMTP_PASSWORD": "hunter2",
                         "INCONCERT_MAIL_FROM": "w@x.example"})  # fmt: skip
    assert found.mail.port == 465 and found.mail.user == "u@x" and not found.loopback
    assert "hunter2" not in repr(found)


class Hook:
    """A receiver over TLS that answers as it is told."""

    def __init__(self, status=204, location=""):
        self.calls = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.calls.append((self.path, dict(self.headers), body))
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                return None

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = ours().wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def network(self, *addresses):
        port = self.server.server_address[1]
        resolve = lambda host: addresses or ("93.184.216.34",)  # noqa: E731
        return Network(resolve=resolve, dial=lambda address: ("127.0.0.1", port), context=trusting())


def test_a_webhook_is_posted_whole_to_the_address_that_was_checked():
    with Hook() as hook:
        send_webhook(Couriers(hook.network()), f"https://{HOST}/in?a=1", {"webhook-id": "m"}, b'{"alerts":[]}')
    ((path, headers, body),) = hook.calls
    assert path == "/in?a=1" and body == b'{"alerts":[]}' and headers["webhook-id"] == "m" and headers["Host"] == HOST


@pytest.mark.parametrize("inside", ["10.0.0.7", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"])
def test_a_name_that_leads_inside_is_not_connected_to(inside):
    with Hook() as hook, pytest.raises(ReceiverError):
        send_webhook(Couriers(hook.network("93.184.216.34", inside)), f"https://{HOST}/in", {}, b"{}")
    assert hook.calls == []


def test_a_redirect_is_not_followed_and_is_not_taken():
    with Hook(307, f"https://{HOST}/elsewhere") as hook, pytest.raises(ReceiverError, match="307"):
        send_webhook(Couriers(hook.network()), f"https://{HOST}/in", {}, b"{}")
    assert [call[0] for call in hook.calls] == ["/in"]


def test_this_machine_is_reached_only_where_a_setting_says_so():
    with pytest.raises(ReceiverError):
        send_webhook(Couriers(loopback=False), "http://127.0.0.1:9/in", {}, b"{}")
    with pytest.raises(ReceiverError):
        send_webhook(Couriers(loopback=True), "http://10.0.0.1:9/in", {}, b"{}")


ONE = Subscription("us-gb", Topic.GAPS, Wanted(("us",), ("gb",)), Channel.MAIL, ("ana@ngo.example",))
LISTS = (("us_sdn", "us", "2021-12-10", "copy", "ab" * 32, True),)


def told(*items):
    return Told("us-gb-1-2026-01-05", items, "2026-01-04T06:00:00Z", "2026-01-05T06:00:00Z")


HOSTILE = Item("i", "<script>alert(1)</script>\r\nBcc: evil@evil.example", "2026-01-05T00:00:00Z", "a\r\nb\x1b[31m")


@pytest.mark.parametrize("items", [(), (HOSTILE,)])
def test_the_words_of_a_mail_say_what_since_when_and_on_which_editions_also_when_empty(items):
    import json

    plain = json.loads(mail_payload(ONE, told(*items), LISTS, "ana@ngo.example"))
    for text in (plain["text"], plain["html"]):
        assert "ab" * 32 in text and "4 January 2026" in text and "Older than 30 days" in text
        assert ("nothing new to tell" in text) == (not items)
    assert "<script>" not in plain["html"]
    made = message("w@x.example", ["ana@ngo.example"], plain["subject"], plain["text"],
                   dt.datetime(2026, 1, 5, tzinfo=dt.UTC), html=plain["html"])  # fmt: skip
    assert email.message_from_bytes(made, policy=email.policy.default)["Bcc"] is None
    body = json.loads(webhook_payload(ONE, told(*items), LISTS))
    assert len(body["alerts"]) == len(items) and body["id"] == "us-gb-1-2026-01-05"
    assert document_of(ONE, told(*items), LISTS).title.startswith("inconcert us-gb: ")
