"""A local HTTPS server for toy.example that answers as it is told, with the quirks of real publishers."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from inconcert.intake.wire import Network

PUBLIC = "93.184.216.34"
TLS = Path(__file__).parent / "tls"
Answer = Callable[[BaseHTTPRequestHandler], None]


def say(status: int, body: bytes = b"", **headers: str) -> Answer:
    """Answer with a status, a body and headers (underscores stand for hyphens)."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if "Content-Length" not in named and "Transfer-Encoding" not in named:
            named["Content-Length"] = str(len(body))
        for name, value in named.items():
            handler.send_header(name, value)
        handler.end_headers()
        with contextlib.suppress(OSError):
            handler.wfile.write(body)

    return answer


@dataclass
class Server:
    """What the server will say at each path (the last answer is repeated), and what it was asked."""

    port: int
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)

    def at(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def network(self, **more: Any) -> Network:
        def resolve(host: str) -> tuple[str, ...]:
            self.resolved.append(host)
            return (PUBLIC,)

        def dial(address: str) -> tuple[str, int]:
            self.dialled.append(address)
            return "127.0.0.1", self.port

        context = ssl.create_default_context(cafile=str(TLS / "both.pem"))
        plain: dict[str, Any] = {"resolve": resolve, "dial": dial, "context": context, "sleep": self.slept.append}
        return Network(**{**plain, **more})


@contextlib.contextmanager
def serving(*, trusted: bool = True) -> Iterator[Server]:
    """Serve on a free port of this machine until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answers = server.answers.get(self.path, [say(404)])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            with contextlib.suppress(OSError):
                answer(self)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            return None

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return None  # a client that does not trust us hangs up: that is what is tested

        def get_request(self) -> tuple[socket.socket, Any]:
            plain, address = super().get_request()
            plain.settimeout(10)
            return context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "both.pem")
    http = Quiet(("127.0.0.1", 0), Handler)
    server = Server(http.server_address[1])
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
