"""How a party's folder is reached: over the web, or as a folder or USB drive. Both give the same bytes or the same 404.

Over the web: https alone (http only to this machine), no redirect followed, no proxy, no compressed answer, one
connection kept for a whole pull, and a time limit for each file and for all together. In a folder: plain names only,
no link followed, nothing outside it, regular files only.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import SplitResult, quote, unquote, urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface

from inconcert import __version__
from inconcert.exchange import limits
from inconcert.exchange.limits import Limits
from inconcert.model.errors import UserError

_chunk_bytes = 65_536
_segment = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%-]{0,199}")
FOLDER = "folder://party/"


class FolderFetcher(FetcherInterface):
    """Reads a party's folder on a disk or drive; what is not a plain file within it does not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def close(self) -> None:
        """Do nothing: no file stays open between reads."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self.folder
        for segment in url.removeprefix(FOLDER).split("/"):
            path = path / segment
            if not _segment.fullmatch(segment) or path.is_symlink():
                raise DownloadHTTPError(f"not in the folder: {segment[:100]!r}", 404)
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise DownloadHTTPError("not a plain file", 404)
            return _chunks_of(path)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise DownloadHTTPError("not in the folder", 404) from error
        except OSError as error:
            raise DownloadError(f"the folder cannot be read: {error.strerror}") from error


def _chunks_of(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_chunk_bytes):
                yield chunk
    except OSError as error:
        raise DownloadError(f"the folder cannot be read: {error.strerror}") from error


class WebFetcher(FetcherInterface):
    """Reads a party's folder from a web server, one connection for a whole pull."""

    def __init__(self, address: str, allowed: Limits = limits.DEFAULT) -> None:
        parts = checked_address(address)
        self._allowed = allowed
        self._host = parts.netloc
        self._base = f"{parts.scheme}://{parts.netloc}/"
        self._secure = parts.scheme == "https"
        self._connection: http.client.HTTPConnection | None = None
        self._ends = time.monotonic() + allowed.pull_max_s

    def _fetch(self, url: str) -> Iterator[bytes]:
        if not url.startswith(self._base):
            raise DownloadError("it lies on another server")
        path = "/" + url.split("://", 1)[1].partition("/")[2]
        if {".", ".."} & set(unquote(path).split("/")):
            raise DownloadHTTPError("not in the folder", 404)
        return self._body(quote(path, safe="/%"))

    def _body(self, path: str) -> Iterator[bytes]:
        answer = self._answer(path)
        if answer.status != 200:
            answer.close()
            self.close()
            raise DownloadHTTPError(f"the server answered {answer.status}", answer.status)
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise DownloadError("it comes compressed, which was not asked for")
        return self._chunks(answer)

    def _answer(self, path: str) -> http.client.HTTPResponse:
        """Ask on the kept connection, and once more on a new one if the server had closed it."""
        kept = self._connection is not None
        try:
            return self._asked(path)
        except (http.client.HTTPException, OSError) as error:
            self.close()
            if kept and not isinstance(error, TimeoutError):
                return self._again(path)
            raise _failed(error) from error

    def _again(self, path: str) -> http.client.HTTPResponse:
        try:
            return self._asked(path)
        except (http.client.HTTPException, OSError) as error:
            self.close()
            raise _failed(error) from error

    def _asked(self, path: str) -> http.client.HTTPResponse:
        left = min(self._ends - time.monotonic(), self._allowed.file_max_s)
        if left <= 0:
            raise SlowRetrievalError("the pull took too long")
        if self._connection is None:
            self._connection = self._connect()
        connection = self._connection
        connection.response_class = _until(time.monotonic() + left)
        connection.request("GET", path, headers={"User-Agent": f"inconcert/{__version__}", "Accept": "*/*"})
        return connection.getresponse()

    def _connect(self) -> http.client.HTTPConnection:
        silence = self._allowed.silence_max_s
        if self._secure:
            return http.client.HTTPSConnection(self._host, timeout=silence, context=ssl.create_default_context())
        return http.client.HTTPConnection(self._host, timeout=silence)

    def _chunks(self, answer: http.client.HTTPResponse) -> Iterator[bytes]:
        finished = False
        try:
            while chunk := answer.read1(_chunk_bytes):
                yield chunk
            if answer.length:
                raise DownloadError(f"{answer.length} bytes are missing at the end")
            answer.close()  # else the connection cannot be asked again
            finished = True
        except (http.client.HTTPException, OSError) as error:
            raise _failed(error) from error
        finally:
            if not finished:
                self.close()

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Timed(io.RawIOBase):
    """What comes from a socket, until its time is up: a server that drips a byte at a time never falls silent."""

    def __init__(self, raw: io.RawIOBase, ends: float) -> None:
        self._raw, self._ends = raw, ends

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if time.monotonic() > self._ends:
            raise TimeoutError("too slow")
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _until(ends: float) -> type[http.client.HTTPResponse]:
    """Return a kind of answer whose head and body together must come before `ends`."""

    class Answer(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *more: Any, **named: Any) -> None:
            super().__init__(sock, *more, **named)
            self.fp.close()
            raw = cast(io.RawIOBase, sock.makefile("rb", buffering=0))
            self.fp = io.BufferedReader(_Timed(raw, ends), _chunk_bytes)

    return Answer


def _failed(error: BaseException) -> DownloadError:
    if isinstance(error, TimeoutError):
        return SlowRetrievalError("the server is too slow, or fell silent")
    return DownloadError(f"the connection failed: {error}")


def checked_address(address: str) -> SplitResult:
    """Return the parts of a web address; raises UserError if it may not be asked."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UserError(f"not an address: {error}", where=ascii(address[:100])) from error
    odd = len(address) > limits.address_max_chars or "@" in parts.netloc or parts.query or parts.fragment
    if odd or not host or parts.scheme not in ("https", "http"):
        raise UserError("not the address of a folder on the web", where=ascii(address[:100]))
    if parts.scheme == "http" and host not in ("127.0.0.1", "localhost", "::1"):
        raise UserError("only https is asked", where=ascii(address[:100]), remedy="http is for this machine alone.")
    if port == 0:
        raise UserError("not a port", where=ascii(address[:100]))
    return parts


def fetcher_for(source: str, allowed: Limits = limits.DEFAULT) -> tuple[FolderFetcher | WebFetcher, str]:
    """Return the fetcher for a web address or a folder, and the base that its files are asked under."""
    if "://" in source:
        checked_address(source)
        return WebFetcher(source, allowed), source.rstrip("/") + "/"
    return FolderFetcher(Path(source)), FOLDER
