"""A stage for the exchange: invented parties in scratch folders, a clock, a web server or a USB drive, an adversary."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import http.server
import importlib.machinery
import importlib.util
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from tuf.api.metadata import Metadata
from tuf.api.serialization.json import JSONSerializer

from inconcert.exchange import ceremony, envelope, index, limits
from inconcert.exchange.inbox import Inbox
from inconcert.exchange.judge import Reader
from inconcert.exchange.keys import KeyRole, Ring
from inconcert.exchange.limits import Limits
from inconcert.exchange.outbox import Outbox
from inconcert.exchange.repository import Repository, Terms
from inconcert.model.errors import PartyError
from inconcert.model.messages import Draft, Message, MessageKind, Refusal, Tlp

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
CANARY = "canary-Alim-Qadir-of-Nowhere-71"
DIGEST = Draft(MessageKind.DIGEST, Tlp.CLEAR, body={"nothing": True}, originator_control=False)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += dt.timedelta(**delta)


@dataclass
class Party:
    """A party with its own keys, outbox and inboxes."""

    name: str
    home: Path
    clock: Clock
    partners: dict[str, Party] = field(default_factory=dict)
    allowed: Limits = limits.DEFAULT
    terms: Terms = Terms()

    def __post_init__(self) -> None:
        self.ring = Ring(self.home / "keys")
        self.custodians = [Ring(self.home / f"root-drive-{number}") for number in (1, 2, 3)]
        self.folder = self.home / "folder"
        self.outbox = Outbox(Repository(self.folder, self.terms), self.name, self.clock)
        self.fingerprint = ceremony.found(self.outbox, self.custodians, self.ring).fingerprint

    def say(self, *drafts: Draft) -> tuple[Message, ...]:
        keys = {name: party.outbox.keys() for name, party in self.partners.items()}
        return self.outbox.publish(drafts, self.ring, keys)

    def reader(self) -> Reader:
        return Reader(self.name, self.ring.identities(), self.clock())

    def inbox(self, other: Party) -> Inbox:
        return Inbox(self.home / "partners" / other.name, other.name, self.allowed)

    def tell(self, seq: int, other: Party) -> Message:
        return self.inbox(other).message(seq, self.reader())


def draft(kind: MessageKind = MessageKind.MIRROR_REQUEST, tlp: Tlp = Tlp.AMBER, *to: str, **more: Any) -> Draft:
    return Draft(kind, tlp, to=to, body={"text": CANARY}, **more)


def parties(tmp: Path, *names: str, **more: Any) -> dict[str, Party]:
    clock = Clock()
    found = {name: Party(name, tmp / name, clock, **more) for name in names}
    for party in found.values():
        party.partners = {name: other for name, other in found.items() if name != party.name}
    return found


@dataclass
class Road:
    """How one party reaches another's folder: a web server, or a drive (a copy that is made anew for each pull)."""

    kind: str
    tmp: Path
    port: int = 0

    def source(self, party: Party) -> str:
        if self.kind == "web":
            return f"http://127.0.0.1:{self.port}/{party.folder.relative_to(self.tmp).as_posix()}"
        return str(party.folder)


@dataclass
class Outcome:
    """What a pull came to: how each new message is held, or by which rule all was refused."""

    held: tuple[tuple[int, str], ...] = ()
    refusal: Refusal | None = None
    reasons: tuple[str, ...] = ()
    text: str = ""


