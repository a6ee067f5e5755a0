"""A server as it is run: `inconcert serve` as a process, and nginx before it with the project's own configuration."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = "localhost"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Web:
    """One process of pages: its ports, and the file its lines of log go to."""

    process: subprocess.Popen[bytes]
    port: int
    keepers: int
    log: Path

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]

    def routes(self) -> list[object]:
        return [line["route"] for line in self.lines() if line["event"] == "answered"]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(20)


def start(folder: Path, arguments: Sequence[str], environment: dict[str, str] | None = None, port: int = 0) -> Web:
    """Start `inconcert serve` and wait until it is ready."""
    port, keepers = port or free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"web-{port}.log"
    command = [sys.executable, "-m", "inconcert", "serve", "--port", str(port), "--keepers-port", str(keepers),
               "--log", "json", *arguments]  # fmt: skip
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | (environment or {}))
    web = Web(process, port, keepers, log)
    wait_for(f"http://127.0.0.1:{keepers}/ready", web)
    return web


def wait_for(address: str, web: Web, seconds: float = 60) -> None:
    """Wait until an address answers 200."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if web.process.poll() is not None:
            raise AssertionError(web.log.read_text("utf-8"))
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer: {web.log.read_text('utf-8')}")


@dataclass
class Proxy:
    """nginx with deploy/nginx.conf, on ports of this machine and with a certificate of its own."""

    http: int
    https: int
    folder: Path

    def raw(self, data: bytes, *, wait_s: float = 20.0) -> bytes:
        """Send bytes over TLS as they are and return all that comes until it is silent."""
        context = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        plain = socket.create_connection(("127.0.0.1", self.https), timeout=wait_s)
        with context.wrap_socket(plain, server_hostname=NAME) as secured:
            return talk(secured, data, wait_s)


def talk(connection: socket.socket, data: bytes, wait_s: float) -> bytes:
    """Send bytes, read until the other end closes or is silent."""
    connection.settimeout(wait_s)
    found = b""
    try:
        connection.sendall(data)
        while piece := connection.recv(65536):
            found += piece
    except (TimeoutError, ConnectionError, ssl.SSLError):
        pass
    return found


def nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@contextmanager
def proxied(folder: Path, upstream: Sequence[int]) -> Iterator[Proxy]:
    """Give nginx before the processes on these ports, with the configuration that the project ships."""
    program = nginx()
    assert program is not None
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "fullchain.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    proxy = Proxy(free_port(), free_port(), folder)
    text = (DEPLOY / "nginx.conf").read_text("utf-8").replace("inconcert.example", NAME)
    text = text.replace("/etc/ssl/inconcert", str(folder)).replace(
        "/var/log/nginx/inconcert.log", str(folder / "error")
    )
    text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{proxy.http}", text)
    text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{proxy.https}", text)
    text = text.replace("server 127.0.0.1:8600;", "".join(f"server 127.0.0.1:{port};" for port in upstream))
    (folder / "site.conf").write_text(text, "utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} pid {folder}/pid; error_log {folder}/main crit; worker_processes 1;"
        f"events {{ worker_connections 512; }}"
        f"http {{ {temporary} include {folder}/site.conf; }}", "utf-8",
    )  # fmt: skip
    command = [program, "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", proxy.https), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, process.stderr.read().decode() if process.stderr else ""
                time.sleep(0.05)
        yield proxy
    finally:
        process.terminate()
        process.communicate(timeout=10)
