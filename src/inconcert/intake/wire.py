"""One GET, or one POST of an alert, over TLS to an address that was checked, within limits of size and time.

The name is resolved once; every address it has must be public; the connection goes to the one that was checked, and
the certificate must be for the name. No proxy, cookie or password is taken from the environment.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import urllib3
from urllib3.connection import HTTPSConnection
from urllib3.response import BaseHTTPResponse

from inconcert import __version__
from inconcert.formats import limits
from inconcert.intake.address import Target, is_public
from inconcert.model.errors import LimitExceeded, SourceError, UnreadableSource

silence_max_s = 30.0
fetch_time_max_s = 600.0
_chunk_bytes = 65_536
_failures = (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError)
_agent = f"inconcert/{__version__}"


class CutOff(UnreadableSource):
    """The connection failed or ended early: worth another attempt.

    `part` is what came of the body, `mark` the validator that says whether the rest still belongs to it.
    """

    def __init__(self, what: str, *, where: str, part: bytes = b"", mark: str = "") -> None:
        super().__init__(what, where=where)
        self.part = part if mark else b""
        self.mark = mark


def resolve(host: str) -> tuple[str, ...]:
    """Return every IP address of a host; raises CutOff if it has none."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise CutOff(f"the host is not found: {error.strerror or error}", where=host) from error
    return tuple(dict.fromkeys(str(item[4][0]) for item in found))


def _dial(address: str) -> tuple[str, int]:
    return address, 443


@dataclass(frozen=True, slots=True)
class Network:
    """What fetching is given; tests put their own resolver, server, certificate and clock in place of the real ones.

    `dial` says where a checked IP address is reached. `time_max_s` is for one answer; no part of it
    may be silent for `silence_max_s`.
    """

    resolve: Callable[[str], tuple[str, ...]] = resolve
    dial: Callable[[str], tuple[str, int]] = _dial
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    sleep: Callable[[float], None] = time.sleep
    time_max_s: float = fetch_time_max_s
    silence_max_s: float = silence_max_s
    size_max_bytes: int = limits.file_max_bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: status, headers by lower-case name, and the body (of a 200 or 206 alone)."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def get(network: Network, target: Target, headers: Mapping[str, str]) -> Answer:
    """Return the answer to one GET; raises CutOff, LimitExceeded or UnreadableSource."""
    return _asked(network, target, _headers(target, headers), None)


def post(network: Network, target: Target, headers: Mapping[str, str], body: bytes) -> Answer:
    """Return the answer to one POST, without its body; raises CutOff, LimitExceeded or UnreadableSource."""
    return _asked(network, target, _headers(target, headers), body)


def _asked(network: Network, target: Target, headers: Mapping[str, str], sent: bytes | None) -> Answer:
    connection = _connection(network, target.host)
    method = "GET" if sent is None else "POST"
    try:
        with _ends_in_time(network, target) as hold:
            connection.connect()
            hold(connection.sock)
            connection.request(method, target.path, body=sent, headers=headers, preload_content=False)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.headers.items()}
            wanted = sent is None and response.status in (200, 206)
            body = _body(network, response, found, target) if wanted else b""
            return Answer(response.status, found, body)
    except _failures as error:
        raise CutOff(f"the connection failed: {error}", where=target.address) from error
    finally:
        connection.close()


def _connection(network: Network, host: str) -> HTTPSConnection:
    addresses = network.resolve(host)
    private = [address for address in addresses if not is_public(address)]
    if private or not addresses:
        raise UnreadableSource(f"the host has an address that is not public: {private}", where=host)
    address, port = network.dial(addresses[0])
    return HTTPSConnection(
        address,
        port,
        timeout=network.silence_max_s,
        ssl_context=network.context,
        server_hostname=host,
    )


def _headers(target: Target, more: Mapping[str, str]) -> dict[str, str]:
    # identity: a compressed answer could be a bomb, and the hash is of what the publisher keeps
    return {"Host": target.host, "User-Agent": _agent, "Accept": "*/*", "Accept-Encoding": "identity", **more}


def _body(network: Network, response: BaseHTTPResponse, headers: Mapping[str, str], target: Target) -> bytes:
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise UnreadableSource("it comes compressed, which was not asked for", where=target.address)
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > network.size_max_bytes:
        raise LimitExceeded(f"{announced} bytes, the limit is {network.size_max_bytes}", where=target.address)
    body = bytearray()
    try:
        for part in _parts(response):
            body += part
            if len(body) > network.size_max_bytes:
                raise LimitExceeded(f"more than {network.size_max_bytes} bytes", where=target.address)
    except _failures as error:
        said = f"the connection failed: {error}"
        raise CutOff(said, where=target.address, part=bytes(body), mark=_mark(headers)) from error
    if announced.isdecimal() and len(body) != int(announced):
        said = f"{len(body)} bytes came of {announced}"
        raise CutOff(said, where=target.address, part=bytes(body), mark=_mark(headers))
    return bytes(body)


def _mark(headers: Mapping[str, str]) -> str:
    """Return a strong validator (RFC 9110, 13.1.5), or nothing: a weak one does not prove that bytes are the same."""
    etag = headers.get("etag", "")
    return headers.get("last-modified", "") if not etag or etag.startswith("W/") else etag


def _parts(response: BaseHTTPResponse) -> Iterator[bytes]:
    while part := response.read1(_chunk_bytes):
        yield part


@contextmanager
def _ends_in_time(network: Network, target: Target) -> Iterator[Callable[[socket.socket | None], None]]:
    """Shut the socket that is held when its time is up: a server that drips one byte at a time never goes silent."""
    expired = threading.Event()
    held: list[socket.socket] = []

    def hold(sock: socket.socket | None) -> None:
        if sock is not None:
            held.append(sock)

    def end() -> None:
        expired.set()
        for sock in held:
            with suppress(OSError):  # it may be closed already
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(network.time_max_s, end)
    timer.daemon = True
    timer.start()
    try:
        yield hold
    except (*_failures, SourceError) as error:
        if expired.is_set():
            raise _too_slow(network, target) from error
        raise
    finally:
        timer.cancel()
    if expired.is_set():
        raise _too_slow(network, target)


def _too_slow(network: Network, target: Target) -> LimitExceeded:
    return LimitExceeded(f"it took longer than {network.time_max_s:g} s", where=target.address)