class Subscriber:
    """One party that reads another; each pull is checked by the independent verifier as well."""

    def __init__(self, me: Party, of: Party, road: Road, *, second: bool = True) -> None:
        self.me, self.of, self.road, self.second = me, of, road, second
        self.inbox = me.inbox(of)
        self.inbox.begin(road.source(of), of.fingerprint)
        self.state = me.home / f"verifier-{of.name}"
        self.state.mkdir()
        (self.state / "root.json").write_bytes((of.folder / "metadata" / "1.root.json").read_bytes())

    def pull(self, *, source: str = "", second: bool | None = None) -> Outcome:
        before = prints(self.inbox.folder)
        try:
            pulled = self.inbox.pull(source or self.road.source(self.of), self.me.reader())
            found = Outcome(
                tuple((row.seq, row.held.value) for row in pulled.rows),
                reasons=tuple(row.reason for row in pulled.rows if row.reason),
            )
        except PartyError as error:
            found = Outcome(refusal=error.refusal, text=str(error))
            assert prints(self.inbox.folder) == before, "a refused pull left a trace"
        if self.second if second is None else second:
            assert self._by_verifier() == (found.held, found.refusal), found
        return found

    def _by_verifier(self) -> tuple[tuple[tuple[int, str], ...], Refusal | None]:
        module, before = verifier(), prints(self.state)
        secrets = [str(item) for item in self.me.ring.identities()]
        try:
            found = module.verify(self.of.folder, self.of.name, self.state, self.me.name, secrets, self.me.clock())
        except module.Refused as error:
            assert prints(self.state) == before
            return (), Refusal(str(error))
        return tuple((seq, held) for seq, held, _ in found), None


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # else each answer is two packets, and Nagle makes it 45 ms

    def log_message(self, *_: Any) -> None:
        return None

    def guess_type(self, _: Any) -> str:
        return "application/octet-stream"


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that leaves early is no error here."""


@contextmanager
def serving(folder: Path, handler: type[http.server.BaseHTTPRequestHandler] | None = None) -> Iterator[int]:
    def made(*args: Any) -> http.server.BaseHTTPRequestHandler:
        return handler(*args) if handler else _Quiet(*args, directory=str(folder))

    with _Server(("127.0.0.1", 0), made) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def prints(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of an inbox, but for its lock."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[path.relative_to(folder).as_posix()] = "-> " + str(path.readlink())
        elif path.is_file() and path.name != "lock":
            found[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@functools.cache
def verifier() -> ModuleType:
    """The independent verifier, scripts/verify_message."""
    path = Path(__file__).parents[2] / "scripts" / "verify_message"
    loader = importlib.machinery.SourceFileLoader("verify_message", str(path))
    spec = importlib.util.spec_from_loader("verify_message", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


class Adversary:
    """Whoever carries a folder, and holds those keys of its party that `ring` is asked for."""

    def __init__(self, party: Party) -> None:
        self.party = party
        self.folder = party.folder
        self.metadata = party.folder / "metadata"

    def copy(self, name: str) -> Path:
        """Keep the folder as it is now."""
        kept = self.party.home / name
        shutil.copytree(self.folder, kept)
        return kept

    def put_back(self, kept: Path) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(kept, self.folder)

    def message_file(self, seq: int) -> Path:
        return next((self.folder / "targets" / "m").glob(f"*.{seq:08}.*"))

    def newest(self, role: str) -> Path:
        if role == "timestamp":
            return self.metadata / "timestamp.json"
        return max(self.metadata.glob(f"*.{role}.json"), key=lambda path: int(path.name.split(".")[0]))

    def edit(
        self, role: str, change: Any, *, sign: bool = True, signers: Any = None, version: int | None = None
    ) -> None:
        """Change the newest metadata of a role and sign it with the party's keys, or not at all; nothing else moves."""
        path = self.newest(role)
        found = Metadata.from_bytes(path.read_bytes())
        change(found.signed)
        if sign:
            kind = KeyRole.DESK if role == "targets" else KeyRole.ONLINE
            found.signatures.clear()
            for signer in signers or self.party.ring.signers(kind):
                found.sign(signer, append=True)
        path.write_bytes(found.to_bytes(JSONSerializer(compact=True)))

    def publish(self, files: dict[str, bytes], ring: Ring | None = None) -> None:
        """List files with the desk and online keys, as who stole them would."""
        self.party.outbox.repository.replace(files, ring or self.party.ring, self.party.clock())

    def add(self, data: bytes, *, sealed_name: bool = False, name: str | None = None, seq: int | None = None) -> int:
        """List any bytes as the next message."""
        held = self.party.outbox.index()
        number = index.size_of(held) + 1
        name = name or index.name_of(number, sealed=sealed_name)
        line = index.line_of(seq or number, name, hashlib.sha256(data).hexdigest())
        self.publish({name: data, index.FILE: held + line})
        return number

    def signed(
        self, payload: Any, *, payload_type: str = envelope.PAYLOAD_TYPE, role: KeyRole = KeyRole.AUTHOR
    ) -> bytes:
        """Return an envelope signed by the party's author key, around anything."""
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return envelope.enclose(data, payload_type, self.party.ring.signers(role)[-1:])

    def message(self, seq: int, **changed: Any) -> dict[str, Any]:
        """Return the fields of a well-formed message of the party, some of them changed."""
        return {
            "v": 1, "seq": seq, "from": self.party.name, "to": [], "created": "2026-03-02T09:00:00Z", "kind": "digest",
            "tlp": "CLEAR", "pap": "CLEAR", "originator_control": False, "citable": True, "in_reply_to": None,
            "answer_by": "", "body": {}, "entities": [], "attachments": [], "sources": [], **changed,
        }  # fmt: skip
